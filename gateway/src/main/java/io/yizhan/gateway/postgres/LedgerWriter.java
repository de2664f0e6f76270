package io.yizhan.gateway.postgres;

import io.yizhan.ledger.Posting;
import io.yizhan.settlement.AccountUse;
import io.yizhan.settlement.Settlement;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * Writes a booking in one statement. What it answers says whether everything fitted; where it did
 * not, the caller must roll back.
 */
final class LedgerWriter {
  private static final String BOOK =
      """
      WITH
      booking AS (SELECT ?::smallint AS b, ?::text AS id, ?::text AS person,
        ?::smallint AS household_b, ?::text AS household),
      req AS (
        UPDATE request SET state = ?, reply = coalesce(?, reply),
          reversed_reply = coalesce(?, reversed_reply), undo_reply = coalesce(?, undo_reply),
          settlement_id = coalesce(?, settlement_id), aid_county = ?, insured_region = ?
        WHERE bucket = ? AND owner_id = ? AND request_id = ?
        RETURNING 1),
      live AS (
        INSERT INTO live_claim (bucket, hospital_id, encounter_id, bill_number, settlement_id,
          request_id)
        SELECT ?::smallint, ?, ?, ?, id, ? FROM booking WHERE ?::text IS NULL
        ON CONFLICT DO NOTHING
        RETURNING 1),
      gone AS (
        DELETE FROM live_claim
        WHERE bucket = ? AND hospital_id = ? AND encounter_id = ? AND bill_number = ?
          AND settlement_id = ?
        RETURNING 1),
      entry AS (
        INSERT INTO settlement (bucket, settlement_id, person_id, household_id, kind, reverses, hospital_id,
          request_id, encounter_id, bill_number, operator_id, terminal_id, shift_id,
          invoice_number, insurer_settlement_id, reason, caller_id, posting_date, settle_time,
          total_fen, paid_fen, hospital_share_fen, patient_share_fen, insured_region, aid_county,
          policy_versions, engine_version, inputs)
        SELECT b, id, person, household, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::date, ?::timestamptz,
          ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb
        FROM booking),
      lines AS (
        INSERT INTO posting (bucket, settlement_id, line, account, payee, amount_fen)
        SELECT b, id, t.line, t.account, t.payee, t.fen
        FROM booking, unnest(?::text[], ?::text[], ?::bigint[])
          WITH ORDINALITY AS t (account, payee, fen, line)),
      use AS (
        SELECT CASE WHEN t.of_household THEN household_b ELSE b END AS owner_b,
          CASE WHEN t.of_household THEN household ELSE person END AS owner, t.*
        FROM booking, unnest(?::boolean[], ?::text[], ?::int[], ?::bigint[], ?::bigint[], ?::text[],
            ?::bigint[])
          AS t (of_household, code, year, before, added, name, cap)),
      total AS (
        INSERT INTO account_usage AS a (bucket, account_id, benefit_year, account_code, used_fen,
          seq)
        SELECT owner_b, owner, year, code, greatest(added, 0), 1 FROM use
        ON CONFLICT (bucket, account_id, benefit_year, account_code)
          DO UPDATE SET used_fen = a.used_fen + (
            SELECT u.added FROM use u
            WHERE u.owner = a.account_id AND u.code = a.account_code AND u.year = a.benefit_year),
            seq = a.seq + 1
        RETURNING account_id, benefit_year, account_code, used_fen, seq),
      chain AS (
        INSERT INTO settlement_usage (bucket, settlement_id, account_id, benefit_year,
          account_code, seq, name_zh, cap_fen, before_fen, added_fen, after_fen)
        SELECT owner_b, id, owner, year, code, seq, name, cap, used_fen - added, added, used_fen
        FROM booking, use JOIN total
          ON account_id = owner AND benefit_year = year AND account_code = code
        RETURNING account_id, benefit_year, account_code, before_fen),
      draw AS (
        SELECT * FROM unnest(?::text[], ?::bigint[]) AS t (grant_id, fen)),
      drawn AS (
        UPDATE charity_grant g SET drawn_fen = g.drawn_fen + d.fen FROM booking, draw d
        WHERE g.bucket = booking.b AND g.person_id = booking.person AND g.grant_id = d.grant_id
          AND (d.fen < 0 OR g.drawn_fen + g.held_fen + d.fen <= g.amount_fen)
        RETURNING g.grant_id),
      draws AS (
        INSERT INTO grant_draw (bucket, settlement_id, person_id, grant_id, drawn_fen)
        SELECT b, id, person, grant_id, fen FROM booking, draw),
      take AS (
        SELECT * FROM unnest(?::text[], ?::bigint[]) AS t (fund, fen)),
      taken AS (
        UPDATE fund f SET used_fen = f.used_fen + t.fen FROM take t
        WHERE f.fund_code = t.fund
          AND (t.fen < 0 OR f.used_fen + f.held_fen + t.fen <= f.budget_fen)
        RETURNING f.fund_code),
      takes AS (
        INSERT INTO fund_entry (fund_code, entry_id, kind, amount_fen, caller_id, entry_time)
        SELECT fund, id, 'TAKEN', fen, ?, ?::timestamptz FROM booking, take)
      SELECT (SELECT count(*) FROM req), (SELECT count(*) FROM live), (SELECT count(*) FROM gone),
        (SELECT count(*) FROM chain c JOIN use u ON u.owner = c.account_id
          AND u.year = c.benefit_year AND u.code = c.account_code AND u.before = c.before_fen),
        (SELECT count(*) FROM drawn), (SELECT count(*) FROM taken)
      """;

  private LedgerWriter() {}

  /**
   * Writes it. The accounts of the person and the household, and the funds it takes from, must be
   * locked.
   *
   * @return false when another settlement holds the claim: the caller must roll back
   */
  static boolean book(Connection connection, Booking booking) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(BOOK)) {
      Parameters to = new Parameters(connection, statement);
      bindRequest(to, booking);
      bindClaim(to, booking);
      bindRow(to, booking);
      bindEntries(to, booking);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return check(booking, row);
      }
    }
  }

  private static boolean check(Booking booking, ResultSet row) throws SQLException {
    if (booking.reverses() == null && row.getInt(2) == 0) {
      return false;
    }
    must(row.getInt(1) == 1, "the request row must be there");
    must(booking.reverses() == null || row.getInt(3) == 1, "a settled claim must be live");
    must(row.getInt(4) == booking.uses().size(), "usage must be as it was when it was decided");
    must(row.getInt(5) == booking.grantDraws().size(), "a grant must not be overdrawn");
    must(row.getInt(6) == booking.fundUses().size(), "a finite fund must not be overdrawn");
    return true;
  }

  private static void must(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalStateException(rule);
    }
  }

  private static void bindRequest(Parameters to, Booking booking) throws SQLException {
    to.add(Bucket.of(booking.personId()), Types.SMALLINT);
    to.add(booking.stamp().id(), Types.VARCHAR);
    to.add(booking.personId(), Types.VARCHAR);
    to.add(Bucket.of(booking.householdId()), Types.SMALLINT);
    to.add(booking.householdId(), Types.VARCHAR);
    Booking.Replies replies = booking.replies();
    to.add(replies.state(), Types.VARCHAR);
    to.add(replies.reply(), Types.BINARY);
    to.add(replies.reversedReply(), Types.BINARY);
    to.add(replies.undoReply(), Types.BINARY);
    to.add(replies.settlementId(), Types.VARCHAR);
    to.add(booking.bill().aidCounty(), Types.VARCHAR);
    to.add(booking.bill().insuredRegion(), Types.VARCHAR);
    to.add(Requests.bucket(booking.request()), Types.SMALLINT);
    to.add(booking.request().ownerId(), Types.VARCHAR);
    to.add(booking.request().requestId(), Types.VARCHAR);
  }

  private static void bindClaim(Parameters to, Booking booking) throws SQLException {
    var key = booking.bill().key();
    short bucket = Bucket.of(key.hospitalId(), key.encounterId());
    to.add(bucket, Types.SMALLINT);
    to.add(key.hospitalId(), Types.VARCHAR);
    to.add(key.encounterId(), Types.VARCHAR);
    to.add(key.billNumber(), Types.VARCHAR);
    to.add(booking.stamp().requestId(), Types.VARCHAR);
    to.add(booking.reverses(), Types.VARCHAR);
    to.add(bucket, Types.SMALLINT);
    to.add(key.hospitalId(), Types.VARCHAR);
    to.add(key.encounterId(), Types.VARCHAR);
    to.add(key.billNumber(), Types.VARCHAR);
    to.add(booking.reverses(), Types.VARCHAR);
  }

  private static void bindRow(Parameters to, Booking booking) throws SQLException {
    Booking.Bill bill = booking.bill();
    to.add(booking.reverses() == null ? "S" : "R", Types.VARCHAR);
    to.add(booking.reverses(), Types.VARCHAR);
    to.add(bill.key().hospitalId(), Types.VARCHAR);
    to.add(booking.stamp().requestId(), Types.VARCHAR);
    to.add(bill.key().encounterId(), Types.VARCHAR);
    to.add(bill.key().billNumber(), Types.VARCHAR);
    to.add(bill.desk().operatorId(), Types.VARCHAR);
    to.add(bill.desk().terminalId(), Types.VARCHAR);
    to.add(bill.desk().shiftId(), Types.VARCHAR);
    to.add(bill.desk().invoiceNumber(), Types.VARCHAR);
    to.add(bill.insurerSettlementId(), Types.VARCHAR);
    to.add(bill.reason(), Types.VARCHAR);
    to.add(bill.callerId(), Types.VARCHAR);
    to.add(booking.stamp().postingDate(), Types.DATE);
    to.add(Timestamp.from(booking.stamp().time()), Types.TIMESTAMP);
    to.add(bill.totalFen(), Types.BIGINT);
    to.add(bill.paidFen(), Types.BIGINT);
    to.add(bill.hospitalShareFen(), Types.BIGINT);
    to.add(bill.patientShareFen(), Types.BIGINT);
    to.add(bill.insuredRegion(), Types.VARCHAR);
    to.add(bill.aidCounty(), Types.VARCHAR);
    to.addTexts(bill.policyVersions(), version -> version);
    to.add(Booking.ENGINE_VERSION, Types.VARCHAR);
    to.add(bill.inputs(), Types.VARCHAR);
  }

  private static void bindEntries(Parameters to, Booking booking) throws SQLException {
    List<Posting> postings = booking.entry().postings();
    to.addTexts(postings, Posting::account);
    to.addTexts(postings, Posting::payee);
    to.addLongs(postings, Posting::amountFen);
    List<AccountUse> uses = booking.uses();
    to.addBooleans(uses, AccountUse::ofHousehold);
    to.addTexts(uses, AccountUse::account);
    to.addLongs(uses, AccountUse::benefitYear);
    to.addLongs(uses, AccountUse::beforeFen);
    to.addLongs(uses, AccountUse::addedFen);
    to.addTexts(uses, AccountUse::nameZh);
    to.addLongs(uses, AccountUse::capFen);
    to.addTexts(booking.grantDraws(), Settlement.GrantDraw::grantId);
    to.addLongs(booking.grantDraws(), Settlement.GrantDraw::drawnFen);
    to.addTexts(booking.fundUses(), Settlement.FundUse::fund);
    to.addLongs(booking.fundUses(), Settlement.FundUse::takenFen);
    to.add(booking.bill().callerId(), Types.VARCHAR);
    to.add(Timestamp.from(booking.stamp().time()), Types.TIMESTAMP);
  }

  /** Binds one parameter after the other. */
  private static final class Parameters {
    private final Connection connection;
    private final PreparedStatement statement;
    private int place = 1;

    Parameters(Connection connection, PreparedStatement statement) {
      this.connection = connection;
      this.statement = statement;
    }

    void add(@org.jspecify.annotations.Nullable Object value, int type) throws SQLException {
      if (value == null) {
        statement.setNull(place++, type);
      } else {
        statement.setObject(place++, value, type);
      }
    }

    <T> void addTexts(List<T> from, Function<T, String> text) throws SQLException {
      addArray(connection.createArrayOf("text", from.stream().map(text).toArray()));
    }

    <T> void addLongs(List<T> from, ToLongFunction<T> number) throws SQLException {
      addArray(connection.createArrayOf("int8", from.stream().mapToLong(number).boxed().toArray()));
    }

    <T> void addBooleans(List<T> from, Predicate<T> fact) throws SQLException {
      addArray(connection.createArrayOf("bool", from.stream().map(fact::test).toArray()));
    }

    private void addArray(Array array) throws SQLException {
      statement.setArray(place++, array);
    }
  }
}
