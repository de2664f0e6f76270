package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.CashierShift;
import io.yizhan.proto.v1.Claim;
import io.yizhan.proto.v1.CloseShiftRequest;
import io.yizhan.proto.v1.GetShiftRequest;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.ShiftState;
import io.yizhan.proto.v1.ShiftTotal;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;

/** A cashier's shift is closed in parts, and each settlement is in one of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CashierShiftTest {
  @SuppressWarnings("NullAway.Init")
  private House house;

  @BeforeAll
  void open() {
    house = House.open();
    house.world().put(house.client(), World.known(Invented.person(1), "dibao"));
  }

  @AfterAll
  void close() {
    house.close();
  }

  private Settlement settled(String id, String operator, long depositFen) {
    Claim.Builder claim =
        Claims.stay(World.HOSPITAL, Invented.person(1), "E-" + id, "2016-08-01", 1_000_000)
            .setOperatorId(operator)
            .setTerminalId("T1")
            .setShiftId("早班")
            .setPrepaymentFen(depositFen);
    return house.settle(Claims.request(id, claim));
  }

  private CloseShiftRequest.Builder closing(String id, String operator) {
    return CloseShiftRequest.newBuilder()
        .setRequestId(id)
        .setHospitalId(World.HOSPITAL)
        .setOperatorId(operator)
        .setTerminalId("T1")
        .setShiftId("早班");
  }

  private CashierShift closed(CloseShiftRequest.Builder request) {
    return house.client().days(house.world().token()).closeShift(request.build()).getShift();
  }

  private static ShiftTotal of(CashierShift shift, String bearer) {
    return shift.getTotalsList().stream()
        .filter(total -> total.getBearerCode().equals(bearer))
        .findFirst()
        .orElse(ShiftTotal.getDefaultInstance());
  }

  @Test
  void shift_closedAndGoneOn_hasEveryLineInOnePart() {
    Settlement first = settled("a1", "a", 50_000);
    settled("other", "b", 0);
    CashierShift one = closed(closing("close-1", "a"));
    assertEquals(ShiftState.SHIFT_STATE_CLOSED, one.getState());
    assertEquals(1, one.getPart());
    assertEquals(1, of(one, "bill").getWithRefunds().getLineCount());
    assertEquals(1_000_000, of(one, "bill").getLive().getAmountFen());
    long share = first.getPatientShareFen();
    assertEquals(share, of(one, "patient").getLive().getAmountFen());
    assertEquals(50_000, of(one, "patient/deposit").getLive().getAmountFen());
    assertEquals(share - 50_000, of(one, "patient/cash").getLive().getAmountFen());

    assertEquals(one, closed(closing("close-1", "a")), "the same request");
    assertEquals(one, closed(closing("close-2", "a")), "nothing came since");
    assertEquals("REQUEST_ID_REUSED", reason(() -> closed(closing("close-1", "b"))));

    settled("a2", "a", 0);
    house
        .client()
        .settlements(house.world().token())
        .reverseSettlement(
            ReverseSettlementRequest.newBuilder()
                .setRequestId("back")
                .setHospitalId(World.HOSPITAL)
                .setSettlementId(first.getSettlementId())
                .setOperatorId("a")
                .setTerminalId("T2")
                .setShiftId("晚班")
                .build());
    CashierShift two = closed(closing("close-3", "a"));
    assertEquals(2, two.getPart());
    assertEquals(1, of(two, "bill").getWithRefunds().getLineCount());
    CashierShift late = closed(closing("close-4", "a").setTerminalId("T2").setShiftId("晚班"));
    assertEquals(-1_000_000, of(late, "bill").getWithRefunds().getAmountFen());
    assertEquals(-(share - 50_000), of(late, "patient/cash").getWithRefunds().getAmountFen());
    assertEquals(0, of(late, "bill").getLive().getLineCount());

    GetShiftRequest look =
        GetShiftRequest.newBuilder()
            .setHospitalId(World.HOSPITAL)
            .setOperatorId("a")
            .setTerminalId("T1")
            .setShiftId("早班")
            .build();
    var days = house.client().days(house.world().token());
    assertEquals(two, days.getShift(look).getShift());
    assertEquals(one, days.getShift(look.toBuilder().setPart(1).build()).getShift());
    assertEquals(
        "SHIFT_NOT_FOUND",
        reason(() -> days.getShift(look.toBuilder().setOperatorId("nobody").build())));
    assertEquals(List.of(), house.audit());
  }

  @Test
  void closing_thatFoundNothingNewAndIsRepeatedAfterASettlement_answersTheSamePart() {
    settled("c1", "c", 0);
    CashierShift one = closed(closing("close-c1", "c"));
    assertEquals(one, closed(closing("close-c2", "c")), "nothing came since");
    settled("c2", "c", 0);
    assertEquals(one, closed(closing("close-c2", "c")), "its answer was lost");
    assertEquals(one, closed(closing("close-c1", "c")));
    settled("d1", "d", 0);
    assertEquals("REQUEST_ID_REUSED", reason(() -> closed(closing("close-c2", "d"))));
    CashierShift two = closed(closing("close-c3", "c"));
    assertEquals(2, two.getPart());
    assertEquals(1, of(two, "bill").getWithRefunds().getLineCount());
    assertEquals(List.of(), house.audit());
  }

  private static String reason(Executable call) {
    return Refusals.of(assertThrows(StatusRuntimeException.class, call)).info().getReason();
  }
}
