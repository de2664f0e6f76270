package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.BankAccount;
import io.yizhan.gateway.desk.Origin;
import io.yizhan.gateway.desk.PayeeStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Payees' accounts over PostgreSQL. Of two orders about one hospital the second waits for the
 * hospital's row and finds what the first has done.
 */
final class PostgresPayeeStore implements PayeeStore {
  private static final String COLUMNS =
      """
      payee_account_id, county, hospital_id, bank_name, holder_name, account_number, bank_code,
      state, proposer_id, propose_time, confirmer_id, confirm_time
      """;

  private static final String LIST =
      "SELECT "
          + COLUMNS
          + """
          FROM payee_account WHERE payee_account_id > ?
            AND EXISTS (SELECT FROM unnest(?::text[]) AS r WHERE starts_with(county, r))
            AND (? = '' OR hospital_id = ?) AND (? = '' OR state = ?)
          ORDER BY payee_account_id LIMIT ?
          """;

  private static final String FIND =
      "SELECT " + COLUMNS + " FROM payee_account WHERE payee_account_id = ?";

  private static final String LOCK_HOSPITAL =
      "SELECT hospital_id FROM hospital WHERE hospital_id = ? FOR NO KEY UPDATE";

  private static final String ADD =
      """
      INSERT INTO payee_account (payee_account_id, county, hospital_id, bank_name, holder_name,
        account_number, bank_code, state, owner_id, request_id, proposer_id, propose_time)
      VALUES (?, ?, ?, ?, ?, ?, ?, 'PROPOSED', ?, ?, ?, ?)
      """;

  private static final String REPLACE =
      """
      UPDATE payee_account SET state = 'REPLACED'
      WHERE county = ? AND hospital_id = ? AND state = ?
      """;

  private static final String CONFIRM =
      """
      UPDATE payee_account SET state = 'IN_FORCE', confirm_owner_id = ?, confirm_request_id = ?,
        confirmer_id = ?, confirm_time = ?
      WHERE payee_account_id = ?
      """;

  private final Transactions transactions;
  private final OnceOrders<Result> orders;

  PostgresPayeeStore(Transactions transactions, Secrets secrets) {
    this.transactions = transactions;
    this.orders =
        new OnceOrders<>(
            transactions,
            new Requests(secrets),
            Requests.Kind.CLEARING,
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
  public Result propose(ProposeOrder order, Function<Row, byte[]> reply) {
    return once(
        order.origin(),
        connection -> {
          if (!lockHospital(connection, order.hospitalId())) {
            return new Result.HospitalUnknown();
          }
          replace(connection, order.county(), order.hospitalId(), State.PROPOSED);
          Origin origin = order.origin();
          BankAccount account = order.destination().account();
          Sql.update(
              connection,
              ADD,
              origin.stamp().id(),
              order.county(),
              order.hospitalId(),
              account.bank(),
              account.holder(),
              account.number(),
              order.destination().bankCode(),
              origin.key().ownerId(),
              origin.key().requestId(),
              origin.callerId(),
              origin.stamp().time());
          return recorded(connection, origin.stamp().id(), reply);
        });
  }

  @Override
  public Result confirm(ConfirmOrder order, Function<Row, byte[]> reply) {
    return once(
        order.origin(),
        connection -> {
          Optional<Row> seen =
              find(connection, order.payeeAccountId())
                  .filter(row -> order.counties().stream().anyMatch(row.county()::startsWith));
          if (seen.isEmpty()) {
            return new Result.NotFound();
          }
          lockHospital(connection, seen.get().hospitalId());
          Row row = find(connection, order.payeeAccountId()).orElseThrow();
          Origin origin = order.origin();
          if (row.state() != State.PROPOSED) {
            return new Result.NotProposed(row.state());
          }
          if (row.proposed().callerId().equals(origin.callerId())) {
            return new Result.SamePerson();
          }
          if (!row.destination().account().number().equals(order.accountNumber())) {
            return new Result.NumberDiffers();
          }
          replace(connection, row.county(), row.hospitalId(), State.IN_FORCE);
          Sql.update(
              connection,
              CONFIRM,
              origin.key().ownerId(),
              origin.key().requestId(),
              origin.callerId(),
              origin.stamp().time(),
              order.payeeAccountId());
          return recorded(connection, order.payeeAccountId(), reply);
        });
  }

  @Override
  public List<Row> list(Query query) {
    String state = query.state().map(Enum::name).orElse("");
    return transactions.read(
        connection ->
            Sql.page(
                connection,
                LIST,
                PostgresPayeeStore::row,
                query.afterId(),
                Sql.texts(connection, query.counties()),
                query.hospitalId(),
                query.hospitalId(),
                state,
                state,
                query.limit()));
  }

  private Result once(Origin origin, OnceOrders.Order<Result> order) {
    return orders.once(origin.key(), origin.content(), origin.stamp(), origin.callerId(), order);
  }

  private static boolean lockHospital(Connection connection, String hospitalId)
      throws SQLException {
    return Sql.first(connection, LOCK_HOSPITAL, row -> row.getString(1), hospitalId).isPresent();
  }

  private static void replace(Connection connection, String county, String hospitalId, State state)
      throws SQLException {
    Sql.update(connection, REPLACE, county, hospitalId, state.name());
  }

  private static Optional<Row> find(Connection connection, String payeeAccountId)
      throws SQLException {
    return Sql.first(connection, FIND, PostgresPayeeStore::row, payeeAccountId);
  }

  private static Result recorded(
      Connection connection, String payeeAccountId, Function<Row, byte[]> reply)
      throws SQLException {
    return new Result.Recorded(reply.apply(find(connection, payeeAccountId).orElseThrow()), false);
  }

  private static Row row(ResultSet row) throws SQLException {
    @Nullable Timestamp confirmed = row.getTimestamp(12);
    return new Row(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        new Destination(
            new BankAccount(row.getString(4), row.getString(5), row.getString(6)),
            row.getString(7)),
        State.valueOf(row.getString(8)),
        new By(row.getString(9), row.getTimestamp(10).toInstant()),
        confirmed == null
            ? Optional.empty()
            : Optional.of(new By(row.getString(11), confirmed.toInstant())));
  }
}
