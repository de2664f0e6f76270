package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.AddFundMoneyRequest;
import io.yizhan.proto.v1.AgreeInstalmentsRequest;
import io.yizhan.proto.v1.CallerRole;
import io.yizhan.proto.v1.CancelledReceivable;
import io.yizhan.proto.v1.GetReceivableRequest;
import io.yizhan.proto.v1.GetReceivableResponse;
import io.yizhan.proto.v1.Instalment;
import io.yizhan.proto.v1.ListFundsRequest;
import io.yizhan.proto.v1.ListReceivablesRequest;
import io.yizhan.proto.v1.OwePatientShareRequest;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.Receivable;
import io.yizhan.proto.v1.ReceivableEntry;
import io.yizhan.proto.v1.ReceivableEntryKind;
import io.yizhan.proto.v1.ReceivableKind;
import io.yizhan.proto.v1.RecordPaymentRequest;
import io.yizhan.proto.v1.RegisterCallerRequest;
import io.yizhan.proto.v1.Reversal;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.UndoRequestRequest;
import io.yizhan.proto.v1.WriteOffReceivableRequest;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;

/** Treat first, pay later: what a patient owes a hospital, in parts, to the last fen. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PayLaterTest {
  private static final String AID = "610100@" + Claims.COUNTY;
  private static final String WAIVER = "630100@" + World.HOSPITAL;
  private static final String OTHER_HOSPITAL = World.HOSPITALS.get(1);

  @SuppressWarnings("NullAway.Init")
  private House house;

  @SuppressWarnings("NullAway.Init")
  private String office;

  @SuppressWarnings("NullAway.Init")
  private String elsewhere;

  private int next;

  @BeforeAll
  void open() {
    house = House.open();
    office = office("office", Claims.COUNTY);
    elsewhere = office("elsewhere", "320922");
  }

  @AfterAll
  void close() {
    assertEquals(List.of(), house.audit());
    house.close();
  }

  private String office(String id, String region) {
    return house
        .client()
        .registry(house.world().operatorToken())
        .registerCaller(
            RegisterCallerRequest.newBuilder()
                .setCallerId(id)
                .setRole(CallerRole.CALLER_ROLE_OFFICE)
                .addRegionCodes(region)
                .build())
        .getToken();
  }

  private PersonDocument someone() {
    PersonDocument person = Invented.person(++next);
    house.world().put(house.client(), World.known(person, "dibao"));
    return person;
  }

  /** A stay of 10,000 that leaves 900 to the patient. */
  private Settlement settled(PersonDocument person) {
    String encounter = "E" + ++next;
    Settlement settlement =
        house.settle(
            Claims.request(
                "settle-" + encounter,
                Claims.settledStay(
                    World.HOSPITAL, person, encounter, "2016-08-01", 1_000_000, 700_000)));
    assertEquals(90_000, settlement.getCashDueFen());
    return settlement;
  }

  private OwePatientShareRequest.Builder owe(Settlement settlement, long fen) {
    return OwePatientShareRequest.newBuilder()
        .setRequestId("owe-" + ++next)
        .setHospitalId(World.HOSPITAL)
        .setSettlementId(settlement.getSettlementId())
        .setAmountFen(fen);
  }

  private Receivable owed(Settlement settlement, long fen) {
    return house
        .client()
        .receivables(house.world().token())
        .owePatientShare(owe(settlement, fen).build())
        .getReceivable();
  }

  private RecordPaymentRequest.Builder payment(Receivable of, long fen) {
    return RecordPaymentRequest.newBuilder()
        .setRequestId("pay-" + ++next)
        .setReceivableId(of.getReceivableId())
        .setAmountFen(fen)
        .setNote("receipt " + next);
  }

  private WriteOffReceivableRequest.Builder writeOff(Receivable of, long fen, String fund) {
    return WriteOffReceivableRequest.newBuilder()
        .setRequestId("off-" + ++next)
        .setReceivableId(of.getReceivableId())
        .setAmountFen(fen)
        .setFundCode(fund)
        .setReason("hardship");
  }

  private static Instalment.Builder part(String day, long fen) {
    return Instalment.newBuilder().setDueDate(Claims.date(day)).setAmountFen(fen);
  }

  private static String reason(Executable call) {
    return Refusals.of(assertThrows(StatusRuntimeException.class, call)).info().getReason();
  }

  private GetReceivableResponse look(String token, Receivable of) {
    return house
        .client()
        .receivables(token)
        .getReceivable(
            GetReceivableRequest.newBuilder().setReceivableId(of.getReceivableId()).build());
  }

  @Test
  void share_leftOwed_isPaidInPartsAndNeverBelowZero() {
    Receivable owed = owed(settled(someone()), 90_000);
    assertEquals(ReceivableKind.RECEIVABLE_KIND_PATIENT_SHARE, owed.getKind());
    assertEquals(World.HOSPITAL, owed.getPartyCode());
    assertEquals(90_000, owed.getOutstandingFen());
    var hospital = house.client().receivables(house.world().token());
    RecordPaymentRequest first = payment(owed, 50_000).build();
    var answer = hospital.recordPayment(first);
    assertEquals(40_000, answer.getReceivable().getOutstandingFen());
    assertEquals(answer, hospital.recordPayment(first));
    assertEquals(
        "MORE_THAN_OWED", reason(() -> hospital.recordPayment(payment(owed, 40_001).build())));
    assertEquals(
        "REQUEST_ID_REUSED",
        reason(() -> hospital.recordPayment(first.toBuilder().setAmountFen(1).build())));
    assertEquals(
        0,
        hospital.recordPayment(payment(owed, 40_000).build()).getReceivable().getOutstandingFen());
    assertEquals("MORE_THAN_OWED", reason(() -> hospital.recordPayment(payment(owed, 1).build())));
    assertEquals(2, look(house.world().token(), owed).getEntriesCount());
  }

  @Test
  void note_ofAPayment_isShownAndLiesNowhereInClear() {
    Receivable owed = owed(settled(someone()), 90_000);
    String mark = "张三儿媳的卡 6222021602099887766";
    var hospital = house.client().receivables(house.world().token());
    hospital.recordPayment(payment(owed, 100).setNote(mark).build());
    house
        .client()
        .receivables(house.world().operatorToken())
        .writeOffReceivable(writeOff(owed, 200, World.CHARITY).setReason(mark).build());
    assertEquals(
        List.of(mark, mark),
        look(house.world().token(), owed).getEntriesList().stream()
            .map(ReceivableEntry::getNote)
            .toList());
    assertEquals(
        List.of(),
        house
            .database()
            .rows("SELECT note FROM receivable_entry WHERE kind <> 'PLAN' AND note <> ''"));
    String hex = HexFormat.of().formatHex(mark.getBytes(StandardCharsets.UTF_8));
    assertEquals(
        0,
        house
            .database()
            .number("SELECT count(*) FROM request r WHERE r::text LIKE '%" + hex + "%'"));
  }

  @Test
  void reason_ofAReversalAndOfAnUndo_isKeptAndLiesNowhereInClear() {
    String mark = "张三患病，改由他院结算";
    Settlement reversed = settled(someone());
    var hospital = house.client().settlements(house.world().token());
    hospital.reverseSettlement(
        ReverseSettlementRequest.newBuilder()
            .setRequestId("back-" + ++next)
            .setHospitalId(World.HOSPITAL)
            .setSettlementId(reversed.getSettlementId())
            .setOperatorId("cashier")
            .setReason(mark)
            .build());
    Settlement undone = settled(someone());
    hospital.undoRequest(
        UndoRequestRequest.newBuilder()
            .setHospitalId(World.HOSPITAL)
            .setUndoneRequestId(undone.getRequestId())
            .setOperatorId("cashier")
            .setReason(mark)
            .build());
    assertEquals(
        List.of(),
        house.database().rows("SELECT 1 FROM settlement WHERE kind = 'R' AND reason <> ''"));
    assertEquals(
        2,
        house
            .database()
            .number(
                "SELECT count(*) FROM reversal r JOIN person_private p"
                    + " ON p.alias = convert_to(r.reversal_id, 'UTF8')"
                    + " WHERE p.kind = 'text:REASON' AND r.settlement_id IN ('"
                    + reversed.getSettlementId()
                    + "', '"
                    + undone.getSettlementId()
                    + "')"));
  }

  @Test
  void share_asked_isOnceForEachSettlementAndAtMostTheCashDue() {
    Settlement settlement = settled(someone());
    var hospital = house.client().receivables(house.world().token());
    OwePatientShareRequest asked = owe(settlement, 60_000).build();
    assertEquals(
        "MORE_THAN_OWED",
        reason(() -> hospital.owePatientShare(asked.toBuilder().setAmountFen(90_001).build())));
    Receivable owed = hospital.owePatientShare(asked).getReceivable();
    assertEquals(owed, hospital.owePatientShare(asked).getReceivable());
    assertEquals(
        "SHARE_OWED_BEFORE", reason(() -> hospital.owePatientShare(owe(settlement, 100).build())));
    assertEquals(
        "RECEIVABLE_NOT_FOUND",
        reason(
            () ->
                hospital.owePatientShare(
                    asked.toBuilder().setRequestId("owe-none").setSettlementId("no-id").build())));
  }

  @Test
  void instalments_paidInTurn_moveTheNextDay() {
    var hospital = house.client().receivables(house.world().token());
    PersonDocument person = someone();
    Receivable owed =
        hospital
            .owePatientShare(
                owe(settled(person), 90_000)
                    .addInstalments(part("2016-09-01", 30_000))
                    .addInstalments(part("2016-10-01", 30_000))
                    .addInstalments(part("2016-11-01", 30_000))
                    .build())
            .getReceivable();
    assertEquals(Claims.date("2016-09-01"), owed.getNextDueDate());
    assertTrue(overdue(person, "2016-09-02"));
    assertFalse(overdue(person, "2016-09-01"));
    Receivable after = hospital.recordPayment(payment(owed, 30_000).build()).getReceivable();
    assertEquals(Claims.date("2016-10-01"), after.getNextDueDate());
    assertFalse(overdue(person, "2016-10-01"));
    AgreeInstalmentsRequest.Builder plan =
        AgreeInstalmentsRequest.newBuilder()
            .setRequestId("plan-" + ++next)
            .setReceivableId(owed.getReceivableId())
            .addInstalments(part("2017-01-01", 50_000));
    assertEquals("PLAN_DOES_NOT_ADD_UP", reason(() -> hospital.agreeInstalments(plan.build())));
    Receivable planned =
        hospital
            .agreeInstalments(plan.addInstalments(part("2017-02-01", 10_000)).build())
            .getReceivable();
    assertEquals(Claims.date("2017-01-01"), planned.getNextDueDate());
    assertEquals(
        Claims.date("2017-02-01"),
        hospital.recordPayment(payment(owed, 50_000).build()).getReceivable().getNextDueDate());
    Receivable paid = hospital.recordPayment(payment(owed, 10_000).build()).getReceivable();
    assertFalse(paid.hasNextDueDate());
    assertFalse(overdue(person, "2020-01-01"));
  }

  private boolean overdue(PersonDocument person, String day) {
    return house
            .client()
            .receivables(house.world().token())
            .listReceivables(
                ListReceivablesRequest.newBuilder()
                    .setPersonDocument(person)
                    .setOverdueOnDate(Claims.date(day))
                    .build())
            .getReceivablesCount()
        > 0;
  }

  @Test
  void writeOff_ofEachFund_isHisWhoMaySpendIt() {
    Receivable owed = owed(settled(someone()), 90_000);
    var hospital = house.client().receivables(house.world().token());
    var county = house.client().receivables(office);
    var operator = house.client().receivables(house.world().operatorToken());
    assertEquals(
        "NOT_YOUR_REGION",
        reason(() -> hospital.writeOffReceivable(writeOff(owed, 100, AID).build())));
    assertEquals(
        "NOT_YOUR_REGION",
        reason(() -> county.writeOffReceivable(writeOff(owed, 100, World.CHARITY).build())));
    assertEquals(
        "NOT_YOUR_REGION",
        reason(() -> county.writeOffReceivable(writeOff(owed, 100, "610100@320922").build())));
    assertEquals(
        80_000,
        hospital
            .writeOffReceivable(writeOff(owed, 10_000, WAIVER).build())
            .getReceivable()
            .getOutstandingFen());
    assertEquals(
        60_000,
        county
            .writeOffReceivable(writeOff(owed, 20_000, AID).build())
            .getReceivable()
            .getOutstandingFen());
    long before = charityUsed();
    assertEquals(
        30_000,
        operator
            .writeOffReceivable(writeOff(owed, 30_000, World.CHARITY).build())
            .getReceivable()
            .getOutstandingFen());
    assertEquals(before + 30_000, charityUsed());
    assertEquals(
        "FUND_SHORT",
        reason(() -> operator.writeOffReceivable(writeOff(owed, 30_000, "no_such_fund").build())));
    assertEquals(before + 30_000, charityUsed());
    assertEquals(
        List.of(
            ReceivableEntryKind.RECEIVABLE_ENTRY_KIND_WRITE_OFF,
            ReceivableEntryKind.RECEIVABLE_ENTRY_KIND_WRITE_OFF,
            ReceivableEntryKind.RECEIVABLE_ENTRY_KIND_WRITE_OFF),
        look(office, owed).getEntriesList().stream().map(entry -> entry.getKind()).toList());
  }

  @Test
  void writeOff_byAFiniteFund_countsWhatIsHeldNowAndNotWhatHasExpired() {
    Receivable owed = owed(settled(someone()), 90_000);
    var operator = house.client().receivables(house.world().operatorToken());
    String fund = " WHERE fund_code = '" + World.CHARITY + "'";
    house.execute(
        "UPDATE fund SET held_fen = budget_fen - used_fen" + fund,
        "INSERT INTO fund_hold SELECT fund_code, 'H', 'held', now() + interval '1 hour', held_fen"
            + " FROM fund"
            + fund);
    assertEquals(
        "FUND_SHORT",
        reason(() -> operator.writeOffReceivable(writeOff(owed, 100, World.CHARITY).build())));
    house.execute("UPDATE fund_hold SET expire_time = now() - interval '1 minute'" + fund);
    assertEquals(
        89_900,
        operator
            .writeOffReceivable(writeOff(owed, 100, World.CHARITY).build())
            .getReceivable()
            .getOutstandingFen());
    house.execute("DELETE FROM fund_hold" + fund, "UPDATE fund SET held_fen = 0" + fund);
  }

  @Test
  void writeOff_byAStatutoryFund_isSpentOfItsMoney() {
    var county = house.client().registry(office);
    int year = LocalDate.now(ZoneId.of("Asia/Shanghai")).getYear();
    Settlement settlement = settled(someone());
    county.addFundMoney(
        AddFundMoneyRequest.newBuilder()
            .setRequestId("money")
            .setFundCode(AID)
            .setBudgetYear(year)
            .setAmountFen(100_000_000)
            .build());
    long before = spent(year);
    Receivable owed = owed(settlement, 90_000);
    house.client().receivables(office).writeOffReceivable(writeOff(owed, 20_000, AID).build());
    assertEquals(before + 20_000, spent(year));
  }

  private long spent(int year) {
    return house
        .client()
        .registry(office)
        .listFunds(ListFundsRequest.newBuilder().build())
        .getFundsList()
        .stream()
        .filter(fund -> fund.getFundCode().equals(AID) && fund.getBudgetYear() == year)
        .mapToLong(fund -> fund.getSpentFen())
        .sum();
  }

  private long charityUsed() {
    return house
        .database()
        .number("SELECT used_fen FROM fund WHERE fund_code = '" + World.CHARITY + "'");
  }

  @Test
  void share_ofAnotherHospitalOrCounty_isNotThere() {
    PersonDocument person = someone();
    Receivable owed = owed(settled(person), 90_000);
    for (String token : List.of(house.world().token(OTHER_HOSPITAL), elsewhere)) {
      var stub = house.client().receivables(token);
      assertEquals("RECEIVABLE_NOT_FOUND", reason(() -> look(token, owed)));
      assertEquals(
          "RECEIVABLE_NOT_FOUND", reason(() -> stub.recordPayment(payment(owed, 1).build())));
      assertEquals(
          0,
          stub.listReceivables(
                  ListReceivablesRequest.newBuilder().setPersonDocument(person).build())
              .getReceivablesCount());
    }
    for (String token : List.of(house.world().token(), office, house.world().operatorToken())) {
      assertEquals(owed, look(token, owed).getReceivable());
      assertEquals(
          1,
          house
              .client()
              .receivables(token)
              .listReceivables(
                  ListReceivablesRequest.newBuilder().setPersonDocument(person).build())
              .getReceivablesCount());
    }
    assertEquals(
        "NOT_YOUR_REGION",
        reason(
            () ->
                house
                    .client()
                    .receivables(elsewhere)
                    .listReceivables(
                        ListReceivablesRequest.newBuilder().setCountyCode(Claims.COUNTY).build())));
  }

  @Test
  void list_inPages_showsEachOnceAndOnlyWhatIsOpen() {
    PersonDocument person = someone();
    List<Receivable> all = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      all.add(owed(settled(person), 1_000 + i));
    }
    var hospital = house.client().receivables(house.world().token());
    hospital.recordPayment(payment(all.get(1), 1_001).build());
    ListReceivablesRequest.Builder ask =
        ListReceivablesRequest.newBuilder().setPersonDocument(person).setPageSize(1);
    List<String> found = new ArrayList<>();
    do {
      var page = hospital.listReceivables(ask.build());
      page.getReceivablesList().forEach(each -> found.add(each.getReceivableId()));
      ask.setPageToken(page.getNextPageToken());
    } while (!ask.getPageToken().isEmpty());
    assertEquals(all.stream().map(Receivable::getReceivableId).toList(), found);
    assertEquals(
        2,
        hospital
            .listReceivables(
                ListReceivablesRequest.newBuilder()
                    .setPersonDocument(person)
                    .setOpenOnly(true)
                    .build())
            .getReceivablesCount());
  }

  @Test
  void payments_ofManyAtOnce_neverPassWhatIsOwed() {
    Receivable owed = owed(settled(someone()), 90_000);
    List<Callable<Boolean>> calls = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      RecordPaymentRequest request = payment(owed, 20_000).build();
      calls.add(
          () -> {
            try {
              house.client().receivables(house.world().token()).recordPayment(request);
              return true;
            } catch (StatusRuntimeException e) {
              return false;
            }
          });
    }
    assertEquals(4, Callers.atOnce(calls).stream().filter(done -> done).count());
    assertEquals(10_000, look(office, owed).getReceivable().getOutstandingFen());
  }

  @Test
  void reversal_cancelsWhatIsStillOwedAndSaysWhatHadBeenPaid() {
    Settlement settlement = settled(someone());
    Receivable owed = owed(settlement, 90_000);
    var hospital = house.client().receivables(house.world().token());
    hospital.recordPayment(payment(owed, 30_000).build());
    hospital.writeOffReceivable(writeOff(owed, 10_000, WAIVER).build());
    Reversal reversal = reverse(settlement);
    String backId = reversal.getCancelledReceivables(0).getOwedBackReceivableId();
    assertEquals(
        List.of(
            CancelledReceivable.newBuilder()
                .setReceivableId(owed.getReceivableId())
                .setOwedBackReceivableId(backId)
                .setCancelledFen(50_000)
                .setPaidFen(30_000)
                .setWrittenOffFen(10_000)
                .build()),
        reversal.getCancelledReceivablesList());
    assertEquals(
        List.of(30_000L, 10_000L, 60_000L, -10_000L),
        look(office, owed).getEntriesList().stream().map(entry -> entry.getAmountFen()).toList());
    Receivable back =
        look(office, owed.toBuilder().setReceivableId(backId).build()).getReceivable();
    assertEquals(ReceivableKind.RECEIVABLE_KIND_REFUND, back.getKind());
    assertEquals(World.HOSPITAL, back.getPartyCode());
    assertEquals(30_000, back.getOutstandingFen());
    assertEquals(reversal.getReversalId(), back.getSettlementId());
    assertEquals(
        "SUPPLEMENT_STANDS",
        reason(() -> hospital.writeOffReceivable(writeOff(back, 1, WAIVER).build())));
    assertEquals(
        0,
        hospital.recordPayment(payment(back, 30_000).build()).getReceivable().getOutstandingFen());
    assertEquals(World.HOSPITAL, look(office, back).getEntries(0).getPayer());
    assertEquals(0, look(office, owed).getReceivable().getOutstandingFen());
    assertEquals("MORE_THAN_OWED", reason(() -> hospital.recordPayment(payment(owed, 1).build())));
    assertEquals(
        "ALREADY_REVERSED", reason(() -> hospital.owePatientShare(owe(settlement, 100).build())));
  }

  @Test
  void reversal_ofWhatAFiniteFundBore_givesTheFundItsMoneyBack() {
    Settlement settlement = settled(someone());
    Receivable owed = owed(settlement, 90_000);
    String used = "SELECT used_fen FROM fund WHERE fund_code = '" + World.CHARITY + "'";
    long before = house.database().number(used);
    var operator = house.client().receivables(house.world().operatorToken());
    operator.writeOffReceivable(writeOff(owed, 40_000, World.CHARITY).build());
    operator.writeOffReceivable(writeOff(owed, 50_000, World.CHARITY).build());
    assertEquals(before + 90_000, house.database().number(used));
    Reversal reversal = reverse(settlement);
    assertEquals(90_000, reversal.getCancelledReceivables(0).getWrittenOffFen());
    assertEquals("", reversal.getCancelledReceivables(0).getOwedBackReceivableId());
    assertEquals(before, house.database().number(used));
    assertEquals(0, look(office, owed).getReceivable().getOutstandingFen());
  }

  private Reversal reverse(Settlement settlement) {
    return house
        .client()
        .settlements(house.world().token())
        .reverseSettlement(
            ReverseSettlementRequest.newBuilder()
                .setRequestId("reverse-" + ++next)
                .setHospitalId(World.HOSPITAL)
                .setSettlementId(settlement.getSettlementId())
                .setOperatorId("cashier-1")
                .build())
        .getReversal();
  }

  @Test
  void undo_ofASettlementThatIsOwed_cancelsItToo() {
    Settlement settlement = settled(someone());
    Receivable owed = owed(settlement, 90_000);
    var undone =
        house
            .client()
            .settlements(house.world().token())
            .undoRequest(
                UndoRequestRequest.newBuilder()
                    .setHospitalId(World.HOSPITAL)
                    .setUndoneRequestId(settlement.getRequestId())
                    .setOperatorId("cashier-1")
                    .build());
    assertEquals(90_000, undone.getReversal().getCancelledReceivables(0).getCancelledFen());
    assertEquals(0, look(office, owed).getReceivable().getOutstandingFen());
  }

  @Test
  void badFields_areNamedAtOnceAndChangeNothing() {
    StatusRuntimeException error =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                house
                    .client()
                    .receivables(house.world().token())
                    .owePatientShare(
                        OwePatientShareRequest.newBuilder()
                            .setHospitalId(World.HOSPITAL)
                            .addInstalments(part("2016-10-01", 1))
                            .addInstalments(part("2016-09-01", 0))
                            .build()));
    assertEquals(
        List.of("request_id", "settlement_id", "amount_fen", "instalments[1].amount_fen"),
        Refusals.of(error).fieldNames());
  }
}
