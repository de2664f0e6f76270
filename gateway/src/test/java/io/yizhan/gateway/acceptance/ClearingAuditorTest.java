package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.auditor.LedgerAuditor;
import io.yizhan.proto.v1.Appropriation;
import io.yizhan.proto.v1.Clearing;
import io.yizhan.proto.v1.ClearingPayment;
import io.yizhan.proto.v1.ClearingStep;
import io.yizhan.proto.v1.ExportPaymentsRequest;
import io.yizhan.proto.v1.FundShareTerm;
import io.yizhan.proto.v1.PayClearingsRequest;
import io.yizhan.proto.v1.ProposeAdvanceRequest;
import io.yizhan.proto.v1.PutFundSharesRequest;
import io.yizhan.proto.v1.RecordAppropriationRequest;
import io.yizhan.proto.v1.RecordArrivalRequest;
import io.yizhan.proto.v1.TakeClearingStepRequest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The auditor adds clearings up again from the ledger by itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClearingAuditorTest {
  @SuppressWarnings("NullAway.Init")
  private ClearedMonths months;

  @BeforeAll
  void open() {
    months = ClearedMonths.open();
    appropriate();
    Clearing advance =
        months
            .clerk()
            .proposeAdvance(
                ProposeAdvanceRequest.newBuilder()
                    .setRequestId("advance")
                    .setFundCode(Offices.AID)
                    .setHospitalId(World.HOSPITAL)
                    .setAmountFen(50_000)
                    .setReason("周转")
                    .build())
            .getClearing();
    months.approve(advance);
    months.pay(advance, 50_000);
    payTakeBackAndPay();
    months.settle("2025-09-02", World.HOSPITAL, months.person(1), 1_000_000);
    months.settle("2025-09-03", ClearedMonths.ELSEWHERE, months.person(2), 500_000);
    months.prepare("2025-09");
    Clearing made = months.of("2025-09", World.HOSPITAL, "610100");
    months.step(made, ClearingStep.CLEARING_STEP_DEDUCT, 10_000);
    months.step(made, ClearingStep.CLEARING_STEP_RETAIN, 5_000);
    months
        .clerk()
        .takeClearingStep(
            TakeClearingStepRequest.newBuilder()
                .setRequestId("offset")
                .setClearingId(made.getClearingId())
                .setStep(ClearingStep.CLEARING_STEP_OFFSET)
                .setAmountFen(50_000)
                .setOtherClearingId(advance.getClearingId())
                .setReason("冲抵")
                .build());
    months
        .clerk()
        .takeClearingStep(
            TakeClearingStepRequest.newBuilder()
                .setRequestId("undo")
                .setClearingId(made.getClearingId())
                .setStep(ClearingStep.CLEARING_STEP_UNDO_OFFSET)
                .setAmountFen(20_000)
                .setOtherClearingId(advance.getClearingId())
                .setReason("多冲")
                .build());
    months.approve(made);
    months.pay(made, 100_000);
    months
        .clerk()
        .exportPayments(
            ExportPaymentsRequest.newBuilder()
                .setRequestId("file")
                .setCountyCode(Claims.COUNTY)
                .build());
    while (months.house().database().stores().funds().countDay(LocalDate.parse("2025-10-01"))) {}
  }

  private void payTakeBackAndPay() {
    Clearing advance =
        months
            .clerk()
            .proposeAdvance(
                ProposeAdvanceRequest.newBuilder()
                    .setRequestId("second")
                    .setFundCode(Offices.AID)
                    .setHospitalId(World.HOSPITAL)
                    .setAmountFen(7_000)
                    .setReason("周转")
                    .build())
            .getClearing();
    months.approve(advance);
    PayClearingsRequest pay =
        PayClearingsRequest.newBuilder()
            .setRequestId("paid")
            .setBankReference("B-7")
            .addPayments(
                ClearingPayment.newBuilder()
                    .setClearingId(advance.getClearingId())
                    .setAmountFen(7_000))
            .build();
    months.clerk().payClearings(pay);
    months
        .clerk()
        .takeClearingStep(
            TakeClearingStepRequest.newBuilder()
                .setRequestId("unpaid")
                .setClearingId(advance.getClearingId())
                .setStep(ClearingStep.CLEARING_STEP_UNPAY)
                .setAmountFen(7_000)
                .setPaidBankReference("B-7")
                .setReason("登记有误")
                .build());
    months.approve(advance);
    months.clerk().payClearings(pay.toBuilder().setRequestId("paid-again").build());
  }

  private void appropriate() {
    var funds = months.house().client().funds(months.clerkToken());
    funds.putFundShares(
        PutFundSharesRequest.newBuilder()
            .setFundCode(Offices.AID)
            .setFromDate(Claims.date("2025-01-01"))
            .addTerms(FundShareTerm.newBuilder().setPartyCode("city").setWeight(5))
            .addTerms(FundShareTerm.newBuilder().setPartyCode("county").setWeight(5))
            .setRemainderPartyCode("county")
            .setSource("通知")
            .build());
    Appropriation made =
        funds
            .recordAppropriation(
                RecordAppropriationRequest.newBuilder()
                    .setRequestId("a-1")
                    .setFundCode(Offices.AID)
                    .setBudgetYear(2025)
                    .setAmountFen(1_000_001)
                    .setDocumentNumber("1")
                    .build())
            .getAppropriation();
    funds.recordArrival(
        RecordArrivalRequest.newBuilder()
            .setRequestId("a-2")
            .setAppropriationId(made.getAppropriationId())
            .setPartyCode("city")
            .setAmountFen(500_000)
            .setBankReference("B")
            .build());
  }

  @AfterAll
  void close() {
    months.close();
  }

  @Test
  void books_asWritten_haveNoFindings() {
    assertEquals(List.of(), months.house().audit());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "UPDATE clearing SET gross_fen = gross_fen + 1 WHERE kind = 'MONTH' AND state = 'PREPARED' | what the ledger has for hospitals",
        "DELETE FROM clearing WHERE hospital_id = 'H41019901' | what the ledger has for hospitals",
        "UPDATE settlement SET line_fen[1] = line_fen[1] + 1, line_fen[2] = line_fen[2] - 1 | what the ledger has for hospitals",
        "UPDATE clearing SET line_count = line_count + 1 WHERE kind = 'MONTH' | what the ledger has for hospitals",
        "UPDATE clearing SET hospital_id = 'H41010002' WHERE hospital_id = 'H41019901' | what the ledger has for hospitals",
        "UPDATE clearing_run SET gross_fen = gross_fen - 1 | is the sum of its clearings",
        "DELETE FROM clearing_run | is the sum of its clearings",
        "UPDATE clearing_entry SET amount_fen = amount_fen + 1 WHERE step = 'DEDUCT' | are the sums of its steps",
        "DELETE FROM clearing_entry WHERE step = 'PAY' | are the sums of its steps",
        "UPDATE clearing SET state = 'CHECKED', before_dispute = 'CHECKED' WHERE state = 'PARTLY_PAID' | are the sums of its steps",
        "UPDATE clearing SET used_fen = 50001 WHERE kind = 'ADVANCE' | beyond what is payable",
        "UPDATE clearing SET gross_fen = gross_fen + 1, offset_fen = 1 WHERE kind = 'ADVANCE' | beyond what is payable",
        "UPDATE clearing_entry SET caller_id = 'clerk' WHERE step = 'APPROVE' | has not prepared, changed or checked",
        "UPDATE clearing_entry SET caller_id = 'chief' WHERE step = 'DEDUCT' | has not prepared, changed or checked",
        "UPDATE clearing_entry SET step = 'CHECK' WHERE step = 'APPROVE' | has not prepared, changed or checked",
        "UPDATE clearing_entry SET amount_fen = 1 WHERE step = 'USE' | what is set off of one clearing",
        "UPDATE clearing SET fund = '390100@410122' WHERE kind = 'ADVANCE' | what is set off of one clearing",
        "DELETE FROM clearing_entry WHERE step = 'UNDO_USE' | what is set off of one clearing",
        "UPDATE clearing_entry SET amount_fen = 50001 WHERE step IN ('UNDO_OFFSET', 'UNDO_USE') | what is set off of one clearing",
        "DELETE FROM clearing_entry WHERE step = 'UNPAY' | are the sums of its steps",
        "UPDATE clearing_entry SET caller_id = 'chief' WHERE step = 'UNPAY' | has not prepared, changed or checked",
        "UPDATE clearing_entry SET step = 'DISPUTE', paid_reference = '' WHERE step = 'UNPAY' | nothing is paid twice under one reference",
        "UPDATE clearing_entry SET paid_reference = 'B-8' WHERE step = 'UNPAY' | what is taken back was paid",
        "UPDATE clearing_entry SET amount_fen = 6999 WHERE step = 'UNPAY' | what is taken back was paid",
        "UPDATE clearing_entry SET bank_reference = 'R-7' WHERE step = 'UNPAY' | nothing is paid twice under one reference",
        "UPDATE clearing SET offset_fen = offset_fen + 20000 WHERE offset_fen > 0 | are the sums of its steps",
        "UPDATE clearing_entry SET request_id = 'nobody' WHERE step = 'PAY' | has the request that asked for it",
        "DELETE FROM person_private WHERE kind = 'text:REASON' | has its reason among the private texts",
        "UPDATE person_private SET alias = '99' WHERE kind = 'text:REASON' AND alias = '2' | has its reason among the private texts",
        "UPDATE payment_file SET total_fen = total_fen + 1 | a payment file is the sum of its parts",
        "UPDATE payment_file SET county = '410199' | a payment file is the sum of its parts",
        "UPDATE payment_file SET replaces_id = 'F' | a payment file is the sum of its parts",
        "UPDATE payment_file_part SET seq = seq - 1 | a payment file is the sum of its parts",
        "UPDATE payment_file_part SET amount_fen = amount_fen + 1 | a payment file is the sum of its parts",
        "DELETE FROM payment_file_part | a payment file is the sum of its parts",
        "UPDATE clearing SET file_id = 'F' WHERE state = 'PREPARED' | no two payment files name the same money",
        "UPDATE clearing SET file_id = '' WHERE file_id <> '' | no two payment files name the same money",
        "UPDATE payment_file_part SET seq = 1 | no two payment files name the same money",
        "INSERT INTO payment_file_part SELECT bucket, clearing_id, 'F', seq, amount_fen FROM payment_file_part | no two payment files name the same money",
        "UPDATE payment_file SET replaces_id = file_id | no two payment files name the same money",
        "DELETE FROM payment_file | has the request that asked for it",
        "UPDATE appropriation SET party_fens[1] = party_fens[1] + 1 | the parts of an appropriation",
        "UPDATE statutory_money SET amount_fen = amount_fen - 1 | the parts of an appropriation",
        "UPDATE appropriation_arrival SET amount_fen = 500001 | the parts of an appropriation",
        "UPDATE fund_day SET spent_fen = spent_fen + 1 | what funds have spent by day",
        "DELETE FROM fund_day WHERE paid_to = 'HOSPITAL' | what funds have spent by day",
      })
  void books_tamperedWith_areFound(String tampering, String rule) throws SQLException {
    try (Connection connection = months.house().connection();
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
