package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.yizhan.gateway.desk.StoreUnavailableException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long a list may take. */
class SqlTest {
  @Test
  void list_thatTakesTooLong_isGivenUpByTheServerToo() {
    try (TestDatabase database = TestDatabase.create()) {
      Transactions transactions = new Transactions(database.stores().dataSource());
      assertThrows(
          StoreUnavailableException.class,
          () ->
              transactions.read(
                  connection ->
                      Sql.listWithin(
                          connection, 1, "SELECT pg_sleep(600)", row -> row.getString(1))));
      assertEquals(
          0,
          database.number(
              "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)%'"
                  + " AND state = 'active' AND pid <> pg_backend_pid()"));
      assertEquals(
          List.of("1"),
          transactions.read(
              connection -> Sql.page(connection, "SELECT 1", row -> row.getString(1))));
    }
  }
}
