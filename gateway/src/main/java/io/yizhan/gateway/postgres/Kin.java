package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ReadjudicationStore;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Persons who share accounts: by a household that they belong or belonged to, or whose accounts a
 * settlement of theirs used. Whoever of them is asked for, the answer is the same.
 */
final class Kin {
  private static final String HOUSEHOLDS =
      """
      SELECT m.household_id FROM unnest(?::smallint[], ?::text[]) AS k (b, id)
      JOIN household_member m ON m.bucket = k.b AND m.person_id = k.id
      UNION
      SELECT s.household_id FROM unnest(?::smallint[], ?::text[]) AS k (b, id)
      JOIN settlement s ON s.bucket = k.b AND s.person_id = k.id
      WHERE s.household_id <> ''
      """;

  private static final String PERSONS =
      """
      SELECT m.person_id FROM unnest(?::smallint[], ?::text[]) AS k (b, id)
      JOIN household_member m ON m.household_bucket = k.b AND m.household_id = k.id
      UNION
      SELECT coalesce(j.survivor_id, s.person_id) FROM unnest(?::text[]) AS k (id)
      JOIN settlement s ON s.household_id = k.id AND s.household_id <> ''
      LEFT JOIN person_join j ON j.bucket = s.bucket AND j.person_id = s.person_id
      """;

  private final NavigableSet<String> persons = new TreeSet<>();
  private final NavigableSet<String> households = new TreeSet<>();

  private Kin() {}

  /** Those of a person. A circle that is too large is left incomplete, beyond the limit. */
  static Kin of(Connection connection, String personId) throws SQLException {
    Kin kin = new Kin();
    kin.persons.add(personId);
    List<String> newPersons = List.of(personId);
    while (!newPersons.isEmpty() && !kin.isTooLarge()) {
      List<String> newHouseholds =
          added(kin.households, ids(connection, HOUSEHOLDS, newPersons, true));
      newPersons =
          newHouseholds.isEmpty()
              ? List.of()
              : added(kin.persons, ids(connection, PERSONS, newHouseholds, false));
    }
    return kin;
  }

  private static List<String> added(NavigableSet<String> known, List<String> found) {
    return found.stream().filter(known::add).toList();
  }

  private static List<String> ids(
      Connection connection, String sql, Collection<String> of, boolean bucketsTwice)
      throws SQLException {
    Array buckets =
        connection.createArrayOf("int2", of.stream().map(Bucket::of).toArray(Short[]::new));
    Array ids = connection.createArrayOf("text", of.toArray(new String[0]));
    return bucketsTwice
        ? Sql.list(connection, sql, row -> row.getString(1), buckets, ids, buckets, ids)
        : Sql.list(connection, sql, row -> row.getString(1), buckets, ids, ids);
  }

  boolean isTooLarge() {
    return persons.size() > ReadjudicationStore.PERSONS_MAX;
  }

  /** By id. */
  List<String> persons() {
    return List.copyOf(persons);
  }

  /** By id. */
  List<String> households() {
    return List.copyOf(households);
  }

  /** Whose accounts must be locked. */
  List<String> accounts() {
    List<String> all = new ArrayList<>(persons);
    all.addAll(households);
    return all;
  }
}
