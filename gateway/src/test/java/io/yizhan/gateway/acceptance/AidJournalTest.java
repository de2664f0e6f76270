package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.auditor.Acknowledged;
import io.yizhan.auditor.Acknowledged.Amounts;
import io.yizhan.auditor.Acknowledged.Call;
import io.yizhan.auditor.Finding;
import io.yizhan.auditor.Harm;
import io.yizhan.auditor.LedgerAuditor;
import io.yizhan.proto.v1.AidFigure;
import io.yizhan.proto.v1.AidForm;
import io.yizhan.proto.v1.AidRecord;
import io.yizhan.proto.v1.AidServiceGrpc.AidServiceBlockingStub;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PutAidFigureRequest;
import io.yizhan.proto.v1.RecordSubsidisedEnrolmentRequest;
import io.yizhan.proto.v1.RecordSubsidisedEnrolmentResponse;
import io.yizhan.proto.v1.RecordTemporaryAidRequest;
import io.yizhan.proto.v1.RecordTemporaryAidResponse;
import io.yizhan.proto.v1.ReverseAidRecordRequest;
import io.yizhan.proto.v1.ReverseAidRecordResponse;
import io.yizhan.proto.v1.SettleClaimResponse;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.SubsidisedEnrolment;
import io.yizhan.proto.v1.SubsidyKind;
import io.yizhan.proto.v1.TemporaryAid;
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

/** An office's journal beside the books: what it was told of and is not in them is found. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AidJournalTest {
  private final List<LedgerAuditor.Sent> sent = new ArrayList<>();
  private final List<Acknowledged> told = new ArrayList<>();

  @SuppressWarnings("NullAway.Init")
  private House house;

  private String office = "";

  @BeforeAll
  void bookForAnOffice() {
    house = House.open();
    office = Offices.register(house, "aid-410122", Claims.COUNTY);
    PersonDocument person = Invented.person(1);
    house.world().put(house.client(), World.known(person, "dibao"));
    settle(person);
    AidServiceBlockingStub aid = house.client().aid(office);
    aid.putAidFigure(
        PutAidFigureRequest.newBuilder()
            .setFigure(
                AidFigure.newBuilder()
                    .setCountyCode(Claims.COUNTY)
                    .setFigureCode("urban_dibao")
                    .setFromDate(Claims.date("2016-01-01"))
                    .setAmountFen(60_000)
                    .setSource("通知"))
            .build());
    RecordTemporaryAidResponse given = aid.recordTemporaryAid(aid("a-1", person));
    told(Call.TEMPORARY_AID, given.getRecord(), given.toByteArray());
    RecordSubsidisedEnrolmentResponse enrolled =
        aid.recordSubsidisedEnrolment(enrolment("a-2", person));
    told(Call.ENROLMENT, enrolled.getRecord(), enrolled.toByteArray());
    ReverseAidRecordResponse back =
        aid.reverseAidRecord(
            ReverseAidRecordRequest.newBuilder()
                .setRequestId("a-3")
                .setCountyCode(Claims.COUNTY)
                .setRecordId(given.getRecord().getRecordId())
                .setOperatorId("clerk")
                .setReason("有误")
                .build());
    told(Call.AID_REVERSE, back.getRecord(), back.toByteArray());
  }

  private void settle(PersonDocument person) {
    SettleClaimResponse answer =
        house
            .client()
            .settlements(office)
            .settleClaim(
                Claims.request("p-1", Offices.paperStay(person, "P-1", 1_000_000, 700_000)));
    Settlement settled = answer.getSettlement();
    sent.add(new LedgerAuditor.Sent(Offices.OFFICE, "p-1"));
    told.add(
        new Acknowledged(
            Call.SETTLE,
            Offices.OFFICE,
            "p-1",
            "P-1",
            settled.getSettlementId(),
            answer.toByteArray(),
            new Amounts(1_000_000, 910_000, 0, settled.getPatientShareFen())));
  }

  private static RecordTemporaryAidRequest aid(String requestId, PersonDocument person) {
    return RecordTemporaryAidRequest.newBuilder()
        .setRequestId(requestId)
        .setCountyCode(Claims.COUNTY)
        .setPersonDocument(person)
        .setFundCode(Offices.AID)
        .setAid(
            TemporaryAid.newBuilder()
                .setDecidedDate(Claims.date("2016-08-01"))
                .setStandardCode("urban_dibao")
                .setMultipleHundredths(100)
                .setHeads(1)
                .setForm(AidForm.AID_FORM_CASH))
        .setAmountFen(60_000)
        .setOperatorId("clerk")
        .setDocumentNumber("1")
        .build();
  }

  private static RecordSubsidisedEnrolmentRequest enrolment(
      String requestId, PersonDocument person) {
    return RecordSubsidisedEnrolmentRequest.newBuilder()
        .setRequestId(requestId)
        .setCountyCode(Claims.COUNTY)
        .setPersonDocument(person)
        .setFundCode(Offices.AID)
        .setEnrolment(
            SubsidisedEnrolment.newBuilder()
                .setSchemeCode("390")
                .setEnrolmentYear(2017)
                .setSubsidyKind(SubsidyKind.SUBSIDY_KIND_FULL)
                .setContributionFen(40_000))
        .setAmountFen(40_000)
        .setOperatorId("clerk")
        .setDocumentNumber("2")
        .build();
  }

  private void told(Call call, AidRecord record, byte[] reply) {
    sent.add(new LedgerAuditor.Sent(Offices.OFFICE, record.getRequestId()));
    told.add(
        new Acknowledged(
            call,
            Offices.OFFICE,
            record.getRequestId(),
            "",
            record.getRecordId(),
            reply,
            new Amounts(0, record.getAmountFen(), 0, 0)));
  }

  @AfterAll
  void close() {
    house.close();
  }

  private List<Finding> audit(Connection connection) throws SQLException {
    return LedgerAuditor.audit(
        connection,
        (answers, requests) -> {
          told.forEach(answers);
          sent.forEach(requests);
        });
  }

  @Test
  void books_asWritten_haveNoFindings() throws SQLException {
    try (Connection connection = house.connection()) {
      assertEquals(List.of(), audit(connection));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "DELETE FROM settlement | LOST | as settled",
        "UPDATE settlement SET hospital_id = 'office:410199' | LOST | as settled",
        "UPDATE settlement SET request_id = 'nobody' | DOUBLED | correction was asked for",
        "DELETE FROM aid_entry WHERE reverses IS NOT NULL | LOST | taken back of it",
        "DELETE FROM aid_entry WHERE kind = 'ENROLMENT' | LOST | as aid",
        "DELETE FROM request WHERE kind = 'AID' AND request_id = 'a-1' | LOST | as aid",
        "DELETE FROM request WHERE kind = 'AID_REVERSE' | LOST | taken back of it",
        "UPDATE request SET reply = set_byte(reply, 0, 1) WHERE kind = 'AID' | LOST | as aid",
        "UPDATE request SET kind = 'AID' WHERE kind = 'AID_REVERSE' | LOST | taken back of it",
        "UPDATE aid_entry SET amount_fen = amount_fen + 1 | LOST | as aid",
        "UPDATE aid_entry SET owner_id = 'office:410199' WHERE kind = 'ENROLMENT' | LOST | as aid",
        "UPDATE aid_entry SET request_id = 'nobody' WHERE kind = 'ENROLMENT'"
            + " | DOUBLED | aid was asked for",
      })
  void journal_ofWhatIsNotInTheBooks_isFound(String tampering, Harm harm, String rule)
      throws SQLException {
    try (Connection connection = house.connection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      try {
        assertTrue(statement.executeUpdate(tampering) > 0, "the tampering must change something");
        List<Finding> findings = audit(connection);
        assertTrue(
            findings.stream()
                .anyMatch(finding -> finding.harm() == harm && finding.rule().contains(rule)),
            findings::toString);
      } finally {
        connection.rollback();
      }
    }
  }
}
