package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.PutRight;
import io.yizhan.gateway.desk.RegistryStore.PersonRecord;
import io.yizhan.gateway.desk.RegistryStore.PutPersonResult;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A person of whom two counties keep something. */
class SharedPersonTest {
  private static final String OTHER_COUNTY = "410102";
  private static final String WAITING =
      "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
          + " AND wait_event_type = 'Lock'";

  private static TestDatabase database;
  private static StoreScene scene;

  @BeforeAll
  static void open() {
    database = TestDatabase.create();
    scene = new StoreScene(database);
  }

  @AfterAll
  static void close() {
    database.close();
  }

  /** What an office of some divisions may do: change the name of whom it shares with nobody. */
  private static PutRight office(String... regions) {
    PutRight any = new PutRight(List.of(regions), (person, whose) -> Optional.empty());
    return new PutRight(
        List.of(regions),
        (person, whose) ->
            person.name().isEmpty() || whose.counties().stream().allMatch(any::owns)
                ? Optional.empty()
                : Optional.of("person.name"));
  }

  private static PutPersonResult put(PersonRecord person, PutRight right) {
    return scene.registry().putPerson(person, right, "office", StoreScene.NOW);
  }

  private static String name(PersonDocument person) {
    return scene
        .registry()
        .person(person, "office", "look", StoreScene.NOW)
        .orElseThrow()
        .person()
        .name();
  }

  /** Another county's import holds the person while the office puts a name; then it commits. */
  @Test
  void putPerson_sharedWhileItWaitsForTheLock_isRefused() throws Exception {
    PersonDocument person = scene.member("410105196005060011", 0);
    String id =
        scene.registry().person(person, "office", "look", StoreScene.NOW).orElseThrow().personId();
    PersonRecord renamed = new PersonRecord(List.of(person), "改名", List.of(), List.of(), List.of());
    CompletableFuture<PutPersonResult> put;
    try (Connection connection = database.stores().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SELECT 1 FROM account WHERE account_id = '" + id + "' FOR UPDATE");
      put = CompletableFuture.supplyAsync(() -> put(renamed, office(StoreScene.COUNTY)));
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (database.number(WAITING) == 0) {
        assertTrue(System.nanoTime() < deadline, "the put must wait for the lock");
        Thread.sleep(5);
      }
      statement.execute(
          "INSERT INTO identity SELECT bucket, person_id, category, '"
              + OTHER_COUNTY
              + "', valid_from, valid_to, source FROM identity WHERE person_id = '"
              + id
              + "'");
      connection.commit();
    }
    assertEquals(new PutPersonResult.NotYours("person.name"), put.get(20, TimeUnit.SECONDS));
    assertEquals("测试某", name(person));
  }

  @Test
  void putPerson_documentsOfTwoPersonsOfAnotherCounty_saysOnlyThatTheyAreNotTheCallers() {
    PersonDocument first = scene.member("410105196005060022", 0);
    PersonDocument second = scene.member("410105196005060033", 0);
    PersonRecord both =
        new PersonRecord(List.of(first, second), "改名", List.of(), List.of(), List.of());
    assertEquals(new PutPersonResult.NotYours("person.name"), put(both, office(OTHER_COUNTY)));
    assertEquals(new PutPersonResult.DocumentsOfTwoPersons(), put(both, office(StoreScene.COUNTY)));
  }
}
