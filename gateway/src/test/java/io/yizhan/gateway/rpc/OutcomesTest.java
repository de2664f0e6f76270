package io.yizhan.gateway.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.settlement.Decision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class OutcomesTest {
  private static final Pattern CODE = Pattern.compile("\\| `([A-Z_]+)` \\|");

  /** Codes of sentences as the core writes them: a constant in upper case, first in its line. */
  private static final Pattern SENTENCE =
      Pattern.compile("new Sentence\\(\\s*\"([A-Z_]+)\"", Pattern.DOTALL);

  private static String table() throws IOException {
    return Files.readString(Path.of("../docs/outcomes.md"));
  }

  private static List<String> codes() throws IOException {
    List<String> codes = new ArrayList<>();
    Matcher matcher = CODE.matcher(table());
    while (matcher.find()) {
      codes.add(matcher.group(1));
    }
    return codes;
  }

  @Test
  void table_everyErrorReason_isNamedOnceWithItsGrpcCode() throws IOException {
    String table = table();
    for (ErrorReason reason : ErrorReason.values()) {
      assertEquals(
          1,
          codes().stream().filter(reason.name()::equals).count(),
          () -> reason + " in the table");
      assertTrue(
          table.contains("| error `" + reason.code().name() + "` | `" + reason.name() + "` |"),
          () -> reason + " with its gRPC code");
    }
  }

  @Test
  void table_refusals_standInTheOrderOfTheirEnum() throws IOException {
    List<String> refusals = Stream.of(Decision.RefusalReason.values()).map(Enum::name).toList();
    assertEquals(refusals, codes().stream().filter(refusals::contains).toList());
  }

  @Test
  void table_everyReasonWhyAnAmountStayed_isNamedOnce() throws IOException {
    Path sentences =
        Path.of("../settlement-core/src/main/java/io/yizhan/settlement/WhySentence.java");
    List<String> said =
        Pattern.compile("\"(STAYED_[A-Z_]+)\"")
            .matcher(Files.readString(sentences))
            .results()
            .map(found -> found.group(1))
            .distinct()
            .sorted()
            .toList();
    assertEquals(8, said.size());
    assertEquals(
        said, codes().stream().filter(code -> code.startsWith("STAYED_")).sorted().toList());
  }

  @Test
  void table_everySentenceOfTheCore_isNamed() throws IOException {
    List<String> codes = codes();
    Path core = Path.of("../settlement-core/src/main/java/io/yizhan/settlement");
    int found = 0;
    for (String file : List.of("Explanation.java", "Settler.java")) {
      Matcher matcher = SENTENCE.matcher(Files.readString(core.resolve(file)));
      while (matcher.find()) {
        found++;
        assertTrue(codes.contains(matcher.group(1)), matcher.group(1) + " in the table");
      }
    }
    assertFalse(found < 10, "the core's sentences must be found");
  }
}
