package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.auditor.LedgerAuditor;
import io.yizhan.proto.v1.AddFundMoneyRequest;
import io.yizhan.proto.v1.AidFigure;
import io.yizhan.proto.v1.AidForm;
import io.yizhan.proto.v1.ChangeHighCostStateRequest;
import io.yizhan.proto.v1.HighCostState;
import io.yizhan.proto.v1.ListHighCostsRequest;
import io.yizhan.proto.v1.MakeHighCostListRequest;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PutAidFigureRequest;
import io.yizhan.proto.v1.RecordSubsidisedEnrolmentRequest;
import io.yizhan.proto.v1.RecordTemporaryAidRequest;
import io.yizhan.proto.v1.ReverseAidRecordRequest;
import io.yizhan.proto.v1.SubsidisedEnrolment;
import io.yizhan.proto.v1.SubsidyKind;
import io.yizhan.proto.v1.TemporaryAid;
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

/** The auditor finds nothing in an office's right books, and each wrong in those tampered with. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AidRulesTest {
  @SuppressWarnings("NullAway.Init")
  private House house;

  private String office = "";

  @BeforeAll
  void open() {
    house = House.open();
    office = Offices.register(house, "aid-410122", Claims.COUNTY);
    PersonDocument person = Invented.person(1);
    house.world().put(house.client(), World.known(person, "dibao"));
    house
        .client()
        .settlements(office)
        .settleClaim(Claims.request("p-1", Offices.paperStay(person, "P-1", 1_000_000, 700_000)));
    money();
    figure("urban_dibao", 60_000);
    figure("high_own_cost", 90_000);
    String first = record("a-1", person, "county_relief", 60_000, "");
    record("a-2", person, Offices.AID, 70_000, "一事一议");
    house
        .client()
        .aid(office)
        .reverseAidRecord(
            ReverseAidRecordRequest.newBuilder()
                .setRequestId("r-1")
                .setCountyCode(Claims.COUNTY)
                .setRecordId(first)
                .setOperatorId("clerk")
                .setReason("有误")
                .build());
    enrol(person);
    list();
  }

  private void money() {
    house
        .client()
        .registry(house.world().operatorToken())
        .addFundMoney(
            AddFundMoneyRequest.newBuilder()
                .setRequestId("m-1")
                .setFundCode("county_relief")
                .setAmountFen(100_000)
                .build());
  }

  private void figure(String code, long fen) {
    house
        .client()
        .aid(office)
        .putAidFigure(
            PutAidFigureRequest.newBuilder()
                .setFigure(
                    AidFigure.newBuilder()
                        .setCountyCode(Claims.COUNTY)
                        .setFigureCode(code)
                        .setFromDate(Claims.date("2016-01-01"))
                        .setAmountFen(fen)
                        .setSource("通知"))
                .build());
  }

  private String record(String id, PersonDocument person, String fund, long fen, String reason) {
    return house
        .client()
        .aid(office)
        .recordTemporaryAid(
            RecordTemporaryAidRequest.newBuilder()
                .setRequestId(id)
                .setCountyCode(Claims.COUNTY)
                .setPersonDocument(person)
                .setFundCode(fund)
                .setAid(
                    TemporaryAid.newBuilder()
                        .setDecidedDate(Claims.date("2016-08-01"))
                        .setStandardCode("urban_dibao")
                        .setMultipleHundredths(100)
                        .setHeads(1)
                        .setForm(AidForm.AID_FORM_CASH))
                .setAmountFen(fen)
                .setDifferenceReason(reason)
                .setOperatorId("clerk")
                .setDocumentNumber("1")
                .build())
        .getRecord()
        .getRecordId();
  }

  private void enrol(PersonDocument person) {
    house
        .client()
        .aid(office)
        .recordSubsidisedEnrolment(
            RecordSubsidisedEnrolmentRequest.newBuilder()
                .setRequestId("e-1")
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
                .setDocumentNumber("1")
                .build());
  }

  private void list() {
    var stub = house.client().highCosts(office);
    stub.makeHighCostList(
        MakeHighCostListRequest.newBuilder()
            .setCountyCode(Claims.COUNTY)
            .setCostYear(2016)
            .setAsOfDate(Claims.date("2016-12-31"))
            .build());
    stub.changeHighCostState(
        ChangeHighCostStateRequest.newBuilder()
            .setRequestId("c-1")
            .setCountyCode(Claims.COUNTY)
            .setHighCostId(
                stub.listHighCosts(ListHighCostsRequest.getDefaultInstance())
                    .getHighCosts(0)
                    .getHighCostId())
            .setState(HighCostState.HIGH_COST_STATE_VISITED)
            .setOperatorId("village-3")
            .build());
  }

  @AfterAll
  void close() {
    house.close();
  }

  @Test
  void books_asWritten_haveNoFindings() {
    assertEquals(List.of(), house.audit());
    assertEquals(4, house.database().number("SELECT count(*) FROM aid_entry"));
    assertFalse(
        house.database().stores().funds().countDay(LocalDate.of(2100, 1, 1)),
        "a day is not over while the database's clock says that it is today");
    assertEquals(List.of(), house.audit());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "UPDATE settlement SET line_payee = array_replace(line_payee, 'person/bill', 'hospital:X'), line_account = array_replace(line_account, 'person/bill', 'hospital:X') | paid to the person",
        "UPDATE settlement SET hospital_share_fen = 1, patient_share_fen = patient_share_fen - 1 | paid to the person",
        "DELETE FROM paper_claim | has its papers",
        "DELETE FROM person_private WHERE kind = 'text:BANK_ACCOUNT' | has its papers",
        "DELETE FROM live_invoice | an invoice stands claimed",
        "UPDATE live_invoice SET invoice_number = 'other' | an invoice stands claimed",
        "UPDATE aid_entry SET line_fen[1] = line_fen[1] + 1 | lines of aid add up",
        "UPDATE aid_entry SET line_fen = ARRAY[2 * line_fen[1], 2 * line_fen[2]] | lines of aid add up",
        "UPDATE aid_entry SET line_account[1] = 'fund:other@410122/temporary_aid' | lines of aid add up",
        "UPDATE aid_entry SET county = '410199' WHERE reverses IS NOT NULL | by its mirror",
        "UPDATE aid_entry SET amount_fen = amount_fen + 1, line_fen = ARRAY[line_fen[1] + 1, line_fen[2] - 1] WHERE reverses IS NOT NULL | by its mirror",
        "UPDATE aid_entry SET computed_fen = computed_fen + 1 WHERE kind = 'TEMPORARY' | standard times",
        "DELETE FROM person_private WHERE kind = 'text:REASON' | standard times",
        "UPDATE aid_entry SET amount_fen = amount_fen - 1, line_fen = ARRAY[line_fen[1] - 1, line_fen[2] + 1] WHERE kind = 'ENROLMENT' | standard times",
        "DELETE FROM live_enrolment | one subsidy stands",
        "DELETE FROM fund_entry WHERE kind = 'TAKEN' AND amount_fen < 0 | aid of a finite fund",
        "UPDATE fund_entry SET entry_id = concat(entry_id, '1') WHERE kind = 'TAKEN' | or to aid",
        "DELETE FROM request WHERE kind = 'AID' | one request that names it",
        "UPDATE request SET reply = NULL WHERE kind = 'AID_REVERSE' | one request that names it",
        "UPDATE aid_entry SET entry_time = entry_time - interval '1 day' | posting day of aid",
        "INSERT INTO statutory_spent VALUES ('610100@410122', 2016, 1) | statutory funds have spent",
        "UPDATE high_cost_case SET state = 'NEW' | listed once for a county",
        "DELETE FROM high_cost_status | listed once for a county",
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
