package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.claim.Claim;
import io.yizhan.claim.ClaimKey;
import io.yizhan.claim.InsurerKey;
import io.yizhan.claim.InsurerSettlement;
import io.yizhan.claim.ServiceDates;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.PostingClock;
import io.yizhan.gateway.desk.Seen;
import io.yizhan.gateway.desk.StoreUnavailableException;
import io.yizhan.settlement.Standing;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Quotes that share a reading statement. */
class SharedReadsTest {
  private static final long WAIT_SECONDS_MAX = 60;
  private static final int HOUR = 3_600;

  private static SharedReads.Asked asked(String name) {
    return asked(name, true);
  }

  private static SharedReads.Asked asked(String name, boolean wanted) {
    return new SharedReads.Asked(
        new StandingReader.AskedBill(
            StandingReader.Asked.of(new byte[0], ServiceDates.visit(LocalDate.EPOCH), name),
            new ClaimKey(name, "E", "1"),
            Optional.empty()),
        StoreScene.claim(name, 1),
        () -> wanted);
  }

  private static Seen seen(SharedReads.Asked asked) {
    Standing standing =
        new Standing(
            asked.bill().claim().hospitalId(),
            Optional.empty(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Map.of());
    return new Seen(
        standing,
        new PostingClock(1_440, 1_440, LocalDate.EPOCH, LocalDate.EPOCH, 0),
        Optional.empty());
  }

  /** Answers each with its own name, holds the first statement at a gate, and keeps the groups. */
  private static final class Gated implements SharedReads.Statements {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final List<List<String>> groups = Collections.synchronizedList(new ArrayList<>());

    @Override
    public List<Seen> read(List<SharedReads.Asked> asked) {
      groups.add(asked.stream().map(each -> each.bill().claim().hospitalId()).toList());
      begun.countDown();
      try {
        assertTrue(gate.await(WAIT_SECONDS_MAX, TimeUnit.SECONDS));
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      if (groups.get(groups.size() - 1).contains("broken")) {
        throw new IllegalStateException("a statement was refused");
      }
      if (groups.get(groups.size() - 1).contains("away")) {
        throw new StoreUnavailableException(new SQLException("nobody answers", "08006"));
      }
      return asked.stream().map(SharedReadsTest::seen).toList();
    }

    void awaitFirst() throws InterruptedException {
      assertTrue(begun.await(WAIT_SECONDS_MAX, TimeUnit.SECONDS));
    }
  }

  private static String nameIn(CompletionStage<Seen> stage) {
    return stage
        .toCompletableFuture()
        .orTimeout(WAIT_SECONDS_MAX, TimeUnit.SECONDS)
        .join()
        .standing()
        .personId();
  }

  private static Throwable failureOf(CompletionStage<Seen> stage) {
    return stage
        .<Throwable>handle((seen, failure) -> Objects.requireNonNull(failure, "it must fail"))
        .toCompletableFuture()
        .orTimeout(WAIT_SECONDS_MAX, TimeUnit.SECONDS)
        .join();
  }

  @Test
  void reads_thatWaitTogether_shareAStatementAndEachGetsItsOwn() throws Exception {
    Gated statements = new Gated();
    try (SharedReads reads = new SharedReads(statements, 1)) {
      CompletionStage<Seen> first = reads.read(asked("first"));
      statements.awaitFirst();
      CompletionStage<Seen> second = reads.read(asked("second"));
      CompletionStage<Seen> third = reads.read(asked("third"));
      statements.gate.countDown();
      assertEquals("first", nameIn(first));
      assertEquals("second", nameIn(second));
      assertEquals("third", nameIn(third));
      assertEquals(List.of(List.of("first"), List.of("second", "third")), statements.groups);
    }
  }

  @Test
  void reads_moreThanAStatementTakes_areReadInOrderOfArrival() throws Exception {
    Gated statements = new Gated();
    try (SharedReads reads = new SharedReads(statements, 1)) {
      reads.read(asked("first"));
      statements.awaitFirst();
      List<CompletionStage<Seen>> stages = new ArrayList<>();
      for (int i = 0; i <= SharedReads.MEMBERS_MAX; i++) {
        stages.add(reads.read(asked("n" + i)));
      }
      statements.gate.countDown();
      for (int i = 0; i < stages.size(); i++) {
        assertEquals("n" + i, nameIn(stages.get(i)));
      }
      assertEquals(
          List.of(1, SharedReads.MEMBERS_MAX, 1),
          statements.groups.stream().map(List::size).toList());
    }
  }

  @Test
  void read_nobodyWaitsForAnyMore_isNotRead() throws Exception {
    Gated statements = new Gated();
    statements.gate.countDown();
    try (SharedReads reads = new SharedReads(statements, 1)) {
      assertInstanceOf(
          CancellationException.class, failureOf(reads.read(asked("unwanted", false))));
      assertEquals(List.of(), statements.groups);
      assertEquals("next", nameIn(reads.read(asked("next"))));
    }
  }

  @Test
  void read_thatBreaksItsStatement_hurtsNobodyElse() throws Exception {
    Gated statements = new Gated();
    try (SharedReads reads = new SharedReads(statements, 1)) {
      reads.read(asked("first"));
      statements.awaitFirst();
      CompletionStage<Seen> good = reads.read(asked("good"));
      CompletionStage<Seen> broken = reads.read(asked("broken"));
      CompletionStage<Seen> better = reads.read(asked("better"));
      statements.gate.countDown();
      assertEquals("good", nameIn(good));
      assertInstanceOf(IllegalStateException.class, failureOf(broken));
      assertEquals("better", nameIn(better));
      assertEquals("last", nameIn(reads.read(asked("last"))), "the reader goes on");
    }
  }

  @Test
  void read_givenUpWhileItsGroupIsReadOneByOne_isNotReadAgain() throws Exception {
    Gated statements = new Gated();
    AtomicInteger askedFor = new AtomicInteger();
    try (SharedReads reads = new SharedReads(statements, 1)) {
      reads.read(asked("first"));
      statements.awaitFirst();
      CompletionStage<Seen> broken = reads.read(asked("broken"));
      SharedReads.Asked patient = asked("patient once");
      CompletionStage<Seen> givenUp =
          reads.read(
              new SharedReads.Asked(
                  patient.bill(), patient.claim(), () -> askedFor.incrementAndGet() == 1));
      statements.gate.countDown();
      assertInstanceOf(IllegalStateException.class, failureOf(broken));
      assertInstanceOf(CancellationException.class, failureOf(givenUp));
      assertEquals(
          List.of(List.of("first"), List.of("broken", "patient once"), List.of("broken")),
          statements.groups);
    }
  }

  @Test
  void reads_whoseDatabaseDoesNotAnswer_allFailWithoutAskingItForEach() throws Exception {
    Gated statements = new Gated();
    try (SharedReads reads = new SharedReads(statements, 1)) {
      reads.read(asked("first"));
      statements.awaitFirst();
      CompletionStage<Seen> away = reads.read(asked("away"));
      CompletionStage<Seen> other = reads.read(asked("other"));
      statements.gate.countDown();
      assertInstanceOf(StoreUnavailableException.class, failureOf(away));
      assertInstanceOf(StoreUnavailableException.class, failureOf(other));
      assertEquals(2, statements.groups.size());
    }
  }

  @Test
  void reads_beyondWhatMayWait_areRefusedAtOnce() throws Exception {
    Gated statements = new Gated();
    try (SharedReads reads = new SharedReads(statements, 1)) {
      reads.read(asked("first"));
      statements.awaitFirst();
      List<CompletionStage<Seen>> waiting = new ArrayList<>();
      for (int i = 0; i < SharedReads.WAITING_MAX; i++) {
        waiting.add(reads.read(asked("n")));
      }
      CompletableFuture<Seen> refused = reads.read(asked("one too many")).toCompletableFuture();
      assertTrue(refused.isDone());
      assertInstanceOf(RejectedExecutionException.class, failureOf(refused));
      statements.gate.countDown();
      for (CompletionStage<Seen> each : waiting) {
        assertEquals("n", nameIn(each));
      }
    }
  }

  @Test
  void close_whileSomeWait_answersThemAndRefusesWhatComesLater() throws Exception {
    Gated statements = new Gated();
    SharedReads reads = new SharedReads(statements, 2);
    CompletionStage<Seen> first = reads.read(asked("first"));
    statements.awaitFirst();
    CompletionStage<Seen> second = reads.read(asked("second"));
    Thread closing = new Thread(reads::close);
    closing.start();
    statements.gate.countDown();
    closing.join(TimeUnit.SECONDS.toMillis(WAIT_SECONDS_MAX));
    assertFalse(closing.isAlive());
    assertEquals("first", nameIn(first));
    assertEquals("second", nameIn(second));
    assertInstanceOf(RejectedExecutionException.class, failureOf(reads.read(asked("late"))));
  }

  @Test
  void seeEach_claimsOfSeveralKinds_isWhatEachReadAloneGives() throws Exception {
    try (HoldScene scene = new HoldScene()) {
      scene.fundMoney(100_000_000);
      PersonDocument plain = scene.member("410105197001011000", "");
      PersonDocument holder = scene.member("410105197001011001", "home");
      PersonDocument partner = scene.member("410105197001011002", "home");
      PersonDocument granted = scene.scene.member("410105197001011003", 300_000);
      Claim claim = StoreScene.claim("E1", 600_000);
      scene.settle(
          0, scene.order("R1", partner, StoreScene.claim("E2", 400_000), Optional.empty()));
      scene.settle(0, scene.order("R2", plain, StoreScene.claim("E3", 400_000), Optional.empty()));
      Claim brought =
          StoreScene.claim("E4", 400_000).withInsurer(new InsurerSettlement("SI-1", List.of(), 0));
      scene.settle(0, scene.order("R3", plain, brought, Optional.empty()));
      scene.hold(0, "H1", holder, claim, HOUR);
      List<StandingReader.AskedBill> asked = new ArrayList<>();
      ClaimKey settled = StoreScene.claim("E2", 1).key();
      for (PersonDocument person :
          List.of(plain, holder, partner, granted, StoreScene.document("nobody"), plain)) {
        byte[] alias = scene.database.secrets().alias(person);
        asked.add(
            new StandingReader.AskedBill(
                StandingReader.Asked.of(alias, claim.dates(), StoreScene.HOSPITAL),
                claim.key(),
                Optional.of(new InsurerKey(StoreScene.COUNTY, "SI-1"))));
        asked.add(
            new StandingReader.AskedBill(
                StandingReader.Asked.of(alias, claim.dates(), "nowhere"),
                settled,
                Optional.of(new InsurerKey(StoreScene.COUNTY, "SI-1"))));
        asked.add(
            new StandingReader.AskedBill(
                StandingReader.Asked.of(
                    alias,
                    ServiceDates.visit(StoreScene.DISCHARGE.plusYears(90)),
                    StoreScene.HOSPITAL),
                claim.key(),
                Optional.empty()));
      }
      try (Connection connection = scene.database.stores().dataSource().getConnection()) {
        List<StandingReader.SeenClaim> together = StandingReader.seeEach(connection, asked);
        for (int i = 0; i < asked.size(); i++) {
          StandingReader.SeenClaim alone =
              StandingReader.seeEach(connection, List.of(asked.get(i))).get(0);
          assertEquals(alone.known().standing(), together.get(i).known().standing(), "place " + i);
          assertEquals(alone.known().held(), together.get(i).known().held(), "place " + i);
          assertEquals(alone.known().clock(), together.get(i).known().clock(), "place " + i);
          assertEquals(alone.first(), together.get(i).first(), "place " + i);
        }
        assertEquals(
            List.of(false, true, true, false, false, false),
            IntStream.range(0, 6)
                .mapToObj(person -> together.get(3 * person).known().held())
                .toList());
        assertEquals(
            List.of("INSURER_SETTLEMENT R3", "BILL R1", ""),
            together.subList(0, 3).stream()
                .map(each -> each.first().map(f -> f.what() + " " + f.requestId()).orElse(""))
                .toList());
      }
    }
  }
}
