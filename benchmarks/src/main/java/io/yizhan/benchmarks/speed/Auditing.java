package io.yizhan.benchmarks.speed;

import com.google.common.util.concurrent.Uninterruptibles;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.AuditPeriodRequest;
import io.yizhan.proto.v1.AuditPeriodResponse;
import io.yizhan.proto.v1.AuditServiceGrpc;
import io.yizhan.proto.v1.AuditSummary;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** Decides again what the load has settled, over gRPC as an operator would. */
final class Auditing {
  /** So many are settled first, and audited. */
  static final long COUNT_MAX = 200_000;

  private static final int ROUNDS = 3;

  private final LocalDate today;

  /** Audits what was settled on this day, or the days beside it. */
  Auditing(LocalDate today) {
    this.today = today;
  }

  private interface Call {
    AuditSummary audit();
  }

  private <T> T with(HostProcess gateway, Function<Call, T> use) {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
        "Bearer " + gateway.ready()[1]);
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", Integer.parseInt(gateway.ready()[0]))
            .usePlaintext()
            .build();
    try {
      AuditPeriodRequest request =
          AuditPeriodRequest.newBuilder()
              .setFromDate(WireDate.of(today.minusDays(1)))
              .setToDate(WireDate.of(today.plusDays(1)))
              .build();
      return use.apply(
          () ->
              last(
                  AuditServiceGrpc.newBlockingStub(channel)
                      .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                      .auditPeriod(request)));
    } finally {
      channel.shutdownNow();
    }
  }

  /** Its summary, which comes last; a difference would make the figure one of other work. */
  private static AuditSummary last(Iterator<AuditPeriodResponse> parts) {
    AuditSummary summary = AuditSummary.getDefaultInstance();
    while (parts.hasNext()) {
      AuditPeriodResponse part = parts.next();
      if (part.hasDifference()) {
        throw new IllegalStateException("the books must be right: " + part.getDifference());
      }
      summary = part.hasSummary() ? part.getSummary() : summary;
    }
    return summary;
  }

  /** The best of some rounds with nothing else to do; settlements a second are the first number. */
  String alone(HostProcess gateway) {
    return with(
        gateway,
        call -> {
          double best = Double.MAX_VALUE;
          double whole = Double.MAX_VALUE;
          AuditSummary summary = AuditSummary.getDefaultInstance();
          for (int i = 0; i < ROUNDS; i++) {
            long start = System.nanoTime();
            summary = call.audit();
            whole = Math.min(whole, (System.nanoTime() - start) / 1e9);
            best = Math.min(best, Math.max(1, summary.getDecideMillis()) / 1e3);
          }
          return String.format(
              Locale.ROOT,
              "%.0f settlements a second are decided again, the best of %d rounds: %d of %d in"
                  + " %.1f s; with all %d accounts added up %.1f s.",
              summary.getSettlementCount() / best,
              ROUNDS,
              summary.getDecidedCount(),
              summary.getSettlementCount(),
              best,
              summary.getAccountCount(),
              whole);
        });
  }

  /** Audits again and again until it is told to stop. */
  Runnable overAndOver(HostProcess gateway) {
    AtomicBoolean running = new AtomicBoolean(true);
    Thread thread =
        new Thread(
            () ->
                with(
                    gateway,
                    call -> {
                      long rounds = 0;
                      while (running.get()) {
                        call.audit();
                        rounds++;
                      }
                      return rounds;
                    }),
            "auditing");
    thread.setDaemon(true);
    thread.start();
    return () -> {
      running.set(false);
      Uninterruptibles.joinUninterruptibly(thread);
    };
  }
}
