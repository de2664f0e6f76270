package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.grpc.StatusRuntimeException;
import io.yizhan.gateway.desk.FundStore;
import io.yizhan.proto.v1.AddFundMoneyRequest;
import io.yizhan.proto.v1.Appropriation;
import io.yizhan.proto.v1.AppropriationPart;
import io.yizhan.proto.v1.Clearing;
import io.yizhan.proto.v1.ClearingPayment;
import io.yizhan.proto.v1.FundAccount;
import io.yizhan.proto.v1.FundShareTerm;
import io.yizhan.proto.v1.HoldTerms;
import io.yizhan.proto.v1.ListAppropriationsRequest;
import io.yizhan.proto.v1.ListFundAccountsRequest;
import io.yizhan.proto.v1.PayClearingsRequest;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.ProposeAdvanceRequest;
import io.yizhan.proto.v1.PutFundSharesRequest;
import io.yizhan.proto.v1.QuoteSettlementRequest;
import io.yizhan.proto.v1.RecordAppropriationRequest;
import io.yizhan.proto.v1.RecordArrivalRequest;
import io.yizhan.proto.v1.RegionShare;
import io.yizhan.proto.v1.Settlement;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What a fund's account says is what the ledger, clearings and receivables say. */
class FundAccountTest {
  /** 2,100 yuan of aid for each stay of 10,000. */
  private static final long STAY_AID_FEN = 210_000;

  private final ClearedMonths months = ClearedMonths.open();
  private final House house = months.house();

  @AfterEach
  void close() {
    assertEquals(List.of(), house.audit());
    months.close();
  }

  private static String reason(Executable call) {
    return Refusals.of(assertThrows(StatusRuntimeException.class, call)).info().getReason();
  }

  private FundAccount account(String token, String fund) {
    FundAccount account =
        house
            .client()
            .funds(token)
            .listFundAccounts(ListFundAccountsRequest.getDefaultInstance())
            .getAccountsList()
            .stream()
            .filter(each -> each.getFundCode().equals(fund))
            .findFirst()
            .orElseThrow();
    assertEquals(
        account.getSpentFen(),
        account.getToHospitalsFen()
            + account.getToPersonsFen()
            + account.getCorrectedFen()
            + account.getWrittenOffFen());
    assertEquals(
        account.getFreeFen(),
        account.getBudgetFen() - account.getSpentFen() - account.getHeldFen());
    return account;
  }

  private FundAccount aid() {
    return account(months.clerkToken(), Offices.AID);
  }

  private void stay(String day, int person) {
    months.settle(day, World.HOSPITAL, months.person(person), 1_000_000);
  }

  private Appropriation appropriate(String id, long fen) {
    return house
        .client()
        .funds(months.clerkToken())
        .recordAppropriation(
            RecordAppropriationRequest.newBuilder()
                .setRequestId(id)
                .setFundCode(Offices.AID)
                .setBudgetYear(2025)
                .setAmountFen(fen)
                .setDocumentNumber("财社〔2025〕1 号")
                .build())
        .getAppropriation();
  }

  private void putShares() {
    house
        .client()
        .funds(months.clerkToken())
        .putFundShares(
            PutFundSharesRequest.newBuilder()
                .setFundCode(Offices.AID)
                .setFromDate(Claims.date("2025-01-01"))
                .addTerms(FundShareTerm.newBuilder().setPartyCode("province").setWeight(3))
                .addTerms(FundShareTerm.newBuilder().setPartyCode("city").setWeight(3))
                .addTerms(FundShareTerm.newBuilder().setPartyCode("county").setWeight(4))
                .setRemainderPartyCode("county")
                .setSource("豫财社〔2025〕8 号")
                .build());
  }

  @Test
  void appropriation_splitByRegions_isTheFundsMoneyAndArrivesByParts() {
    assertEquals("SHARES_NOT_KEPT", reason(() -> appropriate("a-1", 1_000_001)));
    putShares();
    Appropriation made = appropriate("a-1", 1_000_001);
    assertEquals(made, appropriate("a-1", 1_000_001));
    assertEquals("REQUEST_ID_REUSED", reason(() -> appropriate("a-1", 1_000_002)));
    assertEquals(
        List.of(300_000L, 300_000L, 400_001L),
        made.getPartsList().stream().map(AppropriationPart::getAmountFen).toList());
    RecordArrivalRequest arrival =
        RecordArrivalRequest.newBuilder()
            .setRequestId("arrive-1")
            .setAppropriationId(made.getAppropriationId())
            .setPartyCode("city")
            .setAmountFen(200_000)
            .setBankReference("BANK-7")
            .build();
    var funds = house.client().funds(months.clerkToken());
    assertEquals(funds.recordArrival(arrival), funds.recordArrival(arrival));
    assertEquals(
        "MORE_THAN_DECIDED",
        reason(
            () ->
                funds.recordArrival(
                    arrival.toBuilder()
                        .setRequestId("arrive-2")
                        .setBankReference("BANK-8")
                        .setAmountFen(100_001)
                        .build())));
    assertEquals(
        "BANK_REFERENCE_USED",
        reason(
            () ->
                house
                    .client()
                    .funds(months.chiefToken())
                    .recordArrival(
                        arrival.toBuilder().setRequestId("again").setAmountFen(1).build())));
    assertEquals(
        "APPROPRIATION_NOT_FOUND",
        reason(
            () ->
                funds.recordArrival(
                    arrival.toBuilder().setRequestId("x").setPartyCode("nobody").build())));
    String elsewhere = Offices.register(house, "elsewhere", "410199");
    assertEquals(
        "APPROPRIATION_NOT_FOUND",
        reason(() -> house.client().funds(elsewhere).recordArrival(arrival)));
    assertEquals(
        200_000,
        funds
            .listAppropriations(ListAppropriationsRequest.getDefaultInstance())
            .getAppropriations(0)
            .getParts(1)
            .getArrivedFen());
    stay("2025-09-02", 1);
    FundAccount account = aid();
    assertEquals(1_000_001, account.getBudgetFen());
    assertEquals(200_000, account.getArrivedFen());
    assertEquals(STAY_AID_FEN, account.getSpentFen());
    assertEquals(
        List.of(63_000L, 63_000L, 84_000L),
        account.getSharesList().stream().map(RegionShare::getBearsFen).toList());
    assertEquals(
        List.of(0L, 200_000L, 0L),
        account.getSharesList().stream().map(RegionShare::getArrivedFen).toList());
  }

  private static List<Long> bears(FundAccount account) {
    return account.getSharesList().stream().map(RegionShare::getBearsFen).toList();
  }

  @Test
  void shares_changedInTheYear_leaveWhatWasSpentBeforeAndEveryParty() {
    putShares();
    appropriate("a-1", 1_000_000);
    stay("2025-09-02", 1);
    assertEquals(List.of(63_000L, 63_000L, 84_000L), bears(aid()));
    PutFundSharesRequest.Builder halves =
        PutFundSharesRequest.newBuilder()
            .setFundCode(Offices.AID)
            .addTerms(FundShareTerm.newBuilder().setPartyCode("city").setWeight(5))
            .addTerms(FundShareTerm.newBuilder().setPartyCode("county").setWeight(5))
            .setRemainderPartyCode("county")
            .setSource("豫财社〔2025〕9 号");
    var funds = house.client().funds(months.clerkToken());
    funds.putFundShares(halves.setFromDate(Claims.date("2025-09-10")).build());
    assertEquals(List.of(63_000L, 63_000L, 84_000L), bears(aid()));
    stay("2025-09-20", 2);
    FundAccount account = aid();
    assertEquals(List.of(168_000L, 189_000L, 63_000L), bears(account));
    assertEquals(
        List.of("city", "county", "province"),
        account.getSharesList().stream().map(RegionShare::getPartyCode).toList());
    assertEquals(
        List.of(5, 5, 0), account.getSharesList().stream().map(RegionShare::getWeight).toList());
    assertEquals(300_000, account.getShares(2).getDecidedFen());
    // Days that are counted, and the newest that are not, are split alike.
    FundStore store = house.database().stores().funds();
    while (store.countDay(LocalDate.parse("2025-09-19"))) {}
    assertEquals(account, aid());
    funds.putFundShares(
        halves.setFromDate(Claims.date("2026-01-01")).setRemainderPartyCode("city").build());
    months.day("2026-01-05");
    assertEquals(account.getSharesList(), aid().getSharesList(), "last year's by last year's");
  }

  @Test
  void account_withClearings_saysWhatIsOwedToHospitals() {
    putShares();
    appropriate("a-1", 10_000_000);
    stay("2025-09-02", 1);
    stay("2025-09-20", 2);
    months.prepare("2025-09");
    stay("2025-10-04", 3);
    assertEquals(3 * STAY_AID_FEN, aid().getOwedToHospitalsFen());
    Clearing clearing = months.of("2025-09", World.HOSPITAL, "610100");
    assertEquals(2 * STAY_AID_FEN, clearing.getGrossFen());
    months.step(clearing, io.yizhan.proto.v1.ClearingStep.CLEARING_STEP_DEDUCT, 20_000);
    months.step(clearing, io.yizhan.proto.v1.ClearingStep.CLEARING_STEP_RETAIN, 10_000);
    months.approve(clearing);
    months
        .clerk()
        .payClearings(
            PayClearingsRequest.newBuilder()
                .setRequestId("pay")
                .setBankReference("BANK-1")
                .addPayments(
                    ClearingPayment.newBuilder()
                        .setClearingId(clearing.getClearingId())
                        .setAmountFen(300_000))
                .build());
    FundAccount account = aid();
    assertEquals(20_000, account.getDeductedFen());
    assertEquals(10_000, account.getRetainedFen());
    assertEquals(300_000, account.getPaidToHospitalsFen());
    assertEquals(3 * STAY_AID_FEN - 20_000 - 300_000, account.getOwedToHospitalsFen());
    assertEquals(3 * STAY_AID_FEN, account.getSpentFen());
    // Days that are counted, and the newest that are not, are the same account.
    FundStore funds = house.database().stores().funds();
    while (funds.countDay(LocalDate.parse("2025-10-03"))) {}
    assertEquals(account, aid());
  }

  @Test
  void forecast_atThePaceOfTheDaysBefore_isThatDay() {
    putShares();
    appropriate("a-1", 10 * STAY_AID_FEN);
    assertFalse(aid().getForecast().hasRunsOutDate(), "nothing was spent yet");
    stay("2025-09-02", 1);
    stay("2025-09-06", 2);
    months.day("2025-09-12");
    FundAccount account = aid();
    // Two stays in ten days, from the second to the eleventh; eight are left: forty days.
    assertEquals(10, account.getForecast().getWindowDays());
    assertEquals(2 * STAY_AID_FEN, account.getForecast().getWindowSpentFen());
    assertEquals(Claims.date("2025-10-22"), account.getForecast().getRunsOutDate());
    appropriate("a-2", 20 * STAY_AID_FEN);
    assertFalse(aid().getForecast().hasRunsOutDate(), "it lasts through its year");
  }

  @Test
  void statutoryFund_outrun_isPaidOnAndWarnedOf() {
    putShares();
    appropriate("a-1", STAY_AID_FEN + 1);
    stay("2025-09-02", 1);
    assertEquals("FUND_NEARLY_SPENT", aid().getWarning().getCode());
    assertEquals(1, aid().getFreeFen());
    stay("2025-09-03", 2);
    FundAccount account = aid();
    assertEquals("FUND_OUTRUN", account.getWarning().getCode());
    assertEquals(1 - STAY_AID_FEN, account.getFreeFen());
    assertEquals(Claims.date("2025-09-03"), account.getForecast().getRunsOutDate());
  }

  @Test
  void charity_drawnByMany_stopsAtZeroToTheFen() {
    String operator = house.world().operatorToken();
    long budgetFen = account(operator, World.CHARITY).getBudgetFen();
    assertEquals(30_000, charity(100, 30_000));
    assertEquals(40_001, charity(101, 40_001));
    FundAccount drawn = account(operator, World.CHARITY);
    assertEquals(70_001, drawn.getSpentFen());
    assertEquals(70_001, drawn.getToHospitalsFen());
    // Of the rest all but one last grant is taken away, as if others had spent it.
    long goneFen = budgetFen - 70_001 - 12_345;
    house.execute(
        "UPDATE fund SET budget_fen = budget_fen - " + goneFen,
        "UPDATE fund_entry SET amount_fen = amount_fen - " + goneFen + " WHERE kind = 'BUDGET'");
    assertEquals(0, charity(102, 12_346), "the policy pays whole or nothing");
    assertEquals(12_345, account(operator, World.CHARITY).getFreeFen());
    assertEquals(12_345, charity(103, 12_345));
    FundAccount account = account(operator, World.CHARITY);
    assertEquals(0, account.getFreeFen());
    assertEquals(account.getForecast().getAsOfDate(), account.getForecast().getRunsOutDate());
    assertEquals(0, charity(104, 1));
    assertEquals(account, account(operator, World.CHARITY));
    assertFalse(account.hasWarning(), "a finite fund stops by itself");
    house
        .client()
        .registry(operator)
        .addFundMoney(
            AddFundMoneyRequest.newBuilder()
                .setRequestId("more")
                .setFundCode(World.CHARITY)
                .setAmountFen(5)
                .build());
    assertEquals(5, account(operator, World.CHARITY).getFreeFen());
  }

  @Test
  void charity_advancedBeforeItsFirstLine_showsTheAdvance() {
    Clearing advance =
        months
            .clerk()
            .proposeAdvance(
                ProposeAdvanceRequest.newBuilder()
                    .setRequestId("advance")
                    .setFundCode(World.CHARITY + "@" + Claims.COUNTY)
                    .setHospitalId(World.HOSPITAL)
                    .setAmountFen(30_000)
                    .setReason("周转金")
                    .build())
            .getClearing();
    months.approve(advance);
    months.pay(advance, 30_000);
    FundAccount account = account(house.world().operatorToken(), World.CHARITY);
    assertEquals(0, account.getSpentFen());
    assertEquals(30_000, account.getAdvancedFen());
  }

  @Test
  void charity_ofAQuoteThatBinds_isHeldOnce() {
    String operator = house.world().operatorToken();
    assertEquals(30_000, charity(100, 30_000));
    FundAccount before = account(operator, World.CHARITY);
    assertEquals(0, before.getHeldFen());
    PersonDocument person = granted(101, 40_001);
    Settlement quoted =
        house
            .client()
            .settlements(house.world().token())
            .quoteSettlement(
                QuoteSettlementRequest.newBuilder()
                    .setClaim(
                        Claims.stay(World.HOSPITAL, person, "E-held", "2016-08-01", 1_000_000))
                    .setHold(HoldTerms.newBuilder().setRequestId("held").setHoldSeconds(600))
                    .build())
            .getQuote();
    assertEquals(40_001, charity(quoted));
    FundAccount held = account(operator, World.CHARITY);
    assertEquals(40_001, held.getHeldFen());
    assertEquals(before.getFreeFen() - 40_001, held.getFreeFen());
  }

  private PersonDocument granted(int number, long grantFen) {
    PersonDocument person = Invented.person(number);
    house
        .world()
        .put(house.client(), World.known(person, "dibao").addGrants(World.grant(grantFen)));
    return person;
  }

  /** Settles a stay of somebody with a grant; answers what charity paid. */
  private long charity(int number, long grantFen) {
    return charity(
        months.settle("2025-09-02", World.HOSPITAL, granted(number, grantFen), 1_000_000));
  }

  private static long charity(Settlement settled) {
    return settled.getPaymentsList().stream()
        .filter(payment -> payment.getFundCode().equals(World.CHARITY))
        .mapToLong(io.yizhan.proto.v1.Payment::getAmountFen)
        .sum();
  }
}
