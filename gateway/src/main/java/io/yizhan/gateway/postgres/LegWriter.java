package io.yizhan.gateway.postgres;

import io.yizhan.claim.FundAmount;
import io.yizhan.claim.InsurerSettlement;
import io.yizhan.gateway.desk.InsurerLegs.Leg;
import io.yizhan.gateway.desk.Insurers.Amounts;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.SettlementStore.LegOrder;
import io.yizhan.settlement.Settlement;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes a claim's leg at its insurer along in the transaction that settles or reverses it. The leg
 * is locked after everything else; whoever finds it in another state than it needs must roll back.
 */
final class LegWriter {
  private static final String COMMIT =
      """
      UPDATE insurer_leg SET state = 'COMMITTED', settlement_id = ?, aid_county = ?,
        insurer_settlement_id = ?, fund_codes = ?, fund_fens = ?, hospital_share_fen = ?,
        changed = now(), next_try = now(), tries = 0
      WHERE bucket = ? AND hospital_id = ? AND request_id = ? AND attempt = ?
        AND state = 'RESERVING'
      """;

  /**
   * Its attempt follows those that the insurer did not answer. One that was opened at the same time
   * takes its place: then nothing is settled.
   */
  private static final String PROVISIONAL =
      """
      INSERT INTO insurer_leg (bucket, hospital_id, request_id, attempt, insurer_request_id, insurer,
        insured_region, aid_county, state, settlement_id, fund_codes, fund_fens,
        hospital_share_fen, next_try)
      SELECT ?, ?, ?, 1 + coalesce(max(attempt), 0), ?, ?, ?, ?, 'PROVISIONAL', ?, ?, ?, 0, now()
      FROM insurer_leg WHERE bucket = ? AND hospital_id = ? AND request_id = ?
      ON CONFLICT DO NOTHING
      """;

  private static final String GIVE_UP =
      """
      UPDATE insurer_leg SET state = 'CANCELLING', changed = now(), next_try = now(), tries = 0
      WHERE bucket = ? AND hospital_id = ? AND request_id = ? AND attempt = ?
        AND state = 'RESERVING'
      """;

  private static final String REVERSE =
      """
      UPDATE insurer_leg SET state = 'CANCELLING', reversed = true, changed = now(),
        next_try = now(), tries = 0
      WHERE settlement_id = ?
        AND state IN ('COMMITTED', 'CONFIRMED', 'PROVISIONAL', 'TRUE_UP', 'REFUSED', 'GONE')
      """;

  private LegWriter() {}

  /** Ties the leg to the settlement; false when it was given up. */
  static boolean commit(
      Connection connection, LegOrder order, String settlementId, Settlement settlement)
      throws SQLException {
    InsurerSettlement insurer = settlement.claim().insurer().orElseThrow();
    String county = settlement.identityUsed().map(Settlement.Candidate::county).orElse("");
    Leg leg = order.leg();
    if (order.provisional()) {
      List<FundAmount> computed = Amounts.computedIn(settlement).payments();
      return Sql.update(
              connection,
              PROVISIONAL,
              Requests.bucket(leg.key()),
              leg.key().ownerId(),
              leg.key().requestId(),
              leg.insurerRequestId(),
              leg.insurer(),
              settlement.claim().insuredRegion(),
              county,
              settlementId,
              codes(connection, computed),
              fens(connection, computed),
              Requests.bucket(leg.key()),
              leg.key().ownerId(),
              leg.key().requestId())
          == 1;
    }
    return Sql.update(
            connection,
            COMMIT,
            settlementId,
            county,
            insurer.settlementId(),
            codes(connection, insurer.payments()),
            fens(connection, insurer.payments()),
            insurer.hospitalShareFen(),
            Requests.bucket(leg.key()),
            leg.key().ownerId(),
            leg.key().requestId(),
            leg.attempt())
        == 1;
  }

  /** Leaves a leg to be cancelled, unless it was settled. */
  static void giveUp(Connection connection, Leg leg) throws SQLException {
    Sql.update(
        connection,
        GIVE_UP,
        Requests.bucket(leg.key()),
        leg.key().ownerId(),
        leg.key().requestId(),
        leg.attempt());
  }

  /** Leaves the leg of a settlement that is reversed now to be cancelled. */
  static void reverse(Connection connection, String settlementId) throws SQLException {
    Sql.update(connection, REVERSE, settlementId);
  }

  static Array codes(Connection connection, List<FundAmount> amounts) throws SQLException {
    return connection.createArrayOf(
        "text", amounts.stream().map(FundAmount::fundCode).toArray(String[]::new));
  }

  static Array fens(Connection connection, List<FundAmount> amounts) throws SQLException {
    return connection.createArrayOf(
        "int8", amounts.stream().map(FundAmount::amountFen).toArray(Long[]::new));
  }

  /** Key, attempt, request id there and insurer, from a row that begins with them. */
  static Leg leg(ResultSet row) throws SQLException {
    return new Leg(
        new RequestKey(row.getString(1), row.getString(2)),
        row.getInt(3),
        row.getString(4),
        row.getString(5));
  }

  /** What each fund pays. */
  static List<FundAmount> amounts(Array codes, Array fens) throws SQLException {
    String[] funds = (String[]) codes.getArray();
    Long[] each = (Long[]) fens.getArray();
    List<FundAmount> amounts = new ArrayList<>();
    for (int i = 0; i < funds.length; i++) {
      amounts.add(new FundAmount(funds[i], each[i]));
    }
    return amounts;
  }
}
