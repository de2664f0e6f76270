package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.SettlementDesk;
import io.yizhan.proto.v1.BookReadjudicationRequest;
import io.yizhan.proto.v1.BookReadjudicationResponse;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PreviewReadjudicationRequest;
import io.yizhan.proto.v1.PreviewReadjudicationResponse;
import io.yizhan.proto.v1.ReadjudicationServiceGrpc.ReadjudicationServiceBlockingStub;
import io.yizhan.proto.v1.Reversal;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.SettleClaimRequest;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.UsageChange;
import io.yizhan.proto.v1.UsageLine;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A version that renames its accounts in the middle of a year, and goes on with what was used: the
 * pot of stays is STAY instead of IN and includes that, the pot of both is BOTH instead of KEY,
 * which included IN, and includes STAY and KEY.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IncludedTotalsTest {
  private static final String JUNE = "2017-06-20";
  private static final String JULY = "2017-07-20";
  private static final String AUGUST = "2017-08-20";
  private static final int AT_ONCE = 8;

  @SuppressWarnings("NullAway.Init")
  private House house;

  private int requests;

  @BeforeAll
  void open() {
    house = House.open();
    house.world().publish(house.client(), "zhengzhou-2017.yaml", renamed());
  }

  @AfterEach
  void books_afterEveryTest_areRight() {
    assertEquals(List.of(), house.audit());
    assertEquals(List.of(), Audited.of(house).differences());
  }

  @AfterAll
  void close() {
    house.close();
  }

  private static String renamed() {
    String text =
        World.text("zhengzhou-2016.yaml")
            .replace("2016-07-01 ..", "2017-07-01 ..")
            .replace(
                "IN 住院救助累计: {adds: inpatient.paid, of: person, per: year}",
                "STAY 住院救助累计: {adds: inpatient.paid, of: person, per: year, includes: IN}")
            .replace(
                "KEY 住院与重特大救助合计: {adds: major.paid, of: person, per: year, includes: IN}",
                "BOTH 住院与重特大救助合计: {adds: major.paid, of: person, per: year, includes: [STAY, KEY]}")
            .replace("限额 IN", "限额 STAY")
            .replace("限额 KEY", "限额 BOTH");
    assertTrue(text.contains("includes: IN}") && text.contains("includes: [STAY, KEY]}"), text);
    return text;
  }

  private PersonDocument dibao(int n) {
    PersonDocument person = Invented.person(n);
    house
        .world()
        .put(house.client(), World.known(person, "dibao").addApprovals(World.majorApproval()));
    return person;
  }

  /** 20,000.00 are left by the insurer, of which a dibao member's aid is 14,000.00. */
  private Settlement stay(PersonDocument person, String day) {
    return house.settle(request(person, "included-" + ++requests, day));
  }

  private static SettleClaimRequest request(PersonDocument person, String id, String day) {
    return Claims.request(
        id, Claims.settledStay(World.HOSPITAL, person, "E-" + id, day, 4_000_000, 2_000_000));
  }

  private static UsageChange change(Settlement settlement, String account) {
    return settlement.getUsageChangesList().stream()
        .filter(change -> change.getAccountCode().equals(account))
        .findFirst()
        .orElseThrow();
  }

  /** Cap, own use, use of what it includes, left. */
  private List<Long> usage(PersonDocument person, String account) {
    UsageLine line = house.usageOf(person, AUGUST, account + " dibao");
    return List.of(line.getCapFen(), line.getUsedFen(), line.getIncludedFen(), line.getLeftFen());
  }

  @Test
  void account_thatIncludesOneOfTheVersionBefore_goesOnWithWhatItUsed() {
    PersonDocument person = dibao(1);
    assertEquals(1_400_000, House.paid(stay(person, JUNE), "inpatient"));
    assertEquals(List.of(2_000_000L, 0L, 1_400_000L, 600_000L), usage(person, "zhengzhou/STAY"));

    Settlement july = stay(person, JULY);
    assertEquals(600_000, House.paid(july, "inpatient"));
    UsageChange stay = change(july, "zhengzhou/STAY");
    assertEquals(0, stay.getBeforeFen());
    assertEquals(600_000, stay.getAfterFen());
    assertEquals(1_400_000, stay.getIncludedFen());
    assertEquals(0, stay.getLeftFen());
    assertEquals(List.of(2_000_000L, 600_000L, 1_400_000L, 0L), usage(person, "zhengzhou/STAY"));
  }

  @Test
  void account_thatIncludesAnotherOfItsVersion_countsWhatTheClaimAddsToThat() {
    PersonDocument person = dibao(2);
    stay(person, JUNE);
    Settlement july = stay(person, JULY);
    long major = House.paid(july, "major");
    // What the cap of stays cut off, 8,000.00 of aid, is 11,428.57 of the bill: x 70 %.
    assertEquals(800_000, major);
    UsageChange both = change(july, "zhengzhou/BOTH");
    assertEquals(major, both.getAfterFen());
    assertEquals(2_000_000, both.getIncludedFen(), "14,000.00 of June and 6,000.00 of this claim");
    assertEquals(5_000_000 - 2_000_000 - major, both.getLeftFen());
    assertEquals(
        List.of(5_000_000L, major, 2_000_000L, 5_000_000 - 2_000_000 - major),
        usage(person, "zhengzhou/BOTH"));
  }

  @Test
  void settlement_ofTheVersionBefore_reversedLater_givesItsRoomBack() {
    PersonDocument person = dibao(3);
    Settlement june = stay(person, JUNE);
    Settlement july = stay(person, JULY);
    assertEquals(600_000, House.paid(july, "inpatient"));
    assertEquals(List.of(july.getSettlementId()), reverse(june).getCouldNowDifferIdsList());
    assertEquals(List.of(2_000_000L, 600_000L, 0L, 1_400_000L), usage(person, "zhengzhou/STAY"));
    assertEquals(1_400_000, House.paid(stay(person, AUGUST), "inpatient"));
  }

  @Test
  void reversal_onAnAccountThatIncludesOneOfTheVersionBefore_saysNoCapOfIt() {
    PersonDocument person = dibao(7);
    Settlement july = stay(person, JULY);
    assertFalse(change(july, "zhengzhou/STAY").hasIncludedFen(), "nothing is used in June yet");
    stay(person, JUNE);
    List<UsageChange> restored =
        reverse(july).getUsageChangesList().stream()
            .filter(change -> change.getAccountCode().equals("zhengzhou/STAY"))
            .toList();
    assertEquals(1, restored.size());
    assertEquals(0, restored.get(0).getAfterFen());
    assertFalse(restored.get(0).hasCapFen() || restored.get(0).hasLeftFen());
  }

  private Reversal reverse(Settlement settlement) {
    return house
        .client()
        .settlements(house.world().token())
        .reverseSettlement(
            ReverseSettlementRequest.newBuilder()
                .setHospitalId(World.HOSPITAL)
                .setRequestId("reverse-" + settlement.getSettlementId())
                .setOperatorId("cashier")
                .setSettlementId(settlement.getSettlementId())
                .setReason("wrong bill")
                .build())
        .getReversal();
  }

  @Test
  void readjudication_afterAReversalUnderTheVersionBefore_givesTheRoomToWhatIncludedIt() {
    PersonDocument person = Invented.person(5);
    house.world().put(house.client(), World.known(person, "dibao"));
    Settlement june = stay(person, JUNE);
    Settlement july = stay(person, JULY);
    assertEquals(600_000, House.paid(july, "inpatient"));
    reverse(june);
    ReadjudicationServiceBlockingStub clerk =
        house.client().readjudications(house.world().operatorToken());
    PreviewReadjudicationResponse preview =
        clerk.previewReadjudication(
            PreviewReadjudicationRequest.newBuilder().setPersonDocument(person).build());
    assertEquals(
        800_000, preview.getReadjudications(0).getDifferences(0).getOwedAmounts(0).getAmountFen());
    BookReadjudicationResponse booked =
        clerk.bookReadjudication(
            BookReadjudicationRequest.newBuilder()
                .setRequestId("book-included")
                .setPersonDocument(person)
                .setPreviewSha256(preview.getReadjudications(0).getPreviewSha256())
                .setAccountingPeriod(YearMonth.now(SettlementDesk.CIVIL_ZONE).toString())
                .setOperatorId("clerk")
                .setReason("wrong bill")
                .build());
    assertEquals(800_000, booked.getNotices(0).getSupplementFen());
    assertEquals(List.of(2_000_000L, 1_400_000L, 0L, 600_000L), usage(person, "zhengzhou/STAY"));
  }

  @Test
  void claims_atOnce_neverPassTheCapTogetherWithWhatIsIncluded() {
    PersonDocument person = Invented.person(6);
    house.world().put(house.client(), World.known(person, "dibao"));
    stay(person, JUNE);
    List<Callable<Settlement>> calls = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      String id = "included-" + ++requests;
      calls.add(() -> house.settle(request(person, id, JULY)));
    }
    long paid = 0;
    for (Settlement settled : Callers.atOnce(calls)) {
      paid += House.paid(settled, "inpatient");
    }
    assertEquals(600_000, paid);
    assertEquals(List.of(2_000_000L, 600_000L, 1_400_000L, 0L), usage(person, "zhengzhou/STAY"));
  }

  @Test
  void claim_ofTheVersionBefore_thatComesLate_isIncludedToo() {
    PersonDocument person = dibao(4);
    assertEquals(1_400_000, House.paid(stay(person, JULY), "inpatient"));
    stay(person, JUNE);
    assertEquals(0, House.paid(stay(person, AUGUST), "inpatient"));
  }
}
