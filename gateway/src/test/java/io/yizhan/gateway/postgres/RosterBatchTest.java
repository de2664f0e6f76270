package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.ListedLines;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.RequestContent;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.RosterStore;
import io.yizhan.gateway.desk.RosterStore.Content;
import io.yizhan.gateway.desk.RosterStore.Kept;
import io.yizhan.gateway.desk.RosterStore.Line;
import io.yizhan.gateway.desk.RosterStore.Mode;
import io.yizhan.gateway.desk.RosterStore.Order;
import io.yizhan.settlement.Standing;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How lines of a list are kept: with few statements, as the same lines one by one would be. */
class RosterBatchTest {
  /** What a message of lines may cost, whatever their number: reads, locks and writes. */
  private static final int STATEMENTS_MAX = 12;

  private static final LocalDate FIRST = LocalDate.of(2016, 1, 1);

  private static TestDatabase database;

  @BeforeAll
  static void create() {
    database = TestDatabase.create();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  private static Order order(String id) {
    return new Order(id, Mode.GOOD_LINES_ONLY, "office", List.of(), Optional.empty());
  }

  private static Line line(int number, int person, String category, int fromDay, int days) {
    LocalDate from = FIRST.plusDays(fromDay);
    return new Line(
        number,
        new PersonDocument("passport", String.format("P%06d", person)),
        "某" + person,
        new Content.OfIdentity(
            new Standing.Identity(
                category,
                "410122",
                from,
                days == 0 ? Optional.empty() : Optional.of(from.plusDays(days - 1)),
                "file")));
  }

  /** A connection that counts what is prepared on it. */
  private static Connection counting(Connection connection, AtomicInteger statements) {
    return (Connection)
        Proxy.newProxyInstance(
            RosterBatchTest.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("prepareStatement")) {
                statements.incrementAndGet();
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static int statements(List<Line> lines) throws Exception {
    AtomicInteger statements = new AtomicInteger();
    try (Connection connection = database.stores().dataSource().getConnection()) {
      connection.setAutoCommit(false);
      Kept kept =
          new RosterWriter(
                  counting(connection, statements),
                  database.secrets(),
                  order("count"),
                  StoreScene.NOW)
              .keep(new ListedLines(), lines);
      assertEquals(lines.size(), kept.outcomes().size());
      connection.commit();
    }
    return statements.get();
  }

  @Test
  void lines_newChangedAndUnchanged_costAFewStatementsHoweverMany() throws Exception {
    List<Line> lines = new ArrayList<>();
    List<Line> changed = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      lines.add(line(i + 1, 500_000 + i, "dibao", 0, 0));
      changed.add(line(i + 1, 500_000 + i, "dibao", i % 2, 365));
    }
    int one = statements(lines.subList(0, 1));
    int all = statements(lines);
    int unchanged = statements(lines);
    int changing = statements(changed);
    System.out.println(
        "statements a message of lines: one new "
            + one
            + ", 1,000 new "
            + all
            + ", unchanged "
            + unchanged
            + ", changed "
            + changing);
    assertTrue(all <= STATEMENTS_MAX, all + " statements");
    assertTrue(changing <= STATEMENTS_MAX, changing + " statements");
    assertTrue(unchanged <= 2, unchanged + " statements");
  }

  @Test
  void lines_inOneMessageOrOneByOne_leaveTheSameIdentities() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      List<Line> lines = new ArrayList<>();
      List<Line> same = new ArrayList<>();
      int base = 600_000 + seed * 100;
      for (int i = 0; i < 40; i++) {
        int person = random.nextInt(6);
        String category = random.nextBoolean() ? "dibao" : "tekun";
        // Spans of one person and category do not overlap within a list.
        int from = i * 40;
        int days = 1 + random.nextInt(30);
        lines.add(line(i + 1, base + person, category, from, days));
        same.add(line(i + 1, base + 50 + person, category, from, days));
      }
      RosterStore roster = database.stores().roster();
      roster.keep(order("all-" + seed), new ListedLines(), lines, StoreScene.NOW);
      for (Line each : same) {
        roster.keep(order("one-" + seed), new ListedLines(), List.of(each), StoreScene.NOW);
      }
      for (int person = 0; person < 6; person++) {
        assertEquals(identities(base + person), identities(base + 50 + person));
      }
    }
  }

  private static List<Standing.Identity> identities(int person) {
    return database
        .stores()
        .registry()
        .person(
            new PersonDocument("passport", String.format("P%06d", person)),
            "office",
            "test",
            StoreScene.NOW)
        .map(found -> found.person().identities())
        .orElse(List.of());
  }

  @Test
  void history_replayedFromTheFirstChange_isWhatHolds() {
    Random random = new Random(9);
    RosterStore roster = database.stores().roster();
    for (int i = 0; i < 60; i++) {
      List<Line> lines =
          List.of(line(1, 700_000 + i % 3, "dibao", random.nextInt(300), random.nextInt(200)));
      roster.keep(order("h-" + i), new ListedLines(), lines, StoreScene.NOW.plusSeconds(i));
    }
    for (int person = 0; person < 3; person++) {
      List<String> held = new ArrayList<>();
      roster
          .changes(
              new PersonDocument("passport", String.format("P%06d", 700_000 + person)), "", 1_000)
          .orElseThrow()
          .forEach(
              change -> {
                change.was().ifPresent(was -> assertTrue(held.remove(was.toString())));
                change.now().ifPresent(now -> held.add(now.toString()));
              });
      assertEquals(
          held.stream().sorted().toList(),
          identities(700_000 + person).stream().map(Standing.Identity::toString).sorted().toList());
    }
  }

  private static PersonDocument document(int person) {
    return new PersonDocument("passport", String.format("P%06d", person));
  }

  private static RosterStore.JoinResult.Joined join(int kept, int joined) {
    return (RosterStore.JoinResult.Joined)
        database
            .stores()
            .roster()
            .join(
                new RosterStore.JoinOrder(
                    new RequestKey("office", "join-" + joined),
                    new RequestContent(List.of()),
                    document(kept),
                    document(joined),
                    "一人两证",
                    "office",
                    List.of()),
                StoreScene.NOW);
  }

  @Test
  void lines_onePersonByTwoDocuments_areOneSubject() {
    RosterStore roster = database.stores().roster();
    roster.keep(
        order("two"),
        new ListedLines(),
        List.of(line(1, 800_000, "dibao", 0, 10), line(2, 800_001, "tekun", 0, 10)),
        StoreScene.NOW);
    join(800_000, 800_001);
    Kept kept =
        roster.keep(
            order("twice"),
            new ListedLines(),
            List.of(
                line(1, 800_000, "dibao", 0, 20),
                line(2, 800_001, "dibao", 0, 20),
                line(3, 800_001, "dibao", 0, 30)),
            StoreScene.NOW);
    assertInstanceOf(RosterStore.Outcome.Changed.class, kept.outcomes().get(0));
    assertInstanceOf(RosterStore.Outcome.Unchanged.class, kept.outcomes().get(1));
    assertInstanceOf(RosterStore.Outcome.Refused.class, kept.outcomes().get(2));
    assertEquals(identities(800_000), identities(800_001));
    assertEquals(2, identities(800_000).size());
  }

  @Test
  void end_recordOnTheListJoinedSince_isNotEnded() {
    RosterStore roster = database.stores().roster();
    roster.keep(
        order("before"),
        new ListedLines(),
        List.of(line(1, 810_000, "sanwu", 0, 10), line(2, 810_001, "sanwu", 50, 0)),
        StoreScene.NOW);
    String gone = join(810_000, 810_001).goneId();
    RosterStore.Order complete =
        new Order(
            "complete",
            Mode.GOOD_LINES_ONLY,
            "office",
            List.of(),
            Optional.of(
                new RosterStore.Replacement("410122", FIRST.plusDays(60), Set.of("sanwu"))));
    ListedLines listed = new ListedLines();
    listed.add(gone, new Standing.Identity("sanwu", "410122", FIRST, Optional.empty(), "office"));
    RosterStore.Ends ends =
        roster.end(complete, listed, "sanwu", RosterStore.After.NONE, StoreScene.NOW);
    assertEquals(List.of(), ends.changes());
  }

  @Test
  void meansCheck_recordJoinedMeanwhile_isNotKeptForTheOneThatIsGone() throws Exception {
    RosterStore roster = database.stores().roster();
    roster.keep(
        order("checked"),
        new ListedLines(),
        List.of(line(1, 820_000, "dibao", 0, 0)),
        StoreScene.NOW);
    Line check =
        new Line(
            1,
            document(820_000),
            "",
            new Content.OfCheck(
                new RosterStore.MeansCheck("B1", "FAIL", FIRST, Optional.empty(), "410122")));
    // As a call sees it that read the alias before a join and writes after it.
    database.execute(
        "UPDATE account SET joined_into = 'other' WHERE account_id = (SELECT person_id FROM"
            + " identity_change WHERE import_id = 'checked')");
    assertThrows(
        RuntimeException.class,
        () -> roster.keep(order("check"), new ListedLines(), List.of(check), StoreScene.NOW));
    assertEquals(0, database.number("SELECT count(*) FROM means_check WHERE import_id = 'check'"));
  }
}
