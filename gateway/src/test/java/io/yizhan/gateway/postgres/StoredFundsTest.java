package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.RegistryStore;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.SettlementStore.PastQuery;
import io.yizhan.gateway.desk.SettlementStore.StoredInputs;
import io.yizhan.settlement.Decision;
import io.yizhan.settlement.Standing;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A province has a finite fund in each county; a claim meets the policies of one or two. */
class StoredFundsTest {
  private static final int OTHER_FUNDS = 300;
  private static final String FUND = "zhengzhou_charity";

  private static final Standing.FundMoney NONE = new Standing.FundMoney(0, 0, 0);

  private static TestDatabase database;
  private static StoreScene scene;

  @BeforeAll
  static void open() {
    database = TestDatabase.create();
    scene = new StoreScene(database);
    scene.fundMoney(10_000_000);
    for (int i = 0; i < OTHER_FUNDS; i++) {
      fundMoney("county_charity_" + i, 1_000_000 + i);
    }
  }

  @AfterAll
  static void close() {
    database.close();
  }

  private static void fundMoney(String fund, long fen) {
    String id = scene.next("fund");
    scene
        .registry()
        .addFundMoney(
            new RegistryStore.FundMoneyEntry(
                new RequestKey("office", id), StoreScene.content("x", id), fund, 0, fen),
            "office",
            StoreScene.NOW);
  }

  @Test
  void inputs_ofSettlementWhereManyFundsExist_nameThoseOfItsPlansAndDecideTheSame() {
    for (long grantFen : new long[] {0, 90_000}) {
      String id = scene.settled(scene.member("41010519600101021" + grantFen / 90_000, grantFen));
      StoredInputs inputs = scene.store.inputs(id).orElseThrow();
      assertEquals(Set.of(FUND), inputs.standing().funds().keySet());
      Decision.Settled again =
          (Decision.Settled) scene.settler.settle(inputs.claim(), inputs.standing());
      assertEquals(
          database.number("SELECT paid_fen FROM settlement WHERE settlement_id = '" + id + "'"),
          again.settlement().waterfall().paidFen());
      assertEquals(Set.of(FUND), again.settlement().knownFunds());
    }
  }

  @Test
  void inputs_ofReadjudication_nameTheFundsOfItsPlans() {
    ReadjudicationScene past = new ReadjudicationScene(database, scene);
    PersonDocument person = StoreScene.document("410105196001010216");
    past.keep(person);
    String id = scene.settled(person);
    past.keep(person, ReadjudicationScene.dibao(StoreScene.START, StoreScene.END));
    past.booked(person);
    StoredInputs inputs =
        ClaimJson.read(
            database.rows("SELECT inputs FROM settlement WHERE corrects = '" + id + "'").get(0));
    assertEquals(Set.of(FUND), inputs.standing().funds().keySet());
    past.assertAudited();
  }

  @Test
  void past_forAVersionOfAnotherFund_hasItsMoneyOfNowAndItsOwnOfThen() {
    String id = scene.settled(scene.member("410105196001010214", 90_000));
    Standing.FundMoney then =
        scene.store.inputs(id).orElseThrow().standing().funds().getOrDefault(FUND, NONE);
    scene.settled(scene.member("410105196001010215", 90_000));
    Standing past =
        scene
            .store
            .past(
                new PastQuery(
                    StoreScene.POSTING_DATE, List.of(StoreScene.COUNTY), Optional.empty(), 100))
            .stream()
            .filter(each -> each.settlementId().equals(id))
            .findFirst()
            .flatMap(each -> each.inputs())
            .orElseThrow()
            .standing();
    assertEquals(OTHER_FUNDS + 1, past.funds().size());
    assertEquals(then, past.funds().getOrDefault(FUND, NONE));
    assertEquals(1_000_007, past.funds().getOrDefault("county_charity_7", NONE).budgetFen());
  }
}
