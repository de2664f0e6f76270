package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.auditor.LedgerAuditor;
import io.yizhan.proto.v1.Claim;
import io.yizhan.proto.v1.HoldTerms;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.QuoteSettlementRequest;
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

/** Damage of every kind to right books with holds, each found by the rule that it breaks. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HoldAuditorTest {
  @SuppressWarnings("NullAway.Init")
  private House house;

  @BeforeAll
  void holdAndSettle() {
    house = House.open();
    PersonDocument person = Invented.person(1);
    house.world().put(house.client(), World.known(person, "dibao").addGrants(World.grant(900_000)));
    hold("live", stay(person, "live"));
    hold("done", stay(person, "done"));
    house
        .client()
        .settlements(house.world().token())
        .settleClaim(
            Claims.request("s-done", stay(person, "done")).toBuilder()
                .setHoldRequestId("done")
                .build());
  }

  @AfterAll
  void close() {
    house.close();
  }

  private static Claim.Builder stay(PersonDocument person, String encounter) {
    return Claims.settledStay(World.HOSPITAL, person, encounter, "2016-08-01", 1_000_000, 700_000);
  }

  private void hold(String id, Claim.Builder claim) {
    house
        .client()
        .settlements(house.world().token())
        .quoteSettlement(
            QuoteSettlementRequest.newBuilder()
                .setClaim(claim)
                .setHold(HoldTerms.newBuilder().setRequestId(id).setHoldSeconds(3_600))
                .build());
  }

  @Test
  void books_asWritten_haveNoFindings() {
    assertEquals(List.of(), house.audit());
    assertEquals(1, house.database().number("SELECT count(*) FROM hold WHERE state = 'HELD'"));
    assertTrue(house.database().number("SELECT held_fen FROM fund") > 0);
    assertTrue(house.database().number("SELECT held_fen FROM charity_grant") > 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "UPDATE account_year SET held_fen[1] = held_fen[1] + 1 | held of an account",
        "UPDATE account_year SET held_fen = array_fill(0::bigint, ARRAY[cardinality(held_fen)]) | held of an account",
        "UPDATE charity_grant SET held_fen = held_fen - 1 | held of a grant",
        "UPDATE fund SET held_fen = held_fen - 1 | held of a finite fund",
        "UPDATE account_hold SET use_fen[1] = use_fen[1] + 1 | promised of every account",
        "DELETE FROM account_hold | promised of every account",
        "DELETE FROM account_hold | stands with its person",
        "UPDATE account_hold SET expire_time = expire_time + interval '1 hour' | stands with its person",
        "UPDATE account_hold SET bill_number = '2' | stands with its person",
        "DELETE FROM fund_hold | promised of every fund",
        "UPDATE fund_hold SET expire_time = expire_time + interval '1 hour' | promised of every fund",
        "UPDATE account SET held_until = NULL | says until when",
        "UPDATE hold SET use_cap_fen[1] = 0 | held beyond what was left",
        "UPDATE hold SET use_fen = (SELECT array_agg(100 * x ORDER BY i) FROM unnest(use_fen) WITH ORDINALITY AS t (x, i)) | held beyond what was left",
        "UPDATE account_year SET used_fen = (SELECT array_agg(100000000 * x ORDER BY i) FROM unnest(used_fen) WITH ORDINALITY AS t (x, i)) | within the highest cap",
        "UPDATE fund SET budget_fen = used_fen | within its budget",
        "UPDATE charity_grant SET amount_fen = drawn_fen | grant stays within",
        "UPDATE hold SET encounter_id = 'done', request_id = 'live' WHERE request_id = 'live' | held once",
        "UPDATE hold SET settlement_id = 'other' WHERE request_id = 'done' | by the settlement of its bill",
        "DELETE FROM request WHERE request_id = 'done' | has its request",
        "DELETE FROM hold WHERE request_id = 'done' | has its request",
        "UPDATE hold SET state = 'HELD', end_time = NULL, settlement_id = NULL WHERE request_id = 'done' | promised of every account",
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
