package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway with keys that are not the database's must not start on it. */
class KeyCheckTest {
  private static final String KEPT = "SELECT count(*) FROM key_fingerprint";

  @Test
  void open_sameKeysAgain_opens() {
    try (TestDatabase database = TestDatabase.create()) {
      Secrets same = Secrets.loadOrCreate(database.secretsFile(), new SecureRandom());
      PostgresStores.open(database.settings(), same).close();
      assertEquals(1, database.number(KEPT));
    }
  }

  @Test
  void open_otherKeys_isRefusedInBothLanguages(@TempDir Path folder) {
    try (TestDatabase database = TestDatabase.create()) {
      assertRefused(database, folder);
      assertEquals(1, database.number(KEPT));
    }
  }

  @Test
  void open_otherKeysOnDatabaseWithoutFingerprint_isRefusedByItsPersons(@TempDir Path folder)
      throws Exception {
    try (TestDatabase database = TestDatabase.create()) {
      new StoreScene(database).member("410105196001010155", 0);
      try (Connection connection = database.stores().dataSource().getConnection();
          Statement statement = connection.createStatement()) {
        statement.executeUpdate("DELETE FROM key_fingerprint");
      }
      assertRefused(database, folder);
      assertEquals(0, database.number(KEPT));
      PostgresStores.open(database.settings(), database.secrets()).close();
      assertEquals(1, database.number(KEPT));
    }
  }

  private static void assertRefused(TestDatabase database, Path folder) {
    Secrets others = Secrets.loadOrCreate(folder.resolve("others"), new SecureRandom());
    String refusal =
        String.valueOf(
            assertThrows(
                    IllegalStateException.class,
                    () -> PostgresStores.open(database.settings(), others))
                .getMessage());
    assertTrue(refusal.contains("密钥文件与数据库不符"), refusal);
    assertTrue(refusal.contains("secrets-file"), refusal);
  }

  @Test
  void open_databaseOfOtherKeysAndNoFile_makesNoFile(@TempDir Path folder) {
    Path file = folder.resolve("secrets");
    try (TestDatabase database = TestDatabase.create()) {
      IllegalStateException refusal =
          assertThrows(
              IllegalStateException.class,
              () -> PostgresStores.open(database.settings(), file, new SecureRandom()));
      assertTrue(String.valueOf(refusal.getMessage()).contains("does not fit"));
      assertFalse(Files.exists(file), "nothing was made");
    }
    PostgresStores.open(TestDatabase.createBare(), file, new SecureRandom()).close();
    assertTrue(Files.exists(file));
  }
}
