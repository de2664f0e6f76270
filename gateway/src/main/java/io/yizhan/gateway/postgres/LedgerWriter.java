package io.yizhan.gateway.postgres;

import io.yizhan.ledger.Posting;
import io.yizhan.settlement.AccountUse;
import io.yizhan.settlement.Settlement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes bookings in one statement, one or many: all of a kind of row come as columns of equal
 * length. What it answers says whether everything fitted; where it did not, the caller must roll
 * back.
 */
final class LedgerWriter {
  private static final String BOOK =
      """
      WITH
      booking AS (
        SELECT * FROM unnest(?::smallint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bytea[],
          ?::bytea[], ?::bytea[], ?::text[], ?::smallint[], ?::text[], ?::text[], ?::smallint[],
          ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
          ?::text[], ?::text[], ?::text[], ?::text[], ?::date[], ?::timestamptz[], ?::bigint[],
          ?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[],
          ?::text[])
        AS t (b, id, person, household, state, reply, reversed_reply, undo_reply, settlement,
          req_b, owner, request, claim_b, hospital, encounter, bill, stamped, reverses, operator,
          terminal, shift, invoice, insurer_id, reason, caller, posted, settled, total, paid,
          hospital_share, patient_share, insured, aid_county, versions, engine, inputs)),
      req AS (
        UPDATE request r SET state = k.state, reply = coalesce(k.reply, r.reply),
          reversed_reply = coalesce(k.reversed_reply, r.reversed_reply),
          undo_reply = coalesce(k.undo_reply, r.undo_reply),
          settlement_id = coalesce(k.settlement, r.settlement_id), aid_county = k.aid_county,
          insured_region = k.insured
        FROM booking k
        WHERE r.bucket = k.req_b AND r.owner_id = k.owner AND r.request_id = k.request
        RETURNING 1),
      live AS (
        INSERT INTO live_claim (bucket, hospital_id, encounter_id, bill_number, settlement_id,
          request_id)
        SELECT claim_b, hospital, encounter, bill, id, stamped FROM booking WHERE reverses IS NULL
        ORDER BY 1, 2, 3, 4
        ON CONFLICT DO NOTHING
        RETURNING 1),
      gone AS (
        DELETE FROM live_claim l USING booking k
        WHERE l.bucket = k.claim_b AND l.hospital_id = k.hospital AND l.encounter_id = k.encounter
          AND l.bill_number = k.bill AND l.settlement_id = k.reverses
        RETURNING 1),
      entry AS (
        INSERT INTO settlement (bucket, settlement_id, person_id, household_id, kind, reverses,
          hospital_id, request_id, encounter_id, bill_number, operator_id, terminal_id, shift_id,
          invoice_number, insurer_settlement_id, reason, caller_id, posting_date, settle_time,
          total_fen, paid_fen, hospital_share_fen, patient_share_fen, insured_region, aid_county,
          policy_versions, engine_version, inputs)
        SELECT b, id, person, household, CASE WHEN reverses IS NULL THEN 'S' ELSE 'R' END, reverses,
          hospital, stamped, encounter, bill, operator, terminal, shift, invoice, insurer_id,
          reason, caller, posted, settled, total, paid, hospital_share, patient_share, insured,
          aid_county, versions::text[], engine, inputs::jsonb
        FROM booking),
      lines AS (
        INSERT INTO posting (bucket, settlement_id, line, account, payee, amount_fen)
        SELECT * FROM unnest(?::smallint[], ?::text[], ?::smallint[], ?::text[], ?::text[],
          ?::bigint[])),
      use AS (
        SELECT u.*, coalesce(a.used_fen, 0) AS found, coalesce(a.seq, 0) + 1 AS seq
        FROM unnest(?::smallint[], ?::text[], ?::text[], ?::text[], ?::int[], ?::bigint[],
          ?::bigint[], ?::text[], ?::bigint[])
          AS u (b, owner, id, code, year, before, added, name, cap)
        LEFT JOIN account_usage a ON a.bucket = u.b AND a.account_id = u.owner
          AND a.benefit_year = u.year AND a.account_code = u.code),
      grown AS (
        INSERT INTO account_usage AS a (bucket, account_id, benefit_year, account_code, used_fen,
          seq)
        SELECT b, owner, year, code, added, 1 FROM use WHERE added >= 0
        ON CONFLICT (bucket, account_id, benefit_year, account_code)
          DO UPDATE SET used_fen = a.used_fen + excluded.used_fen, seq = a.seq + 1),
      shrunk AS (
        UPDATE account_usage a SET used_fen = a.used_fen + u.added, seq = u.seq
        FROM use u
        WHERE u.added < 0 AND a.bucket = u.b AND a.account_id = u.owner
          AND a.benefit_year = u.year AND a.account_code = u.code),
      chain AS (
        INSERT INTO settlement_usage (bucket, settlement_id, account_id, benefit_year,
          account_code, seq, name_zh, cap_fen, before_fen, added_fen, after_fen)
        SELECT b, id, owner, year, code, seq, name, cap, found, added, found + added
        FROM use WHERE found = before
        RETURNING 1),
      draw AS (
        SELECT * FROM unnest(?::smallint[], ?::text[], ?::text[], ?::text[], ?::bigint[])
        AS t (b, id, person, grant_id, fen)),
      drawn AS (
        UPDATE charity_grant g SET drawn_fen = g.drawn_fen + d.fen FROM draw d
        WHERE g.bucket = d.b AND g.person_id = d.person AND g.grant_id = d.grant_id
          AND (d.fen < 0 OR g.drawn_fen + g.held_fen + d.fen <= g.amount_fen)
        RETURNING 1),
      draws AS (
        INSERT INTO grant_draw (bucket, settlement_id, person_id, grant_id, drawn_fen)
        SELECT b, id, person, grant_id, fen FROM draw),
      take AS (
        SELECT * FROM unnest(?::text[], ?::text[], ?::bigint[], ?::text[], ?::timestamptz[])
        AS t (fund, id, fen, caller, taken)),
      taken AS (
        UPDATE fund f SET used_fen = f.used_fen + t.fen FROM take t
        WHERE f.fund_code = t.fund
          AND (t.fen < 0 OR f.used_fen + f.held_fen + t.fen <= f.budget_fen)
        RETURNING 1),
      takes AS (
        INSERT INTO fund_entry (fund_code, entry_id, kind, amount_fen, caller_id, entry_time)
        SELECT fund, id, 'TAKEN', fen, caller, taken FROM take)
      SELECT (SELECT count(*) FROM req), (SELECT count(*) FROM live), (SELECT count(*) FROM gone),
        (SELECT count(*) FROM chain), (SELECT count(*) FROM drawn), (SELECT count(*) FROM taken)
      """;

  private LedgerWriter() {}

  /** Something that belongs to a booking: a line, a use, a draw. */
  private record Of<T>(Booking booking, int line, T what) {
    short ownerBucket(boolean ofHousehold) {
      return Bucket.of(owner(ofHousehold));
    }

    String owner(boolean ofHousehold) {
      return ofHousehold ? booking.householdId() : booking.personId();
    }
  }

  /**
   * Writes them. The accounts of their persons and households, and the funds they take from, must
   * be locked; no two may use the same account, the same grant or the same fund.
   *
   * @return false when another settlement holds one of the claims: the caller must roll back
   */
  static boolean book(Connection connection, List<Booking> bookings) throws SQLException {
    List<Of<Posting>> lines = flat(bookings, booking -> booking.entry().postings());
    List<Of<AccountUse>> uses = flat(bookings, Booking::uses);
    List<Of<Settlement.GrantDraw>> draws = flat(bookings, Booking::grantDraws);
    List<Of<Settlement.FundUse>> takes = flat(bookings, Booking::fundUses);
    try (PreparedStatement statement = connection.prepareStatement(BOOK)) {
      Columns to = new Columns(connection, statement);
      bindRequests(to, bookings);
      bindRows(to, bookings);
      to.smallints(lines, line -> Bucket.of(line.booking().personId()));
      to.texts(lines, line -> line.booking().stamp().id());
      to.smallints(lines, line -> (short) line.line());
      to.texts(lines, line -> line.what().account());
      to.texts(lines, line -> line.what().payee());
      to.longs(lines, line -> line.what().amountFen());
      bindUses(to, uses);
      to.smallints(draws, draw -> Bucket.of(draw.booking().personId()));
      to.texts(draws, draw -> draw.booking().stamp().id());
      to.texts(draws, draw -> draw.booking().personId());
      to.texts(draws, draw -> draw.what().grantId());
      to.longs(draws, draw -> draw.what().drawnFen());
      to.texts(takes, take -> take.what().fund());
      to.texts(takes, take -> take.booking().stamp().id());
      to.longs(takes, take -> take.what().takenFen());
      to.texts(takes, take -> take.booking().bill().callerId());
      to.texts(takes, take -> take.booking().stamp().time().toString());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        int reversals = (int) bookings.stream().filter(each -> each.reverses() != null).count();
        if (row.getInt(2) != bookings.size() - reversals) {
          return false;
        }
        must(row.getInt(1) == bookings.size(), "the request row must be there");
        must(row.getInt(3) == reversals, "a settled claim must be live");
        must(row.getInt(4) == uses.size(), "usage must be as it was when it was decided");
        must(row.getInt(5) == draws.size(), "a grant must not be overdrawn");
        must(row.getInt(6) == takes.size(), "a finite fund must not be overdrawn");
        return true;
      }
    }
  }

  private interface Parts<T> {
    List<T> of(Booking booking);
  }

  private static <T> List<Of<T>> flat(List<Booking> bookings, Parts<T> parts) {
    List<Of<T>> all = new ArrayList<>();
    for (Booking booking : bookings) {
      int line = 0;
      for (T part : parts.of(booking)) {
        line++;
        all.add(new Of<>(booking, line, part));
      }
    }
    return all;
  }

  private static void must(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalStateException(rule);
    }
  }

  private static void bindRequests(Columns to, List<Booking> bookings) throws SQLException {
    to.smallints(bookings, each -> Bucket.of(each.personId()));
    to.texts(bookings, each -> each.stamp().id());
    to.texts(bookings, Booking::personId);
    to.texts(bookings, Booking::householdId);
    to.texts(bookings, each -> each.replies().state());
    to.bytes(bookings, each -> each.replies().reply());
    to.bytes(bookings, each -> each.replies().reversedReply());
    to.bytes(bookings, each -> each.replies().undoReply());
    to.texts(bookings, each -> each.replies().settlementId());
    to.smallints(bookings, each -> Requests.bucket(each.request()));
    to.texts(bookings, each -> each.request().ownerId());
    to.texts(bookings, each -> each.request().requestId());
    to.smallints(
        bookings,
        each -> Bucket.of(each.bill().key().hospitalId(), each.bill().key().encounterId()));
    to.texts(bookings, each -> each.bill().key().hospitalId());
    to.texts(bookings, each -> each.bill().key().encounterId());
    to.texts(bookings, each -> each.bill().key().billNumber());
    to.texts(bookings, each -> each.stamp().requestId());
    to.texts(bookings, Booking::reverses);
  }

  private static void bindRows(Columns to, List<Booking> bookings) throws SQLException {
    to.texts(bookings, each -> each.bill().desk().operatorId());
    to.texts(bookings, each -> each.bill().desk().terminalId());
    to.texts(bookings, each -> each.bill().desk().shiftId());
    to.texts(bookings, each -> each.bill().desk().invoiceNumber());
    to.texts(bookings, each -> each.bill().insurerSettlementId());
    to.texts(bookings, each -> each.bill().reason());
    to.texts(bookings, each -> each.bill().callerId());
    to.texts(bookings, each -> each.stamp().postingDate().toString());
    to.texts(bookings, each -> each.stamp().time().toString());
    to.longs(bookings, each -> each.bill().totalFen());
    to.longs(bookings, each -> each.bill().paidFen());
    to.longs(bookings, each -> each.bill().hospitalShareFen());
    to.longs(bookings, each -> each.bill().patientShareFen());
    to.texts(bookings, each -> each.bill().insuredRegion());
    to.texts(bookings, each -> each.bill().aidCounty());
    to.texts(bookings, each -> Columns.arrayText(each.bill().policyVersions()));
    to.texts(bookings, each -> Booking.ENGINE_VERSION);
    to.texts(bookings, each -> each.bill().inputs());
  }

  private static void bindUses(Columns to, List<Of<AccountUse>> uses) throws SQLException {
    to.smallints(uses, use -> use.ownerBucket(use.what().ofHousehold()));
    to.texts(uses, use -> use.owner(use.what().ofHousehold()));
    to.texts(uses, use -> use.booking().stamp().id());
    to.texts(uses, use -> use.what().account());
    to.longs(uses, use -> use.what().benefitYear());
    to.longs(uses, use -> use.what().beforeFen());
    to.longs(uses, use -> use.what().addedFen());
    to.texts(uses, use -> use.what().nameZh());
    to.longs(uses, use -> use.what().capFen());
  }
}
