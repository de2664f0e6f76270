package io.yizhan.gateway.postgres;

import io.yizhan.claim.ClaimKey;
import io.yizhan.gateway.desk.ReplyCodec;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.SettlementStore.SettleOrder;
import io.yizhan.settlement.Decision;
import io.yizhan.settlement.Standing;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Settle requests of different persons inside one transaction: claim the ids, lock the accounts,
 * read, decide each in memory, write all, commit. It settles what nothing stands in the way of.
 * Whatever is special about a request (its id is taken, its bill stands settled, the person is new,
 * it is refused, it takes from a finite fund, its household is in the group already, another
 * transaction holds an account of it) is left untouched for a transaction of its own, {@link
 * SettleRun}: a group never waits for an account.
 */
final class SettleGroup {
  /** An id or a bill that a call in another transaction holds may not keep the others waiting. */
  private static final String WAIT_BRIEFLY = "SET LOCAL lock_timeout = '250ms'";

  private static final String LIVE =
      """
      SELECT t.place FROM unnest(?::int[], ?::smallint[], ?::text[], ?::text[], ?::text[])
        AS t (place, b, hospital, encounter, bill)
      JOIN live_claim l ON l.bucket = t.b AND l.hospital_id = t.hospital
        AND l.encounter_id = t.encounter AND l.bill_number = t.bill
      """;

  private final Connection connection;
  private final Requests requests;
  private final ReplyCodec codec;

  SettleGroup(Connection connection, Requests requests, ReplyCodec codec) {
    this.connection = connection;
    this.requests = requests;
    this.codec = codec;
  }

  /** A request of the group. */
  record Member(
      SettleOrder order,
      byte[] alias,
      Requests.Fingerprint fingerprint,
      Function<Standing, Decision> decide) {
    private Requests.Asked asked() {
      return new Requests.Asked(
          order.key(),
          fingerprint,
          order.claim().insuredRegion(),
          order.callerId(),
          order.stamp().time());
    }

    private StandingReader.Asked askedStanding() {
      return new StandingReader.Asked(
          alias, order.claim().key().hospitalId(), order.claim().dates().last());
    }
  }

  /** A member whose accounts are locked. */
  private record Held(int place, Persons.Locked accounts) {}

  /** The reply of each that was settled, by its place; the others are untouched. */
  record Settled(Map<Integer, byte[]> replies) {}

  /**
   * Settles what nothing stands in the way of.
   *
   * @param members no request id twice and no document twice
   * @throws SQLException as the database says; then nothing is settled
   */
  Settled run(List<Member> members) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(WAIT_BRIEFLY);
    }
    Set<RequestKey> claimed =
        requests.claimAll(connection, members.stream().map(Member::asked).toList());
    List<Held> held = lock(members, claimed);
    Map<Integer, byte[]> replies = new LinkedHashMap<>();
    List<Booking> bookings = new ArrayList<>();
    List<Standing> standings =
        StandingReader.readAll(
            connection,
            held.stream().map(each -> members.get(each.place()).askedStanding()).toList());
    for (int i = 0; i < held.size(); i++) {
      Member member = members.get(held.get(i).place());
      Standing standing = standings.get(i);
      boolean sameHousehold = standing.householdId().equals(held.get(i).accounts().householdId());
      Decision decision = member.decide().apply(standing);
      if (sameHousehold
          && decision instanceof Decision.Settled settled
          && SettleRun.fundsOf(decision).isEmpty()) {
        byte[] reply = codec.settled(decision, member.order().stamp());
        bookings.add(SettleRun.booking(member.order(), settled.settlement(), standing, reply));
        replies.put(held.get(i).place(), reply);
      }
    }
    List<RequestKey> unused =
        members.stream()
            .map(member -> member.order().key())
            .filter(claimed::contains)
            .filter(key -> bookings.stream().noneMatch(booked -> booked.request().equals(key)))
            .toList();
    if (!unused.isEmpty()) {
      requests.release(connection, unused);
    }
    if (!bookings.isEmpty() && !LedgerWriter.book(connection, bookings)) {
      throw new SQLException("a bill was settled at the same time", "40001");
    }
    return new Settled(replies);
  }

  /** Locks the accounts of those whose id and bill are free; each account serves one of them. */
  private List<Held> lock(List<Member> members, Set<RequestKey> claimed) throws SQLException {
    List<Integer> free = new ArrayList<>();
    for (int place = 0; place < members.size(); place++) {
      if (claimed.contains(members.get(place).order().key())) {
        free.add(place);
      }
    }
    Map<Integer, Persons.Locked> byFree =
        Persons.lockAll(
            connection, free.stream().map(place -> members.get(place).askedStanding()).toList());
    Set<Integer> settledBefore = live(members);
    List<Held> held = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (int i = 0; i < free.size(); i++) {
      Persons.Locked accounts = byFree.get(i);
      if (accounts == null || settledBefore.contains(free.get(i))) {
        continue;
      }
      boolean alone = taken.add(accounts.personId());
      alone &= accounts.householdId().isEmpty() || taken.add(accounts.householdId());
      if (alone) {
        held.add(new Held(free.get(i), accounts));
      }
    }
    return held;
  }

  /** The places of those whose bill stands settled, or stands in the group twice. */
  private Set<Integer> live(List<Member> members) throws SQLException {
    Map<ClaimKey, Integer> first = new HashMap<>();
    Set<Integer> places = new HashSet<>();
    List<Integer> all = new ArrayList<>();
    for (int place = 0; place < members.size(); place++) {
      all.add(place);
      if (first.putIfAbsent(members.get(place).order().claim().key(), place) != null) {
        places.add(place);
      }
    }
    try (PreparedStatement statement = connection.prepareStatement(LIVE)) {
      Columns to = new Columns(connection, statement);
      List<ClaimKey> keys = members.stream().map(member -> member.order().claim().key()).toList();
      to.longs(all, Integer::intValue);
      to.smallints(keys, key -> Bucket.of(key.hospitalId(), key.encounterId()));
      to.texts(keys, ClaimKey::hospitalId);
      to.texts(keys, ClaimKey::encounterId);
      to.texts(keys, ClaimKey::billNumber);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          places.add(rows.getInt(1));
        }
      }
    }
    return places;
  }
}
