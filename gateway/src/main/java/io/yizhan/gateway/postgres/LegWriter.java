package io.yizhan.gateway.postgres;

import io.yizhan.claim.FundAmount;
import io.yizhan.claim.InsurerSettlement;
import io.yizhan.gateway.desk.InsurerLegs.Leg;
import io.yizhan.gateway.desk.SettlementStore.LegOrder;
import io.yizhan.settlement.Settlement;
import java.sql.Connection;
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
        insurer_settlement_id = ?, fund_codes = ?, fund_fens = ?, hospital_share_fen = ?, changed = now(), next_try = now(),
        tries = 0
      WHERE bucket = ? AND hospital_id = ? AND request_id = ? AND attempt = ?
        AND state = 'RESERVING'
      """;

  /** Its attempt follows those that the insurer did not answer. */
  private static final String PROVISIONAL =
      """
      INSERT INTO insurer_leg (bucket, hospital_id, request_id, attempt, insurer_request_id, insurer,
        insured_region, aid_county, state, settlement_id, fund_codes, fund_fens, hospital_share_fen, next_try)
      SELECT ?, ?, ?, 1 + coalesce(max(attempt), 0), ?, ?, ?, ?, 'PROVISIONAL', ?, ?, ?, 0, now()
      FROM insurer_leg WHERE bucket = ? AND hospital_id = ? AND request_id = ?
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
      List<FundAmount> computed = computed(settlement);
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

  /** What the layers that should have been asked pay on the computed amount. */
  private static List<FundAmount> computed(Settlement settlement) {
    List<FundAmount> computed = new ArrayList<>();
    for (int i = 0; i < settlement.plan().layers().size(); i++) {
      long paid = settlement.waterfall().of(i, io.yizhan.settlement.Waterfall.Column.PAID);
      if (settlement.plan().layers().get(i).isAsked() && paid > 0) {
        computed.add(new FundAmount(settlement.plan().layers().get(i).fund(), paid));
      }
    }
    return computed;
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

  static java.sql.Array codes(Connection connection, List<FundAmount> amounts) throws SQLException {
    return connection.createArrayOf(
        "text", amounts.stream().map(FundAmount::fundCode).toArray(String[]::new));
  }

  static java.sql.Array fens(Connection connection, List<FundAmount> amounts) throws SQLException {
    return connection.createArrayOf(
        "int8", amounts.stream().map(FundAmount::amountFen).toArray(Long[]::new));
  }
}
