package io.yizhan.gateway.insurer;

import io.yizhan.claim.Bill;
import io.yizhan.claim.Care;
import io.yizhan.claim.Claim;
import io.yizhan.claim.ClaimKey;
import io.yizhan.claim.OwnFacts;
import io.yizhan.claim.Referral;
import io.yizhan.claim.ServiceDates;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.Counter;
import io.yizhan.gateway.desk.IdSource;
import io.yizhan.gateway.desk.InsurerAwayException;
import io.yizhan.gateway.desk.InsurerDesk;
import io.yizhan.gateway.desk.Insurers;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.PlanBook;
import io.yizhan.gateway.desk.PutRight;
import io.yizhan.gateway.desk.RegistryStore;
import io.yizhan.gateway.desk.RequestContent;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.SettlementDesk;
import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import io.yizhan.gateway.desk.SettlementStore.StoredRequest;
import io.yizhan.gateway.policyfile.YamlPolicy;
import io.yizhan.gateway.postgres.TestDatabase;
import io.yizhan.gateway.rpc.ReplyWriter;
import io.yizhan.policy.PolicyCompiler;
import io.yizhan.settlement.Standing;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * A hospital's clerk who settles a claim, repeats it until it is answered, and changes her mind.
 */
final class AskedClerk {
  private static final int TRIES_MAX = 8;
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(1_100);
  private static final String HOSPITAL = "H1";
  private static final String COUNTY = "420102";
  private static final Caller CALLER = new Caller("his", Caller.Role.HOSPITAL, HOSPITAL, List.of());

  private static final String POLICY =
      """
      policy: asked 询问示例
      regions: [4201 示例市]
      in_force: 2016-01-01 ..
      chosen_by: {住院: discharge}
      benefit_year: 01-01
      rounding: half-up 0.01 each_claim
      assumed: {chosen_by: 示例, benefit_year: 示例, rounding: 示例, in_force: 示例}
      sources: {D: {title: 示例办法, read_in: 示例 2026-01-02, checked_on: 2026-11-22}}
      identities: [dibao 低保]
      accounts:
        AID 救助累计: {adds: aid.paid, of: person, per: year}
      layers:
      - layer: residents 居民医保
        fund: 390100
        stage: insurance
        amount: asked
        when: {care: 住院, scheme: 390}
        fills: bill
      - layer: students 学生医保
        fund: 390100
        stage: insurance
        amount: asked
        if_away: computed
        when: {care: 住院, scheme: 391}
        counts: in
        rate: 60%
        cap: unlimited
        otherwise: none
        cite: D 第一条
      - layer: apprentices 技校学生医保
        fund: 390100
        stage: insurance
        amount: asked
        if_away: computed
        differs: warn beyond 1
        when: {care: 住院, scheme: 392}
        counts: in
        rate: 50%
        cap: unlimited
        otherwise: none
        cite: D 第一条
      - layer: aid 医疗救助
        fund: 610100
        stage: aid
        when: {care: 住院}
        counts: in.left
        columns: [对象, 比例, 限额 AID, 依据]
        rows:
        - [低保, 70%, 3万, D 第三条]
        otherwise: none
      """;

  private final Office office;
  private final SettlementDesk desk;
  private final Random random;

  AskedClerk(Office office, InsurerDesk.Milestones milestones, Random random) {
    this.office = office;
    this.desk = office.desk(milestones);
    this.random = random;
  }

  /** The gateway's parts that outlive a process. */
  record Office(TestDatabase database, Insurers insurers, PlanBook book, IdSource ids) {
    static Office open(TestDatabase database, Insurers insurers) {
      PlanBook book =
          new PlanBook(
              1,
              List.of(
                  new PolicyCompiler.Published(
                      new YamlPolicy().read("asked.yaml", POLICY).table().orElseThrow(), "sha")));
      database
          .stores()
          .registry()
          .putHospital(
              new RegistryStore.HospitalRecord(HOSPITAL, "示例医院", COUNTY, "3", false),
              "op",
              Instant.now());
      return new Office(database, insurers, book, new IdSource(new Random(5)));
    }

    SettlementDesk desk(InsurerDesk.Milestones milestones) {
      InstantSource clock = InstantSource.system();
      return new SettlementDesk(
          database.stores().settlements(),
          () -> book,
          new ReplyWriter(),
          clock,
          ids,
          Optional.of(
              new InsurerDesk(
                  database.stores().settlements(),
                  database.stores().legs(),
                  insurers,
                  new ReplyWriter(),
                  clock,
                  ids,
                  Runnable::run,
                  () -> {},
                  milestones)));
    }

    /** Whatever waits for a time is due. */
    void timePasses() {
      database.rows("UPDATE insurer_leg SET next_try = now() RETURNING 1");
    }

    void reverse(String requestId, String settlementId) {
      desk(InsurerDesk.Milestones.NONE)
          .reverse(
              new RequestKey(HOSPITAL, requestId),
              content("settlement_id", settlementId),
              settlementId,
              Counter.of("op"),
              "示例",
              CALLER);
    }
  }

  private static RequestContent content(String path, String value) {
    return new RequestContent(List.of(new RequestContent.Field(path, value)));
  }

  /** Settles claim number so-and-so, and perhaps undoes or reverses it. */
  void handle(int number) throws InterruptedException {
    PersonDocument person = person(number);
    String request = "R" + number;
    boolean answered = false;
    for (int tries = 0; tries < TRIES_MAX && !answered; tries++) {
      answered = send(request, number, person);
      Thread.sleep(20);
    }
    if (!answered || random.nextInt(10) == 0) {
      desk.undo(new RequestKey(HOSPITAL, request), Counter.of("op"), "示例", CALLER);
    } else if (random.nextInt(4) == 0) {
      desk.byRequest(new RequestKey(HOSPITAL, request))
          .filter(stored -> stored.state() == StoredRequest.State.SETTLED)
          .ifPresent(stored -> office.reverse("V" + number, stored.settlementId()));
    }
  }

  private PersonDocument person(int number) {
    PersonDocument document =
        new PersonDocument("birth_certificate", "P" + String.format("%09d", number % 60));
    office
        .database()
        .stores()
        .registry()
        .putPerson(
            new RegistryStore.PersonRecord(
                List.of(document),
                "示例",
                List.of(
                    new Standing.Identity(
                        "dibao", COUNTY, LocalDate.of(2014, 1, 1), Optional.empty(), "file")),
                List.of(),
                List.of()),
            PutRight.ANY,
            "op",
            Instant.now());
    return document;
  }

  /** Whether there was an answer; a gateway that dies gives none. */
  private boolean send(String request, int number, PersonDocument person) {
    long until = System.nanoTime() + PATIENCE_NANOS;
    try {
      SettleResult result =
          desk.settle(
                  request,
                  content("claim.encounter_id", "E" + number),
                  person,
                  claim(number),
                  Optional.empty(),
                  Optional.empty(),
                  CALLER,
                  () -> true,
                  () -> until - System.nanoTime())
              .toCompletableFuture()
              .join();
      return result instanceof SettleResult.Recorded;
    } catch (InsurerCrashTest.Died died) {
      return false;
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof InsurerAwayException
          || failed.getCause() instanceof InsurerCrashTest.Died) {
        return false;
      }
      throw failed;
    }
  }

  private static Claim claim(int number) {
    LocalDate day = LocalDate.of(2016, 8, 9);
    return new Claim(
        new ClaimKey(HOSPITAL, "E" + number, "1"),
        new Claim.Desk("op", "", "", ""),
        false,
        Optional.empty(),
        COUNTY,
        number % 3 == 0 ? number % 2 == 0 ? "392" : "391" : "390",
        Care.INPATIENT,
        new ServiceDates(day, day),
        List.of(),
        "",
        "",
        "",
        Referral.NONE,
        false,
        new Bill(100_000 + 137L * number, 0, 0, 0),
        List.of(),
        Optional.empty(),
        0,
        0,
        OwnFacts.NONE);
  }
}
