package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What several statements find is of one moment, though others commit between them. */
class FindAtOnceTest {
  private static long count(Connection connection) throws SQLException {
    return Sql.first(connection, "SELECT count(*) FROM moment", row -> row.getLong(1))
        .orElseThrow();
  }

  @Test
  void findAtOnce_anotherCommitsBetweenItsStatements_seesNothingOfIt() {
    try (TestDatabase database = TestDatabase.create()) {
      Transactions transactions = new Transactions(database.stores().dataSource());
      database.execute("CREATE TABLE moment (n integer)");
      Optional<List<Long>> found =
          transactions.findAtOnce(
              connection -> {
                long before = count(connection);
                database.execute("INSERT INTO moment VALUES (1)");
                return Optional.of(List.of(before, count(connection)));
              });
      assertEquals(Optional.of(List.of(0L, 0L)), found);
      assertEquals(
          Optional.of(1L), transactions.find(connection -> Optional.of(count(connection))));
    }
  }
}
