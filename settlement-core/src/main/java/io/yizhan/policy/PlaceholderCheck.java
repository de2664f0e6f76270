package io.yizhan.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Says which layers of a document still stand on figures that nobody has published: whoever puts it
 * into force must have filled them in, and families read them as the county's.
 */
final class PlaceholderCheck {
  private static final List<String> WORDS = List.of("占位", "placeholder");

  private final IssueLog log;

  PlaceholderCheck(IssueLog log) {
    this.log = log;
  }

  /** Of one document alone. */
  void check(List<PolicyTable.Layer> layers) {
    List<String> named = new ArrayList<>();
    int line = 0;
    for (PolicyTable.Layer layer : layers) {
      boolean held =
          Stream.concat(
                  layer.assumptions().stream(), layer.rows().stream().map(PolicyTable.Row::cite))
              .map(text -> text.toLowerCase(Locale.ROOT))
              .anyMatch(text -> WORDS.stream().anyMatch(text::contains));
      if (held) {
        named.add(layer.name().key());
        line = line == 0 ? layer.line() : line;
      }
    }
    if (!named.isEmpty()) {
      String keys = String.join(", ", named);
      log.warning(
          line,
          "PLACEHOLDER_LEFT",
          "还有占位数字，启用前由当地填写：" + keys + "（见其 assumed）。",
          "Placeholders are left, to be filled in before it is in force: "
              + keys
              + " (see their assumed).");
    }
  }
}
