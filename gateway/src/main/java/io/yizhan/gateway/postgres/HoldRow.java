package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.settlement.HeldQuote;
import io.yizhan.settlement.QuotedAmounts;
import io.yizhan.settlement.Settlement;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One quote that binds: what it promised and what it reserves. Its state changes once, under the
 * locks of the accounts and the funds of which it holds something.
 *
 * @param state as stored; a hold whose time is over may still say HELD
 * @param expired by the server's clock
 * @param householdId empty where it holds nothing of a household
 */
record HoldRow(
    RequestKey key,
    String state,
    boolean expired,
    String personId,
    String householdId,
    Requests.Fingerprint claim,
    QuotedAmounts amounts,
    List<Use> uses,
    List<Settlement.GrantDraw> grants,
    List<Settlement.FundUse> funds) {
  static final String HELD = "HELD";
  static final String EXPIRED = "EXPIRED";

  private static final String READ =
      """
      SELECT state, expire_time <= now(), person_id, household_id, content_hash, field_hashes,
        identity_category, identity_county, amount_name, amount_fen, use_of_household, use_year,
        use_code, use_fen, grant_id, grant_fen, fund_code, fund_fen
      FROM hold WHERE bucket = ? AND hospital_id = ? AND request_id = ?
      """;

  /** Takes all that it reserves out of the sums; nothing when it has ended before. */
  private static final String END =
      """
      WITH ended AS (
        UPDATE hold SET state = ?, end_time = now(), settlement_id = ?
        WHERE bucket = ? AND hospital_id = ? AND request_id = ? AND state = 'HELD'
        RETURNING hospital_id, request_id, person_id, grant_id, grant_fen, fund_code, fund_fen),
      part AS (
        DELETE FROM account_hold h USING ended e
        WHERE (h.bucket, h.account_id) IN ((?, ?), (?, ?)) AND h.hospital_id = e.hospital_id
          AND h.request_id = e.request_id
        RETURNING h.bucket, h.account_id, h.hospital_id, h.request_id),
      until AS (
        UPDATE account a SET held_until = (
          SELECT max(x.expire_time) FROM account_hold x
          WHERE x.bucket = p.bucket AND x.account_id = p.account_id
            AND (x.hospital_id, x.request_id) <> (p.hospital_id, p.request_id))
        FROM part p WHERE a.bucket = p.bucket AND a.account_id = p.account_id),
      granted AS (
        UPDATE charity_grant g SET held_fen = g.held_fen - t.fen
        FROM ended e CROSS JOIN LATERAL unnest(e.grant_id, e.grant_fen) AS t (id, fen)
        WHERE g.bucket = ? AND g.person_id = e.person_id AND g.grant_id = t.id),
      exposed AS (
        DELETE FROM provisional_hold h USING ended e
        WHERE h.bucket = ? AND h.person_id = e.person_id AND h.hospital_id = e.hospital_id
          AND h.request_id = e.request_id),
      money AS (
        DELETE FROM fund_hold h USING ended e
        WHERE h.fund_code = ANY (e.fund_code) AND h.hospital_id = e.hospital_id
          AND h.request_id = e.request_id
        RETURNING h.fund_code, h.held_fen),
      freed AS (
        UPDATE fund f SET held_fen = f.held_fen - m.held_fen FROM money m
        WHERE f.fund_code = m.fund_code)
      SELECT count(*) FROM ended
      """;

  /** What it holds of one account. */
  record Use(boolean ofHousehold, int benefitYear, String code, long fen) {}

  /** A hold by its request id; empty where none was made under it. */
  static Optional<HoldRow> find(Connection connection, RequestKey key) throws SQLException {
    return Sql.first(
        connection,
        READ,
        row -> of(row, key),
        Requests.bucket(key),
        key.ownerId(),
        key.requestId());
  }

  private static HoldRow of(ResultSet row, RequestKey key) throws SQLException {
    String[] names = texts(row, 9);
    Long[] fen = longs(row, 10);
    Map<String, Long> amounts = new HashMap<>();
    for (int i = 0; i < names.length; i++) {
      amounts.put(names[i], fen[i]);
    }
    return new HoldRow(
        key,
        row.getString(1),
        row.getBoolean(2),
        row.getString(3),
        row.getString(4),
        new Requests.Fingerprint(row.getBytes(5), row.getBytes(6)),
        new QuotedAmounts(row.getString(7), row.getString(8), amounts),
        uses(row),
        grants(row),
        funds(row));
  }

  private static List<Use> uses(ResultSet row) throws SQLException {
    Boolean[] ofHousehold = (Boolean[]) row.getArray(11).getArray();
    Integer[] years = (Integer[]) row.getArray(12).getArray();
    String[] codes = texts(row, 13);
    Long[] fen = longs(row, 14);
    List<Use> uses = new ArrayList<>();
    for (int i = 0; i < codes.length; i++) {
      uses.add(new Use(ofHousehold[i], years[i], codes[i], fen[i]));
    }
    return uses;
  }

  private static List<Settlement.GrantDraw> grants(ResultSet row) throws SQLException {
    String[] ids = texts(row, 15);
    Long[] fen = longs(row, 16);
    List<Settlement.GrantDraw> grants = new ArrayList<>();
    for (int i = 0; i < ids.length; i++) {
      grants.add(new Settlement.GrantDraw(ids[i], fen[i]));
    }
    return grants;
  }

  private static List<Settlement.FundUse> funds(ResultSet row) throws SQLException {
    String[] codes = texts(row, 17);
    Long[] fen = longs(row, 18);
    List<Settlement.FundUse> funds = new ArrayList<>();
    for (int i = 0; i < codes.length; i++) {
      funds.add(new Settlement.FundUse(codes[i], fen[i]));
    }
    return funds;
  }

  private static String[] texts(ResultSet row, int column) throws SQLException {
    Array array = row.getArray(column);
    return (String[]) array.getArray();
  }

  private static Long[] longs(ResultSet row, int column) throws SQLException {
    Array array = row.getArray(column);
    return (Long[]) array.getArray();
  }

  /** The quote as a settle request finds it whose claim has this content. */
  HeldQuote quote(Requests.Fingerprint claimNow, Holds holds) {
    HeldQuote.State now = HeldQuote.State.ENDED;
    if (state.equals(EXPIRED) || (state.equals(HELD) && (expired || holds.isOver(key)))) {
      now = HeldQuote.State.EXPIRED;
    } else if (state.equals(HELD)) {
      now = HeldQuote.State.LIVE;
    }
    return new HeldQuote(now, Requests.differing(claim, claimNow), amounts);
  }

  /** The finite funds of which these hold money. */
  static Set<String> fundCodes(Collection<HoldRow> holds) {
    Set<String> codes = new TreeSet<>();
    holds.forEach(hold -> codes.addAll(hold.fundCodes()));
    return codes;
  }

  /** The benefit years of whose accounts these hold something: they end in those. */
  static Set<Integer> years(Collection<HoldRow> holds) {
    Set<Integer> years = new TreeSet<>();
    holds.forEach(hold -> hold.uses().forEach(use -> years.add(use.benefitYear())));
    return years;
  }

  /** The finite funds of which it holds money. */
  Set<String> fundCodes() {
    Set<String> codes = new TreeSet<>();
    funds.forEach(fund -> codes.add(fund.fund()));
    return codes;
  }

  /**
   * Ends it for this reason, or as expired where it is; see {@link #end(Connection, Persons,
   * String, String, AccountYears, String)}.
   *
   * @param settlementId that its bill was settled by, if that is the reason
   */
  void endUnlessExpired(
      Connection connection,
      Persons persons,
      Holds holds,
      @Nullable String settlementId,
      AccountYears years,
      String lockedHousehold)
      throws SQLException {
    if (expired || holds.isOver(key)) {
      end(connection, persons, EXPIRED, null, years, lockedHousehold);
    } else {
      String reason = settlementId == null ? "REPLACED" : "SETTLED";
      end(connection, persons, reason, settlementId, years, lockedHousehold);
    }
  }

  /**
   * Ends it: what it reserves is free. The person's account and its funds must be locked. Where the
   * person has changed households since, the household of the hold is locked here, out of order;
   * the database finds a circle of two such calls and one of them runs again.
   *
   * @param years of the person and the household that is locked, which somebody must write
   * @param lockedHousehold empty where none is
   * @return false when it had ended before; then nothing was changed
   */
  boolean end(
      Connection connection,
      Persons persons,
      String endState,
      @Nullable String settlementId,
      AccountYears years,
      String lockedHousehold)
      throws SQLException {
    boolean elsewhere = !householdId.isEmpty() && !householdId.equals(lockedHousehold);
    AccountYears ofHousehold = years;
    if (elsewhere) {
      persons.lockAccount(connection, householdId);
      ofHousehold = AccountYears.read(connection, householdId, "");
    }
    if (!end(connection, endState, settlementId)) {
      return false;
    }
    for (Use use : uses) {
      if (use.ofHousehold()) {
        ofHousehold.hold(householdId, use, -use.fen());
      } else {
        years.hold(personId, use, -use.fen());
      }
    }
    if (elsewhere) {
      ofHousehold.write(connection);
    }
    return true;
  }

  private boolean end(Connection connection, String endState, @Nullable String settlementId)
      throws SQLException {
    String second = householdId.isEmpty() ? personId : householdId;
    try (PreparedStatement statement = connection.prepareStatement(END)) {
      statement.setString(1, endState);
      statement.setString(2, settlementId);
      statement.setShort(3, Requests.bucket(key));
      statement.setString(4, key.ownerId());
      statement.setString(5, key.requestId());
      statement.setShort(6, Bucket.of(personId));
      statement.setString(7, personId);
      statement.setShort(8, Bucket.of(second));
      statement.setString(9, second);
      statement.setShort(10, Bucket.of(personId));
      statement.setShort(11, Bucket.of(personId));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getInt(1) == 1;
      }
    }
  }
}
