package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.IdSource;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.SettlementDesk;
import io.yizhan.gateway.desk.SettlementStore.SettleOrder;
import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import io.yizhan.gateway.desk.Stamp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules that keep the schema fast for years and ready to be spread over machines. */
class CatalogueTest {
  private static final int MONTHS = 30;
  private static final LocalDate FIRST = LocalDate.of(2016, 9, 15);
  private static final IdSource IDS = new IdSource(new Random(7));

  private static TestDatabase database;
  private static StoreScene scene;
  private static String personId;
  private static String firstId;

  @BeforeAll
  static void settleOneAMonth() {
    database = TestDatabase.create();
    scene = new StoreScene(database);
    PersonDocument person = scene.member("410105196606060011", 0);
    personId = scene.standing(person).personId();
    List<String> settled = new ArrayList<>();
    for (int month = 0; month < MONTHS; month++) {
      SettleOrder order = orderOn(person, FIRST.plusMonths(month));
      assertInstanceOf(SettleResult.Recorded.class, scene.settle(order));
      settled.add(order.stamp().id());
    }
    firstId = settled.get(0);
  }

  private static SettleOrder orderOn(PersonDocument person, LocalDate day) {
    SettleOrder order =
        scene.order(scene.next("R"), person, StoreScene.claim(scene.next("E"), 10_000));
    Instant time = day.atTime(10, 0).atZone(SettlementDesk.CIVIL_ZONE).toInstant();
    return new SettleOrder(
        order.key(),
        order.content(),
        person,
        order.claim(),
        new Stamp(IDS.next(time), order.key().requestId(), time, day),
        "caller",
        () -> true);
  }

  @AfterAll
  static void close() {
    database.close();
  }

  private static void assertNone(String sql) {
    assertEquals(List.of(), database.rows(sql));
  }

  @Test
  void catalogue_triggersSequencesForeignKeysRules_areNotThere() {
    assertNone("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal");
    assertNone("SELECT relname FROM pg_class WHERE relkind = 'S'");
    assertNone("SELECT conname FROM pg_constraint WHERE contype = 'f'");
    assertNone(
        "SELECT r.rulename FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class"
            + " WHERE c.relkind <> 'v' AND c.relnamespace = 'public'::regnamespace");
    assertNone(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relpersistence <> 'p'");
  }

  @Test
  void catalogue_accountsRequestsPersons_haveTheBucketFirstInTheirKeys() {
    String keys =
        """
        SELECT c.relname, array_agg(a.attname ORDER BY k.place) AS columns
        FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
        CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k (number, place)
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number
        WHERE i.indisunique AND c.relnamespace = 'public'::regnamespace
          AND k.place <= i.indnkeyatts
          AND EXISTS (SELECT 1 FROM pg_attribute b WHERE b.attrelid = c.oid AND b.attname = 'bucket')
        GROUP BY c.relname, i.indexrelid
        """;
    assertNone(
        "SELECT relname, columns FROM ("
            + keys
            + ") k WHERE relname NOT LIKE 'settlement%' AND columns[1] <> 'bucket'");
    assertNone("SELECT relname FROM (" + keys + ") k WHERE NOT 'bucket' = ANY (columns)");
    assertTrue(
        database.rows("SELECT DISTINCT relname FROM (" + keys + ") k ORDER BY 1").size() > 12);
    assertNone(
        "SELECT c.relname FROM pg_class c WHERE c.relkind IN ('r', 'p')"
            + " AND c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE 'flyway%'"
            + " AND NOT EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid"
            + " AND i.indisprimary)");
  }

  @Test
  void ledger_everyPartition_isOneMonthAndOnlyTheLedgerIsPartitioned() {
    assertEquals(
        List.of("settlement|r"),
        database.rows(
            "SELECT c.relname, p.partstrat FROM pg_partitioned_table p"
                + " JOIN pg_class c ON c.oid = p.partrelid"));
    List<String> partitions =
        database.rows(
            "SELECT c.relname, pg_get_expr(c.relpartbound, c.oid) FROM pg_inherits i"
                + " JOIN pg_class c ON c.oid = i.inhrelid WHERE c.relkind = 'r' ORDER BY 1");
    assertEquals(MONTHS, partitions.size());
    assertEquals(
        "settlement_2016_09|FOR VALUES FROM ('2016-09-01') TO ('2016-10-01')", partitions.get(0));
    assertEquals(
        "settlement_2016_12|FOR VALUES FROM ('2016-12-01') TO ('2017-01-01')", partitions.get(3));
    assertNone(
        "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
            + " WHERE c.relkind = 'r' AND NOT 'toast_tuple_target=4000' = ANY (c.reloptions)");
  }

  @Test
  void sql_ofTheStore_usesNothingThatSerialisesOrCannotBeSpread() throws Exception {
    Pattern forbidden =
        Pattern.compile(
            "\\b(NOTIFY|LISTEN|pg_(try_)?advisory\\w*|nextval|CREATE TEMP|CREATE TRIGGER|SERIAL)\\b");
    // Its lock is a connection's, not a settlement's (decisions/0035).
    Path schema = Path.of("src/main/java/io/yizhan/gateway/postgres/Schema.java");
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of("src", "main"))) {
      for (Path file :
          files.filter(each -> each.toString().matches(".*/(postgres|migration)/.*")).toList()) {
        String text = Files.isRegularFile(file) ? Files.readString(file) : "";
        if (file.equals(schema)) {
          text = text.replaceAll("pg_(try_)?advisory_\\w+", "");
        }
        if (!file.toString().endsWith(".md") && forbidden.matcher(text).find()) {
          found.add(file.toString());
        }
      }
    }
    assertEquals(List.of(), found);
  }

  /** How the store's own statement is run, a node a line, on a connection of the store. */
  private static List<String> explained(String sql, @Nullable Object... values) throws Exception {
    try (Connection connection = database.stores().dataSource().getConnection();
        PreparedStatement statement =
            connection.prepareStatement(
                "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF, BUFFERS OFF) " + sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      List<String> lines = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          lines.add(rows.getString(1));
        }
      }
      return lines;
    }
  }

  private static long count(List<String> lines, String part) {
    return lines.stream().filter(line -> line.contains(part)).count();
  }

  @Test
  void personsSettlements_afterYears_areOneIndexProbeAMonth() throws Exception {
    List<String> plan =
        explained(
            LaterSettlements.COULD_NOW_DIFFER,
            PostingDays.of(firstId).first(),
            PostingDays.of(firstId).second(),
            firstId,
            Bucket.of(personId),
            personId,
            "");
    assertEquals(0, count(plan, "Seq Scan"), () -> String.join("\n", plan));
    assertEquals(MONTHS, count(plan, "bucket_person_id_settlement_id_idx"));
  }

  @Test
  void personsSettlementsOnIncludingAccounts_afterYears_areOneIndexProbeAMonth() throws Exception {
    List<String> plan =
        explained(
            LaterSettlements.ON_INCLUDING,
            PostingDays.of(firstId).first(),
            PostingDays.of(firstId).second(),
            firstId,
            new Boolean[] {false},
            new String[] {"zhengzhou/KEY"},
            new Integer[] {2016},
            Bucket.of(personId),
            personId,
            Bucket.of(personId),
            personId,
            "",
            firstId);
    assertEquals(0, count(plan, "Seq Scan on settlement"), () -> String.join("\n", plan));
    assertEquals(MONTHS, count(plan, "bucket_person_id_settlement_id_idx"));
  }

  @Test
  void personsYearEnds_afterYears_areOneIndexProbeAMonth() throws Exception {
    List<String> plan =
        explained(
            LaterSettlements.YEAR_ENDS,
            PostingDays.of(firstId).first(),
            PostingDays.of(firstId).second(),
            firstId,
            Bucket.of(personId),
            personId,
            Bucket.of(""),
            "",
            firstId);
    assertEquals(0, count(plan, "Seq Scan on settlement"), () -> String.join("\n", plan));
    assertEquals(MONTHS, count(plan, "bucket_person_id_settlement_id_idx"));
  }

  @Test
  void noticesOfAMonth_amongManyMonths_areReadInTheirOrder() throws Exception {
    List<String> plan =
        explained(
            ReadjudicationNotices.listing(true, false, true),
            LocalDate.of(2016, 10, 1),
            "",
            "",
            51L,
            51);
    assertEquals(0, count(plan, "Seq Scan"), () -> String.join("\n", plan));
    assertEquals(1, count(plan, "readjudication_notice_by_period"));
    assertFalse(
        plan.stream().anyMatch(line -> line.matches(".*Sort Key: .*readjudication_id.*")),
        () -> String.join("\n", plan));
  }

  @Test
  void lookUp_byIdAfterYears_probesTheMonthOfTheId() throws Exception {
    List<String> plan =
        explained(
            Lookups.INPUTS,
            PostingDays.of(firstId).first(),
            PostingDays.of(firstId).second(),
            firstId);
    assertEquals(0, count(plan, "Seq Scan"), () -> String.join("\n", plan));
    assertEquals(1, count(plan, "settlement_2016_09_pkey"));
    assertFalse(plan.stream().anyMatch(line -> line.contains("settlement_2018")));
  }

  @Test
  void lookUp_whatIsNoIdOfASettlement_findsNothing() {
    assertTrue(scene.store.findSettlement("ST-1").isEmpty());
    assertTrue(scene.store.findSettlement("").isEmpty());
    assertTrue(scene.store.findSettlement(firstId).isPresent());
  }
}
