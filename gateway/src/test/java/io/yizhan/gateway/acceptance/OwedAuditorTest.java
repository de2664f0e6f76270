package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.auditor.LedgerAuditor;
import io.yizhan.proto.v1.EndProvisionalRequest;
import io.yizhan.proto.v1.OwePatientShareRequest;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.Provisional;
import io.yizhan.proto.v1.ProvisionalState;
import io.yizhan.proto.v1.Receivable;
import io.yizhan.proto.v1.RecordPaymentRequest;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.WriteOffReceivableRequest;
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

/** The auditor adds up what is owed and what is provisional by itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OwedAuditorTest {
  @SuppressWarnings("NullAway.Init")
  private House house;

  @BeforeAll
  void open() {
    house = House.open();
    Binhai binhai = new Binhai(house);
    var office = house.client().provisionals(binhai.office());
    PersonDocument liar = Invented.person(40_001);
    Provisional broken = binhai.approve(liar);
    binhai.settle(0, liar, 1_000_000, 500_000);
    Receivable clawedBack =
        office
            .endProvisional(
                EndProvisionalRequest.newBuilder()
                    .setRequestId("end")
                    .setProvisionalId(broken.getProvisionalId())
                    .setEnding(ProvisionalState.PROVISIONAL_STATE_FALSE_STATEMENT)
                    .setEndDate(Claims.date("2023-04-10"))
                    .setReportNumber("HD-1")
                    .build())
            .getReceivables(0);
    house
        .client()
        .receivables(binhai.office())
        .recordPayment(
            RecordPaymentRequest.newBuilder()
                .setRequestId("pay")
                .setReceivableId(clawedBack.getReceivableId())
                .setAmountFen(50_000)
                .setNote("receipt")
                .build());
    PersonDocument open = Invented.person(40_002);
    binhai.approve(open);
    Settlement standing = binhai.settle(0, open, 1_000_000, 500_000);
    Settlement reversed = binhai.settle(0, open, 200_000, 100_000);
    var hospital = house.client().receivables(binhai.hospitalToken(0));
    for (Settlement each : List.of(standing, reversed)) {
      Receivable owed =
          hospital
              .owePatientShare(
                  OwePatientShareRequest.newBuilder()
                      .setRequestId("owe-" + each.getRequestId())
                      .setHospitalId(Binhai.HOSPITALS[0])
                      .setSettlementId(each.getSettlementId())
                      .setAmountFen(10_000)
                      .build())
              .getReceivable();
      house
          .client()
          .receivables(house.world().operatorToken())
          .writeOffReceivable(
              WriteOffReceivableRequest.newBuilder()
                  .setRequestId("off-" + each.getRequestId())
                  .setReceivableId(owed.getReceivableId())
                  .setAmountFen(1_000)
                  .setFundCode(World.CHARITY)
                  .setReason("hardship")
                  .build());
      hospital.recordPayment(
          RecordPaymentRequest.newBuilder()
              .setRequestId("pay-" + each.getRequestId())
              .setReceivableId(owed.getReceivableId())
              .setAmountFen(2_000)
              .setNote("receipt")
              .build());
    }
    house
        .client()
        .settlements(binhai.hospitalToken(0))
        .reverseSettlement(
            ReverseSettlementRequest.newBuilder()
                .setRequestId("reverse")
                .setHospitalId(Binhai.HOSPITALS[0])
                .setSettlementId(reversed.getSettlementId())
                .setOperatorId("cashier-1")
                .build());
  }

  @AfterAll
  void close() {
    house.close();
  }

  @Test
  void books_asWritten_haveNoFindings() {
    assertEquals(List.of(), house.audit());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "UPDATE receivable SET outstanding_fen = outstanding_fen - 1 WHERE kind = 'CLAW_BACK' | settled of it and what is outstanding",
        "DELETE FROM receivable_entry WHERE kind = 'PAYMENT' | settled of it and what is outstanding",
        "UPDATE receivable_entry SET request_id = 'nobody' WHERE kind = 'PAYMENT' | the request that asked",
        "UPDATE receivable SET settlement_id = 'none' | comes from a settlement",
        "UPDATE receivable SET party = 'other' WHERE kind = 'PATIENT_SHARE' | owed once, to its hospital",
        "UPDATE receivable SET outstanding_fen = 1 WHERE outstanding_fen = 0 | that was reversed",
        "DELETE FROM fund_entry WHERE kind = 'TAKEN' | bears of a receivable",
        "UPDATE receivable_entry SET payer = 'other_fund' WHERE kind = 'WRITE_OFF' | bears of a receivable",
        "UPDATE provisional SET drawn_fen = drawn_fen + 1 | the sum of its draws",
        "DELETE FROM provisional_draw WHERE drawn_fen > 0 | the sum of its draws",
        "UPDATE provisional_draw SET settlement_id = concat(settlement_id, 'x') WHERE drawn_fen > 0 | of a settlement or its reversal",
        "UPDATE provisional_county SET drawn_fen = drawn_fen + 1 | its open approvals have",
        "UPDATE provisional_draw SET county_limit_fen = 1 | limits of a person and a county",
        "UPDATE provisional SET recovered_fen = recovered_fen + 1 WHERE promise_broken | corrections took from funds",
        "UPDATE receivable SET amount_fen = amount_fen + 1, outstanding_fen = outstanding_fen + 1"
            + " WHERE kind = 'CLAW_BACK' | corrections took from funds",
        "DELETE FROM receivable WHERE kind = 'REFUND' | is owed back",
        "UPDATE receivable SET amount_fen = amount_fen + 1, outstanding_fen = outstanding_fen + 1"
            + " WHERE kind = 'REFUND' | is owed back",
        "UPDATE receivable SET kind = 'SUPPLEMENT' WHERE kind = 'REFUND' | is owed back",
        "UPDATE receivable SET source_id = 'other' WHERE kind = 'REFUND' | is owed back",
        "DELETE FROM receivable_entry WHERE amount_fen < 0 | is owed back",
        "UPDATE receivable_entry SET payer = '610100@1' WHERE amount_fen < 0 | is owed back",
        "DELETE FROM identity WHERE source = 'provisional' | has its identity",
        "INSERT INTO identity SELECT bucket, person_id, 'tekun', county, valid_from, valid_to, source"
            + " FROM identity WHERE source = 'provisional' | has its identity",
        "UPDATE identity SET source = 'provisional_ended' WHERE source = 'provisional' | ends on the day of its approval's",
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
