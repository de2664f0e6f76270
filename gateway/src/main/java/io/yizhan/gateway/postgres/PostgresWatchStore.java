package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.WatchStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The watch's port. A transaction takes its number when it first writes, and may commit after one
 * that took a larger number; but none that has not ended has a number below the snapshot's xmin. So
 * what is below it is complete, and in an order that nothing changes any more.
 */
final class PostgresWatchStore implements WatchStore {
  private static final String HEAD =
      """
      SELECT pg_snapshot_xmin(s.now)::text, coalesce(n.newest, '0'::xid8)::text,
        coalesce(n.newest < pg_snapshot_xmax(s.now), true)
      FROM (SELECT pg_current_snapshot() AS now) s,
        (SELECT max(commit_xid) AS newest FROM settlement) n
      """;

  private static final String LAST =
      """
      SELECT s.commit_xid::text, s.settlement_id FROM settlement s
      WHERE s.commit_xid < pg_snapshot_xmin(pg_current_snapshot())
      ORDER BY s.commit_xid DESC, s.settlement_id DESC
      LIMIT 1
      """;

  private static final String HAS =
      """
      SELECT 1 FROM settlement
      WHERE posting_date IN (?::date, ?::date) AND settlement_id = ? AND commit_xid = ?::xid8
      """;

  /**
   * The limit stands in the text: only then does the planner know that it is small. The order names
   * the table: without, it would be that of the text beside, where 1000 comes before 999. A
   * correction is seen, too, by whose county had aided before: its money is what moves.
   */
  private static final String PAGE =
      """
      WITH looked_at AS MATERIALIZED (
        SELECT * FROM settlement
        WHERE commit_xid >= ?::xid8 AND (commit_xid > ?::xid8 OR settlement_id > ?)
          AND commit_xid < pg_snapshot_xmin(pg_current_snapshot())
        ORDER BY commit_xid, settlement_id
        LIMIT :lines)
      SELECT pg_snapshot_xmin(pg_current_snapshot())::text, commit_xid::text, settlement_id,
        (? IN ('', hospital_id)) AND (? = 'ALL' OR EXISTS (
          SELECT 1 FROM unnest(?::text[]) AS t (digits)
          WHERE CASE ?
            WHEN 'INSURED_REGION' THEN starts_with(insured_region, digits)
            WHEN 'AID_COUNTY' THEN starts_with(aid_county, digits) OR (kind = 'C' AND EXISTS (
              SELECT 1 FROM settlement o
              WHERE o.bucket = l.bucket AND o.person_id = l.person_id
                AND o.settlement_id = l.corrects AND starts_with(o.aid_county, digits)))
            END)),
        kind, coalesce(reverses, corrects), hospital_id, request_id, encounter_id, bill_number,
        posting_date, settle_time, accounting_period, insured_region, aid_county,
        insurer_settlement_id, total_fen, paid_fen, hospital_share_fen, patient_share_fen,
        line_account, line_payee, line_fen, policy_versions, engine_version
      FROM (SELECT 1) AS always LEFT JOIN looked_at l ON true
      ORDER BY l.commit_xid, l.settlement_id
      """
          .replace(":lines", String.valueOf(PAGE_LINES_MAX));

  private final Transactions transactions;

  PostgresWatchStore(Transactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public Head head() {
    return transactions.read(
        connection ->
            Sql.first(
                    connection,
                    HEAD,
                    row -> new Head(number(row, 1), number(row, 2), row.getBoolean(3)))
                .orElseThrow());
  }

  @Override
  public Place last() {
    return transactions
        .find(
            connection ->
                Sql.first(connection, LAST, row -> new Place(number(row, 1), row.getString(2))))
        .orElse(Place.START);
  }

  @Override
  public boolean has(Place place) {
    if (place.equals(Place.START)) {
      return true;
    }
    PostingDays days = PostingDays.of(place.settlementId());
    return transactions
        .find(
            connection ->
                Sql.first(
                    connection,
                    HAS,
                    row -> row.getInt(1),
                    days.first(),
                    days.second(),
                    place.settlementId(),
                    String.valueOf(place.number())))
        .isPresent();
  }

  /** What is shown is durable: a line that a failover could take back is not sent. */
  @Override
  public Page page(Place after, Audience audience) {
    return transactions
        .find(connection -> Optional.of(page(connection, after, audience)))
        .orElseThrow();
  }

  private static Page page(Connection connection, Place after, Audience audience)
      throws SQLException {
    String number = String.valueOf(after.number());
    String scope = audience.scope().kind().name();
    Reading reading = new Reading(after);
    Sql.list(
        connection,
        PAGE,
        reading::add,
        number,
        number,
        after.settlementId(),
        audience.hospitalId(),
        scope,
        connection.createArrayOf("text", audience.scope().digits().toArray()),
        scope);
    return reading.page();
  }

  private static long number(ResultSet row, int column) throws SQLException {
    return Long.parseLong(row.getString(column));
  }

  /** Gathers a page row by row. */
  private static final class Reading {
    private final List<Line> lines = new ArrayList<>();
    private Place end;
    private int lookedAt;
    private long horizon;

    Reading(Place after) {
      this.end = after;
    }

    Place add(ResultSet row) throws SQLException {
      horizon = number(row, 1);
      if (row.getString(2) != null) {
        lookedAt++;
        end = new Place(number(row, 2), row.getString(3));
        if (row.getBoolean(4)) {
          lines.add(line(end, row));
        }
      }
      return end;
    }

    Page page() {
      return new Page(
          lines, end, lookedAt < PAGE_LINES_MAX ? Optional.of(horizon) : Optional.empty());
    }
  }

  private static Line line(Place place, ResultSet row) throws SQLException {
    String[] accounts = (String[]) row.getArray(21).getArray();
    String[] payees = (String[]) row.getArray(22).getArray();
    Long[] fen = (Long[]) row.getArray(23).getArray();
    List<LinePosting> postings = new ArrayList<>();
    for (int i = 0; i < accounts.length; i++) {
      postings.add(new LinePosting(accounts[i], payees[i], fen[i]));
    }
    return new Line(
        place,
        kind(row.getString(5)),
        Optional.ofNullable(row.getString(6)),
        row.getString(7),
        row.getString(8),
        row.getString(9),
        row.getString(10),
        row.getObject(11, LocalDate.class),
        row.getTimestamp(12).toInstant(),
        Optional.ofNullable(row.getObject(13, LocalDate.class)),
        row.getString(14),
        row.getString(15),
        row.getString(16),
        row.getLong(17),
        row.getLong(18),
        row.getLong(19),
        row.getLong(20),
        postings,
        List.of((String[]) row.getArray(24).getArray()),
        row.getString(25));
  }

  private static Kind kind(String letter) {
    return switch (letter) {
      case "S" -> Kind.SETTLEMENT;
      case "R" -> Kind.REVERSAL;
      case "C" -> Kind.CORRECTION;
      default -> throw new IllegalStateException("a line must be of a kind, was " + letter);
    };
  }
}
