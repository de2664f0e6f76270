package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.DayStore.Figure;
import io.yizhan.gateway.desk.SettlementDesk;
import io.yizhan.gateway.desk.ShiftStore;
import io.yizhan.gateway.desk.StoreUnavailableException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The port of cashiers' shifts. */
final class PostgresShiftStore implements ShiftStore {
  /**
   * How far back the first part of a shift reaches. A later one reaches to the closing before,
   * however long ago: else lines between would be in no part.
   */
  private static final int FIRST_PART_DAYS_MAX = 31;

  private static final String KEY =
      " bucket = ? AND hospital_id = ? AND operator_id = ? AND terminal_id = ? AND shift_id = ?";

  private static final String LAST =
      "SELECT part, horizon::text, closing_time FROM cashier_shift WHERE"
          + KEY
          + " ORDER BY part DESC LIMIT 1";

  private static final String ANY_SINCE =
      """
      SELECT 1 FROM settlement s WHERE s.hospital_id = ? AND s.posting_date >= ?
        AND s.operator_id = ? AND s.terminal_id = ? AND s.shift_id = ? AND s.kind <> 'C'
        AND s.commit_xid >= ?::xid8 LIMIT 1
      """;

  private static final String BEGIN =
      """
      INSERT INTO cashier_shift (bucket, hospital_id, operator_id, terminal_id, shift_id, part,
        request_id, state, from_date, from_xid, horizon, closing_time, closing_caller)
      VALUES (?, ?, ?, ?, ?, ?, ?, 'CLOSING', ?, ?::xid8, pg_current_xact_id(), ?, ?)
      ON CONFLICT DO NOTHING
      """;

  private static final String DUE_NOW =
      " state = 'CLOSING' AND horizon <= pg_snapshot_xmin(pg_current_snapshot())";

  private static final String ALL_DUE =
      "SELECT hospital_id, operator_id, terminal_id, shift_id, part FROM cashier_shift WHERE"
          + DUE_NOW
          + " ORDER BY closing_time LIMIT ?";

  /** Nothing when another gateway is closing it. */
  private static final String TAKE_DUE =
      "SELECT from_date, from_xid::text, horizon::text FROM cashier_shift WHERE"
          + KEY
          + " AND part = ? AND"
          + DUE_NOW
          + " FOR UPDATE SKIP LOCKED";

  /**
   * The lines of the part. A correction is nothing of a counter's, so a reversal takes back what
   * was settled at the counter, whatever was corrected since.
   */
  private static final String LINES =
      """
      WITH line AS (
        SELECT s.settlement_id AS id, s.kind, s.reverses, i.sign,
            i.sign * o.total_fen AS total_fen, o.patient_share_fen AS share,
            i.sign * o.hospital_share_fen AS hospital_fen, o.line_account, o.line_fen,
            (o.inputs #>> '{claim,personalAccountFen}')::bigint AS account,
            (o.inputs #>> '{claim,prepaymentFen}')::bigint AS deposit
          FROM settlement s
          CROSS JOIN LATERAL (SELECT CASE s.kind WHEN 'R' THEN -1 ELSE 1 END AS sign) i
          CROSS JOIN LATERAL (
            SELECT s.total_fen, s.patient_share_fen, s.hospital_share_fen, s.line_account,
                s.line_fen, s.inputs WHERE s.kind = 'S'
            UNION ALL
            SELECT o.total_fen, o.patient_share_fen, o.hospital_share_fen, o.line_account,
                o.line_fen, o.inputs FROM settlement o
              WHERE s.kind = 'R' AND o.bucket = s.bucket AND o.person_id = s.person_id
                AND o.settlement_id = s.reverses) o
          WHERE s.hospital_id = ? AND s.posting_date >= ? AND s.operator_id = ?
            AND s.terminal_id = ? AND s.shift_id = ? AND s.kind <> 'C'
            AND s.commit_xid >= ?::xid8 AND s.commit_xid < ?::xid8),
      told AS (
        SELECT l.*, l.kind = 'S' AND l.id NOT IN (SELECT reverses FROM line WHERE kind = 'R')
            AS live
        FROM line l)
      """;

  private static final String KEEP =
      LINES
          + """
          INSERT INTO cashier_shift_total (bucket, hospital_id, operator_id, terminal_id, shift_id,
            part, bearer, with_count, with_fen, without_count, without_fen, live_count, live_fen)
          SELECT ?, ?, ?, ?, ?, ?, b.bearer, count(*), sum(b.fen)::bigint,
              count(*) FILTER (WHERE t.kind = 'S'),
              coalesce(sum(b.fen) FILTER (WHERE t.kind = 'S'), 0)::bigint,
              count(*) FILTER (WHERE t.live), coalesce(sum(b.fen) FILTER (WHERE t.live), 0)::bigint
            FROM told t CROSS JOIN LATERAL (
              SELECT 'bill' AS bearer, t.total_fen AS fen
              UNION ALL
              SELECT 'patient', t.sign * t.share
              UNION ALL
              SELECT 'hospital', t.hospital_fen
              UNION ALL
              SELECT 'patient/account', t.sign * least(t.account, t.share)
              UNION ALL
              SELECT 'patient/deposit',
                t.sign * least(t.deposit, t.share - least(t.account, t.share))
              UNION ALL
              SELECT 'patient/cash',
                t.sign * greatest(0, t.share - least(t.account, t.share) - t.deposit)
              UNION ALL
              SELECT 'refund/deposit',
                t.sign * greatest(0, t.deposit - t.share + least(t.account, t.share))
              UNION ALL
              SELECT f.fund, t.sign * sum(f.fen)::bigint
                FROM (SELECT split_part(substr(a.account, 6), '/', 1) || CASE
                    WHEN a.account LIKE '%/by-insurer' THEN '/by-insurer' ELSE '' END AS fund, a.fen
                  FROM unnest(t.line_account, t.line_fen) AS a (account, fen)
                  WHERE starts_with(a.account, 'fund:')) f
                GROUP BY f.fund) b
            WHERE b.bearer = 'bill' OR b.fen <> 0
            GROUP BY b.bearer
          """;

  private static final String CLOSE =
      "UPDATE cashier_shift SET state = 'CLOSED', closed_time = ? WHERE" + KEY + " AND part = ?";

  private static final String FIND =
      "SELECT part, closing_time, closed_time FROM cashier_shift WHERE"
          + KEY
          + " AND (? = 0 OR part = ?) ORDER BY part DESC LIMIT 1";

  private static final String TOTALS =
      "SELECT bearer, with_count, with_fen, without_count, without_fen, live_count, live_fen"
          + " FROM cashier_shift_total WHERE"
          + KEY
          + " AND part = ? ORDER BY bearer";

  private final Transactions transactions;

  PostgresShiftStore(Transactions transactions) {
    this.transactions = transactions;
  }

  private record Last(int part, String horizon, Instant closingTime) {}

  private record Part(ShiftKey key, int number) {}

  private record Due(LocalDate from, String fromXid, String horizon) {}

  private static short bucket(ShiftKey key) {
    return Bucket.of(key.hospitalId());
  }

  @Override
  public BeginResult begin(ShiftKey key, String requestId, Instant now, String callerId) {
    return transactions.write(
        BeginResult.class,
        result -> true,
        connection -> {
          Optional<BeginResult> before = ShiftRequests.find(connection, key, requestId);
          if (before.isPresent()) {
            return before.get();
          }
          Optional<Last> last =
              Sql.first(
                  connection,
                  LAST,
                  row -> new Last(row.getInt(1), row.getString(2), row.getTimestamp(3).toInstant()),
                  bucket(key),
                  key.hospitalId(),
                  key.operatorId(),
                  key.terminalId(),
                  key.shiftId());
          LocalDate from = firstDay(last, now);
          LedgerScan.allow(connection, LedgerScan.ASKED_MINUTES);
          if (last.isPresent() && !anySince(connection, key, from, last.get())) {
            int closed = last.get().part();
            ShiftRequests.claim(connection, key, requestId, closed);
            return new BeginResult.Begun(closed);
          }
          int part = last.map(Last::part).orElse(0) + 1;
          ShiftRequests.claim(connection, key, requestId, part);
          int begun =
              Sql.update(
                  connection,
                  BEGIN,
                  bucket(key),
                  key.hospitalId(),
                  key.operatorId(),
                  key.terminalId(),
                  key.shiftId(),
                  part,
                  requestId,
                  from,
                  last.map(Last::horizon).orElse("0"),
                  now,
                  callerId);
          if (begun != 1) {
            throw new SQLException("the shift is being closed at the same time", "40001");
          }
          return new BeginResult.Begun(part);
        });
  }

  /** What commits after a closing was made the day before it at the earliest. */
  private static LocalDate firstDay(Optional<Last> last, Instant now) {
    return last.map(each -> civilDay(each.closingTime()).minusDays(1))
        .orElse(civilDay(now).minusDays(FIRST_PART_DAYS_MAX));
  }

  private static LocalDate civilDay(Instant time) {
    return LocalDate.ofInstant(time, SettlementDesk.CIVIL_ZONE);
  }

  private static boolean anySince(Connection connection, ShiftKey key, LocalDate from, Last last)
      throws SQLException {
    return Sql.first(
            connection,
            ANY_SINCE,
            row -> row.getInt(1),
            key.hospitalId(),
            from,
            key.operatorId(),
            key.terminalId(),
            key.shiftId(),
            last.horizon())
        .isPresent();
  }

  @Override
  public int goOn(Instant now, int partsMax) {
    List<Part> parts =
        transactions.read(
            connection ->
                Sql.list(
                    connection,
                    ALL_DUE,
                    row ->
                        new Part(
                            new ShiftKey(
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                row.getString(4)),
                            row.getInt(5)),
                    partsMax));
    int closed = 0;
    List<RuntimeException> failures = new ArrayList<>();
    for (Part part : parts) {
      try {
        closed += close(part.key(), part.number(), now) ? 1 : 0;
      } catch (StoreUnavailableException away) {
        if (Transactions.concernsAll(away)) {
          throw away;
        }
      } catch (RuntimeException failed) {
        failures.add(failed);
      }
    }
    if (!failures.isEmpty()) {
      throw failures.get(0);
    }
    return closed;
  }

  @Override
  public boolean close(ShiftKey key, int part, Instant now) {
    return transactions.<Boolean>write(
        Boolean.class, connection -> close(connection, key, part, now));
  }

  private static boolean close(Connection connection, ShiftKey key, int part, Instant now)
      throws SQLException {
    Optional<Due> found =
        Sql.first(
            connection,
            TAKE_DUE,
            row -> new Due(row.getObject(1, LocalDate.class), row.getString(2), row.getString(3)),
            bucket(key),
            key.hospitalId(),
            key.operatorId(),
            key.terminalId(),
            key.shiftId(),
            part);
    if (found.isEmpty()) {
      return false;
    }
    Due due = found.get();
    LedgerScan.allow(connection, LedgerScan.ASKED_MINUTES);
    Sql.update(
        connection,
        KEEP,
        key.hospitalId(),
        due.from(),
        key.operatorId(),
        key.terminalId(),
        key.shiftId(),
        due.fromXid(),
        due.horizon(),
        bucket(key),
        key.hospitalId(),
        key.operatorId(),
        key.terminalId(),
        key.shiftId(),
        part);
    Sql.update(
        connection,
        CLOSE,
        now,
        bucket(key),
        key.hospitalId(),
        key.operatorId(),
        key.terminalId(),
        key.shiftId(),
        part);
    return true;
  }

  @Override
  public Optional<Shift> find(ShiftKey key, int part) {
    return transactions.read(
        connection -> {
          Optional<Shift> found =
              Sql.first(
                  connection,
                  FIND,
                  row ->
                      new Shift(
                          key,
                          row.getInt(1),
                          row.getTimestamp(2).toInstant(),
                          Optional.ofNullable(row.getTimestamp(3)).map(Timestamp::toInstant),
                          List.of()),
                  bucket(key),
                  key.hospitalId(),
                  key.operatorId(),
                  key.terminalId(),
                  key.shiftId(),
                  part,
                  part);
          if (found.isEmpty() || found.get().closedTime().isEmpty()) {
            return found;
          }
          Shift shift = found.get();
          return Optional.of(
              new Shift(
                  key,
                  shift.part(),
                  shift.closingTime(),
                  shift.closedTime(),
                  totals(connection, shift)));
        });
  }

  private static List<ShiftTotal> totals(Connection connection, Shift shift) throws SQLException {
    ShiftKey key = shift.key();
    return Sql.list(
        connection,
        TOTALS,
        PostgresShiftStore::total,
        bucket(key),
        key.hospitalId(),
        key.operatorId(),
        key.terminalId(),
        key.shiftId(),
        shift.part());
  }

  private static ShiftTotal total(ResultSet row) throws SQLException {
    return new ShiftTotal(
        row.getString(1),
        new Figure(row.getLong(2), row.getLong(3)),
        new Figure(row.getLong(4), row.getLong(5)),
        new Figure(row.getLong(6), row.getLong(7)));
  }
}
