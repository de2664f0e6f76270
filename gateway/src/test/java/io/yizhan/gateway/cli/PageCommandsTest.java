package io.yizhan.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.docs.Pages;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** What the pages tell people to type is what the commands understand. */
class PageCommandsTest {
  private static final String LAUNCHER = "./yizhan ";

  /** The launcher starts these itself; each reads its arguments in a module of its own. */
  private static final Set<String> OF_THE_LAUNCHER = Set.of("bench", "stress", "torture");

  @Test
  void pages_everyCommandTheyShow_isUnderstood() throws IOException {
    List<String> commands =
        Pages.shellCommands().stream().filter(line -> line.startsWith(LAUNCHER)).toList();
    assertTrue(commands.stream().anyMatch(line -> line.contains("registry import")), "all pages");
    List<String> refused = new ArrayList<>();
    for (String command : commands) {
      String[] words = command.substring(LAUNCHER.length()).replaceFirst(" > .*", "").split(" +");
      if (!OF_THE_LAUNCHER.contains(words[0])) {
        refusal(words).ifPresent(why -> refused.add(command + ": " + why));
      }
    }
    assertEquals(List.of(), refused);
  }

  @Test
  void command_thatIsNot_isRefused() {
    assertTrue(refusal("registry", "import", "--nowhere").isPresent());
  }

  private static Optional<String> refusal(String... words) {
    CommandLine line = Yizhan.commandLine();
    try {
      line.parseArgs(words);
      return Optional.empty();
    } catch (ParameterException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
