package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.auditor.LedgerAuditor;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.ShiftStore.ShiftKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The auditor adds up closed days and shifts by itself. */
class DayAuditorTest {
  private static final Instant OVER = Instant.parse("2016-09-01T16:00:00Z");

  private static TestDatabase database;

  @BeforeAll
  static void closeADay() {
    database = TestDatabase.create();
    StoreScene scene = new StoreScene(database);
    PersonDocument person = scene.member("410105196001010107", 0);
    scene.settled(person);
    scene.reverse(scene.next("V"), scene.settled(person));
    database
        .stores()
        .shifts()
        .begin(new ShiftKey(StoreScene.HOSPITAL, "op1", "T1", "S1"), "shift", OVER, "his");
    database.stores().days().startClosing(StoreScene.POSTING_DATE, OVER, "op");
    assertEquals(1, database.stores().days().goOn(OVER, 1));
    assertEquals(1, database.stores().shifts().goOn(OVER, 1));
    scene.settled(person);
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
