package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ProvisionalStore;
import io.yizhan.gateway.desk.ReceivableStore.Receivable;
import io.yizhan.gateway.desk.RegistryStore.PersonRecord;
import io.yizhan.gateway.desk.RegistryStore.PutPersonResult;
import io.yizhan.gateway.desk.RosterStore;
import io.yizhan.settlement.Standing;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Provisional approvals: each order is one transaction, once for its request. */
final class PostgresProvisionalStore implements ProvisionalStore {
  /** From which part of its limit on an approval is near it, percent. */
  private static final int NEAR_LIMIT_PERCENT = 80;

  private static final String COLUMNS =
      """
      provisional_id, person_id, category, county, valid_from, deadline, promise_number,
      village_code, reviewer_code, review_date, cost_kind, cost_fen, threshold_fen,
      person_limit_fen, drawn_fen, state, promise_broken, approve_time, end_date, report_number,
      end_reason, recovered_fen, recovers_in_good_faith
      """;

  private static final String PUT_RULE =
      """
      INSERT INTO provisional_rule (county, valid_from, threshold_fen, person_limit_fen,
        county_limit_fen, days_max, recovers_in_good_faith, source, caller_id, put_time)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (county, valid_from) DO UPDATE SET threshold_fen = excluded.threshold_fen,
        person_limit_fen = excluded.person_limit_fen,
        county_limit_fen = excluded.county_limit_fen, days_max = excluded.days_max,
        recovers_in_good_faith = excluded.recovers_in_good_faith, source = excluded.source,
        caller_id = excluded.caller_id, put_time = excluded.put_time
      """;

  private static final String RULE =
      """
      SELECT r.valid_from, r.threshold_fen, r.person_limit_fen, r.county_limit_fen, r.days_max,
        r.recovers_in_good_faith, r.source, coalesce(c.limit_fen, r.county_limit_fen),
        coalesce(c.drawn_fen, 0)
      FROM provisional_rule r LEFT JOIN provisional_county c ON c.county = r.county
      WHERE r.county = ? AND r.valid_from <= ?
      ORDER BY r.valid_from DESC LIMIT 1
      """;

  private static final String SET_COUNTY =
      """
      INSERT INTO provisional_county (county, limit_fen) VALUES (?, ?)
      ON CONFLICT (county) DO UPDATE SET limit_fen = excluded.limit_fen
      """;

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

  private static final String ADD =
      """
      INSERT INTO provisional (bucket, person_id, provisional_id, category, county, valid_from,
        deadline, promise_number, village_code, reviewer_code, review_date, cost_kind, cost_fen,
        threshold_fen, person_limit_fen, recovers_in_good_faith, state, caller_id, approve_time)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'OPEN', ?, ?)
      """;

  private static final String FIND =
      "SELECT " + COLUMNS + " FROM provisional WHERE provisional_id = ?";

  private static final String LIST =
      "SELECT "
          + COLUMNS
          + """
          FROM provisional WHERE provisional_id > ?
            AND EXISTS (SELECT FROM unnest(?::text[]) AS r WHERE starts_with(county, r))
            AND (? = '' OR state = ?)
            AND (?::date IS NULL OR (state = 'OPEN' AND deadline < ?::date))
            AND (NOT ? OR drawn_fen * 100 >= person_limit_fen * ?)
          ORDER BY provisional_id LIMIT ?
          """;

  private static final String END =
      """
      UPDATE provisional SET state = ?, promise_broken = ?, end_date = ?, report_number = ?,
        end_reason = ?, recovered_fen = ?, end_request_id = ?, ender_id = ?, end_time = ?
      WHERE bucket = ? AND person_id = ? AND provisional_id = ?
      """;

  private static final String CONFIRM_IDENTITY =
      """
      UPDATE identity SET source = ?
      WHERE bucket = ? AND person_id = ? AND category = ? AND county = ? AND valid_from = ?
        AND source = 'provisional'
      """;

  private static final String END_IDENTITY =
      """
      UPDATE identity SET valid_to = ?
      WHERE bucket = ? AND person_id = ? AND category = ? AND county = ? AND valid_from = ?
        AND source = 'provisional'
      """;

  private static final String REMOVE_IDENTITY =
      """
      DELETE FROM identity
      WHERE bucket = ? AND person_id = ? AND category = ? AND county = ? AND valid_from = ?
        AND source = 'provisional'
      """;

  private final Transactions transactions;
  private final Secrets secrets;
  private final Persons persons;
  private final PersonRegister register;
  private final OnceOrders<Result> orders;
  private final Months months = new Months();

  PostgresProvisionalStore(Transactions transactions, Secrets secrets) {
    this.transactions = transactions;
    this.secrets = secrets;
    this.persons = new Persons(secrets);
    this.register = new PersonRegister(secrets, persons);
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
  public void putRule(Rule rule, String callerId, Instant now, LocalDate today) {
    transactions.write(
        Boolean.class,
        connection -> {
          Sql.update(
              connection,
              PUT_RULE,
              rule.county(),
              rule.from(),
              rule.thresholdFen(),
              rule.personLimitFen(),
              rule.countyLimitFen(),
              rule.daysMax(),
              rule.recoversInGoodFaith(),
              rule.source(),
              callerId,
              now);
          Optional<RuleState> inForce = rule(connection, rule.county(), today);
          if (inForce.isPresent()) {
            Sql.update(
                connection, SET_COUNTY, rule.county(), inForce.get().rule().countyLimitFen());
          }
          String change =
              "provisional rule from "
                  + rule.from()
                  + ": over "
                  + rule.thresholdFen()
                  + ", person "
                  + rule.personLimitFen()
                  + ", county "
                  + rule.countyLimitFen()
                  + ", days "
                  + rule.daysMax()
                  + (rule.recoversInGoodFaith() ? ", recovers in good faith" : "");
          PostgresRegistryStore.History.add(
              connection, secrets, "county:" + rule.county(), change, callerId, now);
          return true;
        });
  }

  @Override
  public Optional<RuleState> rule(String county, LocalDate day) {
    return transactions.read(connection -> rule(connection, county, day));
  }

  private static Optional<RuleState> rule(Connection connection, String county, LocalDate day)
      throws SQLException {
    return Sql.first(
        connection,
        RULE,
        row ->
            new RuleState(
                new Rule(
                    county,
                    row.getObject(1, LocalDate.class),
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getInt(5),
                    row.getBoolean(6),
                    row.getString(7)),
                row.getLong(8),
                row.getLong(9)),
        county,
        day);
  }

  @Override
  public Result approve(ApproveOrder order, Function<Provisional, byte[]> reply) {
    return orders.once(
        order.key(),
        order.content(),
        order.stamp(),
        order.callerId(),
        connection -> {
          Optional<RuleState> rule = rule(connection, order.county(), order.from());
          if (rule.isEmpty()) {
            return new Result.NotOffered();
          }
          Optional<Result> refusal = refusal(order, rule.get().rule());
          return refusal.isPresent()
              ? refusal.get()
              : approve(connection, order, rule.get().rule(), reply);
        });
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
    PutPersonResult put =
        register.put(connection, withoutIdentities(order), order.callerId(), order.stamp().time());
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
    note(
        connection,
        new RosterStore.Change(personId, Optional.empty(), Optional.of(given)),
        order.callerId(),
        order.stamp().time());
    // What the county may draw is as of today, whatever the day that the approval starts on.
    Rule now =
        rule(connection, order.county(), order.stamp().postingDate())
            .map(RuleState::rule)
            .orElse(rule);
    Sql.update(connection, SET_COUNTY, order.county(), now.countyLimitFen());
    Sql.update(
        connection,
        ADD,
        bucket,
        personId,
        order.stamp().id(),
        order.category(),
        order.county(),
        order.from(),
        order.deadline(),
        order.grounds().promiseNumber(),
        order.grounds().villageCode(),
        order.grounds().reviewerCode(),
        order.grounds().reviewed(),
        order.grounds().costKind(),
        order.grounds().costFen(),
        rule.thresholdFen(),
        order.personLimitFen().orElse(rule.personLimitFen()),
        rule.recoversInGoodFaith(),
        order.callerId(),
        order.stamp().time());
    Provisional approved = row(connection, order.stamp().id()).orElseThrow().provisional();
    return new Result.Recorded(reply.apply(approved), false);
  }

  /** The person as the office names one; the identity is added when nothing is in its way. */
  private static PersonRecord withoutIdentities(ApproveOrder order) {
    return new PersonRecord(
        order.person().documents(), order.person().name(), List.of(), List.of(), List.of());
  }

  /** A row of the table. */
  private record Row(Provisional provisional, boolean recoversInGoodFaith) {}

  private static Optional<Row> row(Connection connection, String provisionalId)
      throws SQLException {
    return Sql.first(connection, FIND, PostgresProvisionalStore::row, provisionalId);
  }

  private static Row row(ResultSet row) throws SQLException {
    State state = State.valueOf(row.getString(16));
    return new Row(
        new Provisional(
            row.getString(1),
            row.getString(2),
            row.getString(3),
            row.getString(4),
            row.getObject(5, LocalDate.class),
            row.getObject(6, LocalDate.class),
            new Grounds(
                row.getString(7),
                row.getString(8),
                row.getString(9),
                row.getObject(10, LocalDate.class),
                row.getString(11),
                row.getLong(12)),
            row.getLong(13),
            row.getLong(14),
            row.getLong(15),
            state,
            row.getBoolean(17),
            row.getTimestamp(18).toInstant(),
            state == State.OPEN
                ? Optional.empty()
                : Optional.of(
                    new Ending(
                        row.getObject(19, LocalDate.class),
                        row.getString(20),
                        row.getString(21),
                        row.getLong(22)))),
        row.getBoolean(23));
  }

  @Override
  public Optional<Ended> find(String provisionalId) {
    return transactions.find(
        connection -> {
          Optional<Row> found = row(connection, provisionalId);
          if (found.isEmpty()) {
            return Optional.empty();
          }
          Provisional provisional = found.get().provisional();
          return Optional.of(
              new Ended(
                  provisional,
                  Receivables.openedBy(connection, provisional.personId(), provisionalId)));
        });
  }

  @Override
  public List<Provisional> list(Query query) {
    @Nullable LocalDate overdueOn = query.overdueOn().orElse(null);
    String state = query.state().map(State::name).orElse("");
    return transactions.read(
        connection ->
            Sql.list(
                connection,
                LIST,
                row -> row(row).provisional(),
                query.afterId(),
                connection.createArrayOf("text", query.counties().toArray()),
                state,
                state,
                overdueOn,
                overdueOn,
                query.nearLimit(),
                NEAR_LIMIT_PERCENT,
                query.limit()));
  }

  @Override
  public Result end(EndOrder order, Function<Ended, byte[]> reply) {
    transactions.write(
        Boolean.class,
        connection -> {
          months.require(connection, order.stamp().postingDate());
          return true;
        });
    return orders.once(
        order.key(),
        order.content(),
        order.stamp(),
        order.callerId(),
        connection -> {
          Optional<Row> seen = row(connection, order.provisionalId());
          if (seen.isEmpty()) {
            return new Result.NotFound();
          }
          List<String> accounts = Recovery.accounts(connection, seen.get().provisional());
          Persons.lockAccounts(connection, accounts);
          Exposures.lockCounties(connection, List.of(seen.get().provisional().county()));
          Row row = row(connection, order.provisionalId()).orElseThrow();
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
        });
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
    Exposures.addToCounty(connection, open.county(), Math.negateExact(open.drawnFen()));
    Sql.update(
        connection,
        END,
        order.end().name(),
        order.end() == State.FALSE_STATEMENT,
        order.day(),
        order.reportNumber(),
        order.reason(),
        recoveredFen,
        order.key().requestId(),
        order.callerId(),
        order.stamp().time(),
        Bucket.of(open.personId()),
        open.personId(),
        open.provisionalId());
    PostgresRegistryStore.History.add(
        connection,
        secrets,
        "person:" + open.personId(),
        "provisional " + open.provisionalId() + " ended: " + order.end(),
        order.callerId(),
        order.stamp().time());
    return new Ended(row(connection, open.provisionalId()).orElseThrow().provisional(), owed);
  }

  /** Writes a change of an identity into its history, as every way of changing one does. */
  private void note(Connection connection, RosterStore.Change change, String callerId, Instant now)
      throws SQLException {
    RosterWriter.note(connection, secrets, List.of(change), "PROVISIONAL", "", callerId, now);
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
    Optional<Standing.Identity> now =
        switch (order.end()) {
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
                      was.source()));
          case FALSE_STATEMENT, OPEN -> Optional.empty();
        };
    short bucket = Bucket.of(open.personId());
    int changed =
        switch (order.end()) {
          case CONFIRMED ->
              Sql.update(
                  connection,
                  CONFIRM_IDENTITY,
                  order.source(),
                  bucket,
                  open.personId(),
                  open.category(),
                  open.county(),
                  open.from());
          case IN_GOOD_FAITH ->
              Sql.update(
                  connection,
                  END_IDENTITY,
                  order.day(),
                  bucket,
                  open.personId(),
                  open.category(),
                  open.county(),
                  open.from());
          case FALSE_STATEMENT ->
              Sql.update(
                  connection,
                  REMOVE_IDENTITY,
                  bucket,
                  open.personId(),
                  open.category(),
                  open.county(),
                  open.from());
          case OPEN -> throw new IllegalArgumentException("an ending must end");
        };
    if (changed != 1) {
      throw new IllegalStateException("an open approval must have its identity");
    }
    note(
        connection,
        new RosterStore.Change(open.personId(), Optional.of(was), now),
        order.callerId(),
        order.stamp().time());
  }
}
