package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.IdSource;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.UnfitSetupException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys that keep persons private. A version of them is two: one hashes documents into aliases
 * and request fields into fingerprints, the other encrypts documents and names. The version is
 * stored beside whatever they made, so that keys can be changed: a new version is first only
 * written with, then looked up by, and the old one is dropped when nothing is found by it any more.
 * The text form shows nothing.
 */
public final class Secrets {
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int FIRST_VERSION = 1;
  private static final int VERSIONS_MAX = 8;
  private static final String FINGERPRINT_TEXT = "yizhan fingerprint of the keys";
  private static final String HMAC = "HmacSHA256";
  private static final String CIPHER = "AES/GCM/NoPadding";

  private final Key current;
  private final List<Key> keys;
  private final SecureRandom random;
  private final IdSource ids;

  private Secrets(List<Key> keys, SecureRandom random) {
    this.keys = List.copyOf(keys);
    this.current = keys.stream().filter(key -> key.role == Role.current).findFirst().orElseThrow();
    this.random = random;
    this.ids = new IdSource(random);
  }

  /** What a version of the keys is for; the words of the file. */
  enum Role {
    /** Looked up by, encrypted with. There is one. */
    current,
    /** Aliases are written under it, too; not looked up by yet. */
    next,
    /** Aliases are written under it, too, for gateways that still look up by it. */
    old,
    /** Nothing of persons: only requests of its time are compared by it when they come again. */
    requests
  }

  /** A step in the life of keys. */
  public enum Step {
    /** A new version is written with. */
    ADD,
    /** The newest version is looked up by. */
    PROMOTE,
    /** Older versions are for requests only. */
    RETIRE
  }

  /** One version. */
  private static final class Key {
    private final int version;
    private final Role role;
    private final SecretKeySpec alias;
    private final SecretKeySpec encryption;
    private final ThreadLocal<Mac> macs;

    private Key(int version, Role role, byte[] alias, byte[] encryption) {
      this.version = version;
      this.role = role;
      this.alias = new SecretKeySpec(alias, HMAC);
      this.encryption = new SecretKeySpec(encryption, "AES");
      this.macs = ThreadLocal.withInitial(this::newMac);
    }

    private Mac newMac() {
      try {
        Mac mac = Mac.getInstance(HMAC);
        mac.init(alias);
        return mac;
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every JDK has " + HMAC, e);
      }
    }

    private byte[] hash(byte[] bytes) {
      return macs.get().doFinal(bytes);
    }

    private Key as(Role other) {
      return new Key(version, other, alias.getEncoded(), encryption.getEncoded());
    }

    private String line() {
      Base64.Encoder base64 = Base64.getEncoder();
      return version
          + " "
          + base64.encodeToString(alias.getEncoded())
          + " "
          + base64.encodeToString(encryption.getEncoded())
          + (role == Role.current ? "" : " " + role)
          + "\n";
    }
  }

  /**
   * The keys in the file; where there is none, new keys are written to it, readable by its owner
   * alone.
   */
  public static Secrets loadOrCreate(Path file, SecureRandom random) {
    try {
      if (!Files.exists(file)) {
        PrivateFile.create(file, newKey(FIRST_VERSION, Role.current, random).line());
      }
      return new Secrets(parse(Files.readString(file), file), random);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Takes the keys of a file a step further, in a new file beside it that then takes its place. A
   * link stays a link, and the file stays its owner's: whoever runs the gateway must still read it.
   *
   * @throws IllegalStateException when the keys are not where the step begins
   */
  public static void change(Path named, Step step, SecureRandom random) {
    try {
      Path file = named.toRealPath();
      List<Key> keys = new ArrayList<>(parse(Files.readString(file), file));
      Key newest = keys.get(keys.size() - 1);
      switch (step) {
        case ADD -> {
          require(newest.role == Role.current && keys.size() < VERSIONS_MAX, file);
          keys.add(newKey(newest.version + 1, Role.next, random));
        }
        case PROMOTE -> {
          require(newest.role == Role.next, file);
          keys.replaceAll(
              key ->
                  key == newest
                      ? key.as(Role.current)
                      : key.role == Role.current ? key.as(Role.old) : key);
        }
        case RETIRE -> {
          require(newest.role == Role.current && keys.size() > 1, file);
          keys.replaceAll(key -> key == newest ? key : key.as(Role.requests));
        }
      }
      StringBuilder text = new StringBuilder();
      keys.forEach(key -> text.append(key.line()));
      Path beside = file.resolveSibling(file.getFileName() + ".new");
      Files.deleteIfExists(beside);
      PrivateFile.create(beside, text.toString());
      PrivateFile.giveTo(beside, file);
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void require(boolean fits, Path file) {
    if (!fits) {
      throw new IllegalStateException(
          "密钥不在此步骤的起点：" + file + " / the keys are not where this step begins: " + file);
    }
  }

  private static Key newKey(int version, Role role, SecureRandom random) {
    byte[] alias = new byte[KEY_BYTES];
    byte[] encryption = new byte[KEY_BYTES];
    random.nextBytes(alias);
    random.nextBytes(encryption);
    return new Key(version, role, alias, encryption);
  }

  /** By version. */
  private static List<Key> parse(String text, Path file) {
    List<Key> keys = new ArrayList<>();
    try {
      for (String line : text.strip().split("\\R", -1)) {
        String[] parts = line.strip().split(" ", -1);
        byte[] alias = Base64.getDecoder().decode(parts[1]);
        byte[] encryption = Base64.getDecoder().decode(parts[2]);
        Role role = parts.length == 4 ? Role.valueOf(parts[3]) : Role.current;
        if (alias.length != KEY_BYTES || encryption.length != KEY_BYTES || parts.length > 4) {
          throw new IllegalArgumentException();
        }
        keys.add(new Key(Integer.parseInt(parts[0]), role, alias, encryption));
      }
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      throw damaged(file);
    }
    keys.sort(Comparator.comparingInt(key -> key.version));
    boolean distinct = keys.stream().map(key -> key.version).distinct().count() == keys.size();
    long currents = keys.stream().filter(key -> key.role == Role.current).count();
    if (!distinct || currents != 1 || keys.size() > VERSIONS_MAX) {
      throw damaged(file);
    }
    return keys;
  }

  private static UnfitSetupException damaged(Path file) {
    return new UnfitSetupException("密钥文件已损坏 / the key file is damaged: " + file);
  }

  /** The version that is looked up by and encrypted with. */
  public int keyVersion() {
    return current.version;
  }

  /** The newest version that is written with. */
  int newestVersion() {
    return keys.get(keys.size() - 1).version;
  }

  /** The versions that persons are found or written by, the newest last. */
  List<Integer> versionsOfPersons() {
    return keys.stream().filter(key -> key.role != Role.requests).map(key -> key.version).toList();
  }

  /** Whether persons are found and read by this version alone. */
  boolean isAlone() {
    return keys.stream().allMatch(key -> key == current || key.role == Role.requests);
  }

  /** What tells the keys of a version from others and gives neither away: 32 bytes. */
  Map<Integer, byte[]> fingerprints() {
    Map<Integer, byte[]> fingerprints = new TreeMap<>();
    try {
      for (Key key : keys) {
        Mac ofEncryption = Mac.getInstance(HMAC);
        ofEncryption.init(new SecretKeySpec(key.encryption.getEncoded(), HMAC));
        fingerprints.put(
            key.version,
            key.hash(ofEncryption.doFinal(FINGERPRINT_TEXT.getBytes(StandardCharsets.US_ASCII))));
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + HMAC, e);
    }
    return fingerprints;
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

  /** The alias of a document under every key that is written with, the current one first. */
  List<Alias> aliases(PersonDocument document) {
    return aliases("alias|" + document.kind() + "|" + document.number());
  }

  /** The keyed hash of what a row is found by under every key that is written with. */
  List<Alias> aliases(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    List<Alias> aliases = new ArrayList<>();
    aliases.add(new Alias(current.hash(bytes), current.version));
    for (Key key : keys) {
      if (key != current && key.role != Role.requests) {
        aliases.add(new Alias(key.hash(bytes), key.version));
      }
    }
    return aliases;
  }

  /** The keyed hash of a text, 32 bytes. */
  byte[] hash(String text) {
    return hash(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The keyed hash of bytes, 32 bytes. */
  byte[] hash(byte[] bytes) {
    return current.hash(bytes);
  }

  /** The keyed hash under the key of a version that is loaded. */
  byte[] hash(byte[] bytes, int version) {
    return key(version).hash(bytes);
  }

  /** Versions beside the current one under which requests may have come before. */
  List<Integer> otherVersions() {
    return keys.stream().filter(key -> key != current).map(key -> key.version).toList();
  }

  private Key key(int version) {
    return keys.stream()
        .filter(key -> key.version == version)
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("no key of version " + version + " is loaded"));
  }

  /** Encrypts: a nonce, then ciphertext and tag. */
  byte[] encrypt(String text) {
    return encrypt(text, current.version);
  }

  /** The same with the key of a version. */
  byte[] encrypt(String text, int version) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      Cipher cipher = Cipher.getInstance(CIPHER);
      cipher.init(
          Cipher.ENCRYPT_MODE, key(version).encryption, new GCMParameterSpec(TAG_BITS, nonce));
      byte[] sealed = cipher.doFinal(text.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("encryption must not fail", e);
    }
  }

  /** Decrypts what {@link #encrypt} gave under the same key version. */
  String decrypt(byte[] sealed, int version) {
    Key key = key(version);
    try {
      Cipher cipher = Cipher.getInstance(CIPHER);
      cipher.init(
          Cipher.DECRYPT_MODE,
          key.encryption,
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
