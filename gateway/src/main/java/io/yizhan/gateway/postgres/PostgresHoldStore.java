package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.HoldStore;
import io.yizhan.gateway.desk.RequestContent;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.StoreUnavailableException;
import io.yizhan.settlement.Decision;
import io.yizhan.settlement.Standing;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The port of quotes that bind: each hold, each release and each ending is one transaction. */
final class PostgresHoldStore implements HoldStore {
  private static final String FIND_EXPIRED =
      """
      SELECT hospital_id, request_id FROM hold
      WHERE state = 'HELD' AND expire_time <= now()
      ORDER BY expire_time LIMIT ?
      """;

  private static final String WAIT_SHORTLY = "SET LOCAL lock_timeout = '250ms'";

  private final Transactions transactions;
  private final Secrets secrets;
  private final Requests requests;
  private final Persons persons;

  PostgresHoldStore(Transactions transactions, Secrets secrets) {
    this.transactions = transactions;
    this.secrets = secrets;
    this.requests = new Requests(secrets);
    this.persons = new Persons(secrets);
  }

  @Override
  public HoldResult hold(HoldOrder order, Function<Standing, Decision> decide, HoldCodec codec) {
    byte[] alias = secrets.alias(order.person());
    Requests.Fingerprint fingerprint = requests.fingerprint(order.content());
    Requests.Fingerprint claim = requests.fingerprint(order.claimContent());
    return transactions.write(
        HoldResult.class,
        result -> !(result instanceof HoldResult.Recorded recorded) || recorded.replayed(),
        connection ->
            new HoldRun(connection, requests, persons, order, alias, decide, codec)
                .run(fingerprint, claim));
  }

  @Override
  public Optional<HoldResult> repeated(RequestKey key, RequestContent content, Instant now) {
    return requests.repeated(
        transactions,
        key,
        Requests.Kind.HOLD,
        content,
        now,
        HoldResult.class,
        (connection, fingerprint) -> HoldRun.repeated(connection, requests, key, fingerprint));
  }

  @Override
  public ReleaseResult release(ReleaseOrder order) {
    return transactions.write(
        ReleaseResult.class, result -> true, connection -> release(connection, order));
  }

  private ReleaseResult release(Connection connection, ReleaseOrder order) throws SQLException {
    if (requests.forbidHold(connection, order.held(), order.callerId(), order.now())) {
      return new ReleaseResult.Ended(HoldState.FORBIDDEN);
    }
    Requests.Row request = requests.read(connection, order.held(), false);
    if (!request.kind().equals(Requests.Kind.HOLD.name())) {
      return new ReleaseResult.NotAHold();
    }
    if (!request.state().equals("BOOKED")) {
      return new ReleaseResult.Ended(HoldState.valueOf(request.state()));
    }
    HoldRow ended = end(connection, order.held(), "RELEASED");
    boolean over = ended.state().equals(HoldRow.HELD);
    return new ReleaseResult.Ended(over ? HoldState.EXPIRED : HoldState.valueOf(ended.state()));
  }

  @Override
  public int endExpired(int holdsMax) {
    List<RequestKey> expired =
        transactions.read(
            connection ->
                Sql.list(
                    connection,
                    FIND_EXPIRED,
                    row -> new RequestKey(row.getString(1), row.getString(2)),
                    holdsMax));
    int ended = 0;
    List<RuntimeException> failures = new ArrayList<>();
    for (RequestKey key : expired) {
      try {
        ended += endExpired(key) ? 1 : 0;
      } catch (StoreUnavailableException away) {
        if (Transactions.concernsAll(away)) {
          throw away;
        }
      } catch (RuntimeException failed) {
        failures.add(failed);
      }
    }
    if (!failures.isEmpty()) {
      throw failures.get(0);
    }
    return ended;
  }

  /** Waits for nobody for long: the next look finds it again. */
  private boolean endExpired(RequestKey key) {
    HoldRow row =
        transactions.write(
            HoldRow.class,
            connection -> {
              Sql.update(connection, WAIT_SHORTLY);
              return end(connection, key, HoldRow.EXPIRED);
            });
    return !row.state().equals(HoldRow.HELD);
  }

  /**
   * Ends a hold under the locks of its accounts and its funds, unless it has ended; one whose time
   * is over ends as expired, whatever for. Answers it as it is then.
   */
  private HoldRow end(Connection connection, RequestKey key, String endState) throws SQLException {
    HoldRow seen = HoldRow.find(connection, key).orElseThrow();
    if (!seen.state().equals(HoldRow.HELD)) {
      return seen;
    }
    persons.lockAccounts(connection, seen.personId(), seen.householdId());
    FundLocks.lock(connection, seen.fundCodes());
    HoldRow row = HoldRow.find(connection, key).orElseThrow();
    if (row.state().equals(HoldRow.HELD) && (row.expired() || endState.equals("RELEASED"))) {
      AccountYears years = AccountYears.read(connection, row.personId(), row.householdId());
      String state = row.expired() ? HoldRow.EXPIRED : endState;
      row.end(connection, persons, state, null, years, row.householdId());
      years.write(connection);
    }
    return HoldRow.find(connection, key).orElseThrow();
  }
}
