package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.Claim;
import io.yizhan.proto.v1.HoldTerms;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.QuoteSettlementRequest;
import io.yizhan.proto.v1.QuoteSettlementResponse;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.Settlement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A hospital that settles, or quotes, what an office has settled from paper. */
class PaperAtHospitalTest {
  private final House house = House.open();
  private final String office = Offices.register(house, "aid-410122", Claims.COUNTY);
  private int persons;

  @AfterEach
  void close() {
    assertEquals(List.of(), house.audit());
    house.close();
  }

  private PersonDocument member() {
    PersonDocument person = Invented.person(++persons);
    house.world().put(house.client(), World.known(person, "dibao"));
    return person;
  }

  private Settlement settle(String requestId, Claim.Builder claim) {
    return house
        .client()
        .settlements(office)
        .settleClaim(Claims.request(requestId, claim))
        .getSettlement();
  }

  private String refusedAtHospital(Claim.Builder claim) {
    return Refusals.of(
            assertThrows(
                StatusRuntimeException.class,
                () -> house.settle(Claims.request("late-" + claim.getEncounterId(), claim))))
        .info()
        .getReason();
  }

  private QuoteSettlementResponse quoteAtHospital(Claim.Builder claim) {
    return house
        .client()
        .settlements(house.world().token())
        .quoteSettlement(QuoteSettlementRequest.newBuilder().setClaim(claim).build());
  }

  @Test
  void hospitalClaim_ofWhatAnOfficeSettledFromPaper_isRefusedUntilThatIsReversed() {
    PersonDocument person = member();
    Settlement onPaper =
        settle(
            "paper-late",
            Offices.paperStay(person, "P-late", 400_000, 300_000)
                .setPaper(Offices.paper("INV-P-late").setHospitalRegionCode(Claims.COUNTY)));
    settle("paper-far", Offices.paperStay(person, "P-far", 600_000, 300_000));
    Claim.Builder sameStay = Claims.stay(World.HOSPITAL, person, "E-late-1", "2016-08-01", 400_000);
    assertEquals("PAPER_ALREADY_CLAIMED", refusedAtHospital(sameStay));
    Claim.Builder sameInvoice =
        Claims.stay(World.HOSPITAL, person, "E-late-2", "2016-09-01", 500_000)
            .setInvoiceNumber("INV P-late");
    assertEquals("PAPER_ALREADY_CLAIMED", refusedAtHospital(sameInvoice));
    Refusals held =
        Refusals.of(
            assertThrows(
                StatusRuntimeException.class,
                () ->
                    house
                        .client()
                        .settlements(house.world().token())
                        .quoteSettlement(
                            QuoteSettlementRequest.newBuilder()
                                .setClaim(sameStay)
                                .setHold(
                                    HoldTerms.newBuilder()
                                        .setRequestId("late-hold")
                                        .setHoldSeconds(600))
                                .build())));
    assertEquals("PAPER_ALREADY_CLAIMED", held.info().getReason());
    Refusals quoted =
        Refusals.of(assertThrows(StatusRuntimeException.class, () -> quoteAtHospital(sameStay)));
    assertEquals("PAPER_ALREADY_CLAIMED", quoted.info().getReason());
    assertEquals(onPaper.getSettlementId(), quoted.info().getMetadataOrThrow("settlement_id"));
    for (Claim.Builder another :
        List.of(
            Claims.stay(World.HOSPITAL, person, "E-late-3", "2016-09-01", 400_000),
            Claims.stay(World.HOSPITAL, person, "E-late-4", "2016-08-01", 600_000),
            Claims.stay(World.HOSPITAL, person, "E-late-5", "2016-09-05", 10_000)
                .setInvoiceNumber("INV-P-far"))) {
      assertTrue(quoteAtHospital(another).hasQuote());
      assertTrue(
          house.settle(Claims.request("late-" + another.getEncounterId(), another)).hasSettleTime(),
          "another stay, and papers of a hospital elsewhere");
    }
    PersonDocument other = member();
    Offices.join(house, "join-late", other, person);
    assertEquals(
        "PAPER_ALREADY_CLAIMED", refusedAtHospital(sameStay.clone().setPersonDocument(other)));
    house
        .client()
        .settlements(office)
        .reverseSettlement(
            ReverseSettlementRequest.newBuilder()
                .setRequestId("paper-late-back")
                .setHospitalId(Offices.OFFICE)
                .setSettlementId(onPaper.getSettlementId())
                .setOperatorId("clerk-8")
                .setReason("医院补结")
                .build());
    assertTrue(house.settle(Claims.request("late-at-last", sameStay)).hasSettleTime());
  }
}
