package io.yizhan.gateway.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.yizhan.gateway.desk.StoreUnavailableException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What is logged when call after call fails. */
class FailureLogTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(FailureLog.class);
  private final ListAppender<ILoggingEvent> heard = new ListAppender<>();
  private long nanos = TimeUnit.DAYS.toNanos(1);
  private final FailureLog log =
      new FailureLog(new Random(1), () -> nanos, FailureLogTest::stateOf);

  @BeforeEach
  void listen() {
    heard.start();
    logger.addAppender(heard);
  }

  @AfterEach
  void listenNoMore() {
    logger.detachAppender(heard);
  }

  /** A driver's failure, whose text quotes what it must not. */
  private static final class Failed extends Exception {
    private static final long serialVersionUID = 1L;
    private final String state;

    private Failed(String state) {
      super("names 张三");
      this.state = state;
    }
  }

  private static String stateOf(Throwable failure) {
    return failure.getCause() instanceof Failed failed ? failed.state : "";
  }

  private static StoreUnavailableException unavailable(String state) {
    return new StoreUnavailableException(new Failed(state));
  }

  private List<String> lines() {
    return heard.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void add_fullDisk_saysItsStateOnceAndCountsTheRest() {
    String incident = log.add(unavailable("53100"));
    for (int i = 0; i < 349; i++) {
      assertEquals(incident, log.add(unavailable("53100")));
    }
    assertEquals(1, lines().size());
    assertTrue(
        lines()
            .get(0)
            .startsWith("incident " + incident + ": StoreUnavailableException state 53100\n"),
        lines().get(0));
    assertTrue(lines().get(0).contains("\n  at "), lines().get(0));
    assertFalse(lines().get(0).contains("张三"));
    nanos += TimeUnit.SECONDS.toNanos(10);
    log.add(unavailable("53100"));
    assertEquals(
        "incident " + incident + ": 350 more of StoreUnavailableException state 53100",
        lines().get(1));
  }

  @Test
  void add_otherState_isAnotherIncident() {
    assertNotEquals(log.add(unavailable("53100")), log.add(unavailable("08006")));
    assertEquals(2, lines().size());
  }

  @Test
  void add_sameStateAfterQuiet_isAnotherIncidentAndTheCountOfTheFirstIsSaid() {
    String first = log.add(unavailable("53100"));
    log.add(unavailable("53100"));
    nanos += TimeUnit.MINUTES.toNanos(1);
    assertNotEquals(first, log.add(unavailable("53100")));
    assertEquals(3, lines().size());
    assertTrue(lines().get(1).startsWith("incident " + first + ": 1 more"), lines().get(1));
  }

  @Test
  void add_defectsAtManyPlaces_areKeptApartAndBounded() {
    for (int i = 0; i < 200; i++) {
      IllegalStateException defect = new IllegalStateException();
      defect.setStackTrace(
          new StackTraceElement[] {new StackTraceElement("a.B", "c", "B.java", i)});
      log.add(defect);
    }
    assertEquals(200, lines().size());
  }
}
