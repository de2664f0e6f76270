package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.AddFundMoneyRequest;
import io.yizhan.proto.v1.AddFundMoneyResponse;
import io.yizhan.proto.v1.CallerRole;
import io.yizhan.proto.v1.Fund;
import io.yizhan.proto.v1.ListFundsRequest;
import io.yizhan.proto.v1.ListFundsResponse;
import io.yizhan.proto.v1.RegisterCallerRequest;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.Settlement;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Statutory aid is an entitlement: it is paid, owed to the hospital, and finance is warned. */
class FundWarningTest {
  private static final String AID = "610100@" + Claims.COUNTY;

  /** 2,100 yuan of aid for each stay. */
  private static final long STAY_AID_FEN = 210_000;

  private final House house = House.open();
  private final String office = officeOf(Claims.COUNTY);
  private final int year = LocalDate.now(ZoneId.of("Asia/Shanghai")).getYear();

  @AfterEach
  void close() {
    assertEquals(List.of(), house.audit());
    house.close();
  }

  private String officeOf(String region) {
    return house
        .client()
        .registry(house.world().operatorToken())
        .registerCaller(
            RegisterCallerRequest.newBuilder()
                .setCallerId("office-" + region)
                .setRole(CallerRole.CALLER_ROLE_OFFICE)
                .addRegionCodes(region)
                .build())
        .getToken();
  }

  private static AddFundMoneyRequest money(String id, String fund, int year, long fen) {
    return AddFundMoneyRequest.newBuilder()
        .setRequestId(id)
        .setFundCode(fund)
        .setBudgetYear(year)
        .setAmountFen(fen)
        .build();
  }

  private AddFundMoneyResponse book(String token, AddFundMoneyRequest request) {
    return house.client().registry(token).addFundMoney(request);
  }

  private List<Fund> funds(String token) {
    return house
        .client()
        .registry(token)
        .listFunds(ListFundsRequest.getDefaultInstance())
        .getFundsList();
  }

  private Settlement stay(int person) {
    var document = Invented.person(person);
    house.world().put(house.client(), World.known(document, "dibao"));
    return house.settle(
        Claims.request(
            "stay-" + person,
            Claims.stay(World.HOSPITAL, document, "E-" + person, "2016-08-01", 1_000_000)));
  }

  private void assertFund(long budgetFen, long spentFen, String warning) {
    List<Fund> listed = funds(office);
    assertEquals(1, listed.size());
    Fund fund = listed.get(0);
    assertEquals(AID, fund.getFundCode());
    assertEquals(year, fund.getBudgetYear());
    assertEquals(budgetFen, fund.getBudgetFen());
    assertEquals(spentFen, fund.getSpentFen());
    assertEquals(budgetFen - spentFen, fund.getLeftFen());
    assertEquals(warning, fund.getWarning().getCode());
    Stream.of(fund.getWarning().getZh(), fund.getWarning().getEn())
        .forEach(text -> assertTrue(text.isEmpty() == warning.isEmpty() && text.length() <= 200));
  }

  @Test
  void statutoryFund_outrun_isPaidAndWarnedOf() {
    book(office, money("money-1", AID, year, 2 * STAY_AID_FEN));
    assertFund(2 * STAY_AID_FEN, 0, "");
    List<Settlement> settled = new ArrayList<>();
    String[] warnings = {"", "FUND_NEARLY_SPENT", "FUND_OUTRUN"};
    for (int i = 0; i < warnings.length; i++) {
      Settlement settlement = stay(i + 1);
      assertEquals(
          STAY_AID_FEN,
          settlement.getPaymentsList().stream()
              .filter(payment -> payment.getFundCode().equals("610100"))
              .mapToLong(io.yizhan.proto.v1.Payment::getAmountFen)
              .sum());
      assertEquals(90_000, settlement.getPatientShareFen());
      settled.add(settlement);
      assertFund(2 * STAY_AID_FEN, (i + 1) * STAY_AID_FEN, warnings[i]);
    }
    house
        .client()
        .settlements(house.world().token())
        .reverseSettlement(
            ReverseSettlementRequest.newBuilder()
                .setRequestId("reverse-1")
                .setSettlementId(settled.get(0).getSettlementId())
                .setHospitalId(World.HOSPITAL)
                .setOperatorId("cashier")
                .setReason("wrong bill")
                .build());
    assertFund(2 * STAY_AID_FEN, 2 * STAY_AID_FEN, "FUND_NEARLY_SPENT");
    AddFundMoneyResponse more = book(office, money("money-2", AID, year, STAY_AID_FEN));
    assertEquals(3 * STAY_AID_FEN, more.getBudgetFen());
    assertEquals(2 * STAY_AID_FEN, more.getUsedFen());
    assertFund(3 * STAY_AID_FEN, 2 * STAY_AID_FEN, "");
  }

  @Test
  void statutoryFund_neverBooked_isNotWarnedOf() {
    stay(1);
    assertEquals(List.of(), funds(office));
    book(office, money("next-year", AID, year + 1, 1));
    assertEquals("", funds(office).get(0).getWarning().getCode());
    assertEquals(0, funds(office).get(0).getSpentFen());
  }

  @Test
  void office_ofAnotherDivision_neitherBooksNorSees() {
    String other = officeOf("410199");
    book(office, money("m", AID, year, 1));
    assertEquals(List.of(), funds(other));
    for (String fund : List.of(AID, "610100@410198", World.CHARITY)) {
      StatusRuntimeException error =
          assertThrows(
              StatusRuntimeException.class,
              () -> book(other, money("m2", fund, fund.contains("@") ? year : 0, 1)));
      assertEquals("NOT_YOUR_REGION", Refusals.of(error).info().getReason());
    }
    String operator = house.world().operatorToken();
    ListFundsRequest first = ListFundsRequest.newBuilder().setPageSize(1).build();
    ListFundsResponse page = house.client().registry(operator).listFunds(first);
    assertEquals(AID, page.getFunds(0).getFundCode());
    page =
        house
            .client()
            .registry(operator)
            .listFunds(first.toBuilder().setPageToken(page.getNextPageToken()).build());
    assertEquals(World.CHARITY, page.getFunds(0).getFundCode());
    assertFalse(page.getFunds(0).hasWarning());
    assertEquals("", page.getNextPageToken());
  }

  @Test
  void money_wronglyNamed_isNamed() {
    for (String fund : List.of("610100@4101", "@410122", "610100@", "610100@410122@410122")) {
      StatusRuntimeException error =
          assertThrows(StatusRuntimeException.class, () -> book(office, money("m", fund, 0, 0)));
      assertEquals(
          List.of("fund_code", "budget_year", "amount_fen"), Refusals.of(error).fieldNames());
    }
    StatusRuntimeException error =
        assertThrows(
            StatusRuntimeException.class,
            () -> book(house.world().operatorToken(), money("m", World.CHARITY, year, 1)));
    assertEquals(List.of("budget_year"), Refusals.of(error).fieldNames());
    for (String token : List.of("x", "NjEwMTAw", "LzE")) {
      error =
          assertThrows(
              StatusRuntimeException.class,
              () ->
                  house
                      .client()
                      .registry(office)
                      .listFunds(ListFundsRequest.newBuilder().setPageToken(token).build()));
      assertEquals(List.of("page_token"), Refusals.of(error).fieldNames());
    }
  }
}
