package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yizhan.proto.v1.AidFigure;
import io.yizhan.proto.v1.BookReadjudicationRequest;
import io.yizhan.proto.v1.ListHighCostsRequest;
import io.yizhan.proto.v1.MakeHighCostListRequest;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PreviewReadjudicationRequest;
import io.yizhan.proto.v1.PutAidFigureRequest;
import io.yizhan.proto.v1.Readjudication;
import io.yizhan.proto.v1.Settlement;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A claim on paper whose past changes: corrected as any other, and as its own county sees it. */
class PaperReadjudicationTest {
  private static Readjudication preview(House house, PersonDocument person) {
    return house
        .client()
        .readjudications(house.world().operatorToken())
        .previewReadjudication(
            PreviewReadjudicationRequest.newBuilder().setPersonDocument(person).build())
        .getReadjudications(0);
  }

  @Test
  void paperClaim_identityGrantedInArrears_isCorrectedByItsOwnCountysAlone() {
    try (House house = House.open()) {
      String office = Offices.register(house, "aid-410122", Claims.COUNTY);
      PersonDocument person = Invented.person(1);
      house.world().put(house.client(), World.known(person, "dibao"));
      Settlement settled =
          house
              .client()
              .settlements(office)
              .settleClaim(
                  Claims.request("p-1", Offices.paperStay(person, "P-1", 1_000_000, 700_000)))
              .getSettlement();
      assertEquals(90_000, settled.getPatientShareFen());

      house
          .world()
          .put(
              house.client(),
              World.known(person, "dibao")
                  .addIdentities(
                      World.identity("tekun_inst", "2014-01-01").setCountyCode("410199")));
      assertEquals(
          List.of(),
          preview(house, person).getDifferencesList(),
          "another county's is not its own");

      house.world().put(house.client(), World.known(person, "tekun_home"));
      Readjudication preview = preview(house, person);
      assertEquals(60_000, preview.getDifferences(0).getAfterPatientShareFen());
      house
          .client()
          .readjudications(house.world().operatorToken())
          .bookReadjudication(
              BookReadjudicationRequest.newBuilder()
                  .setRequestId("book-1")
                  .setPersonDocument(person)
                  .setPreviewSha256(preview.getPreviewSha256())
                  .setAccountingPeriod(
                      YearMonth.from(LocalDate.now(ZoneId.of("Asia/Shanghai"))).toString())
                  .setOperatorId("clerk-1")
                  .setReason("身份追溯认定")
                  .build());
      assertEquals(List.of(), house.audit());
      assertEquals(60_000, ownCost(house, office), "what was corrected is taken off");
    }
  }

  private static long ownCost(House house, String office) {
    house
        .client()
        .aid(office)
        .putAidFigure(
            PutAidFigureRequest.newBuilder()
                .setFigure(
                    AidFigure.newBuilder()
                        .setCountyCode(Claims.COUNTY)
                        .setFigureCode("high_own_cost")
                        .setFromDate(Claims.date("2016-01-01"))
                        .setAmountFen(1)
                        .setSource("办法"))
                .build());
    var highCosts = house.client().highCosts(office);
    highCosts.makeHighCostList(
        MakeHighCostListRequest.newBuilder()
            .setCountyCode(Claims.COUNTY)
            .setCostYear(2016)
            .setAsOfDate(Claims.date("2016-12-31"))
            .build());
    return highCosts
        .listHighCosts(ListHighCostsRequest.getDefaultInstance())
        .getHighCosts(0)
        .getOwnCostFen();
  }
}
