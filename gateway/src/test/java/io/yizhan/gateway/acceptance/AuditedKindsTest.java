package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.conformance.Misbehaviour;
import io.yizhan.gateway.desk.SettlementDesk;
import io.yizhan.proto.v1.BookReadjudicationRequest;
import io.yizhan.proto.v1.EndProvisionalRequest;
import io.yizhan.proto.v1.HouseholdMembership;
import io.yizhan.proto.v1.Person;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PreviewReadjudicationRequest;
import io.yizhan.proto.v1.Provisional;
import io.yizhan.proto.v1.ProvisionalState;
import io.yizhan.proto.v1.QuoteSettlementRequest;
import io.yizhan.proto.v1.Readjudication;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.Settlement;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The audit decides again what an insurer answered or was away for, what was given on a promise and
 * taken back, and what a household's cap cut; in each it names a difference that was planted.
 */
class AuditedKindsTest {
  private static final Misbehaviour SILENT = new Misbehaviour(0, 1_000, 0, 0, 0, 0, 0, 0);

  static final String KIN_COUNTY = "420202";
  static final String KIN =
      """
      policy: kin 家庭示例
      regions: [4202 示例二市]
      in_force: 2016-01-01 ..
      chosen_by: {住院: discharge}
      benefit_year: 01-01
      rounding: half-up 0.01 each_claim
      assumed: {chosen_by: 示例, benefit_year: 示例, rounding: 示例, in_force: 示例}
      sources: {D: {title: 示例办法, read_in: 示例 2026-01-02, checked_on: 2026-11-22}}
      identities: [dibao 低保]
      accounts:
        POT 家庭救助累计: {adds: aid.paid, of: household, per: year}
      layers:
      - layer: residents 居民医保
        fund: 390100
        stage: insurance
        when: {care: 住院}
        counts: in
        rate: 60%
        cap: unlimited
        otherwise: none
        cite: D 第一条
      - layer: aid 医疗救助
        fund: 610100
        stage: aid
        when: {care: 住院}
        counts: in.left
        columns: [对象, 比例, 限额 POT, 依据]
        rows:
        - [低保, 70%, 0.3万, D 第三条]
        otherwise: none
      """;

  private static void assertAllOf(House house, long entries) {
    Audited audited = Audited.of(house);
    assertTrue(audited.saysAllOf(entries), () -> audited.summary() + " " + audited.named());
    assertEquals(List.of(), house.audit());
  }

  /** One fen more on the first line of an entry and less on the last, and back. */
  private static Set<String> movedOneFen(House house, String id) {
    String move =
        "UPDATE settlement SET line_fen[1] = line_fen[1] %s 1,"
            + " line_fen[cardinality(line_fen)] = line_fen[cardinality(line_fen)] %s 1"
            + " WHERE settlement_id = '"
            + id
            + "'";
    return Audited.damaged(house, String.format(move, "+", "-"), String.format(move, "-", "+"));
  }

  /** What stands in the stored inputs of an entry is another text, and back. */
  private static Set<String> otherInputs(House house, String id, String was, String is) {
    String replace =
        "UPDATE settlement SET inputs = replace(inputs::text, '%s', '%s')::json"
            + " WHERE settlement_id = '"
            + id
            + "' AND inputs::text LIKE '%%%s%%'";
    return Audited.damaged(
        house, String.format(replace, was, is, was), String.format(replace, is, was, is));
  }

  private static String onlyId(House house, String kind) {
    return house
        .database()
        .rows("SELECT settlement_id FROM settlement WHERE kind = '" + kind + "'")
        .get(0);
  }

  @Test
  void asked_whatTheInsurerAnswered_isDecidedAgainWithoutIt() {
    try (AskedWorld asked = AskedWorld.open()) {
      House house = asked.house();
      Settlement settled =
          house.settle(
              Claims.request(
                  "R1", AskedWorld.stay(asked.member(1), "E-1", AskedWorld.RESIDENTS, 1_000_000)));
      AskedWorld.await(() -> asked.legs().getOrDefault("CONFIRMED", 0L) == 1);
      assertAllOf(house, 1);
      String id = settled.getSettlementId();
      long answered = House.paid(settled, "residents");
      assertTrue(answered > 0, "the insurer must have answered an amount");
      Set<String> named =
          otherInputs(house, id, String.valueOf(answered), String.valueOf(answered + 100));
      assertTrue(named.contains("AMOUNT " + id + " patient_share_fen"), named::toString);
      assertTrue(
          named.stream().anyMatch(each -> each.startsWith("LINE " + id + " fund:390100@420102")),
          named::toString);
    }
  }

  @Test
  void away_computedAndTruedUp_isDecidedAgainBothTimes() {
    try (AskedWorld asked = AskedWorld.open()) {
      House house = asked.house();
      PersonDocument person = asked.member(2);
      asked.insurer().become(SILENT);
      Settlement settled =
          house
              .client()
              .settlements(house.world().token())
              .withDeadlineAfter(1_500, TimeUnit.MILLISECONDS)
              .settleClaim(
                  Claims.request(
                      "R2", AskedWorld.stay(person, "E-2", AskedWorld.APPRENTICES, 1_000_000)))
              .getSettlement();
      assertAllOf(house, 1);
      asked.insurer().become(Misbehaviour.NONE);
      AskedWorld.await(() -> asked.legs().getOrDefault("TRUE_UP", 0L) == 1);
      book(house, person);
      assertAllOf(house, 2);
      Set<String> named = movedOneFen(house, onlyId(house, "C"));
      assertTrue(
          named.stream().anyMatch(each -> each.startsWith("LINE " + onlyId(house, "C"))),
          named::toString);
      named = otherInputs(house, settled.getSettlementId(), "AWAY", "ASKED");
      assertTrue(
          named.stream().allMatch(each -> each.contains(settled.getSettlementId()))
              && !named.isEmpty(),
          named::toString);
    }
  }

  private static void book(House house, PersonDocument person) {
    var desk = house.client().readjudications(house.world().operatorToken());
    Readjudication preview =
        desk.previewReadjudication(
                PreviewReadjudicationRequest.newBuilder().setPersonDocument(person).build())
            .getReadjudications(0);
    desk.bookReadjudication(
        BookReadjudicationRequest.newBuilder()
            .setRequestId("book")
            .setPersonDocument(person)
            .setPreviewSha256(preview.getPreviewSha256())
            .setAccountingPeriod(
                YearMonth.from(LocalDate.now(SettlementDesk.CIVIL_ZONE)).toString())
            .setOperatorId("clerk-1")
            .setReason("医保补正")
            .build());
  }

  @Test
  void promise_keptAndBroken_isDecidedAgainAndWhatWasTakenBackToo() {
    try (House house = House.open()) {
      Binhai binhai = new Binhai(house);
      PersonDocument person = Invented.person(20_001);
      Provisional approved = binhai.approve(person);
      Settlement first = binhai.settle(0, person, 1_500_000, 500_000);
      Settlement second = binhai.settle(1, person, 400_000, 0);
      assertTrue(first.getProvisional().getDrawnFen() > 0);
      assertAllOf(house, 2);
      String id = second.getSettlementId();
      assertEquals(
          new TreeSet<>(List.of("DECISION " + id + " inputs")),
          otherInputs(house, id, "provisional", "civil_affairs"),
          "what nobody can read is no reason to pass it over");
      Set<String> named = otherInputs(house, id, ":\"provisional\"", ":\"civil_affairs\"");
      assertTrue(named.stream().anyMatch(each -> each.startsWith("REPLY " + id)), named::toString);
      house
          .client()
          .provisionals(binhai.office())
          .endProvisional(
              EndProvisionalRequest.newBuilder()
                  .setRequestId("end")
                  .setProvisionalId(approved.getProvisionalId())
                  .setEnding(ProvisionalState.PROVISIONAL_STATE_FALSE_STATEMENT)
                  .setEndDate(Claims.date("2023-04-10"))
                  .setReportNumber("HD-2023-9")
                  .setReason("收入不实")
                  .build());
      reverse(house, binhai, second);
      assertAllOf(house, 5);
      String setByHand = onlyId(house, "C");
      named = movedOneFen(house, setByHand);
      assertTrue(
          named.stream().anyMatch(each -> each.startsWith("LINE " + setByHand)), named::toString);
      String more =
          "UPDATE settlement SET patient_share_fen = patient_share_fen %s 1, paid_fen = paid_fen %s 1"
              + " WHERE settlement_id = '"
              + setByHand
              + "'";
      named = Audited.damaged(house, String.format(more, "+", "-"), String.format(more, "-", "+"));
      assertTrue(named.contains("AMOUNT " + setByHand + " patient_share_fen"), named::toString);
    }
  }

  private static void reverse(House house, Binhai binhai, Settlement settlement) {
    house
        .client()
        .settlements(binhai.hospitalToken(1))
        .reverseSettlement(
            ReverseSettlementRequest.newBuilder()
                .setRequestId("reverse")
                .setHospitalId(Binhai.HOSPITALS[1])
                .setSettlementId(settlement.getSettlementId())
                .setOperatorId("cashier-1")
                .build());
  }

  @Test
  void entries_damagedSoThatTheyCannotBeReadOrAddedUp_areNamedAndHideNoOther() {
    try (House house = House.open()) {
      openKin(house);
      List<String> ids = new ArrayList<>();
      for (int number = 31; number <= 33; number++) {
        ids.add(settleKin(house, number, 1_000_000).getSettlementId());
      }
      String damage = "UPDATE settlement SET line_fen[%d] = %s WHERE settlement_id = '%s'";
      house.execute(String.format(damage, 1, Long.MAX_VALUE, ids.get(0)));
      house.execute(String.format(damage, 2, Long.MAX_VALUE, ids.get(0)));
      house.execute(String.format(damage, 1, "NULL", ids.get(1)));
      house.execute(String.format(damage, 1, "line_fen[1] + 1", ids.get(2)));
      house.execute(
          "INSERT INTO fund (fund_code, budget_fen) VALUES ('gift', 1)",
          "INSERT INTO fund_entry (fund_code, entry_id, kind, amount_fen, caller_id, entry_time)"
              + " SELECT 'gift', n::text, 'TAKEN', 9223372036854775807, 'nobody', now()"
              + " FROM generate_series(1, 2) AS n");
      Audited audited = Audited.of(house);
      Set<String> named = audited.named();
      assertTrue(named.contains("DECISION " + ids.get(0) + " entry"), named::toString);
      assertTrue(named.contains("DECISION " + ids.get(1) + " entry"), named::toString);
      assertTrue(named.contains("LINE " + ids.get(2) + " sum of all lines"), named::toString);
      assertTrue(named.contains("TOTAL fund gift used_fen"), named::toString);
      assertEquals(3, audited.entries());
    }
  }

  private static Settlement settleKin(House house, int number, long fen) {
    return house.settle(
        Claims.request(
            "K-" + number,
            Claims.stay(World.HOSPITAL, Invented.person(number), "E-" + number, "2016-08-09", fen)
                .setInsuredRegionCode(KIN_COUNTY)));
  }

  private static void openKin(House house) {
    house.world().publish(house.client(), "kin.yaml", KIN);
    for (int number = 31; number <= 33; number++) {
      house
          .world()
          .put(
              house.client(),
              Person.newBuilder()
                  .addDocuments(Invented.person(number))
                  .setName("示例人员")
                  .addIdentities(World.identity("dibao", "2014-01-01").setCountyCode(KIN_COUNTY))
                  .addHouseholds(
                      HouseholdMembership.newBuilder()
                          .setCountyCode(KIN_COUNTY)
                          .setHouseholdCode("A1")
                          .setFromDate(Claims.date("2016-01-01"))));
    }
    AskedWorld.await(
        () ->
            house
                    .client()
                    .settlements(house.world().token())
                    .quoteSettlement(
                        QuoteSettlementRequest.newBuilder()
                            .setClaim(
                                Claims.stay(
                                        World.HOSPITAL,
                                        Invented.person(31),
                                        "probe",
                                        "2016-08-09",
                                        100)
                                    .setInsuredRegionCode(KIN_COUNTY))
                            .build())
                    .getQuote()
                    .getPolicyVersionsCount()
                > 0);
  }

  @Test
  void household_whoseCapCutsTheSecond_isDecidedAgainFromOnePot() {
    try (House house = House.open()) {
      openKin(house);
      assertEquals(280_000, House.paid(settleKin(house, 31, 1_000_000), "aid"));
      Settlement cut = settleKin(house, 32, 1_000_000);
      assertEquals(20_000, House.paid(cut, "aid"));
      assertEquals(0, House.paid(settleKin(house, 33, 1_000_000), "aid"));
      assertAllOf(house, 3);
      String id = cut.getSettlementId();
      String more =
          "UPDATE settlement SET use_added_fen[1] = use_added_fen[1] %s 1 WHERE settlement_id = '"
              + id
              + "'";
      Set<String> named =
          Audited.damaged(house, String.format(more, "+"), String.format(more, "-"));
      assertTrue(named.contains("USE " + id + " household kin/POT 2016"), named::toString);
      assertTrue(named.stream().anyMatch(each -> each.startsWith("CHAIN ")), named::toString);
      assertEquals(new TreeSet<>(), Audited.of(house).named(), "mended");
    }
  }
}
