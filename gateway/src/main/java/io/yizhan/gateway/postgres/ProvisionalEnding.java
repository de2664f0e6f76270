package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ProvisionalStore.EndOrder;
import io.yizhan.gateway.desk.ProvisionalStore.Ended;
import io.yizhan.gateway.desk.ProvisionalStore.Provisional;
import io.yizhan.gateway.desk.ProvisionalStore.Result;
import io.yizhan.gateway.desk.ProvisionalStore.State;
import io.yizhan.gateway.desk.ReceivableStore.Receivable;
import io.yizhan.gateway.desk.RosterStore;
import io.yizhan.gateway.postgres.ProvisionalRows.Row;
import io.yizhan.settlement.Standing;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Ends an approval in one of three ways, within the transaction of the order. */
final class ProvisionalEnding {
  private static final String CHANGE_IDENTITY =
      """
      UPDATE identity SET valid_to = ?, source = ?
      WHERE bucket = ? AND person_id = ? AND category = ? AND county = ? AND valid_from = ?
        AND source = 'provisional'
      """;

  private static final String REMOVE_IDENTITY =
      """
      DELETE FROM identity
      WHERE bucket = ? AND person_id = ? AND category = ? AND county = ? AND valid_from = ?
        AND source = 'provisional'
      """;

  private final Secrets secrets;
  private final PrivateTexts texts;

  ProvisionalEnding(Secrets secrets) {
    this.secrets = secrets;
    this.texts = new PrivateTexts(secrets);
  }

  Result run(Connection connection, EndOrder asked, Function<Ended, byte[]> reply)
      throws SQLException {
    EndOrder order = asked.on(PostingClocks.stamp(connection, asked.stamp()));
    Optional<Row> seen = ProvisionalRows.find(connection, order.provisionalId());
    if (seen.isEmpty()) {
      return new Result.NotFound();
    }
    List<String> accounts = Recovery.accounts(connection, seen.get().provisional());
    Persons.lockAccounts(connection, accounts);
    Exposures.lockCounties(connection, List.of(seen.get().provisional().county()));
    Row row = ProvisionalRows.find(connection, order.provisionalId()).orElseThrow();
    if (!accounts.containsAll(Recovery.accounts(connection, row.provisional()))) {
      // A settlement came in between that used a household's account: run again.
      throw new SQLException("an account was used at the same time", "40001");
    }
    if (row.provisional().state() != State.OPEN) {
      return new Result.EndedBefore(row.provisional().state());
    }
    LocalDate today = order.stamp().postingDate();
    if (recovers(order, row)
        && !Periods.isOpen(Periods.of(today), Periods.hold(connection), today)) {
      return new Result.MonthClosed(Periods.of(today));
    }
    return new Result.Recorded(reply.apply(end(connection, order, row)), false);
  }

  private static boolean recovers(EndOrder order, Row row) {
    return order.end() == State.FALSE_STATEMENT
        || (order.end() == State.IN_GOOD_FAITH && row.recoversInGoodFaith());
  }

  private Ended end(Connection connection, EndOrder order, Row row) throws SQLException {
    Provisional open = row.provisional();
    List<Receivable> owed =
        recovers(order, row) ? new Recovery(connection, secrets, order, open).run() : List.of();
    long recoveredFen = owed.stream().mapToLong(Receivable::amountFen).sum();
    endIdentity(connection, order, open);
    Exposures.takeFromCounty(connection, open.county(), open.drawnFen());
    Provisional ended = ProvisionalRows.end(connection, order, open, recoveredFen);
    if (!order.reason().isEmpty()) {
      texts.put(
          connection,
          open.personId(),
          PrivateTexts.Kind.REASON,
          open.provisionalId(),
          order.reason());
    }
    PostgresRegistryStore.History.add(
        connection,
        secrets,
        "person:" + open.personId(),
        "provisional " + open.provisionalId() + " ended: " + order.end(),
        order.callerId(),
        order.stamp().time());
    return new Ended(ended, owed);
  }

  private void endIdentity(Connection connection, EndOrder order, Provisional open)
      throws SQLException {
    Standing.Identity was =
        new Standing.Identity(
            open.category(),
            open.county(),
            open.from(),
            Optional.empty(),
            Standing.Identity.PROVISIONAL);
    Optional<Standing.Identity> now = after(was, order);
    short bucket = Bucket.of(open.personId());
    int changed =
        now.isEmpty()
            ? Sql.update(
                connection,
                REMOVE_IDENTITY,
                bucket,
                open.personId(),
                was.category(),
                was.county(),
                was.from())
            : Sql.update(
                connection,
                CHANGE_IDENTITY,
                now.get().to().orElse(null),
                now.get().source(),
                bucket,
                open.personId(),
                was.category(),
                was.county(),
                was.from());
    if (changed != 1) {
      throw new IllegalStateException("an open approval must have its identity");
    }
    IdentityRows.note(
        connection,
        secrets,
        List.of(new RosterStore.Change(open.personId(), Optional.of(was), now)),
        "PROVISIONAL",
        "",
        order.callerId(),
        order.stamp().time());
  }

  /** What the identity is after it: confirmed, ended, or none, because it never was. */
  private static Optional<Standing.Identity> after(Standing.Identity was, EndOrder order) {
    return switch (order.end()) {
      case CONFIRMED ->
          Optional.of(
              new Standing.Identity(
                  was.category(), was.county(), was.from(), was.to(), order.source()));
      case IN_GOOD_FAITH ->
          Optional.of(
              new Standing.Identity(
                  was.category(),
                  was.county(),
                  was.from(),
                  Optional.of(order.day()),
                  Standing.Identity.PROVISIONAL_ENDED));
      case FALSE_STATEMENT -> Optional.empty();
      case OPEN -> throw new IllegalArgumentException("an ending must end");
    };
  }
}
