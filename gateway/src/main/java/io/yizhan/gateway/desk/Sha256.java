package io.yizhan.gateway.desk;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of texts: of policies, of tokens. */
public final class Sha256 {
  private Sha256() {}

  /** The 32 bytes of a text in UTF-8. */
  public static byte[] of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The 32 bytes of bytes. */
  public static byte[] of(byte[] bytes) {
    return running().digest(bytes);
  }

  /** One that takes its bytes piece by piece. */
  public static MessageDigest running() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform must have SHA-256", e);
    }
  }

  /** The same in hexadecimal. */
  public static String hexOf(String text) {
    return HexFormat.of().formatHex(of(text));
  }
}
