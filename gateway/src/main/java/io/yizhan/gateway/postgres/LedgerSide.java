package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ReconciliationStore.Party;
import io.yizhan.gateway.desk.ReconciliationStore.PartyKind;
import io.yizhan.gateway.desk.ReconciliationStore.RefundLines;
import io.yizhan.ledger.JournalEntry;
import io.yizhan.reconciliation.Entry;
import io.yizhan.reconciliation.Key;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The ledger's side of a comparison: which rows a party's statement should have, and what it should
 * say of them.
 *
 * @param fundCodes only what these funds pay; empty for all
 * @param bills whether bills are compared
 * @param funds whether what each fund pays is compared
 */
record LedgerSide(
    Party party, RefundLines refundLines, List<String> fundCodes, boolean bills, boolean funds) {
  private static final String FUND = "fund:";

  private static final String COLUMNS =
      """
      SELECT s.settlement_id, coalesce(s.reverses, ''), :request, :insurer,
        s.person_id, s.posting_date, s.settle_time, s.total_fen, s.hospital_id, :fund, :lines,
        s.kind = 'C', :corrected
      FROM :from
      WHERE :party
      """;

  /** Of a bank what it was told to pay. */
  private static final String PAYMENTS =
      """
      SELECT s.payment_id AS settlement_id, s.reverses, s.bank_reference AS request_id, '', '',
        s.paid_date, s.paid_time, 0::bigint, s.payee, s.amount_fen, :lines, false, 0::bigint
      FROM :from
      WHERE starts_with(s.county, ?)
      """;

  /** A payment is of one fund, whoever gets it. */
  private static final String OF_ONE_FUND =
      """
      ARRAY['fund:' || split_part(s.fund_code, '@', 1) || '@'], ARRAY['bank'], ARRAY[s.amount_fen]
      """;

  private static final String NO_FUNDS = "NULL, NULL, NULL";

  /** The id of a payment of a clearing does not tell its day. */
  static final String PAID_THEN = "(k.first IS NULL OR s.paid_date IN (k.first, k.second))";

  private static final String SUM =
      """
      (SELECT coalesce(sum(t.fen), 0)::bigint
        FROM unnest(s.line_account, s.line_payee, s.line_fen) AS t (account, payee, fen)
        WHERE starts_with(t.account, 'fund:') AND t.payee :payee :which)
      """;

  private static final String THESE_FUNDS =
      "AND split_part(substr(t.account, 6), '@', 1) = ANY (?::text[])";

  /**
   * Whether the person of a row {@code s} is insured: of others an insurer's statement has no line.
   * Of most rows that is seen without their inputs.
   */
  static final String INSURED =
      """
      (s.insurer_settlement_id <> ''
        OR EXISTS (SELECT 1 FROM unnest(s.line_account) AS l (account)
          WHERE l.account LIKE 'fund:3%')
        OR coalesce((CASE s.kind WHEN 'S' THEN s.inputs ELSE (SELECT o.inputs FROM settlement o
            WHERE o.bucket = s.bucket AND o.person_id = s.person_id
              AND o.settlement_id = coalesce(s.reverses, s.corrects)) END)
          #>> '{claim,insuredScheme}', '') <> '')
      """
          .strip();

  /**
   * An id under which a correction is not meant: its own is its alone, others are those of the
   * settlement or of the whole booking.
   */
  private static String keyed(String column) {
    return "CASE WHEN s.kind = 'C' THEN '' ELSE " + column + " END";
  }

  /**
   * Until the span's last day, a parameter: what is taken back later was live when its day closed,
   * and stays so in what that day came to.
   */
  private static final String NOT_REVERSED =
      """
      NOT EXISTS (SELECT 1 FROM reversal r JOIN settlement m ON m.bucket = r.bucket
          AND m.person_id = s.person_id AND m.settlement_id = r.reversal_id
        WHERE r.bucket = s.bucket AND r.settlement_id = s.settlement_id AND m.posting_date <= ?)
      """;

  /** The values of {@link #inOrder} behind the party's. */
  List<LocalDate> ofSpan(LocalDate from, LocalDate to) {
    return party.kind() != PartyKind.BANK && refundLines == RefundLines.LIVE_ONLY
        ? List.of(from, to, to)
        : List.of(from, to);
  }

  /** All rows of a span in the order of a key. */
  String inOrder(Key key) {
    if (party.kind() == PartyKind.BANK) {
      return payments("bank_payment s")
          + " AND s.paid_date BETWEEN ? AND ?"
          + (refundLines == RefundLines.WITH ? "" : " AND s.reverses = ''")
          + " ORDER BY "
          + (key == Key.REQUEST ? "s.bank_reference" : "s.payment_id")
          + " COLLATE \"C\"";
    }
    String column =
        switch (key) {
          case SETTLEMENT -> "s.settlement_id";
          case REQUEST -> "(" + keyed("s.request_id") + ")";
          case INSURER_SETTLEMENT -> "(" + keyed("s.insurer_settlement_id") + ")";
        };
    String which =
        switch (refundLines) {
          case WITH -> "";
          case WITHOUT -> " AND s.kind = 'S'";
          case LIVE_ONLY -> " AND s.kind = 'S' AND " + NOT_REVERSED;
        };
    return select("settlement s")
        + " AND s.posting_date BETWEEN ? AND ?"
        + which
        + " ORDER BY "
        + column
        + " COLLATE \"C\"";
  }

  /** Rows by their ids, each of which can be of two days. */
  String byIds() {
    if (party.kind() == PartyKind.BANK) {
      return payments(
          "unnest(?::text[], ?::date[], ?::date[]) AS k (id, first, second)"
              + " JOIN bank_payment s ON s.payment_id = k.id AND "
              + PAID_THEN);
    }
    return select(
            "unnest(?::text[], ?::date[], ?::date[]) AS k (id, first, second)"
                + " JOIN settlement s ON s.posting_date IN (k.first, k.second)"
                + " AND s.settlement_id = k.id")
        + " AND true";
  }

  private String payments(String from) {
    return PAYMENTS.replace(":from", from).replace(":lines", funds ? OF_ONE_FUND : NO_FUNDS);
  }

  private String select(String from) {
    return COLUMNS
        .replace(":from", from)
        .replace(":request", keyed("s.request_id"))
        .replace(":insurer", keyed("s.insurer_settlement_id"))
        .replace(":fund", fundFen())
        .replace(
            ":corrected",
            "CASE WHEN s.kind = 'R' THEN "
                + SUM.replace(":payee", "= '" + JournalEntry.PAYEE_PATIENT + "'")
                + " ELSE 0 END")
        .replace(":which", fundCodes.isEmpty() ? "" : THESE_FUNDS)
        .replace(":lines", funds ? "s.line_account, s.line_payee, s.line_fen" : NO_FUNDS)
        .replace(
            ":party",
            party.kind() == PartyKind.HOSPITAL
                ? "s.hospital_id = ?"
                : "starts_with(s.insured_region, ?) AND " + INSURED);
  }

  /**
   * What is compared of what funds pay of a row {@code s}: with a place for the funds' codes where
   * only some are.
   */
  String fundFen() {
    return fundCodes.isEmpty()
        ? "s.paid_fen"
        : SUM.replace(":payee", "<> 'person'").replace(":which", THESE_FUNDS);
  }

  /** The parameters of the select list come before those of the FROM, and these before others. */
  Object[] parameters(Connection connection, List<?> from, List<?> behind) throws SQLException {
    List<Object> all = new ArrayList<>();
    if (!fundCodes.isEmpty() && party.kind() != PartyKind.BANK) {
      all.add(connection.createArrayOf("text", fundCodes.toArray()));
      all.add(connection.createArrayOf("text", fundCodes.toArray()));
    }
    all.addAll(from);
    all.add(party.code());
    all.addAll(behind);
    return all.toArray();
  }

  Entry entry(ResultSet row) throws SQLException {
    boolean correction = row.getBoolean(14);
    long correctedFen = row.getLong(15);
    Map<String, Long> all = funds ? funds(row, true) : Map.of();
    Map<String, Long> paid = funds && !correction ? funds(row, false) : all;
    boolean corrected = correctedFen != 0 || !all.equals(paid);
    return new Entry(
        row.getString(1),
        row.getString(2),
        correction,
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getObject(6, LocalDate.class),
        row.getTimestamp(7).toInstant(),
        bills ? row.getLong(8) : 0,
        row.getLong(10) - correctedFen,
        paid,
        corrected ? Optional.of(new Entry.Net(row.getLong(10), all)) : Optional.empty());
  }

  /** What each fund pays, with what corrections moved between it and the person or without. */
  private Map<String, Long> funds(ResultSet row, boolean corrections) throws SQLException {
    String[] accounts = (String[]) row.getArray(11).getArray();
    String[] payees = (String[]) row.getArray(12).getArray();
    Long[] fen = (Long[]) row.getArray(13).getArray();
    Map<String, Long> byFund = new LinkedHashMap<>();
    for (int i = 0; i < accounts.length; i++) {
      if (accounts[i].startsWith(FUND)
          && !payees[i].equals(JournalEntry.PAYEE_PERSON)
          && (corrections || !payees[i].equals(JournalEntry.PAYEE_PATIENT))) {
        String code = accounts[i].substring(FUND.length(), accounts[i].indexOf('@'));
        if (fundCodes.isEmpty() || fundCodes.contains(code)) {
          byFund.merge(code, fen[i], Math::addExact);
        }
      }
    }
    return byFund;
  }
}
