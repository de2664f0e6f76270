package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.FundBalance;
import io.yizhan.gateway.desk.FundStore;
import io.yizhan.gateway.desk.RegistryStore;
import io.yizhan.gateway.desk.RequestKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What funds have spent, before and after days are counted. */
final class FundStoreTest {
  private static final String AID = "610100@" + StoreScene.COUNTY;
  private static final long AID_FEN = 210_000;

  private final TestDatabase database = TestDatabase.create();
  private final StoreScene scene = new StoreScene(database);
  private final FundStore funds = database.stores().funds();

  @AfterEach
  void close() {
    database.close();
  }

  private void book(String fund, int year, long fen) {
    String id = scene.next("F");
    scene
        .registry()
        .addFundMoney(
            new RegistryStore.FundMoneyEntry(
                new RequestKey("office", id), StoreScene.content("fund", id), fund, year, fen),
            "office",
            StoreScene.NOW);
  }

  private FundBalance aid() {
    return funds.balances(List.of(StoreScene.COUNTY), AID, 2015, 1).get(0);
  }

  @Test
  void balance_countedOrNot_isTheSame() {
    book(AID, 2016, 500_000);
    var person = scene.member("410102195001010011", 0);
    String first = scene.settled(person);
    scene.settled(person);
    scene.settled(person);
    FundBalance outrun = new FundBalance(AID, 2016, 500_000, 3 * AID_FEN);
    assertEquals(outrun, aid());
    assertFalse(funds.countDay(StoreScene.POSTING_DATE), "the day is not over");
    assertEquals(outrun, aid());
    assertTrue(funds.countDay(StoreScene.POSTING_DATE.plusDays(1)));
    assertFalse(funds.countDay(StoreScene.POSTING_DATE.plusDays(1)), "once");
    assertEquals(outrun, aid());
    assertEquals(
        3 * AID_FEN,
        database.number("SELECT spent_fen FROM statutory_spent WHERE fund_code = '" + AID + "'"));
    database.rows("UPDATE statutory_counted SET counted_before = '1970-01-01' RETURNING 1");
    database.rows("DELETE FROM statutory_spent RETURNING 1");
    assertEquals(outrun, aid(), "rebuilt");
    scene.reverse("V1", first);
    assertEquals(new FundBalance(AID, 2016, 500_000, 2 * AID_FEN), aid());
  }

  @Test
  void countDay_byManyAtOnce_countsOnce() {
    book(AID, 2016, 500_000);
    scene.settled(scene.member("410102195001010011", 0));
    List<CompletableFuture<Boolean>> counting = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      counting.add(
          CompletableFuture.supplyAsync(() -> funds.countDay(StoreScene.POSTING_DATE.plusDays(2))));
    }
    assertEquals(1, counting.stream().filter(CompletableFuture::join).count());
    assertEquals(AID_FEN, aid().spentFen());
  }

  @Test
  void balances_ofOtherDivisionsAndYears_areApart() {
    book(AID, 2016, 500_000);
    book(AID, 2016, 100_000);
    book(AID, 2017, 1);
    book("610100@410199", 2016, 7);
    scene.fundMoney(9);
    scene.settled(scene.member("410102195001010011", 0));
    FundBalance now = new FundBalance(AID, 2016, 600_000, AID_FEN);
    FundBalance next = new FundBalance(AID, 2017, 1, 0);
    FundBalance other = new FundBalance("610100@410199", 2016, 7, 0);
    FundBalance charity = new FundBalance("zhengzhou_charity", 0, 9, 0);
    assertEquals(List.of(now, next, other, charity), funds.balances(List.of(""), "", 0, 100));
    assertEquals(List.of(now, next), funds.balances(List.of("410105", "42"), "", 0, 100));
    assertEquals(List.of(next, other), funds.balances(List.of(""), AID, 2016, 2));
    assertEquals(List.of(), funds.balances(List.of(), "", 0, 100));
    assertEquals(List.of(), database.rows("SELECT 1 FROM fund WHERE fund_code LIKE '%@%'"));
  }

  @Test
  void money_sameRequestTwice_isBookedOnce() {
    RegistryStore.FundMoneyEntry entry =
        new RegistryStore.FundMoneyEntry(
            new RequestKey("office", "F1"), StoreScene.content("fund", "x"), AID, 2016, 500_000);
    scene.settled(scene.member("410102195001010011", 0));
    RegistryStore.OnceResult booked = new RegistryStore.OnceResult.Booked(500_000, AID_FEN);
    assertEquals(booked, scene.registry().addFundMoney(entry, "office", StoreScene.NOW));
    assertEquals(booked, scene.registry().addFundMoney(entry, "office", StoreScene.NOW));
    assertEquals(500_000, aid().budgetFen());
  }
}
