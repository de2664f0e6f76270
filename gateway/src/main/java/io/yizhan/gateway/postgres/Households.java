package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.RegistryStore.HouseholdMembership;
import io.yizhan.gateway.desk.RegistryStore.PutPersonResult;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Keeps who belongs to which household. A household is a random id with an account of its own; the
 * county's number of it is a keyed hash to find it by and a ciphertext to show it again.
 */
final class Households {
  private static final String FIND =
      "SELECT household_id FROM household_alias WHERE bucket = ? AND alias = ?";

  private static final String LOCK =
      """
      SELECT a.account_id FROM household_alias h
      JOIN account a ON a.bucket = h.household_bucket AND a.account_id = h.household_id
      WHERE h.bucket = ? AND h.alias = ? FOR UPDATE OF a
      """;

  private static final String ADD =
      """
      WITH added AS (
        INSERT INTO household_alias (bucket, alias, key_version, household_bucket, household_id)
        VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
        RETURNING household_bucket AS b, household_id AS id, key_version),
      kept AS (
        INSERT INTO household (bucket, household_id, county, ciphertext, key_version)
        SELECT b, id, ?, ?, key_version FROM added)
      INSERT INTO account (bucket, account_id) SELECT b, id FROM added
      """;

  static final String ADD_FURTHER =
      """
      INSERT INTO household_alias (bucket, alias, key_version, household_bucket, household_id)
      VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """;

  private static final String PUT_MEMBER =
      """
      INSERT INTO household_member (bucket, person_id, household_bucket, household_id, valid_from,
        valid_to)
      VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (bucket, person_id, valid_from) DO UPDATE SET valid_to = excluded.valid_to
      """;

  private static final String WITHDRAW =
      """
      DELETE FROM household_member
      WHERE bucket = ? AND person_id = ? AND valid_from = ? AND household_id = ?
      RETURNING valid_to
      """;

  private static final String MEMBER =
      """
      SELECT h.county, h.ciphertext, h.key_version, m.valid_from, m.valid_to
      FROM household_member m JOIN household h
        ON h.bucket = m.household_bucket AND h.household_id = m.household_id
      WHERE m.bucket = ? AND m.person_id = ? ORDER BY m.valid_from
      """;

  private final Secrets secrets;

  Households(Secrets secrets) {
    this.secrets = secrets;
  }

  /** A membership with the alias of its household. */
  private record Aliased(HouseholdMembership membership, byte[] alias) {}

  /** The households of a person, oldest first. */
  List<HouseholdMembership> of(Connection connection, String personId) throws SQLException {
    return Sql.list(
        connection,
        MEMBER,
        row ->
            new HouseholdMembership(
                row.getString(1),
                secrets.decrypt(row.getBytes(2), row.getInt(3)),
                row.getObject(4, LocalDate.class),
                Optional.ofNullable(row.getObject(5, LocalDate.class))),
        Bucket.of(personId),
        personId);
  }

  /**
   * Adds memberships to a person whose account is locked, after those that are withdrawn are gone;
   * takes all back where two overlap.
   *
   * @return what those that are gone were, for the register's history
   */
  List<String> keep(Connection connection, String personId, List<HouseholdMembership> given)
      throws SQLException {
    List<String> gone = new ArrayList<>();
    for (HouseholdMembership each : given) {
      if (each.withdrawn()) {
        withdraw(connection, personId, each).ifPresent(gone::add);
      }
    }
    add(connection, personId, given.stream().filter(each -> !each.withdrawn()).toList());
    return gone;
  }

  /** Forgets a membership; what was settled under it keeps the household's name and usage. */
  private Optional<String> withdraw(
      Connection connection, String personId, HouseholdMembership wrong) throws SQLException {
    Optional<String> household = find(connection, alias(wrong));
    if (household.isEmpty()) {
      return Optional.empty();
    }
    return Sql.first(
        connection,
        WITHDRAW,
        row ->
            "withdrawn: household "
                + household.get()
                + " of "
                + wrong.county()
                + " "
                + wrong.from()
                + "–"
                + Optional.ofNullable(row.getString(1)).orElse(""),
        Bucket.of(personId),
        personId,
        wrong.from(),
        household.get());
  }

  private void add(Connection connection, String personId, List<HouseholdMembership> memberships)
      throws SQLException {
    if (memberships.isEmpty()) {
      return;
    }
    requireApart(of(connection, personId), memberships);
    // In the order of the aliases, so that two calls do not wait for each other in a circle.
    List<Aliased> ordered =
        memberships.stream()
            .map(membership -> new Aliased(membership, alias(membership)))
            .sorted((left, right) -> Arrays.compare(left.alias(), right.alias()))
            .toList();
    for (Aliased aliased : ordered) {
      HouseholdMembership membership = aliased.membership();
      String householdId = findOrAdd(connection, membership, aliased.alias());
      Sql.update(
          connection,
          PUT_MEMBER,
          Bucket.of(personId),
          personId,
          Bucket.of(householdId),
          householdId,
          membership.from(),
          membership.to().orElse(null));
    }
  }

  private static void requireApart(List<HouseholdMembership> known, List<HouseholdMembership> added)
      throws SQLException {
    List<HouseholdMembership> all = new ArrayList<>(added);
    for (HouseholdMembership held : known) {
      if (added.stream().noneMatch(held::sameStart)) {
        all.add(held);
      }
    }
    for (int i = 0; i < all.size(); i++) {
      for (int j = i + 1; j < all.size(); j++) {
        if (all.get(i).overlaps(all.get(j))) {
          boolean inOrder = !all.get(j).from().isBefore(all.get(i).from());
          throw new Transactions.RolledBack(
              new PutPersonResult.HouseholdsOverlap(
                  all.get(inOrder ? i : j), all.get(inOrder ? j : i)));
        }
      }
    }
  }

  private byte[] alias(HouseholdMembership membership) {
    return alias(membership.county(), membership.code());
  }

  /** The number has the county before it: two counties may use the same. */
  private byte[] alias(String county, String code) {
    return secrets.hash(text(county, code));
  }

  static String text(String county, String code) {
    return "household|" + county + "|" + code;
  }

  /** Locks the account of a household; empty where nobody was ever registered as its member. */
  Optional<String> lock(Connection connection, String county, String code) throws SQLException {
    byte[] alias = alias(county, code);
    return Sql.first(connection, LOCK, row -> row.getString(1), Bucket.of(alias), alias);
  }

  private String findOrAdd(Connection connection, HouseholdMembership membership, byte[] alias)
      throws SQLException {
    Optional<String> known = find(connection, alias);
    if (known.isPresent()) {
      return known.get();
    }
    String householdId = secrets.newPersonId();
    Sql.update(
        connection,
        ADD,
        Bucket.of(alias),
        alias,
        secrets.keyVersion(),
        Bucket.of(householdId),
        householdId,
        membership.county(),
        secrets.encrypt(membership.code()));
    // Ours, or that of another call which has just added it.
    String added = find(connection, alias).orElseThrow();
    List<Secrets.Alias> aliases = secrets.aliases(text(membership.county(), membership.code()));
    for (Secrets.Alias further : aliases.subList(1, aliases.size())) {
      Sql.update(
          connection,
          ADD_FURTHER,
          Bucket.of(further.bytes()),
          further.bytes(),
          further.keyVersion(),
          Bucket.of(added),
          added);
    }
    return added;
  }

  private static Optional<String> find(Connection connection, byte[] alias) throws SQLException {
    return Sql.first(connection, FIND, row -> row.getString(1), Bucket.of(alias), alias);
  }
}
