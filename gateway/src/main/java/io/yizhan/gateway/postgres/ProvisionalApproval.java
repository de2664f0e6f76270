package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ProvisionalStore.ApproveOrder;
import io.yizhan.gateway.desk.ProvisionalStore.Provisional;
import io.yizhan.gateway.desk.ProvisionalStore.Result;
import io.yizhan.gateway.desk.ProvisionalStore.Rule;
import io.yizhan.gateway.desk.ProvisionalStore.RuleState;
import io.yizhan.gateway.desk.PutRight;
import io.yizhan.gateway.desk.RegistryStore.PersonRecord;
import io.yizhan.gateway.desk.RegistryStore.PutPersonResult;
import io.yizhan.gateway.desk.RosterStore;
import io.yizhan.settlement.Standing;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Approves on a promise, by the county's rule, within the transaction of the order. */
final class ProvisionalApproval {
  private static final String IDENTITY_HELD =
      """
      SELECT 1 FROM identity WHERE bucket = ? AND person_id = ? AND category = ? AND county = ?
        AND valid_from <= ? AND coalesce(valid_to, 'infinity') >= ?
      """;

  /** A promise that was broken under a record that was joined into this one counts, too. */
  private static final String IN_THE_WAY =
      """
      SELECT provisional_id, promise_broken FROM provisional
      WHERE (bucket, person_id) IN (SELECT ?::smallint, ? UNION ALL SELECT bucket, person_id
          FROM person_join WHERE survivor_bucket = ? AND survivor_id = ?)
        AND (promise_broken OR (state = 'OPEN' AND county = ?))
      ORDER BY promise_broken DESC, provisional_id LIMIT 1
      """;

  private final Secrets secrets;
  private final Persons persons;
  private final PersonRegister register;

  ProvisionalApproval(Secrets secrets) {
    this.secrets = secrets;
    this.persons = new Persons(secrets);
    this.register = new PersonRegister(secrets, persons);
  }

  Result run(Connection connection, ApproveOrder order, Function<Provisional, byte[]> reply)
      throws SQLException {
    Optional<Rule> rule =
        ProvisionalRules.on(connection, order.county(), order.from()).map(RuleState::rule);
    if (rule.isEmpty()) {
      return new Result.NotOffered();
    }
    Optional<Result> refusal = refusal(order, rule.get());
    return refusal.isPresent() ? refusal.get() : approve(connection, order, rule.get(), reply);
  }

  /** What the rule refuses. */
  private static Optional<Result> refusal(ApproveOrder order, Rule rule) {
    if (order.grounds().costFen() <= rule.thresholdFen()) {
      return Optional.of(new Result.BelowThreshold(rule.thresholdFen()));
    }
    LocalDate last = order.from().plusDays(rule.daysMax());
    if (order.deadline().isAfter(last)) {
      return Optional.of(new Result.DeadlineTooLate(last));
    }
    return order.personLimitFen().filter(limit -> limit > rule.personLimitFen()).isPresent()
        ? Optional.of(new Result.LimitTooHigh(rule.personLimitFen()))
        : Optional.empty();
  }

  private Result approve(
      Connection connection, ApproveOrder order, Rule rule, Function<Provisional, byte[]> reply)
      throws SQLException {
    // Whether the office may is asked of the person as a whole, with the identity that is given.
    PutRight right =
        new PutRight(
            order.right().regions(),
            (bare, whose) -> order.right().check().refused(order.person(), whose));
    PutPersonResult put =
        register.put(
            connection, withoutIdentities(order), right, order.callerId(), order.stamp().time());
    if (put instanceof PutPersonResult.NotYours refused) {
      return new Result.NotYours(refused.field());
    }
    if (!(put instanceof PutPersonResult.Kept kept)) {
      return new Result.DocumentsOfTwoPersons();
    }
    String personId = kept.personId();
    short bucket = Bucket.of(personId);
    persons.lockAccount(connection, personId);
    Optional<Result> before =
        Sql.first(
            connection,
            IN_THE_WAY,
            row ->
                row.getBoolean(2)
                    ? new Result.PromiseBroken(row.getString(1))
                    : new Result.HeldBefore(row.getString(1)),
            bucket,
            personId,
            bucket,
            personId,
            order.county());
    if (before.isPresent()) {
      return before.get();
    }
    boolean held =
        Sql.first(
                connection,
                IDENTITY_HELD,
                row -> row.getInt(1),
                bucket,
                personId,
                order.category(),
                order.county(),
                order.deadline(),
                order.from())
            .isPresent();
    if (held) {
      return new Result.HeldBefore("");
    }
    Standing.Identity given =
        new Standing.Identity(
            order.category(),
            order.county(),
            order.from(),
            Optional.empty(),
            Standing.Identity.PROVISIONAL);
    register.addIdentity(connection, personId, given);
    IdentityRows.note(
        connection,
        secrets,
        List.of(new RosterStore.Change(personId, Optional.empty(), Optional.of(given))),
        "PROVISIONAL",
        "",
        order.callerId(),
        order.stamp().time());
    Provisional approved = ProvisionalRows.add(connection, order, rule, personId);
    return new Result.Recorded(reply.apply(approved), false);
  }

  /** The person as the office names one; the identity is added when nothing is in its way. */
  private static PersonRecord withoutIdentities(ApproveOrder order) {
    return new PersonRecord(
        order.person().documents(), order.person().name(), List.of(), List.of(), List.of());
  }
}
