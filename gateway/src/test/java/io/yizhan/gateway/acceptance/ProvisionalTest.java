package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.type.Date;
import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.ApproveProvisionalRequest;
import io.yizhan.proto.v1.Bill;
import io.yizhan.proto.v1.EndProvisionalRequest;
import io.yizhan.proto.v1.EndProvisionalResponse;
import io.yizhan.proto.v1.GetPersonRequest;
import io.yizhan.proto.v1.GetProvisionalRequest;
import io.yizhan.proto.v1.GetProvisionalRuleRequest;
import io.yizhan.proto.v1.GetSettlementSheetRequest;
import io.yizhan.proto.v1.Identity;
import io.yizhan.proto.v1.ListIdentityChangesRequest;
import io.yizhan.proto.v1.ListProvisionalsRequest;
import io.yizhan.proto.v1.ListSettlementsRequest;
import io.yizhan.proto.v1.Person;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PreviewReadjudicationRequest;
import io.yizhan.proto.v1.PreviewReadjudicationResponse;
import io.yizhan.proto.v1.Provisional;
import io.yizhan.proto.v1.ProvisionalState;
import io.yizhan.proto.v1.PutPersonRequest;
import io.yizhan.proto.v1.QuoteSettlementRequest;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.Sentence;
import io.yizhan.proto.v1.SettleClaimRequest;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;

/** A provisional approval from its promise to its endings, through the doors of a whole gateway. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProvisionalTest {
  @SuppressWarnings("NullAway.Init")
  private House house;

  @SuppressWarnings("NullAway.Init")
  private Binhai binhai;

  private int next = 10_000;

  @BeforeAll
  void open() {
    house = House.open();
    binhai = new Binhai(house);
  }

  @AfterAll
  void close() {
    assertEquals(List.of(), house.audit());
    house.close();
  }

  private PersonDocument someone() {
    return Invented.person(++next);
  }

  private static String reason(Executable call) {
    return Refusals.of(assertThrows(StatusRuntimeException.class, call)).info().getReason();
  }

  private Provisional look(Provisional of) {
    return house
        .client()
        .provisionals(binhai.office())
        .getProvisional(
            GetProvisionalRequest.newBuilder().setProvisionalId(of.getProvisionalId()).build())
        .getProvisional();
  }

  private EndProvisionalRequest.Builder ending(Provisional of, ProvisionalState how) {
    EndProvisionalRequest.Builder request =
        EndProvisionalRequest.newBuilder()
            .setRequestId(binhai.nextId("end"))
            .setProvisionalId(of.getProvisionalId())
            .setEnding(how)
            .setEndDate(Claims.date("2023-04-10"))
            .setReportNumber("HD-2023-7");
    return how == ProvisionalState.PROVISIONAL_STATE_CONFIRMED
        ? request.setSourceCode("civil_affairs_check")
        : request;
  }

  private EndProvisionalResponse end(EndProvisionalRequest.Builder request) {
    return house.client().provisionals(binhai.office()).endProvisional(request.build());
  }

  private static List<String> codes(List<Sentence> sentences) {
    return sentences.stream().map(Sentence::getCode).toList();
  }

  private Identity identityOf(PersonDocument person) {
    return house
        .client()
        .registry(binhai.office())
        .getPerson(
            GetPersonRequest.newBuilder().setPersonDocument(person).setPurpose("check").build())
        .getPerson()
        .getIdentities(0);
  }

  /** Every change of the person's identities, the first one first. */
  private List<String> history(PersonDocument person) {
    return house
        .client()
        .roster(binhai.office())
        .listIdentityChanges(
            ListIdentityChangesRequest.newBuilder().setPersonDocument(person).build())
        .getChangesList()
        .stream()
        .map(
            change ->
                change.getOriginCode()
                    + ": "
                    + (change.hasWas() ? side(change.getWas()) : "none")
                    + " -> "
                    + (change.hasNow() ? side(change.getNow()) : "none"))
        .toList();
  }

  private static String side(Identity identity) {
    Date to = identity.getToDate();
    return identity.getSourceCode()
        + (identity.hasToDate()
            ? " to " + to.getYear() + "-" + to.getMonth() + "-" + to.getDay()
            : "");
  }

  @Test
  void sheet_ofAidBeforeTheCheck_saysThatItMayHaveToBePaidBack() throws IOException {
    PersonDocument person = someone();
    binhai.approve(person);
    Settlement settlement = binhai.settle(0, person, 2_000_000, 1_000_000);
    byte[] pdf =
        house
            .client()
            .reports(binhai.hospitalToken(0))
            .getSettlementSheet(
                GetSettlementSheetRequest.newBuilder()
                    .setSettlementId(settlement.getSettlementId())
                    .setPurpose("出院结算")
                    .build())
            .getPdf()
            .toByteArray();
    String text = SheetTest.text(pdf);
    assertTrue(text.contains("容缺待核对（期限2023-04-15）：先行给付7,000.00元，如承诺不实，须退回"), text);
  }

  @Test
  void settlement_underAProvisionalIdentity_saysSoAndCountsToItsExposure() {
    PersonDocument person = someone();
    Provisional approved = binhai.approve(person);
    assertEquals(Binhai.PERSON_LIMIT_FEN, approved.getPersonLimitFen());
    assertEquals("provisional", identityOf(person).getSourceCode());
    Settlement settlement = binhai.settle(0, person, 2_000_000, 1_000_000);
    assertEquals(700_000, House.paid(settlement, "aid"));
    assertEquals(approved.getProvisionalId(), settlement.getProvisional().getProvisionalId());
    assertEquals(700_000, settlement.getProvisional().getDrawnFen());
    assertEquals(1_300_000, settlement.getProvisional().getLeftFen());
    assertEquals(Claims.date("2023-04-15"), settlement.getProvisional().getDeadlineDate());
    assertTrue(codes(settlement.getSentencesList()).contains("PROVISIONAL_IDENTITY"));
    assertEquals(700_000, look(approved).getDrawnFen());
    assertTrue(line(settlement).getProvisional());
    house
        .client()
        .settlements(binhai.hospitalToken(0))
        .reverseSettlement(
            ReverseSettlementRequest.newBuilder()
                .setRequestId(binhai.nextId("reverse"))
                .setHospitalId(Binhai.HOSPITALS[0])
                .setSettlementId(settlement.getSettlementId())
                .setOperatorId("cashier-1")
                .build());
    assertEquals(0, look(approved).getDrawnFen());
  }

  @Test
  void settlement_underAProvisionalIdentityThatGaveNothing_owesNothingBack() {
    PersonDocument person = someone();
    binhai.approve(person);
    Settlement settlement = binhai.settle(0, person, 1_000_000, 1_000_000);
    assertEquals(0, settlement.getProvisional().getDrawnFen());
    assertFalse(codes(settlement.getSentencesList()).contains("PROVISIONAL_IDENTITY"));
  }

  private io.yizhan.proto.v1.SettlementLine line(Settlement settlement) {
    return house
        .client()
        .settlements(binhai.office())
        .listSettlements(
            ListSettlementsRequest.newBuilder()
                .setFromDate(settlement.getPostingDate())
                .setToDate(settlement.getPostingDate())
                .setPageSize(500)
                .build())
        .getLinesList()
        .stream()
        .filter(each -> each.getSettlementId().equals(settlement.getSettlementId()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aidBeyondThePersonsLimit_isNotCarriedAtAllAndSaysWhyInItsSteps() {
    PersonDocument person = someone();
    Provisional approved =
        house
            .client()
            .provisionals(binhai.office())
            .approveProvisional(binhai.approval(person).setPersonLimitFen(1_000_000).build())
            .getProvisional();
    binhai.settle(0, person, 1_500_000, 500_000);
    assertEquals(700_000, look(approved).getDrawnFen());
    Settlement beyond = binhai.settle(1, person, 1_500_000, 500_000);
    assertEquals(0, House.paid(beyond, "aid"));
    assertEquals(1_000_000, beyond.getPatientShareFen());
    assertFalse(beyond.hasProvisional());
    assertTrue(codes(beyond.getSentencesList()).contains("PROVISIONAL_LIMIT_OF_PERSON"));
    Step aid =
        beyond.getStepsList().stream()
            .filter(step -> step.getLayerCode().equals("aid"))
            .findFirst()
            .orElseThrow();
    assertEquals("PROVISIONAL_LIMIT_OF_PERSON", aid.getReason().getCode());
    assertEquals("PROVISIONAL_LIMIT_OF_PERSON", beyond.getIdentities(0).getReason().getCode());
    assertEquals(700_000, look(approved).getDrawnFen());
    Settlement small = binhai.settle(2, person, 300_000, 0);
    assertEquals(210_000, House.paid(small, "aid"));
    assertEquals(273_000, small.getProvisional().getDrawnFen());
    assertEquals(973_000, look(approved).getDrawnFen());
    assertTrue(
        listed(ListProvisionalsRequest.newBuilder().setNearLimit(true))
            .contains(approved.getProvisionalId()));
  }

  private List<String> listed(ListProvisionalsRequest.Builder ask) {
    List<String> ids = new ArrayList<>();
    do {
      var page =
          house.client().provisionals(binhai.office()).listProvisionals(ask.setPageSize(2).build());
      page.getProvisionalsList().forEach(each -> ids.add(each.getProvisionalId()));
      ask.setPageToken(page.getNextPageToken());
    } while (!ask.getPageToken().isEmpty());
    return ids;
  }

  @Test
  void lists_overdueOpenEnded_arePagedAndTold() {
    Provisional open = binhai.approve(someone());
    Provisional ended = binhai.approve(someone());
    end(ending(ended, ProvisionalState.PROVISIONAL_STATE_CONFIRMED));
    var overdue =
        listed(ListProvisionalsRequest.newBuilder().setOverdueOnDate(Claims.date("2023-04-16")));
    assertTrue(overdue.contains(open.getProvisionalId()));
    assertFalse(overdue.contains(ended.getProvisionalId()));
    assertEquals(
        List.of(),
        listed(ListProvisionalsRequest.newBuilder().setOverdueOnDate(Claims.date("2023-04-15"))));
    assertTrue(
        listed(
                ListProvisionalsRequest.newBuilder()
                    .setState(ProvisionalState.PROVISIONAL_STATE_CONFIRMED))
            .contains(ended.getProvisionalId()));
    assertFalse(
        listed(
                ListProvisionalsRequest.newBuilder()
                    .setState(ProvisionalState.PROVISIONAL_STATE_OPEN))
            .contains(ended.getProvisionalId()));
  }

  @Test
  void severalHospitals_atOnce_neverPassThePersonsLimit() {
    PersonDocument person = someone();
    long limitFen = 1_500_000;
    Provisional approved =
        house
            .client()
            .provisionals(binhai.office())
            .approveProvisional(binhai.approval(person).setPersonLimitFen(limitFen).build())
            .getProvisional();
    List<Callable<Settlement>> calls = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      int hospital = i % Binhai.HOSPITALS.length;
      String encounter = binhai.nextId("at-once");
      SettleClaimRequest request =
          Claims.request(
              "settle-" + encounter, binhai.stay(hospital, person, encounter, 600_000, 100_000));
      calls.add(
          () ->
              Callers.patiently(
                  () ->
                      house
                          .client()
                          .settlements(binhai.hospitalToken(hospital))
                          .settleClaim(request)
                          .getSettlement()));
    }
    List<Settlement> settled = Callers.atOnce(calls);
    long drawn = settled.stream().mapToLong(each -> each.getProvisional().getDrawnFen()).sum();
    assertEquals(drawn, look(approved).getDrawnFen());
    assertTrue(drawn <= limitFen);
    assertTrue(settled.stream().anyMatch(each -> !each.hasProvisional()));
  }

  @Test
  void severalPersons_atOnce_neverPassTheCountysLimit() {
    long before = countyDrawn();
    binhai.rule(Binhai.PERSON_LIMIT_FEN, before + 1_000_000, false);
    try {
      List<Callable<Settlement>> calls = new ArrayList<>();
      for (int i = 0; i < 9; i++) {
        PersonDocument person = someone();
        binhai.approve(person);
        int hospital = i % Binhai.HOSPITALS.length;
        String encounter = binhai.nextId("county");
        SettleClaimRequest request =
            Claims.request(
                "settle-" + encounter, binhai.stay(hospital, person, encounter, 600_000, 100_000));
        calls.add(
            () ->
                Callers.patiently(
                    () ->
                        house
                            .client()
                            .settlements(binhai.hospitalToken(hospital))
                            .settleClaim(request)
                            .getSettlement()));
      }
      List<Settlement> settled = Callers.atOnce(calls);
      assertEquals(2, settled.stream().filter(Settlement::hasProvisional).count());
      assertEquals(
          7,
          settled.stream()
              .filter(
                  each -> codes(each.getSentencesList()).contains("PROVISIONAL_LIMIT_OF_COUNTY"))
              .count());
      assertEquals(before + 700_000, countyDrawn());
    } finally {
      binhai.rule(Binhai.PERSON_LIMIT_FEN, 100_000_000, false);
    }
  }

  private long countyDrawn() {
    return house
        .client()
        .provisionals(binhai.office())
        .getProvisionalRule(
            GetProvisionalRuleRequest.newBuilder()
                .setCountyCode(Binhai.COUNTY)
                .setOnDate(Claims.date("2023-03-01"))
                .build())
        .getCountyDrawnFen();
  }

  @Test
  void confirmed_movesNoMoneyAndCarriesFurther() {
    PersonDocument person = someone();
    Provisional approved = binhai.approve(person);
    long before = countyDrawn();
    Settlement settlement = binhai.settle(0, person, 2_000_000, 1_000_000);
    String books = house.digests().get("settlement");
    EndProvisionalRequest request =
        ending(approved, ProvisionalState.PROVISIONAL_STATE_CONFIRMED).setReason("张三的收入属实").build();
    var office = house.client().provisionals(binhai.office());
    EndProvisionalResponse ended = office.endProvisional(request);
    assertEquals(ended, office.endProvisional(request));
    assertEquals("张三的收入属实", look(approved).getEndReason());
    assertEquals("", ended.getProvisional().getEndReason(), "the answer is kept in clear");
    assertEquals(
        0, house.database().number("SELECT count(*) FROM provisional WHERE end_reason <> ''"));
    assertEquals(books, house.digests().get("settlement"));
    assertEquals(0, ended.getReceivablesCount());
    assertEquals(700_000, ended.getProvisional().getDrawnFen());
    assertEquals(before, countyDrawn());
    assertEquals("civil_affairs_check", identityOf(person).getSourceCode());
    assertEquals(
        List.of(
            "PROVISIONAL: none -> provisional", "PROVISIONAL: provisional -> civil_affairs_check"),
        history(person));
    assertTrue(ended.getNotice().getTextZh().contains("正式认定"));
    Settlement after = binhai.settle(1, person, 3_000_000, 0);
    assertFalse(after.hasProvisional());
    assertEquals(2_100_000, House.paid(after, "aid"));
    assertTrue(line(settlement).getProvisional());
    assertEquals(
        "PROVISIONAL_ENDED_BEFORE",
        reason(() -> end(ending(approved, ProvisionalState.PROVISIONAL_STATE_FALSE_STATEMENT))));
    assertEquals(
        "REQUEST_ID_REUSED",
        reason(() -> office.endProvisional(request.toBuilder().setReportNumber("other").build())));
  }

  private PreviewReadjudicationResponse preview(PersonDocument person) {
    return house
        .client()
        .readjudications(binhai.office())
        .previewReadjudication(
            PreviewReadjudicationRequest.newBuilder().setPersonDocument(person).build());
  }

  @Test
  void readjudication_whileACheckIsOpen_waitsAndAfterItPaysWhatTheLimitKept() {
    PersonDocument person = someone();
    Provisional approved =
        house
            .client()
            .provisionals(binhai.office())
            .approveProvisional(binhai.approval(person).setPersonLimitFen(100_000).build())
            .getProvisional();
    Settlement unaided = binhai.settle(0, person, 1_000_000, 500_000);
    assertEquals(0, House.paid(unaided, "aid"));
    assertEquals("CHECK_PENDING", preview(person).getReadjudications(0).getObstacle().getCode());
    end(ending(approved, ProvisionalState.PROVISIONAL_STATE_CONFIRMED));
    var after = preview(person).getReadjudications(0);
    assertFalse(after.hasObstacle());
    assertEquals(350_000, after.getDifferences(0).getOwedAmounts(0).getAmountFen());
    assertTrue(after.getDifferences(0).getOwedAmounts(0).getByFund());
  }

  @Test
  void readjudication_afterAFalseStatement_changesNothingMore() {
    PersonDocument person = someone();
    Provisional approved = binhai.approve(person);
    binhai.settle(0, person, 1_500_000, 500_000);
    binhai.settle(1, person, 400_000, 0);
    end(ending(approved, ProvisionalState.PROVISIONAL_STATE_FALSE_STATEMENT));
    assertEquals(
        0,
        preview(person).getReadjudicationsList().stream()
            .mapToInt(each -> each.getDifferencesCount())
            .sum());
  }

  @Test
  void inGoodFaith_endsTheIdentityAndRecoversNothing() {
    PersonDocument person = someone();
    Provisional approved = binhai.approve(person);
    binhai.settle(0, person, 2_000_000, 1_000_000);
    String books = house.digests().get("settlement");
    EndProvisionalResponse ended =
        end(ending(approved, ProvisionalState.PROVISIONAL_STATE_IN_GOOD_FAITH));
    assertEquals(books, house.digests().get("settlement"));
    assertEquals(0, ended.getReceivablesCount());
    assertFalse(ended.getProvisional().getPromiseBroken());
    assertEquals(Claims.date("2023-04-10"), identityOf(person).getToDate());
    assertEquals(
        List.of(
            "PROVISIONAL: none -> provisional",
            "PROVISIONAL: provisional -> provisional_ended to 2023-4-10"),
        history(person));
    assertTrue(ended.getNotice().getTextZh().contains("不予追回"));
    assertFalse(
        house
            .client()
            .settlements(binhai.hospitalToken(1))
            .quoteSettlement(
                QuoteSettlementRequest.newBuilder()
                    .setClaim(
                        binhai
                            .stay(1, person, "later", 500_000, 0)
                            .setAdmissionDate(Claims.date("2023-04-11"))
                            .setDischargeDate(Claims.date("2023-04-11"))
                            .setBill(Bill.newBuilder().setTotalFen(500_000).setInScopeFen(500_000)))
                    .build())
            .getQuote()
            .getPaymentsList()
            .stream()
            .anyMatch(payment -> payment.getLayerCode().equals("aid")));
  }

  @Test
  void approval_asked_isOnceForItsRequestAndRefusedBesideTheRule() {
    PersonDocument person = someone();
    var office = house.client().provisionals(binhai.office());
    ApproveProvisionalRequest asked = binhai.approval(person).build();
    ApproveProvisionalRequest.Builder other = asked.toBuilder().setRequestId("other");
    assertEquals(
        "BELOW_PROVISIONAL_THRESHOLD",
        reason(
            () ->
                office.approveProvisional(
                    other
                        .clone()
                        .setGrounds(asked.getGrounds().toBuilder().setCostFen(Binhai.THRESHOLD_FEN))
                        .build())));
    assertEquals(
        "DEADLINE_TOO_LATE",
        reason(
            () ->
                office.approveProvisional(
                    other.clone().setDeadlineDate(Claims.date("2023-05-01")).build())));
    assertEquals(
        "EXPOSURE_LIMIT_TOO_HIGH",
        reason(
            () ->
                office.approveProvisional(
                    other.clone().setPersonLimitFen(Binhai.PERSON_LIMIT_FEN + 1).build())));
    assertEquals(
        "PROVISIONAL_NOT_OFFERED",
        reason(
            () ->
                office.approveProvisional(
                    other
                        .clone()
                        .setFromDate(Claims.date("2022-12-31"))
                        .setDeadlineDate(Claims.date("2023-01-31"))
                        .build())));
    Provisional approved = office.approveProvisional(asked).getProvisional();
    assertEquals(approved, office.approveProvisional(asked).getProvisional());
    assertEquals("IDENTITY_HELD_BEFORE", reason(() -> office.approveProvisional(other.build())));
    assertEquals(
        "REQUEST_ID_REUSED",
        reason(
            () -> office.approveProvisional(asked.toBuilder().setCategoryCode("tekun").build())));
  }

  @Test
  void office_ofAnotherCounty_neitherApprovesNorSeesNorEnds() {
    PersonDocument person = someone();
    var elsewhere = house.client().provisionals(binhai.elsewhere());
    assertEquals(
        "NOT_YOUR_REGION",
        reason(() -> elsewhere.approveProvisional(binhai.approval(person).build())));
    Provisional approved = binhai.approve(person);
    assertEquals(
        "PROVISIONAL_NOT_FOUND",
        reason(
            () ->
                elsewhere.getProvisional(
                    GetProvisionalRequest.newBuilder()
                        .setProvisionalId(approved.getProvisionalId())
                        .build())));
    assertEquals(
        "PROVISIONAL_NOT_FOUND",
        reason(
            () ->
                elsewhere.endProvisional(
                    ending(approved, ProvisionalState.PROVISIONAL_STATE_IN_GOOD_FAITH).build())));
    assertEquals(
        0,
        elsewhere
            .listProvisionals(ListProvisionalsRequest.getDefaultInstance())
            .getProvisionalsCount());
    assertEquals(
        "ROLE_MAY_NOT",
        reason(
            () ->
                house
                    .client()
                    .provisionals(binhai.hospitalToken(0))
                    .listProvisionals(ListProvisionalsRequest.getDefaultInstance())));
  }

  @Test
  void putPerson_ofAProvisionalIdentity_isRefused() {
    PersonDocument person = someone();
    binhai.approve(person);
    Identity.Builder identity =
        Identity.newBuilder()
            .setCategoryCode("dibao")
            .setCountyCode(Binhai.COUNTY)
            .setFromDate(Claims.date("2023-03-01"))
            .setSourceCode("civil_affairs_file");
    var office = house.client().registry(binhai.office());
    assertEquals("IDENTITY_AWAITS_CHECK", reason(() -> office.putPerson(put(person, identity))));
    assertEquals(
        List.of("person.identities[0].source_code"),
        Refusals.of(
                assertThrows(
                    StatusRuntimeException.class,
                    () -> office.putPerson(put(person, identity.setSourceCode("provisional")))))
            .fieldNames());
  }

  private static PutPersonRequest put(PersonDocument person, Identity.Builder identity) {
    return PutPersonRequest.newBuilder()
        .setPerson(Person.newBuilder().addDocuments(person).addIdentities(identity))
        .build();
  }

  @Test
  void badFields_areNamedAtOnce() {
    StatusRuntimeException error =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                house
                    .client()
                    .provisionals(binhai.office())
                    .endProvisional(EndProvisionalRequest.getDefaultInstance()));
    assertEquals(
        List.of("request_id", "provisional_id", "ending", "end_date", "report_number"),
        Refusals.of(error).fieldNames());
  }
}
