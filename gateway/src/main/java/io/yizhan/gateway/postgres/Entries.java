package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.FundBalance;
import io.yizhan.gateway.desk.RegistryStore.AccountOwner;
import io.yizhan.gateway.desk.RegistryStore.FundMoneyEntry;
import io.yizhan.gateway.desk.RegistryStore.OnceResult;
import io.yizhan.gateway.desk.RegistryStore.OpeningUsage;
import io.yizhan.gateway.desk.RequestKey;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Entries that are booked once for each request: opening usage, and money of funds. */
final class Entries {
  static final String OPENING =
      """
      SELECT coalesce(sum(fen), 0) FROM (
        SELECT used_fen AS fen FROM opening_usage
        WHERE bucket = ? AND account_id = ? AND benefit_year = ? AND account_code = ?
        UNION ALL
        SELECT opening_fen FROM joined_usage
        WHERE bucket = ? AND account_id = ? AND benefit_year = ? AND account_code = ?) t
      """;

  static final String ADD_OPENING =
      """
      INSERT INTO opening_usage (bucket, account_id, benefit_year, account_code, seq, used_fen,
        source, owner_id, request_id, caller_id, entry_time)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  static final String ADD_BUDGET =
      """
      INSERT INTO fund AS f (fund_code, budget_fen) VALUES (?, ?)
      ON CONFLICT (fund_code) DO UPDATE SET budget_fen = f.budget_fen + excluded.budget_fen
      RETURNING budget_fen, used_fen
      """;

  static final String ADD_FUND_ENTRY =
      """
      INSERT INTO fund_entry (fund_code, entry_id, kind, amount_fen, caller_id, entry_time)
      VALUES (?, ?, 'BUDGET', ?, ?, ?)
      """;

  static final String ADD_STATUTORY_MONEY =
      """
      INSERT INTO statutory_money (fund_code, budget_year, entry_id, amount_fen, caller_id,
        entry_time)
      VALUES (?, ?, ?, ?, ?, ?)
      """;

  static final String BOOKED =
      """
      UPDATE request SET state = 'BOOKED', reply = ?
      WHERE bucket = ? AND owner_id = ? AND request_id = ?
      """;

  private final Secrets secrets;
  private final Requests requests;
  private final Persons persons;
  private final Households households;

  Entries(Secrets secrets, Requests requests, Persons persons, Households households) {
    this.households = households;
    this.secrets = secrets;
    this.requests = requests;
    this.persons = persons;
  }

  OnceResult opening(Connection connection, OpeningUsage usage, String callerId, Instant now)
      throws SQLException {
    Requests.Fingerprint fingerprint = requests.fingerprint(usage.content());
    if (!requests.claim(
        connection, usage.key(), Requests.Kind.OPENING, fingerprint, "", callerId, now)) {
      return repeated(connection, usage.key(), Requests.Kind.OPENING, fingerprint);
    }
    String accountId = lock(connection, usage.owner());
    if (usage.usedFen() < 0) {
      requireOpened(connection, accountId, usage);
    }
    AccountYears years = AccountYears.read(connection, accountId, "");
    long seq = years.add(accountId, usage.benefitYear(), usage.account(), usage.usedFen());
    years.write(connection);
    Sql.update(
        connection,
        ADD_OPENING,
        Bucket.of(accountId),
        accountId,
        usage.benefitYear(),
        usage.account(),
        seq,
        usage.usedFen(),
        usage.source(),
        usage.key().ownerId(),
        usage.key().requestId(),
        callerId,
        now);
    long usedFen = years.usedFen(accountId, usage.benefitYear(), usage.account());
    return booked(connection, usage.key(), new OnceResult.Booked(0, usedFen));
  }

  private String lock(Connection connection, AccountOwner owner) throws SQLException {
    if (owner instanceof AccountOwner.OfPerson person) {
      @Nullable String personId = persons.lock(connection, secrets.alias(person.document()));
      if (personId == null) {
        throw new Transactions.RolledBack(new OnceResult.PersonUnknown());
      }
      return personId;
    }
    AccountOwner.OfHousehold household = (AccountOwner.OfHousehold) owner;
    Optional<String> householdId =
        households.lock(connection, household.county(), household.code());
    if (householdId.isEmpty()) {
      throw new Transactions.RolledBack(new OnceResult.HouseholdUnknown());
    }
    return householdId.get();
  }

  /** A correction takes from opening usage only: what settled later must stay reversible. */
  private static void requireOpened(Connection connection, String accountId, OpeningUsage usage)
      throws SQLException {
    long openingFen =
        Sql.first(
                connection,
                OPENING,
                row -> row.getLong(1),
                Bucket.of(accountId),
                accountId,
                usage.benefitYear(),
                usage.account(),
                Bucket.of(accountId),
                accountId,
                usage.benefitYear(),
                usage.account())
            .orElseThrow();
    if (openingFen + usage.usedFen() < 0) {
      throw new Transactions.RolledBack(new OnceResult.BelowZero(openingFen));
    }
  }

  OnceResult fundMoney(Connection connection, FundMoneyEntry entry, String callerId, Instant now)
      throws SQLException {
    Requests.Fingerprint fingerprint = requests.fingerprint(entry.content());
    if (!requests.claim(
        connection, entry.key(), Requests.Kind.FUND, fingerprint, "", callerId, now)) {
      return repeated(connection, entry.key(), Requests.Kind.FUND, fingerprint);
    }
    return booked(
        connection,
        entry.key(),
        entry.year() == 0
            ? finiteMoney(connection, entry, callerId, now)
            : statutoryMoney(connection, entry, callerId, now));
  }

  private OnceResult.Booked finiteMoney(
      Connection connection, FundMoneyEntry entry, String callerId, Instant now)
      throws SQLException {
    OnceResult.Booked money =
        Sql.first(
                connection,
                ADD_BUDGET,
                row -> new OnceResult.Booked(row.getLong(1), row.getLong(2)),
                entry.fund(),
                entry.amountFen())
            .orElseThrow();
    Sql.update(
        connection,
        ADD_FUND_ENTRY,
        entry.fund(),
        secrets.newId(now),
        entry.amountFen(),
        callerId,
        now);
    return money;
  }

  private OnceResult.Booked statutoryMoney(
      Connection connection, FundMoneyEntry entry, String callerId, Instant now)
      throws SQLException {
    Sql.update(
        connection,
        ADD_STATUTORY_MONEY,
        entry.fund(),
        entry.year(),
        secrets.newId(now),
        entry.amountFen(),
        callerId,
        now);
    FundBalance balance = PostgresFundStore.balance(connection, entry.fund(), entry.year());
    return new OnceResult.Booked(balance.budgetFen(), balance.spentFen());
  }

  private OnceResult repeated(
      Connection connection, RequestKey key, Requests.Kind kind, Requests.Fingerprint fingerprint)
      throws SQLException {
    Requests.Row stored = requests.read(connection, key, false);
    List<String> differing = Requests.differing(stored, kind, fingerprint);
    if (!differing.isEmpty()) {
      return new OnceResult.IdReused(differing);
    }
    ByteBuffer reply = ByteBuffer.wrap(stored.storedReply());
    return new OnceResult.Booked(reply.getLong(), reply.getLong());
  }

  private static OnceResult booked(Connection connection, RequestKey key, OnceResult.Booked booked)
      throws SQLException {
    byte[] reply =
        ByteBuffer.allocate(2 * Long.BYTES)
            .putLong(booked.budgetFen())
            .putLong(booked.usedFen())
            .array();
    Sql.update(connection, BOOKED, reply, Requests.bucket(key), key.ownerId(), key.requestId());
    return booked;
  }
}
