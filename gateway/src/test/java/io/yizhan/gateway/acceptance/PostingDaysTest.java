package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.ClosePostingDayRequest;
import io.yizhan.proto.v1.DayDetail;
import io.yizhan.proto.v1.DayLineKind;
import io.yizhan.proto.v1.DayTotal;
import io.yizhan.proto.v1.ListDayDetailsRequest;
import io.yizhan.proto.v1.ListDayDetailsResponse;
import io.yizhan.proto.v1.ListDayTotalsRequest;
import io.yizhan.proto.v1.ListDayTotalsResponse;
import io.yizhan.proto.v1.ListPostingDaysRequest;
import io.yizhan.proto.v1.ListPostingDaysResponse;
import io.yizhan.proto.v1.PostingDayState;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.SetCutOffRequest;
import io.yizhan.proto.v1.Settlement;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;

/** Posting days through the door of a real gateway. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostingDaysTest {
  private static final ZoneId CIVIL_ZONE = ZoneId.of("Asia/Shanghai");

  @SuppressWarnings("NullAway.Init")
  private House house;

  @SuppressWarnings("NullAway.Init")
  private Settlement kept;

  @SuppressWarnings("NullAway.Init")
  private Settlement taken;

  @BeforeAll
  void settle() {
    house = House.open();
    house.world().put(house.client(), World.known(Invented.person(1), "dibao"));
    kept = settled("kept");
    taken = settled("taken");
    house
        .client()
        .settlements(house.world().token())
        .reverseSettlement(
            ReverseSettlementRequest.newBuilder()
                .setRequestId("reverse")
                .setHospitalId(World.HOSPITAL)
                .setSettlementId(taken.getSettlementId())
                .setOperatorId("op")
                .setReason("错误")
                .build());
  }

  private Settlement settled(String id) {
    return house.settle(
        Claims.request(
            id,
            Claims.stay(World.HOSPITAL, Invented.person(1), "E-" + id, "2016-08-01", 1_000_000)));
  }

  private static String reason(Executable call) {
    return Refusals.of(assertThrows(StatusRuntimeException.class, call)).info().getReason();
  }

  @AfterAll
  void close() {
    house.close();
  }

  private ListDayTotalsRequest.Builder totals() {
    return ListDayTotalsRequest.newBuilder()
        .setFromDate(kept.getPostingDate())
        .setToDate(taken.getPostingDate());
  }

  private ListDayDetailsRequest.Builder details() {
    return ListDayDetailsRequest.newBuilder()
        .setFromDate(kept.getPostingDate())
        .setToDate(taken.getPostingDate());
  }

  @Test
  void totals_ofTheDay_addUpToTheBillInEachFigure() {
    ListDayTotalsResponse response =
        house.client().days(house.world().operatorToken()).listDayTotals(totals().build());
    long with = 0;
    long without = 0;
    long live = 0;
    for (DayTotal total : response.getTotalsList()) {
      if (!total.getBearerCode().equals("bill")) {
        assertEquals(World.HOSPITAL, total.getHospitalId());
        assertEquals("inpatient", total.getCareCode());
        with += total.getWithRefunds().getAmountFen();
        without += total.getWithoutRefunds().getAmountFen();
        live += total.getLive().getAmountFen();
      } else {
        assertEquals(3, total.getWithRefunds().getLineCount());
        assertEquals(2, total.getWithoutRefunds().getLineCount());
        assertEquals(1, total.getLive().getLineCount());
      }
    }
    assertEquals(List.of(1_000_000L, 2_000_000L, 1_000_000L), List.of(with, without, live));
    assertEquals(false, response.getFinal());
  }

  @Test
  void totals_pageByPage_areTheSame() {
    var days = house.client().days(house.world().operatorToken());
    List<DayTotal> all = days.listDayTotals(totals().build()).getTotalsList();
    List<DayTotal> paged = new ArrayList<>();
    ListDayTotalsRequest.Builder request = totals().setPageSize(1);
    ListDayTotalsResponse page;
    do {
      page = days.listDayTotals(request.build());
      paged.addAll(page.getTotalsList());
      request.setPageToken(page.getNextPageToken());
    } while (!page.getNextPageToken().isEmpty());
    assertEquals(all, paged);
    assertTrue(all.size() >= 3);
  }

  @Test
  void details_pageByPage_nameEveryLineOnce() {
    var days = house.client().days(house.world().token());
    List<DayDetail> all = new ArrayList<>();
    ListDayDetailsRequest.Builder request = details().setHospitalId(World.HOSPITAL).setPageSize(2);
    ListDayDetailsResponse page;
    do {
      page = days.listDayDetails(request.build());
      all.addAll(page.getDetailsList());
      request.setPageToken(page.getNextPageToken());
    } while (!page.getNextPageToken().isEmpty());
    assertEquals(
        List.of(
            DayLineKind.DAY_LINE_KIND_SETTLEMENT,
            DayLineKind.DAY_LINE_KIND_SETTLEMENT,
            DayLineKind.DAY_LINE_KIND_REVERSAL),
        all.stream().map(DayDetail::getKind).toList());
    assertEquals(List.of(true, false, false), all.stream().map(DayDetail::getLive).toList());
    assertEquals(taken.getSettlementId(), all.get(2).getBesideId());
    for (DayDetail detail : all) {
      assertEquals("inpatient", detail.getCareCode());
      assertEquals(
          detail.getBearers(0).getAmountFen(),
          detail.getBearersList().stream().skip(1).mapToLong(each -> each.getAmountFen()).sum());
    }
  }

  @Test
  void hospital_askingForAnother_isRefused() {
    assertEquals(
        "NOT_YOUR_HOSPITAL",
        reason(
            () ->
                house
                    .client()
                    .days(house.world().token())
                    .listDayTotals(totals().setHospitalId("H999").build())));
  }

  @Test
  void today_cannotBeClosed_butYesterdayCan() {
    var days = house.client().days(house.world().operatorToken());
    assertEquals(
        "DAY_NOT_OVER",
        reason(
            () ->
                days.closePostingDay(
                    ClosePostingDayRequest.newBuilder()
                        .setPostingDate(kept.getPostingDate())
                        .build())));
    LocalDate yesterday = LocalDate.now(CIVIL_ZONE).minusDays(1);
    ClosePostingDayRequest close =
        ClosePostingDayRequest.newBuilder()
            .setPostingDate(Claims.date(yesterday.toString()))
            .build();
    assertEquals(
        PostingDayState.POSTING_DAY_STATE_CLOSED, days.closePostingDay(close).getDay().getState());
    assertEquals(
        PostingDayState.POSTING_DAY_STATE_CLOSED, days.closePostingDay(close).getDay().getState());
    ListPostingDaysResponse list =
        days.listPostingDays(
            ListPostingDaysRequest.newBuilder()
                .setFromDate(close.getPostingDate())
                .setToDate(kept.getPostingDate())
                .build());
    assertEquals(1_440, list.getCutOffMinutes());
    assertTrue(list.getDaysCount() >= 1);
    assertEquals(List.of(), house.audit());
  }

  @Test
  void cutOff_ofADayThatHasCome_isFixed() {
    var days = house.client().days(house.world().operatorToken());
    assertEquals(
        "CUT_OFF_FIXED",
        reason(
            () ->
                days.setCutOff(
                    SetCutOffRequest.newBuilder()
                        .setCutOffMinutes(1_050)
                        .setFromDate(kept.getPostingDate())
                        .build())));
    SetCutOffRequest later =
        SetCutOffRequest.newBuilder()
            .setCutOffMinutes(1_050)
            .setFromDate(Claims.date("2099-01-01"))
            .build();
    assertEquals(days.setCutOff(later), days.setCutOff(later));
    assertEquals(1_050, days.setCutOff(later).getLaterCutOffMinutes());
  }
}
