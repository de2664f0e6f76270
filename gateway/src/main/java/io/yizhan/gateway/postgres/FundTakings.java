package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ReceivableStore.Receivable;
import io.yizhan.settlement.Standing;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is taken from the money of a finite fund beside settlements; the fund must be locked. What a
 * person owes it is taken, too, until it comes: a correction lowers what the fund bears, and the
 * hospital keeps what it was paid, so that until then nobody else can be given it.
 */
final class FundTakings {
  /**
   * What quotes hold of the fund of {@code f} now, fen. {@code fund.held_fen} counts what has
   * expired, too, until it is swept: that stands in nobody's way.
   */
  static final String HELD_NOW =
      """
      (SELECT coalesce(sum(h.held_fen), 0)::bigint FROM fund_hold h
        WHERE h.fund_code = f.fund_code AND h.expire_time > now())
      """;

  private static final String TAKE =
      """
      UPDATE fund f SET used_fen = f.used_fen + ?
      WHERE f.fund_code = ? AND (? < 0 OR f.used_fen + ? + :held <= f.budget_fen)
      """
          .replace(":held", HELD_NOW);

  private static final String LEFT =
      "SELECT f.budget_fen - f.used_fen - :held FROM fund f WHERE f.fund_code = ?"
          .replace(":held", HELD_NOW);

  private static final String MONEY =
      "SELECT f.fund_code, f.budget_fen, f.used_fen, :held FROM fund f".replace(":held", HELD_NOW);

  private static final String ENTER =
      """
      INSERT INTO fund_entry (fund_code, entry_id, kind, amount_fen, caller_id, entry_time)
      VALUES (?, ?, 'TAKEN', ?, ?, ?)
      """;

  /** Of a fund that is not finite there is no row, and nothing to take. */
  private static final String OWE =
      """
      WITH owed AS (
        UPDATE fund f SET used_fen = f.used_fen + ? WHERE f.fund_code = ? AND :owed
        RETURNING f.fund_code)
      INSERT INTO fund_entry (fund_code, entry_id, kind, amount_fen, caller_id, entry_time)
      SELECT fund_code, ?, 'TAKEN', ?, ?, ? FROM owed
      """;

  private static final String OWE_FIRST = OWE.replace(":owed", "true");

  /** What was owed before it was taken at all is not given back. */
  private static final String OWE_MORE =
      OWE.replace(
          ":owed",
          "EXISTS (SELECT 1 FROM fund_entry e WHERE e.fund_code = f.fund_code"
              + " AND e.kind = 'TAKEN' AND e.entry_id = ?)");

  /**
   * Begins the ids of entries of what persons owe; then the receivable and, of a part, its entry.
   */
  private static final String OWED = "owed:";

  private FundTakings() {}

  /** The code of the fund of a party, as postings name it. */
  static String fundOf(String party) {
    int at = party.indexOf('@');
    return at < 0 ? party : party.substring(0, at);
  }

  /** Takes what a person owes a fund by a claw-back, if the fund is finite. */
  static void owe(Connection connection, Receivable opened, String callerId, Instant now)
      throws SQLException {
    Sql.update(
        connection,
        OWE_FIRST,
        opened.amountFen(),
        fundOf(opened.party()),
        OWED + opened.receivableId(),
        opened.amountFen(),
        callerId,
        now);
  }

  /**
   * Gives back what is owed no more of a claw-back, fund and all.
   *
   * @param fen what was paid, borne by a fund or cancelled; negative where that is taken back
   */
  static void oweLess(
      Connection connection, Receivable of, String entryId, long fen, String callerId, Instant now)
      throws SQLException {
    long moreFen = Math.negateExact(fen);
    String owed = OWED + of.receivableId();
    Sql.update(
        connection,
        OWE_MORE,
        moreFen,
        fundOf(of.party()),
        owed,
        owed + ":" + entryId,
        moreFen,
        callerId,
        now);
  }

  /** Takes an amount, or gives a negative one back; false when the fund has not so much. */
  static boolean take(
      Connection connection, String fund, String entryId, long fen, String callerId, Instant now)
      throws SQLException {
    if (Sql.update(connection, TAKE, fen, fund, fen, fen) != 1) {
      return false;
    }
    Sql.update(connection, ENTER, fund, entryId, fen, callerId, now);
    return true;
  }

  /** The money of every fund as it stands, by code. */
  static Map<String, Standing.FundMoney> money(Connection connection) throws SQLException {
    Map<String, Standing.FundMoney> money = new HashMap<>();
    Sql.list(
        connection,
        MONEY,
        row ->
            money.put(
                row.getString(1),
                new Standing.FundMoney(row.getLong(2), row.getLong(3), row.getLong(4))));
    return money;
  }

  /** What is left of a fund, fen; empty when there is no such fund. */
  static Optional<Long> leftFen(Connection connection, String fund) throws SQLException {
    return Sql.first(connection, LEFT, row -> Math.max(0, row.getLong(1)), fund);
  }
}
