package io.yizhan.gateway;

import io.grpc.ManagedChannel;
import io.yizhan.gateway.desk.AuditDesk;
import io.yizhan.gateway.desk.DayDesk;
import io.yizhan.gateway.desk.HoldDesk;
import io.yizhan.gateway.desk.IdSource;
import io.yizhan.gateway.desk.InsurerDesk;
import io.yizhan.gateway.desk.InsurerOutbox;
import io.yizhan.gateway.desk.Pace;
import io.yizhan.gateway.desk.PlanBookKeeper;
import io.yizhan.gateway.desk.PolicyDesk;
import io.yizhan.gateway.desk.PolicyImpact;
import io.yizhan.gateway.desk.PolicyProposals;
import io.yizhan.gateway.desk.ReadjudicationDesk;
import io.yizhan.gateway.desk.ReceiptDesk;
import io.yizhan.gateway.desk.ReconciliationDesk;
import io.yizhan.gateway.desk.SettlementDesk;
import io.yizhan.gateway.desk.UnfitSetupException;
import io.yizhan.gateway.insurer.InsurerAddress;
import io.yizhan.gateway.insurer.InsurerClients;
import io.yizhan.gateway.policyfile.YamlPolicy;
import io.yizhan.gateway.postgres.PostgresStores;
import io.yizhan.gateway.postgres.SigningKeyFile;
import io.yizhan.gateway.rpc.ReplyWriter;
import io.yizhan.gateway.rpc.WorkerPool;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The desks of a gateway, over its stores: what the doors ask, and what works by itself. */
final class Desks {
  private static final Logger LOG = LoggerFactory.getLogger(Desks.class);

  final PlanBookKeeper plans;
  final PolicyDesk policies;
  final PolicyProposals proposals;
  final PolicyImpact impact;
  final SettlementDesk settlements;
  final HoldDesk holds;
  final ReadjudicationDesk readjudications;
  final DayDesk days;
  final ReconciliationDesk reconciliations;
  final ReceiptDesk receipts;
  final AuditDesk audits;
  final InsurerRounds insurerRounds;
  final InsurerClients insurers;

  /** Takes in the policies of the settings' folder, then opens the desks. */
  Desks(
      ServeSettings settings,
      Function<InsurerAddress, ManagedChannel> channels,
      PostgresStores stores,
      InstantSource clock,
      SecureRandom random,
      OpenRooms rooms) {
    YamlPolicy yaml = new YamlPolicy();
    IdSource ids = new IdSource(random);
    ReplyWriter replies = new ReplyWriter();
    this.policies = new PolicyDesk(stores.policies(), yaml);
    this.proposals = new PolicyProposals(stores.policies(), yaml, clock, ids);
    Path policiesFolder = settings.policiesFolder();
    if (policiesFolder != null) {
      StartPolicies.takeIn(proposals, policiesFolder);
    }
    this.plans = rooms.opened(new PlanBookKeeper(stores.policies(), yaml));
    this.impact = new PolicyImpact(stores.settlements(), stores.policies(), yaml, plans::current);

    this.insurers = rooms.opened(new InsurerClients(settings.insurers().addresses(), channels));
    this.insurerRounds =
        rooms.opened(
            new InsurerRounds(
                new InsurerOutbox(stores.legs(), insurers, InsurerDesk.Milestones.NONE),
                insurers.names()));
    InsurerDesk insurerDesk =
        new InsurerDesk(
            stores.settlements(),
            stores.legs(),
            insurers,
            replies,
            clock,
            ids,
            rooms.opened(WorkerPool.forInsurers()),
            insurerRounds::poke,
            InsurerDesk.Milestones.NONE);
    this.settlements =
        new SettlementDesk(
            stores.settlements(), plans::current, replies, clock, ids, Optional.of(insurerDesk));
    this.holds = new HoldDesk(stores.holds(), plans::current, replies, clock);
    this.readjudications =
        new ReadjudicationDesk(stores.readjudications(), plans::current, clock, ids);

    this.days = days(stores, settings.days(), clock);
    this.reconciliations =
        new ReconciliationDesk(
            stores.reconciliations(),
            settlements,
            clock,
            Pace.of(settings.reconcileRestPercent(), settlements::settlings));
    this.receipts =
        new ReceiptDesk(
            stores.receipts(),
            SigningKeyFile.loadOrCreate(SigningKeyFile.beside(settings.secretsFile()), random),
            clock);
    if (receipts.begin()) {
      LOG.warn(
          "receipts are signed by a new key beside older ones: right after a rotation, else {} must"
              + " be put back from the backup or another gateway",
          SigningKeyFile.beside(settings.secretsFile()).getFileName());
    }
    this.audits =
        new AuditDesk(
            stores.audits(), stores.receipts(), stores.policies(), yaml, replies, System::nanoTime);
  }

  /** Refuses a cut-off that is not the database's: two gateways must not disagree about a day. */
  private static DayDesk days(PostgresStores stores, ServeSettings.Days days, InstantSource clock) {
    Integer cutOff = days.cutOff();
    if (cutOff != null && !stores.days().stateCutOff(cutOff)) {
      String inForce = timeOf(stores.days().clock().laterCutOff());
      throw new UnfitSetupException(
          "day-cut-off 须与数据库中的日切时间 "
              + inForce
              + " 相同，实为 "
              + timeOf(cutOff)
              + "；用 ./yizhan day cut-off 更改 / day-cut-off must be the database's, "
              + inForce
              + ", was "
              + timeOf(cutOff)
              + "; ./yizhan day cut-off changes that for a day to come");
    }
    return new DayDesk(stores.days(), stores.shifts(), clock);
  }

  private static String timeOf(int minutes) {
    return String.format(Locale.ROOT, "%02d:%02d", minutes / 60, minutes % 60);
  }
}
