package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ReconciliationStore.RefundLines;
import io.yizhan.gateway.desk.ReconciliationStore.Span;
import io.yizhan.money.Fen;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which of a party's statements count for which days of a span. */
final class Statements {
  /** So many statements of a span are looked at; a month of running days has one a minute. */
  static final int STATEMENTS_MAX = 50_000;

  private static final String ACCEPTED =
      """
      SELECT receipt_id, statement_id, from_date, to_date, part, refund_lines, fund_codes,
        coalesce(through_time, begin_time), accept_time, line_count, bills_stated, ids_stated,
        requests_stated, insurers_stated, funds_stated, bill_fen, fund_fen, stated_bill_fen,
        stated_fund_fen
      FROM reconciliation_statement
      WHERE bucket = ? AND party = ? AND state = 'ACCEPTED' AND to_date >= ? AND to_date < ?
        AND from_date <= ?
      ORDER BY accept_time DESC, receipt_id DESC
      LIMIT ?
      """;

  private final List<Statement> counting = new ArrayList<>();
  private final List<Piece> pieces = new ArrayList<>();
  private final Map<LocalDate, Instant> throughByDay = new HashMap<>();
  private long gapBillFen;
  private long gapFundFen;

  /** Whether none was left unseen that could count. */
  private boolean complete = true;

  private Statements() {}

  /** A statement that counts for a day of the span. */
  record Statement(
      String receiptId,
      String statementId,
      LocalDate from,
      LocalDate to,
      boolean part,
      RefundLines refundLines,
      List<String> fundCodes,
      Instant through,
      Instant accepted,
      int lines,
      int bills,
      int ids,
      int requests,
      int insurers,
      int funds,
      long billFen,
      long fundFen,
      Optional<Long> statedBillFen,
      Optional<Long> statedFundFen) {}

  /** Days of a statement that count. */
  record Piece(int place, String receiptId, LocalDate from, LocalDate to) {}

  /**
   * Finds them; none where the party has sent nothing of the span.
   *
   * @param max how many are looked at, the newest
   */
  static Statements of(Connection connection, Span span, int max) throws SQLException {
    Statements statements = new Statements();
    Set<LocalDate> covered = new HashSet<>();
    List<Statement> newest =
        Sql.list(
            connection,
            ACCEPTED,
            Statements::statement,
            Bucket.of(span.party().name()),
            span.party().name(),
            span.from(),
            span.to().plusDays(io.yizhan.gateway.desk.ReconciliationStore.DAYS_MAX),
            span.to(),
            max + 1);
    for (Statement each : newest.subList(0, Math.min(newest.size(), max))) {
      statements.add(each, span, covered);
    }
    // Where newer ones cover every day, none of the others counts.
    statements.complete =
        newest.size() <= max
            || span.from().datesUntil(span.to().plusDays(1)).allMatch(covered::contains);
    return statements;
  }

  private static Statement statement(ResultSet row) throws SQLException {
    return new Statement(
        row.getString(1),
        row.getString(2),
        row.getObject(3, LocalDate.class),
        row.getObject(4, LocalDate.class),
        row.getBoolean(5),
        RefundLines.valueOf(row.getString(6)),
        Arrays.asList((String[]) row.getArray(7).getArray()),
        row.getTimestamp(8).toInstant(),
        row.getTimestamp(9).toInstant(),
        row.getInt(10),
        row.getInt(11),
        row.getInt(12),
        row.getInt(13),
        row.getInt(14),
        row.getInt(15),
        row.getLong(16),
        row.getLong(17),
        Optional.ofNullable(row.getObject(18, Long.class)),
        Optional.ofNullable(row.getObject(19, Long.class)));
  }

  /** A newer statement that is no part has covered its days already. */
  private void add(Statement each, Span span, Set<LocalDate> covered) {
    int place = counting.size();
    int before = pieces.size();
    boolean whole = true;
    for (LocalDate day = each.from(); !day.isAfter(each.to()); day = day.plusDays(1)) {
      boolean counts = !day.isBefore(span.from()) && !day.isAfter(span.to());
      if (counts && !covered.contains(day)) {
        addDay(place, each.receiptId(), day, before);
        throughByDay.merge(day, each.through(), (a, b) -> a.isAfter(b) ? a : b);
      } else {
        whole = false;
      }
      if (counts && !each.part()) {
        covered.add(day);
      }
    }
    if (pieces.size() > before) {
      counting.add(each);
      if (whole && each.statedFundFen().isPresent()) {
        gapBillFen =
            Fen.plus(gapBillFen, Fen.minus(each.statedBillFen().orElse(0L), each.billFen()));
        gapFundFen = Fen.plus(gapFundFen, Fen.minus(each.statedFundFen().get(), each.fundFen()));
      }
    }
  }

  private void addDay(int place, String receiptId, LocalDate day, int before) {
    if (pieces.size() > before) {
      Piece last = pieces.get(pieces.size() - 1);
      if (last.to().plusDays(1).equals(day)) {
        pieces.set(pieces.size() - 1, new Piece(place, receiptId, last.from(), day));
        return;
      }
    }
    pieces.add(new Piece(place, receiptId, day, day));
  }

  /** Whether these are all that count; false where there are more than are looked at. */
  boolean isComplete() {
    return complete;
  }

  /** Newest first. */
  List<Statement> counting() {
    return counting;
  }

  List<Piece> pieces() {
    return pieces;
  }

  /** What is stated as totals beyond the sums of lines. */
  long gapBillFen() {
    return gapBillFen;
  }

  long gapFundFen() {
    return gapFundFen;
  }

  /** Up to when what was settled on a day must be in one of them; of a day never sent nothing. */
  Instant through(LocalDate day) {
    return throughByDay.getOrDefault(day, Instant.MIN);
  }

  long sum(java.util.function.ToIntFunction<Statement> count) {
    return counting.stream().mapToLong(each -> count.applyAsInt(each)).sum();
  }
}
