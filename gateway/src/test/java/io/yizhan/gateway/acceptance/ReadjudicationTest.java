package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.BookReadjudicationRequest;
import io.yizhan.proto.v1.BookReadjudicationResponse;
import io.yizhan.proto.v1.BookedNotice;
import io.yizhan.proto.v1.CallerRole;
import io.yizhan.proto.v1.ChangedInput;
import io.yizhan.proto.v1.CloseAccountingPeriodRequest;
import io.yizhan.proto.v1.GetSettlementRequest;
import io.yizhan.proto.v1.GetSettlementResponse;
import io.yizhan.proto.v1.JoinPersonsRequest;
import io.yizhan.proto.v1.ListAccountingPeriodsRequest;
import io.yizhan.proto.v1.ListDayTotalsRequest;
import io.yizhan.proto.v1.ListReadjudicationNoticesRequest;
import io.yizhan.proto.v1.ListReadjudicationNoticesResponse;
import io.yizhan.proto.v1.Person;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PreviewReadjudicationRequest;
import io.yizhan.proto.v1.PreviewReadjudicationResponse;
import io.yizhan.proto.v1.Readjudication;
import io.yizhan.proto.v1.RegisterCallerRequest;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.SettlementSpan;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What changes the past, through the doors of a whole gateway. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadjudicationTest {
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

  @SuppressWarnings("NullAway.Init")
  private House house;

  private int requests;

  @BeforeAll
  void open() {
    house = House.open();
  }

  @AfterAll
  void close() {
    house.close();
  }

  private String operator() {
    return house.world().operatorToken();
  }

  private Settlement stay(int person, String day, long fen) {
    String name = "re-" + person + "-" + ++requests;
    return house.settle(
        Claims.request(name, Claims.stay(World.HOSPITAL, Invented.person(person), name, day, fen)));
  }

  private void keep(int person, String category) {
    house.world().put(house.client(), World.known(Invented.person(person), category));
  }

  private PreviewReadjudicationResponse preview(String token, PersonDocument person) {
    return house
        .client()
        .readjudications(token)
        .previewReadjudication(
            PreviewReadjudicationRequest.newBuilder().setPersonDocument(person).build());
  }

  private static String thisMonth() {
    return YearMonth.from(LocalDate.now(ZONE)).toString();
  }

  private BookReadjudicationRequest.Builder order(PersonDocument person, String sha256) {
    return BookReadjudicationRequest.newBuilder()
        .setRequestId("book-" + ++requests)
        .setPersonDocument(person)
        .setPreviewSha256(sha256)
        .setAccountingPeriod(thisMonth())
        .setOperatorId("clerk-1")
        .setReason("身份追溯认定");
  }

  private BookReadjudicationResponse book(String token, BookReadjudicationRequest request) {
    return house.client().readjudications(token).bookReadjudication(request);
  }

  private GetSettlementResponse get(String settlementId) {
    return house
        .client()
        .settlements(house.world().token())
        .getSettlement(
            GetSettlementRequest.newBuilder()
                .setHospitalId(World.HOSPITAL)
                .setSettlementId(settlementId)
                .build());
  }

  private static String reason(StatusRuntimeException refused) {
    return Refusals.of(refused).info().getReason();
  }

  @Test
  void identityGrantedInArrears_previewedAndBooked_supplementsOnceAndKeepsTheOriginal() {
    PersonDocument person = Invented.person(101);
    Settlement settled = stay(101, "2016-09-10", 1_000_000);
    assertEquals(300_000, settled.getPatientShareFen());
    assertEquals(List.of(), preview(operator(), person).getReadjudications(0).getDifferencesList());
    keep(101, "dibao");
    Readjudication preview = preview(operator(), person).getReadjudications(0);
    assertEquals(90_000, preview.getDifferences(0).getAfterPatientShareFen());
    assertEquals(210_000, preview.getDifferences(0).getOwedAmounts(0).getAmountFen());
    assertTrue(preview.getDifferences(0).getOwedAmounts(0).getByFund());
    BookReadjudicationRequest request = order(person, preview.getPreviewSha256()).build();
    BookReadjudicationResponse booked = book(operator(), request);
    assertEquals(booked, book(operator(), request));
    assertEquals(210_000, booked.getNotices(0).getSupplementFen());
    assertTrue(booked.getNotices(0).getZh().contains("应付给您 2,100.00 元"));
    assertEquals(List.of(), preview(operator(), person).getReadjudications(0).getDifferencesList());
    GetSettlementResponse after = get(settled.getSettlementId());
    assertEquals(settled, after.getSettlement());
    assertEquals(1, after.getCorrectionsCount());
    assertEquals(-210_000, after.getCorrections(0).getPatientMoreFen());
    assertEquals("610100", after.getCorrections(0).getAmounts(0).getFundCode());
    assertEquals("inpatient", after.getCorrections(0).getAmounts(0).getLayerCode());
    assertEquals(after, get(after.getCorrections(0).getCorrectionId()));
    assertEquals(210_000, house.usageOf(person, "2016-09-10", "zhengzhou/IN dibao").getUsedFen());
    assertEquals(
        "PREVIEW_SUPERSEDED",
        reason(
            assertThrows(
                StatusRuntimeException.class,
                () -> book(operator(), order(person, preview.getPreviewSha256()).build()))));
    assertEquals(List.of(), house.audit());
  }

  @Test
  void insurerCorrectsItsAmount_changedInput_supplementsAidAndStaysChanged() {
    int n = 102;
    keep(n, "dibao");
    PersonDocument person = Invented.person(n);
    String name = "re-insurer";
    Settlement settled =
        house.settle(
            Claims.request(
                name,
                Claims.settledStay(
                    World.HOSPITAL, person, name, "2016-09-11", 1_000_000, 700_000)));
    ChangedInput change =
        ChangedInput.newBuilder()
            .setSettlementId(settled.getSettlementId())
            .setInsurerSettlement(Claims.insurer(name, Claims.BASIC_FUND, 600_000))
            .build();
    Readjudication preview =
        house
            .client()
            .readjudications(operator())
            .previewReadjudication(
                PreviewReadjudicationRequest.newBuilder()
                    .setSettlementId(settled.getSettlementId())
                    .addChangedInputs(change)
                    .build())
            .getReadjudications(0);
    assertEquals(120_000, preview.getDifferences(0).getAfterPatientShareFen());
    assertEquals(70_000, preview.getDifferences(0).getOwedAmounts(0).getAmountFen());
    book(
        operator(),
        order(person, preview.getPreviewSha256())
            .setSettlementId(settled.getSettlementId())
            .addChangedInputs(change)
            .build());
    assertEquals(List.of(), preview(operator(), person).getReadjudications(0).getDifferencesList());
    assertEquals(List.of(), house.audit());
  }

  private Readjudication stated(Settlement settled, long insurerFen) {
    return house
        .client()
        .readjudications(operator())
        .previewReadjudication(
            PreviewReadjudicationRequest.newBuilder()
                .setSettlementId(settled.getSettlementId())
                .addChangedInputs(
                    ChangedInput.newBuilder()
                        .setSettlementId(settled.getSettlementId())
                        .setInsurerSettlement(
                            Claims.insurer("stated", Claims.BASIC_FUND, insurerFen)))
                .build())
        .getReadjudications(0);
  }

  @Test
  void changedInput_insuranceComputedHere_isBlockedUntilItIsReversed() {
    keep(121, "dibao");
    Settlement computed = stay(121, "2016-09-13", 1_000_000);
    Readjudication preview = stated(computed, 800_000);
    assertEquals("INSURANCE_COMPUTED_HERE", preview.getObstacle().getCode());
    assertEquals(computed.getSettlementId(), preview.getObstacleSettlementId());
    BookReadjudicationRequest request =
        order(Invented.person(121), preview.getPreviewSha256())
            .setSettlementId(computed.getSettlementId())
            .addChangedInputs(
                ChangedInput.newBuilder()
                    .setSettlementId(computed.getSettlementId())
                    .setInsurerSettlement(Claims.insurer("stated", Claims.BASIC_FUND, 800_000)))
            .build();
    assertEquals(
        "READJUDICATION_BLOCKED",
        reason(assertThrows(StatusRuntimeException.class, () -> book(operator(), request))));
    assertEquals(List.of(), house.audit());
  }

  @Test
  void changedInput_aboveTheBill_saysSoAndNamesBothAmounts() {
    String name = "re-above";
    Settlement settled =
        house.settle(
            Claims.request(
                name,
                Claims.settledStay(
                    World.HOSPITAL, Invented.person(122), name, "2016-09-14", 1_000_000, 700_000)));
    Readjudication preview = stated(settled, 1_100_000);
    assertEquals("BILL_DOES_NOT_FIT", preview.getObstacle().getCode());
    String zh = preview.getObstacle().getZh();
    assertTrue(zh.contains("11,000.00") && zh.contains("10,000.00"), zh);
    assertTrue(!zh.contains("定额"), zh);
  }

  @Test
  void reverse_corrected_answersTheMirrorOfWhatStands() {
    PersonDocument person = Invented.person(103);
    Settlement settled = stay(103, "2016-09-12", 1_000_000);
    keep(103, "dibao");
    book(
        operator(),
        order(person, preview(operator(), person).getReadjudications(0).getPreviewSha256())
            .build());
    var reversal =
        house
            .client()
            .settlements(house.world().token())
            .reverseSettlement(
                ReverseSettlementRequest.newBuilder()
                    .setHospitalId(World.HOSPITAL)
                    .setRequestId("re-reverse")
                    .setSettlementId(settled.getSettlementId())
                    .setOperatorId("cashier-1")
                    .setReason("wrong bill")
                    .build())
            .getReversal();
    assertEquals(-90_000, reversal.getPatientShareFen());
    long paid =
        reversal.getPaymentsList().stream().mapToLong(payment -> payment.getAmountFen()).sum();
    assertEquals(-1_000_000, paid + reversal.getPatientShareFen());
    assertEquals(0, house.usageOf(person, "2016-09-12", "zhengzhou/IN dibao").getUsedFen());
  }

  @Test
  void span_ofPages_showsEachCircleOnceAndNothingBookedYet() {
    List<String> settled = new ArrayList<>();
    for (int n = 110; n < 115; n++) {
      settled.add(stay(n, "2016-09-20", 1_000_000).getSettlementId());
      stay(n, "2016-09-21", 500_000);
      keep(n, "dibao");
    }
    String today = LocalDate.now(ZONE).toString();
    for (int size : new int[] {1, 3, 500}) {
      List<String> shown = new ArrayList<>();
      String token = "";
      do {
        PreviewReadjudicationResponse page =
            house
                .client()
                .readjudications(operator())
                .previewReadjudication(
                    PreviewReadjudicationRequest.newBuilder()
                        .setSpan(
                            SettlementSpan.newBuilder()
                                .setFromDate(Claims.date(today))
                                .setToDate(Claims.date(today))
                                .addRegionCodes("4101")
                                .setPolicyCode("zhengzhou"))
                        .setPageSize(size)
                        .setPageToken(token)
                        .build());
        assertTrue(page.getLookedAtCount() <= size);
        page.getReadjudicationsList().forEach(each -> shown.add(each.getSettlementId()));
        token = page.getNextPageToken();
      } while (!token.isEmpty());
      assertEquals(shown.stream().distinct().toList(), shown);
      assertTrue(shown.containsAll(settled));
    }
  }

  @Test
  void notices_ofAPersonAndAMonth_areListedOnceToWhoeverMayBookThem() {
    PersonDocument person = Invented.person(141);
    Settlement settled = stay(141, "2016-09-10", 1_000_000);
    keep(141, "dibao");
    Readjudication preview = preview(operator(), person).getReadjudications(0);
    BookReadjudicationResponse booked =
        book(operator(), order(person, preview.getPreviewSha256()).build());
    ListReadjudicationNoticesRequest ofPerson =
        ListReadjudicationNoticesRequest.newBuilder().setPersonDocument(person).build();
    List<BookedNotice> told = notices(operator(), ofPerson);
    assertEquals(1, told.size());
    assertEquals(booked.getReadjudicationId(), told.get(0).getReadjudicationId());
    assertEquals(booked.getNotices(0), told.get(0).getNotice());
    assertEquals(
        List.of(settled.getSettlementId()), told.get(0).getNotice().getSettlementIdsList());

    List<BookedNotice> ofMonth = new ArrayList<>();
    ListReadjudicationNoticesRequest.Builder page =
        ListReadjudicationNoticesRequest.newBuilder()
            .setAccountingPeriod(thisMonth())
            .setPageSize(1);
    do {
      ListReadjudicationNoticesResponse response =
          house.client().readjudications(operator()).listReadjudicationNotices(page.build());
      ofMonth.addAll(response.getNoticesList());
      page.setPageToken(response.getNextPageToken());
    } while (!page.getPageToken().isEmpty());
    assertEquals(
        house
            .database()
            .number(
                "SELECT count(*) FROM readjudication_notice WHERE accounting_period = '"
                    + thisMonth()
                    + "-01'"),
        ofMonth.size());
    assertTrue(ofMonth.contains(told.get(0)));

    assertEquals(told, notices(office("notices-own", "410122"), ofPerson));
    assertEquals(List.of(), notices(office("notices-other", "410105"), ofPerson));
    assertEquals(
        List.of(),
        notices(operator(), ofPerson.toBuilder().setPersonDocument(Invented.person(149)).build()));
    StatusRuntimeException neither =
        assertThrows(
            StatusRuntimeException.class,
            () -> notices(operator(), ListReadjudicationNoticesRequest.getDefaultInstance()));
    assertEquals("BAD_REQUEST", reason(neither));
  }

  private static ListReadjudicationNoticesRequest noticesOf(PersonDocument person) {
    return ListReadjudicationNoticesRequest.newBuilder().setPersonDocument(person).build();
  }

  private BookReadjudicationResponse bookPreviewed(PersonDocument person) {
    String sha256 = preview(operator(), person).getReadjudications(0).getPreviewSha256();
    return book(operator(), order(person, sha256).build());
  }

  @Test
  void notices_ofWhatIsPostedOnTheNextDay_nameTheirSettlements() {
    House shared = house;
    // Its days are moved: no other test may find them so.
    house = House.open();
    try {
      PersonDocument person = Invented.person(142);
      Settlement settled = stay(142, "2016-09-10", 1_000_000);
      keep(142, "dibao");
      house.execute(
          "UPDATE posting_clock SET open_from = (now() AT TIME ZONE 'Asia/Shanghai')::date + 1");
      bookPreviewed(person);
      assertEquals(
          1,
          house
              .database()
              .number(
                  "SELECT count(*) FROM settlement WHERE corrects = '"
                      + settled.getSettlementId()
                      + "' AND posting_date > (settle_time AT TIME ZONE 'Asia/Shanghai')::date"));
      List<BookedNotice> told = notices(office("notices-next-day", "410122"), noticesOf(person));
      assertEquals(1, told.size());
      assertEquals(
          List.of(settled.getSettlementId()), told.get(0).getNotice().getSettlementIdsList());
    } finally {
      house.close();
      house = shared;
    }
  }

  @Test
  void notices_ofJoinedRecords_nameAllSettlementsAndAreJudgedByAllTheirCounties() {
    PersonDocument person = Invented.person(143);
    Settlement own = stay(143, "2016-09-10", 1_000_000);
    Settlement joined = stay(144, "2016-09-12", 1_000_000);
    house
        .client()
        .roster(operator())
        .joinPersons(
            JoinPersonsRequest.newBuilder()
                .setRequestId("join-143")
                .setKeptDocument(person)
                .setJoinedDocument(Invented.person(144))
                .setReason("同一人")
                .build());
    keep(143, "dibao");
    assertEquals(2, bookPreviewed(person).getCorrectionsCount());
    String office = office("notices-joined", "410122");
    for (PersonDocument document : List.of(person, Invented.person(144))) {
      List<BookedNotice> told = notices(office, noticesOf(document));
      assertEquals(1, told.size());
      assertEquals(
          List.of(own.getSettlementId(), joined.getSettlementId()),
          told.get(0).getNotice().getSettlementIdsList());
    }
    String ofJoined = " WHERE kind = 'S' AND settlement_id = '" + joined.getSettlementId() + "'";
    String county = house.database().rows("SELECT aid_county FROM settlement" + ofJoined).get(0);
    house.execute("UPDATE settlement SET aid_county = '410105'" + ofJoined);
    try {
      assertEquals(List.of(), notices(office, noticesOf(person)));
      assertEquals(1, notices(operator(), noticesOf(person)).size());
      assertEquals(1, notices(office("notices-both", "4101"), noticesOf(person)).size());
    } finally {
      house.execute("UPDATE settlement SET aid_county = '" + county + "'" + ofJoined);
    }
  }

  private List<BookedNotice> notices(String token, ListReadjudicationNoticesRequest request) {
    return house
        .client()
        .readjudications(token)
        .listReadjudicationNotices(request)
        .getNoticesList();
  }

  @Test
  void office_ofAnotherCounty_seesAndBooksNothing() {
    stay(120, "2016-09-22", 1_000_000);
    keep(120, "dibao");
    PersonDocument person = Invented.person(120);
    String own = office("office-re-own", "410122");
    String other = office("office-re-other", "410182");
    String sha = preview(own, person).getReadjudications(0).getPreviewSha256();
    assertEquals(
        "PERSON_NOT_FOUND",
        reason(assertThrows(StatusRuntimeException.class, () -> preview(other, person))));
    assertEquals(
        "NOT_YOUR_REGION",
        reason(
            assertThrows(
                StatusRuntimeException.class, () -> book(other, order(person, sha).build()))));
    assertEquals(1, book(own, order(person, sha).build()).getCorrectionsCount());
  }

  /** What an office's own day totals say of its statutory fund, whichever day it is now. */
  private long spentToday(String token) {
    LocalDate today = LocalDate.now(ZONE);
    return house
        .client()
        .days(token)
        .listDayTotals(
            ListDayTotalsRequest.newBuilder()
                .setFromDate(Claims.date(today.minusDays(1).toString()))
                .setToDate(Claims.date(today.toString()))
                .build())
        .getTotalsList()
        .stream()
        .filter(total -> total.getBearerCode().equals(Offices.AID))
        .mapToLong(total -> total.getWithRefunds().getAmountFen())
        .sum();
  }

  @Test
  void office_whoseAidIsTakenAwayWhole_seesItInItsOwnTotalsAndList() {
    keep(132, "dibao");
    PersonDocument person = Invented.person(132);
    String own = office("office-re-taken", "410122");
    stay(132, "2016-09-24", 1_000_000);
    long before = spentToday(own);
    house
        .world()
        .put(
            house.client(),
            Person.newBuilder()
                .addDocuments(person)
                .addIdentities(
                    World.identity("dibao", "2014-01-01").setToDate(Claims.date("2015-12-31"))));
    String sha = preview(own, person).getReadjudications(0).getPreviewSha256();
    BookReadjudicationResponse booked = book(own, order(person, sha).build());
    assertEquals(210_000, booked.getCorrections(0).getPatientMoreFen());
    assertEquals(-210_000, spentToday(own) - before);
    assertEquals(
        Claims.COUNTY,
        house
            .database()
            .rows(
                "SELECT aid_county FROM settlement WHERE settlement_id = '"
                    + booked.getCorrections(0).getCorrectionId()
                    + "'")
            .get(0));
    assertEquals(List.of(), house.audit());
  }

  private String office(String id, String region) {
    return house
        .client()
        .registry(operator())
        .registerCaller(
            RegisterCallerRequest.newBuilder()
                .setCallerId(id)
                .setRole(CallerRole.CALLER_ROLE_OFFICE)
                .addRegionCodes(region)
                .build())
        .getToken();
  }

  @Test
  void badFields_areAllNamedAtOnce() {
    Refusals refused =
        Refusals.of(
            assertThrows(
                StatusRuntimeException.class,
                () -> book(operator(), BookReadjudicationRequest.getDefaultInstance())));
    assertEquals(
        List.of(
            "request_id",
            "person_document",
            "preview_sha256",
            "accounting_period",
            "operator_id",
            "reason"),
        refused.fieldNames());
  }

  @Test
  void month_beforeWhatIsCorrected_takesNoCorrectionThoughItIsOpen() {
    stay(131, "2016-09-23", 1_000_000);
    keep(131, "dibao");
    PersonDocument person = Invented.person(131);
    String sha = preview(operator(), person).getReadjudications(0).getPreviewSha256();
    YearMonth now = YearMonth.from(LocalDate.now(ZONE));
    Refusals refused =
        Refusals.of(
            assertThrows(
                StatusRuntimeException.class,
                () ->
                    book(
                        operator(),
                        order(person, sha)
                            .setAccountingPeriod(now.minusMonths(1).toString())
                            .build())));
    assertEquals("PERIOD_NOT_OPEN", refused.info().getReason());
    assertEquals(now.toString(), refused.info().getMetadataOrThrow("first_open_period"));
    assertEquals(1, book(operator(), order(person, sha).build()).getCorrectionsCount());
  }

  @Test
  void month_closedByTwoPersons_takesNoCorrectionAnyMore() {
    stay(130, "2016-09-23", 1_000_000);
    keep(130, "dibao");
    PersonDocument person = Invented.person(130);
    String sha = preview(operator(), person).getReadjudications(0).getPreviewSha256();
    YearMonth before = YearMonth.from(LocalDate.now(ZONE)).minusMonths(2);
    CloseAccountingPeriodRequest close =
        CloseAccountingPeriodRequest.newBuilder().setAccountingPeriod(before.toString()).build();
    var service = house.client().readjudications(operator());
    CloseAccountingPeriodRequest earlier =
        close.toBuilder().setAccountingPeriod(before.minusMonths(1).toString()).build();
    assertEquals(false, service.closeAccountingPeriod(earlier).getPeriod().getClosed());
    assertEquals(false, service.closeAccountingPeriod(close).getPeriod().getClosed());
    assertEquals(false, service.closeAccountingPeriod(close).getPeriod().getClosed());
    assertTrue(
        house
            .client()
            .readjudications(house.world().approverToken())
            .closeAccountingPeriod(close)
            .getPeriod()
            .getClosed());
    assertEquals(
        before.toString(),
        service
            .listAccountingPeriods(ListAccountingPeriodsRequest.getDefaultInstance())
            .getPeriods(0)
            .getAccountingPeriod());
    assertTrue(service.closeAccountingPeriod(earlier).getPeriod().getClosed(), "by the later one");
    assertTrue(
        service
            .listAccountingPeriods(ListAccountingPeriodsRequest.getDefaultInstance())
            .getPeriods(1)
            .getClosed());
    for (YearMonth month : List.of(before, before.minusMonths(1), before.plusMonths(3))) {
      assertEquals(
          "PERIOD_NOT_OPEN",
          reason(
              assertThrows(
                  StatusRuntimeException.class,
                  () ->
                      book(
                          operator(),
                          order(person, sha).setAccountingPeriod(month.toString()).build()))));
    }
    assertEquals(
        "PERIOD_NOT_OVER",
        reason(
            assertThrows(
                StatusRuntimeException.class,
                () ->
                    service.closeAccountingPeriod(
                        close.toBuilder().setAccountingPeriod(thisMonth()).build()))));
    BookReadjudicationResponse booked =
        book(operator(), order(person, sha).setAccountingPeriod(thisMonth()).build());
    assertEquals(thisMonth(), booked.getCorrections(0).getAccountingPeriod());
  }
}
