package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.auditor.LedgerAuditor;
import io.yizhan.claim.Claim;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.ReceiptDesk;
import io.yizhan.gateway.desk.ReceiptStore;
import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import io.yizhan.gateway.desk.ShiftStore.ShiftKey;
import io.yizhan.gateway.receipt.MerkleTree;
import io.yizhan.gateway.receipt.SigningKey;
import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The auditor adds up closed days and shifts by itself. */
class DayAuditorTest {
  private static final Instant OVER = Instant.parse("2016-09-01T16:00:00Z");

  private static final int LOOKS_MAX = 10_000;

  private static TestDatabase database;

  @BeforeAll
  static void closeADay() {
    database = TestDatabase.create();
    StoreScene scene = new StoreScene(database);
    PersonDocument person = scene.member("410105196001010107", 0);
    scene.settled(person);
    scene.reverse(scene.next("V"), scene.settled(person));
    Claim half = withMoney(StoreScene.claim(scene.next("E"), 1_000_000), 5_000, 7_000);
    assertInstanceOf(
        SettleResult.Recorded.class, scene.settle(scene.order(scene.next("R"), person, half)));
    Claim ample = withMoney(StoreScene.claim(scene.next("E"), 1_000), 0, 90_000);
    assertInstanceOf(
        SettleResult.Recorded.class, scene.settle(scene.order(scene.next("R"), person, ample)));
    database
        .stores()
        .shifts()
        .begin(new ShiftKey(StoreScene.HOSPITAL, "op1", "T1", "S1"), "shift", OVER, "his");
    database.stores().days().startClosing(StoreScene.POSTING_DATE, OVER, "op");
    awaitOne(() -> database.stores().days().goOn(OVER, 1));
    awaitOne(() -> database.stores().shifts().goOn(OVER, 1));
    scene.settled(person);
    ReceiptDesk receipts =
        new ReceiptDesk(
            database.stores().receipts(),
            SigningKey.ofPem(SigningKey.newPem(new SecureRandom())),
            InstantSource.fixed(OVER));
    receipts.begin();
    assertEquals(1, receipts.look(5));
  }

  /** The server's own work may have a number that is waited for. */
  private static void awaitOne(IntSupplier goOn) {
    for (int i = 0; i < LOOKS_MAX; i++) {
      if (goOn.getAsInt() == 1) {
        return;
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("it must close");
  }

  private static Claim withMoney(Claim claim, long accountFen, long depositFen) {
    return new Claim(
        claim.key(),
        claim.desk(),
        claim.interim(),
        claim.birthDate(),
        claim.insuredRegion(),
        claim.insuredScheme(),
        claim.care(),
        claim.dates(),
        claim.diagnoses(),
        claim.specialDisease(),
        claim.treatmentForm(),
        claim.hospitalLevel(),
        claim.referral(),
        claim.thirdPartyLiable(),
        claim.bill(),
        claim.items(),
        claim.insurer(),
        accountFen,
        depositFen,
        claim.facts());
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @Test
  void books_asWritten_haveNoFindings() throws SQLException {
    try (Connection connection = database.stores().dataSource().getConnection()) {
      assertEquals(List.of(), LedgerAuditor.findings(connection));
    }
  }

  /** Days of leaves alone: the rules of trees read nothing else. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 1_023, 1_024, 1_025, 2_500, 5_000})
  void trees_ofDaysOfManyPages_areThoseThatWereSigned(int entries) throws SQLException {
    List<byte[]> leaves =
        IntStream.range(0, entries)
            .mapToObj(number -> MerkleTree.leaf(new byte[] {(byte) number, (byte) (number >> 8)}))
            .toList();
    try (Connection connection = database.stores().dataSource().getConnection()) {
      connection.setAutoCommit(false);
      try {
        keep(connection, leaves);
        assertEquals(List.of(), trees(connection));
        try (Statement statement = connection.createStatement()) {
          statement.execute(
              "UPDATE day_root SET root_sha256 = sha256(root_sha256)"
                  + " WHERE posting_date = '2020-01-01'");
        }
        assertEquals(1, trees(connection).size());
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    }
  }

  private static void keep(Connection connection, List<byte[]> leaves) throws SQLException {
    List<byte[]> roots = new ArrayList<>();
    for (int from = 0; from < leaves.size(); from += ReceiptStore.LEAVES_PER_PAGE) {
      List<byte[]> page =
          leaves.subList(from, Math.min(leaves.size(), from + ReceiptStore.LEAVES_PER_PAGE));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      page.forEach(bytes::writeBytes);
      Sql.update(
          connection,
          "INSERT INTO day_root_page (posting_date, page, last_id, leaves, root_sha256)"
              + " VALUES ('2020-01-01', ?, 'x', ?, ?)",
          roots.size(),
          bytes.toByteArray(),
          MerkleTree.root(page));
      roots.add(MerkleTree.root(page));
    }
    Sql.update(
        connection,
        "INSERT INTO day_root (posting_date, entry_count, root_sha256, algorithm, key_id, signed,"
            + " signature, root_time) VALUES ('2020-01-01', ?, ?, '', '', '', '', now())",
        leaves.size(),
        MerkleTree.root(leaves));
  }

  private static List<String> trees(Connection connection) throws SQLException {
    return LedgerAuditor.findings(connection).stream()
        .filter(finding -> finding.contains("is that of the tree over"))
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UPDATE settlement SET posting_date = '2016-09-01' WHERE posting_date = '2016-09-02' | after its close",
        "UPDATE posting_day_total SET live_fen = live_fen + 1 WHERE bearer = 'patient' | came to is what is booked",
        "UPDATE posting_day_total SET with_count = with_count + 1 WHERE bearer = 'bill' | came to is what is booked",
        "DELETE FROM posting_day_total WHERE bearer = 'patient' | came to is what is booked",
        "UPDATE posting_day SET line_count = 2 | counts its lines",
        "UPDATE posting_clock SET open_from = '2016-09-01' | close in their order",
        "UPDATE posting_clock SET open_from = '2016-09-03' | close in their order",
        "DELETE FROM posting_day | close in their order",
        "UPDATE cashier_shift SET part = 2 | without a gap",
        "UPDATE cashier_shift_total SET with_fen = with_fen + 1 WHERE bearer = 'bill' | was settled in it",
        "UPDATE cashier_shift_total SET with_fen = with_fen + 1 WHERE bearer = 'patient/cash' | was settled in it",
        "UPDATE cashier_shift_total SET live_fen = live_fen - 1 WHERE bearer = 'patient/account' | was settled in it",
        "UPDATE cashier_shift_total SET without_count = without_count + 1 WHERE bearer = 'patient/deposit' | was settled in it",
        "DELETE FROM cashier_shift_total WHERE bearer = 'refund/deposit' | was settled in it",
        "UPDATE cashier_shift_total SET bearer = 'x' WHERE bearer LIKE '610100@%' | was settled in it",
        "UPDATE posting_day SET state = 'CLOSING', closed_time = NULL, line_count = NULL | is of a closed day",
        "DELETE FROM day_root_page | a leaf for each entry",
        "UPDATE day_root SET entry_count = entry_count + 1 | a leaf for each entry",
        "UPDATE day_root_page SET page = 1 | numbered, full but for the last",
        "UPDATE day_root_page SET last_id = '0' | numbered, full but for the last",
        "UPDATE day_root_page SET leaves = substring(leaves FROM 33) | numbered, full but for the last",
        "UPDATE request SET reply = sha256(reply) WHERE kind = 'REVERSE' | the hash of what is signed of its entry",
        "UPDATE request SET reply = NULL WHERE kind = 'SETTLE' | the hash of what is signed of its entry",
        "UPDATE day_root_page SET leaves = set_byte(leaves, 40, get_byte(leaves, 40) # 1) | the hash of what is signed of its entry",
        "UPDATE day_root_page SET root_sha256 = sha256(root_sha256) | root of a page is that of the tree",
        "UPDATE day_root SET root_sha256 = sha256(root_sha256) | root of a day is that of the tree",
        "UPDATE day_root SET signed = sha256(signed) | what is signed of a day",
        "UPDATE day_root SET key_id = 'x' | a root is signed with a key",
        "UPDATE receipt_key SET public_key = sha256(public_key) | a root is signed with a key",
      })
  void books_tamperedWith_areFound(String tampering, String rule) throws SQLException {
    try (Connection connection = database.stores().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      try {
        assertTrue(statement.executeUpdate(tampering) > 0, "the tampering must change something");
        List<String> findings = LedgerAuditor.findings(connection);
        assertTrue(
            findings.stream().anyMatch(finding -> finding.split(":", 2)[0].contains(rule)),
            findings::toString);
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    }
  }
}
