package io.yizhan.gateway.policyfile;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.yizhan.gateway.desk.PolicyDesk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Text as a policy document: either it compiles, or issues say why not, and nothing else. In an
 * ordinary run the seeds are read; with the profile {@code fuzz} others are looked for.
 */
final class PolicyFuzzTest {
  /** Longer texts find nothing that shorter ones do not. */
  private static final int TEXT_BYTES_MAX = 32 * 1024;

  /** The policies of this tree, as the seeds of all others. */
  static Stream<byte[]> seeds() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("..", "policies"))) {
      List<byte[]> texts = new ArrayList<>();
      for (Path file : files.filter(path -> path.toString().endsWith(".yaml")).sorted().toList()) {
        texts.add(Files.readAllBytes(file));
      }
      return texts.stream();
    }
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "")
  void policy_anyText_compilesOrSaysWhyNot(byte[] bytes) {
    if (bytes.length > TEXT_BYTES_MAX) {
      return;
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    PolicyDesk.Verdict verdict = PolicyDesk.compiled(new YamlPolicy(), "fuzz.yaml", text);
    assertTrue(
        verdict.publishable() || verdict.issues().stream().anyMatch(issue -> issue.error()),
        "what cannot be published has a reason");
    verdict.issues().forEach(issue -> assertFalse(issue.zh().isEmpty() || issue.en().isEmpty()));
  }
}
