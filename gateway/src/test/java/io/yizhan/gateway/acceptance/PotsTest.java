package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.FundPayment;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.UsageLine;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A pot that was drawn from never refills inside its year, whatever changes around it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PotsTest {
  private static final String IN_DIBAO = "zhengzhou/IN dibao";

  @SuppressWarnings("NullAway.Init")
  private House house;

  @BeforeAll
  void open() {
    house = House.open();
  }

  @AfterAll
  void close() {
    house.close();
  }

  @AfterEach
  void books_afterEveryTest_areRight() {
    assertEquals(List.of(), house.audit());
  }

  private PersonDocument dibao(int n) {
    PersonDocument person = Invented.person(n);
    house.world().put(house.client(), World.known(person, "dibao"));
    return person;
  }

  private Settlement stay(
      PersonDocument person, String id, String day, long inScopeFen, long basicFen) {
    return house.settle(
        Claims.request(
            id, Claims.settledStay(World.HOSPITAL, person, "E-" + id, day, inScopeFen, basicFen)));
  }

  private void assertUsage(
      PersonDocument person, String day, String key, long cap, long used, long left) {
    UsageLine line = house.usage(person, day).getOrDefault(key, UsageLine.getDefaultInstance());
    assertEquals(
        List.of(cap, used, left), List.of(line.getCapFen(), line.getUsedFen(), line.getLeftFen()));
  }

  @Test
  void rule_changedInsideTheYear_usageCarriesOver() {
    PersonDocument person = dibao(1);
    assertEquals(
        1_000_000,
        House.paid(stay(person, "rule-1", "2016-05-01", 3_000_000, 1_000_000), "inpatient"));
    assertUsage(person, "2016-06-30", IN_DIBAO, 1_000_000, 1_000_000, 0);
    assertUsage(person, "2016-07-01", IN_DIBAO, 2_000_000, 1_000_000, 1_000_000);
    assertEquals(
        1_000_000,
        House.paid(stay(person, "rule-2", "2016-08-01", 4_000_000, 2_000_000), "inpatient"));
    assertUsage(person, "2016-08-01", IN_DIBAO, 2_000_000, 2_000_000, 0);
    assertEquals(
        0, House.paid(stay(person, "rule-3", "2016-09-01", 4_000_000, 2_000_000), "inpatient"));
  }

  @Test
  void rule_oldStayArrivesAfterTheChange_findsItsLowerCapSpent() {
    PersonDocument person = dibao(2);
    assertEquals(
        1_400_000,
        House.paid(stay(person, "late-1", "2016-08-01", 4_000_000, 2_000_000), "inpatient"));
    Settlement late = stay(person, "late-2", "2016-05-01", 4_000_000, 2_000_000);
    assertEquals(0, House.paid(late, "inpatient"));
    assertEquals(2_000_000, late.getPatientShareFen());
    assertUsage(person, "2016-08-01", IN_DIBAO, 2_000_000, 1_400_000, 600_000);
  }

  @Test
  void category_changedInsideTheYear_usageCarriesOver() {
    PersonDocument person = Invented.person(3);
    house
        .world()
        .put(
            house.client(),
            World.known(person, "dibao")
                .clearIdentities()
                .addIdentities(
                    World.identity("dibao", "2016-01-01").setToDate(Claims.date("2016-08-31")))
                .addIdentities(World.identity("tekun_inst", "2016-09-01")));
    assertEquals(
        1_400_000,
        House.paid(stay(person, "cat-1", "2016-08-31", 4_000_000, 2_000_000), "inpatient"));
    Settlement after = stay(person, "cat-2", "2016-09-01", 4_000_000, 2_000_000);
    assertEquals("tekun_inst", after.getIdentities(0).getCategoryCode());
    assertEquals(600_000, House.paid(after, "inpatient"));
    assertUsage(person, "2016-09-01", "zhengzhou/IN tekun_inst", 2_000_000, 2_000_000, 0);
    assertEquals(
        0, House.paid(stay(person, "cat-3", "2016-08-30", 4_000_000, 2_000_000), "inpatient"));
  }

  @Test
  void aid_paidByTheInsurersPlatform_countsAsUsed() {
    PersonDocument person = dibao(4);
    var claim =
        Claims.settledStay(World.HOSPITAL, person, "E-plat-1", "2016-08-01", 1_000_000, 700_000);
    claim
        .getInsurerSettlementBuilder()
        .addPayments(FundPayment.newBuilder().setFundCode(Claims.AID_FUND).setAmountFen(60_000));
    Settlement first = house.settle(Claims.request("plat-1", claim));
    assertEquals(210_000, House.paid(first, "inpatient"));
    assertEquals(60_000, first.getPayments(1).getAlreadyPaidFen());
    assertUsage(person, "2016-08-01", IN_DIBAO, 2_000_000, 210_000, 1_790_000);

    var whole =
        Claims.settledStay(World.HOSPITAL, person, "E-plat-2", "2016-08-02", 4_000_000, 2_000_000);
    whole
        .getInsurerSettlementBuilder()
        .addPayments(FundPayment.newBuilder().setFundCode(Claims.AID_FUND).setAmountFen(1_400_000));
    Settlement second = house.settle(Claims.request("plat-2", whole));
    assertEquals(1_400_000, House.paid(second, "inpatient"), "all of it had been paid");
    assertUsage(person, "2016-08-02", IN_DIBAO, 2_000_000, 1_610_000, 390_000);
    assertEquals(
        390_000,
        House.paid(stay(person, "plat-3", "2016-08-03", 4_000_000, 2_000_000), "inpatient"));
    assertUsage(person, "2016-08-03", IN_DIBAO, 2_000_000, 2_000_000, 0);
  }

  @Test
  void opening_usageFromBeforeGoLive_countsOnce() {
    PersonDocument person = dibao(5);
    assertEquals(
        1_900_000,
        house.world().open(house.client(), "opening-1", person, "zhengzhou/IN", 2016, 1_900_000));
    assertEquals(
        1_900_000,
        house.world().open(house.client(), "opening-1", person, "zhengzhou/IN", 2016, 1_900_000),
        "the same entry again");
    StatusRuntimeException other =
        assertThrows(
            StatusRuntimeException.class,
            () -> house.world().open(house.client(), "opening-1", person, "zhengzhou/IN", 2016, 1));
    assertEquals("REQUEST_ID_REUSED", Refusals.of(other).info().getReason());
    assertUsage(person, "2016-08-01", IN_DIBAO, 2_000_000, 1_900_000, 100_000);
    assertEquals(
        100_000,
        House.paid(stay(person, "open-1", "2016-08-01", 4_000_000, 2_000_000), "inpatient"));
    assertUsage(person, "2016-08-01", IN_DIBAO, 2_000_000, 2_000_000, 0);
  }

  @Test
  void opening_moreThanTheCap_leavesNothingAndNeverLessThanNothing() {
    PersonDocument person = dibao(6);
    house.world().open(house.client(), "opening-2", person, "zhengzhou/IN", 2016, 2_500_000);
    assertUsage(person, "2016-08-01", IN_DIBAO, 2_000_000, 2_500_000, 0);
    Settlement settlement = stay(person, "over-1", "2016-08-01", 1_000_000, 700_000);
    assertEquals(0, House.paid(settlement, "inpatient"));
    assertEquals(300_000, settlement.getPatientShareFen());
  }

  @Test
  void reversal_ofAPartlyCappedClaim_givesBackWhatItTookAndNoMore() {
    PersonDocument person = dibao(7);
    stay(person, "back-1", "2016-08-01", 4_000_000, 2_000_000);
    Settlement second = stay(person, "back-2", "2016-08-02", 4_000_000, 2_000_000);
    assertEquals(600_000, House.paid(second, "inpatient"));
    house
        .client()
        .settlements(house.world().token())
        .reverseSettlement(
            ReverseSettlementRequest.newBuilder()
                .setRequestId("back-3")
                .setHospitalId(World.HOSPITAL)
                .setSettlementId(second.getSettlementId())
                .setOperatorId("cashier-1")
                .build());
    assertUsage(person, "2016-08-02", IN_DIBAO, 2_000_000, 1_400_000, 600_000);
    assertEquals(
        600_000,
        House.paid(stay(person, "back-4", "2016-08-03", 4_000_000, 2_000_000), "inpatient"));
  }
}
