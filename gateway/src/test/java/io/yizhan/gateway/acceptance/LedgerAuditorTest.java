package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.InvalidProtocolBufferException;
import io.yizhan.auditor.Acknowledged;
import io.yizhan.auditor.Acknowledged.Amounts;
import io.yizhan.auditor.Acknowledged.Call;
import io.yizhan.auditor.Finding;
import io.yizhan.auditor.Harm;
import io.yizhan.auditor.LedgerAuditor;
import io.yizhan.proto.v1.Claim;
import io.yizhan.proto.v1.Payment;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.Reversal;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.ReverseSettlementResponse;
import io.yizhan.proto.v1.SettleClaimResponse;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.UndoRequestRequest;
import io.yizhan.proto.v1.UndoRequestResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
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

  private final List<Acknowledged> told = new ArrayList<>();
  private final List<LedgerAuditor.Sent> sent = new ArrayList<>();

  @BeforeAll
  void open() {
    house = House.open();
    PersonDocument person = Invented.person(1);
    house.world().put(house.client(), World.known(person, "dibao").addGrants(World.grant(500_000)));
    house.world().open(house.client(), "open-1", person, "zhengzhou/IN", 2016, 100_000);
    for (int i = 0; i < 4; i++) {
      settle("r" + i, Claims.stay(World.HOSPITAL, person, "E" + i, "2016-08-01", 1_000_000));
    }
    settle(
        "r-brought",
        Claims.settledStay(World.HOSPITAL, person, "E-b", "2016-08-01", 100_000, 70_000));
    var settlements = house.client().settlements(house.world().token());
    Settlement last =
        settle("r-rev", Claims.stay(World.HOSPITAL, person, "E-rev", "2016-08-01", 1_000_000));
    settle(
        "r-refused",
        Claims.stay(World.HOSPITAL, Invented.person(2), "E-refused", "2009-08-01", 1_000_000));
    Reversal reversal =
        settlements
            .reverseSettlement(
                ReverseSettlementRequest.newBuilder()
                    .setRequestId("rev")
                    .setHospitalId(World.HOSPITAL)
                    .setSettlementId(last.getSettlementId())
                    .setOperatorId("cashier-1")
                    .build())
            .getReversal();
    tell(
        Call.REVERSE,
        "rev",
        "",
        reversal.getReversalId(),
        ReverseSettlementResponse.newBuilder().setReversal(reversal).build().toByteArray(),
        amounts(reversal));
    for (String undone : List.of("r0", "never-sent")) {
      UndoRequestResponse undo =
          settlements.undoRequest(
              UndoRequestRequest.newBuilder()
                  .setHospitalId(World.HOSPITAL)
                  .setUndoneRequestId(undone)
                  .setOperatorId("cashier-1")
                  .build());
      tell(
          Call.UNDO,
          undone,
          "",
          undo.getReversal().getReversalId(),
          undo.toByteArray(),
          amounts(undo.getReversal()));
    }
  }

  private Settlement settle(String requestId, Claim.Builder claim) {
    byte[] reply =
        house.client().settle(house.world().token(), Claims.request(requestId, claim)).reply();
    try {
      Settlement settlement = SettleClaimResponse.parseFrom(reply).getSettlement();
      long paid = settlement.getPaymentsList().stream().mapToLong(Payment::getAmountFen).sum();
      tell(
          Call.SETTLE,
          requestId,
          claim.getEncounterId(),
          settlement.getSettlementId(),
          reply,
          new Amounts(
              settlement.getTotalFen(),
              paid,
              settlement.getHospitalShareFen(),
              settlement.getPatientShareFen()));
      return settlement;
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Amounts amounts(Reversal reversal) {
    long paid = reversal.getPaymentsList().stream().mapToLong(Payment::getAmountFen).sum();
    return new Amounts(
        reversal.getTotalFen(),
        paid,
        reversal.getHospitalShareFen(),
        reversal.getPatientShareFen());
  }

  private void tell(
      Call call,
      String requestId,
      String encounterId,
      String entryId,
      byte[] reply,
      Amounts amounts) {
    told.add(
        new Acknowledged(call, World.HOSPITAL, requestId, encounterId, entryId, reply, amounts));
    sent.add(new LedgerAuditor.Sent(World.HOSPITAL, requestId));
  }

  @AfterAll
  void close() {
    house.close();
  }

  private List<Finding> audit(Connection connection, List<Acknowledged> answers)
      throws SQLException {
    return LedgerAuditor.audit(
        connection,
        (told, asked) -> {
          answers.forEach(told);
          sent.forEach(asked);
        });
  }

  @Test
  void books_asWritten_haveNoFindings() throws SQLException {
    assertEquals(List.of(), house.audit());
    try (Connection connection = house.connection()) {
      assertEquals(List.of(), audit(connection, told));
    }
    assertEquals(10, told.size());
    assertEquals(2, house.database().number("SELECT count(*) FROM settlement WHERE kind = 'R'"));
    assertTrue(house.database().number("SELECT count(*) FROM grant_draw") > 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "UPDATE settlement SET line_fen[1] = line_fen[1] + 1 | add up to zero",
        "UPDATE settlement SET line_fen[1] = line_fen[1] + 1, line_fen[2] = line_fen[2] - 1 | bearers bear the total",
        "UPDATE settlement SET line_fen = (SELECT array_agg(- x ORDER BY i) FROM unnest(line_fen) WITH ORDINALITY AS t (x, i)) | nobody's part but the hospital's",
        "UPDATE settlement SET line_payee = line_payee[1:1] | have one length",
        "UPDATE settlement SET draw_fen = array_append(draw_fen, 1::bigint) | have one length",
        "UPDATE fund_entry SET entry_id = concat(entry_id, '1') WHERE kind = 'TAKEN' | belongs to a settlement",
        "DELETE FROM reversal | list of reversals",
        "UPDATE settlement SET total_fen = total_fen - 1, patient_share_fen = patient_share_fen - 1"
            + " WHERE kind = 'R' | mirrors the row",
        "UPDATE settlement SET commit_xid = '4000000000000' WHERE kind = 'S' | order of transactions",
        "UPDATE settlement SET line_fen = (SELECT array_agg(2 * x ORDER BY i) FROM unnest(line_fen) WITH ORDINALITY AS t (x, i))"
            + " WHERE kind = 'R' | mirrors every posting",
        "UPDATE settlement SET use_added_fen = (SELECT array_agg(0 * x ORDER BY i) FROM unnest(use_added_fen) WITH ORDINALITY AS t (x, i))"
            + " WHERE kind = 'R' | mirrors every usage",
        "UPDATE settlement SET draw_grant = '{}', draw_fen = '{}' WHERE kind = 'R' | mirrors every draw",
        "DELETE FROM fund_entry WHERE amount_fen < 0 | mirrors every taking",
        "UPDATE account_year SET used_fen[1] = used_fen[1] + 1 | one chain",
        "UPDATE settlement SET use_seq[1] = use_seq[1] + 100 | one chain",
        "DELETE FROM opening_usage | one chain",
        "UPDATE settlement SET household_id = 'nobody' | or the named household's",
        "UPDATE settlement SET person_id = 'nobody' | or the named household's",
        "UPDATE account_year SET bucket = (bucket + 1) % 1024 | or the named household's",
        "UPDATE settlement SET use_cap_fen = use_before_fen WHERE kind = 'S' | beyond what was left",
        "UPDATE request SET state = 'SETTLED' WHERE state = 'REVERSED' | says reversed when",
        "UPDATE request SET state = 'REVERSED' WHERE request_id = 'r1' | says reversed when",
        "UPDATE request SET settlement_id = 'other' WHERE request_id = 'r1' | has its settlement",
        "UPDATE request SET reply = NULL WHERE request_id = 'r1' | has its settlement",
        "DELETE FROM request WHERE request_id = 'r1' | one settled request",
        "UPDATE settlement SET request_id = 'r2' WHERE request_id = 'r1' | one effect",
        "UPDATE settlement SET encounter_id = 'E2' WHERE encounter_id = 'E1' | once at a time",
        "UPDATE settlement SET settle_time = settle_time - interval '1 day' | civil day",
        "DELETE FROM request WHERE request_id = 'rev' | has the request that asked",
        "UPDATE request SET state = 'OPEN' WHERE request_id = 'r1' | half done",
        "DELETE FROM live_claim | live claims",
        "DELETE FROM live_insurer_settlement | the insurer's settlement",
        "UPDATE live_insurer_settlement SET insurer_settlement_id = 'other' | the insurer's settlement",
        "UPDATE live_insurer_settlement SET settlement_id = 'other' | the insurer's settlement",
        "UPDATE fund SET used_fen = used_fen + 1 | fund's totals",
        "DELETE FROM fund_entry WHERE kind = 'TAKEN' | what a finite fund paid",
        "UPDATE fund SET held_fen = 1 | held of a finite fund",
        "UPDATE charity_grant SET drawn_fen = drawn_fen + 1 | grant's total",
        "UPDATE charity_grant SET held_fen = 1 | held of a grant",
        "UPDATE account_year SET held_fen = (SELECT array_agg(100000000000 ORDER BY i) FROM unnest(held_fen) WITH ORDINALITY AS t (x, i)) | held of an account",
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "DELETE FROM settlement WHERE request_id = 'r1' | LOST | acknowledged as settled",
        "DELETE FROM request WHERE request_id = 'r1' | LOST | acknowledged as settled",
        "UPDATE request SET reply = set_byte(reply, 0, 1) WHERE request_id = 'r1' | LOST | as settled",
        "UPDATE settlement SET settlement_id = 'other' WHERE request_id = 'r1' | LOST | as settled",
        "UPDATE settlement SET paid_fen = paid_fen - 1, patient_share_fen = patient_share_fen + 1"
            + " WHERE request_id = 'r1' | LOST | as settled",
        "UPDATE settlement SET encounter_id = 'other' WHERE request_id = 'r1' | LOST | as settled",
        "UPDATE request SET reply = '' WHERE request_id = 'r-refused' | LOST | as refused",
        "UPDATE request SET state = 'OPEN' WHERE request_id = 'r-refused' | LOST | as refused",
        "DELETE FROM settlement WHERE request_id = 'rev' | LOST | as reversed",
        "UPDATE request SET reply = '' WHERE request_id = 'rev' | LOST | as reversed",
        "DELETE FROM request WHERE request_id = 'never-sent' | LOST | as undone",
        "UPDATE request SET undo_reply = '' WHERE request_id = 'r0' | LOST | as undone",
        "DELETE FROM settlement WHERE request_id = 'r0' AND kind = 'R' | LOST | as undone",
        "UPDATE settlement SET encounter_id = 'E2', bill_number = '2' WHERE encounter_id = 'E1'"
            + " | DOUBLED | a visit that callers settle once",
        "UPDATE settlement SET request_id = 'nobody' WHERE request_id = 'r1' | DOUBLED | asked for",
      })
  void journal_ofWhatIsNotInTheBooks_isFound(String tampering, Harm harm, String rule)
      throws SQLException {
    try (Connection connection = house.connection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      try {
        assertTrue(statement.executeUpdate(tampering) > 0, "the tampering must change something");
        List<Finding> findings = audit(connection, told);
        assertTrue(
            findings.stream()
                .anyMatch(finding -> finding.harm() == harm && finding.rule().contains(rule)),
            findings::toString);
      } finally {
        connection.rollback();
      }
    }
  }

  @Test
  void journal_ofTwoAnswersToOneCall_isFound() throws SQLException {
    List<Acknowledged> twice = new ArrayList<>(told);
    Acknowledged first = told.get(0);
    twice.add(
        new Acknowledged(
            first.call(),
            first.ownerId(),
            first.requestId(),
            first.encounterId(),
            first.entryId(),
            new byte[0],
            first.amounts()));
    try (Connection connection = house.connection()) {
      assertTrue(
          audit(connection, twice).stream()
              .anyMatch(finding -> finding.rule().contains("two different answers")));
    }
  }
}
