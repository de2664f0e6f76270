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

/**
 * Writes bookings, each set in one statement: all of a kind of row come as columns of equal length,
 * and what belongs to one settlement as arrays in its row. Each counts what it wrote; where not
 * everything fitted, nothing of it may stay.
 */
final class LedgerWriter {
  private static final String BOOKING =
      """
      WITH
      booking AS (
        SELECT * FROM unnest(?::date[], ?::smallint[], ?::text[], ?::text[], ?::text[], ?::text[],
          ?::text[], ?::smallint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
          ?::text[], ?::text[], ?::smallint[], ?::text[], ?::text[], ?::text[], ?::timestamptz[],
          ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[],
          ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
          ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
        AS t (posted, b, id, reverses, person, household, request, claim_b, hospital, encounter,
          bill, operator, terminal, shift, invoice, insurer_b, insurer_id, reason, caller, settled,
          total, paid, hospital_share, patient_share, insured, aid_county, versions, engine, inputs,
          line_account, line_payee, line_fen, use_household, use_year, use_code, use_seq, use_name,
          use_cap, use_before, use_added, draw_grant, draw_fen)),
      live AS (
        INSERT INTO live_claim (bucket, hospital_id, encounter_id, bill_number, settlement_id,
          request_id)
        SELECT claim_b, hospital, encounter, bill, id, request FROM booking WHERE reverses IS NULL
        ORDER BY 1, 2, 3, 4
        ON CONFLICT DO NOTHING
        RETURNING 1),
      brought AS (
        INSERT INTO live_insurer_settlement (bucket, insured_region, insurer_settlement_id,
          hospital_id, settlement_id, request_id)
        SELECT insurer_b, insured, insurer_id, hospital, id, request FROM booking
        WHERE reverses IS NULL AND insurer_id <> ''
        ORDER BY 1, 2, 3
        ON CONFLICT DO NOTHING
        RETURNING 1),
      entry AS (
        INSERT INTO settlement (posting_date, bucket, settlement_id, kind, reverses, person_id,
          household_id, request_id, hospital_id, encounter_id, bill_number, operator_id,
          terminal_id, shift_id, invoice_number, insurer_settlement_id, reason, caller_id,
          settle_time, total_fen, paid_fen, hospital_share_fen, patient_share_fen, insured_region,
          aid_county, policy_versions, engine_version, inputs, line_account, line_payee, line_fen,
          use_of_household, use_year, use_code, use_seq, use_name_zh, use_cap_fen, use_before_fen,
          use_added_fen, draw_grant, draw_fen, used_by)
        SELECT posted, b, id, CASE WHEN reverses IS NULL THEN 'S' ELSE 'R' END, reverses, person,
          household, request, hospital, encounter, bill, operator, terminal, shift, invoice,
          insurer_id, reason, caller, settled, total, paid, hospital_share, patient_share, insured,
          aid_county, versions::text[], engine, inputs::json, line_account::text[],
          line_payee::text[], line_fen::bigint[], use_household::boolean[], use_year::int[],
          use_code::text[], use_seq::bigint[], use_name::text[], use_cap::bigint[],
          use_before::bigint[], use_added::bigint[], draw_grant::text[], draw_fen::bigint[],
          CASE WHEN reverses IS NULL THEN '' ELSE coalesce((SELECT j.survivor_id FROM person_join j
            WHERE j.bucket = booking.b AND j.person_id = booking.person), '') END
        FROM booking),
      years AS (
      """
          + AccountYears.WRITE
          + "),\n";

  /**
   * Of settle requests whose rows come complete, and that take from no finite fund; and their
   * commit. The two domains of V35 let it come to that only where everything fitted.
   */
  private static final SetStatement BOOK_NEW =
      new SetStatement(
          BOOKING
              + """
          req AS (
            INSERT INTO request (bucket, owner_id, request_id, kind, state, content_hash,
              field_hashes, reply, settlement_id, insured_region, aid_county, caller_id, created)
            SELECT b, owner, request, 'SETTLE', 'SETTLED', content, fields, reply, settlement,
              insured, county, caller, created
            FROM unnest(?::smallint[], ?::text[], ?::text[], ?::bytea[], ?::bytea[], ?::bytea[],
                ?::text[], ?::text[], ?::text[], ?::text[], ?::timestamptz[])
              AS t (b, owner, request, content, fields, reply, settlement, insured, county, caller,
                created)
            ORDER BY b, owner, request
            ON CONFLICT DO NOTHING
            RETURNING 1)
          SELECT ((SELECT count(*) FROM req) = (SELECT count(*) FROM booking)
              AND (SELECT count(*) FROM live) = (SELECT count(*) FROM booking)
              AND (SELECT count(*) FROM brought)
                = (SELECT count(*) FROM booking WHERE insurer_id <> ''))::nothing_taken,
            ((SELECT count(*) FROM years) = ?)::usage_as_decided
          """
              + Transactions.AND_COMMIT);

  /** Of one request whose id is claimed: a settlement or a reversal of any kind. */
  private static final String BOOK_CLAIMED =
      BOOKING
          + """
          req AS (
            UPDATE request r SET state = k.state, reply = coalesce(k.reply, r.reply),
              reversed_reply = coalesce(k.reversed_reply, r.reversed_reply),
              undo_reply = coalesce(k.undo_reply, r.undo_reply),
              settlement_id = coalesce(k.settlement, r.settlement_id), aid_county = k.county,
              insured_region = k.insured
            FROM unnest(?::smallint[], ?::text[], ?::text[], ?::text[], ?::bytea[], ?::bytea[],
                ?::bytea[], ?::text[], ?::text[], ?::text[])
              AS k (b, owner, request, state, reply, reversed_reply, undo_reply, settlement,
                insured, county)
            WHERE r.bucket = k.b AND r.owner_id = k.owner AND r.request_id = k.request
            RETURNING 1),
          gone AS (
            DELETE FROM live_claim l USING booking k
            WHERE l.bucket = k.claim_b AND l.hospital_id = k.hospital
              AND l.encounter_id = k.encounter AND l.bill_number = k.bill
              AND l.settlement_id = k.reverses
            RETURNING 1),
          undone AS (
            INSERT INTO reversal (bucket, settlement_id, reversal_id)
            SELECT b, reverses, id FROM booking WHERE reverses IS NOT NULL),
          draw AS (
            SELECT coalesce(j.survivor_bucket, t.b) AS b, coalesce(j.survivor_id, t.person) AS person,
              coalesce(j.into_grant_id, t.grant_id) AS grant_id, t.fen
            FROM unnest(?::smallint[], ?::text[], ?::text[], ?::bigint[])
              AS t (b, person, grant_id, fen)
            LEFT JOIN joined_grant j ON j.bucket = t.b AND j.person_id = t.person
              AND j.grant_id = t.grant_id),
          drawn AS (
            UPDATE charity_grant g SET drawn_fen = g.drawn_fen + d.fen FROM draw d
            WHERE g.bucket = d.b AND g.person_id = d.person AND g.grant_id = d.grant_id
              AND (d.fen < 0 OR g.drawn_fen + d.fen + (
                SELECT coalesce(sum(t.fen), 0) FROM account_hold h
                CROSS JOIN LATERAL unnest(h.grant_id, h.grant_fen) AS t (id, fen)
                WHERE h.bucket = g.bucket AND h.account_id = g.person_id
                  AND h.expire_time > now() AND NOT h.over
                  AND t.id = g.grant_id) <= g.amount_fen)
            RETURNING 1),
          take AS (
            SELECT * FROM unnest(?::text[], ?::text[], ?::bigint[], ?::text[], ?::timestamptz[])
            AS t (fund, id, fen, caller, taken)),
          taken AS (
            UPDATE fund f SET used_fen = f.used_fen + t.fen FROM take t
            WHERE f.fund_code = t.fund
              AND (t.fen < 0 OR f.used_fen + t.fen + (
                SELECT coalesce(sum(h.held_fen), 0) FROM fund_hold h
                WHERE h.fund_code = f.fund_code AND h.expire_time > now()) <= f.budget_fen)
            RETURNING 1),
          takes AS (
            INSERT INTO fund_entry (fund_code, entry_id, kind, amount_fen, caller_id, entry_time)
            SELECT fund, id, 'TAKEN', fen, caller, taken FROM take)
          SELECT (SELECT count(*) FROM req), (SELECT count(*) FROM live),
            (SELECT count(*) FROM years), (SELECT count(*) FROM gone), (SELECT count(*) FROM drawn),
            (SELECT count(*) FROM taken),
            (SELECT count(*) FROM brought)
              = (SELECT count(*) FROM booking WHERE reverses IS NULL AND insurer_id <> '')
          """;

  private static final String NOTHING_TAKEN = "nothing_taken";

  private LedgerWriter() {}

  /** A settlement of a request that has no row yet. */
  record New(Booking booking, Requests.Fingerprint fingerprint) {}

  /**
   * Writes settlements and their requests, in the order in which they were decided, and commits.
   * The accounts of their persons and households must be locked and read into the years; none may
   * use a grant or a fund.
   *
   * @throws SQLException a conflict when another call took one of the ids or of the claims
   */
  static void bookNewAndCommit(Connection connection, List<New> settled, AccountYears years)
      throws SQLException {
    List<Booking> bookings = settled.stream().map(New::booking).toList();
    Map<String, String> seqs = addUses(bookings, years);
    boolean one = bookings.size() == 1 && years.changedCount() == 1;
    try (PreparedStatement statement = BOOK_NEW.prepare(connection, one)) {
      Columns to = new Columns(connection, statement, one);
      bindBookings(to, bookings, seqs);
      years.bind(to);
      to.smallints(bookings, each -> Requests.bucket(each.request()));
      to.texts(bookings, each -> each.request().ownerId());
      to.texts(bookings, each -> each.request().requestId());
      to.bytes(settled, each -> each.fingerprint().contentHash());
      to.bytes(settled, each -> each.fingerprint().fieldHashes());
      to.bytes(bookings, each -> each.replies().reply());
      to.texts(bookings, each -> each.replies().settlementId());
      to.texts(bookings, each -> each.bill().insuredRegion());
      to.texts(bookings, each -> each.bill().aidCounty());
      to.texts(bookings, each -> each.bill().callerId());
      to.texts(bookings, each -> each.stamp().time().toString());
      to.number(years.changedCount());
      Transactions.executeAndCommit(statement);
    } catch (SQLException e) {
      throw NOTHING_TAKEN.equals(SqlState.constraintOf(e))
          ? new SQLException("an id or a bill was taken at the same time", "40001", e)
          : e;
    }
  }

  /**
   * Writes a settlement or a reversal whose request has a row. Its accounts, and the funds it takes
   * from, must be locked, and its accounts read into the years.
   *
   * @return false when another settlement holds the bill, or the insurer's settlement that it
   *     brings: the caller must roll back
   */
  static boolean book(Connection connection, Booking booking, AccountYears years)
      throws SQLException {
    List<Booking> one = List.of(booking);
    int reversals = booking.reverses() == null ? 0 : 1;
    if (booking.reverses() != null) {
      CommitOrder.requireBehind(connection, booking.personId(), booking.reverses());
    }
    Map<String, String> seqs = addUses(one, years);
    try (PreparedStatement statement = connection.prepareStatement(BOOK_CLAIMED)) {
      Columns to = new Columns(connection, statement);
      bindBookings(to, one, seqs);
      years.bind(to);
      to.smallints(one, each -> Requests.bucket(each.request()));
      to.texts(one, each -> each.request().ownerId());
      to.texts(one, each -> each.request().requestId());
      to.texts(one, each -> each.replies().state());
      to.bytes(one, each -> each.replies().reply());
      to.bytes(one, each -> each.replies().reversedReply());
      to.bytes(one, each -> each.replies().undoReply());
      to.texts(one, each -> each.replies().settlementId());
      to.texts(one, each -> each.bill().insuredRegion());
      to.texts(one, each -> each.bill().aidCounty());
      List<Settlement.GrantDraw> draws = booking.grantDraws();
      to.smallints(draws, draw -> Bucket.of(booking.personId()));
      to.texts(draws, draw -> booking.personId());
      to.texts(draws, Settlement.GrantDraw::grantId);
      to.longs(draws, Settlement.GrantDraw::drawnFen);
      List<Settlement.FundUse> takes = booking.fundUses();
      to.texts(takes, Settlement.FundUse::fund);
      to.texts(takes, take -> booking.stamp().id());
      to.longs(takes, Settlement.FundUse::takenFen);
      to.texts(takes, take -> booking.bill().callerId());
      to.texts(takes, take -> booking.stamp().time().toString());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        if (row.getInt(2) != 1 - reversals || !row.getBoolean(7)) {
          return false;
        }
        must(row.getInt(1) == 1, "the request row must be there");
        must(row.getInt(3) == years.changedCount(), "usage must be as it was when it was decided");
        must(row.getInt(4) == reversals, "a settled claim must be live");
        must(row.getInt(5) == draws.size(), "a grant must not be overdrawn");
        must(row.getInt(6) == takes.size(), "a finite fund must not be overdrawn");
        return true;
      }
    }
  }

  private static void must(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalStateException(rule);
    }
  }

  private static void bindBookings(Columns to, List<Booking> bookings, Map<String, String> seqs)
      throws SQLException {
    for (Booking each : bookings) {
      must(
          PostingDays.of(each.stamp().id()).has(each.stamp().postingDate()),
          "a settlement must be posted where its id is looked for");
    }
    to.texts(bookings, each -> each.stamp().postingDate().toString());
    to.smallints(bookings, each -> Bucket.of(each.personId()));
    to.texts(bookings, each -> each.stamp().id());
    to.texts(bookings, Booking::reverses);
    to.texts(bookings, Booking::personId);
    to.texts(bookings, Booking::householdId);
    to.texts(bookings, each -> each.stamp().requestId());
    to.smallints(bookings, each -> LiveClaims.bucket(each.bill().key()));
    to.texts(bookings, each -> each.bill().key().hospitalId());
    to.texts(bookings, each -> each.bill().key().encounterId());
    to.texts(bookings, each -> each.bill().key().billNumber());
    to.texts(bookings, each -> each.bill().desk().operatorId());
    to.texts(bookings, each -> each.bill().desk().terminalId());
    to.texts(bookings, each -> each.bill().desk().shiftId());
    to.texts(bookings, each -> each.bill().desk().invoiceNumber());
    to.smallints(bookings, each -> LiveClaims.bucket(each.bill().insurerKey()));
    to.texts(bookings, each -> each.bill().insurerSettlementId());
    to.texts(bookings, each -> each.bill().reason());
    to.texts(bookings, each -> each.bill().callerId());
    to.texts(bookings, each -> each.stamp().time().toString());
    to.longs(bookings, each -> each.bill().totalFen());
    to.longs(bookings, each -> each.bill().paidFen());
    to.longs(bookings, each -> each.bill().hospitalShareFen());
    to.longs(bookings, each -> each.bill().patientShareFen());
    to.texts(bookings, each -> each.bill().insuredRegion());
    to.texts(bookings, each -> each.bill().aidCounty());
    to.texts(bookings, each -> Columns.arrayText(each.bill().policyVersions()));
    to.texts(bookings, each -> Engine.VERSION);
    to.texts(bookings, each -> each.bill().inputs());
    bindParts(to, bookings, seqs);
  }

  /** Lines, uses and draws, as arrays in the settlement's row. */
  private static void bindParts(Columns to, List<Booking> bookings, Map<String, String> seqs)
      throws SQLException {
    to.texts(bookings, each -> texts(each.entry().postings(), Posting::account));
    to.texts(bookings, each -> texts(each.entry().postings(), Posting::payee));
    to.texts(bookings, each -> Columns.arrayText(each.entry().postings(), Posting::amountFen));
    to.texts(bookings, each -> texts(each.uses(), use -> use.ofHousehold() ? "t" : "f"));
    to.texts(bookings, each -> Columns.arrayText(each.uses(), AccountUse::benefitYear));
    to.texts(bookings, each -> texts(each.uses(), AccountUse::account));
    to.texts(bookings, each -> seqs.get(each.stamp().id()));
    to.texts(bookings, each -> texts(each.uses(), AccountUse::nameZh));
    to.texts(bookings, each -> Columns.arrayText(each.uses(), AccountUse::capFen));
    to.texts(bookings, each -> Columns.arrayText(each.uses(), AccountUse::beforeFen));
    to.texts(bookings, each -> Columns.arrayText(each.uses(), AccountUse::addedFen));
    to.texts(bookings, each -> texts(each.grantDraws(), Settlement.GrantDraw::grantId));
    to.texts(
        bookings, each -> Columns.arrayText(each.grantDraws(), Settlement.GrantDraw::drawnFen));
  }

  private interface Word<T> {
    String of(T part);
  }

  private static <T> String texts(List<T> parts, Word<T> word) {
    List<String> words = new ArrayList<>(parts.size());
    for (T part : parts) {
      words.add(word.of(part));
    }
    return Columns.arrayText(words);
  }

  /** Adds what the bookings use to the years; the numbers that it gets, by settlement. */
  private static Map<String, String> addUses(List<Booking> bookings, AccountYears years) {
    Map<String, String> seqs = new HashMap<>();
    for (Booking booking : bookings) {
      seqs.put(
          booking.stamp().id(),
          Columns.arrayText(
              booking.uses(),
              use ->
                  years.add(use.ofHousehold() ? booking.householdId() : booking.personId(), use)));
    }
    return seqs;
  }
}
