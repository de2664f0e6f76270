package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.grpc.stub.StreamObserver;
import io.yizhan.gateway.OneAnswer;
import io.yizhan.proto.v1.ImportOwnCostsRequest;
import io.yizhan.proto.v1.ImportOwnCostsResponse;
import io.yizhan.proto.v1.OwnCost;
import io.yizhan.proto.v1.OwnCostRefusal;
import io.yizhan.proto.v1.PersonDocument;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Imported totals of own cost: one import has one total of a person, county and year. */
class OwnCostTwiceTest {
  private final House house = House.open();
  private final String office = Offices.register(house, "aid-410122", Claims.COUNTY);

  @AfterEach
  void close() {
    assertEquals(List.of(), house.audit());
    house.close();
  }

  private static OwnCost cost(PersonDocument person, int year, long fen) {
    return OwnCost.newBuilder()
        .setPersonDocument(person)
        .setName("名" + fen)
        .setCountyCode(Claims.COUNTY)
        .setCostYear(year)
        .setOwnCostFen(fen)
        .setSource("清单")
        .build();
  }

  private ImportOwnCostsResponse send(OwnCost... costs) throws Exception {
    CompletableFuture<ImportOwnCostsResponse> answer = new CompletableFuture<>();
    StreamObserver<ImportOwnCostsRequest> lines =
        house.client().highCostStream(office).importOwnCosts(new OneAnswer<>(answer));
    for (OwnCost cost : costs) {
      lines.onNext(ImportOwnCostsRequest.newBuilder().setOwnCost(cost).build());
    }
    lines.onCompleted();
    return answer.get(30, TimeUnit.SECONDS);
  }

  private long number(String sql) {
    return house.database().number(sql);
  }

  @Test
  void personTwice_byTwoDocumentsOfOneRecord_isRefusedAndTheFirstStands() throws Exception {
    PersonDocument kept = Invented.person(1);
    PersonDocument joined = Invented.person(2);
    house.world().put(house.client(), World.known(kept, "dibao"));
    house.world().put(house.client(), World.known(joined, "dibao"));
    Offices.join(house, "join-1", kept, joined);
    ImportOwnCostsResponse answer =
        send(
            cost(kept, 2016, 523_450),
            cost(Invented.person(3), 2016, 1),
            cost(joined, 2016, 2_000),
            cost(kept, 2016, 523_450),
            cost(kept, 2015, 7));
    assertEquals(3, answer.getKeptCount());
    assertEquals(2, answer.getRefusedCount());
    assertEquals(
        List.of(
            "3 own_cost.person_document LISTED_TWICE", "4 own_cost.person_document LISTED_TWICE"),
        answer.getRefusalsList().stream().map(OwnCostTwiceTest::shown).toList());
    assertEquals(523_458, number("SELECT sum(own_cost_fen) FROM own_cost"));
    send(cost(joined, 2016, 2_000));
    assertEquals(2_008, number("SELECT sum(own_cost_fen) FROM own_cost"));
  }

  private static String shown(OwnCostRefusal refusal) {
    return refusal.getPlaceNumber()
        + " "
        + refusal.getField()
        + " "
        + refusal.getSentence().getCode();
  }

  @Test
  void personTwice_whereTheFirstLineIsBad_isKept() throws Exception {
    PersonDocument person = Invented.person(1);
    ImportOwnCostsResponse answer = send(cost(person, 2016, -1), cost(person, 2016, 2_000));
    assertEquals(1, answer.getKeptCount());
    assertEquals("own_cost.own_cost_fen", answer.getRefusals(0).getField());
    assertEquals(2_000, number("SELECT sum(own_cost_fen) FROM own_cost"));
  }
}
