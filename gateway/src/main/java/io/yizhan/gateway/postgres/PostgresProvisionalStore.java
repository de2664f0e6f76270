package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ProvisionalStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Provisional approvals: each order is one transaction, once for its request. */
final class PostgresProvisionalStore implements ProvisionalStore {
  private final Transactions transactions;
  private final Secrets secrets;
  private final PrivateTexts texts;
  private final ProvisionalApproval approval;
  private final ProvisionalEnding ending;
  private final OnceOrders<Result> orders;
  private final Months months;

  PostgresProvisionalStore(Transactions transactions, Secrets secrets, Months months) {
    this.months = months;
    this.transactions = transactions;
    this.secrets = secrets;
    this.texts = new PrivateTexts(secrets);
    this.approval = new ProvisionalApproval(secrets);
    this.ending = new ProvisionalEnding(secrets);
    this.orders =
        new OnceOrders<>(
            transactions,
            new Requests(secrets),
            Requests.Kind.PROVISIONAL,
            new OnceOrders.Answers<>(
                Result.class,
                result ->
                    result instanceof Result.Recorded recorded && !recorded.replayed()
                        ? Optional.of(recorded.reply())
                        : Optional.empty(),
                reply -> new Result.Recorded(reply, true),
                Result.IdReused::new));
  }

  @Override
  public void putRule(Rule rule, String callerId, Instant now) {
    transactions.write(
        Boolean.class,
        connection -> {
          ProvisionalRules.put(connection, secrets, rule, callerId, now);
          return true;
        });
  }

  @Override
  public Optional<RuleState> rule(String county, LocalDate day) {
    return transactions.read(connection -> ProvisionalRules.on(connection, county, day));
  }

  @Override
  public Result approve(ApproveOrder order, Function<Provisional, byte[]> reply) {
    return orders.once(
        order.key(),
        order.content(),
        order.stamp(),
        order.callerId(),
        connection -> approval.run(connection, order, reply));
  }

  @Override
  public Result end(EndOrder order, Function<Ended, byte[]> reply) {
    transactions.write(
        Boolean.class,
        connection -> {
          months.requireAnew(connection, order.stamp());
          return true;
        });
    return orders.once(
        order.key(),
        order.content(),
        order.stamp(),
        order.callerId(),
        connection -> ending.run(connection, order, reply));
  }

  @Override
  public Optional<Ended> find(String provisionalId) {
    return transactions.findAtOnce(
        connection -> {
          Optional<ProvisionalRows.Row> found = ProvisionalRows.find(connection, provisionalId);
          if (found.isEmpty()) {
            return Optional.empty();
          }
          Provisional provisional =
              explained(connection, List.of(found.get().provisional())).get(0);
          return Optional.of(
              new Ended(
                  provisional,
                  Receivables.openedBy(connection, provisional.personId(), provisionalId)));
        });
  }

  @Override
  public List<Provisional> list(Query query) {
    return transactions.read(
        connection -> explained(connection, ProvisionalRows.list(connection, query)));
  }

  /** Those that were read before, with why they ended. */
  private List<Provisional> explained(Connection connection, List<Provisional> read)
      throws SQLException {
    Map<Integer, String> why =
        texts.ofMany(
            connection,
            PrivateTexts.Kind.REASON,
            read,
            Provisional::personId,
            Provisional::provisionalId);
    List<Provisional> explained = new ArrayList<>();
    for (Provisional each : read) {
      explained.add(each.endedBecause(why.getOrDefault(explained.size(), "")));
    }
    return explained;
  }
}
