package io.yizhan.gateway.postgres;

import io.yizhan.claim.InsurerSettlement;
import io.yizhan.gateway.desk.Insurers.Amounts;
import io.yizhan.gateway.desk.Readjudication;
import io.yizhan.gateway.desk.Readjudication.Change;
import io.yizhan.gateway.desk.ReadjudicationStore.ComputedLeg;
import io.yizhan.gateway.desk.SettlementStore.StoredInputs;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Legs of settlements that were computed because their insurer was away: read with the settlement,
 * and trued up in the transaction that corrects it. Between the two the outbox may write a leg, as
 * it locks no account; a leg that is no longer as it was read makes the transaction run again.
 */
final class ComputedLegs {
  private static final String READ =
      """
      SELECT settlement_id, state, insurer_settlement_id, fund_codes, fund_fens,
        hospital_share_fen, said_codes, said_fens, said_share_fen
      FROM insurer_leg
      WHERE settlement_id = ANY (?) AND state IN ('PROVISIONAL', 'TRUE_UP', 'COMMITTED', 'CONFIRMED')
      """;

  /** A leg that is as it was read. */
  private static final String AS_READ =
      " WHERE settlement_id = ? AND state = ? AND fund_codes = ? AND fund_fens = ?"
          + " AND hospital_share_fen = ?";

  /** From now on the outbox confirms what was said. */
  private static final String TRUE_UP =
      """
      UPDATE insurer_leg SET state = 'COMMITTED', fund_codes = said_codes, fund_fens = said_fens,
        hospital_share_fen = said_share_fen, reason = '', changed = now(), next_try = now(),
        tries = 0
      """
          + AS_READ
          + " AND said_codes = ? AND said_fens = ? AND said_share_fen = ?";

  /** The insurer is still to be asked, and its answer laid beside the corrected amount. */
  private static final String CORRECT =
      "UPDATE insurer_leg SET fund_codes = ?, fund_fens = ?, hospital_share_fen = ?" + AS_READ;

  private ComputedLegs() {}

  /** A live leg of a settlement. */
  record Read(String state, Amounts held, InsurerSettlement said) {
    /**
     * The leg beside what the settlement was decided from at last. What has been confirmed since is
     * what the insurer says, unless it was corrected again.
     */
    Optional<ComputedLeg> of(Optional<StoredInputs> inputs) {
      return switch (state) {
        case "PROVISIONAL" -> Optional.of(new ComputedLeg(held, Optional.empty()));
        case "TRUE_UP" -> Optional.of(new ComputedLeg(held, Optional.of(said)));
        default ->
            inputs
                .flatMap(each -> each.claim().insurer())
                .filter(insurer -> insurer.source() == InsurerSettlement.Source.AWAY)
                .map(
                    away ->
                        new ComputedLeg(
                            held,
                            Optional.of(
                                new InsurerSettlement(
                                    said.settlementId(),
                                    held.payments(),
                                    held.hospitalShareFen(),
                                    InsurerSettlement.Source.ASKED))));
      };
    }
  }

  /** The live legs of these settlements, by settlement. */
  static Map<String, Read> read(Connection connection, List<Original> originals)
      throws SQLException {
    Map<String, Read> legs = new HashMap<>();
    Sql.list(
        connection,
        READ,
        row -> legs.put(row.getString(1), read(row)),
        connection.createArrayOf(
            "text", originals.stream().map(Original::settlementId).toArray(String[]::new)));
    return legs;
  }

  private static Read read(ResultSet row) throws SQLException {
    return new Read(
        row.getString(2),
        new Amounts(LegWriter.amounts(row.getArray(4), row.getArray(5)), row.getLong(6)),
        new InsurerSettlement(
            row.getString(3),
            LegWriter.amounts(row.getArray(7), row.getArray(8)),
            row.getLong(9),
            InsurerSettlement.Source.ASKED));
  }

  /** Makes the legs hold what the corrections make their settlements hold. */
  static void trueUp(Connection connection, Readjudication decided) throws SQLException {
    for (Change change : decided.changes()) {
      if (change.atInsurer().isPresent()) {
        ComputedLeg leg = change.past().computed().orElseThrow();
        int written =
            leg.said().isPresent()
                ? trueUp(connection, change.past().settlementId(), leg.held(), leg.said().get())
                : correct(
                    connection, change.past().settlementId(), leg.held(), change.atInsurer().get());
        if (written != 1) {
          throw new SQLException("the leg changed at the same time", "40001");
        }
      }
    }
  }

  private static int trueUp(
      Connection connection, String settlementId, Amounts held, InsurerSettlement said)
      throws SQLException {
    return Sql.update(
        connection,
        TRUE_UP,
        settlementId,
        "TRUE_UP",
        LegWriter.codes(connection, held.payments()),
        LegWriter.fens(connection, held.payments()),
        held.hospitalShareFen(),
        LegWriter.codes(connection, said.payments()),
        LegWriter.fens(connection, said.payments()),
        said.hospitalShareFen());
  }

  private static int correct(
      Connection connection, String settlementId, Amounts held, Amounts corrected)
      throws SQLException {
    return Sql.update(
        connection,
        CORRECT,
        LegWriter.codes(connection, corrected.payments()),
        LegWriter.fens(connection, corrected.payments()),
        corrected.hospitalShareFen(),
        settlementId,
        "PROVISIONAL",
        LegWriter.codes(connection, held.payments()),
        LegWriter.fens(connection, held.payments()),
        held.hospitalShareFen());
  }
}
