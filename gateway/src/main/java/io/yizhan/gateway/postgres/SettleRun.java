package io.yizhan.gateway.postgres;

import io.yizhan.claim.Claim;
import io.yizhan.claim.ClaimKey;
import io.yizhan.gateway.desk.ReplyCodec;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.SettlementStore.NamedQuote;
import io.yizhan.gateway.desk.SettlementStore.SettleOrder;
import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import io.yizhan.settlement.Decision;
import io.yizhan.settlement.HeldQuote;
import io.yizhan.settlement.Settlement;
import io.yizhan.settlement.Standing;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One settle request inside its transaction. Five round trips when nothing is in the way: claim the
 * id, lock the person and the household, read, write, commit.
 */
final class SettleRun {
  private static final String REFUSE =
      """
      UPDATE request SET state = 'REFUSED', reply = ?
      WHERE bucket = ? AND owner_id = ? AND request_id = ?
      """;

  private final Connection connection;
  private final Requests requests;
  private final Persons persons;
  private final PaperBooks paperBooks;
  private final SettleOrder order;
  private final byte[] alias;
  private final Function<Standing, Decision> decide;
  private final ReplyCodec codec;
  private Holds holds = Holds.NONE;

  SettleRun(
      Connection connection,
      Requests requests,
      Persons persons,
      PaperBooks paperBooks,
      SettleOrder order,
      byte[] alias,
      Function<Standing, Decision> decide,
      ReplyCodec codec) {
    this.connection = connection;
    this.requests = requests;
    this.persons = persons;
    this.paperBooks = paperBooks;
    this.order = order;
    this.alias = alias;
    this.decide = decide;
    this.codec = codec;
  }

  SettleResult run(Requests.Fingerprint fingerprint) throws SQLException {
    if (!requests.claim(
        connection,
        order.key(),
        Requests.Kind.SETTLE,
        fingerprint,
        order.claim().insuredRegion(),
        order.callerId(),
        order.stamp().time())) {
      return repeated(connection, requests, order.key(), fingerprint);
    }
    LocalDate day = order.claim().dates().last();
    Persons.Locked locked =
        persons.lockOrAdd(connection, order.person(), alias, day, order.stamp().time());
    if (locked.onPaper() && order.paper().isEmpty()) {
      requireNotOnPaper(locked.personId());
    }
    Exposures.lockOf(connection, locked.personId());
    List<HoldRow> own = readHolds(locked);
    Optional<HeldQuote> quote =
        order.quote().isPresent() ? Optional.of(quote(order.quote().get())) : Optional.empty();
    FundLocks funds = new FundLocks(connection);
    funds.lock(HoldRow.fundCodes(own));
    Decided decided = funds.decided(() -> decide(locked, own, quote), Decided::funds);
    StandingReader.Known known = decided.known();
    SettleOrder booked = order.on(known.clock().stamp(order.stamp()));
    Decision decision =
        LateClaims.judged(
            connection, decided.decision(), known.clock().open(), booked.stamp().postingDate());
    byte[] reply = codec.settled(decision, booked.stamp());
    if (decision instanceof Decision.Settled settled) {
      holds.leaveBehind(connection, locked);
      for (HoldRow hold : own) {
        hold.endUnlessExpired(
            connection, persons, holds, order.stamp().id(), known.years(), locked.householdId());
      }
      takeLeg(settled.settlement());
      book(booked, settled.settlement(), known, reply);
    } else {
      // What stands settled is named before any refusal; a settlement finds it when it books.
      Optional<SettleResult> first = settledBefore(order.claim());
      if (first.isPresent()) {
        throw new Transactions.RolledBack(first.get());
      }
      refuse(reply);
    }
    return new SettleResult.Recorded(reply, false);
  }

  /** Refuses what an office has settled from paper before. */
  private void requireNotOnPaper(String personId) throws SQLException {
    Optional<SettleResult> first = settledBefore(order.claim());
    if (first.isEmpty()) {
      first = PaperBooks.settledOnPaper(connection, personId, order.claim()).map(one -> one);
    }
    if (first.isPresent()) {
      throw new Transactions.RolledBack(first.get());
    }
  }

  /** The answer to a request whose id was claimed before. */
  static SettleResult repeated(
      Connection connection, Requests requests, RequestKey key, Requests.Fingerprint fingerprint)
      throws SQLException {
    Requests.Row stored = requests.read(connection, key, false);
    if (stored.state().equals("FORBIDDEN")) {
      return new SettleResult.Undone();
    }
    List<String> differing = Requests.differing(stored, Requests.Kind.SETTLE, fingerprint);
    return differing.isEmpty()
        ? new SettleResult.Recorded(stored.storedReply(), true, stored.state().equals("REVERSED"))
        : new SettleResult.IdReused(differing);
  }

  /** The quote that the request names, of this hospital. */
  private HeldQuote quote(NamedQuote named) throws SQLException {
    Optional<HoldRow> held =
        HoldRow.find(connection, new RequestKey(order.key().ownerId(), named.requestId()));
    if (held.isEmpty()) {
      // A bill that stands settled is named first: the hold may be one that never arrived.
      throw new Transactions.RolledBack(
          settledBefore(order.claim()).orElseGet(SettleResult.QuoteUnknown::new));
    }
    return held.get().quote(requests.fingerprint(named.claimContent()), holds);
  }

  /** Reads what is held of the locked accounts; answers what is held for this very bill. */
  private List<HoldRow> readHolds(Persons.Locked locked) throws SQLException {
    List<HoldRow> own = new ArrayList<>();
    if (locked.held()) {
      holds = Holds.read(connection, locked.personId(), locked.householdId());
      for (RequestKey key : holds.of(order.claim().key(), locked.personId())) {
        own.add(HoldRow.find(connection, key).orElseThrow());
      }
    }
    return own;
  }

  /** Reads, and decides beside what others hold; what is held for this very bill is its own. */
  private Decided decide(Persons.Locked locked, List<HoldRow> own, Optional<HeldQuote> quote)
      throws SQLException {
    StandingReader.Known known = read(own);
    if (!known.standing().householdId().equals(locked.householdId())) {
      // It changed while this call waited for the person: run again and lock the one of now.
      throw new SQLException("the household changed at the same time", "40001");
    }
    if (order.paper().isPresent() && known.standing().identities().isEmpty()) {
      throw new Transactions.RolledBack(new SettleResult.NotOfOffice());
    }
    Standing standing = holds.beside(known.standing(), order.claim().key());
    return new Decided(
        known,
        quote.isPresent()
            ? quote.get().settle(() -> decide.apply(standing))
            : decide.apply(standing));
  }

  private StandingReader.Known read(List<HoldRow> own) throws SQLException {
    String booker = order.claim().key().hospitalId();
    StandingReader.Known known =
        StandingReader.read(
                connection,
                StandingReader.Asked.of(alias, order.claim().dates(), booker)
                    .with(HoldRow.years(own)))
            .forStay(order.claim().key());
    return Exposures.complete(
        connection,
        order
            .paper()
            .map(paper -> known.forPaper(paper.hospital(), ClaimKey.countyOf(booker)))
            .orElse(known),
        order.claim().key());
  }

  /** Commits the leg at the insurer; it may have been given up. */
  private void takeLeg(Settlement settlement) throws SQLException {
    if (order.leg().isPresent()
        && !LegWriter.commit(connection, order.leg().get(), order.stamp().id(), settlement)) {
      throw new Transactions.RolledBack(new SettleResult.LegLost());
    }
  }

  private void book(
      SettleOrder booked, Settlement settlement, StandingReader.Known known, byte[] reply)
      throws SQLException {
    Standing standing = holds.beside(known.standing(), order.claim().key());
    Booking booking = booking(booked, settlement, standing, reply);
    if (!LedgerWriter.book(connection, booking, known.years())) {
      // None: it was reversed in this very moment. As after a lost conflict, run again.
      throw new Transactions.RolledBack(
          settledBefore(settlement.claim())
              .orElseThrow(() -> new SQLException("the live claim went away", "40001")));
    }
    if (settlement.provisional().isPresent()) {
      Exposures.draw(connection, settlement, order.stamp().id());
    }
    if (order.paper().isPresent()) {
      paperBooks.keep(connection, order, settlement.personId(), order.paper().get());
      PayOuts.open(connection, settlement, booked.stamp(), order.callerId());
    }
  }

  /** All rows of a decided order. */
  static Booking booking(
      SettleOrder order, Settlement settlement, Standing standing, byte[] reply) {
    return Booking.of(
        order.key(),
        order.stamp(),
        order.callerId(),
        settlement,
        standing.householdId(),
        reply,
        ClaimJson.write(
            order.claim(),
            standing.withFunds(settlement.knownFunds()),
            Booking.policyVersions(settlement),
            settlement.consideredVersions()));
  }

  /** What stands in the way of a claim beside what this call wrote; empty when nothing does. */
  private Optional<SettleResult> settledBefore(Claim claim) throws SQLException {
    return LiveClaims.find(connection, claim.key(), claim.insurerKey(), order.stamp().id())
        .map(SettleResult.ClaimSettled::new);
  }

  private void refuse(byte[] reply) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(REFUSE)) {
      statement.setObject(1, reply, Types.BINARY);
      statement.setShort(2, Requests.bucket(order.key()));
      statement.setString(3, order.key().ownerId());
      statement.setString(4, order.key().requestId());
      statement.executeUpdate();
    }
    if (order.leg().isPresent()) {
      LegWriter.giveUp(connection, order.leg().get().leg());
    }
  }
}
