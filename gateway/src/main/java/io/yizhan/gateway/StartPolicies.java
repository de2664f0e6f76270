package io.yizhan.gateway;

import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.PolicyDesk;
import io.yizhan.gateway.desk.PolicyDesk.PublishOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes a folder of policies before the doors open. What stands already is left alone. */
final class StartPolicies {
  private static final Logger LOG = LoggerFactory.getLogger(StartPolicies.class);
  private static final Caller GATEWAY =
      new Caller("gateway-start", Caller.Role.OPERATOR, "", List.of());

  private StartPolicies() {}

  /**
   * Publishes every {@code .yaml} of the folder itself, by name; a document that cannot stand
   * fails.
   */
  static void publish(PolicyDesk desk, Path folder) {
    try (Stream<Path> found = Files.list(folder)) {
      for (Path file : found.filter(path -> path.toString().endsWith(".yaml")).sorted().toList()) {
        publishOne(desk, file);
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException("policies-folder must be readable: " + folder, unreadable);
    }
  }

  private static void publishOne(PolicyDesk desk, Path file) throws IOException {
    PublishOutcome outcome =
        desk.publish(String.valueOf(file.getFileName()), Files.readString(file), GATEWAY);
    if (outcome instanceof PublishOutcome.Published published) {
      if (published.newlyPublished()) {
        LOG.info("published {}", published.table().versionCode());
      }
    } else if (outcome instanceof PublishOutcome.Refused refused) {
      throw new IllegalStateException(
          file + ": " + refused.refusal().zh() + " " + refused.refusal().en());
    } else if (outcome instanceof PublishOutcome.Invalid invalid) {
      throw new IllegalStateException(
          invalid.issues().stream()
              .map(
                  issue -> issue.file() + ":" + issue.line() + ": " + issue.zh() + " " + issue.en())
              .collect(Collectors.joining(System.lineSeparator())));
    }
  }
}
