package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yizhan.gateway.desk.ReceiptStore.PageRoot;
import io.yizhan.gateway.receipt.MerkleTree;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Days that were closed when the schema learns the roots of their pages. */
class PageRootsMigrationTest {
  private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);

  /** A page each: powers of two, those beside them, and a full one. */
  private static final List<Integer> SIZES = List.of(1, 2, 3, 5, 7, 8, 9, 100, 1_023, 1_024);

  private static List<byte[]> leaves(int size) {
    return IntStream.range(0, size)
        .mapToObj(number -> MerkleTree.leaf((size + "/" + number).getBytes(StandardCharsets.UTF_8)))
        .toList();
  }

  private static void keepPages(DatabaseSettings settings) throws SQLException {
    String insert =
        "INSERT INTO day_root_page (posting_date, page, last_id, leaves) VALUES (?, 0, 'x', ?)";
    try (Connection connection =
            DriverManager.getConnection(settings.jdbcUrl(), settings.user(), settings.password());
        PreparedStatement statement = connection.prepareStatement(insert)) {
      for (int i = 0; i < SIZES.size(); i++) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        leaves(SIZES.get(i)).forEach(bytes::writeBytes);
        statement.setObject(1, FIRST.plusDays(i));
        statement.setBytes(2, bytes.toByteArray());
        statement.executeUpdate();
      }
    }
  }

  @Test
  void pages_keptBefore_getTheRootOverTheirLeaves() throws SQLException {
    DatabaseSettings settings = TestDatabase.createBare();
    TestDatabase.migrate(settings, "22");
    keepPages(settings);
    try (TestDatabase database = TestDatabase.open(settings)) {
      for (int i = 0; i < SIZES.size(); i++) {
        List<PageRoot> kept = database.stores().receipts().pageRoots(FIRST.plusDays(i));
        assertEquals(List.of(SIZES.get(i)), kept.stream().map(PageRoot::leafCount).toList());
        assertArrayEquals(MerkleTree.root(leaves(SIZES.get(i))), kept.get(0).root());
      }
    }
  }
}
