package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.InsurerLegs;
import io.yizhan.gateway.desk.PersonDocument;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** Whose document is read to ask an insurer later, and what the register logs of it. */
class AskedLaterTest {
  private static final String LOGGED =
      "SELECT count(*) FROM person_access WHERE caller_id = 'gateway-insurers'";

  @Test
  void asking_personWithoutADocument_isLoggedOnlyWhereOneWasRead() {
    try (TestDatabase database = TestDatabase.create()) {
      StoreScene scene = new StoreScene(database);
      PersonDocument person = scene.member("410105196001010199", 0);
      String id = scene.settled(person);
      InsurerLegs legs =
          new PostgresInsurerLegs(
              new Transactions(database.stores().dataSource()),
              database.secrets(),
              InstantSource.fixed(StoreScene.NOW));
      assertEquals(person, legs.asking(id).orElseThrow().person());
      assertEquals(1, database.number(LOGGED));
      database.execute("DELETE FROM person_private");
      assertTrue(legs.asking(id).isEmpty());
      assertEquals(1, database.number(LOGGED));
    }
  }
}
