package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.auditor.LedgerAuditor;
import io.yizhan.proto.v1.ApproveMendRequest;
import io.yizhan.proto.v1.Break;
import io.yizhan.proto.v1.BreakKind;
import io.yizhan.proto.v1.PrepareMendRequest;
import io.yizhan.proto.v1.Settlement;
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

/** Damage of every kind to a day that was reconciled, each found by the rule that it breaks. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReconciliationAuditorTest {
  @SuppressWarnings("NullAway.Init")
  private House house;

  @BeforeAll
  void reconcileAndMend() throws Exception {
    house = House.open();
    Statements statements = new Statements(house);
    Settlement differs = settle(1);
    settle(2);
    house.execute("UPDATE settlement SET settle_time = settle_time - interval '1 minute'");
    statements.send("day-1", Statements.line(1, differs).setFundFen(1));
    Break undone =
        statements.breaks().stream()
            .filter(each -> each.getKind() == BreakKind.BREAK_KIND_MISSING_THERE)
            .findFirst()
            .orElseThrow();
    house
        .client()
        .reconciliations(house.world().token())
        .prepareMend(
            PrepareMendRequest.newBuilder()
                .setParty(Statements.hospital())
                .setBreakId(undone.getBreakId())
                .setOperatorId("finance-1")
                .build());
    house
        .client()
        .reconciliations(house.world().operatorToken())
        .approveMend(
            ApproveMendRequest.newBuilder()
                .setParty(Statements.hospital())
                .setBreakId(undone.getBreakId())
                .setOperatorId("finance-2")
                .build());
    statements.reconcile();
  }

  private Settlement settle(int person) {
    return house.settle(
        Claims.request(
            "R" + person,
            Claims.settledStay(
                World.HOSPITAL,
                Invented.person(person),
                "E" + person,
                "2016-08-01",
                1_000_000,
                700_000)));
  }

  @AfterAll
  void close() {
    house.close();
  }

  @Test
  void day_asReconciled_hasNoFindings() {
    assertEquals(List.of(), house.audit());
    assertEquals(
        1,
        house.database().number("SELECT count(*) FROM reconciliation_mend WHERE state = 'DONE'"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "UPDATE reconciliation_break SET fund_fen = fund_fen + 1 WHERE state = 'OPEN' | add up to the difference",
        "DELETE FROM reconciliation_break WHERE state = 'OPEN' | add up to the difference",
        "UPDATE reconciliation_run SET here_bill_fen = here_bill_fen + 1 | add up to the difference",
        "DELETE FROM reconciliation_line | every line that was counted",
        "UPDATE reconciliation_line SET fund_fen = fund_fen + 1 | every line that was counted",
        "DELETE FROM reconciliation_accepted | one accepted statement's",
        "UPDATE reconciliation_mend SET reversal_id = settlement_id | taken back once",
        "UPDATE reconciliation_mend SET approver_id = 'somebody' | taken back once",
        "UPDATE reconciliation_mend SET settlement_id = 'other' | a known break",
        "UPDATE reconciliation_mend SET hospital_id = 'other' | a known break",
        "DELETE FROM reconciliation_break WHERE state = 'GONE' | a known break",
      })
  void day_tamperedWith_isFound(String tampering, String rule) throws SQLException {
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
