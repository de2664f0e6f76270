package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.InsurerLegs.Leg;
import io.yizhan.gateway.desk.InsurerLegs.OneSided;
import io.yizhan.gateway.desk.InsurerLegs.OneSidedQuery;
import io.yizhan.gateway.desk.InsurerLegs.Told;
import io.yizhan.gateway.desk.RequestKey;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Legs that stand on one side: how it is found out, told and listed. */
final class OneSidedLegs {
  static final String TAKE_TO_CHECK =
      """
      UPDATE insurer_leg l SET checked = now() FROM (
        SELECT bucket, hospital_id, request_id, attempt FROM insurer_leg
        WHERE state = 'CONFIRMED' AND insurer = ?
          AND checked <= now() - ? * interval '1 millisecond'
          AND created >= now() - ? * interval '1 millisecond'
        ORDER BY checked LIMIT ? FOR UPDATE SKIP LOCKED) d
      WHERE l.bucket = d.bucket AND l.hospital_id = d.hospital_id AND l.request_id = d.request_id
        AND l.attempt = d.attempt
      RETURNING l.hospital_id, l.request_id, l.attempt, l.insurer_request_id, l.insurer
      """;

  private static final String GONE =
      """
      UPDATE insurer_leg SET state = 'GONE', reason = 'CANCELLED_BY_INSURER', changed = now()
      WHERE insurer_request_id = ANY (?) AND state IN ('CONFIRMED', 'COMMITTED', 'TRUE_UP')
      """;

  private static final String FIND =
      """
      SELECT settlement_id, insured_region, state IN ('COMMITTED', 'CONFIRMED', 'PROVISIONAL',
        'TRUE_UP', 'REFUSED', 'GONE')
      FROM insurer_leg WHERE insurer_request_id = ?
      """;

  static final String ONE_SIDED =
      """
      SELECT coalesce(settlement_id, ''), hospital_id, request_id, insurer_request_id,
        insurer_settlement_id, insured_region, state, created, changed,
        CASE WHEN settlement_id IS NULL OR state = 'CANCELLING' THEN 0 ELSE hospital_share_fen
          + coalesce((SELECT sum(f) FROM unnest(fund_fens) f), 0) END,
        said_share_fen + coalesce((SELECT sum(f) FROM unnest(said_fens) f), 0), reason
      FROM insurer_leg
      WHERE state NOT IN ('CONFIRMED', 'CANCELLED', 'RESERVING')
        AND (state IN ('GONE', 'REFUSED', 'TRUE_UP')
          OR changed <= now() - ? * interval '1 millisecond')
        AND (? = '' OR hospital_id = ?)
        AND (? = 'ALL' OR CASE ? WHEN 'INSURED_REGION' THEN insured_region ELSE aid_county END
          LIKE ANY (?))
        AND (created, insurer_request_id) > (?, ?)
      ORDER BY created, insurer_request_id LIMIT ?
      """;

  private OneSidedLegs() {}

  /** Takes confirmed legs of an insurer that were not looked up for the longest. */
  static List<Leg> takeToCheck(
      Connection connection, String insurer, int countMax, Duration every, Duration ageMax)
      throws SQLException {
    return Sql.list(
        connection,
        TAKE_TO_CHECK,
        LegWriter::leg,
        insurer,
        every.toMillis(),
        ageMax.toMillis(),
        countMax);
  }

  /** The insurer cancelled these itself; answers how many stood here. */
  static int gone(Connection connection, List<String> insurerRequestIds) throws SQLException {
    return Sql.update(
        connection, GONE, connection.createArrayOf("text", insurerRequestIds.toArray()));
  }

  /** A leg by its request id at the insurer. */
  static Optional<Told> find(Connection connection, String insurerRequestId) throws SQLException {
    return Sql.first(
        connection,
        FIND,
        row -> new Told(Optional.ofNullable(row.getString(1)), row.getString(2), row.getBoolean(3)),
        insurerRequestId);
  }

  /** A page of what stands on one side. */
  static List<OneSided> list(Connection connection, OneSidedQuery query) throws SQLException {
    return Sql.page(
        connection,
        ONE_SIDED,
        OneSidedLegs::oneSided,
        query.waitingSince().toMillis(),
        query.hospitalId(),
        query.hospitalId(),
        query.scope().kind().name(),
        query.scope().kind().name(),
        connection.createArrayOf(
            "text", query.scope().digits().stream().map(digits -> digits + "%").toArray()),
        query.after().map(OneSidedQuery.After::created).orElse(Instant.EPOCH),
        query.after().map(OneSidedQuery.After::insurerRequestId).orElse(""),
        query.limit());
  }

  private static OneSided oneSided(ResultSet row) throws SQLException {
    OneSided.Kind kind =
        switch (row.getString(7)) {
          case "GONE" -> OneSided.Kind.CANCELLED_BY_INSURER;
          case "REFUSED" -> OneSided.Kind.CONFIRM_REFUSED;
          case "TRUE_UP" -> OneSided.Kind.TRUE_UP_DUE;
          case "COMMITTED" -> OneSided.Kind.CONFIRM_WAITS;
          case "PROVISIONAL" -> OneSided.Kind.PROVISIONAL_WAITS;
          default -> OneSided.Kind.CANCEL_WAITS;
        };
    return new OneSided(
        row.getString(1),
        new RequestKey(row.getString(2), row.getString(3)),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        kind,
        row.getTimestamp(8).toInstant(),
        row.getTimestamp(9).toInstant(),
        row.getLong(10),
        row.getLong(11),
        row.getString(12));
  }
}
