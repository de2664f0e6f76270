package io.yizhan.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.money.Yuan;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Each kind of break alone, and two figures that a hospital's tracker tells of. */
class ExplanationTest {
  private final TwoBooks books = new TwoBooks();

  private static long fen(String yuan) {
    OptionalLong fen = Yuan.parse(yuan);
    return fen.orElseThrow();
  }

  private Break only() {
    Reconciliation made = books.reconcile();
    assertEquals(1, made.breaks().size(), () -> made.breaks().toString());
    Break one = made.breaks().get(0);
    assertEquals(made.there().billFen() - made.here().billFen(), one.billFen());
    assertEquals(made.there().fundFen() - made.here().fundFen(), one.fundFen());
    return one;
  }

  @Test
  void tracker_submittedTwiceAtDischarge_namesTheDuplicate() {
    for (int i = 0; i < 40; i++) {
      books.say(books.settle("S" + i, TwoBooks.DAY, 400_000 + i, 300_000 + i));
    }
    Entry stay = books.settle("S99", TwoBooks.DAY, fen("24431.26"), fen("24431.26"));
    Line first = books.say(stay);
    Line second =
        books.say(stay, "their-own", "second-click", TwoBooks.DAY, stay.billFen(), stay.fundFen());
    Break one = only();
    assertEquals(BreakKind.DUPLICATE, one.kind());
    assertEquals(Side.THERE, one.side());
    assertEquals(fen("24431.26"), one.fundFen());
    assertEquals(List.of(second), one.lines());
    assertEquals("line:" + first.number(), one.first());
  }

  @Test
  void tracker_sixtyOneYuanApart_areExplainedByLine() {
    long here = 0;
    for (int i = 0; i < 9; i++) {
      Entry entry = books.settle("S" + i, TwoBooks.DAY, 2_000_000 + i, 1_500_000 + i);
      books.say(entry);
      here += entry.fundFen();
    }
    long rest = fen("171178.20") - here;
    Entry last = books.settle("S9", TwoBooks.DAY, rest * 2, rest);
    books.say(last, last.id(), "", TwoBooks.DAY, last.billFen(), rest + fen("61.00"));
    Reconciliation made = books.reconcile();
    assertEquals(fen("171239.20"), made.there().fundFen());
    assertEquals(fen("171178.20"), made.here().fundFen());
    Break one = only();
    assertEquals(BreakKind.AMOUNT_DIFFERS, one.kind());
    assertEquals(fen("61.00"), one.fundFen());
    assertEquals("fund", one.first());
    assertEquals("S9", one.entries().get(0).id());
  }

  @Test
  void tracker_sixtyOneYuanApartInTotalAlone_areNamedAsUnexplained() {
    Entry entry = books.settle("S1", TwoBooks.DAY, fen("200000"), fen("171178.20"));
    books.say(entry);
    Reconciliation made = books.reconcile(Key.SETTLEMENT, TwoBooks.terms(), 100, 0, fen("61.00"));
    assertEquals(fen("171239.20"), made.there().fundFen());
    assertEquals(1, made.breaks().size());
    assertEquals(BreakKind.UNEXPLAINED, made.breaks().get(0).kind());
    assertEquals(fen("61.00"), made.breaks().get(0).fundFen());
  }

  @Test
  void mend_bookedOnTheNextDay_leavesOutBothOnTheirOwnDays() {
    LocalDate next = TwoBooks.DAY.plusDays(1);
    books.say(books.settle("S1", TwoBooks.DAY, 1_000, 700));
    Entry lost = books.settle("S2", TwoBooks.DAY, 2_000, 1_400);
    Entry reversal = books.reverse(lost, next);
    assertEquals(BreakKind.MISSING_THERE, only().kind());
    books.mended.addAll(List.of(lost.id(), reversal.id()));
    Reconciliation first = books.reconcile();
    assertEquals(List.of(), first.breaks());
    assertEquals(1, first.cancelled());
    assertEquals(first.there().fundFen(), first.here().fundFen());
    Terms ofNext = new Terms(next, next, day -> TwoBooks.NOW, line -> false, Terms.Other.HOSPITAL);
    Reconciliation second = books.reconcile(Key.SETTLEMENT, ofNext, 100, 0, 0);
    assertEquals(List.of(), second.breaks());
    assertEquals(1, second.cancelled());
  }

  @Test
  void funds_thatCancelOut_nameTheFirstThatDiffers() {
    Entry entry = books.settle("S1", TwoBooks.DAY, 1_000, 900);
    books.lines.add(
        new Line(
            1,
            "S1",
            "",
            "",
            false,
            TwoBooks.DAY,
            1_000,
            900,
            Map.of("390100", 650L, "610100", 250L)));
    Break one = only();
    assertEquals(BreakKind.AMOUNT_DIFFERS, one.kind());
    assertEquals(0, one.fundFen());
    assertTrue(one.first().startsWith("fund:"), one.first());
    assertEquals(entry, one.entries().get(0));
  }

  @Test
  void bank_whateverDiffers_asksNoHospitalAndReversesNothing() {
    Entry differs = books.settle("S1", TwoBooks.DAY, 0, 900);
    Entry fenApart = books.settle("S2", TwoBooks.DAY, 0, 900);
    Entry paidBack = books.settle("S3", TwoBooks.DAY, 0, 900);
    books.say(differs, "S1", "", TwoBooks.DAY, 0, 800);
    books.say(fenApart, "S2", "", TwoBooks.DAY, 0, 901);
    books.say(paidBack);
    books.lines.add(new Line(9, "S3", "", "", true, TwoBooks.DAY, 0, -900, Map.of()));
    Terms bank =
        new Terms(TwoBooks.DAY, TwoBooks.DAY, day -> TwoBooks.NOW, line -> false, Terms.Other.BANK);
    List<Break> breaks = books.reconcile(Key.SETTLEMENT, bank, 100, 0, 0).breaks();
    assertEquals(
        List.of(BreakKind.AMOUNT_DIFFERS, BreakKind.ROUNDING, BreakKind.REVERSED_ON_ONE_SIDE),
        breaks.stream().map(Break::kind).toList());
    assertTrue(
        breaks.stream().allMatch(each -> each.mending() == Mending.CLARIFY), breaks::toString);
  }

  @Test
  void fenApart_isRounding() {
    Entry entry = books.settle("S1", TwoBooks.DAY, 1_000, 900);
    books.say(entry, "S1", "", TwoBooks.DAY, 1_000, 901);
    assertEquals(BreakKind.ROUNDING, only().kind());
  }

  @Test
  void settledLongAgo_andUnknownThere_isUndone() {
    books.settle("S1", TwoBooks.DAY, 1_000, 900);
    Break one = only();
    assertEquals(BreakKind.MISSING_THERE, one.kind());
    assertEquals(Mending.UNDO, one.mending());
  }

  @Test
  void settledJustNow_isPending() {
    Entry entry = books.settle("S1", TwoBooks.DAY, 1_000, 900);
    Terms terms =
        new Terms(
            TwoBooks.DAY,
            TwoBooks.DAY,
            day -> entry.time().minusSeconds(1),
            line -> true,
            Terms.Other.HOSPITAL);
    books.say(entry, "unknown", "", TwoBooks.DAY, 77, 7);
    books.persons.clear();
    Reconciliation made = books.reconcile(Key.SETTLEMENT, terms, 100, 0, 0);
    assertEquals(List.of(), made.breaks());
    assertEquals(900, made.pendingHere().fundFen());
    assertEquals(7, made.pendingThere().fundFen());
    assertEquals(0, made.here().fundFen());
  }

  @Test
  void reversedHereAlone_isToBeRepeated_reversedThereAlone_isReversed() {
    Entry here = books.settle("S1", TwoBooks.DAY, 1_000, 900);
    books.reverse(here, TwoBooks.DAY);
    books.say(here);
    Break one = only();
    assertEquals(BreakKind.REVERSED_ON_ONE_SIDE, one.kind());
    assertEquals(Mending.ASK_TO_REPEAT, one.mending());
    assertEquals(900, one.fundFen());
    TwoBooks others = new TwoBooks();
    Entry there = others.settle("S1", TwoBooks.DAY, 1_000, 900);
    others.say(there);
    others.lines.add(new Line(9, "S1", "", "", true, TwoBooks.DAY, -1_000, -900, Map.of()));
    Break second = others.reconcile().breaks().get(0);
    assertEquals(BreakKind.REVERSED_ON_ONE_SIDE, second.kind());
    assertEquals(Side.THERE, second.side());
    assertEquals(Mending.REVERSE, second.mending());
    assertEquals(there, second.entries().get(0));
  }

  @Test
  void refund_thatNamesTheSettlement_meansItsReversal() {
    Entry entry = books.settle("S1", TwoBooks.DAY, 1_000, 900);
    Entry reversal = books.reverse(entry, TwoBooks.DAY);
    books.say(entry);
    books.say(reversal, "S1", "", TwoBooks.DAY, -1_000, -900);
    assertEquals(List.of(), books.reconcile().breaks());
  }

  @Test
  void day_beforeThere_isAWrongDayOnBothDays() {
    Entry entry = books.settle("S1", TwoBooks.DAY, 1_000, 900);
    books.say(entry, "S1", "", TwoBooks.DAY.minusDays(1), 1_000, 900);
    assertEquals(BreakKind.WRONG_DAY, only().kind());
    Terms before =
        new Terms(
            TwoBooks.DAY.minusDays(1),
            TwoBooks.DAY.minusDays(1),
            day -> TwoBooks.NOW,
            line -> false,
            Terms.Other.HOSPITAL);
    Reconciliation made = books.reconcile(Key.SETTLEMENT, before, 100, 0, 0);
    assertEquals(BreakKind.WRONG_DAY, made.breaks().get(0).kind());
    assertEquals(900, made.breaks().get(0).fundFen());
  }

  @Test
  void lines_withoutIds_areMatchedByPersonAndNeverGuessed() {
    Entry one = books.settle("S1", TwoBooks.DAY, 1_000, 900);
    books.say(one, "", "", TwoBooks.DAY, 1_000, 900);
    Reconciliation made = books.reconcile();
    assertEquals(List.of(), made.breaks());
    assertEquals(1, made.byOtherKey());
    books.say(one, "", "", TwoBooks.DAY, 1_000, 900);
    Break two = only();
    assertEquals(BreakKind.DUPLICATE, two.kind());
    assertEquals(2, two.lines().size());
    assertEquals(1, two.entries().size());
  }

  @Test
  void moreThanIsKept_isAddedUpInOneBreak() {
    for (int i = 0; i < 50; i++) {
      books.settle("S" + i, TwoBooks.DAY, 1_000 + i, 900 + i);
    }
    Reconciliation made = books.reconcile(Key.SETTLEMENT, TwoBooks.terms(), 10, 0, 0);
    assertEquals(false, made.complete());
    assertEquals(
        made.there().fundFen() - made.here().fundFen(),
        made.breaks().stream().mapToLong(Break::fundFen).sum());
  }
}
