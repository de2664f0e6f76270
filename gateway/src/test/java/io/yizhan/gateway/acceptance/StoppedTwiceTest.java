package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.SettleClaimResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Two stop a gateway, and one of them loses its patience. */
class StoppedTwiceTest {
  private static final long SECONDS_MAX = 60;
  private static final long MILLIS_MAX = TimeUnit.SECONDS.toMillis(SECONDS_MAX);
  private static final String WAITING =
      "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'request'::regclass";

  private static void await(House house, String sql) throws InterruptedException {
    for (long waited = 0; house.database().number(sql) == 0; waited += 20) {
      assertTrue(waited < MILLIS_MAX, sql);
      Thread.sleep(20);
    }
  }

  @Test
  void stop_secondCallerIsInterrupted_acceptedCallIsFinished() throws Exception {
    try (House house = House.open()) {
      PersonDocument person = Invented.person(1);
      house.world().put(house.client(), World.known(person, "dibao"));
      var claim = Claims.stay(World.HOSPITAL, person, "E-stop", "2016-08-01", 1_000_000);
      try (Connection other = house.connection();
          Statement statement = other.createStatement()) {
        other.setAutoCommit(false);
        statement.execute("LOCK TABLE request IN ACCESS EXCLUSIVE MODE");
        CompletableFuture<SettleClaimResponse> call =
            CompletableFuture.supplyAsync(
                () ->
                    house
                        .client()
                        .settlements(house.world().token())
                        .settleClaim(Claims.request("stop", claim)));
        await(house, WAITING);
        Thread first = new Thread(house::stopGateway, "first-stop");
        first.start();
        first.join(200);
        AtomicBoolean kept = new AtomicBoolean();
        Thread second =
            new Thread(
                () -> {
                  house.stopGateway();
                  kept.set(Thread.currentThread().isInterrupted());
                },
                "second-stop");
        second.start();
        second.join(200);
        assertTrue(second.isAlive(), "it waits for the first");
        second.interrupt();
        second.join(MILLIS_MAX);
        assertFalse(second.isAlive());
        assertTrue(kept.get(), "that it was interrupted is not lost");
        other.rollback();
        assertEquals(
            90_000, call.get(SECONDS_MAX, TimeUnit.SECONDS).getSettlement().getPatientShareFen());
        first.join(MILLIS_MAX);
        assertFalse(first.isAlive());
      }
      assertEquals(1, house.database().number("SELECT count(*) FROM settlement"));
    }
  }
}
