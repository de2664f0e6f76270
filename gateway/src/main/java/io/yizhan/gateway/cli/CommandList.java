package io.yizhan.gateway.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The commands that a help lists, each with the first sentence of its own help, whole. Picocli
 * alone lists the first element of a description, wherever that breaks off.
 */
final class CommandList {
  private static final Pattern SENTENCE_END = Pattern.compile("\\.(?=\\s|$)|:(?=\\n|$)");
  private static final int INDENT = 2;

  private CommandList() {}

  /** The table of the subcommands, empty where there are none. */
  static String of(Help help) {
    List<Help> commands = new ArrayList<>(help.subcommands().values());
    int nameWidth =
        commands.stream().mapToInt(each -> each.commandSpec().name().length()).max().orElse(0)
            + 2 * INDENT;
    UsageMessageSpec usage = help.commandSpec().usageMessage();
    TextTable table =
        TextTable.forColumns(
            help.colorScheme(),
            new Column(nameWidth, INDENT, Column.Overflow.SPAN),
            new Column(usage.width() - nameWidth, INDENT, Column.Overflow.WRAP));
    table.setAdjustLineBreaksForWideCJKCharacters(usage.adjustLineBreaksForWideCJKCharacters());
    for (Help each : commands) {
      table.addRowValues(
          help.colorScheme().commandText(each.commandSpec().name()),
          help.colorScheme()
              .text(summary(String.join("\n", each.commandSpec().usageMessage().description()))));
    }
    return table.toString();
  }

  private static String summary(String description) {
    Matcher end = SENTENCE_END.matcher(description);
    String sentence = end.find() ? description.substring(0, end.end()) : description;
    return sentence.replaceAll(":$", ".").replaceAll("\\s+", " ");
  }
}
