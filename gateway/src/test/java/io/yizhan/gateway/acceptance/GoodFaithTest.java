package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.Bill;
import io.yizhan.proto.v1.BookReadjudicationRequest;
import io.yizhan.proto.v1.EndProvisionalRequest;
import io.yizhan.proto.v1.EndProvisionalResponse;
import io.yizhan.proto.v1.GetProvisionalRequest;
import io.yizhan.proto.v1.Identity;
import io.yizhan.proto.v1.JoinPersonsRequest;
import io.yizhan.proto.v1.Person;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PreviewReadjudicationRequest;
import io.yizhan.proto.v1.Provisional;
import io.yizhan.proto.v1.ProvisionalState;
import io.yizhan.proto.v1.PutPersonRequest;
import io.yizhan.proto.v1.Readjudication;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.Settlement;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What stands of an approval whose check failed though nobody had said anything false. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GoodFaithTest {
  private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

  @SuppressWarnings("NullAway.Init")
  private House house;

  @SuppressWarnings("NullAway.Init")
  private Binhai binhai;

  private int next = 50_000;

  @BeforeAll
  void open() {
    house = House.open();
    binhai = new Binhai(house);
  }

  @AfterEach
  void audit() {
    assertEquals(List.of(), house.audit());
  }

  @AfterAll
  void close() {
    house.close();
  }

  private PersonDocument someone() {
    return Invented.person(++next);
  }

  private static String reason(StatusRuntimeException refused) {
    return Refusals.of(refused).info().getReason();
  }

  private Provisional approve(PersonDocument person, long limitFen) {
    return house
        .client()
        .provisionals(binhai.office())
        .approveProvisional(binhai.approval(person).setPersonLimitFen(limitFen).build())
        .getProvisional();
  }

  private EndProvisionalResponse end(Provisional of, String day) {
    return house
        .client()
        .provisionals(binhai.office())
        .endProvisional(
            EndProvisionalRequest.newBuilder()
                .setRequestId(binhai.nextId("end"))
                .setProvisionalId(of.getProvisionalId())
                .setEnding(ProvisionalState.PROVISIONAL_STATE_IN_GOOD_FAITH)
                .setEndDate(Claims.date(day))
                .setReportNumber("HD-2023-12")
                .build());
  }

  private void end(Provisional of) {
    end(of, "2023-04-10");
  }

  private long drawnFen(Provisional of) {
    return house
        .client()
        .provisionals(binhai.office())
        .getProvisional(
            GetProvisionalRequest.newBuilder().setProvisionalId(of.getProvisionalId()).build())
        .getProvisional()
        .getDrawnFen();
  }

  /** The office gives the person dibao from a day on. */
  private void grant(PersonDocument person, String from) {
    house
        .client()
        .registry(binhai.office())
        .putPerson(
            PutPersonRequest.newBuilder()
                .setPerson(
                    Person.newBuilder()
                        .addDocuments(person)
                        .addIdentities(
                            Identity.newBuilder()
                                .setCategoryCode("dibao")
                                .setCountyCode(Binhai.COUNTY)
                                .setFromDate(Claims.date(from))
                                .setSourceCode("civil_affairs_file")))
                .build());
  }

  private Settlement settleOn(String day, PersonDocument person, long fen) {
    String encounter = binhai.nextId("G");
    return house
        .client()
        .settlements(binhai.hospitalToken(0))
        .settleClaim(
            Claims.request(
                "settle-" + encounter,
                binhai
                    .stay(0, person, encounter, fen, 0)
                    .setAdmissionDate(Claims.date(day))
                    .setDischargeDate(Claims.date(day))
                    .setBill(Bill.newBuilder().setTotalFen(fen).setInScopeFen(fen))))
        .getSettlement();
  }

  private Readjudication preview(PersonDocument person) {
    return house
        .client()
        .readjudications(binhai.office())
        .previewReadjudication(
            PreviewReadjudicationRequest.newBuilder().setPersonDocument(person).build())
        .getReadjudications(0);
  }

  @Test
  void readjudication_afterIt_decidesWhatElseTheHolderSettledAndLeavesWhatWasGiven() {
    PersonDocument person = someone();
    Provisional approved = approve(person, 400_000);
    Settlement given = binhai.settle(0, person, 1_000_000, 500_000);
    assertEquals(350_000, given.getProvisional().getDrawnFen());
    end(approved);
    Settlement later = settleOn("2023-06-20", person, 500_000);
    assertEquals(0, House.paid(later, "aid"));
    grant(person, "2023-06-01");

    Readjudication afresh = preview(person);
    assertFalse(afresh.hasObstacle(), () -> afresh.getObstacle().toString());
    assertEquals(
        List.of(later.getSettlementId()),
        afresh.getDifferencesList().stream().map(each -> each.getSettlementId()).toList());
    assertTrue(afresh.getDifferences(0).getOwedAmounts(0).getByFund());
    house
        .client()
        .readjudications(binhai.office())
        .bookReadjudication(
            BookReadjudicationRequest.newBuilder()
                .setRequestId(binhai.nextId("book"))
                .setPersonDocument(person)
                .setPreviewSha256(afresh.getPreviewSha256())
                .setAccountingPeriod(YearMonth.now(SHANGHAI).toString())
                .setOperatorId("clerk-1")
                .setReason("补录低保")
                .build());
    assertEquals(0, preview(person).getDifferencesCount());
    assertEquals(350_000, drawnFen(approved));
  }

  @Test
  void readjudication_afterIt_givesNothingUnderIt() {
    PersonDocument person = someone();
    Provisional approved = approve(person, 100_000);
    assertEquals(0, House.paid(binhai.settle(0, person, 1_000_000, 500_000), "aid"));
    end(approved);
    assertEquals(0, preview(person).getDifferencesCount());
    assertFalse(preview(person).hasObstacle());
  }

  @Test
  void readjudication_afterWhatWasDrawnWasRecovered_givesItBackByAnotherIdentityAlone() {
    PersonDocument person = someone();
    binhai.rule(Binhai.PERSON_LIMIT_FEN, 100_000_000, true);
    Provisional approved = approve(person, 400_000);
    binhai.rule(Binhai.PERSON_LIMIT_FEN, 100_000_000, false);
    binhai.settle(0, person, 1_000_000, 500_000);
    assertEquals(350_000, end(approved, "2023-04-10").getProvisional().getRecoveredFen());
    assertEquals(0, preview(person).getDifferencesCount());
    grant(person, "2023-02-01");
    Readjudication afresh = preview(person);
    assertFalse(afresh.hasObstacle(), () -> afresh.getObstacle().toString());
    assertEquals(350_000, afresh.getDifferences(0).getOwedAmounts(0).getAmountFen());
    assertTrue(afresh.getDifferences(0).getOwedAmounts(0).getByFund());
  }

  @Test
  void record_thatHoldsIt_isJoinedAndItsLimitGoesOn() {
    PersonDocument kept = someone();
    grant(kept, "2024-01-01");
    PersonDocument gone = someone();
    Provisional approved = approve(gone, 800_000);
    Settlement before = binhai.settle(0, gone, 1_000_000, 500_000);
    assertEquals(350_000, before.getProvisional().getDrawnFen());
    JoinPersonsRequest.Builder join =
        JoinPersonsRequest.newBuilder()
            .setKeptDocument(kept)
            .setJoinedDocument(gone)
            .setReason("旧证号与新证号为同一人");
    var roster = house.client().roster(house.world().operatorToken());
    StatusRuntimeException open =
        assertThrows(
            StatusRuntimeException.class,
            () -> roster.joinPersons(join.setRequestId(binhai.nextId("join")).build()));
    assertEquals("PROVISIONAL_RECORD", reason(open));
    end(approved);
    roster.joinPersons(join.setRequestId(binhai.nextId("join")).build());

    Settlement late = binhai.settle(1, kept, 1_000_000, 500_000);
    assertEquals(350_000, late.getProvisional().getDrawnFen());
    assertEquals(700_000, drawnFen(approved));
    assertEquals(0, House.paid(binhai.settle(0, gone, 1_000_000, 500_000), "aid"));
    reverse(1, late);
    assertEquals(350_000, drawnFen(approved));
    reverse(0, before);
    assertEquals(0, drawnFen(approved));
    assertEquals(350_000, House.paid(binhai.settle(0, gone, 1_000_000, 500_000), "aid"));
    assertEquals(0, preview(kept).getDifferencesCount());
  }

  private void reverse(int hospital, Settlement settlement) {
    house
        .client()
        .settlements(binhai.hospitalToken(hospital))
        .reverseSettlement(
            ReverseSettlementRequest.newBuilder()
                .setRequestId(binhai.nextId("rev"))
                .setHospitalId(Binhai.HOSPITALS[hospital])
                .setSettlementId(settlement.getSettlementId())
                .setOperatorId("cashier-2")
                .setReason("错误")
                .build());
  }

  @Test
  void identityFromTheSameDay_grantedAfterIt_takesItsPlaceWithoutALimit() {
    PersonDocument person = someone();
    Provisional approved = approve(person, 100_000);
    end(approved);
    assertEquals(0, House.paid(binhai.settle(0, person, 1_000_000, 500_000), "aid"));
    grant(person, "2023-03-01");
    Settlement settled = binhai.settle(1, person, 1_000_000, 500_000);
    assertEquals(350_000, House.paid(settled, "aid"));
    assertFalse(settled.hasProvisional());
  }

  @Test
  void ending_ofADayToCome_isRefusedInBothLanguages() {
    PersonDocument person = someone();
    Provisional approved = approve(person, 100_000);
    LocalDate today = LocalDate.now(SHANGHAI);
    StatusRuntimeException refused =
        assertThrows(
            StatusRuntimeException.class, () -> end(approved, today.plusDays(2).toString()));
    Refusals said = Refusals.of(refused);
    assertEquals(List.of("end_date"), said.fieldNames());
    assertTrue(said.everything().contains("不晚于 " + today), said::everything);
    assertTrue(said.everything().contains("not after " + today), said::everything);
    assertTrue(end(approved, today.toString()).getProvisional().hasEndDate());
  }
}
