package io.yizhan.gateway.postgres;

import io.yizhan.claim.ClaimKey;
import io.yizhan.gateway.desk.ReplyCodec;
import io.yizhan.gateway.desk.SettlementStore.SettleOrder;
import io.yizhan.settlement.Decision;
import io.yizhan.settlement.Settlement;
import io.yizhan.settlement.Standing;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Settle requests inside one transaction: lock the accounts, read, decide each in memory, write
 * all, commit; two round trips however many they are. It settles what nothing stands in the way of.
 * Several of one person or household are decided in their order, each on what the ones before have
 * used. Whatever is special about a request (its id is taken, its bill stands settled, the person
 * is new or has a provisional identity, it is refused, it takes from a finite fund or a grant, a
 * quote that binds holds something of its accounts, an office booked it from paper or has booked
 * something from paper of the person, another transaction has locked an account of it) is left
 * untouched for a transaction of its own, {@link SettleRun}, and so are those behind it on the same
 * accounts: a group never waits for an account.
 *
 * <p>An id or a bill that another call takes between the reading and the writing makes the writing
 * wait until that call has ended; then the group runs again and finds it taken.
 */
final class SettleGroup {
  /** One statement for the database after the other: the second sees what the first waited for. */
  private static final SetStatement LOCK_AND_READ = Persons.LOCK_ALL.then(StandingSql.READ_ALL);

  private final Connection connection;
  private final Months months;
  private final ReplyCodec codec;

  SettleGroup(Connection connection, Months months, ReplyCodec codec) {
    this.connection = connection;
    this.months = months;
    this.codec = codec;
  }

  /** A request of the group. */
  record Member(
      SettleOrder order,
      byte[] alias,
      Requests.Fingerprint fingerprint,
      Function<Standing, Decision> decide) {
    private StandingReader.AskedClaim asked() {
      ClaimKey bill = order.claim().key();
      return new StandingReader.AskedClaim(
          new StandingReader.AskedBill(
              StandingReader.Asked.of(alias, order.claim().dates(), bill.hospitalId()),
              bill,
              order.claim().insurerKey()),
          order.key());
    }
  }

  /** A member whose accounts are locked. */
  private record Held(int place, Member member, Persons.Locked accounts) {
    /** Leaves it, and with it those behind it on its accounts, those that it would need too. */
    private void leave(Set<String> left, Standing standing) {
      left.add(accounts.personId());
      Stream.of(accounts.householdId(), standing.householdId())
          .filter(household -> !household.isEmpty())
          .forEach(left::add);
    }
  }

  /**
   * The reply of each that was settled, by its place; the others are untouched.
   *
   * @param held the places of those of which another transaction has locked an account
   */
  record Settled(Map<Integer, byte[]> replies, Set<Integer> held) {}

  /** Whose accounts are locked, and the places of those of which another transaction has one. */
  private record Locked(List<Held> held, Set<Integer> elsewhere) {}

  /**
   * Settles what nothing stands in the way of.
   *
   * @param members in order of arrival, no request id twice
   * @throws SQLException as the database says; then nothing is settled
   */
  Settled run(List<Member> members) throws SQLException {
    for (Member member : members) {
      months.require(connection, member.order().stamp());
    }
    Read read = lockAndRead(members);
    StandingReader.KnownOfAll known = read.known();
    Locked locked = locked(members, read);
    Map<Integer, byte[]> replies = new LinkedHashMap<>();
    List<LedgerWriter.New> settled = new ArrayList<>();
    UsedInGroup used = new UsedInGroup();
    Set<String> left = new HashSet<>();
    Set<Record> brought = new HashSet<>();
    for (Held each : locked.held()) {
      SettleOrder order = each.member().order();
      Standing standing =
          used.after(known.standings().get(each.place())).forStay(order.claim().key());
      if (each.accounts().held()
          || each.accounts().onPaper()
          || order.quote().isPresent()
          || known.taken().contains(each.place())
          || !brought.add(order.claim().key())
          || order.claim().insurerKey().filter(key -> !brought.add(key)).isPresent()
          || order.paper().isPresent()
          || !standing.householdId().equals(each.accounts().householdId())
          || left.contains(standing.personId())
          || left.contains(standing.householdId())
          || Exposures.concern(standing)) {
        each.leave(left, standing);
        if (each.accounts().householdId().isEmpty() && !standing.householdId().isEmpty()) {
          locked.elsewhere().add(each.place());
        }
        continue;
      }
      Decision decision = each.member().decide().apply(standing);
      SettleOrder booked = order.on(known.clock().stamp(order.stamp()));
      if (decision instanceof Decision.Settled one
          && isPlain(one.settlement())
          && !known.clock().open().mayBeLate(one.settlement(), booked.stamp().postingDate())) {
        byte[] reply = codec.settled(decision, booked.stamp());
        Booking booking = SettleRun.booking(booked, one.settlement(), standing, reply);
        settled.add(new LedgerWriter.New(booking, each.member().fingerprint()));
        used.add(booking);
        replies.put(each.place(), reply);
      } else {
        each.leave(left, standing);
      }
    }
    if (!settled.isEmpty()) {
      LedgerWriter.bookNewAndCommit(connection, settled, known.years());
    }
    return new Settled(replies, locked.elsewhere());
  }

  /** Whether it takes from the person's and the household's accounts alone. */
  private static boolean isPlain(Settlement settlement) {
    return settlement.fundUses().isEmpty() && settlement.grantDraws().isEmpty();
  }

  /** What was locked, by place, and what is known then, of those too who are not locked. */
  private record Read(Map<Integer, Persons.Locked> locked, StandingReader.KnownOfAll known) {}

  /** Locks the accounts that are free and reads with them locked. */
  private Read lockAndRead(List<Member> members) throws SQLException {
    List<StandingReader.AskedClaim> asked = members.stream().map(Member::asked).toList();
    boolean one = members.size() == 1;
    try (PreparedStatement statement = LOCK_AND_READ.prepare(connection, one)) {
      Columns to = new Columns(connection, statement, one);
      StandingSql.bindPersons(to, asked.stream().map(StandingReader.AskedClaim::person).toList());
      StandingSql.bindAll(to, asked);
      statement.execute();
      Map<Integer, Persons.Locked> locked;
      try (ResultSet rows = statement.getResultSet()) {
        locked = Persons.lockedOfAll(rows);
      }
      statement.getMoreResults();
      try (ResultSet rows = statement.getResultSet()) {
        return new Read(locked, StandingReader.knownOfAll(rows, asked));
      }
    }
  }

  /**
   * Whose accounts are locked. Whose account is not is left with all behind it of the same
   * document: the account may have come free before a later one of them was looked at.
   */
  private static Locked locked(List<Member> members, Read read) {
    List<Held> held = new ArrayList<>();
    Set<Integer> elsewhere = new HashSet<>();
    Set<ByteBuffer> left = new HashSet<>();
    for (int place = 0; place < members.size(); place++) {
      ByteBuffer alias = ByteBuffer.wrap(members.get(place).alias());
      Persons.Locked accounts = read.locked().get(place);
      if (accounts != null && !left.contains(alias)) {
        held.add(new Held(place, members.get(place), accounts));
      } else {
        left.add(alias);
        if (!read.known().standings().get(place).personId().isEmpty()) {
          elsewhere.add(place);
        }
      }
    }
    return new Locked(held, elsewhere);
  }
}
