package io.yizhan.gateway.postgres;

import io.yizhan.claim.Claim;
import io.yizhan.claim.ClaimKey;
import io.yizhan.claim.ServiceDates;
import io.yizhan.gateway.desk.ListedSettlements;
import io.yizhan.gateway.desk.PaperClaim;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.ReplyCodec;
import io.yizhan.gateway.desk.RequestContent;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.Seen;
import io.yizhan.gateway.desk.SettledBefore;
import io.yizhan.gateway.desk.SettlementScope;
import io.yizhan.gateway.desk.SettlementStore;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** The settlement port: each method is one transaction or one reading statement. */
final class PostgresSettlementStore implements SettlementStore, AutoCloseable {
  private final Transactions transactions;
  private final Secrets secrets;
  private final Requests requests;
  private final Persons persons;
  private final PaperBooks paperBooks;
  private final Reversals reversals;
  private final GroupCommit groups;
  private final SharedReads reads;
  private final Months months;

  /** Of this transaction. */
  private static final String LOCK_WAIT = "SELECT set_config('lock_timeout', ?, true)";

  /** No hold is of it. */
  private static final ClaimKey NO_BILL = new ClaimKey("", "", "");

  /**
   * A store.
   *
   * @param ofWriters what groups are settled in, and what they leave
   * @param transactions all others
   */
  PostgresSettlementStore(
      Transactions ofWriters,
      Transactions transactions,
      Secrets secrets,
      Months months,
      int writers,
      int readers) {
    this.months = months;
    this.transactions = transactions;
    this.secrets = secrets;
    this.requests = new Requests(secrets);
    this.persons = new Persons(secrets);
    this.paperBooks = new PaperBooks(secrets);
    this.reversals = new Reversals(requests, persons, new PrivateTexts(secrets));
    this.groups =
        new GroupCommit(
            ofWriters,
            months,
            (member, codec, waitMillis) -> settleAlone(ofWriters, member, codec, waitMillis),
            writers);
    this.reads = new SharedReads(this::see, readers);
  }

  @Override
  public Standing standing(PersonDocument person, String hospitalId, LocalDate day) {
    StandingReader.Asked asked =
        StandingReader.Asked.of(secrets.alias(person), ServiceDates.visit(day), hospitalId);
    return transactions.read(
        connection -> {
          StandingReader.Known known =
              Exposures.complete(connection, StandingReader.read(connection, asked), NO_BILL);
          return holds(connection, known).all(known.standing());
        });
  }

  @Override
  public CompletionStage<Seen> see(PersonDocument person, Claim claim, BooleanSupplier wanted) {
    ClaimKey bill = claim.key();
    return reads.read(
        new SharedReads.Asked(
            new StandingReader.AskedBill(
                StandingReader.Asked.of(secrets.alias(person), claim.dates(), bill.hospitalId()),
                bill,
                claim.insurerKey()),
            claim,
            wanted));
  }

  private List<Seen> see(List<SharedReads.Asked> asked) {
    return transactions.read(
        connection -> {
          List<Seen> seen = new ArrayList<>();
          List<StandingReader.SeenClaim> read =
              StandingReader.seeEach(
                  connection, asked.stream().map(SharedReads.Asked::bill).toList());
          for (int i = 0; i < asked.size(); i++) {
            Claim claim = asked.get(i).claim();
            ClaimKey bill = claim.key();
            StandingReader.Known one =
                Exposures.complete(connection, read.get(i).known().forStay(bill), bill);
            Standing standing = holds(connection, one).beside(one.standing(), bill);
            seen.add(
                new Seen(
                    standing, one.clock().open(), settledBefore(connection, claim, read.get(i))));
          }
          return seen;
        });
  }

  /** What stands in the way of a claim; of an office's own the papers are looked at apart. */
  private static Optional<SettledBefore> settledBefore(
      Connection connection, Claim claim, StandingReader.SeenClaim seen) throws SQLException {
    return seen.first().isPresent() || !seen.onPaper() || claim.key().byOffice()
        ? seen.first()
        : PaperBooks.settledOnPaper(connection, seen.known().standing().personId(), claim)
            .map(
                first ->
                    new SettledBefore(SettledBefore.What.PAPERS, "", first.settlementId(), ""));
  }

  private static Holds holds(Connection connection, StandingReader.Known known)
      throws SQLException {
    return known.held()
        ? Holds.read(connection, known.standing().personId(), known.standing().householdId())
        : Holds.NONE;
  }

  @Override
  public CompletionStage<SettleResult> settle(
      SettleOrder order, Function<Standing, Decision> decide, ReplyCodec codec) {
    SettleGroup.Member member =
        new SettleGroup.Member(
            order, secrets.alias(order.person()), requests.fingerprint(order.content()), decide);
    if (order.leg().isPresent()) {
      try {
        return CompletableFuture.completedFuture(
            settleAlone(transactions, member, codec, GroupWriter.HELD_MILLIS_MAX));
      } catch (RuntimeException e) {
        return CompletableFuture.failedFuture(e);
      }
    }
    return groups.settle(member, codec);
  }

  private SettleResult settleAlone(
      Transactions within, SettleGroup.Member member, ReplyCodec codec, long lockWaitMillis) {
    return within.write(
        SettleResult.class,
        result -> !(result instanceof SettleResult.Recorded recorded) || recorded.replayed(),
        months.booking(
            connection -> {
              months.require(connection, member.order().stamp());
              Sql.first(connection, LOCK_WAIT, row -> row.getString(1), lockWaitMillis + "ms");
              return new SettleRun(
                      connection,
                      requests,
                      persons,
                      paperBooks,
                      member.order(),
                      member.alias(),
                      member.decide(),
                      codec)
                  .run(member.fingerprint());
            }));
  }

  @Override
  public Optional<SettleResult> repeated(RequestKey key, RequestContent content, Instant now) {
    return requests.repeated(
        transactions,
        key,
        Requests.Kind.SETTLE,
        content,
        now,
        SettleResult.class,
        (connection, fingerprint) -> SettleRun.repeated(connection, requests, key, fingerprint));
  }

  /** Reads and settles what was taken; takes no more. */
  @Override
  public void close() {
    reads.close();
    groups.close();
  }

  @Override
  public ReverseResult reverse(ReverseOrder order, ReplyCodec codec) {
    Requests.Fingerprint fingerprint = requests.fingerprint(order.content());
    return transactions.write(
        ReverseResult.class,
        result -> !(result instanceof ReverseResult.Recorded recorded) || recorded.replayed(),
        months.booking(
            connection -> {
              months.require(connection, order.stamp());
              return reversals.reverse(connection, order, fingerprint, codec);
            }));
  }

  @Override
  public UndoResult undo(UndoOrder order, ReplyCodec codec) {
    return transactions.write(
        UndoResult.class,
        result -> true,
        months.booking(
            connection -> {
              months.require(connection, order.stamp());
              return reversals.undo(connection, order, codec);
            }));
  }

  @Override
  public Optional<StoredRequest> findRequest(RequestKey key) {
    return transactions.find(connection -> Lookups.request(connection, key));
  }

  @Override
  public Optional<StoredRequest> findSettlement(String settlementId) {
    return transactions.find(connection -> Lookups.settlement(connection, settlementId));
  }

  @Override
  public Optional<LocalDate> lastDay(Settlement settlement) {
    return transactions.read(connection -> LateClaims.lastDay(connection, settlement));
  }

  @Override
  public ListedSettlements list(ListQuery query) {
    if (!query.hospitalId().isEmpty() && query.scope().kind() == SettlementScope.Kind.ALL) {
      return transactions.read(
          connection -> Lookups.list(connection, query, Lookups.LOOKED_AT_MAX));
    }
    return transactions.write(
        ListedSettlements.class,
        connection -> {
          Lookups.readInOrder(connection);
          return Lookups.list(connection, query, Lookups.LOOKED_AT_MAX);
        });
  }

  @Override
  public List<CorrectionRow> corrections(String settlementId) {
    return transactions.read(connection -> Lookups.corrections(connection, settlementId));
  }

  @Override
  public Optional<SettleResult.InvoiceClaimed> paperClaimed(
      PersonDocument person, Claim claim, PaperClaim paper) {
    return transactions.read(
        connection ->
            PaperBooks.find(
                connection,
                Optional.ofNullable(persons.find(connection, secrets.alias(person))),
                claim,
                paper));
  }

  @Override
  public List<String> aidCounties(String settlementId) {
    return transactions.read(connection -> BillCounties.of(connection, settlementId));
  }

  @Override
  public Optional<StoredInputs> inputs(String settlementId) {
    return transactions.read(connection -> Lookups.inputs(connection, settlementId));
  }

  @Override
  public List<PastSettlement> past(PastQuery query) {
    return transactions.read(connection -> Lookups.past(connection, query));
  }
}
