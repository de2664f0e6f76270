package io.yizhan.gateway.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CallerDirectoryTest {
  private static final String TOKEN = "token-of-a-hospital";
  private static final CallerDirectory.Credential CREDENTIAL =
      CallerDirectory.Credential.ofToken(TOKEN);

  private final Caller caller = new Caller("c1", Caller.Role.HOSPITAL, "H1", List.of());
  private final FakeRegistryStore registry = new FakeRegistryStore();
  private final WorkerPool pool = new WorkerPool(1, 1);
  private final WorkerPool strangers = new WorkerPool(1, 1);
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
  private final CallerDirectory directory =
      new CallerDirectory(registry, pool, strangers, nanos::get);

  CallerDirectoryTest() {
    registry.registerCaller(caller, Sha256.of(TOKEN), "", Instant.EPOCH);
  }

  @AfterEach
  void close() {
    registry.knownGate.countDown();
    registry.strangersGate.countDown();
    pool.close();
    strangers.close();
  }

  private static Optional<Caller> callerOf(CompletableFuture<CallerDirectory.Answer> found)
      throws Exception {
    return found.get(10, TimeUnit.SECONDS).caller();
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void unseenCredential_ofAThousandCallsAtOnce_isLookedUpOnce() throws Exception {
    registry.knownGate = new CountDownLatch(1);
    List<CompletableFuture<CallerDirectory.Answer>> found = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      found.add(directory.find(CREDENTIAL));
    }
    assertTrue(found.stream().noneMatch(CompletableFuture::isDone));
    registry.knownGate.countDown();
    for (CompletableFuture<CallerDirectory.Answer> each : found) {
      assertEquals(Optional.of(caller), callerOf(each));
    }
    assertEquals(1, registry.lookUps.get());
  }

  @Test
  void callers_whoCalled_areTakenOnce() throws Exception {
    callerOf(directory.find(CallerDirectory.Credential.ofToken("unknown")));
    assertEquals(Set.of(), directory.takeCalled());
    callerOf(directory.find(CREDENTIAL));
    assertEquals(Set.of("c1"), directory.takeCalled());
    assertEquals(Set.of(), directory.takeCalled());
    pass(CallerDirectory.REMEMBERED);
    callerOf(directory.find(CREDENTIAL));
    assertEquals(Set.of("c1"), directory.takeCalled());
  }

  @Test
  void answer_noLongerFresh_isUsedWhileTheRegisterIsAskedAgain() throws Exception {
    callerOf(directory.find(CREDENTIAL));
    pass(CallerDirectory.FRESH);
    registry.knownGate = new CountDownLatch(1);
    for (int i = 0; i < 10; i++) {
      CompletableFuture<CallerDirectory.Answer> found = directory.find(CREDENTIAL);
      assertTrue(found.isDone());
      assertEquals(Optional.of(caller), callerOf(found));
    }
    Door.await(() -> registry.lookUps.get() == 2);
    registry.knownGate.countDown();
  }

  @Test
  void answer_thatCameLate_isAsOldAsItsQuestion() throws Exception {
    registry.knownGate = new CountDownLatch(1);
    CompletableFuture<CallerDirectory.Answer> late = directory.find(CREDENTIAL);
    Door.await(() -> registry.lookUps.get() == 1);
    pass(CallerDirectory.REMEMBERED);
    registry.knownGate.countDown();
    assertEquals(Optional.of(caller), callerOf(late));
    registry.revokeCaller("c1", "operator", Instant.EPOCH);
    assertEquals(Optional.empty(), callerOf(directory.find(CREDENTIAL)));
  }

  @Test
  void answer_asYoungAsMayBe_asksNobody() throws Exception {
    callerOf(directory.find(CREDENTIAL));
    pass(CallerDirectory.FRESH.minusNanos(1));
    assertTrue(directory.find(CREDENTIAL).isDone());
    assertEquals(1, registry.lookUps.get());
  }

  @Test
  void withdrawnCredential_afterTheNextLook_isKnownNoMore() throws Exception {
    callerOf(directory.find(CREDENTIAL));
    assertTrue(directory.isStillKnown(CREDENTIAL, caller));
    registry.revokeCaller("c1", "operator", Instant.EPOCH);
    pass(CallerDirectory.FRESH);
    assertTrue(directory.find(CREDENTIAL).isDone());
    Door.await(() -> directory.find(CREDENTIAL).join().caller().isEmpty());
    assertFalse(directory.isStillKnown(CREDENTIAL, caller));
  }

  @Test
  void lookUp_thatFails_isToldToAllWhoWaitAndBegunAnew() throws Exception {
    registry.knownGate = new CountDownLatch(1);
    registry.lookUpFailure = new IllegalStateException("the register is away");
    CompletableFuture<CallerDirectory.Answer> first = directory.find(CREDENTIAL);
    CompletableFuture<CallerDirectory.Answer> second = directory.find(CREDENTIAL);
    registry.knownGate.countDown();
    assertInstanceOf(
        IllegalStateException.class,
        assertThrows(CompletionException.class, first::join).getCause());
    assertInstanceOf(
        IllegalStateException.class,
        assertThrows(CompletionException.class, second::join).getCause());
    registry.lookUpFailure = null;
    assertEquals(Optional.of(caller), callerOf(directory.find(CREDENTIAL)));
  }

  @Test
  void lookUp_withoutAPlace_isRefusedAndForgotten() throws Exception {
    registry.strangersGate = new CountDownLatch(1);
    List<CompletableFuture<CallerDirectory.Answer>> taken = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      taken.add(directory.find(CallerDirectory.Credential.ofToken("random-" + i)));
      int begun = i + 1;
      Door.await(() -> registry.lookUps.get() + strangers.waitingCount() == begun);
    }
    CompletableFuture<CallerDirectory.Answer> refused = directory.find(CREDENTIAL);
    assertInstanceOf(
        RejectedExecutionException.class,
        assertThrows(CompletionException.class, refused::join).getCause());
    registry.strangersGate.countDown();
    for (CompletableFuture<CallerDirectory.Answer> each : taken) {
      assertEquals(Optional.empty(), callerOf(each));
    }
    Door.await(() -> strangers.waitingCount() == 0);
    assertEquals(Optional.of(caller), callerOf(directory.find(CREDENTIAL)));
  }
}
