package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.UnfitSetupException;
import io.yizhan.gateway.receipt.SigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;

/** The file of the key that signs receipts, beside the keys that keep persons private. */
public final class SigningKeyFile {
  private static final String ENDING = ".receipts";

  private SigningKeyFile() {}

  /** Where it lies. */
  public static Path beside(Path secretsFile) {
    return secretsFile.resolveSibling(secretsFile.getFileName() + ENDING);
  }

  /** The key in the file; where there is none, a new one, readable by its owner alone. */
  public static SigningKey loadOrCreate(Path file, SecureRandom random) {
    try {
      if (!Files.exists(file)) {
        PrivateFile.create(file, SigningKey.newPem(random));
      }
      return SigningKey.ofPem(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalArgumentException e) {
      throw new UnfitSetupException(
          "回执密钥文件已损坏：" + file + " / the file of the receipts' key is damaged: " + file);
    }
  }

  /**
   * Puts a new key in the place of the old one, which is gone: what it signed is verified by its
   * public key, which the database keeps. A link stays a link, and the file its owner's.
   */
  public static SigningKey replace(Path named, SecureRandom random) throws IOException {
    Path file = named.toRealPath();
    SigningKey.ofPem(Files.readString(file));
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(beside);
    PrivateFile.create(beside, SigningKey.newPem(random));
    PrivateFile.giveTo(beside, file);
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return SigningKey.ofPem(Files.readString(file));
  }
}
