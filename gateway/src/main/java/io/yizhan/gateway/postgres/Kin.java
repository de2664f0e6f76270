package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ReadjudicationStore;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Persons who share accounts: by a household that they belong or belonged to, or whose accounts a
 * settlement of theirs used. Whoever of them is asked for, the answer is the same. With a person
 * are the records that were joined into the person's: what was settled for them is the person's.
 */
final class Kin {
  private static final String JOINED =
      """
      SELECT j.person_id, j.survivor_id FROM unnest(?::smallint[], ?::text[]) AS k (b, id)
      JOIN person_join j ON j.survivor_bucket = k.b AND j.survivor_id = k.id
      """;

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

  /** Of each record that was joined into a person's, whose. */
  private final NavigableMap<String, String> joined = new TreeMap<>();

  private Kin() {}

  /**
   * Those of a person whose record stands. A circle that is too large is left incomplete, beyond
   * the limit.
   */
  static Kin of(Connection connection, String personId) throws SQLException {
    Kin kin = new Kin();
    kin.persons.add(personId);
    List<String> newPersons = List.of(personId);
    while (!newPersons.isEmpty() && !kin.isTooLarge()) {
      List<String> newHouseholds =
          added(kin.households, householdsOf(connection, kin.recordsOf(connection, newPersons)));
      newPersons =
          newHouseholds.isEmpty()
              ? List.of()
              : added(kin.persons, personsOf(connection, newHouseholds));
    }
    return kin;
  }

  private static List<String> added(NavigableSet<String> known, List<String> found) {
    return found.stream().filter(known::add).toList();
  }

  /** Theirs, and those that were joined into theirs. */
  private List<String> recordsOf(Connection connection, List<String> newPersons)
      throws SQLException {
    List<String> records = new ArrayList<>(newPersons);
    Sql.list(
        connection,
        JOINED,
        row -> {
          joined.put(row.getString(1), row.getString(2));
          return records.add(row.getString(1));
        },
        Sql.buckets(connection, newPersons),
        Sql.texts(connection, newPersons));
    return records;
  }

  private static List<String> householdsOf(Connection connection, List<String> records)
      throws SQLException {
    Array buckets = Sql.buckets(connection, records);
    Array ids = Sql.texts(connection, records);
    return Sql.list(connection, HOUSEHOLDS, row -> row.getString(1), buckets, ids, buckets, ids);
  }

  private static List<String> personsOf(Connection connection, List<String> households)
      throws SQLException {
    Array ids = Sql.texts(connection, households);
    return Sql.list(
        connection,
        PERSONS,
        row -> row.getString(1),
        Sql.buckets(connection, households),
        ids,
        ids);
  }

  /** Each record counts. */
  boolean isTooLarge() {
    return size() > ReadjudicationStore.PERSONS_MAX;
  }

  int size() {
    return persons.size() + joined.size();
  }

  /** Records that were joined into those of the persons, by id. */
  List<String> joined() {
    return List.copyOf(joined.keySet());
  }

  /** All records of all persons. */
  List<String> records() {
    List<String> all = new ArrayList<>(persons);
    all.addAll(joined.keySet());
    return all;
  }

  /** Whose a record is. */
  String personOf(String record) {
    return joined.getOrDefault(record, record);
  }

  /** Whether the same persons with the same records share the same accounts. */
  boolean isSame(Kin other) {
    return accounts().equals(other.accounts()) && joined.equals(other.joined);
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
