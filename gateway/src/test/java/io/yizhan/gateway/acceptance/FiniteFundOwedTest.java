package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.proto.v1.BookReadjudicationRequest;
import io.yizhan.proto.v1.FundAccount;
import io.yizhan.proto.v1.Grant;
import io.yizhan.proto.v1.ListFundAccountsRequest;
import io.yizhan.proto.v1.ListReceivablesRequest;
import io.yizhan.proto.v1.Payment;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PreviewReadjudicationRequest;
import io.yizhan.proto.v1.Receivable;
import io.yizhan.proto.v1.ReceivableKind;
import io.yizhan.proto.v1.RecordPaymentRequest;
import io.yizhan.proto.v1.Reversal;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.WriteOffReceivableRequest;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What persons owe a finite fund is not given to others before it comes. */
class FiniteFundOwedTest {
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  private static final long BUDGET_FEN = 30_000;

  @SuppressWarnings("NullAway.Init")
  private House house;

  private int next;

  @BeforeEach
  void open() {
    house = House.open();
    house.execute(
        "UPDATE fund SET budget_fen = " + BUDGET_FEN,
        "UPDATE fund_entry SET amount_fen = " + BUDGET_FEN + " WHERE kind = 'BUDGET'");
  }

  @AfterEach
  void close() {
    assertEquals(List.of(), house.audit());
    house.close();
  }

  private String operator() {
    return house.world().operatorToken();
  }

  private static Grant.Builder grant(String id, String from, String to) {
    return World.grant(BUDGET_FEN)
        .setGrantId(id)
        .setFromDate(Claims.date(from))
        .setToDate(Claims.date(to));
  }

  private PersonDocument granted(int number, Grant.Builder... grants) {
    PersonDocument person = Invented.person(number);
    var known = World.known(person, "dibao");
    for (Grant.Builder grant : grants) {
      known.addGrants(grant);
    }
    house.world().put(house.client(), known);
    return person;
  }

  private PersonDocument granted(int number) {
    return granted(number, grant("g", "2016-01-01", "2016-12-31"));
  }

  private Settlement stay(PersonDocument person, String day) {
    String name = "ff-" + ++next;
    return house.settle(
        Claims.request(name, Claims.stay(World.HOSPITAL, person, name, day, 1_000_000)));
  }

  private static long charity(Settlement settled) {
    return settled.getPaymentsList().stream()
        .filter(payment -> payment.getFundCode().equals(World.CHARITY))
        .mapToLong(Payment::getAmountFen)
        .sum();
  }

  private void readjudicate(PersonDocument person) {
    var desk = house.client().readjudications(operator());
    String sha256 =
        desk.previewReadjudication(
                PreviewReadjudicationRequest.newBuilder().setPersonDocument(person).build())
            .getReadjudications(0)
            .getPreviewSha256();
    desk.bookReadjudication(
        BookReadjudicationRequest.newBuilder()
            .setRequestId("ff-book-" + ++next)
            .setPersonDocument(person)
            .setPreviewSha256(sha256)
            .setAccountingPeriod(YearMonth.from(LocalDate.now(ZONE)).toString())
            .setOperatorId("clerk-1")
            .setReason("慈善核准更正")
            .build());
  }

  private Receivable owed(PersonDocument person, ReceivableKind kind) {
    List<Receivable> owed =
        house
            .client()
            .receivables(operator())
            .listReceivables(
                ListReceivablesRequest.newBuilder().setPersonDocument(person).setKind(kind).build())
            .getReceivablesList();
    assertEquals(1, owed.size());
    return owed.get(0);
  }

  private void pay(Receivable of, long fen) {
    house
        .client()
        .receivables(operator())
        .recordPayment(
            RecordPaymentRequest.newBuilder()
                .setRequestId("ff-pay-" + ++next)
                .setReceivableId(of.getReceivableId())
                .setAmountFen(fen)
                .setNote("receipt")
                .build());
  }

  private void writeOff(Receivable of, long fen, String fund) {
    house
        .client()
        .receivables(operator())
        .writeOffReceivable(
            WriteOffReceivableRequest.newBuilder()
                .setRequestId("ff-off-" + ++next)
                .setReceivableId(of.getReceivableId())
                .setAmountFen(fen)
                .setFundCode(fund)
                .setReason("无力偿还")
                .build());
  }

  private Reversal reverse(Settlement settlement) {
    return house
        .client()
        .settlements(house.world().token())
        .reverseSettlement(
            ReverseSettlementRequest.newBuilder()
                .setRequestId("ff-back-" + ++next)
                .setHospitalId(World.HOSPITAL)
                .setSettlementId(settlement.getSettlementId())
                .setOperatorId("cashier-1")
                .build())
        .getReversal();
  }

  /** Spent, free, owed by persons; what is spent is what its parts add up to. */
  private List<Long> fund() {
    FundAccount account =
        house
            .client()
            .funds(operator())
            .listFundAccounts(ListFundAccountsRequest.getDefaultInstance())
            .getAccountsList()
            .stream()
            .filter(each -> each.getFundCode().equals(World.CHARITY))
            .findFirst()
            .orElseThrow();
    assertEquals(
        account.getSpentFen(),
        account.getToHospitalsFen()
            + account.getToPersonsFen()
            + account.getCorrectedFen()
            + account.getWrittenOffFen()
            + account.getOwedByPersonsFen());
    return List.of(account.getSpentFen(), account.getFreeFen(), account.getOwedByPersonsFen());
  }

  /** A settlement that took the whole fund, whose grant did not cover it after all. */
  private Settlement clawedBack(PersonDocument person) {
    Settlement settled = stay(person, "2016-08-01");
    assertEquals(BUDGET_FEN, charity(settled));
    assertEquals(List.of(BUDGET_FEN, 0L, 0L), fund());
    granted(501, grant("g", "2016-01-01", "2016-01-31"));
    readjudicate(person);
    return settled;
  }

  @Test
  void clawBack_thatIsNotPaid_isNotGivenToTheNext() {
    PersonDocument person = granted(501);
    clawedBack(person);
    Receivable owed = owed(person, ReceivableKind.RECEIVABLE_KIND_CLAW_BACK);
    assertEquals(BUDGET_FEN, owed.getOutstandingFen());
    assertEquals(List.of(30_000L, 0L, 30_000L), fund());
    String kept = " WHERE kind = 'TAKEN' AND starts_with(entry_id, 'owed:')";
    house.execute("UPDATE fund_entry SET amount_fen = amount_fen - 1" + kept);
    assertTrue(house.audit().toString().contains("is taken from it until it comes"));
    house.execute("UPDATE fund_entry SET amount_fen = amount_fen + 1" + kept);
    assertEquals(0, charity(stay(granted(502), "2016-08-02")));
    pay(owed, 12_000);
    assertEquals(List.of(18_000L, 12_000L, 18_000L), fund());
    pay(owed, 18_000);
    assertEquals(List.of(0L, 30_000L, 0L), fund());
    assertEquals(BUDGET_FEN, charity(stay(granted(503), "2016-08-03")));
    assertEquals(List.of(30_000L, 0L, 0L), fund());
  }

  @Test
  void clawBack_thatIsWrittenOff_costsWhoBearsItOnce() {
    PersonDocument person = granted(501);
    clawedBack(person);
    Receivable owed = owed(person, ReceivableKind.RECEIVABLE_KIND_CLAW_BACK);
    writeOff(owed, 10_000, World.CHARITY);
    assertEquals(List.of(30_000L, 0L, 20_000L), fund());
    writeOff(owed, 20_000, Offices.AID);
    assertEquals(List.of(10_000L, 20_000L, 0L), fund());
  }

  @Test
  void reversal_ofWhatIsOwed_givesTheFundWhatTheHospitalGivesBack() {
    PersonDocument person = granted(501);
    Settlement settled = clawedBack(person);
    Receivable owed = owed(person, ReceivableKind.RECEIVABLE_KIND_CLAW_BACK);
    pay(owed, 12_000);
    writeOff(owed, 10_000, World.CHARITY);
    Reversal reversal = reverse(settled);
    assertEquals(10_000, reversal.getCancelledReceivables(0).getWrittenOffFen());
    assertEquals(List.of(0L, 30_000L, 0L), fund());
    assertEquals(
        12_000,
        owed(person, ReceivableKind.RECEIVABLE_KIND_SUPPLEMENT).getOutstandingFen(),
        "what was paid is owed back");
  }

  @Test
  void reversal_ofASupplementThatWasPaid_freesTheFundWhenThePersonPaysItBack() {
    PersonDocument person = granted(501, grant("g", "2016-01-01", "2016-01-31"));
    Settlement settled = stay(person, "2016-08-01");
    assertEquals(0, charity(settled));
    granted(501);
    readjudicate(person);
    pay(owed(person, ReceivableKind.RECEIVABLE_KIND_SUPPLEMENT), 20_000);
    assertEquals(List.of(30_000L, 0L, 0L), fund());
    reverse(settled);
    assertEquals(List.of(20_000L, 10_000L, 20_000L), fund());
    pay(owed(person, ReceivableKind.RECEIVABLE_KIND_CLAW_BACK), 20_000);
    assertEquals(List.of(0L, 30_000L, 0L), fund());
  }

  @Test
  void readjudication_ofTwoSettlements_givesNothingThatTheOtherOnlyOwes() {
    PersonDocument person = granted(501);
    Settlement first = stay(person, "2016-08-01");
    assertEquals(BUDGET_FEN, charity(first));
    assertEquals(0, charity(stay(person, "2016-09-01")));
    granted(501, grant("g", "2016-01-01", "2016-01-31"), grant("g2", "2016-09-01", "2016-12-31"));
    readjudicate(person);
    assertEquals(List.of(30_000L, 0L, 30_000L), fund());
    pay(owed(person, ReceivableKind.RECEIVABLE_KIND_CLAW_BACK), BUDGET_FEN);
    readjudicate(person);
    assertEquals(List.of(30_000L, 0L, 0L), fund());
    assertEquals(
        BUDGET_FEN, owed(person, ReceivableKind.RECEIVABLE_KIND_SUPPLEMENT).getOutstandingFen());
  }
}
