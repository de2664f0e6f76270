package io.yizhan.gateway;

import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.RegistryStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first credential: on an empty register the gateway itself makes an operator, whose token lies
 * in the data folder, readable by its owner alone. Told another id, it makes another one, which is
 * the way back when all operators' tokens are lost: who may start it reaches the database anyway.
 * The file is written before the register, so that a crash between the two never leaves an operator
 * whose token nobody has.
 */
final class OperatorCredential {
  private static final Logger LOG = LoggerFactory.getLogger(OperatorCredential.class);
  private static final String ENDING = ".token";
  private static final String DRAFT_ENDING = ".draft-";
  private static final int TOKEN_BYTES = 32;

  private OperatorCredential() {}

  /**
   * Makes the operator unless its id was ever registered, and answers where its token lies or would
   * lie. Gateways that share the folder may start together: each writes a draft of its own name,
   * and only a draft whose token the register knows becomes the file.
   */
  static Path createIfNone(
      RegistryStore register, Path dataFolder, String callerId, SecureRandom random, Instant now) {
    Path file = dataFolder.resolve(callerId + ENDING);
    String drafts = file.getFileName() + DRAFT_ENDING;
    try {
      if (!Files.exists(file)) {
        adoptRegistered(register, dataFolder, drafts, file);
      }
      String token = newToken(random);
      Path draft = dataFolder.resolve(drafts + HexFormat.of().toHexDigits(random.nextLong()));
      TokenFile.reserve(draft);
      TokenFile.fill(draft, token);
      Caller operator = new Caller(callerId, Caller.Role.OPERATOR, "", List.of());
      if (register.registerCaller(operator, sha256(token), "", now)
          == RegistryStore.RegisterResult.REGISTERED) {
        publish(draft, file);
        LOG.info("made operator {}; its token is in {}", callerId, file);
      } else {
        Files.deleteIfExists(draft);
        if (!Files.exists(file)) {
          LOG.info("caller {} was registered before: no operator is made", callerId);
        }
      }
      return file;
    } catch (IOException unwritable) {
      throw new UncheckedIOException("the data folder must be writable: " + dataFolder, unwritable);
    }
  }

  /** Takes the draft of a gateway that went away between the register and the file. */
  private static void adoptRegistered(
      RegistryStore register, Path dataFolder, String drafts, Path file) throws IOException {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(dataFolder, drafts + "*")) {
      for (Path draft : found) {
        try {
          if (isKnown(register, Files.readString(draft).strip())) {
            publish(draft, file);
          }
        } catch (NoSuchFileException gone) {
          LOG.debug("a draft was finished by its own gateway");
        }
      }
    }
  }

  /** Gives a registered token its name; another gateway may have done so a moment ago. */
  private static void publish(Path draft, Path file) throws IOException {
    try {
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException done) {
      if (!Files.exists(file)) {
        throw done;
      }
    }
  }

  private static boolean isKnown(RegistryStore register, String token) {
    return register.callerByToken(sha256(token)).isPresent();
  }

  private static String newToken(SecureRandom random) {
    byte[] token = new byte[TOKEN_BYTES];
    random.nextBytes(token);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  private static byte[] sha256(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
