package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.UndoRequestRequest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The auditor finds nothing in right books, and what is wrong in books that were tampered with. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LedgerAuditorTest {
  @SuppressWarnings("NullAway.Init")
  private House house;

  @BeforeAll
  void open() {
    house = House.open();
    PersonDocument person = Invented.person(1);
    house.world().put(house.client(), World.known(person, "dibao").addGrants(World.grant(500_000)));
    house.world().open(house.client(), "open-1", person, "zhengzhou/IN", 2016, 100_000);
    for (int i = 0; i < 4; i++) {
      house.settle(
          Claims.request(
              "r" + i, Claims.stay(World.HOSPITAL, person, "E" + i, "2016-08-01", 1_000_000)));
    }
    var settlements = house.client().settlements(house.world().token());
    Settlement last =
        house.settle(
            Claims.request(
                "r-rev", Claims.stay(World.HOSPITAL, person, "E-rev", "2016-08-01", 1_000_000)));
    settlements.reverseSettlement(
        ReverseSettlementRequest.newBuilder()
            .setRequestId("rev")
            .setHospitalId(World.HOSPITAL)
            .setSettlementId(last.getSettlementId())
            .setOperatorId("cashier-1")
            .build());
    for (String undone : List.of("r0", "never-sent")) {
      settlements.undoRequest(
          UndoRequestRequest.newBuilder()
              .setHospitalId(World.HOSPITAL)
              .setUndoneRequestId(undone)
              .setOperatorId("cashier-1")
              .build());
    }
  }

  @AfterAll
  void close() {
    house.close();
  }

  @Test
  void books_asWritten_haveNoFindings() {
    assertEquals(List.of(), house.audit());
    assertEquals(2, house.database().number("SELECT count(*) FROM settlement WHERE kind = 'R'"));
    assertTrue(house.database().number("SELECT count(*) FROM grant_draw") > 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UPDATE posting SET amount_fen = amount_fen + 1 WHERE line = 1 | add up to zero",
        "DELETE FROM posting WHERE account = 'patient' OR line = 2 | bearers bear the total",
        "UPDATE posting SET amount_fen = - amount_fen | nobody's part but the hospital's",
        "INSERT INTO posting VALUES (1, 'nobody', 1, 'a', 'b', 0) | belongs to a settlement",
        "UPDATE settlement SET total_fen = total_fen - 1, patient_share_fen = patient_share_fen - 1"
            + " WHERE kind = 'R' | mirrors the row",
        "UPDATE posting SET amount_fen = amount_fen * 2 WHERE settlement_id IN (SELECT"
            + " settlement_id FROM settlement WHERE kind = 'R') | mirrors every posting",
        "DELETE FROM settlement_usage WHERE added_fen < 0 | mirrors every usage",
        "DELETE FROM grant_draw WHERE drawn_fen < 0 | mirrors every draw",
        "DELETE FROM fund_entry WHERE amount_fen < 0 | mirrors every taking",
        "UPDATE account_usage SET used_fen = used_fen + 1 | one chain",
        "UPDATE settlement_usage SET seq = seq + 100 WHERE seq > 3 | one chain",
        "DELETE FROM opening_usage | one chain",
        "UPDATE settlement SET household_id = 'nobody' | or the named household's",
        "UPDATE settlement_usage SET account_id = 'nobody' | or the named household's",
        "UPDATE settlement_usage SET cap_fen = before_fen WHERE added_fen > 0 | beyond what was left",
        "UPDATE request SET state = 'SETTLED' WHERE state = 'REVERSED' | one to one",
        "DELETE FROM request WHERE request_id = 'r1' | one to one",
        "DELETE FROM request WHERE request_id = 'rev' | has the request that asked",
        "UPDATE request SET state = 'OPEN' WHERE request_id = 'r1' | half done",
        "DELETE FROM live_claim | live claims",
        "UPDATE fund SET used_fen = used_fen + 1 | fund's totals",
        "DELETE FROM fund_entry WHERE kind = 'TAKEN' | what a finite fund paid",
        "UPDATE charity_grant SET drawn_fen = drawn_fen + 1 | grant's total",
      })
  void books_tamperedWith_areFound(String tampering, String rule) throws SQLException {
    try (Connection connection = house.connection();
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
      }
    }
  }
}
