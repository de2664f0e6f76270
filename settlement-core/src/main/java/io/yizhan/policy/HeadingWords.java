package io.yizhan.policy;

import io.yizhan.policy.PolicyTable.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What headings of a table and fields of a layer mean, whichever of their names they use. */
final class HeadingWords {
  private static final Map<String, String> HEADINGS =
      Map.of(
          "救助基数", "counts",
          "起付线", "threshold",
          "起付标准", "threshold",
          "达到即付", "trigger",
          "自付封顶", "own_at_most",
          "费用段", "band",
          "比例", "rate",
          "标准", "rate",
          "依据", "cite",
          "原文", "says");

  private final IssueLog log;
  private final Lineage lineage;
  private final Map<String, String> subjects;

  /**
   * Words of a document.
   *
   * @param subjects what conditions may be on, facts, accounts and parts: each name with its key
   */
  HeadingWords(IssueLog log, Lineage lineage, Map<String, String> subjects) {
    this.log = log;
    this.lineage = lineage;
    this.subjects = subjects;
  }

  /** The setting that a heading or field means, or the text itself. */
  static String setting(String heading) {
    return HEADINGS.getOrDefault(heading, heading.replaceFirst("^限额\\s+", "cap "));
  }

  /** Of two columns or fields with one meaning one would hold and the other be dropped. */
  void checkOnce(List<Text> headings) {
    Map<String, Text> first = new LinkedHashMap<>();
    for (Text heading : headings) {
      Text before = first.putIfAbsent(meaning(heading.value()), heading);
      if (before != null) {
        writtenTwice(before, heading);
      }
    }
  }

  private void writtenTwice(Text before, Text again) {
    log.error(
        again.line(),
        "WRITTEN_TWICE",
        "“"
            + Quoted.of(again.value())
            + "”和"
            + lineage.seenFrom(again.line(), before.line(), "第 %d 行")
            + "的“"
            + Quoted.of(before.value())
            + "”是同一项，只留一个。",
        "'"
            + Quoted.of(again.value())
            + "' says the same as '"
            + Quoted.of(before.value())
            + "' in "
            + lineage.seenFrom(again.line(), before.line(), "line %d")
            + "; keep one.");
  }

  private String meaning(String heading) {
    String setting = setting(heading);
    if (setting.startsWith("cap ")) {
      String account = setting.substring(4).strip();
      return account.equals("单次") ? "cap visit" : "cap " + subject(account.split("\\s+")[0]);
    }
    int dot = heading.lastIndexOf('.');
    if (dot > 0) {
      String tail = heading.substring(dot + 1).replace("含本次", "now");
      return subject(heading.substring(0, dot)) + "." + tail;
    }
    return setting.equals(heading) ? subject(heading) : setting;
  }

  private String subject(String name) {
    return Optional.ofNullable(subjects.get(name)).orElse(name);
  }
}
