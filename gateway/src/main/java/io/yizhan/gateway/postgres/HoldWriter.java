package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.HoldStore.HeldUntil;
import io.yizhan.gateway.desk.HoldStore.HoldOrder;
import io.yizhan.settlement.AccountUse;
import io.yizhan.settlement.QuotedAmounts;
import io.yizhan.settlement.Settlement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes all rows of one hold in one statement: the hold with what it promised, what it holds of
 * each account and each fund, the sums beside what is used, and the answer. Accounts and funds must
 * be locked.
 */
final class HoldWriter {
  private static final String WRITE =
      """
      WITH k AS (
        SELECT * FROM unnest(?::smallint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
          ?::text[], ?::bytea[], ?::bytea[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
          ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
          ?::text[], ?::text[], ?::text[], ?::timestamptz[], ?::timestamptz[], ?::bytea[], ?::text[])
        AS t (b, hospital, request, person, household, encounter, bill, content, fields, category,
          county, names, amounts, use_household, use_year, use_code, use_cap, use_before, use_others,
          use_fen, grants, grant_fen, funds, fund_fen, caller, held, until, reply, aid_county)),
      promised AS (
        INSERT INTO hold (bucket, hospital_id, request_id, state, person_id, household_id,
          encounter_id, bill_number, content_hash, field_hashes, identity_category, identity_county,
          amount_name, amount_fen, use_of_household, use_year, use_code, use_cap_fen, use_before_fen,
          use_others_fen, use_fen, grant_id, grant_fen, fund_code, fund_fen, caller_id, hold_time,
          expire_time)
        SELECT b, hospital, request, 'HELD', person, household, encounter, bill, content, fields,
          category, county, names::text[], amounts::bigint[], use_household::boolean[],
          use_year::int[], use_code::text[], use_cap::bigint[], use_before::bigint[],
          use_others::bigint[], use_fen::bigint[], grants::text[], grant_fen::bigint[],
          funds::text[], fund_fen::bigint[], caller, held, until
        FROM k),
      part AS (
        INSERT INTO account_hold (bucket, account_id, hospital_id, request_id, encounter_id,
          bill_number, expire_time, use_year, use_code, use_fen, grant_id, grant_fen, fund_code,
          fund_fen)
        SELECT p.b, p.account, k.hospital, k.request, k.encounter, k.bill, k.until, p.years::int[],
          p.codes::text[], p.fen::bigint[], p.grants::text[], p.grant_fen::bigint[],
          p.funds::text[], p.fund_fen::bigint[]
        FROM unnest(?::smallint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
          ?::text[], ?::text[])
          AS p (b, account, years, codes, fen, grants, grant_fen, funds, fund_fen) CROSS JOIN k
        RETURNING bucket, account_id, expire_time),
      until AS (
        UPDATE account a SET held_until = greatest(a.held_until, p.expire_time) FROM part p
        WHERE a.bucket = p.bucket AND a.account_id = p.account_id
        RETURNING 1),
      years AS (
      """
          + AccountYears.WRITE
          + """
          ),
          granted AS (
            UPDATE charity_grant g SET held_fen = g.held_fen + t.fen
            FROM k CROSS JOIN LATERAL unnest(k.grants::text[], k.grant_fen::bigint[]) AS t (id, fen)
            WHERE g.bucket = ? AND g.person_id = k.person AND g.grant_id = t.id
            RETURNING 1),
          money AS (
            INSERT INTO fund_hold (fund_code, hospital_id, request_id, expire_time, held_fen)
            SELECT t.code, k.hospital, k.request, k.until, t.fen
            FROM k CROSS JOIN LATERAL unnest(k.funds::text[], k.fund_fen::bigint[]) AS t (code, fen)
            RETURNING fund_code, held_fen),
          taken AS (
            UPDATE fund f SET held_fen = f.held_fen + m.held_fen FROM money m
            WHERE f.fund_code = m.fund_code AND f.used_fen + m.held_fen + (
              SELECT coalesce(sum(h.held_fen), 0) FROM fund_hold h
              WHERE h.fund_code = f.fund_code AND h.expire_time > now()) <= f.budget_fen
            RETURNING 1),
          req AS (
            UPDATE request r SET state = 'BOOKED', reply = k.reply, aid_county = k.aid_county FROM k
            WHERE r.bucket = k.b AND r.owner_id = k.hospital AND r.request_id = k.request
            RETURNING 1)
          SELECT (SELECT count(*) FROM part), (SELECT count(*) FROM until),
            (SELECT count(*) FROM years), (SELECT count(*) FROM granted),
            (SELECT count(*) FROM taken), (SELECT count(*) FROM req)
          """;

  private final HoldOrder order;
  private final Settlement settlement;
  private final String householdId;
  private final Requests.Fingerprint claim;
  private final HeldUntil until;
  private final QuotedAmounts amounts;
  private final List<AccountUse> uses;
  private final Map<String, Long> grants = new TreeMap<>();
  private final Map<String, Long> funds = new TreeMap<>();

  /**
   * A writer of one hold.
   *
   * @param household the person's on the last day of the service, empty where there is none
   * @param claim what the claim said
   */
  HoldWriter(
      HoldOrder order,
      Settlement settlement,
      String household,
      Requests.Fingerprint claim,
      HeldUntil until) {
    this.order = order;
    this.settlement = settlement;
    this.claim = claim;
    this.until = until;
    this.amounts = QuotedAmounts.of(settlement);
    this.uses = settlement.uses().stream().filter(use -> use.addedFen() > 0).toList();
    this.householdId = uses.stream().anyMatch(AccountUse::ofHousehold) ? household : "";
    for (Settlement.GrantDraw draw : settlement.grantDraws()) {
      grants.merge(draw.grantId(), draw.drawnFen(), Math::addExact);
    }
    for (Settlement.FundUse use : settlement.fundUses()) {
      funds.merge(use.fund(), use.takenFen(), Math::addExact);
    }
  }

  /** What it holds of the person or of the household. */
  private record Part(String accountId, boolean ofHousehold) {}

  private List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    parts.add(new Part(settlement.personId(), false));
    if (!householdId.isEmpty()) {
      parts.add(new Part(householdId, true));
    }
    return parts;
  }

  /** Writes all of it; the years are those of the locked accounts. */
  void write(Connection connection, AccountYears years, byte[] reply) throws SQLException {
    for (AccountUse use : uses) {
      years.hold(
          use.ofHousehold() ? householdId : settlement.personId(),
          new HoldRow.Use(use.ofHousehold(), use.benefitYear(), use.account(), use.addedFen()),
          use.addedFen());
    }
    try (PreparedStatement statement = connection.prepareStatement(WRITE)) {
      Columns to = new Columns(connection, statement);
      bindHold(to, List.of(order), reply);
      List<Part> parts = parts();
      bindParts(to, parts);
      years.bind(to);
      to.smallint(Bucket.of(settlement.personId()));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        must(row.getInt(1) == parts.size(), "a hold must have a part of each account");
        must(row.getInt(2) == parts.size(), "an account must be there");
        must(row.getInt(3) == years.changedCount(), "usage must be as it was when it was decided");
        must(row.getInt(4) == grants.size(), "a grant that is held must be there");
        must(row.getInt(5) == funds.size(), "a finite fund must not be overdrawn");
        must(row.getInt(6) == 1, "the request row must be there");
      }
    }
  }

  private void bindHold(Columns to, List<HoldOrder> one, byte[] reply) throws SQLException {
    to.smallints(one, each -> Requests.bucket(each.key()));
    to.texts(one, each -> each.key().ownerId());
    to.texts(one, each -> each.key().requestId());
    to.texts(one, each -> settlement.personId());
    to.texts(one, each -> householdId);
    to.texts(one, each -> each.claim().key().encounterId());
    to.texts(one, each -> each.claim().key().billNumber());
    to.bytes(one, each -> claim.contentHash());
    to.bytes(one, each -> claim.fieldHashes());
    to.texts(one, each -> amounts.identityCategory());
    to.texts(one, each -> amounts.identityCounty());
    Map<String, Long> fen = new TreeMap<>(amounts.fen());
    to.texts(one, each -> Columns.arrayText(fen.keySet()));
    to.texts(one, each -> Columns.arrayText(fen.values(), Long::longValue));
    to.texts(
        one,
        each ->
            Columns.arrayText(uses.stream().map(use -> use.ofHousehold() ? "t" : "f").toList()));
    to.texts(one, each -> Columns.arrayText(uses, AccountUse::benefitYear));
    to.texts(one, each -> Columns.arrayText(uses.stream().map(AccountUse::account).toList()));
    to.texts(one, each -> Columns.arrayText(uses, AccountUse::capFen));
    to.texts(one, each -> Columns.arrayText(uses, AccountUse::beforeFen));
    to.texts(one, each -> Columns.arrayText(uses, AccountUse::heldFen));
    to.texts(one, each -> Columns.arrayText(uses, AccountUse::addedFen));
    to.texts(one, each -> Columns.arrayText(grants.keySet()));
    to.texts(one, each -> Columns.arrayText(grants.values(), Long::longValue));
    to.texts(one, each -> Columns.arrayText(funds.keySet()));
    to.texts(one, each -> Columns.arrayText(funds.values(), Long::longValue));
    to.texts(one, HoldOrder::callerId);
    to.texts(one, each -> until.holdTime().toString());
    to.texts(one, each -> until.expireTime().toString());
    to.bytes(one, each -> reply);
    to.texts(one, each -> settlement.identityUsed().map(Settlement.Candidate::county).orElse(""));
  }

  private void bindParts(Columns to, List<Part> parts) throws SQLException {
    to.smallints(parts, part -> Bucket.of(part.accountId()));
    to.texts(parts, Part::accountId);
    to.texts(parts, part -> Columns.arrayText(of(part), AccountUse::benefitYear));
    to.texts(parts, part -> Columns.arrayText(of(part).stream().map(AccountUse::account).toList()));
    to.texts(parts, part -> Columns.arrayText(of(part), AccountUse::addedFen));
    to.texts(parts, part -> names(part, grants));
    to.texts(parts, part -> amounts(part, grants));
    to.texts(parts, part -> names(part, funds));
    to.texts(parts, part -> amounts(part, funds));
  }

  private List<AccountUse> of(Part part) {
    return uses.stream().filter(use -> use.ofHousehold() == part.ofHousehold()).toList();
  }

  /** Grants and funds stand with the person's part. */
  private static String names(Part part, Map<String, Long> held) {
    return Columns.arrayText(part.ofHousehold() ? List.of() : held.keySet());
  }

  private static String amounts(Part part, Map<String, Long> held) {
    return Columns.arrayText(part.ofHousehold() ? List.of() : held.values(), Long::longValue);
  }

  private static void must(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalStateException(rule);
    }
  }
}
