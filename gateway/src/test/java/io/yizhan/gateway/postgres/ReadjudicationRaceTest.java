package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.ReadjudicationStore.BookResult;
import io.yizhan.gateway.desk.SettlementStore.ReverseResult;
import io.yizhan.gateway.desk.SettlementStore.SettleOrder;
import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Claims, reversals and bookings of one person at once, through the store of two gateways. */
class ReadjudicationRaceTest {
  private static final int THREADS = 8;
  private static final long SEED = 20_261_128;

  private static TestDatabase database;
  private static StoreScene scene;
  private static ReadjudicationScene past;

  @BeforeAll
  static void open() {
    database = TestDatabase.create();
    scene = new StoreScene(database);
    past = new ReadjudicationScene(database, scene);
  }

  @AfterAll
  static void close() {
    database.close();
  }

  private static void atOnce(List<Callable<Object>> calls) throws Exception {
    Collections.shuffle(calls, new Random(SEED));
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<Object>> futures = new ArrayList<>();
      for (Callable<Object> call : calls) {
        futures.add(threads.submit(call));
      }
      for (Future<Object> future : futures) {
        future.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void bookings_amongClaimsAndReversals_neverBreakCapOrChain() throws Exception {
    PersonDocument person = scene.member("410105197903030011", 0);
    List<String> before = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      before.add(scene.settled(person));
    }
    List<Callable<Object>> calls = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      SettleOrder order =
          scene.order(scene.next("R"), person, StoreScene.claim(scene.next("Q"), 1_000_000));
      calls.add(() -> assertInstanceOf(SettleResult.Recorded.class, scene.settle(order)));
    }
    for (String id : before.subList(0, 3)) {
      calls.add(
          () -> assertInstanceOf(ReverseResult.Recorded.class, scene.reverse(scene.next("V"), id)));
    }
    for (int i = 0; i < 24; i++) {
      LocalDate to = i % 2 == 0 ? StoreScene.END : LocalDate.of(2016, 3, 1);
      calls.add(
          () -> {
            past.keep(person, ReadjudicationScene.dibao(StoreScene.START, to));
            BookResult booked = past.book(person, past.preview(person).sha256());
            assertTrue(
                booked instanceof BookResult.Recorded || booked instanceof BookResult.Superseded);
            return booked;
          });
    }
    atOnce(calls);
    past.assertAudited();
    past.keep(person, ReadjudicationScene.dibao(StoreScene.START, StoreScene.END));
    past.booked(person);
    past.assertAudited();
    PersonDocument other = scene.member("410105197903030022", 0);
    for (int i = 0; i < 27; i++) {
      scene.settled(other);
    }
    assertEquals(scene.usedFen(other, "zhengzhou/IN"), scene.usedFen(person, "zhengzhou/IN"));
    assertEquals(scene.usedFen(other, "zhengzhou/SERP"), scene.usedFen(person, "zhengzhou/SERP"));
  }

  @Test
  void sameBooking_eightTimesAtOnce_booksOnce() throws Exception {
    PersonDocument person = StoreScene.document("410105197903030033");
    past.keep(person);
    String id = scene.settled(person);
    past.keep(person, ReadjudicationScene.dibao(StoreScene.START, StoreScene.END));
    String sha = past.preview(person).sha256();
    String request = scene.next("B");
    List<Callable<Object>> calls = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      calls.add(
          () ->
              assertInstanceOf(
                  BookResult.Recorded.class, past.book(person, sha, java.util.Map.of(), request)));
    }
    atOnce(calls);
    assertEquals(1, scene.store.corrections(id).size());
    past.assertAudited();
  }
}
