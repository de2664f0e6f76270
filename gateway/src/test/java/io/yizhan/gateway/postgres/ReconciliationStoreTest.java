package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.ReconciliationStore;
import io.yizhan.gateway.desk.ReconciliationStore.Acceptance;
import io.yizhan.gateway.desk.ReconciliationStore.BothSides;
import io.yizhan.gateway.desk.ReconciliationStore.Counts;
import io.yizhan.gateway.desk.ReconciliationStore.FoundBreak;
import io.yizhan.gateway.desk.ReconciliationStore.Heading;
import io.yizhan.gateway.desk.ReconciliationStore.KindTotal;
import io.yizhan.gateway.desk.ReconciliationStore.Party;
import io.yizhan.gateway.desk.ReconciliationStore.PartyKind;
import io.yizhan.gateway.desk.ReconciliationStore.RefundLines;
import io.yizhan.gateway.desk.ReconciliationStore.Span;
import io.yizhan.gateway.desk.ReconciliationStore.StatedLine;
import io.yizhan.gateway.desk.TooManyStatementsException;
import io.yizhan.reconciliation.BreakKind;
import io.yizhan.reconciliation.Explanation;
import io.yizhan.reconciliation.Reconciliation;
import io.yizhan.reconciliation.Walk;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Receiving statements over one database. */
class ReconciliationStoreTest {
  private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");
  private static final LocalDate DAY = LocalDate.of(2026, 3, 2);
  private static final Party PARTY = new Party(PartyKind.HOSPITAL, "H1");
  private static final Counts COUNTS = new Counts(1, 1, 1, 0, 0, 0, 200, 100);
  private static final Duration STILL = Duration.ofHours(2);
  private static final int ALIKE = 20_000;
  private static final int SHOWN = 500;
  private static final int LOOKS_MAX = 60_000;
  private static final String WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted";
  private static final String ALL =
      "SELECT (SELECT count(*) FROM reconciliation_statement WHERE party = 'hospital:H1'),"
          + " (SELECT count(*) FROM reconciliation_line"
          + " WHERE receipt_id IN ('receipt-1', 'receipt-2'))";

  private static TestDatabase database;
  private static ReconciliationStore store;

  @BeforeAll
  static void open() {
    database = TestDatabase.create();
    store = database.stores().reconciliations();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  private static Heading received(String receiptId) {
    Heading heading =
        new Heading(
            "day",
            new Span(PARTY, DAY, DAY),
            false,
            Optional.empty(),
            RefundLines.WITH,
            List.of(),
            OptionalLong.empty(),
            OptionalLong.empty());
    store.begin(heading, receiptId, "his", NOW);
    assertTrue(keep(receiptId, 1));
    return heading;
  }

  private static boolean keep(String receiptId, int number) {
    return store.keep(
        PARTY,
        receiptId,
        List.of(
            new StatedLine(
                number,
                "S1",
                "",
                "",
                "",
                Optional.empty(),
                false,
                DAY,
                OptionalLong.of(200),
                100,
                Map.of())));
  }

  private static void awaitOneWaiting() throws InterruptedException {
    for (int i = 0; i < LOOKS_MAX && database.number(WAITING) == 0; i++) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    assertTrue(database.number(WAITING) > 0, "one must wait for the other");
  }

  @Test
  void receipt_acceptedWhileItIsCleared_keepsItsLines() throws Exception {
    Heading heading = received("receipt-1");
    try (Connection accepting = database.stores().dataSource().getConnection()) {
      accepting.setAutoCommit(false);
      StatementReceipts.accept(accepting, heading, "receipt-1", COUNTS, new byte[] {1}, NOW);
      CompletableFuture<Integer> clearing =
          CompletableFuture.supplyAsync(() -> store.clearUnfinished(Duration.ZERO, 10));
      awaitOneWaiting();
      accepting.commit();
      accepting.setAutoCommit(true);
      clearing.get(1, TimeUnit.MINUTES);
    }
    assertEquals(List.of("1|1"), database.rows(ALL));
    received("receipt-2");
    assertEquals(1, store.clearUnfinished(Duration.ZERO, 10));
    assertEquals(List.of("1|1"), database.rows(ALL));
  }

  private static List<String> left(String receiptId) {
    return database.rows(
        "SELECT (SELECT count(*) FROM reconciliation_statement WHERE receipt_id = r.id),"
            + " (SELECT count(*) FROM reconciliation_line WHERE receipt_id = r.id),"
            + " (SELECT count(*) FROM reconciliation_accepted WHERE receipt_id = r.id)"
            + " FROM (SELECT '"
            + receiptId
            + "' AS id) r");
  }

  private static void age(String receiptId) {
    database.execute(
        "UPDATE reconciliation_statement SET active_time = active_time - interval '3 hours'"
            + " WHERE receipt_id = '"
            + receiptId
            + "'");
  }

  /** Its begin is months ago by the clock of the gateway that received it. */
  @Test
  void receipt_thatGoesOn_isNotClearedHoweverLongAgoItWasBegun() {
    received("receipt-slow");
    age("receipt-slow");
    assertTrue(keep("receipt-slow", 2));
    assertEquals(0, store.clearUnfinished(STILL, 10));
    assertEquals(List.of("1|2|0"), left("receipt-slow"));
    store.abandon(PARTY, "receipt-slow");
    assertEquals(List.of("0|0|0"), left("receipt-slow"));
  }

  @Test
  void receipt_thatGoesOnWhileItIsCleared_keepsItsLines() throws Exception {
    received("receipt-late");
    age("receipt-late");
    try (Connection keeping = database.stores().dataSource().getConnection()) {
      keeping.setAutoCommit(false);
      assertTrue(StatementReceipts.goOn(keeping, PARTY, "receipt-late"));
      CompletableFuture<Integer> clearing =
          CompletableFuture.supplyAsync(() -> store.clearUnfinished(STILL, 10));
      awaitOneWaiting();
      keeping.commit();
      keeping.setAutoCommit(true);
      assertEquals(0, clearing.get(1, TimeUnit.MINUTES));
    }
    assertEquals(List.of("1|1|0"), left("receipt-late"));
    store.abandon(PARTY, "receipt-late");
  }

  @Test
  void receipt_thatWasCleared_takesNothingMoreAndIsNotAccepted() {
    Heading heading = received("receipt-gone");
    age("receipt-gone");
    assertEquals(1, store.clearUnfinished(STILL, 10));
    assertFalse(keep("receipt-gone", 2));
    Heading other = named("gone", heading);
    assertEquals(
        new Acceptance.Cleared(), store.accept(other, "receipt-gone", COUNTS, "lines", NOW));
    assertEquals(List.of("0|0|0"), left("receipt-gone"));
  }

  private static Heading named(String id, Heading heading) {
    return new Heading(
        id,
        heading.span(),
        heading.part(),
        heading.throughTime(),
        heading.refundLines(),
        heading.fundCodes(),
        heading.statedBillFen(),
        heading.statedFundFen());
  }

  private static StatedLine foreign(int number) {
    return new StatedLine(
        number,
        "foreign-" + number,
        "",
        "insurers-one",
        "E1",
        Optional.empty(),
        false,
        DAY,
        OptionalLong.of(200),
        100,
        Map.of());
  }

  private static Reconciliation decide(BothSides sides) {
    Walk walk = new Walk(sides.key(), ReconciliationStore.KEPT_MAX);
    walk.along(sides.lines(), sides.entries());
    return Explanation.of(
        sides.terms(), walk, sides.around(), sides.gapBillFen(), sides.gapFundFen());
  }

  private static void insurerSentNothingOfTheDay() {
    Heading heading =
        new Heading(
            "none",
            new Span(new Party(PartyKind.INSURER, "41"), DAY, DAY),
            false,
            Optional.empty(),
            RefundLines.WITH,
            List.of(),
            OptionalLong.empty(),
            OptionalLong.empty());
    store.begin(heading, "receipt-none", "insurer", NOW);
    store.accept(heading, "receipt-none", new Counts(0, 0, 0, 0, 0, 0, 0, 0), "none", NOW);
  }

  private static void sent(Party party, String id, boolean part) {
    Heading heading =
        new Heading(
            id,
            new Span(party, DAY, DAY),
            part,
            Optional.of(NOW),
            RefundLines.WITH,
            List.of(),
            OptionalLong.empty(),
            OptionalLong.empty());
    store.begin(heading, id, "his", NOW);
    store.keep(party, id, List.of(foreign(1)));
    store.accept(heading, id, COUNTS, id, NOW);
  }

  @Test
  void compare_moreStatementsThanAreLookedAt_isRefusedUnlessTheNewestCoverTheirDays() {
    Span span = new Span(new Party(PartyKind.HOSPITAL, "H-many"), DAY, DAY);
    ReconciliationStore ofTwo =
        new PostgresReconciliationStore(
            new Transactions(database.stores().dataSource()), database.secrets(), 2);
    sent(span.party(), "many-1", true);
    sent(span.party(), "many-2", true);
    Instant later = NOW.plusSeconds(60);
    assertEquals(
        2,
        ofTwo.compare(span, later, ReconciliationStoreTest::decide).orElseThrow().there().count());
    sent(span.party(), "many-3", true);
    TooManyStatementsException many =
        assertThrows(
            TooManyStatementsException.class,
            () -> ofTwo.compare(span, later.plusSeconds(1), ReconciliationStoreTest::decide));
    assertEquals(2, many.statementsMax());
    assertEquals(later, store.last(span).orElseThrow().asOf());
    sent(span.party(), "many-4", false);
    assertEquals(
        1,
        ofTwo
            .compare(span, later.plusSeconds(2), ReconciliationStoreTest::decide)
            .orElseThrow()
            .there()
            .count());
  }

  /** All pairs of a batch with all lines would not fit into what tests may hold. */
  @Test
  void lines_thatAllSayTheSame_areOneMissingAndTheOthersItsDuplicates() {
    Span span = new Span(new Party(PartyKind.HOSPITAL, "H-alike"), DAY, DAY);
    Heading heading =
        new Heading(
            "alike",
            span,
            false,
            Optional.empty(),
            RefundLines.WITH,
            List.of(),
            OptionalLong.empty(),
            OptionalLong.empty());
    store.begin(heading, "receipt-alike", "his", NOW);
    for (int first = 1; first <= ALIKE; first += 1_000) {
      store.keep(
          span.party(),
          "receipt-alike",
          IntStream.range(first, first + 1_000)
              .mapToObj(ReconciliationStoreTest::foreign)
              .toList());
    }
    store.accept(
        heading,
        "receipt-alike",
        new Counts(ALIKE, ALIKE, ALIKE, 0, 0, 0, ALIKE * 200L, ALIKE * 100L),
        "alike",
        NOW);
    Map<BreakKind, Long> kinds =
        store
            .compare(span, NOW.plusSeconds(60), ReconciliationStoreTest::decide)
            .orElseThrow()
            .kinds()
            .stream()
            .collect(Collectors.toMap(KindTotal::kind, each -> each.total().count()));
    assertEquals(Map.of(BreakKind.MISSING_HERE, 1L, BreakKind.DUPLICATE, ALIKE - 1L), kinds);
    insurerSentNothingOfTheDay();
    List<FoundBreak> shown = store.breaks(span, Optional.empty(), "", SHOWN);
    assertEquals(SHOWN, shown.size());
    assertTrue(shown.stream().allMatch(each -> each.third().isEmpty()), "said too often to judge");
  }
}
