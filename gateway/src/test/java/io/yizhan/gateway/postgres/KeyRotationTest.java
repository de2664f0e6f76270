package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.PutRight;
import io.yizhan.gateway.desk.RegistryStore.HouseholdMembership;
import io.yizhan.gateway.desk.RegistryStore.PersonRecord;
import io.yizhan.gateway.desk.RosterStore.Rekeyed;
import io.yizhan.gateway.desk.SettlementStore.SettleOrder;
import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keys that keep persons private are changed while gateways settle. */
class KeyRotationTest {
  private static final int CALLS_MAX = 3_000;
  private static final String OLD_ALIASES =
      "SELECT (SELECT count(*) FROM person_alias WHERE key_version = 1)"
          + " + (SELECT count(*) FROM household_alias WHERE key_version = 1)";

  private static PostgresStores open(TestDatabase database, Path keys) {
    return PostgresStores.open(database.settings(), Secrets.loadOrCreate(keys, new SecureRandom()));
  }

  private static Path step(Path keys, Path into, Secrets.Step step) throws IOException {
    Files.copy(keys, into);
    Secrets.change(into, step, new SecureRandom());
    return into;
  }

  /** Goes through everything; answers how many rows were written. */
  private static int rekey(PostgresStores stores, boolean dropping, Runnable between) {
    String cursor = "";
    int rows = 0;
    for (int i = 0; i < CALLS_MAX; i++) {
      Rekeyed done =
          dropping
              ? stores.roster().dropOldKeys(cursor, 3, StoreScene.NOW)
              : stores.roster().rekey(cursor, 3, StoreScene.NOW);
      rows += done.rows();
      if (done.finished()) {
        return rows;
      }
      cursor = done.cursor();
      if (i < 3) {
        between.run();
      }
    }
    throw new AssertionError("must come to an end");
  }

  private static String name(PostgresStores stores, PersonDocument document) {
    return stores
        .registry()
        .person(document, "office", "test", StoreScene.NOW)
        .orElseThrow()
        .person()
        .name();
  }

  private static byte[] settle(PostgresStores stores, StoreScene scene, SettleOrder order) {
    SettleResult result =
        StoreScene.now(
            stores
                .settlements()
                .settle(
                    order, standing -> scene.settler.settle(order.claim(), standing), scene.codec));
    return assertInstanceOf(SettleResult.Recorded.class, result).reply();
  }

  @Test
  void rotation_fromOldToNewKeys_losesNobodyAndKeepsAnswers(@TempDir Path folder) throws Exception {
    try (TestDatabase database = TestDatabase.create()) {
      StoreScene scene = new StoreScene(database);
      PersonDocument early = scene.member("410105196001010155", 0);
      scene
          .registry()
          .putPerson(
              new PersonRecord(
                  List.of(early),
                  "",
                  List.of(),
                  List.of(),
                  List.of(),
                  List.of(
                      new HouseholdMembership(
                          StoreScene.COUNTY, "H1", LocalDate.of(2016, 1, 1), Optional.empty()))),
              PutRight.ANY,
              "office",
              StoreScene.NOW);
      SettleOrder first = scene.order("rot-1", early, StoreScene.claim("rot-1", 100_000));
      byte[] answer = settle(database.stores(), scene, first);

      Path added = step(database.secretsFile(), folder.resolve("added"), Secrets.Step.ADD);
      Path tooEarly = step(added, folder.resolve("early"), Secrets.Step.PROMOTE);
      PersonDocument between = StoreScene.document("410105196001010171");
      try (PostgresStores stores = open(database, added)) {
        String refusal =
            String.valueOf(
                assertThrows(IllegalStateException.class, () -> open(database, tooEarly))
                    .getMessage());
        assertTrue(refusal.contains("registry rekey"), refusal);
        assertEquals("测试某", name(stores, early));
        assertEquals(List.of(1), database.stores().roster().keyVersions());
        assertEquals(List.of(1, 2), stores.roster().keyVersions());
        stores
            .registry()
            .putPerson(
                new PersonRecord(List.of(between), "二", List.of(), List.of(), List.of()),
                PutRight.ANY,
                "office",
                StoreScene.NOW);
        int[] count = new int[1];
        int rows =
            rekey(
                stores,
                false,
                () -> {
                  String id = "rot-while-" + count[0]++;
                  settle(
                      count[0] % 2 == 0 ? stores : database.stores(),
                      scene,
                      scene.order(id, early, StoreScene.claim(id, 10_000)));
                });
        assertTrue(rows >= 4, rows + " rows");
        assertEquals(0, rekey(stores, false, () -> {}));
        assertArrayEquals(answer, settle(stores, scene, first));
      }

      Path promoted = step(added, folder.resolve("promoted"), Secrets.Step.PROMOTE);
      Path retired = step(promoted, folder.resolve("retired"), Secrets.Step.RETIRE);
      try (PostgresStores stores = open(database, promoted)) {
        assertEquals("测试某", name(stores, early));
        assertEquals("二", name(stores, between));
        assertArrayEquals(answer, settle(stores, scene, first));
        settle(stores, scene, scene.order("rot-2", between, StoreScene.claim("rot-2", 10_000)));
        // Those who still look up by the old key find whom this one registers.
        PersonDocument late = StoreScene.document("410105196001010198");
        settle(stores, scene, scene.order("rot-3", late, StoreScene.claim("rot-3", 10_000)));
        assertEquals(
            stores.settlements().standing(late, "", StoreScene.DISCHARGE).personId(),
            scene.standing(late).personId());
        rekey(stores, false, () -> {});
        assertEquals(-1, stores.roster().dropOldKeys("", 100, StoreScene.NOW).donePermille());
        assertTrue(database.number(OLD_ALIASES) > 0);
      }
      try (PostgresStores stores = open(database, retired)) {
        rekey(stores, true, () -> {});
        assertEquals(List.of(2), stores.roster().keyVersions(), "older ones are for requests only");
        assertEquals(0, database.number(OLD_ALIASES));
        assertEquals("测试某", name(stores, early));
        assertEquals(
            "H1",
            stores
                .registry()
                .person(early, "office", "test", StoreScene.NOW)
                .orElseThrow()
                .person()
                .households()
                .get(0)
                .code());
        assertArrayEquals(answer, settle(stores, scene, first));
        assertEquals(
            0, database.number("SELECT count(*) FROM person_private WHERE key_version = 1"));
      }
      assertThrows(IllegalStateException.class, () -> open(database, database.secretsFile()));
    }
  }
}
