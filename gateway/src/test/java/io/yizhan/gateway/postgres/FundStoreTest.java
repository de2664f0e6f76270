package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.FundBalance;
import io.yizhan.gateway.desk.FundStore;
import io.yizhan.gateway.desk.IdSource;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.ReceivableStore;
import io.yizhan.gateway.desk.RegistryStore;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.SettlementDesk;
import io.yizhan.gateway.desk.Stamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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
    database.rows("DELETE FROM fund_day RETURNING 1");
    assertEquals(outrun, aid(), "rebuilt");
    scene.reverse("V1", first);
    assertEquals(new FundBalance(AID, 2016, 500_000, 2 * AID_FEN), aid());
  }

  @Test
  void writeOff_byAGatewayWhoseClockIsBehind_isSpentAllTheSame() {
    book(AID, 2016, 500_000);
    String settled = scene.settled(scene.member("410102195001010011", 0));
    ReceivableStore receivables = database.stores().receivables();
    List<String> owed = new ArrayList<>();
    receivables.owe(
        new ReceivableStore.OweOrder(
            new RequestKey(StoreScene.HOSPITAL, "O1"),
            StoreScene.content("owe", settled),
            settled,
            StoreScene.HOSPITAL,
            20_000,
            List.of(),
            stamp("O1"),
            "his"),
        booked -> {
          owed.add(booked.receivable().receivableId());
          return new byte[0];
        });
    assertTrue(funds.countDay(StoreScene.POSTING_DATE.plusDays(1)));
    assertInstanceOf(
        ReceivableStore.Result.Recorded.class,
        receivables.record(
            new ReceivableStore.EntryOrder(
                new RequestKey("office", "W1"),
                StoreScene.content("write off", owed.get(0)),
                owed.get(0),
                ReceivableStore.EntryKind.WRITE_OFF,
                20_000,
                AID,
                "",
                ReceivableStore.Transfer.NONE,
                "",
                stamp("W1"),
                "office"),
            booked -> new byte[0]));
    assertEquals(new FundBalance(AID, 2016, 500_000, AID_FEN + 20_000), aid());
  }

  private Stamp stamp(String request) {
    return new Stamp(scene.next("T"), request, StoreScene.NOW, StoreScene.POSTING_DATE);
  }

  private void settleToday(PersonDocument person, Instant now) {
    String request = scene.next("R");
    LocalDate today = LocalDate.ofInstant(now, SettlementDesk.CIVIL_ZONE);
    scene.settle(
        scene
            .order(request, person, StoreScene.claim(scene.next("E"), 1_000_000))
            .on(new Stamp(new IdSource(new Random(7)).next(now), request, now, today)));
  }

  @Test
  void day_countedByClocksThatWereAhead_isCountedNoMoreUntilItIsOver() {
    Instant now = Instant.now();
    LocalDate today = LocalDate.ofInstant(now, SettlementDesk.CIVIL_ZONE);
    book(AID, today.getYear(), 500_000);
    var person = scene.member("410102195001010011", 0);
    scene.settled(person);
    assertTrue(funds.countDay(today));
    settleToday(scene.member("410102195001010038", 0), now);
    // What gateways and the database write whose clocks say that today is long over.
    database.rows(
        "INSERT INTO fund_day SELECT fund, extract(year FROM accounting_date)::int, spent_day,"
            + " paid_to, sum(amount_fen) FROM fund_line WHERE spent_day > '2016-12-31'"
            + " GROUP BY 1, 2, 3, 4 RETURNING 1");
    database.rows(
        "INSERT INTO statutory_spent SELECT fund, spent_year, sum(spent_fen) FROM fund_day"
            + " WHERE spent_day > '2016-12-31' AND fund LIKE '%@%' GROUP BY 1, 2 RETURNING 1");
    database.rows("UPDATE statutory_counted SET counted_before = '9999-12-30' RETURNING 1");
    settleToday(scene.member("410102195001010054", 0), now);
    assertEquals(
        List.of(new FundBalance(AID, today.getYear(), 500_000, 2 * AID_FEN)),
        funds.balances(List.of(StoreScene.COUNTY), AID, today.getYear() - 1, 1));
    assertEquals(
        List.of(today.minusDays(1).toString()),
        database.rows("SELECT counted_before FROM statutory_counted"));
    assertEquals(
        0, database.number("SELECT count(*) FROM fund_day WHERE spent_day > '2016-12-31'"));
    assertEquals(
        0,
        database.number(
            "SELECT sum(spent_fen) FROM statutory_spent WHERE spent_year = " + today.getYear()));
    assertEquals(
        AID_FEN,
        database.number(
            "SELECT spent_fen FROM statutory_spent WHERE fund_code = '"
                + AID
                + "' AND spent_year = 2016"),
        "days that are over stay counted");
    assertFalse(funds.countDay(LocalDate.of(9999, 12, 30)), "today is not over");
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
