package io.yizhan.gateway.postgres;

import io.yizhan.claim.Claim;
import io.yizhan.claim.ClaimKey;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.ledger.JournalEntry;
import io.yizhan.ledger.Posting;
import io.yizhan.settlement.AccountUse;
import io.yizhan.settlement.Settlement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A settlement that is to be taken back, read from the ledger. The mirror is made of what was
 * booked, never of a new computation.
 *
 * @param householdId the household whose accounts it used; empty when it used none
 */
record Original(
    String settlementId,
    String personId,
    String householdId,
    RequestKey request,
    Booking.Bill bill) {
  private static final String READ =
      """
      SELECT person_id, hospital_id, request_id, encounter_id, bill_number, terminal_id, shift_id,
        invoice_number, insurer_settlement_id, total_fen, paid_fen, hospital_share_fen,
        patient_share_fen, insured_region, aid_county, policy_versions, household_id
      FROM settlement WHERE settlement_id = ? AND hospital_id = ? AND kind = 'S'
      """;

  private static final String REVERSAL =
      "SELECT settlement_id FROM settlement WHERE bucket = ? AND reverses = ?";

  private static final String RESTORED =
      """
      SELECT s.account_id = ?, s.account_code, s.name_zh, s.benefit_year, a.used_fen, - s.added_fen,
        s.cap_fen, a.held_fen
      FROM settlement_usage s JOIN account_usage a USING (bucket, account_id, benefit_year,
        account_code)
      WHERE s.bucket IN (?, ?) AND s.settlement_id = ? AND s.added_fen <> 0
      ORDER BY 1, s.benefit_year, s.account_code
      """;

  private static final String POSTINGS =
      """
      SELECT account, payee, amount_fen FROM posting
      WHERE bucket = ? AND settlement_id = ? ORDER BY line
      """;

  private static final String DRAWS =
      """
      SELECT grant_id, - drawn_fen FROM grant_draw
      WHERE bucket = ? AND settlement_id = ? ORDER BY grant_id
      """;

  private static final String TAKES =
      """
      SELECT fund_code, - amount_fen FROM fund_entry
      WHERE ?::smallint IS NOT NULL AND entry_id = ? AND kind = 'TAKEN' ORDER BY fund_code
      """;

  private static final String COULD_NOW_DIFFER =
      """
      SELECT DISTINCT later.settlement_id
      FROM settlement_usage mine
      JOIN settlement_usage later USING (bucket, account_id, benefit_year, account_code)
      JOIN settlement s ON s.settlement_id = later.settlement_id
      WHERE mine.bucket IN (?, ?) AND mine.settlement_id = ? AND later.seq > mine.seq
        AND s.kind = 'S'
        AND NOT EXISTS (
          SELECT 1 FROM settlement r WHERE r.bucket = s.bucket AND r.reverses = s.settlement_id)
      ORDER BY later.settlement_id
      LIMIT 100
      """;

  /** The settlement of this hospital, or null. */
  static @Nullable Original read(Connection connection, String settlementId, String hospitalId)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(READ)) {
      statement.setString(1, settlementId);
      statement.setString(2, hospitalId);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? of(row, settlementId) : null;
      }
    }
  }

  private static Original of(ResultSet row, String settlementId) throws SQLException {
    Booking.Bill bill =
        new Booking.Bill(
            new ClaimKey(row.getString(2), row.getString(4), row.getString(5)),
            new Claim.Desk("", row.getString(6), row.getString(7), row.getString(8)),
            row.getString(9),
            "",
            "",
            row.getLong(10),
            row.getLong(11),
            row.getLong(12),
            row.getLong(13),
            row.getString(14),
            row.getString(15),
            List.of((String[]) row.getArray(16).getArray()),
            null);
    return new Original(
        settlementId,
        row.getString(1),
        row.getString(17),
        new RequestKey(row.getString(2), row.getString(3)),
        bill);
  }

  /** Its own row with the sign changed, in the name of who takes it back. */
  Booking.Bill mirroredBill(String operatorId, String reason, String callerId) {
    return new Booking.Bill(
        bill.key(),
        new Claim.Desk(
            operatorId,
            bill.desk().terminalId(),
            bill.desk().shiftId(),
            bill.desk().invoiceNumber()),
        bill.insurerSettlementId(),
        reason,
        callerId,
        Math.negateExact(bill.totalFen()),
        Math.negateExact(bill.paidFen()),
        Math.negateExact(bill.hospitalShareFen()),
        Math.negateExact(bill.patientShareFen()),
        bill.insuredRegion(),
        bill.aidCounty(),
        bill.policyVersions(),
        null);
  }

  /** The id of the reversal that took it back, or null. */
  @Nullable String reversal(Connection connection) throws SQLException {
    List<String> ids = list(connection, REVERSAL, row -> row.getString(1));
    return ids.isEmpty() ? null : ids.get(0);
  }

  /** What its accounts get back, in the years it was booked to. */
  List<AccountUse> restored(Connection connection) throws SQLException {
    return Sql.list(
        connection,
        RESTORED,
        row ->
            new AccountUse(
                row.getBoolean(1),
                row.getString(2),
                row.getString(3),
                row.getInt(4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7),
                row.getLong(8)),
        householdId,
        Bucket.of(personId),
        householdBucket(),
        settlementId);
  }

  /** The mirror of its entry. */
  JournalEntry mirroredEntry(Connection connection) throws SQLException {
    return new JournalEntry(
            list(
                connection,
                POSTINGS,
                row -> new Posting(row.getString(1), row.getString(2), row.getLong(3))))
        .mirrored();
  }

  /** What its grants get back. */
  List<Settlement.GrantDraw> mirroredDraws(Connection connection) throws SQLException {
    return list(
        connection, DRAWS, row -> new Settlement.GrantDraw(row.getString(1), row.getLong(2)));
  }

  /** What finite funds get back, by code. */
  List<Settlement.FundUse> mirroredTakes(Connection connection) throws SQLException {
    return list(connection, TAKES, row -> new Settlement.FundUse(row.getString(1), row.getLong(2)));
  }

  /** Later standing settlements of the same accounts, oldest first, at most 100. */
  List<String> couldNowDiffer(Connection connection) throws SQLException {
    return Sql.list(
        connection,
        COULD_NOW_DIFFER,
        row -> row.getString(1),
        Bucket.of(personId),
        householdBucket(),
        settlementId);
  }

  /** Where the household's usage stands; the person's where it used none. */
  private short householdBucket() {
    return Bucket.of(householdId.isEmpty() ? personId : householdId);
  }

  private interface Reading<T> {
    T of(ResultSet row) throws SQLException;
  }

  private <T> List<T> list(Connection connection, String sql, Reading<T> reading)
      throws SQLException {
    List<T> list = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setShort(1, Bucket.of(personId));
      statement.setString(2, settlementId);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          list.add(reading.of(rows));
        }
      }
    }
    return list;
  }
}
