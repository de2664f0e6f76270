package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.Causes;
import io.yizhan.gateway.desk.UnfitSetupException;
import java.io.IOException;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What is said of an address on which a gateway could not listen. The sockets of the kernel and
 * those of Java say the same by different sentences, of which only the reason is kept.
 */
public final class ListenFailure {
  private ListenFailure() {}

  /**
   * The exception to throw: starting again may help where a port is in use, and does not where the
   * address is not this machine's or the port is not this user's to open.
   *
   * @param setting the key that holds the address
   */
  public static IllegalStateException of(String setting, String address, IOException failure) {
    String said = said(failure);
    if (said.contains("(-98)") || said.contains("in use")) {
      return new IllegalStateException(
          setting
              + " 的端口已被占用，须停掉占用的程序或换一个端口："
              + address
              + " / The port of "
              + setting
              + " is in use; stop who uses it or choose another: "
              + address);
    }
    if (said.contains("(-99)") || said.contains("cannot assign") || said.contains("unresolved")) {
      return new UnfitSetupException(
          setting
              + " 必须是本机的地址，实为 "
              + address
              + " / "
              + setting
              + " must be an address of this machine, was "
              + address);
    }
    if (said.contains("(-13)") || said.contains("permission denied")) {
      return new UnfitSetupException(
          setting
              + " 的端口须是本用户可以监听的（1024 以下的端口通常只有 root 可以），实为 "
              + address
              + " / "
              + setting
              + " must have a port that this user may open (below 1024 often root alone may), was "
              + address);
    }
    return new IllegalStateException(
        setting + " 无法监听 " + address + " / " + setting + " cannot listen on " + address, failure);
  }

  private static String said(Throwable failure) {
    return Causes.of(failure).stream()
        .map(cause -> cause.getClass().getSimpleName() + " " + cause.getMessage())
        .collect(Collectors.joining())
        .toLowerCase(Locale.ROOT);
  }
}
