package io.yizhan.benchmarks.speed;

import com.google.common.util.concurrent.Uninterruptibles;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.Party;
import io.yizhan.proto.v1.PartyKind;
import io.yizhan.proto.v1.ReconcileRequest;
import io.yizhan.proto.v1.ReconciliationServiceGrpc;
import io.yizhan.proto.v1.ReconciliationSummary;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * A month of one hospital and its statement, line by line what the ledger says but for a few: of
 * ten thousand one is missing there, one differs, one is there twice.
 */
final class Reconciling {
  /** A million against a million on two processors. */
  static final double SECONDS_AIM = 20;

  private static final long MIB = 1 << 20;
  private static final int ROUNDS = 3;

  private final Database database;
  private final long count;
  private LocalDate first = LocalDate.EPOCH;
  private LocalDate last = LocalDate.EPOCH;

  Reconciling(Database database, long count) {
    this.database = database;
    this.count = count;
  }

  /** Writes both sides, and answers a sentence on them. */
  String write(PgbenchScript.Sample sample, int persons, LocalDate today) {
    YearMonth month = YearMonth.from(today).minusMonths(2);
    first = month.atDay(1);
    last = month.atEndOfMonth();
    PastSettlements.writeMonth(database, sample, count, persons, month);
    String party = "hospital:" + BenchWorld.HOSPITAL;
    java.util.zip.CRC32 crc = new java.util.zip.CRC32();
    crc.update(party.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    crc.update(0);
    long bucket = crc.getValue() % 1024;
    String span = " BETWEEN '" + first + "' AND '" + last + "'";
    database.run(
        "SET synchronous_commit = off",
        "INSERT INTO reconciliation_line (bucket, receipt_id, line_number, settlement_id,"
            + " request_id, insurer_settlement_id, refund, day, bill_fen, fund_fen, fund_codes,"
            + " fund_amounts_fen) SELECT "
            + bucket
            + ", 'bench', row_number() OVER (), s.settlement_id, s.request_id, '', false,"
            + " s.posting_date, s.total_fen, s.paid_fen + CASE WHEN s.n % 10000 = 1 THEN 100 ELSE 0"
            + " END, '{}', '{}' FROM (SELECT *, row_number() OVER () AS n FROM settlement WHERE"
            + " posting_date"
            + span
            + ") s CROSS JOIN generate_series(1, CASE s.n % 10000 WHEN 2 THEN 2 WHEN 3 THEN 0 ELSE"
            + " 1 END) WHERE s.hospital_id = '"
            + BenchWorld.HOSPITAL
            + "'",
        "INSERT INTO reconciliation_statement (bucket, receipt_id, party, statement_id, state,"
            + " from_date, to_date, part, refund_lines, fund_codes, line_count, bills_stated,"
            + " ids_stated, requests_stated, content_hash, caller_id, begin_time, accept_time)"
            + " SELECT "
            + bucket
            + ", 'bench', '"
            + party
            + "', 'bench', 'ACCEPTED', '"
            + first
            + "', '"
            + last
            + "', false, 'WITH', '{}', n, n, n, n, '\\x00', 'bench', now(), now()"
            + " FROM (SELECT count(*) AS n FROM reconciliation_line) c",
        "VACUUM (ANALYZE)",
        "CHECKPOINT");
    return String.format(
        Locale.ROOT,
        "%d lines against %d settlements of a month.",
        database.number("SELECT count(*) FROM reconciliation_line"),
        database.number("SELECT count(*) FROM settlement WHERE posting_date" + span));
  }

  private interface Call {
    ReconciliationSummary reconcile();
  }

  private <T> T with(HostProcess gateway, java.util.function.Function<Call, T> use) {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
        "Bearer " + gateway.ready()[1]);
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", Integer.parseInt(gateway.ready()[0]))
            .usePlaintext()
            .build();
    try {
      ReconcileRequest request =
          ReconcileRequest.newBuilder()
              .setParty(
                  Party.newBuilder()
                      .setKind(PartyKind.PARTY_KIND_HOSPITAL)
                      .setPartyCode(BenchWorld.HOSPITAL))
              .setFromDate(WireDate.of(first))
              .setToDate(WireDate.of(last))
              .build();
      return use.apply(
          () ->
              ReconciliationServiceGrpc.newBlockingStub(channel)
                  .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                  .reconcile(request)
                  .getSummary());
    } finally {
      channel.shutdownNow();
    }
  }

  /** The best of some rounds with nothing else to do, in seconds first. */
  String alone(HostProcess gateway) {
    return with(
        gateway,
        call -> {
          double best = Double.MAX_VALUE;
          ReconciliationSummary summary = ReconciliationSummary.getDefaultInstance();
          gateway.ask("heap");
          for (int i = 0; i < ROUNDS; i++) {
            long start = System.nanoTime();
            summary = call.reconcile();
            best = Math.min(best, (System.nanoTime() - start) / 1e9);
          }
          long breaks =
              summary.getBreaksList().stream()
                  .mapToLong(io.yizhan.proto.v1.BreakTotal::getBreakCount)
                  .sum();
          return String.format(
              Locale.ROOT,
              "%.1f s to reconcile, the best of %d; %d paired, %d breaks; heap after collections"
                  + " %d MiB.",
              best,
              ROUNDS,
              summary.getPairedCount(),
              breaks,
              Long.parseLong(gateway.ask("heap")) / MIB);
        });
  }

  /** Compares again and again until it is told to stop; then says how long each took. */
  Supplier<String> overAndOver(HostProcess gateway) {
    AtomicBoolean running = new AtomicBoolean(true);
    AtomicLong rounds = new AtomicLong();
    long start = System.nanoTime();
    Thread thread =
        new Thread(
            () ->
                with(
                    gateway,
                    call -> {
                      while (running.get()) {
                        call.reconcile();
                        rounds.incrementAndGet();
                      }
                      return rounds.get();
                    }),
            "reconciling");
    thread.setDaemon(true);
    thread.start();
    return () -> {
      running.set(false);
      Uninterruptibles.joinUninterruptibly(thread);
      return String.format(
          Locale.ROOT,
          "%d comparisons while settling, %.1f s each.",
          rounds.get(),
          (System.nanoTime() - start) / 1e9 / Math.max(1, rounds.get()));
    };
  }
}
