package io.yizhan.gateway.postgres;

import io.yizhan.claim.Claim;
import io.yizhan.claim.ClaimKey;
import io.yizhan.claim.InsurerKey;
import io.yizhan.gateway.desk.Counter;
import io.yizhan.gateway.desk.ReplyCodec;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.ledger.Bearers;
import io.yizhan.ledger.JournalEntry;
import io.yizhan.ledger.Posting;
import io.yizhan.money.Fen;
import io.yizhan.policy.IncludedBy;
import io.yizhan.settlement.AccountUse;
import io.yizhan.settlement.Settlement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A settlement that is to be taken back or corrected, read from the ledger as it stands: with all
 * its corrections. The mirror is made of what was booked, never of a new computation.
 *
 * @param correctionIds the corrections that are in the amounts, in their order
 * @param householdId the household whose accounts it used; empty when it used none
 * @param brought which of the insurer's settlements were brought, when it was settled and by its
 *     corrections
 * @param firstEntry as it was settled
 * @param entry as it stands
 * @param used what it added to accounts, without what they had used before
 */
record Original(
    String settlementId,
    List<String> correctionIds,
    String personId,
    String householdId,
    RequestKey request,
    Booking.Bill bill,
    Set<InsurerKey> brought,
    JournalEntry firstEntry,
    JournalEntry entry,
    List<Used> used,
    List<Settlement.GrantDraw> draws) {
  /** Of a row {@code s}, settled or a correction. */
  static final String COLUMNS =
      """
      s.person_id, s.hospital_id, s.request_id, s.encounter_id, s.bill_number, s.terminal_id,
        s.shift_id, s.invoice_number, s.insurer_settlement_id, s.total_fen, s.paid_fen,
        s.hospital_share_fen, s.patient_share_fen, s.insured_region, s.aid_county,
        s.policy_versions, s.household_id, s.line_account, s.line_payee, s.line_fen,
        s.use_of_household, s.use_code, s.use_name_zh, s.use_year, s.use_added_fen, s.use_cap_fen,
        s.draw_grant, s.draw_fen, s.settlement_id, s.use_seq
      """;

  /** The settlement's own row, then its corrections in their order. */
  private static final String READ =
      "WITH o AS (SELECT * FROM settlement WHERE posting_date IN (?::date, ?::date)"
          + " AND settlement_id = ? AND kind = 'S' AND ? IN ('', hospital_id))"
          + " SELECT "
          + COLUMNS
          + ", 0 AS number FROM o s UNION ALL SELECT "
          + COLUMNS
          + """
          , c.number
          FROM o JOIN correction c ON c.bucket = o.bucket AND c.settlement_id = o.settlement_id
          JOIN settlement s ON s.posting_date = c.posting_date
            AND s.settlement_id = c.correction_id AND s.bucket = c.bucket
          ORDER BY number
          """;

  private static final String STATE =
      """
      SELECT (SELECT reversal_id FROM reversal r
          WHERE r.bucket = k.b AND r.settlement_id = k.id),
        (SELECT count(*) FROM correction c WHERE c.bucket = k.b AND c.settlement_id = k.id)
      FROM (VALUES (?::smallint, ?)) AS k (b, id)
      """;

  /** Of an account that carries no cap. */
  private static final long NO_CAP = -1;

  private static final String TAKES =
      """
      SELECT fund_code, - sum(amount_fen)::bigint FROM fund_entry
      WHERE entry_id = ANY (?) AND kind = 'TAKEN'
      GROUP BY fund_code HAVING sum(amount_fen) <> 0 ORDER BY fund_code
      """;

  /** What it added to one account of the person or of the household. */
  record Used(
      boolean ofHousehold,
      String account,
      String nameZh,
      int benefitYear,
      long addedFen,
      long capFen) {}

  /** The settlement as it stands, or null; an empty hospital means any. */
  static @Nullable Original read(Connection connection, String settlementId, String hospitalId)
      throws SQLException {
    PostingDays days = PostingDays.of(settlementId);
    List<Original> rows =
        Sql.list(
            connection, READ, Original::of, days.first(), days.second(), settlementId, hospitalId);
    return rows.isEmpty() ? null : rows.get(0).with(rows.subList(1, rows.size()));
  }

  static Original of(ResultSet row) throws SQLException {
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
        row.getString(29),
        List.of(),
        row.getString(1),
        row.getString(17),
        new RequestKey(row.getString(2), row.getString(3)),
        bill,
        bill.insurerKey().map(Set::of).orElse(Set.of()),
        entry(row),
        entry(row),
        used(row),
        draws(row));
  }

  /** With what corrections of it have changed since, in their order. */
  Original with(List<Original> corrections) {
    if (corrections.isEmpty()) {
      return this;
    }
    List<Original> all = new ArrayList<>(corrections);
    all.add(0, this);
    Map<Owned, Used> byAccount = new LinkedHashMap<>();
    Map<String, Long> byGrant = new TreeMap<>();
    for (Original row : all) {
      for (Used use : row.used) {
        Owned owned =
            new Owned(use.ofHousehold() ? row.householdId : "", use.account(), use.benefitYear());
        byAccount.merge(owned, use, Original::together);
      }
      row.draws.forEach(draw -> byGrant.merge(draw.grantId(), draw.drawnFen(), Fen::plus));
    }
    byAccount.values().removeIf(use -> use.addedFen() == 0);
    byGrant.values().removeIf(fen -> fen == 0);
    List<String> households =
        byAccount.keySet().stream().map(Owned::household).filter(id -> !id.isEmpty()).toList();
    if (households.stream().distinct().count() > 1) {
      throw new IllegalStateException("a settlement must use the accounts of one household");
    }
    Original last = corrections.get(corrections.size() - 1);
    return new Original(
        settlementId,
        corrections.stream().map(Original::settlementId).toList(),
        personId,
        households.isEmpty() ? "" : households.get(0),
        request,
        bill.plus(corrections.stream().map(Original::bill).toList(), last.bill),
        all.stream().flatMap(row -> row.brought.stream()).collect(Collectors.toSet()),
        entry,
        JournalEntry.sum(all.stream().map(Original::entry).toList()),
        List.copyOf(byAccount.values()),
        byGrant.entrySet().stream()
            .map(draw -> new Settlement.GrantDraw(draw.getKey(), draw.getValue()))
            .toList());
  }

  /** Whose account; an empty household for the person's. */
  private record Owned(String household, String account, int benefitYear) {}

  private static Used together(Used first, Used second) {
    return new Used(
        first.ofHousehold(),
        first.account(),
        first.nameZh(),
        first.benefitYear(),
        Fen.plus(first.addedFen(), second.addedFen()),
        second.capFen());
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
  Booking.Bill mirroredBill(Counter by, String callerId) {
    return new Booking.Bill(
        bill.key(),
        new Claim.Desk(
            by.operatorId(),
            by.terminalId().isEmpty() ? bill.desk().terminalId() : by.terminalId(),
            by.shiftId().isEmpty() ? bill.desk().shiftId() : by.shiftId(),
            bill.desk().invoiceNumber()),
        bill.insurerSettlementId(),
        "",
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

  /**
   * The id of the reversal that took it back, or null. Its accounts must be locked.
   *
   * @throws SQLException to run again, when it was corrected since it was read
   */
  @Nullable String reversal(Connection connection) throws SQLException {
    State state =
        Sql.first(
                connection,
                STATE,
                row -> new State(row.getString(1), row.getInt(2)),
                Bucket.of(personId),
                settlementId)
            .orElseThrow();
    if (state.corrections() != correctionIds.size()) {
      throw new SQLException("the settlement was corrected at the same time", "40001");
    }
    return state.reversalId();
  }

  private record State(@Nullable String reversalId, int corrections) {}

  /** What each party bears of it as it stands. */
  Bearers bearers() {
    return Bearers.of(entry.postings());
  }

  /** What each fund's line bears more by its corrections. */
  ReplyCodec.Corrected corrected() {
    String hospital = JournalEntry.payeeOf(bill.key().hospitalId());
    return new ReplyCodec.Corrected(
        Bearers.of(firstEntry.postings()).differencesTo(bearers()),
        ofPayee(firstEntry, hospital).differencesTo(ofPayee(entry, hospital)));
  }

  private static Bearers ofPayee(JournalEntry entry, String payee) {
    return Bearers.of(
        entry.postings().stream().filter(posting -> posting.payee().equals(payee)).toList());
  }

  /**
   * What its accounts get back, in the years it was booked to; without a cap where it is shared
   * with accounts that are included.
   */
  List<AccountUse> restored(AccountYears years, IncludedBy includedBy) {
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
                includedBy.isShared(use.account()) ? NO_CAP : use.capFen(),
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

  private List<String> entryIds() {
    List<String> ids = new ArrayList<>(correctionIds);
    ids.add(settlementId);
    return ids;
  }

  /** What finite funds get back, by code. */
  List<Settlement.FundUse> mirroredTakes(Connection connection) throws SQLException {
    return Sql.list(
        connection,
        TAKES,
        row -> new Settlement.FundUse(row.getString(1), row.getLong(2)),
        connection.createArrayOf("text", entryIds().toArray()));
  }
}
