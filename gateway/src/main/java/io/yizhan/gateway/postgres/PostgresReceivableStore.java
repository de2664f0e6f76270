package io.yizhan.gateway.postgres;

import io.yizhan.claim.Claim;
import io.yizhan.gateway.desk.Origin;
import io.yizhan.gateway.desk.ReceivableStore;
import io.yizhan.gateway.desk.Stamp;
import io.yizhan.ledger.Bearers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is owed outside the waterfall: each order is one transaction, once for its request. */
final class PostgresReceivableStore implements ReceivableStore {
  /** How many entries of one receivable are shown. */
  private static final int ENTRIES_MAX = 500;

  private static final String LIST =
      "SELECT "
          + Receivables.COLUMNS
          + """
          FROM receivable WHERE receivable_id > ?
            AND EXISTS (SELECT FROM unnest(?::text[]) AS r WHERE starts_with(county, r))
            AND (? = '' OR party = ?) AND (? = '' OR kind = ?)
            AND (outstanding_fen > 0 OR NOT ?)
            AND (?::date IS NULL OR (outstanding_fen > 0 AND next_due < ?::date))
            AND (? = '' OR file_id = ?)
            AND :person
          ORDER BY receivable_id LIMIT ?
          """;

  private static final String LIST_OF_PERSON =
      LIST.replace(
          ":person",
          "(bucket, person_id) IN (SELECT ?::smallint, ? UNION ALL SELECT bucket, person_id"
              + " FROM person_join WHERE survivor_bucket = ? AND survivor_id = ?)");
  private static final String LIST_OF_ALL = LIST.replace(":person", "true");

  private static final String FIND =
      "SELECT " + Receivables.COLUMNS + " FROM receivable WHERE receivable_id = ?";

  private static final String ENTRIES =
      """
      SELECT entry_id, kind, amount_fen, payer, note, entry_date, entry_time, caller_id,
        bank_reference, bank_date, returns_id
      FROM (SELECT * FROM receivable_entry
        WHERE bucket = ? AND person_id = ? AND receivable_id = ?
        ORDER BY entry_id DESC LIMIT ?) AS newest
      ORDER BY entry_id
      """;

  private final Transactions transactions;
  private final Secrets secrets;
  private final OnceOrders<Result> orders;
  private final Persons persons;
  private final ReceivableTexts texts;
  private final PrivateTexts accounts;

  PostgresReceivableStore(Transactions transactions, Secrets secrets) {
    this.transactions = transactions;
    this.secrets = secrets;
    this.orders =
        new OnceOrders<>(
            transactions,
            new Requests(secrets),
            Requests.Kind.RECEIVABLE,
            new OnceOrders.Answers<>(
                Result.class,
                result ->
                    result instanceof Result.Recorded recorded && !recorded.replayed()
                        ? Optional.of(recorded.reply())
                        : Optional.empty(),
                reply -> new Result.Recorded(reply, true),
                Result.IdReused::new));
    this.persons = new Persons(secrets);
    this.texts = new ReceivableTexts(secrets);
    this.accounts = new PrivateTexts(secrets);
  }

  @Override
  public List<Receivable> list(Query query) {
    return transactions.read(
        connection -> {
          @Nullable LocalDate overdueOn = query.overdueOn().orElse(null);
          String kind = query.kind().map(Kind::name).orElse("");
          List<@Nullable Object> values =
              new ArrayList<>(
                  Arrays.asList(
                      query.afterId(),
                      connection.createArrayOf("text", query.counties().toArray()),
                      query.party(),
                      query.party(),
                      kind,
                      kind,
                      query.openOnly(),
                      overdueOn,
                      overdueOn,
                      query.fileId(),
                      query.fileId()));
          if (query.person().isPresent()) {
            String personId = persons.find(connection, secrets.alias(query.person().get()));
            if (personId == null) {
              return List.of();
            }
            Short bucket = Bucket.of(personId);
            values.addAll(List.of(bucket, personId, bucket, personId));
          }
          values.add(query.limit());
          return texts.explained(
              connection,
              Sql.page(
                  connection,
                  query.person().isPresent() ? LIST_OF_PERSON : LIST_OF_ALL,
                  Receivables::receivable,
                  values.toArray()));
        });
  }

  @Override
  public Optional<Statement> find(String receivableId) {
    return transactions.findAtOnce(
        connection -> {
          Optional<Receivable> found =
              Sql.first(connection, FIND, Receivables::receivable, receivableId);
          if (found.isEmpty()) {
            return Optional.empty();
          }
          List<Entry> entries =
              Sql.list(
                  connection,
                  ENTRIES,
                  PostgresReceivableStore::entry,
                  Bucket.of(found.get().personId()),
                  found.get().personId(),
                  receivableId,
                  ENTRIES_MAX);
          return Optional.of(
              new Statement(
                  texts.explained(connection, List.of(found.get())).get(0),
                  texts.noted(connection, found.get(), entries)));
        });
  }

  private static Entry entry(ResultSet row) throws SQLException {
    return new Entry(
        row.getString(1),
        EntryKind.valueOf(row.getString(2)),
        row.getLong(3),
        row.getString(4),
        row.getString(5),
        row.getObject(6, LocalDate.class),
        row.getTimestamp(7).toInstant(),
        row.getString(8),
        new Transfer(row.getString(9), Optional.ofNullable(row.getObject(10, LocalDate.class))),
        row.getString(11));
  }

  @Override
  public Result record(EntryOrder order, Function<Booked, byte[]> reply) {
    return orders.once(
        order.key(),
        order.content(),
        order.stamp(),
        order.callerId(),
        connection -> {
          boolean takes = order.kind() == EntryKind.WRITE_OFF && !order.payer().contains("@");
          lockFunds(connection, order.receivableId(), takes ? List.of(order.payer()) : List.of());
          Optional<Receivables.Row> row = Receivables.lock(connection, order.receivableId());
          if (row.isEmpty()) {
            return new Result.NotFound();
          }
          long outstanding = row.get().receivable().outstandingFen();
          if (order.amountFen() > outstanding) {
            return new Result.MoreThanOwed(outstanding);
          }
          Optional<Result> otherwise = paidOtherwise(row.get().receivable(), order);
          if (otherwise.isPresent()) {
            return otherwise.get();
          }
          boolean counted = order.kind() == EntryKind.WRITE_OFF && !takes;
          Receivable after =
              Receivables.settle(
                  connection,
                  row.get(),
                  new Receivables.Part(
                      order.kind(),
                      order.amountFen(),
                      order.payer(),
                      order.transfer(),
                      "",
                      InFile.NONE),
                  order.key(),
                  counted ? stillCounted(connection, order.stamp()) : order.stamp(),
                  order.callerId());
          // After what the fund itself was owed, which it has again: it may bear that.
          if (takes
              && !FundTakings.take(
                  connection,
                  order.payer(),
                  order.stamp().id(),
                  order.amountFen(),
                  order.callerId(),
                  order.stamp().time())) {
            return new Result.FundShort(FundTakings.leftFen(connection, order.payer()).orElse(0L));
          }
          texts.putNote(connection, after, order.stamp().id(), order.note());
          return new Result.Recorded(reply.apply(new Booked(after, order.stamp().id())), false);
        });
  }

  /** What a file names is paid by that file, to the fen; anything else is paid without one. */
  private static Optional<Result> paidOtherwise(Receivable of, EntryOrder order) {
    InFile file = of.file();
    if (!file.fileId().isEmpty() && order.fileId().isEmpty()) {
      return Optional.of(new Result.NamedInFile(file.fileId()));
    }
    boolean paysIt = order.fileId().equals(file.fileId());
    return paysIt && (file.fileId().isEmpty() || order.amountFen() == file.fen())
        ? Optional.empty()
        : Optional.of(new Result.NotInFile(order.fileId(), paysIt ? file.fen() : 0));
  }

  @Override
  public Result takeBack(ReturnOrder order, Function<Booked, byte[]> reply) {
    return orders.once(
        order.key(),
        order.content(),
        order.stamp(),
        order.callerId(),
        connection -> {
          lockFunds(connection, order.receivableId(), List.of());
          Optional<Receivables.Row> row = Receivables.lock(connection, order.receivableId());
          if (row.isEmpty()) {
            return new Result.NotFound();
          }
          ReturnedPayment.Outcome outcome = ReturnedPayment.takeBack(connection, row.get(), order);
          if (outcome.refused().isPresent()) {
            return outcome.refused().get();
          }
          Receivable after = outcome.after().orElseThrow();
          texts.putNote(connection, after, order.stamp().id(), order.note());
          return new Result.Recorded(reply.apply(new Booked(after, order.stamp().id())), false);
        });
  }

  @Override
  public Result export(FileOrder order, Function<PayOutFile, byte[]> reply) {
    Origin origin = order.origin();
    return orders.once(
        origin.key(),
        origin.content(),
        origin.stamp(),
        origin.callerId(),
        connection -> {
          PayOuts.Made made = PayOuts.export(connection, order);
          return made.file().isPresent()
              ? new Result.Recorded(reply.apply(made.file().get()), false)
              : made.refused().orElseThrow();
        });
  }

  @Override
  public Optional<PayOutFile> file(
      String fileId, List<String> counties, String callerId, String purpose, Instant now) {
    return transactions
        .write(
            Looked.class,
            looked -> true,
            connection ->
                new Looked(
                    PayOuts.find(connection, accounts, fileId, counties, callerId, purpose, now)))
        .file();
  }

  private record Looked(Optional<PayOutFile> file) {}

  /** The finite funds: those that bear something, and the other side of what is owed. */
  private static void lockFunds(Connection connection, String receivableId, List<String> bearing)
      throws SQLException {
    Set<String> funds = new TreeSet<>(bearing);
    Receivables.fund(connection, receivableId).ifPresent(funds::add);
    FundLocks.lock(connection, funds);
  }

  /**
   * The stamp of what a statutory fund spends. The days before one are counted for good, so an
   * entry of a gateway whose clock is behind counts on that day; it stays the first until this
   * transaction ends.
   */
  private static Stamp stillCounted(Connection connection, Stamp made) throws SQLException {
    LocalDate first = PostgresFundStore.counted(connection, "SHARE");
    return made.postingDate().isBefore(first)
        ? new Stamp(made.id(), made.requestId(), made.time(), first)
        : made;
  }

  @Override
  public Result agree(PlanOrder order, Function<Booked, byte[]> reply) {
    return orders.once(
        order.key(),
        order.content(),
        order.stamp(),
        order.callerId(),
        connection -> {
          Optional<Receivables.Row> row = Receivables.lock(connection, order.receivableId());
          if (row.isEmpty()) {
            return new Result.NotFound();
          }
          long outstanding = row.get().receivable().outstandingFen();
          if (outstanding == 0 || sumFen(order.plan()) != outstanding) {
            return new Result.PlanDoesNotAddUp(outstanding);
          }
          Receivable after =
              Receivables.agree(
                  connection,
                  row.get(),
                  order.plan(),
                  order.key(),
                  order.stamp(),
                  order.callerId());
          return new Result.Recorded(reply.apply(new Booked(after, order.stamp().id())), false);
        });
  }

  private static long sumFen(List<Instalment> plan) {
    long sum = 0;
    for (Instalment part : plan) {
      sum = Math.addExact(sum, part.amountFen());
    }
    return sum;
  }

  @Override
  public Result owe(OweOrder order, Function<Booked, byte[]> reply) {
    return orders.once(
        order.key(),
        order.content(),
        order.stamp(),
        order.callerId(),
        connection -> {
          Original original = Original.read(connection, order.settlementId(), order.hospitalId());
          if (original == null) {
            return new Result.NotFound();
          }
          persons.lockAccounts(connection, original.personId(), "");
          if (original.reversal(connection) != null) {
            return new Result.Reversed();
          }
          for (Receivables.Row row :
              Receivables.lockOf(connection, original.personId(), original.settlementId())) {
            if (row.receivable().kind() == Kind.PATIENT_SHARE
                && !row.receivable().reason().isEmpty()) {
              return new Result.OwedBefore(row.receivable().receivableId());
            }
          }
          long dueFen = cashDueFen(connection, original);
          if (order.amountFen() > dueFen) {
            return new Result.MoreThanOwed(dueFen);
          }
          Receivable opened =
              Receivables.open(
                  connection,
                  new Receivables.Opening(
                      order.stamp().id(),
                      original.personId(),
                      Kind.PATIENT_SHARE,
                      order.hospitalId(),
                      original.bill().keptBy(),
                      order.settlementId(),
                      order.key().requestId(),
                      order.amountFen(),
                      Receivables.PAY_LATER,
                      order.plan()),
                  order.stamp(),
                  order.callerId());
          return new Result.Recorded(reply.apply(new Booked(opened, "")), false);
        });
  }

  /**
   * The patient's share as it was settled, without what the personal account and the deposit paid.
   * What a correction moves is between the person and the funds, and is owed on its own.
   */
  private static long cashDueFen(Connection connection, Original original) throws SQLException {
    Claim claim = Lookups.inputs(connection, original.settlementId()).orElseThrow().claim();
    long shareFen = Bearers.of(original.firstEntry().postings()).patientFen();
    return Math.max(0, shareFen - claim.personalAccountFen() - claim.prepaymentFen());
  }
}
