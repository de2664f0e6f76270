package io.yizhan.gateway;

import com.github.benmanes.caffeine.cache.Ticker;
import io.grpc.BindableService;
import io.yizhan.gateway.desk.IdSource;
import io.yizhan.gateway.postgres.PostgresStores;
import io.yizhan.gateway.postgres.SqlState;
import io.yizhan.gateway.rpc.AidEndpoint;
import io.yizhan.gateway.rpc.AuditEndpoint;
import io.yizhan.gateway.rpc.CallRunner;
import io.yizhan.gateway.rpc.CallerDirectory;
import io.yizhan.gateway.rpc.ClearingEndpoint;
import io.yizhan.gateway.rpc.DayEndpoint;
import io.yizhan.gateway.rpc.FailureLog;
import io.yizhan.gateway.rpc.FundEndpoint;
import io.yizhan.gateway.rpc.HighCostEndpoint;
import io.yizhan.gateway.rpc.InsuranceEndpoint;
import io.yizhan.gateway.rpc.PayeeEndpoint;
import io.yizhan.gateway.rpc.PolicyEndpoint;
import io.yizhan.gateway.rpc.ProvisionalEndpoint;
import io.yizhan.gateway.rpc.ReadjudicationEndpoint;
import io.yizhan.gateway.rpc.ReceiptEndpoint;
import io.yizhan.gateway.rpc.ReceivableEndpoint;
import io.yizhan.gateway.rpc.ReconciliationEndpoint;
import io.yizhan.gateway.rpc.RegistryEndpoint;
import io.yizhan.gateway.rpc.ReportEndpoint;
import io.yizhan.gateway.rpc.RosterEndpoint;
import io.yizhan.gateway.rpc.SettlementEndpoint;
import io.yizhan.gateway.rpc.WatchEndpoint;
import io.yizhan.gateway.rpc.WorkerPool;
import io.yizhan.gateway.sheet.SettlementSheet;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;

/** The doors of a gateway: every service, who may call, and the workers on which calls run. */
final class Doors {
  final WorkerPool workers;
  final CallerDirectory callers;
  final CallRunner runner;
  final WatchEndpoint watchers;
  final List<BindableService> services;

  Doors(
      ServeSettings settings,
      PostgresStores stores,
      Desks desks,
      InstantSource clock,
      SecureRandom random,
      OpenRooms rooms) {
    IdSource ids = new IdSource(random);
    this.workers = rooms.opened(new WorkerPool(settings.workers(), settings.queueMax()));
    this.callers =
        new CallerDirectory(
            stores.registry(),
            workers,
            rooms.opened(WorkerPool.forStrangers()),
            Ticker.systemTicker());
    FailureLog failures = new FailureLog(random, System::nanoTime, SqlState::of);
    Function<WorkerPool, CallRunner> on =
        pool -> new CallRunner(rooms.opened(pool), random, failures);
    this.runner = new CallRunner(workers, random, failures);
    this.watchers =
        rooms.opened(
            new WatchEndpoint(stores.watch(), runner, rooms.opened(WorkerPool.forWatchers())));
    this.services =
        List.of(
            new SettlementEndpoint(desks.settlements, desks.holds, stores.registry(), runner),
            new InsuranceEndpoint(stores.legs(), runner),
            new RegistryEndpoint(
                stores.registry(),
                stores.funds(),
                desks.plans::current,
                desks.plans::words,
                runner,
                clock,
                random),
            new RosterEndpoint(
                stores.roster(),
                stores.registry(),
                desks.plans::current,
                desks.plans::words,
                runner,
                clock,
                ids),
            new PolicyEndpoint(
                desks.policies,
                desks.proposals,
                desks.impact,
                desks.plans::refresh,
                on.apply(WorkerPool.forPolicies())),
            new ReceivableEndpoint(stores.receivables(), runner, clock, ids),
            new FundEndpoint(stores.fundAccounts(), runner, clock, ids),
            new ClearingEndpoint(stores.clearings(), runner, clock, ids),
            new PayeeEndpoint(stores.payees(), runner, clock, ids),
            new ReadjudicationEndpoint(desks.readjudications, runner),
            new ProvisionalEndpoint(stores.provisionals(), stores.registry(), runner, clock, ids),
            new ReportEndpoint(
                stores.reports(),
                desks.settlements,
                SettlementSheet.load(),
                on.apply(WorkerPool.forPolicies()),
                clock),
            new AidEndpoint(stores.aid(), runner, clock, ids),
            new HighCostEndpoint(stores.highCosts(), runner, on.apply(WorkerPool.forDays()), clock),
            new DayEndpoint(
                desks.days,
                runner,
                on.apply(WorkerPool.forDays()),
                on.apply(WorkerPool.forClosings())),
            new ReconciliationEndpoint(
                desks.reconciliations,
                stores.reconciliations(),
                runner,
                on.apply(WorkerPool.forComparisons()),
                clock,
                ids),
            watchers,
            new ReceiptEndpoint(desks.receipts, runner),
            new AuditEndpoint(desks.audits, runner, rooms.opened(WorkerPool.forAudits())));
  }
}
