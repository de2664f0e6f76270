package io.yizhan.gateway.receipt;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A public key. Its id is the beginning of the SHA-256 of its encoding, so that nobody can give a
 * key another's id.
 *
 * @param encoded as SubjectPublicKeyInfo, DER
 */
public record VerifyingKey(String algorithm, byte[] encoded) {
  /** The one algorithm that is known now; SM2 gets a name of its own. */
  public static final String ED25519 = "Ed25519";

  private static final int ID_CHARACTERS = 32;
  private static final int PEM_COLUMNS = 64;
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----");

  public VerifyingKey {
    encoded = encoded.clone();
  }

  @Override
  public byte[] encoded() {
    return encoded.clone();
  }

  /** Its id, 32 hexadecimal digits. */
  public String keyId() {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(encoded);
      return HexFormat.of().formatHex(hash).substring(0, ID_CHARACTERS);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform must have SHA-256", e);
    }
  }

  /** Whether it made this signature; false, too, for an algorithm that is not its own. */
  public boolean verifies(Sealed sealed) {
    if (!algorithm.equals(ED25519) || !sealed.algorithm().equals(ED25519)) {
      return false;
    }
    try {
      Signature check = Signature.getInstance(ED25519);
      check.initVerify(
          KeyFactory.getInstance(ED25519).generatePublic(new X509EncodedKeySpec(encoded)));
      check.update(sealed.signed());
      return check.verify(sealed.signature());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** As PEM. */
  public String pem() {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder(PEM_COLUMNS, new byte[] {'\n'}).encodeToString(encoded)
        + "\n-----END PUBLIC KEY-----\n";
  }

  /** All keys of a text that has one PEM after another, whatever stands between them. */
  public static List<VerifyingKey> ofPem(String text) {
    List<VerifyingKey> keys = new ArrayList<>();
    Matcher matcher = PEM.matcher(text);
    while (matcher.find()) {
      keys.add(
          new VerifyingKey(
              ED25519,
              Base64.getMimeDecoder()
                  .decode(matcher.group(1).getBytes(StandardCharsets.US_ASCII))));
    }
    return keys;
  }
}
