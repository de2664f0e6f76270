package io.yizhan.gateway.readback;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What named settings say, and what becomes of them, in words. */
final class Changes {
  private final Phrases words;

  Changes(Phrases words) {
    this.words = words;
  }

  /** {@code 比例 50% → 70%}, a setting that differs after the other. */
  String of(Map<String, String> was, Map<String, String> is, boolean chinese) {
    Set<String> names = new LinkedHashSet<>(was.keySet());
    names.addAll(is.keySet());
    List<String> changes = new ArrayList<>();
    for (String name : names) {
      String from = was.getOrDefault(name, "");
      String to = is.getOrDefault(name, "");
      if (!from.equals(to)) {
        changes.add(name(name, chinese) + " " + arrow(from, to, chinese ? "没有" : "absent"));
      }
    }
    return String.join(chinese ? "；" : "; ", changes);
  }

  /** Every setting with what it says. */
  String said(Map<String, String> settings, boolean chinese) {
    List<String> each = new ArrayList<>();
    settings.forEach((name, value) -> each.add(name(name, chinese) + " " + value));
    return String.join(chinese ? "，" : ", ", each);
  }

  private String name(String setting, boolean chinese) {
    return chinese ? words.subjectZh(setting).replaceFirst("^cap ", "限额 ") : setting;
  }

  static String arrow(String from, String to, String none) {
    return (from.isEmpty() ? none : from) + " → " + (to.isEmpty() ? none : to);
  }
}
