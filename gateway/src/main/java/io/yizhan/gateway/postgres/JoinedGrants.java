package io.yizhan.gateway.postgres;

import io.yizhan.settlement.Settlement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the grants of joined records are called now. Rows of the ledger keep their record and its
 * names of grants; a draw that is booked for such a record later gets a name of that record too.
 */
final class JoinedGrants {
  private static final String READ =
      """
      SELECT j.person_id, j.grant_id, j.into_grant_id
      FROM unnest(?::smallint[], ?::text[]) AS k (b, id)
      JOIN joined_grant j ON j.bucket = k.b AND j.person_id = k.id
      """;

  private static final String ADD =
      """
      INSERT INTO joined_grant (bucket, person_id, grant_id, survivor_bucket, survivor_id,
        into_grant_id)
      VALUES (?, ?, ?, ?, ?, ?)
      """;

  /** Where each grant goes, and those that came to it by joins before. */
  private static final String MOVE =
      """
      WITH going AS (
        SELECT g.grant_id, CASE WHEN EXISTS (SELECT 1 FROM charity_grant x
            WHERE x.bucket = ? AND x.person_id = ? AND x.grant_id = g.grant_id)
          THEN g.grant_id || '~' || right(g.person_id, 8) ELSE g.grant_id END AS into_id
        FROM charity_grant g WHERE g.bucket = ? AND g.person_id = ?),
      moved AS (
        UPDATE charity_grant g SET bucket = ?, person_id = ?, grant_id = n.into_id
        FROM going n WHERE g.bucket = ? AND g.person_id = ? AND g.grant_id = n.grant_id),
      further AS (
        UPDATE joined_grant j SET survivor_bucket = ?, survivor_id = ?,
          into_grant_id = n.into_id
        FROM going n WHERE j.survivor_id = ? AND j.into_grant_id = n.grant_id)
      INSERT INTO joined_grant (bucket, person_id, grant_id, survivor_bucket, survivor_id,
        into_grant_id)
      SELECT ?, ?, grant_id, ?, ?, into_id FROM going
      """;

  /** By record, the survivor's name of each grant by the record's own. */
  private final Map<String, Map<String, String>> intoOf = new HashMap<>();

  private JoinedGrants() {}

  /** Moves the grants of a record that goes; where an id is taken, under another. */
  static void move(Connection connection, String gone, String survivor) throws SQLException {
    short into = Bucket.of(survivor);
    short from = Bucket.of(gone);
    Sql.update(
        connection,
        MOVE,
        into,
        survivor,
        from,
        gone,
        into,
        survivor,
        from,
        gone,
        into,
        survivor,
        gone,
        from,
        gone,
        into,
        survivor);
  }

  /** Of no record. */
  static JoinedGrants none() {
    return new JoinedGrants();
  }

  /** Of these records. */
  static JoinedGrants read(Connection connection, Collection<String> records) throws SQLException {
    JoinedGrants grants = new JoinedGrants();
    Sql.list(
        connection,
        READ,
        row -> grants.of(row.getString(1)).put(row.getString(2), row.getString(3)),
        Sql.buckets(connection, records),
        Sql.texts(connection, records));
    return grants;
  }

  private Map<String, String> of(String record) {
    return intoOf.computeIfAbsent(record, any -> new TreeMap<>());
  }

  /** Draws of a record, by the names that its grants have now. */
  List<Settlement.GrantDraw> now(String record, List<Settlement.GrantDraw> draws) {
    Map<String, String> into = intoOf.getOrDefault(record, new TreeMap<>());
    Map<String, Long> byGrant = new TreeMap<>();
    for (Settlement.GrantDraw draw : draws) {
      byGrant.merge(
          into.getOrDefault(draw.grantId(), draw.grantId()), draw.drawnFen(), Math::addExact);
    }
    return byGrant.entrySet().stream()
        .map(each -> new Settlement.GrantDraw(each.getKey(), each.getValue()))
        .toList();
  }

  /** Draws on the survivor's grants, by names of the record; one that has none gets one. */
  List<Settlement.GrantDraw> named(
      Connection connection, String record, String survivor, List<Settlement.GrantDraw> draws)
      throws SQLException {
    List<Settlement.GrantDraw> named = new ArrayList<>();
    for (Settlement.GrantDraw draw : draws) {
      named.add(
          new Settlement.GrantDraw(
              name(connection, record, survivor, draw.grantId()), draw.drawnFen()));
    }
    return named;
  }

  private String name(Connection connection, String record, String survivor, String grantId)
      throws SQLException {
    Map<String, String> into = of(record);
    for (Map.Entry<String, String> each : into.entrySet()) {
      if (each.getValue().equals(grantId)) {
        return each.getKey();
      }
    }
    String name = grantId;
    while (into.containsKey(name)) {
      name += "~" + survivor.substring(survivor.length() - 8);
    }
    into.put(name, grantId);
    Sql.update(
        connection, ADD, Bucket.of(record), record, name, Bucket.of(survivor), survivor, grantId);
    return name;
  }
}
