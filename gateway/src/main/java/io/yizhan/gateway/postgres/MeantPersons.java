package io.yizhan.gateway.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The persons that lines mean by a document. */
final class MeantPersons {
  private static final String ALIASES =
      """
      SELECT k.number, l.person_alias
      FROM unnest(?::bigint[], ?::text[], ?::int[]) AS k (number, receipt, line)
      JOIN reconciliation_line l ON l.bucket = ? AND l.receipt_id = k.receipt
        AND l.line_number = k.line
      WHERE l.person_alias IS NOT NULL
      """;

  private static final String PERSONS =
      """
      SELECT a.alias, a.person_id, coalesce(n.survivor_id, a.person_id)
      FROM unnest(?::smallint[], ?::bytea[]) AS k (b, alias)
      JOIN person_alias a ON a.bucket = k.b AND a.alias = k.alias
      LEFT JOIN person_join n ON n.bucket = a.person_bucket AND n.person_id = a.person_id
      """;

  private static final String JOINED =
      """
      SELECT k.id, j.person_id FROM unnest(?::smallint[], ?::text[]) AS k (b, id)
      JOIN person_join j ON j.survivor_bucket = k.b AND j.survivor_id = k.id
      """;

  private final Connection connection;

  MeantPersons(Connection connection) {
    this.connection = connection;
  }

  /** Finds all records of the persons of some lines, by the line's number. */
  void find(Object[] lines, Map<Long, Set<String>> found) throws SQLException {
    Map<Long, String> aliases = new HashMap<>();
    List<byte[]> distinct = new ArrayList<>();
    Sql.list(
        connection,
        ALIASES,
        row -> {
          byte[] alias = row.getBytes(2);
          if (!aliases.containsValue(hex(alias))) {
            distinct.add(alias);
          }
          return aliases.put(row.getLong(1), hex(alias));
        },
        lines);
    Map<String, Set<String>> persons = persons(distinct);
    aliases.forEach(
        (number, alias) -> {
          Set<String> ids = persons.get(alias);
          if (ids != null) {
            found.put(number, ids);
          }
        });
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private Map<String, Set<String>> persons(List<byte[]> aliases) throws SQLException {
    Map<String, Set<String>> byAlias = new HashMap<>();
    Map<String, Set<String>> bySurvivor = new HashMap<>();
    Sql.list(
        connection,
        PERSONS,
        row -> {
          Set<String> ids = byAlias.computeIfAbsent(hex(row.getBytes(1)), k -> new TreeSet<>());
          ids.add(row.getString(2));
          ids.add(row.getString(3));
          bySurvivor.put(row.getString(3), ids);
          return ids;
        },
        Sql.array(connection, "int2", aliases, Bucket::of),
        connection.createArrayOf("bytea", aliases.toArray(byte[][]::new)));
    List<String> survivors = List.copyOf(bySurvivor.keySet());
    Sql.list(
        connection,
        JOINED,
        row -> bySurvivor.getOrDefault(row.getString(1), new HashSet<>()).add(row.getString(2)),
        Sql.array(connection, "int2", survivors, id -> Bucket.of(id)),
        connection.createArrayOf("text", survivors.toArray()));
    return byAlias;
  }
}
