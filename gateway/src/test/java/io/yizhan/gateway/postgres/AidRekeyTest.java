package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yizhan.gateway.desk.AidStore.Figure;
import io.yizhan.gateway.desk.HighCostStore;
import io.yizhan.gateway.desk.HighCostStore.OwnCost;
import io.yizhan.gateway.desk.RosterStore.Rekeyed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts of an office are found and readable after the keys have changed. */
class AidRekeyTest {
  private static final String COUNTY = "410122";
  private static final int CALLS_MAX = 100;

  private static Path step(Path keys, Path into, Secrets.Step step) throws Exception {
    Files.copy(keys, into);
    Secrets.change(into, step, new SecureRandom());
    return into;
  }

  private static void rekey(PostgresStores stores) {
    String cursor = "";
    for (int i = 0; i < CALLS_MAX; i++) {
      Rekeyed done = stores.roster().rekey(cursor, 3, StoreScene.NOW);
      if (done.finished()) {
        return;
      }
      cursor = done.cursor();
    }
    throw new AssertionError("must come to an end");
  }

  @Test
  void texts_afterKeysChanged_areFoundUnderTheirKeysAndRead(@TempDir Path folder) throws Exception {
    try (TestDatabase database = TestDatabase.create()) {
      HighCostStore before = database.stores().highCosts();
      database
          .stores()
          .aid()
          .putFigure(
              new Figure(COUNTY, "high_own_cost", LocalDate.of(2016, 1, 1), 100, "办法"),
              "office",
              StoreScene.NOW);
      before.keep(
          new OwnCost(
              StoreScene.document("410105196001010155"),
              "甲",
              "13900001111",
              "某村",
              COUNTY,
              "某镇",
              2016,
              100,
              "清单"),
          Set.of(),
          "office",
          StoreScene.NOW);
      before.makeList(COUNTY, 2016, LocalDate.of(2016, 12, 31), "office", StoreScene.NOW);
      String id =
          before
              .list(new HighCostStore.Query(List.of(""), 2016, "", Optional.empty(), "", 2))
              .get(0)
              .id();
      long aliases = database.number("SELECT count(*) FROM person_alias");

      Path added = step(database.secretsFile(), folder.resolve("added"), Secrets.Step.ADD);
      try (PostgresStores stores =
          PostgresStores.open(
              database.settings(), Secrets.loadOrCreate(added, new SecureRandom()))) {
        rekey(stores);
        assertEquals(
            2 * aliases, database.number("SELECT count(*) FROM person_alias"), "of documents only");
        HighCostStore.Found found =
            stores
                .highCosts()
                .find(id, List.of(COUNTY), "office", "visit", StoreScene.NOW)
                .orElseThrow();
        assertEquals("13900001111", found.telephone());
        assertEquals("某村", found.address());
        assertEquals("甲", found.sent().name());
      }
    }
  }
}
