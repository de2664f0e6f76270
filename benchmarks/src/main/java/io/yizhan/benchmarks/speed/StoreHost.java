package io.yizhan.benchmarks.speed;

import io.yizhan.claim.Bill;
import io.yizhan.claim.Care;
import io.yizhan.claim.Claim;
import io.yizhan.claim.ClaimKey;
import io.yizhan.claim.OwnFacts;
import io.yizhan.claim.Referral;
import io.yizhan.claim.ServiceDates;
import io.yizhan.gateway.desk.IdSource;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.PlanBookKeeper;
import io.yizhan.gateway.desk.RequestContent;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.SettlementStore.SettleOrder;
import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import io.yizhan.gateway.desk.Stamp;
import io.yizhan.gateway.policyfile.YamlPolicy;
import io.yizhan.gateway.postgres.DatabaseSettings;
import io.yizhan.gateway.postgres.PostgresStores;
import io.yizhan.gateway.postgres.Secrets;
import io.yizhan.gateway.rpc.ReplyWriter;
import io.yizhan.settlement.Settler;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/**
 * The store alone, in a process of its own: the settlement port with a real decision and the real
 * writer of replies, without the door. {@code one PERSON} settles one claim and says its ids.
 */
public final class StoreHost {
  private static final ZoneId CIVIL_ZONE = ZoneId.of("Asia/Shanghai");
  private static final LocalDate DAY = LocalDate.of(2016, 7, 20);

  private final PostgresStores stores;
  private final PlanBookKeeper plans;
  private final ReplyWriter codec = new ReplyWriter();
  private final IdSource ids = new IdSource(new SecureRandom());
  private final RandomGenerator random;
  private final int persons;
  private final Zipf zipf;
  private long next;

  private StoreHost(PostgresStores stores, PlanBookKeeper plans, int persons, long firstNumber) {
    this.stores = stores;
    this.plans = plans;
    this.persons = persons;
    this.zipf = new Zipf(persons);
    this.random = new SplittableRandom(firstNumber);
    this.next = firstNumber;
  }

  /** URL, user, password, file of the keys, count of persons, first number of request ids. */
  public static void main(String[] arguments) throws Exception {
    Secrets secrets = Secrets.loadOrCreate(Path.of(arguments[3]), new SecureRandom());
    try (PostgresStores stores =
            PostgresStores.open(
                DatabaseSettings.of(arguments[0], arguments[1], arguments[2]), secrets);
        PlanBookKeeper plans = new PlanBookKeeper(stores.policies(), new YamlPolicy())) {
      plans.refresh();
      StoreHost host =
          new StoreHost(
              stores, plans, Integer.parseInt(arguments[4]), Long.parseLong(arguments[5]));
      HostProcess.say("ready");
      Loops.answer(kind -> host.of(kind.equals("uniform")), host::one);
    }
    System.exit(0);
  }

  private OpenLoop.Call of(boolean uniform) {
    return (number, done, failed) ->
        settle(order(uniform))
            .whenComplete(
                (result, failure) -> {
                  if (result instanceof SettleResult.Recorded) {
                    done.run();
                  } else {
                    failed.accept(
                        failure == null
                            ? Failures.NOT_DECIDED
                            : failure.getClass().getSimpleName());
                  }
                });
  }

  private synchronized SettleOrder order(boolean uniform) {
    return order(next++, uniform ? 1 + random.nextInt(persons) : zipf.next(random));
  }

  private String one(String line) {
    SettleOrder order = order(next++, Integer.parseInt(line.split(" ", -1)[1]));
    SettleResult result = settle(order).toCompletableFuture().join();
    if (!(result instanceof SettleResult.Recorded)) {
      throw new IllegalStateException("a claim must settle: " + result);
    }
    return order.stamp().id()
        + " "
        + order.key().requestId()
        + " "
        + order.claim().key().encounterId();
  }

  private CompletionStage<SettleResult> settle(SettleOrder order) {
    Settler settler = new Settler(plans.current());
    return stores
        .settlements()
        .settle(order, standing -> settler.settle(order.claim(), standing), codec);
  }

  private SettleOrder order(long number, int person) {
    Instant now = Instant.now();
    String requestId = BenchWorld.requestId(number);
    Claim claim = claim(number);
    PersonDocument document =
        new PersonDocument(BenchWorld.DOCUMENT_KIND, BenchWorld.documentNumber(person));
    return new SettleOrder(
        new RequestKey(BenchWorld.HOSPITAL, requestId),
        content(claim, document),
        document,
        claim,
        new Stamp(ids.next(now), requestId, now, LocalDate.ofInstant(now, CIVIL_ZONE)),
        "bench-his",
        () -> true);
  }

  /** As many fields as the door reads of the same claim. */
  private static RequestContent content(Claim claim, PersonDocument document) {
    String fen = Long.toString(claim.bill().totalFen());
    return new RequestContent(
        List.of(
            field("claim", "present"),
            field("claim.hospital_id", claim.key().hospitalId()),
            field("claim.operator_id", "cashier-1"),
            field("claim.terminal_id", "t1"),
            field("claim.encounter_id", claim.key().encounterId()),
            field("claim.bill_number", "B1"),
            field("claim.bill_kind", "BILL_KIND_FINAL"),
            field("claim.person_document", "present"),
            field("claim.person_document.kind_code", document.kind()),
            field("claim.person_document.number", document.number()),
            field("claim.insured_region_code", BenchWorld.COUNTY),
            field("claim.insured_scheme_code", "390"),
            field("claim.care_type_code", "inpatient"),
            field("claim.admission_date", "year=4:2016;month=1:7;day=2:20;"),
            field("claim.discharge_date", "year=4:2016;month=1:7;day=2:20;"),
            field("claim.bill", "present"),
            field("claim.bill.total_fen", fen),
            field("claim.bill.in_scope_fen", fen)));
  }

  private static RequestContent.Field field(String path, String value) {
    return new RequestContent.Field(path, value);
  }

  private static Claim claim(long number) {
    return new Claim(
        new ClaimKey(BenchWorld.HOSPITAL, BenchWorld.encounterId(number), "B1"),
        new Claim.Desk("cashier-1", "t1", "", ""),
        false,
        Optional.empty(),
        BenchWorld.COUNTY,
        "390",
        Care.INPATIENT,
        new ServiceDates(DAY, DAY),
        List.of(),
        "",
        "",
        "",
        Referral.NONE,
        false,
        new Bill(BenchWorld.BILL_FEN, 0, 0, 0),
        List.of(),
        Optional.empty(),
        0,
        0,
        OwnFacts.NONE);
  }
}
