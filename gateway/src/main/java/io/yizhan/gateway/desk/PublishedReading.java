package io.yizhan.gateway.desk;

import io.yizhan.policy.PolicyCompiler;
import io.yizhan.policy.PolicyIssue;
import io.yizhan.policy.PolicyReader;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What this program makes of a document that is published, perhaps by a program of before.
 *
 * @param version what is settled by; empty when it cannot be read
 * @param issues why it would not be published any more, or why it cannot be read; else empty
 */
public record PublishedReading(
    Optional<PolicyCompiler.Published> version, List<PolicyIssue> issues) {
  public PublishedReading {
    issues = List.copyOf(issues);
  }

  /** Reads a text as strictly as any; what only may not be published today does not matter. */
  public static PublishedReading of(PolicySource source, String fileName, String text) {
    PolicyReader.Reading strict = source.read(fileName, text);
    PolicyReader.Reading reading =
        strict.table().isPresent() ? strict : source.readPublished(fileName, text);
    if (reading.table().isEmpty()) {
      return new PublishedReading(Optional.empty(), errors(reading.issues().stream()));
    }
    Optional<PolicyCompiler.Published> version =
        Optional.of(new PolicyCompiler.Published(reading.table().get(), Sha256.hexOf(text)));
    PolicyCompiler.Compilation alone = PolicyCompiler.compile(version, version);
    if (alone.plan().isEmpty()) {
      PolicyCompiler.Compilation lenient = PolicyCompiler.compilePublished(version, version);
      if (lenient.plan().isEmpty()) {
        return new PublishedReading(Optional.empty(), errors(lenient.issues().stream()));
      }
    }
    return new PublishedReading(
        version, errors(Stream.concat(strict.issues().stream(), alone.issues().stream())));
  }

  private static List<PolicyIssue> errors(Stream<PolicyIssue> issues) {
    return issues.filter(PolicyIssue::error).toList();
  }
}
