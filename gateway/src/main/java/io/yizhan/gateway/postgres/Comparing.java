package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ReconciliationStore.BothSides;
import io.yizhan.gateway.desk.ReconciliationStore.PartyKind;
import io.yizhan.gateway.desk.ReconciliationStore.Span;
import io.yizhan.gateway.desk.TooManyStatementsException;
import io.yizhan.gateway.postgres.Statements.Statement;
import io.yizhan.reconciliation.Entry;
import io.yizhan.reconciliation.Key;
import io.yizhan.reconciliation.Line;
import io.yizhan.reconciliation.Reconciliation;
import io.yizhan.reconciliation.Terms;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One comparison: a snapshot, two cursors in the order of one key, and look-ups for the few rows
 * that find no partner. The server sorts, so what is held here does not grow with the day.
 */
final class Comparing {
  /** What is younger than this may still be under way to the other side. */
  static final Duration UNDER_WAY = Duration.ofSeconds(10);

  private static final List<String> SETTINGS =
      List.of(Transactions.SNAPSHOT, "SET LOCAL work_mem = '32MB'");

  private static final String LINES =
      """
      SELECT p.place, l.line_number, l.settlement_id, l.request_id, l.insurer_settlement_id,
        l.refund, l.day, l.bill_fen, l.fund_fen, :funds
      FROM unnest(?::int[], ?::text[], ?::date[], ?::date[]) AS p (place, receipt, first, last)
      JOIN reconciliation_line l ON l.bucket = ? AND l.receipt_id = p.receipt
        AND l.day BETWEEN p.first AND p.last
      ORDER BY l.:key COLLATE "C"
      """;

  private final Connection connection;
  private final Span span;
  private final Instant now;
  private final int statementsMax;

  Comparing(Connection connection, Span span, Instant now, int statementsMax) {
    this.connection = connection;
    this.span = span;
    this.now = now;
    this.statementsMax = statementsMax;
  }

  /** What came of it, and which statements counted. */
  record Outcome(Statements statements, LedgerSide ledger, Reconciliation reconciliation) {}

  /**
   * Compares; empty where the party has sent nothing of the span.
   *
   * @throws TooManyStatementsException when it has sent more than are looked at
   */
  Optional<Outcome> run(Function<BothSides, Reconciliation> decide) throws SQLException {
    try (java.sql.Statement statement = connection.createStatement()) {
      for (String setting : SETTINGS) {
        statement.execute(setting);
      }
    }
    Statements statements = Statements.of(connection, span, statementsMax);
    if (!statements.isComplete()) {
      throw new TooManyStatementsException(span, statementsMax);
    }
    if (statements.counting().isEmpty()) {
      return Optional.empty();
    }
    Statement newest = statements.counting().get(0);
    long lines = statements.sum(Statement::lines);
    boolean bills =
        statements.sum(Statement::bills) == lines && span.party().kind() != PartyKind.BANK;
    boolean funds = statements.sum(Statement::funds) > 0;
    LedgerSide ledger =
        new LedgerSide(span.party(), newest.refundLines(), newest.fundCodes(), bills, funds);
    Key key = key(statements);
    try (SqlCursor<Line> theirs =
            new SqlCursor<>(
                connection,
                LINES
                    .replace(":key", column(key))
                    .replace(":funds", funds ? "l.fund_codes, l.fund_amounts_fen" : "NULL, NULL"),
                row -> line(row, bills, funds),
                linesOf(statements));
        SqlCursor<Entry> ours =
            new SqlCursor<>(
                connection,
                ledger.inOrder(key),
                ledger::entry,
                ledger.parameters(connection, List.of(), ledger.ofSpan(span.from(), span.to())))) {
      return Optional.of(
          new Outcome(
              statements,
              ledger,
              decide.apply(
                  new BothSides(
                      terms(statements),
                      key,
                      theirs,
                      ours,
                      new AroundLines(connection, span, statements, ledger),
                      lines == 0 && newest.statedFundFen().isPresent(),
                      bills ? statements.gapBillFen() : 0,
                      statements.gapFundFen()))));
    } catch (SqlCursor.Broken e) {
      throw e.said();
    }
  }

  private Object[] linesOf(Statements statements) throws SQLException {
    Object[] pieces =
        AroundLines.pieceArrays(connection, Bucket.of(span.party().name()), statements.pieces());
    return new Object[] {pieces[1], pieces[2], pieces[3], pieces[4], pieces[0]};
  }

  private Terms terms(Statements statements) {
    Instant settled = now.minus(UNDER_WAY);
    return new Terms(
        span.from(),
        span.to(),
        day -> {
          Instant through = statements.through(day);
          return through.isBefore(settled) ? through : settled;
        },
        line ->
            AroundLines.statementOf(statements, line.number()).accepted().isAfter(settled)
                && statements.counting().get(0).part(),
        switch (span.party().kind()) {
          case HOSPITAL -> Terms.Other.HOSPITAL;
          case INSURER -> Terms.Other.INSURER;
          case BANK -> Terms.Other.BANK;
        });
  }

  /** The key that most lines state; the surest of those that as many state. */
  private static Key key(Statements statements) {
    long ids = statements.sum(Statement::ids);
    long requests = statements.sum(Statement::requests);
    long insurers = statements.sum(Statement::insurers);
    if (ids >= requests && ids >= insurers) {
      return Key.SETTLEMENT;
    }
    return requests >= insurers ? Key.REQUEST : Key.INSURER_SETTLEMENT;
  }

  private static String column(Key key) {
    return switch (key) {
      case SETTLEMENT -> "settlement_id";
      case REQUEST -> "request_id";
      case INSURER_SETTLEMENT -> "insurer_settlement_id";
    };
  }

  private static Line line(ResultSet row, boolean bills, boolean funds) throws SQLException {
    return new Line(
        AroundLines.number(row.getInt(1), row.getInt(2)),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getBoolean(6),
        row.getObject(7, LocalDate.class),
        bills ? row.getLong(8) : 0,
        row.getLong(9),
        funds ? funds(row) : Map.of());
  }

  private static Map<String, Long> funds(ResultSet row) throws SQLException {
    String[] codes = (String[]) row.getArray(10).getArray();
    Long[] fen = (Long[]) row.getArray(11).getArray();
    Map<String, Long> byFund = new LinkedHashMap<>();
    for (int i = 0; i < codes.length; i++) {
      byFund.put(codes[i], fen[i]);
    }
    return byFund;
  }
}
