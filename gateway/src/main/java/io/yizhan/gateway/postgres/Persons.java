package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.PersonDocument;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds persons by their documents, and makes the random ids of new ones. Where two records are
 * joined while a call waits for the account of the one that goes, the lock is not had: the row says
 * so itself, and the call looks again by the document.
 */
final class Persons {
  private static final String LOCK_BY_ALIAS =
      """
      SELECT a.account_id, a.bucket
      FROM person_alias p JOIN account a ON a.bucket = p.person_bucket AND a.account_id = p.person_id
      WHERE p.bucket = ? AND p.alias = ? AND a.joined_into IS NULL
      FOR UPDATE OF a
      """;

  /**
   * The person's account, and that of the household of a day where there is one. The keys are
   * materialized: an account that another call has changed while this one waited is looked at again
   * with the keys that it was found by, which the server cannot do with the halves of a UNION.
   */
  private static final String LOCK_BOTH =
      """
      WITH p AS (
        SELECT person_bucket AS b, person_id AS id FROM person_alias WHERE bucket = ? AND alias = ?),
      k AS MATERIALIZED (
        SELECT b, id, false AS of_household FROM p
        UNION ALL
        SELECT m.household_bucket, m.household_id, true
        FROM p JOIN household_member m ON m.bucket = p.b AND m.person_id = p.id
          AND ? >= m.valid_from AND ? <= coalesce(m.valid_to, 'infinity'))
      SELECT a.account_id, k.of_household, a.held_until IS NOT NULL, a.on_paper
      FROM k JOIN account a ON a.bucket = k.b AND a.account_id = k.id
        AND a.joined_into IS NULL
      ORDER BY a.bucket, a.account_id
      FOR UPDATE OF a
      """;

  /**
   * The same for many, each with a place in the group, as {@link StandingSql#bindPersons} binds
   * them; what others hold is not waited for. From here on an id or a bill that a call in another
   * transaction holds keeps the others waiting for a quarter of a second only.
   */
  static final SetStatement LOCK_ALL =
      new SetStatement(
          """
      WITH p AS (
        SELECT k.place, k.day, a.person_bucket AS b, a.person_id AS id
        FROM unnest(?::int[], ?::smallint[], ?::bytea[], ?::date[]) AS k (place, b, alias, day)
        JOIN person_alias a ON a.bucket = k.b AND a.alias = k.alias),
      k AS MATERIALIZED (
        SELECT place, b, id, false AS of_household FROM p
        UNION ALL
        SELECT p.place, m.household_bucket, m.household_id, true
        FROM p JOIN household_member m ON m.bucket = p.b AND m.person_id = p.id
          AND p.day >= m.valid_from AND p.day <= coalesce(m.valid_to, 'infinity'))
      SELECT k.place, a.account_id, k.of_household, a.held_until IS NOT NULL, a.on_paper,
        (SELECT set_config('lock_timeout', '250ms', true))
      FROM k JOIN account a ON a.bucket = k.b AND a.account_id = k.id
        AND a.joined_into IS NULL
      ORDER BY a.bucket, a.account_id
      FOR UPDATE OF a SKIP LOCKED
      """);

  private static final String LOCK =
      """
      SELECT account_id, joined_into FROM account WHERE (bucket, account_id) IN ((?, ?), (?, ?))
      ORDER BY bucket, account_id FOR UPDATE
      """;

  /** The same of whoever counts now for records of the ledger. */
  private static final String LOCK_NOW =
      """
      WITH n AS MATERIALIZED (
        SELECT DISTINCT coalesce(j.survivor_bucket, k.b) AS b, coalesce(j.survivor_id, k.id) AS id
        FROM (VALUES (?::smallint, ?), (?::smallint, ?)) AS k (b, id)
        LEFT JOIN person_join j ON j.bucket = k.b AND j.person_id = k.id)
      SELECT a.account_id, a.joined_into
      FROM n JOIN account a ON a.bucket = n.b AND a.account_id = n.id
      ORDER BY a.bucket, a.account_id FOR UPDATE OF a
      """;

  private static final String LOCK_MANY =
      """
      SELECT a.account_id FROM unnest(?::smallint[], ?::text[]) AS k (b, id)
      JOIN account a ON a.bucket = k.b AND a.account_id = k.id
      ORDER BY a.bucket, a.account_id FOR UPDATE OF a
      """;

  private static final String FIND =
      "SELECT person_id FROM person_alias WHERE bucket = ? AND alias = ?";

  private static final String ADD_ALIAS =
      """
      WITH added AS (
        INSERT INTO person_alias (bucket, alias, key_version, person_bucket, person_id)
        VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
        RETURNING alias, person_bucket, person_id, key_version)
      INSERT INTO person_private (bucket, person_id, kind, alias, ciphertext, key_version)
      SELECT person_bucket, person_id, ?, alias, ?, key_version FROM added
      """;

  private static final String ADD_FURTHER_ALIAS =
      """
      INSERT INTO person_alias (bucket, alias, key_version, person_bucket, person_id)
      VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """;

  private static final String JOINED =
      "SELECT person_id FROM person_join WHERE survivor_bucket = ? AND survivor_id = ?"
          + " ORDER BY person_id";

  private static final String ADD_PERSON =
      """
      WITH added AS (
        INSERT INTO person (bucket, person_id, created) VALUES (?, ?, ?)
        RETURNING bucket, person_id)
      INSERT INTO account (bucket, account_id) SELECT bucket, person_id FROM added
      """;

  private final Secrets secrets;

  Persons(Secrets secrets) {
    this.secrets = secrets;
  }

  /**
   * Whose accounts are locked.
   *
   * @param householdId empty where the person has none on the day
   * @param held whether quotes that bind may hold something of the person or the household
   * @param onPaper whether an office has ever booked a claim on paper of the person
   */
  record Locked(String personId, String householdId, boolean held, boolean onPaper) {}

  /** The person of an alias, or null. */
  @Nullable String find(Connection connection, byte[] alias) throws SQLException {
    return one(connection, FIND, Bucket.of(alias), alias);
  }

  /** Locks the account of the person of an alias; null when there is none. */
  @Nullable String lock(Connection connection, byte[] alias) throws SQLException {
    String locked = one(connection, LOCK_BY_ALIAS, Bucket.of(alias), alias);
    if (locked == null && find(connection, alias) != null) {
      throw new SQLException("a record was joined at the same time", "40001");
    }
    return locked;
  }

  private static @Nullable String one(Connection connection, String sql, short bucket, byte[] alias)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setShort(1, bucket);
      statement.setBytes(2, alias);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? rows.getString(1) : null;
      }
    }
  }

  /** All records of a person: its own, and those that were joined into it. */
  static List<String> records(Connection connection, String personId) throws SQLException {
    List<String> records = new ArrayList<>(List.of(personId));
    records.addAll(
        Sql.list(connection, JOINED, row -> row.getString(1), Bucket.of(personId), personId));
    return records;
  }

  /** Locks the account of a person who exists. */
  void lockAccount(Connection connection, String personId) throws SQLException {
    lockTwo(connection, LOCK, personId, "");
  }

  /** Locks the accounts of two persons who exist, in key order. */
  void lockBothAccounts(Connection connection, String personId, String otherId)
      throws SQLException {
    lockTwo(connection, LOCK, personId, otherId);
  }

  /**
   * Locks the accounts that count now for a person and, unless it is empty, a household of the
   * ledger, in key order.
   */
  void lockAccounts(Connection connection, String personId, String householdId)
      throws SQLException {
    lockTwo(connection, LOCK_NOW, personId, householdId);
  }

  private static void lockTwo(
      Connection connection, String sql, String personId, String householdId) throws SQLException {
    String second = householdId.isEmpty() ? personId : householdId;
    int count = 0;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setShort(1, Bucket.of(personId));
      statement.setString(2, personId);
      statement.setShort(3, Bucket.of(second));
      statement.setString(4, second);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          count++;
          if (rows.getString(2) != null) {
            throw new SQLException("a record was joined at the same time", "40001");
          }
        }
      }
    }
    if (count != (householdId.isEmpty() ? 1 : 2)) {
      throw new IllegalStateException("a person and a household must have an account");
    }
  }

  /** Locks accounts of persons and households that exist, in key order. */
  static void lockAccounts(Connection connection, List<String> accountIds) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(LOCK_MANY)) {
      Columns to = new Columns(connection, statement);
      to.smallints(accountIds, Bucket::of);
      to.texts(accountIds, id -> id);
      int count = 0;
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          count++;
        }
      }
      if (count != accountIds.size()) {
        throw new IllegalStateException("persons and households must have accounts");
      }
    }
  }

  /** Locks the accounts of the person of an alias and of the household of a day, in key order. */
  private static @Nullable Locked lockBoth(Connection connection, byte[] alias, LocalDate day)
      throws SQLException {
    String personId = null;
    String householdId = "";
    boolean held = false;
    boolean onPaper = false;
    try (PreparedStatement statement = connection.prepareStatement(LOCK_BOTH)) {
      statement.setShort(1, Bucket.of(alias));
      statement.setBytes(2, alias);
      statement.setObject(3, day);
      statement.setObject(4, day);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          if (rows.getBoolean(2)) {
            householdId = rows.getString(1);
          } else {
            personId = rows.getString(1);
          }
          held |= rows.getBoolean(3);
          onPaper |= rows.getBoolean(4);
        }
      }
    }
    return personId == null ? null : new Locked(personId, householdId, held, onPaper);
  }

  /**
   * Whose accounts {@link #LOCK_ALL} locked.
   *
   * @return by place; nothing where a document is not registered or the person's account is held;
   *     without a household where there is none or its account is held
   */
  static Map<Integer, Locked> lockedOfAll(ResultSet rows) throws SQLException {
    Map<Integer, String> persons = new HashMap<>();
    Map<Integer, String> households = new HashMap<>();
    Set<Integer> held = new HashSet<>();
    Set<Integer> onPaper = new HashSet<>();
    while (rows.next()) {
      (rows.getBoolean(3) ? households : persons).put(rows.getInt(1), rows.getString(2));
      if (rows.getBoolean(4)) {
        held.add(rows.getInt(1));
      }
      if (rows.getBoolean(5)) {
        onPaper.add(rows.getInt(1));
      }
    }
    Map<Integer, Locked> locked = new HashMap<>();
    persons.forEach(
        (place, person) ->
            locked.put(
                place,
                new Locked(
                    person,
                    households.getOrDefault(place, ""),
                    held.contains(place),
                    onPaper.contains(place))));
    return locked;
  }

  /**
   * Locks the person of a document, who is registered first if need be, and the household of a day.
   * Of two claims that name a new person at once, the second waits at the alias and takes the first
   * one's person.
   */
  Locked lockOrAdd(
      Connection connection, PersonDocument document, byte[] alias, LocalDate day, Instant now)
      throws SQLException {
    Locked known = lockBoth(connection, alias, day);
    if (known != null) {
      return known;
    }
    String personId = secrets.newPersonId();
    if (addAlias(connection, personId, document, alias)) {
      addPerson(connection, personId, now);
      return new Locked(personId, "", false, false);
    }
    Locked others = lockBoth(connection, alias, day);
    if (others == null) {
      throw new IllegalStateException("a taken alias must have a person");
    }
    return others;
  }

  /** Adds a person with a locked account. */
  void addPerson(Connection connection, String personId, Instant now) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(ADD_PERSON)) {
      statement.setShort(1, Bucket.of(personId));
      statement.setString(2, personId);
      statement.setTimestamp(3, Timestamp.from(now));
      statement.executeUpdate();
    }
  }

  /** Adds an alias and the encrypted document; false when the alias is taken. */
  boolean addAlias(Connection connection, String personId, PersonDocument document, byte[] alias)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(ADD_ALIAS)) {
      statement.setShort(1, Bucket.of(alias));
      statement.setBytes(2, alias);
      statement.setInt(3, secrets.keyVersion());
      statement.setShort(4, Bucket.of(personId));
      statement.setString(5, personId);
      statement.setString(6, document.kind());
      statement.setBytes(7, secrets.encrypt(document.number()));
      if (statement.executeUpdate() != 1) {
        return false;
      }
    }
    List<Secrets.Alias> aliases = secrets.aliases(document);
    for (Secrets.Alias further : aliases.subList(1, aliases.size())) {
      Sql.update(
          connection,
          ADD_FURTHER_ALIAS,
          Bucket.of(further.bytes()),
          further.bytes(),
          further.keyVersion(),
          Bucket.of(personId),
          personId);
    }
    return true;
  }
}
