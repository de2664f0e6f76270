package io.yizhan.gateway.rpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.yizhan.gateway.desk.Audit;
import io.yizhan.gateway.desk.AuditDesk;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.AuditDifference;
import io.yizhan.proto.v1.AuditPeriodRequest;
import io.yizhan.proto.v1.AuditPeriodResponse;
import io.yizhan.proto.v1.AuditProgress;
import io.yizhan.proto.v1.AuditServiceGrpc;
import io.yizhan.proto.v1.AuditSummary;
import io.yizhan.proto.v1.AuditUndecided;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Audits over a stream. An audit waits for a caller who reads slowly, and ends when nobody reads
 * any more: what is sent is bounded, and never piles up here.
 */
public final class AuditEndpoint extends AuditServiceGrpc.AuditServiceImplBase implements Crowded {
  private static final int SPAN_DAYS_MAX = 366;
  private static final int DIFFERENCES_SENT_MAX = 10_000;
  private static final int READY_PAUSE_MILLIS = 20;

  /** Five minutes for a caller who reads nothing. */
  private static final int READY_TRIES_MAX = 15_000;

  private final AuditDesk desk;
  private final CallRunner runner;
  private final WorkerPool audits;

  /** An endpoint whose audits run on a pool of their own. */
  public AuditEndpoint(AuditDesk desk, CallRunner runner, WorkerPool audits) {
    this.desk = desk;
    this.runner = runner;
    this.audits = audits;
  }

  @Override
  public Optional<Turnstile> turnstile(String fullMethodName) {
    return Optional.empty();
  }

  @Override
  public void auditPeriod(
      AuditPeriodRequest request, StreamObserver<AuditPeriodResponse> observer) {
    ServerCallStreamObserver<AuditPeriodResponse> call =
        (ServerCallStreamObserver<AuditPeriodResponse>) observer;
    call.setOnCancelHandler(() -> {});
    Violations violations = new Violations();
    Optional<LocalDate> from =
        violations.date("from_date", request.hasFromDate(), request.getFromDate());
    Optional<LocalDate> to = violations.date("to_date", request.hasToDate(), request.getToDate());
    if (from.isPresent()
        && to.isPresent()
        && (to.get().isBefore(from.get())
            || to.get().isAfter(from.get().plusDays(SPAN_DAYS_MAX)))) {
      violations.add(
          "to_date",
          "应不早于 from_date，且不超过其后 366 天，实为 " + to.get(),
          "must be 0 to 366 days after from_date, was " + to.get());
    }
    if (violations.count() > 0) {
      observer.onError(violations.failure(ErrorReason.BAD_REQUEST));
      return;
    }
    if (!audits.offer(() -> run(call, from.orElseThrow(), to.orElseThrow()))) {
      observer.onError(runner.overloaded(runner.turnstile()));
    }
  }

  private void run(
      ServerCallStreamObserver<AuditPeriodResponse> call, LocalDate from, LocalDate to) {
    try {
      Optional<Audit.Summary> summary = desk.audit(from, to, new Sending(call));
      if (summary.isPresent() && !call.isCancelled()) {
        call.onNext(AuditPeriodResponse.newBuilder().setSummary(summary(summary.get())).build());
        call.onCompleted();
      } else if (!call.isCancelled()) {
        call.onError(runner.failure(new java.util.concurrent.CancellationException()));
      }
    } catch (RuntimeException failed) {
      if (!call.isCancelled()) {
        call.onError(runner.failureOfRead(failed));
      }
    }
  }

  /** What is found goes out, as far as it is read. */
  private static final class Sending implements Audit.Listener {
    private final ServerCallStreamObserver<AuditPeriodResponse> call;
    private int sent;

    Sending(ServerCallStreamObserver<AuditPeriodResponse> call) {
      this.call = call;
    }

    @Override
    public void differs(Audit.Difference difference) {
      if (sent == DIFFERENCES_SENT_MAX || !isReady()) {
        return;
      }
      sent++;
      AuditDifference.Builder out =
          AuditDifference.newBuilder()
              .setKindCode(difference.kind().name())
              .setSubjectId(difference.subject())
              .setName(difference.name())
              .setExpectedText(difference.expected())
              .setFoundText(difference.found());
      difference.day().ifPresent(day -> out.setPostingDate(WireDate.of(day)));
      call.onNext(AuditPeriodResponse.newBuilder().setDifference(out).build());
    }

    @Override
    public boolean goesOn(Audit.Progress progress) {
      if (!isReady()) {
        return false;
      }
      AuditProgress.Builder out =
          AuditProgress.newBuilder()
              .setEntryCount(progress.entries())
              .setAccountCount(progress.accounts());
      progress.day().ifPresent(day -> out.setPostingDate(WireDate.of(day)));
      call.onNext(AuditPeriodResponse.newBuilder().setProgress(out).build());
      return true;
    }

    /** Waits until the caller reads; false when it does not. */
    private boolean isReady() {
      for (int i = 0; i < READY_TRIES_MAX && !call.isCancelled(); i++) {
        if (call.isReady()) {
          return true;
        }
        try {
          Thread.sleep(READY_PAUSE_MILLIS);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
      return false;
    }
  }

  private static AuditSummary summary(Audit.Summary summary) {
    AuditSummary.Builder out =
        AuditSummary.newBuilder()
            .setSettlementCount(summary.settlements())
            .setReversalCount(summary.reversals())
            .setCorrectionCount(summary.corrections())
            .setDecidedCount(summary.decided())
            .setAccountCount(summary.accounts())
            .setDayRootCount(summary.dayRoots())
            .setDayWithoutRootCount(summary.daysWithoutRoot())
            .setDifferenceCount(summary.differences())
            .setDecideMillis(summary.decideMillis());
    summary
        .undecided()
        .forEach(
            (why, count) ->
                out.addUndecided(
                    AuditUndecided.newBuilder()
                        .setReasonCode(why.name())
                        .setEntryCount(count.entries())
                        .setExampleId(count.example())));
    return out.build();
  }
}
