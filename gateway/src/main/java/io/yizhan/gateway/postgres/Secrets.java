package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.IdSource;
import io.yizhan.gateway.desk.PersonDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The two keys that keep persons private: one hashes documents into aliases and request fields into
 * fingerprints, the other encrypts documents and names. Their version is stored beside whatever
 * they made, so that keys can be changed. The text form shows nothing.
 */
public final class Secrets {
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int FIRST_VERSION = 1;
  private static final String FINGERPRINT_TEXT = "yizhan fingerprint of the keys";
  private static final String HMAC = "HmacSHA256";
  private static final String CIPHER = "AES/GCM/NoPadding";

  private final int keyVersion;
  private final SecretKeySpec aliasKey;
  private final SecretKeySpec encryptionKey;
  private final SecureRandom random;
  private final IdSource ids;
  private final ThreadLocal<Mac> macs;

  private Secrets(int keyVersion, byte[] aliasKey, byte[] encryptionKey, SecureRandom random) {
    this.keyVersion = keyVersion;
    this.aliasKey = new SecretKeySpec(aliasKey, HMAC);
    this.encryptionKey = new SecretKeySpec(encryptionKey, "AES");
    this.random = random;
    this.ids = new IdSource(random);
    this.macs = ThreadLocal.withInitial(this::newMac);
  }

  /**
   * The keys in the file; where there is none, new keys are written to it, readable by its owner
   * alone.
   */
  public static Secrets loadOrCreate(Path file, SecureRandom random) {
    try {
      if (!Files.exists(file)) {
        create(file, random);
      }
      return parse(Files.readString(file), file, random);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void create(Path file, SecureRandom random) throws IOException {
    byte[] keys = new byte[2 * KEY_BYTES];
    random.nextBytes(keys);
    ByteBuffer both = ByteBuffer.wrap(keys);
    byte[] alias = new byte[KEY_BYTES];
    byte[] encryption = new byte[KEY_BYTES];
    both.get(alias).get(encryption);
    Base64.Encoder base64 = Base64.getEncoder();
    String text =
        FIRST_VERSION
            + " "
            + base64.encodeToString(alias)
            + " "
            + base64.encodeToString(encryption)
            + "\n";
    PrivateFile.create(file, text);
  }

  private static Secrets parse(String text, Path file, SecureRandom random) {
    String[] parts = text.strip().split(" ", -1);
    try {
      if (parts.length == 3) {
        byte[] alias = Base64.getDecoder().decode(parts[1]);
        byte[] encryption = Base64.getDecoder().decode(parts[2]);
        if (alias.length == KEY_BYTES && encryption.length == KEY_BYTES) {
          return new Secrets(Integer.parseInt(parts[0]), alias, encryption, random);
        }
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException("the key file is damaged: " + file);
    }
    throw new IllegalStateException("the key file is damaged: " + file);
  }

  /** The version of both keys. */
  public int keyVersion() {
    return keyVersion;
  }

  /** What tells these keys from others and gives neither away: 32 bytes, hashed under both keys. */
  byte[] fingerprint() {
    try {
      Mac ofEncryption = Mac.getInstance(HMAC);
      ofEncryption.init(new SecretKeySpec(encryptionKey.getEncoded(), HMAC));
      return hash(ofEncryption.doFinal(FINGERPRINT_TEXT.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + HMAC, e);
    }
  }

  /** A new random id of a person or a household. */
  String newPersonId() {
    byte[] bits = new byte[16];
    random.nextBytes(bits);
    ByteBuffer buffer = ByteBuffer.wrap(bits);
    return new UUID(
            (buffer.getLong() & ~0xF000L) | 0x4000L,
            (buffer.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L)
        .toString();
  }

  /** A new id that sorts by time, for rows that nobody sends. */
  String newId(Instant now) {
    return ids.next(now);
  }

  /** So many new ids that sort by time, and among themselves in the order of the list. */
  List<String> newIds(Instant now, int count) {
    return Stream.generate(() -> ids.next(now)).limit(count).sorted().toList();
  }

  /** The alias of a document: 32 bytes from which the number cannot be found without the key. */
  byte[] alias(PersonDocument document) {
    return hash("alias|" + document.kind() + "|" + document.number());
  }

  /** An alias under the key of a version. */
  record Alias(byte[] bytes, int keyVersion) {}

  /** The alias of a document under every key that is loaded, the current one first. */
  List<Alias> aliases(PersonDocument document) {
    return List.of(new Alias(alias(document), keyVersion));
  }

  /** The keyed hash of a text, 32 bytes. */
  byte[] hash(String text) {
    return hash(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The keyed hash of bytes, 32 bytes. */
  byte[] hash(byte[] bytes) {
    return macs.get().doFinal(bytes);
  }

  private Mac newMac() {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(aliasKey);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + HMAC, e);
    }
  }

  /** Encrypts: a nonce, then ciphertext and tag. */
  byte[] encrypt(String text) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      Cipher cipher = Cipher.getInstance(CIPHER);
      cipher.init(Cipher.ENCRYPT_MODE, encryptionKey, new GCMParameterSpec(TAG_BITS, nonce));
      byte[] sealed = cipher.doFinal(text.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("encryption must not fail", e);
    }
  }

  /** Decrypts what {@link #encrypt} gave under the same key version. */
  String decrypt(byte[] sealed, int version) {
    if (version != keyVersion) {
      throw new IllegalStateException("no key of version " + version + " is loaded");
    }
    try {
      Cipher cipher = Cipher.getInstance(CIPHER);
      cipher.init(
          Cipher.DECRYPT_MODE,
          encryptionKey,
          new GCMParameterSpec(TAG_BITS, sealed, 0, NONCE_BYTES));
      return new String(
          cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES), StandardCharsets.UTF_8);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a private row does not open with the loaded key", e);
    }
  }

  @Override
  public String toString() {
    return "Secrets[hidden]";
  }
}
