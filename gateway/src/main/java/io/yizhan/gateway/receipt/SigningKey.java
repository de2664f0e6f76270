package io.yizhan.gateway.receipt;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A key that signs. The same bytes get the same signature. Its text form shows nothing. */
public final class SigningKey {
  private static final int PEM_COLUMNS = 64;
  private static final Pattern PRIVATE =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  private final PrivateKey secret;
  private final VerifyingKey verifying;

  private SigningKey(PrivateKey secret, VerifyingKey verifying) {
    this.secret = secret;
    this.verifying = verifying;
  }

  /** A new key as the text of a file: the private and the public one as PEM. */
  public static String newPem(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(VerifyingKey.ED25519);
      generator.initialize(255, random);
      KeyPair pair = generator.generateKeyPair();
      return "-----BEGIN PRIVATE KEY-----\n"
          + Base64.getMimeEncoder(PEM_COLUMNS, new byte[] {'\n'})
              .encodeToString(pair.getPrivate().getEncoded())
          + "\n-----END PRIVATE KEY-----\n"
          + new VerifyingKey(VerifyingKey.ED25519, pair.getPublic().getEncoded()).pem();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform from 15 on must have Ed25519", e);
    }
  }

  /**
   * The key of such a text.
   *
   * @throws IllegalArgumentException when the text is no key, or its halves do not fit
   */
  public static SigningKey ofPem(String text) {
    Matcher matcher = PRIVATE.matcher(text);
    List<VerifyingKey> keys = VerifyingKey.ofPem(text);
    if (!matcher.find() || keys.size() != 1) {
      throw new IllegalArgumentException("must be one private and one public key");
    }
    try {
      SigningKey key =
          new SigningKey(
              KeyFactory.getInstance(VerifyingKey.ED25519)
                  .generatePrivate(
                      new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(matcher.group(1)))),
              keys.get(0));
      if (!key.verifying.verifies(key.sign(new byte[0]))) {
        throw new IllegalArgumentException("the public key must be the private one's");
      }
      return key;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("must be a key", e);
    }
  }

  /** What verifies its signatures. */
  public VerifyingKey verifying() {
    return verifying;
  }

  /** Signs. */
  public Sealed sign(byte[] bytes) {
    try {
      Signature signature = Signature.getInstance(VerifyingKey.ED25519);
      signature.initSign(secret);
      signature.update(bytes);
      return new Sealed(verifying.algorithm(), verifying.keyId(), bytes, signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key that was read must sign", e);
    }
  }

  @Override
  public String toString() {
    return "SigningKey[hidden]";
  }
}
