package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.Causes;
import io.yizhan.gateway.desk.UnfitSetupException;
import java.io.EOFException;
import java.net.SocketException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Tells a database that will never let this gateway in, because a setting is wrong, from one that
 * does not answer now. The driver speaks the language of the machine, so that its sentences are
 * looked into only for names.
 */
final class RefusedConnection {
  /** The server wants it otherwise: a password, or no TLS. */
  private static final String REJECTED = "08004";

  private static final String NO_SUCH_DATABASE = "3D000";

  /** The class of states that say that a user is not let in. */
  private static final String NOT_AUTHORIZED = "28";

  private RefusedConnection() {}

  /** What is wrong with the settings; empty where it is not they. */
  static Optional<UnfitSetupException> of(Throwable failure, DatabaseSettings settings) {
    String state = SqlState.of(failure);
    if (state.equals(NO_SUCH_DATABASE)) {
      return unfit(
          "database-url 必须是已有的数据库，服务器上没有这个库",
          "database-url must name a database that exists, and the server has none of that name",
          state);
    }
    if (isTls(failure)) {
      return unfit(
          "database-url 的 TLS 设置与数据库不符：sslrootcert 必须是签发其证书的 CA 文件，主机名须与证书一致，服务器须开启 TLS",
          "database-url must fit the server's TLS: sslrootcert must be the file of the CA that"
              + " signed its certificate, the host must be the certificate's, and the server must"
              + " have TLS on",
          state);
    }
    boolean noPassword = state.equals(REJECTED) && settings.password().isEmpty();
    if (noPassword) {
      return unfit(
          "数据库要求密码，必须给出 database-password-file",
          "the database asks for a password: database-password-file must be given",
          state);
    }
    if (state.startsWith(NOT_AUTHORIZED) || state.equals(REJECTED)) {
      return unfit(
          "数据库拒绝登录：database-user、database-password-file 中的密码必须与数据库的一致，pg_hba.conf 须允许此连接",
          "the database lets nobody in who comes so: database-user and the password in"
              + " database-password-file must be the database's, and its pg_hba.conf must allow the"
              + " connection",
          state);
    }
    return Optional.empty();
  }

  private static Optional<UnfitSetupException> unfit(String zh, String en, String state) {
    return Optional.of(
        new UnfitSetupException(zh + " / " + en + (state.isEmpty() ? "" : " (" + state + ")")));
  }

  /** A connection that breaks while TLS begins says nothing of the settings. */
  private static boolean isTls(Throwable failure) {
    boolean tls = false;
    for (Throwable cause : Causes.of(failure)) {
      if (cause instanceof SocketException || cause instanceof EOFException) {
        return false;
      }
      String said = String.valueOf(cause.getMessage());
      tls |=
          cause instanceof SSLException
              || said.contains("SSL")
              || said.contains("HostnameVerifier");
    }
    return tls;
  }
}
