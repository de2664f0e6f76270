package io.yizhan.gateway.postgres;

import io.yizhan.claim.Claim;
import io.yizhan.claim.ClaimKey;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.ledger.JournalEntry;
import io.yizhan.ledger.Posting;
import io.yizhan.settlement.AccountUse;
import io.yizhan.settlement.Settlement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A settlement that is to be taken back, read from the ledger. The mirror is made of what was
 * booked, never of a new computation.
 *
 * @param householdId the household whose accounts it used; empty when it used none
 * @param used what it added to accounts, without what they had used before
 */
record Original(
    String settlementId,
    String personId,
    String householdId,
    RequestKey request,
    Booking.Bill bill,
    JournalEntry entry,
    List<Used> used,
    List<Settlement.GrantDraw> draws) {
  private static final String READ =
      """
      SELECT person_id, hospital_id, request_id, encounter_id, bill_number, terminal_id, shift_id,
        invoice_number, insurer_settlement_id, total_fen, paid_fen, hospital_share_fen,
        patient_share_fen, insured_region, aid_county, policy_versions, household_id, line_account,
        line_payee, line_fen, use_of_household, use_code, use_name_zh, use_year, use_added_fen,
        use_cap_fen, draw_grant, draw_fen
      FROM settlement
      WHERE posting_date IN (?::date, ?::date) AND settlement_id = ? AND hospital_id = ?
        AND kind = 'S'
      """;

  private static final String REVERSAL =
      "SELECT reversal_id FROM reversal WHERE bucket = ? AND settlement_id = ?";

  private static final String TAKES =
      """
      SELECT fund_code, - amount_fen FROM fund_entry
      WHERE entry_id = ? AND kind = 'TAKEN' ORDER BY fund_code
      """;

  /** Of the person's and the household's settlements, those that counted on the same accounts. */
  static final String COULD_NOW_DIFFER =
      """
      WITH mine AS (
        SELECT s.person_id, s.household_id, t.of_household, t.code, t.year, t.seq
        FROM settlement s CROSS JOIN LATERAL unnest(s.use_of_household, s.use_code, s.use_year,
          s.use_seq) AS t (of_household, code, year, seq)
        WHERE s.posting_date IN (?::date, ?::date) AND s.settlement_id = ?),
      later AS (
        SELECT DISTINCT s.bucket, s.settlement_id
        FROM mine m JOIN (
          SELECT bucket, settlement_id, kind, person_id, household_id, use_of_household, use_code,
            use_year, use_seq
          FROM settlement WHERE bucket = ? AND person_id = ?
          UNION ALL
          SELECT bucket, settlement_id, kind, person_id, household_id, use_of_household, use_code,
            use_year, use_seq
          FROM settlement WHERE household_id = ? AND household_id <> '') s
          ON s.kind = 'S'
        CROSS JOIN LATERAL unnest(s.use_of_household, s.use_code, s.use_year, s.use_seq)
          AS t (of_household, code, year, seq)
        WHERE t.of_household = m.of_household AND t.code = m.code AND t.year = m.year
          AND t.seq > m.seq
          AND (CASE WHEN t.of_household THEN s.household_id = m.household_id
            ELSE s.person_id = m.person_id END))
      SELECT settlement_id FROM later l
      WHERE NOT EXISTS (
        SELECT 1 FROM reversal r WHERE r.bucket = l.bucket AND r.settlement_id = l.settlement_id)
      ORDER BY settlement_id
      LIMIT 100
      """;

  /** What it added to one account. */
  record Used(
      boolean ofHousehold,
      String account,
      String nameZh,
      int benefitYear,
      long addedFen,
      long capFen) {}

  /** The settlement of this hospital, or null. */
  static @Nullable Original read(Connection connection, String settlementId, String hospitalId)
      throws SQLException {
    PostingDays days = PostingDays.of(settlementId);
    return Sql.first(
            connection,
            READ,
            row -> of(row, settlementId),
            days.first(),
            days.second(),
            settlementId,
            hospitalId)
        .orElse(null);
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
        bill,
        entry(row),
        used(row),
        draws(row));
  }

  private static JournalEntry entry(ResultSet row) throws SQLException {
    String[] accounts = texts(row, 18);
    String[] payees = texts(row, 19);
    Long[] fen = longs(row, 20);
    List<Posting> postings = new ArrayList<>();
    for (int i = 0; i < accounts.length; i++) {
      postings.add(new Posting(accounts[i], payees[i], fen[i]));
    }
    return new JournalEntry(postings);
  }

  private static List<Used> used(ResultSet row) throws SQLException {
    Boolean[] ofHousehold = (Boolean[]) row.getArray(21).getArray();
    String[] accounts = texts(row, 22);
    String[] names = texts(row, 23);
    Integer[] years = (Integer[]) row.getArray(24).getArray();
    Long[] added = longs(row, 25);
    Long[] caps = longs(row, 26);
    List<Used> used = new ArrayList<>();
    for (int i = 0; i < accounts.length; i++) {
      used.add(new Used(ofHousehold[i], accounts[i], names[i], years[i], added[i], caps[i]));
    }
    return used;
  }

  private static List<Settlement.GrantDraw> draws(ResultSet row) throws SQLException {
    String[] grants = texts(row, 27);
    Long[] fen = longs(row, 28);
    List<Settlement.GrantDraw> draws = new ArrayList<>();
    for (int i = 0; i < grants.length; i++) {
      draws.add(new Settlement.GrantDraw(grants[i], fen[i]));
    }
    return draws;
  }

  private static String[] texts(ResultSet row, int column) throws SQLException {
    return (String[]) row.getArray(column).getArray();
  }

  private static Long[] longs(ResultSet row, int column) throws SQLException {
    return (Long[]) row.getArray(column).getArray();
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
    return Sql.first(
            connection, REVERSAL, row -> row.getString(1), Bucket.of(personId), settlementId)
        .orElse(null);
  }

  /** What its accounts get back, in the years it was booked to. */
  List<AccountUse> restored(AccountYears years) {
    List<AccountUse> restored = new ArrayList<>();
    for (Used use : used) {
      if (use.addedFen() != 0) {
        String owner = use.ofHousehold() ? householdId : personId;
        restored.add(
            new AccountUse(
                use.ofHousehold(),
                use.account(),
                use.nameZh(),
                use.benefitYear(),
                years.usedFen(owner, use.benefitYear(), use.account()),
                Math.negateExact(use.addedFen()),
                use.capFen(),
                years.heldFen(owner, use.benefitYear(), use.account())));
      }
    }
    restored.sort(
        Comparator.comparing(AccountUse::ofHousehold)
            .thenComparing(AccountUse::benefitYear)
            .thenComparing(AccountUse::account));
    return restored;
  }

  /** What its grants get back. */
  List<Settlement.GrantDraw> mirroredDraws() {
    return draws.stream()
        .map(draw -> new Settlement.GrantDraw(draw.grantId(), Math.negateExact(draw.drawnFen())))
        .toList();
  }

  /** What finite funds get back, by code. */
  List<Settlement.FundUse> mirroredTakes(Connection connection) throws SQLException {
    return Sql.list(
        connection,
        TAKES,
        row -> new Settlement.FundUse(row.getString(1), row.getLong(2)),
        settlementId);
  }

  /** Later standing settlements of the same accounts, oldest first, at most 100. */
  List<String> couldNowDiffer(Connection connection) throws SQLException {
    PostingDays days = PostingDays.of(settlementId);
    return Sql.list(
        connection,
        COULD_NOW_DIFFER,
        row -> row.getString(1),
        days.first(),
        days.second(),
        settlementId,
        Bucket.of(personId),
        personId,
        householdId);
  }
}
