package io.yizhan.gateway.postgres;

import io.yizhan.claim.Claim;
import io.yizhan.claim.ClaimKey;
import io.yizhan.gateway.desk.HoldStore;
import io.yizhan.gateway.desk.HoldStore.HeldUntil;
import io.yizhan.gateway.desk.HoldStore.HoldCodec;
import io.yizhan.gateway.desk.HoldStore.HoldOrder;
import io.yizhan.gateway.desk.HoldStore.HoldResult;
import io.yizhan.gateway.desk.PostingClock;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import io.yizhan.settlement.Decision;
import io.yizhan.settlement.Settlement;
import io.yizhan.settlement.Standing;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * One quote that binds, inside its transaction: claim the id, lock the accounts and the counties of
 * provisional identities, read, decide, lock finite funds where the decision takes from them and
 * decide again, reserve, commit. It locks in the order in which settlements do, so that the two
 * never wait for each other in a circle.
 */
final class HoldRun {
  private static final String NOW_AND_LIVE =
      "SELECT now(), l.* FROM (SELECT 1) o LEFT JOIN (" + LiveClaims.FIND + ") l ON true";

  private static final String FULL_FUND =
      """
      SELECT f.fund_code FROM fund f
      WHERE f.fund_code = ANY (?) AND (
        SELECT count(*) FROM fund_hold h WHERE h.fund_code = f.fund_code AND h.expire_time > now())
        >= ?
      ORDER BY f.fund_code LIMIT 1
      """;

  private static final String REFUSE =
      """
      UPDATE request SET state = 'REFUSED', reply = ?
      WHERE bucket = ? AND owner_id = ? AND request_id = ?
      """;

  private final Connection connection;
  private final Requests requests;
  private final Persons persons;
  private final HoldOrder order;
  private final byte[] alias;
  private final Function<Standing, Decision> decide;
  private final HoldCodec codec;

  HoldRun(
      Connection connection,
      Requests requests,
      Persons persons,
      HoldOrder order,
      byte[] alias,
      Function<Standing, Decision> decide,
      HoldCodec codec) {
    this.connection = connection;
    this.requests = requests;
    this.persons = persons;
    this.order = order;
    this.alias = alias;
    this.decide = decide;
    this.codec = codec;
  }

  /** What the database says of the time, and what stands in the way of the claim. */
  private record Moment(Instant now, Optional<HoldResult.ClaimSettled> settled) {}

  HoldResult run(Requests.Fingerprint fingerprint, Requests.Fingerprint claim) throws SQLException {
    if (!requests.claim(
        connection,
        order.key(),
        Requests.Kind.HOLD,
        fingerprint,
        order.claim().insuredRegion(),
        order.callerId(),
        order.now())) {
      return repeated(connection, requests, order.key(), fingerprint);
    }
    LocalDate day = order.claim().dates().last();
    ClaimKey bill = order.claim().key();
    Persons.Locked locked = persons.lockOrAdd(connection, order.person(), alias, day, order.now());
    Exposures.lockOf(connection, locked.personId());
    Holds holds =
        locked.held()
            ? Holds.read(connection, locked.personId(), locked.householdId())
            : Holds.NONE;
    Moment moment = moment(order.claim());
    if (moment.settled().isPresent()) {
      throw new Transactions.RolledBack(moment.settled().get());
    }
    if (locked.onPaper()) {
      Optional<SettleResult.StaySettledOnPaper> onPaper =
          PaperBooks.settledOnPaper(connection, locked.personId(), order.claim());
      if (onPaper.isPresent()) {
        throw new Transactions.RolledBack(
            new HoldResult.StaySettledOnPaper(onPaper.get().settlementId()));
      }
    }
    if (holds.countOthers(bill, locked.personId()) >= HoldStore.OF_PERSON_MAX) {
      throw new Transactions.RolledBack(new HoldResult.TooMany("", HoldStore.OF_PERSON_MAX));
    }
    List<HoldRow> replaced = new ArrayList<>();
    for (RequestKey key : holds.of(bill, locked.personId())) {
      replaced.add(HoldRow.find(connection, key).orElseThrow());
    }
    FundLocks funds = new FundLocks(connection);
    funds.lock(HoldRow.fundCodes(replaced));
    Decided decided = funds.decided(() -> decide(locked, holds, replaced), Decided::funds);
    StandingReader.Known known = decided.known();
    PostingClock clock = known.clock().open();
    Decision decision =
        LateClaims.judged(connection, decided.decision(), clock, clock.openDayOf(order.now()));
    if (!(decision instanceof Decision.Settled settled)) {
      return refused(decision);
    }
    holds.leaveBehind(connection, locked);
    return reserve(settled, known, holds, replaced, claim, moment.now());
  }

  /** The answer to a request whose id was claimed before. */
  static HoldResult repeated(
      Connection connection, Requests requests, RequestKey key, Requests.Fingerprint fingerprint)
      throws SQLException {
    Requests.Row stored = requests.read(connection, key, false);
    if (stored.kind().equals(Requests.Kind.HOLD.name()) && stored.state().equals("FORBIDDEN")) {
      return new HoldResult.ReleasedBefore();
    }
    List<String> differing = Requests.differing(stored, Requests.Kind.HOLD, fingerprint);
    return differing.isEmpty()
        ? new HoldResult.Recorded(stored.storedReply(), true)
        : new HoldResult.IdReused(differing);
  }

  private Decided decide(Persons.Locked locked, Holds holds, List<HoldRow> replaced)
      throws SQLException {
    StandingReader.Known known = read(locked, replaced);
    return new Decided(known, decide.apply(holds.beside(known.standing(), order.claim().key())));
  }

  private StandingReader.Known read(Persons.Locked locked, List<HoldRow> replaced)
      throws SQLException {
    StandingReader.Known known =
        StandingReader.read(
            connection,
            StandingReader.Asked.of(alias, order.claim().dates(), order.claim().key().hospitalId())
                .with(HoldRow.years(replaced)));
    if (!known.standing().householdId().equals(locked.householdId())) {
      // It changed while this call waited for the person: run again and lock the one of now.
      throw new SQLException("the household changed at the same time", "40001");
    }
    ClaimKey bill = order.claim().key();
    return Exposures.complete(connection, known.forStay(bill), bill);
  }

  private Moment moment(Claim claim) throws SQLException {
    return Sql.first(
            connection,
            NOW_AND_LIVE,
            row ->
                new Moment(
                    row.getTimestamp(1).toInstant(),
                    row.getString(2) == null
                        ? Optional.empty()
                        : Optional.of(new HoldResult.ClaimSettled(LiveClaims.found(row, 2)))),
            LiveClaims.parameters(claim.key(), claim.insurerKey()).toArray())
        .orElseThrow();
  }

  /** A fund has room for so many holds; those of this very bill make room. */
  private void requireRoom(Set<String> funds) throws SQLException {
    if (funds.isEmpty()) {
      return;
    }
    Optional<String> full =
        Sql.first(
            connection,
            FULL_FUND,
            row -> row.getString(1),
            connection.createArrayOf("text", funds.toArray()),
            HoldStore.OF_FUND_MAX);
    if (full.isPresent()) {
      throw new Transactions.RolledBack(new HoldResult.TooMany(full.get(), HoldStore.OF_FUND_MAX));
    }
  }

  private HoldResult refused(Decision decision) throws SQLException {
    byte[] reply = codec.held(decision, Optional.empty());
    Sql.update(
        connection,
        REFUSE,
        reply,
        Requests.bucket(order.key()),
        order.key().ownerId(),
        order.key().requestId());
    return new HoldResult.Recorded(reply, false);
  }

  private HoldResult reserve(
      Decision.Settled decision,
      StandingReader.Known known,
      Holds holds,
      List<HoldRow> replaced,
      Requests.Fingerprint claim,
      Instant now)
      throws SQLException {
    for (HoldRow earlier : replaced) {
      earlier.endUnlessExpired(
          connection, persons, holds, null, known.years(), known.standing().householdId());
    }
    requireRoom(new Decided(known, decision).funds());
    Settlement settlement = decision.settlement();
    HeldUntil until = new HeldUntil(order.key().requestId(), now, now.plusSeconds(order.seconds()));
    byte[] reply = codec.held(decision, Optional.of(until));
    new HoldWriter(order, settlement, known.standing().householdId(), claim, until)
        .write(connection, known.years(), reply);
    HeldExposures.reserve(connection, order.key(), order.claim().key(), settlement, until);
    return new HoldResult.Recorded(reply, false);
  }
}
