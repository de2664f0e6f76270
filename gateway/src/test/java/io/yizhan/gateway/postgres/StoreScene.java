package io.yizhan.gateway.postgres;

import io.yizhan.claim.Bill;
import io.yizhan.claim.Care;
import io.yizhan.claim.Claim;
import io.yizhan.claim.ClaimKey;
import io.yizhan.claim.OwnFacts;
import io.yizhan.claim.Referral;
import io.yizhan.claim.ServiceDates;
import io.yizhan.gateway.desk.Counter;
import io.yizhan.gateway.desk.IdSource;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.PutRight;
import io.yizhan.gateway.desk.RegistryStore;
import io.yizhan.gateway.desk.ReplyCodec;
import io.yizhan.gateway.desk.RequestContent;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.SettlementStore;
import io.yizhan.gateway.desk.SettlementStore.ReverseOrder;
import io.yizhan.gateway.desk.SettlementStore.ReverseResult;
import io.yizhan.gateway.desk.SettlementStore.SettleOrder;
import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import io.yizhan.gateway.desk.SettlementStore.UndoOrder;
import io.yizhan.gateway.desk.SettlementStore.UndoResult;
import io.yizhan.gateway.desk.Stamp;
import io.yizhan.gateway.policyfile.YamlPolicy;
import io.yizhan.policy.IncludedBy;
import io.yizhan.policy.PolicyCompiler;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.settlement.AccountUse;
import io.yizhan.settlement.Decision;
import io.yizhan.settlement.Settler;
import io.yizhan.settlement.Standing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** Hospitals, persons and claims under Zhengzhou's policy of July 2016, and a readable codec. */
final class StoreScene {
  static final String HOSPITAL = "H410100001";
  static final String COUNTY = "410105";
  static final Instant NOW = Instant.parse("2016-09-01T02:00:00Z");
  static final LocalDate POSTING_DATE = LocalDate.of(2016, 9, 1);
  static final LocalDate DISCHARGE = LocalDate.of(2016, 8, 9);
  static final LocalDate START = LocalDate.of(2016, 1, 1);
  static final LocalDate END = LocalDate.of(2017, 12, 31);

  private static final PolicyPlan PLAN = plan();

  private final AtomicInteger ids = new AtomicInteger();
  private final IdSource settlementIds = new IdSource(new SecureRandom());
  private final TestDatabase database;
  final SettlementStore store;
  final ReplyCodec codec = new TextCodec();
  final Settler settler = new Settler((insured, county, care, dates) -> PLAN);

  StoreScene(TestDatabase database) {
    this.database = database;
    this.store = database.stores().settlements();
    registry()
        .putHospital(
            new RegistryStore.HospitalRecord(HOSPITAL, "郑州人民医院", COUNTY, "3", false), "op", NOW);
  }

  RegistryStore registry() {
    return database.stores().registry();
  }

  private static PolicyPlan plan() {
    Path file = Path.of("..", "policies", "zhengzhou", "zhengzhou-2016.yaml");
    try {
      return PolicyCompiler.compile(
              new PolicyCompiler.Published(
                  new YamlPolicy()
                      .read(file.toString(), Files.readString(file))
                      .table()
                      .orElseThrow(),
                  "sha"))
          .plan()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static PersonDocument document(String number) {
    return new PersonDocument("resident_id", number);
  }

  /** A dibao member, with a grant where the amount is above zero. */
  PersonDocument member(String number, long grantFen) {
    PersonDocument document = document(number);
    RegistryStore.PutPersonResult kept =
        registry()
            .putPerson(
                new RegistryStore.PersonRecord(
                    List.of(document),
                    "测试某",
                    List.of(
                        new Standing.Identity("dibao", COUNTY, START, Optional.of(END), "office")),
                    List.of(),
                    grantFen == 0
                        ? List.of()
                        : List.of(
                            new Standing.Grant(
                                "G" + number, "zhengzhou_charity", grantFen, 0, START, END))),
                PutRight.ANY,
                "office",
                NOW);
    if (!(kept instanceof RegistryStore.PutPersonResult.Kept)) {
      throw new IllegalStateException("the person must be kept");
    }
    return document;
  }

  void fundMoney(long fen) {
    String id = next("fund");
    registry()
        .addFundMoney(
            new RegistryStore.FundMoneyEntry(
                new RequestKey("office", id), content("x", id), "zhengzhou_charity", 0, fen),
            "office",
            NOW);
  }

  String next(String prefix) {
    return prefix + "-" + ids.incrementAndGet();
  }

  static RequestContent content(String path, String value) {
    return new RequestContent(
        List.of(
            new RequestContent.Field("claim.hospital_id", HOSPITAL),
            new RequestContent.Field(path, value)));
  }

  static Claim claim(String encounter, long billFen) {
    return claim(encounter, billFen, COUNTY);
  }

  static Claim claim(String encounter, long billFen, String insuredRegion) {
    return claim(
        encounter, billFen, insuredRegion, new ServiceDates(LocalDate.of(2016, 8, 1), DISCHARGE));
  }

  static Claim claim(String encounter, long billFen, String insuredRegion, ServiceDates dates) {
    return new Claim(
        new ClaimKey(HOSPITAL, encounter, "1"),
        new Claim.Desk("op1", "T1", "S1", "INV"),
        false,
        Optional.of(LocalDate.of(1960, 5, 4)),
        insuredRegion,
        "390",
        Care.INPATIENT,
        dates,
        List.of("I63.9"),
        "",
        "",
        "",
        Referral.NONE,
        false,
        new Bill(billFen, 0, 0, 0),
        List.of(),
        Optional.empty(),
        0,
        0,
        OwnFacts.NONE);
  }

  SettleOrder order(String request, PersonDocument person, Claim claim) {
    return new SettleOrder(
        new RequestKey(claim.key().hospitalId(), request),
        content("claim.bill.total_fen", Long.toString(claim.bill().totalFen())),
        person,
        claim,
        stamp(request),
        "caller",
        () -> true);
  }

  Stamp stamp(String request) {
    return new Stamp(settlementIds.next(NOW), request, NOW, POSTING_DATE);
  }

  /** What a stage ends with, or the failure itself. */
  static SettleResult now(CompletionStage<SettleResult> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException known ? known : e;
    }
  }

  SettleResult settle(SettleOrder order) {
    return now(store.settle(order, standing -> settler.settle(order.claim(), standing), codec));
  }

  /** Settles 10,000 yuan under a new id and encounter; answers the settlement's id. */
  String settled(PersonDocument person) {
    SettleOrder order = order(next("R"), person, claim(next("E"), 1_000_000));
    settle(order);
    return order.stamp().id();
  }

  ReverseResult reverse(String request, String settlementId) {
    return store.reverse(
        new ReverseOrder(
            new RequestKey(HOSPITAL, request),
            content("settlement_id", settlementId),
            settlementId,
            stamp(request),
            Counter.of("op2"),
            "错误",
            "caller",
            IncludedBy.NOTHING),
        codec);
  }

  byte[] undo(String request) {
    return ((UndoResult.Recorded) undoResult(request)).reply();
  }

  UndoResult undoResult(String request) {
    return store.undo(
        new UndoOrder(
            new RequestKey(HOSPITAL, request),
            stamp(request),
            Counter.of("op2"),
            "超时",
            "caller",
            IncludedBy.NOTHING),
        codec);
  }

  long usedFen(PersonDocument person, String account) {
    return standing(person).usageOf(account, 2016).usedFen();
  }

  /** What is known on the last day of every claim of this scene. */
  Standing standing(PersonDocument person) {
    return store.standing(person, HOSPITAL, DISCHARGE);
  }

  static String text(byte[] reply) {
    return new String(reply, StandardCharsets.UTF_8);
  }

  /** Writes answers that a test can read. */
  private static final class TextCodec implements ReplyCodec {
    @Override
    public byte[] settled(Decision decision, Stamp stamp) {
      String text =
          decision instanceof Decision.Settled settled
              ? "settled "
                  + stamp.id()
                  + " patient "
                  + settled.settlement().waterfall().patientShareFen()
              : "refused " + ((Decision.Refused) decision).refusal().reason();
      return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] reversed(
        byte[] settledReply,
        Stamp stamp,
        List<AccountUse> restored,
        List<String> couldNowDiffer,
        Corrected corrected,
        List<Cancelled> cancelled) {
      StringBuilder text =
          new StringBuilder("reversed " + stamp.id() + " of " + text(settledReply));
      restored.forEach(
          use ->
              text.append(' ')
                  .append(use.account())
                  .append(use.addedFen())
                  .append('@')
                  .append(use.beforeFen()));
      return text.append(" differ ")
          .append(couldNowDiffer)
          .toString()
          .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] undone(UndoFinding finding, Optional<byte[]> reversedReply) {
      return (finding + reversedReply.map(reply -> " " + text(reply)).orElse(""))
          .getBytes(StandardCharsets.UTF_8);
    }
  }
}
