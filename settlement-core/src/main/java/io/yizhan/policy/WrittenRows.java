package io.yizhan.policy;

import io.yizhan.policy.PolicyNode.Field;
import io.yizhan.policy.PolicyNode.Fields;
import io.yizhan.policy.PolicyNode.Items;
import io.yizhan.policy.PolicyTable.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Sorts the cells of a layer's table by its headings, before anything of them is read. */
final class WrittenRows {
  private static final Set<String> SETTINGS =
      Set.of("counts", "threshold", "trigger", "own_at_most", "band", "rate", "cite", "says");

  /** What each band of a case has of its own. */
  private static final Set<String> OF_EACH_BAND = Set.of("band", "rate", "cite", "says");

  private final IssueLog log;
  private final Map<String, String> subjects;
  private final ConditionReader conditions;

  /**
   * A sorter.
   *
   * @param subjects what conditions may be on, facts, accounts and parts: each name with its key
   */
  WrittenRows(IssueLog log, Map<String, String> subjects) {
    this.log = log;
    this.subjects = subjects;
    this.conditions = new ConditionReader(log);
  }

  /** A row sorted into conditions and settings by its headings. */
  record RowCells(
      List<PolicyTable.Condition> conditions, Map<String, PolicyNode> settings, int line) {}

  /** Headings, or what they mean where they are mapped: {@code {医院: level, 标准: rate}}. */
  List<Text> headings(PolicyNode columns) {
    if (columns instanceof Fields mapping) {
      List<Text> meanings = new ArrayList<>();
      for (Field field : mapping.values()) {
        FieldReader.asText(field.value(), log).ifPresent(meanings::add);
      }
      return meanings;
    }
    return FieldReader.asTexts(columns, log);
  }

  /** The rows of a table, those together that differ only in their band. */
  List<List<RowCells>> rows(List<Text> headings, Items items) {
    List<RowCells> all = new ArrayList<>();
    items.values().forEach(item -> rowCells(headings, item).ifPresent(all::add));
    return byBands(all);
  }

  private Optional<RowCells> rowCells(List<Text> headings, PolicyNode item) {
    if (!(item instanceof Items row) || row.values().size() != headings.size()) {
      int cellCount = item instanceof Items list ? list.values().size() : 1;
      if (cellCount < headings.size() && EditionNodes.text(item).contains("，")) {
        log.error(
            item.line(),
            "CELLS_DO_NOT_FIT",
            "这一行用了中文逗号“，”，连在一起成了 " + cellCount + " 格；格与格之间用英文逗号加空格“, ”。",
            "This row has Chinese commas, so that it is "
                + cellCount
                + " cells: put a comma and a space ', ' between cells.");
        return Optional.empty();
      }
      log.error(
          item.line(),
          "CELLS_DO_NOT_FIT",
          "这一行有 " + cellCount + " 格，表头有 " + headings.size() + " 格。数字里不要写逗号（写 20000 或 2万）。",
          "This row has "
              + cellCount
              + " cells, the heading has "
              + headings.size()
              + ". Write no comma inside a number (write 20000).");
      return Optional.empty();
    }
    List<PolicyTable.Condition> found = new ArrayList<>();
    Map<String, PolicyNode> settings = new LinkedHashMap<>();
    for (int i = 0; i < headings.size(); i++) {
      String heading = headings.get(i).value();
      PolicyNode cell = row.values().get(i);
      String setting = HeadingWords.setting(heading);
      if (SETTINGS.contains(setting) || setting.startsWith("cap ")) {
        settings.put(setting, cell);
      } else if (subjects.containsKey(heading) || heading.contains(".")) {
        conditions.condition(heading, cell).ifPresent(found::add);
      } else if (heading.matches(".*(限额|封顶).*|cap")) {
        capWithoutAccount(headings.get(i).line());
        return Optional.empty();
      } else {
        List<String> known = new ArrayList<>(SETTINGS);
        known.add("cap");
        known.addAll(subjects.keySet());
        log.unknown(headings.get(i).line(), "表头", "heading", heading, known);
        return Optional.empty();
      }
    }
    return Optional.of(new RowCells(found, settings, item.line()));
  }

  private static List<List<RowCells>> byBands(List<RowCells> all) {
    Map<String, List<RowCells>> together = new LinkedHashMap<>();
    for (RowCells row : all) {
      StringBuilder key = new StringBuilder();
      if (row.settings().containsKey("band")) {
        row.conditions().forEach(c -> key.append(c.subject()).append(c.not()).append(c.values()));
      } else {
        key.append(row.line()).append('/').append(together.size());
      }
      together.computeIfAbsent(key.toString(), any -> new ArrayList<>()).add(row);
    }
    return List.copyOf(together.values());
  }

  /** Bands of one case have one threshold and the same caps: only the first row's would hold. */
  void checkAgrees(RowCells first, RowCells other) {
    for (Map.Entry<String, PolicyNode> each : other.settings().entrySet()) {
      String setting = each.getKey();
      if (OF_EACH_BAND.contains(setting)) {
        continue;
      }
      String here = EditionNodes.text(each.getValue());
      String there = EditionNodes.text(Objects.requireNonNull(first.settings().get(setting)));
      if (!here.equals(there)) {
        log.error(
            each.getValue().line(),
            "BANDS_DISAGREE",
            "同一情形的各费用段只有一个 "
                + setting
                + "：这一行写“"
                + Quoted.of(here)
                + "”，前面写“"
                + Quoted.of(there)
                + "”。写成一样的，或分成两层。",
            "The bands of one case have one "
                + setting
                + ": this row says '"
                + Quoted.of(here)
                + "', the one before '"
                + Quoted.of(there)
                + "'. Write the same, or make two layers.");
      }
    }
  }

  /** Reports a cap that does not say on what it is. */
  void capWithoutAccount(int line) {
    log.error(
        line,
        "CAP_WITHOUT_ACCOUNT",
        "限额要写明记在哪个累计账上，例如“cap IN”，表头写“限额 IN”；没有限额写 cap: unlimited。",
        "A cap must name its account, for example 'cap IN', as a heading '限额 IN'; without one write"
            + " cap: unlimited.");
  }
}
