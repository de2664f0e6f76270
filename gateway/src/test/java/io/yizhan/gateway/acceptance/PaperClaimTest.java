package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.BankAccount;
import io.yizhan.proto.v1.Claim;
import io.yizhan.proto.v1.GetPaperClaimRequest;
import io.yizhan.proto.v1.GetPaperClaimResponse;
import io.yizhan.proto.v1.GetSettlementRequest;
import io.yizhan.proto.v1.InsurerSettlement;
import io.yizhan.proto.v1.ListSettlementsRequest;
import io.yizhan.proto.v1.PaperClaim;
import io.yizhan.proto.v1.PaperDocument;
import io.yizhan.proto.v1.Payment;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.QuoteSettlementRequest;
import io.yizhan.proto.v1.RequestState;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.SettleClaimRequest;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.UndoOutcome;
import io.yizhan.proto.v1.UndoRequestRequest;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Treatment elsewhere, booked by the aid office: the same pots, the same promises. */
class PaperClaimTest {
  private static House house;
  private static String office;
  private static String other;
  private static int persons;

  @BeforeAll
  static void open() {
    house = House.open();
    office = Offices.register(house, "aid-410122", Claims.COUNTY);
    other = Offices.register(house, "aid-410199", "410199");
  }

  @AfterAll
  static void close() {
    house.close();
  }

  @AfterEach
  void books_areRight() {
    assertEquals(List.of(), house.audit());
  }

  private static PersonDocument member() {
    PersonDocument person = Invented.person(++persons);
    house.world().put(house.client(), World.known(person, "dibao"));
    return person;
  }

  private static Settlement settle(String requestId, Claim.Builder claim) {
    return house
        .client()
        .settlements(office)
        .settleClaim(Claims.request(requestId, claim))
        .getSettlement();
  }

  private static String reason(Runnable call) {
    return Refusals.of(assertThrows(StatusRuntimeException.class, call::run)).info().getReason();
  }

  private static List<String> fields(Claim.Builder claim) {
    return Refusals.of(assertThrows(StatusRuntimeException.class, () -> settle("bad", claim)))
        .fieldNames();
  }

  private static GetPaperClaimResponse papers(String token, String settlementId) {
    return house
        .client()
        .aid(token)
        .getPaperClaim(
            GetPaperClaimRequest.newBuilder()
                .setSettlementId(settlementId)
                .setPurpose("payment run")
                .build());
  }

  @Test
  void paperClaim_settled_paysThePersonOutOfTheSamePots() {
    PersonDocument person = member();
    Claim.Builder claim = Offices.paperStay(person, "P-1", 1_000_000, 700_000);
    Settlement quote =
        house
            .client()
            .settlements(office)
            .quoteSettlement(QuoteSettlementRequest.newBuilder().setClaim(claim).build())
            .getQuote();
    Settlement settled = settle("paper-1", claim);
    assertEquals(quote.getPaymentsList(), settled.getPaymentsList());
    assertEquals(210_000, House.paid(settled, "inpatient"));
    assertEquals(90_000, settled.getPatientShareFen());
    assertEquals(0, settled.getHospitalShareFen());
    assertEquals(0, settled.getCashDueFen());
    assertEquals(90_000, settled.getPrepaymentUsedFen());
    assertEquals(210_000, settled.getCashRefundFen());
    Set<String> payees = new TreeSet<>();
    settled.getPaymentsList().stream().map(Payment::getPayeeCode).forEach(payees::add);
    assertEquals(Set.of("person"), payees);
    assertEquals(
        List.of(
            "fund:390100@410122/basic/by-insurer|person/bill|700000",
            "person/bill|person/bill|-700000",
            "fund:610100@410122/inpatient|person/bill|210000",
            "person/bill|person/bill|-210000",
            "patient|person/bill|90000",
            "person/bill|person/bill|-90000"),
        house
            .database()
            .rows(
                "SELECT account, payee, amount_fen FROM posting WHERE settlement_id = '"
                    + settled.getSettlementId()
                    + "' ORDER BY line"));

    GetPaperClaimResponse papers = papers(office, settled.getSettlementId());
    assertEquals(claim.getPaper(), papers.getPaper());
    assertEquals("clerk-7", papers.getOperatorId());
    assertEquals(210_000, papers.getPayoutFen());
    assertEquals(
        1,
        house
            .database()
            .number(
                "SELECT count(*) FROM person_access JOIN settlement USING (bucket, person_id)"
                    + " WHERE purpose = 'payment run' AND settlement_id = '"
                    + settled.getSettlementId()
                    + "'"));
    assertEquals("SETTLEMENT_NOT_FOUND", reason(() -> papers(other, settled.getSettlementId())));

    Settlement atHospital =
        house.settle(
            Claims.request(
                "hospital-1",
                Claims.settledStay(
                    World.HOSPITAL, person, "E-1", "2016-09-01", 10_000_000, 7_000_000)));
    assertEquals(2_000_000 - 210_000, House.paid(atHospital, "inpatient"), "one cap for both");
  }

  @Test
  void paperClaim_sentAgainReversedUndone_keepsThePromisesOfAnySettlement() {
    PersonDocument person = member();
    SettleClaimRequest request =
        Claims.request("paper-2", Offices.paperStay(person, "P-2", 1_000_000, 700_000));
    Client.Answer first = house.client().settle(office, request);
    Client.Answer again = house.client().settle(office, request);
    assertArrayEquals(first.reply(), again.reply());
    assertTrue(again.replayed());
    assertEquals(
        "REQUEST_ID_REUSED",
        reason(() -> settle("paper-2", Offices.paperStay(person, "P-2", 1_000_000, 600_000))));
    assertEquals(
        "CLAIM_ALREADY_SETTLED",
        reason(() -> settle("paper-2b", Offices.paperStay(person, "P-2", 1_000_000, 700_000))));
    assertEquals(
        "PAPER_ALREADY_CLAIMED",
        reason(
            () ->
                settle(
                    "paper-2c",
                    Offices.paperStay(person, "P-2c", 1_000_000, 700_000)
                        .setPaper(Offices.paper("INV-P-2")))));

    var get =
        house
            .client()
            .settlements(office)
            .getSettlement(
                GetSettlementRequest.newBuilder()
                    .setHospitalId(Offices.OFFICE)
                    .setRequestId("paper-2")
                    .build());
    assertEquals(RequestState.REQUEST_STATE_SETTLED, get.getState());
    assertEquals(
        RequestState.REQUEST_STATE_NEVER_ARRIVED,
        house
            .client()
            .settlements(office)
            .getSettlement(
                GetSettlementRequest.newBuilder()
                    .setHospitalId(Offices.OFFICE)
                    .setRequestId("paper-2c")
                    .build())
            .getState(),
        "a refused invoice leaves nothing");
    var reversal =
        house
            .client()
            .settlements(office)
            .reverseSettlement(
                ReverseSettlementRequest.newBuilder()
                    .setRequestId("reverse-2")
                    .setHospitalId(Offices.OFFICE)
                    .setSettlementId(get.getSettlement().getSettlementId())
                    .setOperatorId("clerk-8")
                    .setReason("wrong amount")
                    .build())
            .getReversal();
    assertEquals(-90_000, reversal.getPatientShareFen());
    assertEquals(0, papers(office, get.getSettlement().getSettlementId()).getPayoutFen());

    Claim.Builder corrected =
        Offices.paperStay(person, "P-2", 1_000_000, 600_000).setPaper(Offices.paper("INV-P-2"));
    settle("paper-2d", corrected);
    var undone =
        house
            .client()
            .settlements(office)
            .undoRequest(
                UndoRequestRequest.newBuilder()
                    .setHospitalId(Offices.OFFICE)
                    .setUndoneRequestId("paper-2d")
                    .setOperatorId("clerk-8")
                    .build());
    assertEquals(UndoOutcome.UNDO_OUTCOME_REVERSED, undone.getOutcome());
    assertTrue(House.paid(settle("paper-2e", corrected), "inpatient") > 0, "the invoice is free");
  }

  @Test
  void paperClaim_ofWhatAHospitalSettled_isRefusedUntilThatIsReversed() {
    PersonDocument person = member();
    Settlement atHospital =
        house.settle(
            Claims.request(
                "desk-1",
                Claims.settledStay(
                    World.HOSPITAL, person, "E-desk-1", "2016-08-01", 1_000_000, 700_000)));
    Refusals byInvoice =
        Refusals.of(
            assertThrows(
                StatusRuntimeException.class,
                () ->
                    settle(
                        "paper-desk-1",
                        Offices.paperStay(person, "P-desk-1", 1_000_000, 700_000)
                            .setPaper(Offices.paper("INV-E-desk-1")))));
    assertEquals("PAPER_ALREADY_CLAIMED", byInvoice.info().getReason());
    assertEquals(
        atHospital.getSettlementId(), byInvoice.info().getMetadataOrThrow("settlement_id"));
    Claim.Builder byNumber =
        Offices.paperStay(person, "P-desk-1", 1_000_000, 700_000)
            .setInsurerSettlement(Claims.insurer("E-desk-1", Claims.BASIC_FUND, 700_000));
    Refusals used =
        Refusals.of(
            assertThrows(StatusRuntimeException.class, () -> settle("paper-desk-2", byNumber)));
    assertEquals("INSURER_SETTLEMENT_USED", used.info().getReason());
    assertEquals(World.HOSPITAL, used.info().getMetadataOrThrow("hospital_id"));
    house
        .client()
        .settlements(house.world().token())
        .reverseSettlement(
            ReverseSettlementRequest.newBuilder()
                .setRequestId("desk-1-back")
                .setHospitalId(World.HOSPITAL)
                .setSettlementId(atHospital.getSettlementId())
                .setOperatorId("cashier-1")
                .build());
    assertEquals(
        210_000,
        House.paid(
            settle("paper-desk-3", byNumber.setPaper(Offices.paper("INV-E-desk-1"))), "inpatient"));
  }

  @Test
  void paperClaim_ofWhatWasSettledForAJoinedRecord_isRefused() {
    for (boolean survivorAtHospital : new boolean[] {true, false}) {
      String id = "joined-" + survivorAtHospital;
      PersonDocument kept = member();
      PersonDocument joined = member();
      Settlement atHospital =
          house.settle(
              Claims.request(
                  id,
                  Claims.settledStay(
                      World.HOSPITAL,
                      survivorAtHospital ? kept : joined,
                      "E-" + id,
                      "2016-08-01",
                      1_000_000,
                      700_000)));
      Offices.join(house, "join-" + id, kept, joined);
      Refusals refused =
          Refusals.of(
              assertThrows(
                  StatusRuntimeException.class,
                  () ->
                      settle(
                          "paper-" + id,
                          Offices.paperStay(
                                  survivorAtHospital ? joined : kept, "P-" + id, 1_000_000, 700_000)
                              .setPaper(Offices.paper("INV-E-" + id)))));
      assertEquals("PAPER_ALREADY_CLAIMED", refused.info().getReason());
      assertEquals(
          atHospital.getSettlementId(), refused.info().getMetadataOrThrow("settlement_id"));
    }
  }

  private Refusals refusedPaper(String id, Claim.Builder claim) {
    Refusals quoted =
        Refusals.of(
            assertThrows(
                StatusRuntimeException.class,
                () ->
                    house
                        .client()
                        .settlements(office)
                        .quoteSettlement(
                            QuoteSettlementRequest.newBuilder().setClaim(claim).build())));
    Refusals refused =
        Refusals.of(assertThrows(StatusRuntimeException.class, () -> settle(id, claim)));
    assertEquals("PAPER_ALREADY_CLAIMED", refused.info().getReason());
    assertEquals(refused.info(), quoted.info(), "a quote says what settling would");
    return refused;
  }

  @Test
  void paperClaim_ofAnInvoiceTypedOtherwise_isRefused() {
    PersonDocument person = member();
    Settlement first =
        house.settle(
            Claims.request(
                "typed",
                Claims.settledStay(
                        World.HOSPITAL, person, "E-typed", "2016-08-01", 1_000_000, 700_000)
                    .setInvoiceNumber("4100231130-00012345")));
    int n = 0;
    for (String typed : List.of("4100231130-00012345", "410023113000012345", "00012345")) {
      Refusals refused =
          refusedPaper(
              "typed-" + ++n,
              Offices.paperStay(person, "P-typed", 1_200_000, 700_000)
                  .setPaper(Offices.paper(typed)));
      assertEquals(first.getSettlementId(), refused.info().getMetadataOrThrow("settlement_id"));
      assertEquals(typed, refused.info().getMetadataOrThrow("invoice_number"));
    }
    Settlement onPaper =
        settle(
            "typed-paper",
            Offices.paperStay(person, "P-other", 1_200_000, 700_000)
                .setPaper(Offices.paper("INV-2016-0077")));
    Refusals again =
        refusedPaper(
            "typed-again",
            Offices.paperStay(person, "P-other-2", 1_300_000, 700_000)
                .setPaper(Offices.paper("inv20160077").setHospitalRegionCode("110100")));
    assertEquals(onPaper.getSettlementId(), again.info().getMetadataOrThrow("settlement_id"));
  }

  @Test
  void paperClaim_ofAStayThatAHospitalSettledWithoutAnInvoice_isRefused() {
    PersonDocument person = member();
    Settlement first =
        house.settle(
            Claims.request(
                "bare",
                Claims.stay(World.HOSPITAL, person, "E-bare", "2016-08-01", 1_000_000)
                    .setInvoiceNumber("")));
    Refusals refused =
        refusedPaper("bare-paper", Offices.paperStay(person, "P-bare", 1_000_000, 700_000));
    assertEquals(first.getSettlementId(), refused.info().getMetadataOrThrow("settlement_id"));
    assertFalse(refused.info().containsMetadata("invoice_number"));
    assertFalse(
        settle("bare-other", Offices.paperStay(person, "P-bare", 1_000_001, 700_000))
            .getSettlementId()
            .isEmpty());
  }

  @Test
  void paperClaims_ofTwoStaysOfTheSameDaysAndAmount_areBothTakenWhereTheInsurerHasTwo() {
    PersonDocument mother = member();
    Settlement first = settle("twin-1", Offices.paperStay(mother, "P-twin-1", 900_000, 600_000));
    Settlement second = settle("twin-2", Offices.paperStay(mother, "P-twin-2", 900_000, 600_000));
    assertEquals(House.paid(first, "inpatient"), House.paid(second, "inpatient"));
  }

  @Test
  void paperClaims_ofShortNumbers_areToldApartAsTheyAreTyped() {
    PersonDocument person = member();
    settle(
        "short-1",
        Offices.paperStay(person, "P-short-1", 100_000, 60_000).setPaper(Offices.paper("12-3")));
    settle(
        "short-2",
        Offices.paperStay(person, "P-short-2", 110_000, 60_000).setPaper(Offices.paper("1-23")));
    refusedPaper(
        "short-3",
        Offices.paperStay(person, "P-short-3", 120_000, 60_000).setPaper(Offices.paper("12-3")));
  }

  @Test
  void paperClaim_ofOneInvoiceAtOnce_isSettledOnce() {
    PersonDocument person = member();
    PersonDocument friend = member();
    List<Callable<String>> calls = new java.util.ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String id = "at-once-" + i;
      PersonDocument claimant = i % 2 == 0 ? person : friend;
      calls.add(
          () -> {
            try {
              settle(
                  id,
                  Offices.paperStay(claimant, id, 100_000, 70_000)
                      .setPaper(Offices.paper("INV-ONE")));
              return "settled";
            } catch (StatusRuntimeException e) {
              return Refusals.of(e).info().getReason();
            }
          });
    }
    List<String> outcomes = Callers.atOnce(calls);
    assertEquals(1, outcomes.stream().filter("settled"::equals).count(), outcomes::toString);
    assertEquals(7, outcomes.stream().filter("PAPER_ALREADY_CLAIMED"::equals).count());
  }

  @Test
  void office_outsideItsOwn_isRefused() {
    PersonDocument person = member();
    Claim.Builder claim = Offices.paperStay(person, "P-3", 1_000_000, 700_000);
    assertEquals(
        "NOT_YOUR_REGION",
        reason(() -> house.client().settlements(other).settleClaim(Claims.request("p-3", claim))));
    assertEquals(
        "NOT_YOUR_REGION",
        reason(
            () ->
                settle(
                    "p-3", Offices.paperStay(person, "P-3", 1, 0).setHospitalId(World.HOSPITAL))));
    assertEquals(
        "NOT_YOUR_HOSPITAL",
        reason(
            () ->
                house
                    .client()
                    .settlements(house.world().token())
                    .settleClaim(Claims.request("p-3", claim))));
    assertEquals(
        "PERSON_NOT_FOUND",
        reason(
            () ->
                house
                    .client()
                    .settlements(other)
                    .settleClaim(
                        Claims.request("p-3", claim.clone().setHospitalId("office:410199")))));
    assertEquals(
        "PERSON_NOT_FOUND",
        reason(
            () ->
                settle(
                    "p-3",
                    Offices.paperStay(Invented.person(888_888), "P-3", 1_000_000, 700_000))));
    ListSettlementsRequest list =
        ListSettlementsRequest.newBuilder()
            .setHospitalId(Offices.OFFICE)
            .setFromDate(Claims.date("2026-01-01"))
            .setToDate(Claims.date("2026-12-31"))
            .build();
    settle("p-3", claim);
    assertTrue(house.client().settlements(office).listSettlements(list).getLinesCount() > 0);
    assertEquals(0, house.client().settlements(other).listSettlements(list).getLinesCount());
  }

  @Test
  void paperClaim_wronglyFilled_isNamedAtOnce() {
    PersonDocument person = Invented.person(5);
    Claim.Builder claim = Offices.paperStay(person, "P-4", 1_000_000, 700_000);
    assertEquals(List.of("claim.paper"), fields(claim.clone().clearPaper()));
    assertEquals(
        List.of(
            "claim.personal_account_fen",
            "claim.prepayment_fen",
            "claim.insurer_settlement.hospital_share_fen",
            "claim.paper.hospital_name",
            "claim.paper.hospital_region_code",
            "claim.paper.documents[0].kind_code",
            "claim.paper.documents",
            "claim.paper.bank_account.number"),
        fields(
            claim
                .clone()
                .setPersonalAccountFen(1)
                .setPrepaymentFen(1)
                .setInsurerSettlement(
                    InsurerSettlement.newBuilder().setSettlementId("SI").setHospitalShareFen(1))
                .setPaper(
                    PaperClaim.newBuilder()
                        .addDocuments(
                            PaperDocument.newBuilder().setKindCode("letter").setNumber("1"))
                        .setBankAccount(
                            BankAccount.newBuilder()
                                .setBankName("行")
                                .setHolderName("人")
                                .setNumber("1")))));
    Claim.Builder hospitals =
        Claims.stay(World.HOSPITAL, person, "P-5", "2016-08-01", 100).setPaper(Offices.paper("y"));
    assertEquals(
        List.of("claim.paper"),
        Refusals.of(
                assertThrows(
                    StatusRuntimeException.class,
                    () ->
                        house
                            .client()
                            .settlements(house.world().token())
                            .settleClaim(Claims.request("bad", hospitals))))
            .fieldNames());
    assertFalse(house.database().rows("SELECT count(*) FROM paper_claim").isEmpty());
  }
}
