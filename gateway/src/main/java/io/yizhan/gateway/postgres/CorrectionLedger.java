package io.yizhan.gateway.postgres;

import io.yizhan.ledger.Posting;
import io.yizhan.settlement.AccountUse;
import io.yizhan.settlement.Engine;
import io.yizhan.settlement.Settlement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes corrections, all of a booking in one statement, beside the settlements that they correct.
 * What the statement answers says whether everything fitted; where it did not, the transaction must
 * be taken back.
 */
final class CorrectionLedger {
  private static final String BOOK =
      """
      WITH
      booking AS (
        SELECT * FROM unnest(?::date[], ?::date[], ?::smallint[], ?::text[], ?::text[], ?::int8[],
          ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
          ?::text[], ?::text[], ?::text[], ?::text[], ?::timestamptz[], ?::int8[], ?::text[],
          ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
          ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
          ?::text[])
        AS t (posted, period, b, id, corrects, number, person, household, request, hospital,
          encounter, bill, operator, terminal, shift, invoice, reason, caller, settled, patient,
          insurer_id, insured, aid_county, versions, engine, inputs, line_account, line_payee,
          line_fen, use_household, use_year, use_code, use_seq, use_name, use_cap, use_before,
          use_added, draws)),
      entry AS (
        INSERT INTO settlement (posting_date, accounting_period, bucket, settlement_id, kind,
          corrects, person_id, household_id, request_id, hospital_id, encounter_id, bill_number,
          operator_id, terminal_id, shift_id, invoice_number, insurer_settlement_id, reason,
          caller_id, settle_time, total_fen, paid_fen, hospital_share_fen, patient_share_fen,
          insured_region, aid_county, policy_versions, engine_version, inputs, line_account,
          line_payee, line_fen, use_of_household, use_year, use_code, use_seq, use_name_zh,
          use_cap_fen, use_before_fen, use_added_fen, draw_grant, draw_fen, used_by)
        SELECT posted, period, b, id, 'C', corrects, person, household, request, hospital,
          encounter, bill, operator, terminal, shift, invoice, insurer_id, reason, caller, settled,
          0, - patient, 0, patient, insured, aid_county, versions::text[], engine, inputs::json,
          line_account::text[], line_payee::text[], line_fen::bigint[], use_household::boolean[],
          use_year::int[], use_code::text[], use_seq::bigint[], use_name::text[],
          use_cap::bigint[], use_before::bigint[], use_added::bigint[],
          (draws::text[])[1]::text[], (draws::text[])[2]::bigint[],
          coalesce((SELECT j.survivor_id FROM person_join j
            WHERE j.bucket = booking.b AND j.person_id = booking.person), '')
        FROM booking),
      listed AS (
        INSERT INTO correction (bucket, settlement_id, number, correction_id, posting_date)
        SELECT b, corrects, number, id, posted FROM booking
        RETURNING 1),
      years AS (
      """
          + AccountYears.WRITE
          + """
          ),
          draw AS (
            SELECT coalesce(j.survivor_bucket, t.b) AS b, coalesce(j.survivor_id, t.person) AS person,
              coalesce(j.into_grant_id, t.grant_id) AS grant_id, sum(t.fen)::bigint AS fen
            FROM unnest(?::smallint[], ?::text[], ?::text[], ?::bigint[])
              AS t (b, person, grant_id, fen)
            LEFT JOIN joined_grant j ON j.bucket = t.b AND j.person_id = t.person
              AND j.grant_id = t.grant_id
            GROUP BY 1, 2, 3),
          drawn AS (
            UPDATE charity_grant g SET drawn_fen = g.drawn_fen + d.fen FROM draw d
            WHERE g.bucket = d.b AND g.person_id = d.person AND g.grant_id = d.grant_id
              AND (d.fen <= 0 OR g.drawn_fen + d.fen + (
                SELECT coalesce(sum(t.fen), 0) FROM account_hold h
                CROSS JOIN LATERAL unnest(h.grant_id, h.grant_fen) AS t (id, fen)
                WHERE h.bucket = g.bucket AND h.account_id = g.person_id
                  AND h.expire_time > now() AND NOT h.over
                  AND t.id = g.grant_id) <= g.amount_fen)
            RETURNING 1),
          take AS (
            SELECT * FROM unnest(?::text[], ?::bigint[]) AS t (fund, fen)),
          taken AS (
            UPDATE fund f SET used_fen = f.used_fen + t.fen FROM take t
            WHERE f.fund_code = t.fund
              AND (t.fen <= 0 OR f.used_fen + t.fen + (
                SELECT coalesce(sum(h.held_fen), 0) FROM fund_hold h
                WHERE h.fund_code = f.fund_code AND h.expire_time > now()) <= f.budget_fen)
            RETURNING 1),
          takes AS (
            INSERT INTO fund_entry (fund_code, entry_id, kind, amount_fen, caller_id, entry_time)
            SELECT fund, id, 'TAKEN', fen, caller, taken
            FROM unnest(?::text[], ?::text[], ?::bigint[], ?::text[], ?::timestamptz[])
              AS t (fund, id, fen, caller, taken))
          SELECT (SELECT count(*) FROM listed), (SELECT count(*) FROM years),
            (SELECT count(*) FROM drawn), (SELECT count(*) FROM taken), (SELECT count(*) FROM draw)
          """;

  private CorrectionLedger() {}

  private record Grant(String personId, String grantId) {}

  private record Take(Correction of, Settlement.FundUse use) {}

  /**
   * Writes corrections in their order. The accounts that they use must be locked and read into the
   * years, the settlements stand, the funds be locked, and the period be open.
   */
  static void book(Connection connection, List<Correction> corrections, AccountYears years)
      throws SQLException {
    if (corrections.isEmpty()) {
      return;
    }
    SortedMap<String, Long> takes = new TreeMap<>();
    List<Take> takings = new ArrayList<>();
    Map<Grant, Long> draws = new HashMap<>();
    for (Correction each : corrections) {
      CommitOrder.requireBehind(connection, each.of().personId(), each.of().settlementId());
      for (Settlement.FundUse use : each.fundUses()) {
        takings.add(new Take(each, use));
        takes.merge(use.fund(), use.takenFen(), Math::addExact);
      }
      for (Settlement.GrantDraw draw : each.grantDraws()) {
        draws.merge(
            new Grant(each.of().personId(), draw.grantId()), draw.drawnFen(), Math::addExact);
      }
    }
    try (PreparedStatement statement = connection.prepareStatement(BOOK)) {
      Columns to = new Columns(connection, statement);
      bindRows(to, corrections);
      bindParts(to, corrections, years);
      years.bind(to);
      List<Map.Entry<Grant, Long>> drawn = List.copyOf(draws.entrySet());
      to.smallints(drawn, each -> Bucket.of(each.getKey().personId()));
      to.texts(drawn, each -> each.getKey().personId());
      to.texts(drawn, each -> each.getKey().grantId());
      to.longs(drawn, Map.Entry::getValue);
      List<Map.Entry<String, Long>> taken = List.copyOf(takes.entrySet());
      to.texts(taken, Map.Entry::getKey);
      to.longs(taken, Map.Entry::getValue);
      to.texts(takings, each -> each.use().fund());
      to.texts(takings, each -> each.of().stamp().id());
      to.longs(takings, each -> each.use().takenFen());
      to.texts(takings, each -> each.of().origin().callerId());
      to.texts(takings, each -> each.of().stamp().time().toString());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        must(row.getInt(1) == corrections.size(), "every correction must be listed");
        must(row.getInt(2) == years.changedCount(), "usage must be as it was when it was decided");
        must(row.getInt(3) == row.getInt(5), "a grant must not be overdrawn");
        must(row.getInt(4) == taken.size(), "a finite fund must not be overdrawn");
      }
    }
  }

  private static void bindRows(Columns to, List<Correction> rows) throws SQLException {
    for (Correction each : rows) {
      must(
          PostingDays.of(each.stamp().id()).has(each.stamp().postingDate()),
          "a correction must be posted where its id is looked for");
    }
    Map<String, Integer> numbers = new HashMap<>();
    to.texts(rows, each -> each.stamp().postingDate().toString());
    to.texts(rows, each -> each.period().toString());
    to.smallints(rows, each -> Bucket.of(each.of().personId()));
    to.texts(rows, each -> each.stamp().id());
    to.texts(rows, each -> each.of().settlementId());
    to.longs(
        rows,
        each ->
            each.of().correctionIds().size()
                + numbers.merge(each.of().settlementId(), 1, Integer::sum));
    to.texts(rows, each -> each.of().personId());
    to.texts(rows, Correction::householdId);
    to.texts(rows, each -> each.stamp().requestId());
    to.texts(rows, each -> each.of().bill().key().hospitalId());
    to.texts(rows, each -> each.of().bill().key().encounterId());
    to.texts(rows, each -> each.of().bill().key().billNumber());
    to.texts(rows, each -> each.origin().operatorId());
    to.texts(rows, each -> each.of().bill().desk().terminalId());
    to.texts(rows, each -> each.of().bill().desk().shiftId());
    to.texts(rows, each -> each.of().bill().desk().invoiceNumber());
    to.texts(rows, each -> each.origin().reason());
    to.texts(rows, each -> each.origin().callerId());
    to.texts(rows, each -> each.stamp().time().toString());
    to.longs(rows, Correction::patientMoreFen);
    to.texts(rows, Correction::insurerSettlementId);
    to.texts(rows, each -> each.of().bill().insuredRegion());
    to.texts(rows, Correction::aidCounty);
    to.texts(rows, each -> Columns.arrayText(each.policyVersions()));
    to.texts(rows, each -> Engine.VERSION);
    to.texts(rows, Correction::inputs);
  }

  /** Lines, uses and draws, as arrays in the correction's row. */
  private static void bindParts(Columns to, List<Correction> rows, AccountYears years)
      throws SQLException {
    Map<String, String> seqs = new HashMap<>();
    for (Correction each : rows) {
      seqs.put(
          each.stamp().id(),
          Columns.arrayText(
              each.uses(),
              use ->
                  years.add(use.ofHousehold() ? each.householdId() : each.of().personId(), use)));
    }
    to.texts(rows, each -> texts(each.entry().postings().stream().map(Posting::account).toList()));
    to.texts(rows, each -> texts(each.entry().postings().stream().map(Posting::payee).toList()));
    to.texts(rows, each -> Columns.arrayText(each.entry().postings(), Posting::amountFen));
    to.texts(
        rows,
        each -> texts(each.uses().stream().map(use -> use.ofHousehold() ? "t" : "f").toList()));
    to.texts(rows, each -> Columns.arrayText(each.uses(), AccountUse::benefitYear));
    to.texts(rows, each -> texts(each.uses().stream().map(AccountUse::account).toList()));
    to.texts(rows, each -> seqs.get(each.stamp().id()));
    to.texts(rows, each -> texts(each.uses().stream().map(AccountUse::nameZh).toList()));
    to.texts(rows, each -> Columns.arrayText(each.uses(), AccountUse::capFen));
    to.texts(rows, each -> Columns.arrayText(each.uses(), AccountUse::beforeFen));
    to.texts(rows, each -> Columns.arrayText(each.uses(), AccountUse::addedFen));
    to.texts(rows, CorrectionLedger::draws);
  }

  /** Grants and amounts, each an array, as the two elements of one. */
  private static String draws(Correction correction) {
    return texts(
        List.of(
            texts(correction.grantDraws().stream().map(Settlement.GrantDraw::grantId).toList()),
            Columns.arrayText(correction.grantDraws(), Settlement.GrantDraw::drawnFen)));
  }

  private static String texts(List<String> values) {
    return Columns.arrayText(values);
  }

  private static void must(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalStateException(rule);
    }
  }
}
