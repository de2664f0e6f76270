package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.Claim;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.Readjudication;
import io.yizhan.proto.v1.Refusal;
import io.yizhan.proto.v1.Settlement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Stays that are not simple, as their policies' words have them; every amount worked by hand. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StaysTest {
  private static final String LONG_AGO = "2023-01-01";

  @SuppressWarnings("NullAway.Init")
  private House house;

  @SuppressWarnings("NullAway.Init")
  private StayWorld stays;

  @BeforeAll
  void open() {
    house = House.open();
    stays = new StayWorld(house);
  }

  @AfterEach
  void booksAreRight() {
    assertEquals(List.of(), house.audit());
  }

  @AfterAll
  void close() {
    house.close();
  }

  /** 10,500: insurance (10,500 - 500) x 60 % = 6,000; of 4,500 left aid 50 % = 2,250 at most. */
  private long aidOfUsualStay(
      String county, PersonDocument person, String name, String admission, String discharge) {
    Settlement settled =
        stays.settle(StayWorld.bill(county, person, name, admission, discharge, 1_050_000));
    assertEquals(600_000, House.paid(settled, "basic"));
    long aid = House.paid(settled, "aid");
    assertEquals(450_000 - aid, settled.getPatientShareFen());
    return aid;
  }

  @Test
  void stayOverNewYear_yearByDischarge_countsInTheNewYear() {
    String county = StayWorld.BY_DISCHARGE;
    PersonDocument person = Invented.person(1);
    stays.dibao(county, person, LONG_AGO);
    assertEquals(225_000, aidOfUsualStay(county, person, "ny-d1", "2024-06-01", "2024-06-09"));
    // The old year has 3,000 - 2,250 = 750 left, which this stay does not ask: it is 2025's.
    assertEquals(225_000, aidOfUsualStay(county, person, "ny-d2", "2024-12-20", "2025-01-01"));
    assertEquals(75_000, aidOfUsualStay(county, person, "ny-d3", "2025-02-01", "2025-02-09"));
    assertEquals(225_000, stays.used(county, person, "2024-12-31", "stays_discharge/IN"));
    assertEquals(300_000, stays.used(county, person, "2025-01-01", "stays_discharge/IN"));
  }

  @Test
  void stayOverNewYear_yearByAdmission_countsInTheOldYear() {
    String county = StayWorld.BY_ADMISSION;
    PersonDocument person = Invented.person(2);
    stays.dibao(county, person, LONG_AGO);
    assertEquals(225_000, aidOfUsualStay(county, person, "ny-a1", "2024-06-01", "2024-06-09"));
    // 2,250 asked, 750 left of the old year, in which the person was admitted.
    assertEquals(75_000, aidOfUsualStay(county, person, "ny-a2", "2024-12-31", "2025-01-10"));
    assertEquals(225_000, aidOfUsualStay(county, person, "ny-a3", "2025-02-01", "2025-02-09"));
    assertEquals(300_000, stays.used(county, person, "2024-12-31", "stays_admission/IN"));
    assertEquals(225_000, stays.used(county, person, "2025-01-01", "stays_admission/IN"));
  }

  /**
   * One stay of 300, 3,200 and 10,000 over New Year. Threshold of the stay: 300 below it; of 3,200
   * the last 200 of it, (3,200 - 200) x 60 % = 1,800; nothing of it is left, 6,000.
   */
  private List<Settlement> threeBills(String county, PersonDocument person, String stay) {
    String first = "2024-12-01";
    List<Settlement> bills =
        List.of(
            stays.settle(
                StayWorld.interim(
                    StayWorld.bill(county, person, stay, first, "2024-12-10", 30_000), "1")),
            stays.settle(
                StayWorld.interim(
                    StayWorld.bill(county, person, stay, first, "2024-12-31", 320_000), "2")),
            stays.settle(
                StayWorld.bill(county, person, stay, first, "2025-01-20", 1_000_000)
                    .setBillNumber("3")));
    assertEquals(
        List.of(0L, 180_000L, 600_000L),
        bills.stream().map(bill -> House.paid(bill, "basic")).toList());
    return bills;
  }

  private static List<Long> aids(List<Settlement> bills) {
    return bills.stream().map(bill -> House.paid(bill, "aid")).toList();
  }

  private static List<Long> shares(List<Settlement> bills) {
    return bills.stream().map(Settlement::getPatientShareFen).toList();
  }

  @Test
  void interimBills_ofOneStayOverNewYear_shareItsThresholdAndCap() {
    String county = StayWorld.BY_DISCHARGE;
    PersonDocument person = Invented.person(3);
    stays.dibao(county, person, LONG_AGO);
    List<Settlement> bills = threeBills(county, person, "interim-d");
    // Of 300, 1,400 and 4,000 the half: 150, 700, 2,000; the stay's 2,500 leave 1,650.
    assertEquals(List.of(15_000L, 70_000L, 165_000L), aids(bills));
    assertEquals(List.of(15_000L, 70_000L, 235_000L), shares(bills));
    // Each bill's last day has its own year; the stay's cap knows none.
    assertEquals(85_000, stays.used(county, person, "2024-12-31", "stays_discharge/IN"));
    assertEquals(165_000, stays.used(county, person, "2025-01-01", "stays_discharge/IN"));
    // One bill of 13,500: (13,500 - 500) x 60 % = 7,800; of 5,700 the half, cut to 2,500.
    PersonDocument other = Invented.person(4);
    stays.dibao(county, other, LONG_AGO);
    Settlement whole =
        stays.settle(StayWorld.bill(county, other, "whole", "2024-12-01", "2025-01-20", 1_350_000));
    assertEquals(780_000, House.paid(whole, "basic"));
    assertEquals(250_000, House.paid(whole, "aid"));
  }

  @Test
  void interimBills_yearByAdmission_allCountInTheYearOfTheAdmission() {
    String county = StayWorld.BY_ADMISSION;
    PersonDocument person = Invented.person(5);
    stays.dibao(county, person, LONG_AGO);
    assertEquals(
        List.of(15_000L, 70_000L, 165_000L), aids(threeBills(county, person, "interim-a")));
    assertEquals(250_000, stays.used(county, person, "2024-12-31", "stays_admission/IN"));
    assertEquals(0, stays.used(county, person, "2025-01-20", "stays_admission/IN"));
  }

  private static Claim.Builder readmission(PersonDocument person, String stay, String word) {
    Claim.Builder claim =
        StayWorld.bill(StayWorld.BY_DISCHARGE, person, stay, "2024-03-20", "2024-03-25", 400_000)
            .clearFacts();
    if (!word.isEmpty()) {
      claim.addFactsBuilder().setCode("return15").setWord(word);
    }
    return claim;
  }

  private Settlement readmitted(int person, String word, boolean sameStay) {
    PersonDocument document = Invented.person(person);
    String county = StayWorld.BY_DISCHARGE;
    stays.dibao(county, document, LONG_AGO);
    String before = "before-" + person;
    assertEquals(225_000, aidOfUsualStay(county, document, before, "2024-03-01", "2024-03-10"));
    return stays.settle(
        readmission(document, sameStay ? before : "again-" + person, word).setBillNumber("2"));
  }

  @Test
  void readmission_withinThePolicysDays_hasNoThresholdAgain() {
    // 4,000 x 60 % = 2,400; of 1,600 the half is 800, of which the year has 750 left.
    Settlement again = readmitted(10, "again", false);
    assertEquals(240_000, House.paid(again, "basic"));
    assertEquals(75_000, House.paid(again, "aid"));
    assertEquals(85_000, again.getPatientShareFen());
    // Later than that: (4,000 - 500) x 60 % = 2,100; of 1,900 the half is 950, of which 750.
    Settlement fresh = readmitted(11, "fresh", false);
    assertEquals(210_000, House.paid(fresh, "basic"));
    assertEquals(75_000, House.paid(fresh, "aid"));
    assertEquals(115_000, fresh.getPatientShareFen());
    // The same stay taken up again: its threshold is used up, and of its 2,500 there are 250 left.
    Settlement same = readmitted(12, "fresh", true);
    assertEquals(240_000, House.paid(same, "basic"));
    assertEquals(25_000, House.paid(same, "aid"));
    assertEquals(135_000, same.getPatientShareFen());
  }

  @Test
  void readmission_ofWhichNobodySaysAnything_isAskedAndNotGuessed() {
    PersonDocument person = Invented.person(13);
    stays.dibao(StayWorld.BY_DISCHARGE, person, LONG_AGO);
    Refusal refused = stays.refused(readmission(person, "unsaid", ""));
    assertEquals("FACT_REQUIRED", refused.getReasonCode());
    assertEquals(List.of("claim.facts.return15"), refused.getFieldsList());
  }

  private long basicOfLongStay(String stay, String admission, String discharge, long fen) {
    Settlement settled =
        stays.settle(
            StayWorld.bill(StayWorld.LONG, Invented.person(20), stay, admission, discharge, fen));
    return House.paid(settled, "basic");
  }

  @Test
  void stayOf180Days_oneDayMore_isASecondAdmission() {
    // 2025-01-01 to 2025-06-30 are 180 days: (30,000 - 300) x 70 %; a day more: twice 300.
    assertEquals(2_079_000, basicOfLongStay("l-180", "2025-01-01", "2025-06-30", 3_000_000));
    assertEquals(2_058_000, basicOfLongStay("l-181", "2025-01-01", "2025-07-01", 3_000_000));
  }

  @Test
  void stayLongerThanThePolicySays_isRefused() {
    // 361 days, of which no row speaks.
    Refusal refused =
        stays.refused(
            StayWorld.bill(
                StayWorld.LONG,
                Invented.person(21),
                "l-361",
                "2025-01-01",
                "2025-12-28",
                3_000_000));
    assertEquals("INSURER_AMOUNT_REQUIRED", refused.getReasonCode());
  }

  /** Of 20,000 the insurance pays 10,000 and leaves as much. */
  private static Claim.Builder eachDay(PersonDocument person, String stay, boolean dated) {
    Claim.Builder claim =
        StayWorld.bill(StayWorld.EACH_DAY, person, stay, "2025-03-01", "2025-03-20", 2_000_000);
    if (dated) {
      claim
          .getBillBuilder()
          .addItemLines(StayWorld.line("2025-03-02", 1_200_000))
          .addItemLines(StayWorld.line("2025-03-10", 300_000))
          .addItemLines(StayWorld.line("2025-03-11", 400_000))
          .addItemLines(StayWorld.line("2025-03-19", 100_000));
    }
    return claim;
  }

  @Test
  void eachDayDecides_withoutDatedLines_isRefusedForOneReasonAndNeverProRated() {
    PersonDocument person = Invented.person(30);
    stays.dibao(StayWorld.EACH_DAY, person, "2025-03-11");
    Refusal refused = stays.refused(eachDay(person, "ed-none", false));
    assertEquals("FACT_REQUIRED", refused.getReasonCode());
    assertEquals(List.of("claim.bill.item_lines"), refused.getFieldsList());
    assertEquals("身份在住院期间开始，政策只计身份起始日以后的费用：请提供带日期的费用明细。", refused.getSentence().getZh());
    assertEquals(
        "The identity began during the stay and counts from its first day only: send dated items.",
        refused.getSentence().getEn());
    assertEquals(0, stays.used(StayWorld.EACH_DAY, person, "2025-03-20", "stays_each_day/IN"));

    // Half of the days, but a quarter of the cost: 10,000 x 5,000 / 20,000 = 2,500, x 70 %.
    Settlement settled = stays.settle(eachDay(person, "ed-lines", true));
    assertEquals(175_000, House.paid(settled, "aid"));
    assertEquals(825_000, settled.getPatientShareFen());
  }

  @Test
  void eachDayDecides_identityOlderThanTheStay_needsNoLines() {
    PersonDocument person = Invented.person(31);
    stays.dibao(StayWorld.EACH_DAY, person, "2025-03-01");
    Settlement settled = stays.settle(eachDay(person, "ed-old", false));
    assertEquals(700_000, House.paid(settled, "aid"));
    assertEquals(300_000, settled.getPatientShareFen());
  }

  @Test
  void eachDayDecides_interimBillAfterTheIdentitysFirstDay_needsLinesOfItsOwn() {
    PersonDocument person = Invented.person(32);
    stays.dibao(StayWorld.EACH_DAY, person, "2025-03-11");
    Claim.Builder bill =
        StayWorld.bill(
                StayWorld.EACH_DAY, person, "ed-interim", "2025-03-01", "2025-03-20", 400_000)
            .setBillNumber("2");
    // Served on and after the day, but the stay began before it, and nobody says so.
    assertEquals("FACT_REQUIRED", stays.refused(bill).getReasonCode());
    bill.getBillBuilder().addItemLines(StayWorld.line("2025-03-12", 400_000));
    // 4,000 - 2,000 = 2,000 x 70 %.
    assertEquals(140_000, House.paid(stays.settle(bill), "aid"));
  }

  @Test
  void identityBackDatedIntoTheStay_eachDayDecides_correctsByTheDatedLines() {
    PersonDocument person = Invented.person(40);
    Settlement settled = stays.settle(eachDay(person, "back-lines", true));
    assertEquals(1_000_000, settled.getPatientShareFen());
    stays.dibao(StayWorld.EACH_DAY, person, "2025-03-11");
    Readjudication preview = stays.preview(person);
    assertEquals(825_000, preview.getDifferences(0).getAfterPatientShareFen());
    assertEquals(175_000, preview.getDifferences(0).getOwedAmounts(0).getAmountFen());
    stays.book(person, preview);
    assertEquals(List.of(), stays.preview(person).getDifferencesList());
    assertEquals(
        175_000, stays.used(StayWorld.EACH_DAY, person, "2025-03-20", "stays_each_day/IN"));
  }

  @Test
  void identityBackDatedIntoTheStay_withoutDatedLines_isAnObstacleAndMovesNothing() {
    PersonDocument person = Invented.person(41);
    Settlement settled = stays.settle(eachDay(person, "back-none", false));
    stays.dibao(StayWorld.EACH_DAY, person, "2025-03-11");
    Readjudication preview = stays.preview(person);
    assertEquals("FACT_REQUIRED", preview.getObstacle().getCode());
    assertEquals(settled.getSettlementId(), preview.getObstacleSettlementId());
    assertFalse(preview.getObstacle().getZh().isEmpty());
    assertEquals(
        "READJUDICATION_BLOCKED",
        Refusals.of(assertThrows(StatusRuntimeException.class, () -> stays.book(person, preview)))
            .info()
            .getReason());
    assertEquals(0, stays.used(StayWorld.EACH_DAY, person, "2025-03-20", "stays_each_day/IN"));
  }

  @Test
  void identityBackDatedIntoAStayOfThreeBills_yearByDischarge_correctsTheBillsThatEndLater() {
    String county = StayWorld.BY_DISCHARGE;
    PersonDocument person = Invented.person(42);
    List<Settlement> bills = threeBills(county, person, "back-d");
    assertEquals(List.of(30_000L, 140_000L, 400_000L), shares(bills));
    stays.dibao(county, person, "2024-12-15");
    Readjudication preview = stays.preview(person);
    // The bill of 10 December ended before; 700, then 2,000, of which the stay's 2,500 leave 1,800.
    assertEquals(
        List.of(70_000L, 220_000L),
        preview.getDifferencesList().stream()
            .map(difference -> difference.getAfterPatientShareFen())
            .toList());
    stays.book(person, preview);
    assertEquals(List.of(), stays.preview(person).getDifferencesList());
    assertEquals(70_000, stays.used(county, person, "2024-12-31", "stays_discharge/IN"));
    assertEquals(180_000, stays.used(county, person, "2025-01-01", "stays_discharge/IN"));
  }

  @Test
  void identityBackDatedIntoTheStay_dayOfAdmissionDecides_changesNothing() {
    PersonDocument person = Invented.person(43);
    threeBills(StayWorld.BY_ADMISSION, person, "back-a");
    stays.dibao(StayWorld.BY_ADMISSION, person, "2024-12-15");
    assertEquals(List.of(), stays.preview(person).getDifferencesList());
  }

  /** The accounts whose use a settlement or a correction was decided from. */
  private List<String> accountsSeen(String stay, String kind) {
    return house
        .database()
        .rows(
            "SELECT DISTINCT u ->> 'account' FROM settlement s,"
                + " json_array_elements(s.inputs -> 'standing' -> 'usage') u WHERE s.kind = '"
                + kind
                + "' AND s.encounter_id = '"
                + stay
                + "' ORDER BY 1");
  }

  @Test
  void inputs_afterManyStays_nameNoOtherStaysAccounts() {
    String county = StayWorld.BY_DISCHARGE;
    PersonDocument person = Invented.person(60);
    stays.dibao(county, person, LONG_AGO);
    aidOfUsualStay(county, person, "many-1", "2024-06-01", "2024-06-09");
    aidOfUsualStay(county, person, "many-2", "2024-07-01", "2024-07-09");
    aidOfUsualStay(county, person, "many-3", "2024-08-01", "2024-08-09");
    assertEquals(List.of(), accountsSeen("many-1", "S"));
    assertEquals(List.of("stays_discharge/IN"), accountsSeen("many-3", "S"));
    stays.settle(
        StayWorld.bill(county, person, "many-3", "2024-08-01", "2024-08-09", 10_000)
            .setBillNumber("late"));
    String own = "/" + World.HOSPITAL + "/many-3";
    assertEquals(
        List.of("stays_discharge/DED" + own, "stays_discharge/IN", "stays_discharge/STAY" + own),
        accountsSeen("many-3", "S"));
  }

  @Test
  void identityBackDatedOverManyStays_correctionsNameNoOtherStaysAccounts() {
    String county = StayWorld.BY_DISCHARGE;
    PersonDocument person = Invented.person(61);
    for (int month = 1; month <= 3; month++) {
      stays.settle(
          StayWorld.bill(
              county,
              person,
              "arrears-" + month,
              "2024-0" + month + "-01",
              "2024-0" + month + "-09",
              1_050_000));
    }
    stays.dibao(county, person, LONG_AGO);
    stays.book(person, stays.preview(person));
    assertEquals(List.of(), stays.preview(person).getDifferencesList());
    assertEquals(300_000, stays.used(county, person, "2024-12-31", "stays_discharge/IN"));
    assertEquals(
        List.of("stays_discharge/DED/" + World.HOSPITAL + "/arrears-2", "stays_discharge/IN"),
        accountsSeen("arrears-2", "C"));
  }
}
