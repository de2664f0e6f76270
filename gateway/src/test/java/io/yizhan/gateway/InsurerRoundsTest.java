package io.yizhan.gateway;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.InsurerLegs;
import io.yizhan.gateway.desk.InsurerOutbox;
import io.yizhan.gateway.desk.Insurers;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The outbox's threads outlive what one round throws. */
class InsurerRoundsTest {
  private static final int ROUND_SECONDS_MAX = 60;

  @Test
  void outbox_afterAnErrorOnEachThread_isWorkedOn() throws InterruptedException {
    // Of four threads: a fifth look is the second of one of them.
    CountDownLatch looks = new CountDownLatch(5);
    InsurerLegs legs =
        (InsurerLegs)
            Proxy.newProxyInstance(
                InsurerLegs.class.getClassLoader(),
                new Class<?>[] {InsurerLegs.class},
                (proxy, method, values) -> {
                  looks.countDown();
                  throw new NoClassDefFoundError(method.getName());
                });
    InsurerOutbox outbox = new InsurerOutbox(legs, Insurers.NONE, milestone -> {});
    try (InsurerRounds rounds = new InsurerRounds(outbox, List.of("someone"))) {
      rounds.start();
      assertTrue(looks.await(ROUND_SECONDS_MAX, TimeUnit.SECONDS));
    }
  }
}
