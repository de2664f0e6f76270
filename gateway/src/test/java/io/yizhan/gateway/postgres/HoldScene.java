package io.yizhan.gateway.postgres;

import io.yizhan.auditor.LedgerAuditor;
import io.yizhan.claim.Claim;
import io.yizhan.gateway.desk.Counter;
import io.yizhan.gateway.desk.HoldStore.HoldCodec;
import io.yizhan.gateway.desk.HoldStore.HoldOrder;
import io.yizhan.gateway.desk.HoldStore.HoldResult;
import io.yizhan.gateway.desk.HoldStore.ReleaseOrder;
import io.yizhan.gateway.desk.HoldStore.ReleaseResult;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.PutRight;
import io.yizhan.gateway.desk.RegistryStore;
import io.yizhan.gateway.desk.RegistryStore.HouseholdMembership;
import io.yizhan.gateway.desk.ReplyCodec;
import io.yizhan.gateway.desk.RequestContent;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.SettlementStore.NamedQuote;
import io.yizhan.gateway.desk.SettlementStore.ReverseOrder;
import io.yizhan.gateway.desk.SettlementStore.ReverseResult;
import io.yizhan.gateway.desk.SettlementStore.SettleOrder;
import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import io.yizhan.gateway.desk.Stamp;
import io.yizhan.gateway.policyfile.YamlPolicy;
import io.yizhan.policy.IncludedBy;
import io.yizhan.policy.PolicyCompiler;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.settlement.AccountUse;
import io.yizhan.settlement.Decision;
import io.yizhan.settlement.Settler;
import io.yizhan.settlement.Standing;
import io.yizhan.settlement.Waterfall.Column;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/**
 * A county whose aid counts against a person's and a household's cap, with a deductible of the year
 * and a finite fund behind it; and two gateways' stores on one database.
 */
final class HoldScene implements AutoCloseable {
  static final String FUND = "holdtown_gift";
  static final String SELF = "holdtown/SELF";
  static final String HOME = "holdtown/HOME";
  static final long SELF_CAP_FEN = 2_000_000;
  static final long HOME_CAP_FEN = 3_000_000;
  static final long DEDUCTIBLE_FEN = 100_000;

  private static final String POLICY =
      """
      policy: holdtown 预留县
      regions: [4101 郑州市]
      in_force: 2016-01-01 ..
      chosen_by: {inpatient: discharge}
      benefit_year: 01-01
      rounding: half-up 0.01 each_claim
      sources:
        X: {title: 预留县医疗救助办法, read_in: 例, checked_on: 2026-11-22}
      identities: [dibao 低保]
      accounts:
        BASE 起付累计: {adds: aid.base, of: person, per: year}
        SELF 个人救助累计: {adds: aid.paid, of: person, per: year}
        HOME 家庭救助累计: {adds: aid.paid, of: household, per: year}
        GIFT 慈善资金: {adds: gift.paid, of: fund, per: life, if_short: part}
      layers:
      - layer: basic 基本医保
        fund: 390100
        stage: insurance
        counts: in
        columns: [就医类型, 比例, 依据]
        rows:
        - [住院, 50%, X]
        otherwise: refuse
        fills: in
        cap: unlimited
      - layer: aid 医疗救助
        fund: 610100
        stage: aid
        counts: in.left
        over: BASE
        threshold: 1000
        columns: [对象, 比例, 限额 SELF, 限额 HOME, 依据]
        rows:
        - [低保, 70%, 2万, 3万, X]
        otherwise: none
      - layer: gift 慈善救助
        fund: holdtown_gift
        stage: aid
        counts: in.left
        columns: [对象, 比例, 依据]
        rows:
        - [低保, 50%, X]
        otherwise: none
        cap GIFT: available
      """;

  private static final PolicyPlan PLAN = plan();

  final TestDatabase database = TestDatabase.create();
  final StoreScene scene = new StoreScene(database);
  final Settler settler = new Settler((insured, county, care, dates) -> PLAN);
  private final PostgresStores second =
      PostgresStores.open(database.settings(), database.secrets());

  private static PolicyPlan plan() {
    var read = new YamlPolicy().read("holdtown.yaml", POLICY);
    var compiled =
        PolicyCompiler.compile(
            new PolicyCompiler.Published(
                read.table().orElseThrow(() -> new IllegalStateException(read.toString())), "sha"));
    return compiled.plan().orElseThrow(() -> new IllegalStateException(compiled.toString()));
  }

  /** One of the two gateways. */
  PostgresStores stores(int which) {
    return which % 2 == 0 ? database.stores() : second;
  }

  void fundMoney(long fen) {
    String id = scene.next("fund");
    scene
        .registry()
        .addFundMoney(
            new RegistryStore.FundMoneyEntry(
                new RequestKey("office", id), StoreScene.content("x", id), FUND, 0, fen),
            "office",
            StoreScene.NOW);
  }

  /** Somebody of the household; of none where the code is empty. */
  PersonDocument member(String number, String household) {
    PersonDocument person = scene.member(number, 0);
    if (!household.isEmpty()) {
      joins(person, household);
    }
    return person;
  }

  void joins(PersonDocument person, String household) {
    var kept =
        scene
            .registry()
            .putPerson(
                new RegistryStore.PersonRecord(
                    List.of(person),
                    "",
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(
                        new HouseholdMembership(
                            StoreScene.COUNTY,
                            household,
                            StoreScene.START,
                            Optional.of(StoreScene.END)))),
                PutRight.ANY,
                "office",
                StoreScene.NOW);
    if (!(kept instanceof RegistryStore.PutPersonResult.Kept)) {
      throw new IllegalStateException("the household must be kept: " + kept);
    }
  }

  private static RequestContent claimContent(PersonDocument person, Claim claim) {
    return new RequestContent(
        List.of(
            new RequestContent.Field("claim.person_document.number", person.number()),
            new RequestContent.Field("claim.encounter_id", claim.key().encounterId()),
            new RequestContent.Field(
                "claim.bill.total_fen", Long.toString(claim.bill().totalFen()))));
  }

  HoldResult hold(int which, String request, PersonDocument person, Claim claim, int seconds) {
    RequestContent content = claimContent(person, claim);
    return stores(which)
        .holds()
        .hold(
            new HoldOrder(
                key(request),
                new RequestContent(
                    List.of(
                        content.fields().get(0),
                        content.fields().get(1),
                        content.fields().get(2),
                        new RequestContent.Field("seconds", Integer.toString(seconds)))),
                content,
                person,
                claim,
                seconds,
                "caller",
                StoreScene.NOW),
            standing -> settler.settle(claim, standing),
            HOLD_CODEC);
  }

  ReleaseResult release(int which, String request) {
    return stores(which).holds().release(new ReleaseOrder(key(request), "caller", StoreScene.NOW));
  }

  static RequestKey key(String request) {
    return new RequestKey(StoreScene.HOSPITAL, request);
  }

  /** A settle order that names a hold, or none. */
  SettleOrder order(String request, PersonDocument person, Claim claim, Optional<String> hold) {
    SettleOrder plain = scene.order(request, person, claim);
    return new SettleOrder(
        plain.key(),
        plain.content(),
        person,
        claim,
        hold.map(name -> new NamedQuote(name, claimContent(person, claim))),
        plain.stamp(),
        "caller",
        () -> true,
        Optional.empty());
  }

  SettleResult settle(
      int which, String request, PersonDocument person, Claim claim, Optional<String> hold) {
    return settle(which, order(request, person, claim, hold));
  }

  SettleResult settle(int which, SettleOrder order) {
    return StoreScene.now(
        stores(which)
            .settlements()
            .settle(order, standing -> settler.settle(order.claim(), standing), new Codec()));
  }

  ReverseResult reverse(int which, String request, String settlementId) {
    return stores(which)
        .settlements()
        .reverse(
            new ReverseOrder(
                key(request),
                StoreScene.content("settlement_id", settlementId),
                settlementId,
                scene.stamp(request),
                Counter.of("op2"),
                "错误",
                "caller",
                IncludedBy.NOTHING),
            new Codec());
  }

  /** Lets time pass for all holds: what the database has written moves into its past. */
  void pass(int seconds) {
    String back = " - interval '" + seconds + " seconds'";
    execute(
        "UPDATE hold SET hold_time = hold_time" + back + ", expire_time = expire_time" + back,
        "UPDATE account_hold SET expire_time = expire_time" + back,
        "UPDATE fund_hold SET expire_time = expire_time" + back,
        "UPDATE account SET held_until = held_until" + back);
  }

  void execute(String... statements) {
    try (Connection connection = database.stores().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String sql : statements) {
        statement.execute(sql);
      }
      connection.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What is wrong with the books: nothing. */
  List<String> audit() {
    try (Connection connection = database.stores().dataSource().getConnection()) {
      return LedgerAuditor.findings(connection);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The live holds of everybody together, fen of a fund. */
  long heldOfFund() {
    return database.number(
        "SELECT coalesce(sum(held_fen), 0) FROM fund_hold WHERE expire_time > now()");
  }

  static String text(HoldResult result) {
    return result instanceof HoldResult.Recorded recorded
        ? StoreScene.text(recorded.reply())
        : result.toString();
  }

  static String text(SettleResult result) {
    return result instanceof SettleResult.Recorded recorded
        ? StoreScene.text(recorded.reply())
        : result.toString();
  }

  private static final HoldCodec HOLD_CODEC =
      (decision, until) ->
          bytes(until.isPresent() ? "held " + amounts(decision) : amounts(decision));

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** What aid and the fund pay, or why nobody does. */
  static String amounts(Decision decision) {
    if (decision instanceof Decision.Settled settled) {
      var waterfall = settled.settlement().waterfall();
      return "aid "
          + waterfall.of(1, Column.PAID)
          + " gift "
          + waterfall.of(2, Column.PAID)
          + " patient "
          + waterfall.patientShareFen();
    }
    return "refused " + ((Decision.Refused) decision).refusal().reason();
  }

  private static final class Codec implements ReplyCodec {
    @Override
    public byte[] settled(Decision decision, Stamp stamp) {
      return bytes(amounts(decision));
    }

    @Override
    public byte[] reversed(
        byte[] settledReply,
        Stamp stamp,
        List<AccountUse> restored,
        List<String> couldNowDiffer,
        Corrected corrected,
        List<Cancelled> cancelled) {
      return bytes("reversed " + StoreScene.text(settledReply));
    }

    @Override
    public byte[] undone(UndoFinding finding, Optional<byte[]> reversedReply) {
      return bytes(finding.toString());
    }
  }

  Standing standing(PersonDocument person) {
    return scene.standing(person);
  }

  @Override
  public void close() {
    second.close();
    database.close();
  }
}
