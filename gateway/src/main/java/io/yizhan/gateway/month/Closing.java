package io.yizhan.gateway.month;

import io.yizhan.gateway.month.Book.Page;
import io.yizhan.gateway.month.RawTables.Sum;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Closes the month as clerks would, step by step through the services, and holds what each step
 * says against plain SQL, against the hospitals' answers, and in the end against the sealed file.
 */
final class Closing {
  private final MonthPlan plan;
  private final Book book;
  private final Stage stage;
  private final RawTables raw;
  private final MonthStory story;

  Closing(MonthPlan plan, Book book, Stage stage, RawTables raw, MonthStory story) {
    this.plan = plan;
    this.book = book;
    this.stage = stage;
    this.raw = raw;
    this.story = story;
  }

  void close(List<Statement> statements, Path sealed, String sha256) throws IOException {
    Map<String, Sum> ledger = raw.byDay();
    Map<String, Sum> answered = answered();
    story.holds(
        "账簿等于医院所得应答 the ledger is what hospitals were answered",
        ledger.equals(answered),
        RawTables.firstDifference(ledger, answered));
    new ClosedDays(plan.order(), stage, raw, story).close();
    Set<PlantedBreak> found = reconcile(statements);
    new Cleared(plan, stage, raw, story).close();
    new Reported(plan, stage, raw, story).close();
    new Audited(plan.order(), stage, book, story).close();
    open(found, SealedFile.open(sealed, sha256));
  }

  private Map<String, Sum> answered() {
    Map<String, Sum> sums = new TreeMap<>();
    for (Page page : book.pages()) {
      String hospital = page.visit().hospital().id();
      sums.merge(
          page.day() + " " + hospital + " S",
          new Sum(1, page.billFen(), page.fundFen()),
          Sum::plus);
      page.takenBack()
          .ifPresent(
              taken ->
                  sums.merge(
                      taken.day() + " " + hospital + " R",
                      new Sum(1, -page.billFen(), -page.fundFen()),
                      Sum::plus));
    }
    return sums;
  }

  private Set<PlantedBreak> reconcile(List<Statement> statements) {
    story.heading("对账 Reconciliation");
    Reconciling reconciling = new Reconciling(plan.order(), book);
    Set<PlantedBreak> found = new TreeSet<>();
    long breaks = 0;
    long paired = 0;
    String odd = "";
    for (Statement statement : statements) {
      String caller =
          statement.partyKind().equals(PlantedBreak.HOSPITAL) ? statement.partyCode() : "insurer";
      Reconciling.Found each = reconciling.of(statement, stage.as(caller));
      found.addAll(each.breaks());
      breaks += each.breaks().size();
      paired += each.summary().getPairedCount();
      if (!each.addsUp() || !each.summary().getComplete()) {
        odd = statement.partyKind() + " " + statement.partyCode();
      }
    }
    story.line(
        statements.size() + " 份 statements，" + paired + " 行相符 paired，" + breaks + " 条差异 breaks");
    story.holds("差异之和等于两边总额之差 breaks add up to the difference of both totals", odd.isEmpty(), odd);
    story.holds("每条差异各述一事 each break once", breaks == found.size(), breaks + " / " + found.size());
    return found;
  }

  /** The sealed file against what was found: nothing missed, nothing invented. */
  private void open(Set<PlantedBreak> found, List<PlantedBreak> planted) {
    story.heading("启封 The sealed file is opened");
    story.line("SHA-256 与先前一致 as it was before the closing");
    Set<PlantedBreak> missed = new TreeSet<>(planted);
    missed.removeAll(found);
    Set<PlantedBreak> invented = new TreeSet<>(found);
    invented.removeAll(planted);
    Map<PlantedBreak.Kind, Integer> kinds = new TreeMap<>();
    planted.forEach(each -> kinds.merge(each.kind(), 1, Integer::sum));
    kinds.forEach((kind, count) -> story.row(MonthStory.wordOf(kind), count));
    story.holds(
        "埋下的 "
            + planted.size()
            + " 条全部找到且归类正确 all "
            + planted.size()
            + " found, rightly classified",
        missed.isEmpty(),
        missed.size() + ": " + (missed.isEmpty() ? "" : missed.iterator().next().line()));
    story.holds(
        "没有凭空的差异 none is invented",
        invented.isEmpty(),
        invented.size() + ": " + (invented.isEmpty() ? "" : invented.iterator().next().line()));
  }
}
