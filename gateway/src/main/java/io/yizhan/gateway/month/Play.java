package io.yizhan.gateway.month;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.ReverseSettlementResponse;
import io.yizhan.proto.v1.SettleClaimResponse;
import io.yizhan.proto.v1.SettlementServiceGrpc;
import io.yizhan.proto.v1.SettlementServiceGrpc.SettlementServiceFutureStub;
import io.yizhan.proto.v1.UndoOutcome;
import io.yizhan.proto.v1.UndoRequestRequest;
import io.yizhan.proto.v1.UndoRequestResponse;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Plays the deeds, hour by hour, with many calls under way at once; writes answers into the book.
 * What was not as it must be is a fault of the month.
 */
final class Play {
  private static final int UNDER_WAY_MAX = 96;
  private static final int FIRST_HOUR = 8;
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String OPERATOR = "cashier-1";

  private final MonthPlan plan;
  private final MonthClock clock;
  private final Book book;
  private final Map<String, SettlementServiceFutureStub> windows = new TreeMap<>();
  private final Map<String, SettleClaimResponse> answers = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
  private final Semaphore underWay = new Semaphore(UNDER_WAY_MAX);
  private int replays;
  private int lateRefused;

  Play(MonthPlan plan, Stage stage, MonthClock clock, Book book) {
    this.plan = plan;
    this.clock = clock;
    this.book = book;
    plan.town()
        .hospitals()
        .forEach(
            hospital ->
                windows.put(
                    hospital.id(), SettlementServiceGrpc.newFutureStub(stage.as(hospital.id()))));
  }

  /** Plays one day. */
  void day(LocalDate day) {
    Map<Integer, List<Deed>> hours = new TreeMap<>();
    plan.on(day)
        .forEach(
            deed -> hours.computeIfAbsent(deed.slot(), k -> new java.util.ArrayList<>()).add(deed));
    hours.forEach(
        (slot, deeds) -> {
          clock.moveTo(day, LocalTime.of(FIRST_HOUR + slot, 0));
          Duration step = HOUR.minusMinutes(1).dividedBy(deeds.size());
          for (Deed deed : deeds) {
            clock.moveBy(step);
            begin(deed);
          }
          rest();
        });
    clock.moveTo(day, LocalTime.of(23, 0));
  }

  /** Waits until nothing is under way. */
  private void rest() {
    take(UNDER_WAY_MAX);
    underWay.release(UNDER_WAY_MAX);
  }

  private void take(int permits) {
    try {
      if (!underWay.tryAcquire(permits, MonthClient.DEADLINE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the gateway must answer");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    }
  }

  private void begin(Deed deed) {
    Visit visit = deed.visit();
    SettlementServiceFutureStub window =
        Objects.requireNonNull(windows.get(visit.hospital().id()))
            .withDeadlineAfter(MonthClient.DEADLINE_SECONDS, TimeUnit.SECONDS);
    switch (deed.act()) {
      case SETTLE ->
          call(deed, window.settleClaim(visit.request()), answer -> settled(visit, answer));
      case REPLAY -> {
        replays++;
        call(deed, window.settleClaim(visit.request()), answer -> repeated(visit, answer));
      }
      case REVERSE ->
          call(deed, window.reverseSettlement(reversal(visit)), answer -> reversed(visit, answer));
      case UNDO -> call(deed, window.undoRequest(undo(visit)), answer -> undone(visit, answer));
      case FORBID ->
          call(deed, window.undoRequest(undo(visit)), answer -> forbidden(visit, answer));
      case ARRIVE_LATE -> {
        lateRefused++;
        refused(deed, window.settleClaim(visit.request()));
      }
    }
  }

  private <T> void call(Deed deed, ListenableFuture<T> call, Consumer<T> then) {
    take(1);
    Futures.addCallback(
        call,
        new FutureCallback<T>() {
          @Override
          public void onSuccess(@Nullable T answer) {
            try {
              then.accept(Objects.requireNonNull(answer));
            } finally {
              underWay.release();
            }
          }

          @Override
          public void onFailure(Throwable thrown) {
            fault(deed.visit(), deed.act() + " " + thrown.getMessage());
            underWay.release();
          }
        },
        MoreExecutors.directExecutor());
  }

  private void refused(Deed deed, ListenableFuture<SettleClaimResponse> call) {
    take(1);
    Futures.addCallback(
        call,
        new FutureCallback<SettleClaimResponse>() {
          @Override
          public void onSuccess(@Nullable SettleClaimResponse answer) {
            fault(deed.visit(), "settled after its undo");
            underWay.release();
          }

          @Override
          public void onFailure(Throwable thrown) {
            if (!reasonOf(thrown).equals("REQUEST_UNDONE")) {
              fault(deed.visit(), "refused as " + thrown.getMessage());
            }
            underWay.release();
          }
        },
        MoreExecutors.directExecutor());
  }

  private static String reasonOf(Throwable thrown) {
    com.google.rpc.Status status =
        thrown instanceof StatusRuntimeException ? StatusProto.fromThrowable(thrown) : null;
    return status == null
        ? ""
        : status.getDetailsList().stream()
            .filter(detail -> detail.is(com.google.rpc.ErrorInfo.class))
            .map(Play::reason)
            .findFirst()
            .orElse("");
  }

  private static String reason(com.google.protobuf.Any detail) {
    try {
      return detail.unpack(com.google.rpc.ErrorInfo.class).getReason();
    } catch (com.google.protobuf.InvalidProtocolBufferException garbled) {
      return "";
    }
  }

  private static ReverseSettlementRequest.Builder reversalOf(Visit visit) {
    return ReverseSettlementRequest.newBuilder()
        .setRequestId("back-" + visit.requestId())
        .setHospitalId(visit.hospital().id())
        .setOperatorId(OPERATOR)
        .setReason("账单有误 wrong bill");
  }

  private ReverseSettlementRequest reversal(Visit visit) {
    return reversalOf(visit)
        .setSettlementId(book.find(visit.requestId()).map(Book.Page::settlementId).orElse("none"))
        .build();
  }

  private static UndoRequestRequest undo(Visit visit) {
    return UndoRequestRequest.newBuilder()
        .setHospitalId(visit.hospital().id())
        .setUndoneRequestId(visit.requestId())
        .setOperatorId(OPERATOR)
        .setReason("超时 timeout")
        .build();
  }

  private void settled(Visit visit, SettleClaimResponse answer) {
    if (answer.hasSettlement()) {
      answers.put(visit.requestId(), answer);
      book.settled(visit, answer.getSettlement());
    } else {
      fault(visit, "refused " + answer.getRefusal().getReasonCode());
    }
  }

  private void repeated(Visit visit, SettleClaimResponse answer) {
    if (!answer.equals(answers.get(visit.requestId()))) {
      fault(visit, "answered otherwise when repeated");
    }
  }

  private void reversed(Visit visit, ReverseSettlementResponse answer) {
    book.takenBack(visit, answer.getReversal());
  }

  private void undone(Visit visit, UndoRequestResponse answer) {
    if (answer.getOutcome() == UndoOutcome.UNDO_OUTCOME_REVERSED) {
      book.takenBack(visit, answer.getReversal());
    } else {
      fault(visit, "undone as " + answer.getOutcome());
    }
  }

  private void forbidden(Visit visit, UndoRequestResponse answer) {
    if (answer.getOutcome() != UndoOutcome.UNDO_OUTCOME_FORBIDDEN) {
      fault(visit, "undone as " + answer.getOutcome());
    }
  }

  private void fault(Visit visit, String what) {
    faults.add(visit.requestId() + " " + what);
  }

  /** How many were repeated, each with the stored answer. */
  int replays() {
    return replays;
  }

  /** How many arrived after their undo, each refused. */
  int lateRefused() {
    return lateRefused;
  }

  /** How many faults there are, and the first of them. */
  Optional<String> faults() {
    return faults.isEmpty()
        ? Optional.empty()
        : Optional.of(faults.size() + ": " + Objects.requireNonNull(faults.peek()));
  }
}
