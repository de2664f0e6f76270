package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.yizhan.claim.Claim;
import io.yizhan.claim.ClaimKey;
import io.yizhan.claim.FundAmount;
import io.yizhan.claim.InsurerSettlement;
import io.yizhan.claim.ServiceDates;
import io.yizhan.gateway.desk.IdSource;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.PlanBook;
import io.yizhan.gateway.desk.PutRight;
import io.yizhan.gateway.desk.Readjudication;
import io.yizhan.gateway.desk.ReadjudicationStore.BookResult;
import io.yizhan.gateway.desk.RegistryStore.HouseholdMembership;
import io.yizhan.gateway.desk.RegistryStore.PersonRecord;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.RosterStore.JoinOrder;
import io.yizhan.gateway.desk.RosterStore.JoinResult;
import io.yizhan.gateway.desk.SettlementStore.ReverseResult;
import io.yizhan.gateway.desk.SettlementStore.SettleOrder;
import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import io.yizhan.gateway.desk.Stamp;
import io.yizhan.ledger.JournalEntry;
import io.yizhan.ledger.Posting;
import io.yizhan.settlement.AccountUse;
import io.yizhan.settlement.Decision;
import io.yizhan.settlement.Settlement;
import io.yizhan.settlement.Settler;
import io.yizhan.settlement.Standing;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * A family of two and a third person, two of them with two records, whose past changes at random:
 * claims in any order of dates, reversals, identities granted and ended in arrears, insurer's
 * corrections, policies published for past dates, records that are joined. Beside the store it
 * keeps, in maps, what stands; and decides it afresh by itself.
 */
final class ChangingPast {
  private static final String POLICY =
      """
      policy: pot 测试政策
      regions: [410105 金水区]
      in_force: 2016-01-01 ..
      chosen_by: {inpatient: discharge}
      benefit_year: 01-01
      rounding: half-up 0.01 each_claim
      order_of_claims: :order
      sources:
        T: {title: 测试, read_in: 测试, checked_on: 2026-11-28}
      identities: [dibao 低保, tekun 特困]
      accounts:
        DED 起付累计: {adds: basic.deductible, of: person, per: year}
        OWN 个人救助累计: {adds: aid.paid, of: person, per: year}
        FAM 家庭救助累计: {adds: aid.paid, of: household, per: year}
        GIFT 慈善资金: {adds: gift.paid, of: fund, per: life, if_short: part}
      layers:
      - layer: basic 基本医保
        fund: 390100
        stage: insurance
        counts: in
        over: DED
        threshold: 500
        rate: :basic
        cap: unlimited
        otherwise: none
        cite: T
      - layer: aid 医疗救助
        fund: 610100
        stage: aid
        counts: in.left
        columns: [对象, 比例, 限额 OWN, 限额 FAM, 依据]
        rows:
        - [低保, :dibao, 4000, 6000, T]
        - [特困, 100%, 9000, 9000, T]
        otherwise: none
      - layer: gift 慈善
        fund: pot_gift
        stage: aid
        needs: grant 慈善核准
        counts: grant
        rate: 100%
        fills: [in]
        cap GIFT: available
        cite: T
        otherwise: none
      """;

  private static final int DAYS = 360;
  private static final int JOINS_MAX = 3;

  /** The last two records have the household and the grant ids of the first and the third. */
  private static final int[] LIKE = {0, 1, 2, 0, 2};

  private final TestDatabase database;
  private final StoreScene scene;
  private final ReadjudicationScene past;
  private final Random random;
  private final boolean byService;
  private final List<PersonDocument> persons = new ArrayList<>();
  private final Map<PersonDocument, List<Standing.Identity>> identities = new java.util.HashMap<>();
  private final List<Settled> standing = new ArrayList<>();
  private final String name;
  private PlanBook book;
  private final IdSource ids = new IdSource(new SecureRandom());
  private int bookings;
  private int joins;
  private int millis;

  /** A claim as it stands, in the order in which it was settled. */
  private record Settled(String id, PersonDocument person, Claim claim) {}

  ChangingPast(TestDatabase database, StoreScene scene, long seed, boolean byService) {
    this.database = database;
    this.scene = scene;
    this.past = new ReadjudicationScene(database, scene);
    this.random = new Random(seed);
    this.byService = byService;
    this.name = "past-" + seed + (byService ? "-service" : "-arrival");
    this.book = book(70, 70);
    for (int i = 0; i < LIKE.length; i++) {
      PersonDocument person = StoreScene.document(name + "-" + i);
      HouseholdMembership family =
          new HouseholdMembership(
              StoreScene.COUNTY, name, StoreScene.START, Optional.of(StoreScene.END));
      scene
          .registry()
          .putPerson(
              new PersonRecord(
                  List.of(person),
                  "",
                  List.of(),
                  List.of(),
                  List.of(
                      new Standing.Grant(
                          name + "-G" + LIKE[i],
                          "pot_gift",
                          30_000,
                          0,
                          StoreScene.START,
                          StoreScene.END)),
                  LIKE[i] < 2 ? List.of(family) : List.of()),
              PutRight.ANY,
              "office",
              StoreScene.NOW);
      persons.add(person);
      identities.put(person, new ArrayList<>());
    }
  }

  private PlanBook book(int basicPercent, int dibaoPercent) {
    return ReadjudicationScene.book(
        POLICY
            .replace(":order", byService ? "service" : "arrival")
            .replace(":basic", basicPercent + "%")
            .replace(":dibao", dibaoPercent + "%"));
  }

  private PersonDocument person() {
    return persons.get(random.nextInt(persons.size()));
  }

  /** Something happens. */
  void step() {
    switch (random.nextInt(11)) {
      case 6 -> join();
      case 0 -> reverse();
      case 1, 2 -> changeIdentity();
      case 3 -> correctInsurer();
      case 4 -> book = book(50 + 10 * random.nextInt(4), 50 + 10 * random.nextInt(6));
      case 5 -> bookAll();
      default -> settle();
    }
  }

  private void settle() {
    PersonDocument person = person();
    LocalDate day = StoreScene.START.plusDays(random.nextInt(DAYS));
    Claim like = StoreScene.claim(scene.next("E"), 10_000 + random.nextInt(1_500_000));
    Claim claim = with(like, day, random.nextInt(3) == 0 ? supplied(like) : Optional.empty());
    SettleOrder order = later(scene.order(scene.next("R"), person, claim));
    SettleResult result =
        StoreScene.now(
            scene.store.settle(
                order, known -> new Settler(book).settle(claim, known), scene.codec));
    assertInstanceOf(SettleResult.Recorded.class, result);
    standing.add(new Settled(order.stamp().id(), person, claim));
  }

  /** Each a millisecond after the one before, so that ids tell their order. */
  private SettleOrder later(SettleOrder order) {
    Instant time = StoreScene.NOW.plusMillis(++millis);
    return new SettleOrder(
        order.key(),
        order.content(),
        order.person(),
        order.claim(),
        new Stamp(ids.next(time), order.key().requestId(), time, StoreScene.POSTING_DATE),
        order.callerId(),
        order.wanted());
  }

  private Optional<InsurerSettlement> supplied(Claim claim) {
    long fen = random.nextInt((int) claim.bill().totalFen());
    String id = "SI-" + claim.key().encounterId() + "-" + claim.key().billNumber();
    return Optional.of(new InsurerSettlement(id, List.of(new FundAmount("390100", fen)), 0));
  }

  private static Claim with(Claim like, LocalDate day, Optional<InsurerSettlement> insurer) {
    Claim dated =
        new Claim(
            new ClaimKey(like.key().hospitalId(), like.key().encounterId(), "1"),
            like.desk(),
            like.interim(),
            like.birthDate(),
            like.insuredRegion(),
            like.insuredScheme(),
            like.care(),
            new ServiceDates(day, day),
            like.diagnoses(),
            "",
            "",
            "",
            like.referral(),
            false,
            like.bill(),
            List.of(),
            Optional.empty(),
            0,
            0,
            like.facts());
    return insurer.map(dated::withInsurer).orElse(dated);
  }

  private void reverse() {
    if (!standing.isEmpty()) {
      Settled gone = standing.remove(random.nextInt(standing.size()));
      assertInstanceOf(ReverseResult.Recorded.class, scene.reverse(scene.next("V"), gone.id()));
    }
  }

  /** Grants an identity from a day on, or ends one on another. */
  private void changeIdentity() {
    PersonDocument person = person();
    String category = random.nextInt(3) == 0 ? "tekun" : "dibao";
    Standing.Identity changed =
        new Standing.Identity(
            category,
            StoreScene.COUNTY,
            StoreScene.START,
            Optional.of(StoreScene.START.plusDays(random.nextInt(DAYS))),
            "office");
    List<Standing.Identity> held = identities.getOrDefault(person, new ArrayList<>());
    held.removeIf(identity -> identity.category().equals(category));
    held.add(changed);
    past.keep(person, changed);
  }

  /** Joins two records of which no more than two were ever joined: somebody else must be left. */
  private void join() {
    PersonDocument kept = person();
    PersonDocument gone = person();
    if (joins < JOINS_MAX && !personId(kept).equals(personId(gone))) {
      String request = scene.next("J");
      assertInstanceOf(
          JoinResult.Joined.class,
          database
              .stores()
              .roster()
              .join(
                  new JoinOrder(
                      new RequestKey("office", request),
                      StoreScene.content("x", request),
                      kept,
                      gone,
                      "同一人",
                      "office",
                      List.of()),
                  StoreScene.NOW));
      joins++;
    }
  }

  private String personId(PersonDocument person) {
    return known(person, StoreScene.DISCHARGE).personId();
  }

  private void correctInsurer() {
    for (int i = 0; i < standing.size(); i++) {
      Settled settled = standing.get(i);
      if (settled.claim().insurer().isPresent() && random.nextInt(4) == 0) {
        InsurerSettlement now = supplied(settled.claim()).orElseThrow();
        standing.set(
            i, new Settled(settled.id(), settled.person(), settled.claim().withInsurer(now)));
        past.book = book;
        Readjudication preview = past.preview(settled.person(), Map.of(settled.id(), now));
        assertInstanceOf(
            BookResult.Recorded.class,
            past.book(
                settled.person(), preview.sha256(), Map.of(settled.id(), now), scene.next("B")));
        return;
      }
    }
  }

  /** Books until nothing changes any more; each circle once, and then nothing is left. */
  void bookAll() {
    past.book = book;
    for (PersonDocument person : persons) {
      past.booked(person);
    }
    bookings++;
    assertEquals(String.join("\n", afresh()), String.join("\n", booked()), name);
    assertOwed();
  }

  int bookings() {
    return bookings;
  }

  /** How many corrections are of what was settled for records that were joined since. */
  int correctedOfJoined() {
    return Integer.parseInt(
        database
            .rows(
                "SELECT count(*) FROM settlement JOIN record_now n ON n.record_id = person_id"
                    + " WHERE kind = 'C' AND used_by <> '' AND now_id IN ('"
                    + String.join("','", personIds())
                    + "')")
            .get(0));
  }

  private Standing known(PersonDocument person, LocalDate day) {
    return scene.store.standing(person, StoreScene.HOSPITAL, day);
  }

  /** What the books would say, decided with nothing but a settler and a map. */
  private List<String> afresh() {
    List<Settled> order = new ArrayList<>(standing);
    if (byService) {
      order.sort(Comparator.comparing(settled -> settled.claim().dates().last()));
    }
    Map<String, Long> totals = new TreeMap<>();
    // Two circles: the family's order and the third person's do not meet but at the fund, which is
    // never short here.
    for (Settled settled : order) {
      Standing today = known(settled.person(), settled.claim().dates().last());
      Map<String, Long> soFar = Map.copyOf(totals);
      List<Standing.Usage> usage = new ArrayList<>();
      soFar.forEach((key, fen) -> addUsage(usage, key, fen, today));
      List<Standing.Grant> grants =
          today.grants().stream()
              .map(
                  grant ->
                      new Standing.Grant(
                          grant.grantId(),
                          grant.fund(),
                          grant.amountFen(),
                          soFar.getOrDefault(grantKey(today, grant.grantId()), 0L),
                          grant.from(),
                          grant.to()))
              .toList();
      Decision decision =
          new Settler(book)
              .settle(
                  settled.claim(),
                  new Standing(
                      today.personId(),
                      today.householdId(),
                      today.hospital(),
                      today.identities(),
                      today.approvals(),
                      grants,
                      usage,
                      today.funds()));
      Settlement fresh = assertInstanceOf(Decision.Settled.class, decision).settlement();
      for (AccountUse use : fresh.uses()) {
        String owner = use.ofHousehold() ? today.householdId() : today.personId();
        totals.merge(
            "use|" + owner + "|" + use.account() + "|" + use.benefitYear(),
            use.addedFen(),
            Math::addExact);
      }
      fresh
          .grantDraws()
          .forEach(
              draw ->
                  totals.merge(grantKey(today, draw.grantId()), draw.drawnFen(), Math::addExact));
      for (Posting posting : JournalEntry.of(fresh).postings()) {
        if (posting.account().startsWith("fund:") || posting.account().equals("patient")) {
          totals.merge(
              "line|" + today.personId() + "|" + posting.account(),
              posting.amountFen(),
              Math::addExact);
        }
      }
    }
    totals.values().removeIf(fen -> fen == 0);
    return totals.entrySet().stream().map(each -> each.getKey() + "=" + each.getValue()).toList();
  }

  private static String grantKey(Standing of, String grantId) {
    return "grant|" + of.personId() + "|" + grantId;
  }

  private static void addUsage(List<Standing.Usage> usage, String key, long fen, Standing today) {
    String[] parts = key.split("\\|");
    if (parts[0].equals("use")) {
      boolean ofHousehold = parts[1].equals(today.householdId());
      if (ofHousehold || parts[1].equals(today.personId())) {
        usage.add(new Standing.Usage(ofHousehold, parts[2], Integer.parseInt(parts[3]), fen, 0));
      }
    }
  }

  /** The same of the books, with SQL alone. */
  private List<String> booked() {
    String ids = "'" + String.join("','", personIds()) + "'";
    return database.rows(
        "SELECT key || '=' || fen FROM ("
            + "SELECT 'use|' || account_id || '|' || account_code || '|' || benefit_year AS key,"
            + " used_fen AS fen FROM account_usage WHERE account_id IN ("
            + ids
            + ") OR account_id IN (SELECT household_id FROM household_member WHERE person_id IN ("
            + ids
            + ")) UNION ALL SELECT 'grant|' || person_id || '|' || grant_id, drawn_fen FROM charity_grant"
            + " WHERE person_id IN ("
            + ids
            + ") UNION ALL SELECT 'line|' || now_id || '|' || account, sum(amount_fen)"
            + " FROM posting JOIN settlement s USING (bucket, settlement_id)"
            + " JOIN record_now n ON n.record_id = s.person_id WHERE now_id IN ("
            + ids
            + ") AND (account LIKE 'fund:%' OR account = 'patient') GROUP BY 1) t"
            + " WHERE fen <> 0 ORDER BY key COLLATE \"C\"");
  }

  private List<String> personIds() {
    return persons.stream().map(this::personId).distinct().toList();
  }

  /** What persons get and owe of what stands is what corrections moved between funds and them. */
  private void assertOwed() {
    String ids =
        "SELECT record_id FROM record_now WHERE now_id IN ('"
            + String.join("','", personIds())
            + "')";
    assertEquals(
        database.rows(
            "SELECT person_id, settlement_id, sum(CASE kind WHEN 'SUPPLEMENT' THEN amount_fen"
                + " WHEN 'CLAW_BACK' THEN - amount_fen END) FROM receivable WHERE person_id IN ("
                + ids
                + ") GROUP BY 1, 2 HAVING sum(CASE kind WHEN 'SUPPLEMENT' THEN amount_fen"
                + " WHEN 'CLAW_BACK' THEN - amount_fen END) <> 0 ORDER BY 2"),
        database.rows(
            "SELECT c.person_id, c.corrects, sum(p.amount_fen) FROM settlement c"
                + " JOIN posting p USING (bucket, settlement_id) WHERE c.kind = 'C'"
                + " AND p.account LIKE 'fund:%' AND p.account NOT LIKE '%/by-insurer'"
                + " AND c.person_id IN ("
                + ids
                + ") GROUP BY 1, 2 HAVING sum(p.amount_fen) <> 0 ORDER BY 2"),
        name);
  }
}
