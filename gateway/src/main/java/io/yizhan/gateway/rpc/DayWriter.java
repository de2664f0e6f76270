package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.DayStore.Day;
import io.yizhan.gateway.desk.DayStore.Detail;
import io.yizhan.gateway.desk.DayStore.Figure;
import io.yizhan.gateway.desk.DayStore.Kind;
import io.yizhan.gateway.desk.DayStore.LateLimit;
import io.yizhan.gateway.desk.DayStore.State;
import io.yizhan.gateway.desk.DayStore.Total;
import io.yizhan.gateway.desk.ShiftStore.Shift;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.BearerAmount;
import io.yizhan.proto.v1.CashierShift;
import io.yizhan.proto.v1.DayDetail;
import io.yizhan.proto.v1.DayLineKind;
import io.yizhan.proto.v1.DayTotal;
import io.yizhan.proto.v1.LateClaimLimit;
import io.yizhan.proto.v1.PostingDay;
import io.yizhan.proto.v1.PostingDayState;
import io.yizhan.proto.v1.ShiftState;
import io.yizhan.proto.v1.ShiftTotal;
import io.yizhan.proto.v1.TotalFigure;

/** Writes posting days, their totals and their lines. */
final class DayWriter {
  private DayWriter() {}

  static PostingDay day(Day day) {
    PostingDay.Builder out =
        PostingDay.newBuilder()
            .setPostingDate(WireDate.of(day.date()))
            .setState(state(day.state()))
            .setLineCount(Math.toIntExact(day.lineCount()));
    day.closingTime().ifPresent(time -> out.setClosingTime(Wire.time(time)));
    day.closedTime().ifPresent(time -> out.setClosedTime(Wire.time(time)));
    return out.build();
  }

  private static PostingDayState state(State state) {
    return switch (state) {
      case OPEN -> PostingDayState.POSTING_DAY_STATE_OPEN;
      case CLOSING -> PostingDayState.POSTING_DAY_STATE_CLOSING;
      case CLOSED -> PostingDayState.POSTING_DAY_STATE_CLOSED;
    };
  }

  static DayTotal total(Total total) {
    return DayTotal.newBuilder()
        .setHospitalId(total.key().hospitalId())
        .setInsuredRegionCode(total.key().insuredRegion())
        .setAidCountyCode(total.key().aidCounty())
        .setSchemeCode(total.key().scheme())
        .setCareCode(total.key().care())
        .setBearerCode(total.key().bearer())
        .setWithRefunds(figure(total.withRefunds()))
        .setWithoutRefunds(figure(total.withoutRefunds()))
        .setLive(figure(total.live()))
        .build();
  }

  private static TotalFigure figure(Figure figure) {
    return TotalFigure.newBuilder()
        .setLineCount(Math.toIntExact(figure.lineCount()))
        .setAmountFen(figure.amountFen())
        .build();
  }

  static DayDetail detail(Detail detail) {
    DayDetail.Builder out =
        DayDetail.newBuilder()
            .setLineId(detail.id())
            .setKind(kind(detail.kind()))
            .setBesideId(detail.besideId())
            .setPostingDate(WireDate.of(detail.postingDate()))
            .setBookTime(Wire.time(detail.time()))
            .setRequestId(detail.requestId())
            .setHospitalId(detail.key().hospitalId())
            .setInsuredRegionCode(detail.key().insuredRegion())
            .setAidCountyCode(detail.key().aidCounty())
            .setSchemeCode(detail.key().scheme())
            .setCareCode(detail.key().care())
            .setEncounterId(detail.encounterId())
            .setBillNumber(detail.billNumber())
            .setOperatorId(detail.operatorId())
            .setTerminalId(detail.terminalId())
            .setShiftId(detail.shiftId())
            .setLive(detail.live());
    detail
        .borne()
        .forEach(
            borne ->
                out.addBearers(
                    BearerAmount.newBuilder()
                        .setBearerCode(borne.bearer())
                        .setAmountFen(borne.amountFen())));
    return out.build();
  }

  static LateClaimLimit lateLimit(LateLimit limit) {
    return LateClaimLimit.newBuilder()
        .setCountyCode(limit.county())
        .setBenefitYear(limit.benefitYear())
        .setLastDate(WireDate.of(limit.last()))
        .setSource(limit.source())
        .build();
  }

  static CashierShift shift(Shift shift) {
    CashierShift.Builder out =
        CashierShift.newBuilder()
            .setHospitalId(shift.key().hospitalId())
            .setOperatorId(shift.key().operatorId())
            .setTerminalId(shift.key().terminalId())
            .setShiftId(shift.key().shiftId())
            .setPart(shift.part())
            .setState(
                shift.closedTime().isPresent()
                    ? ShiftState.SHIFT_STATE_CLOSED
                    : ShiftState.SHIFT_STATE_CLOSING)
            .setClosingTime(Wire.time(shift.closingTime()));
    shift.closedTime().ifPresent(time -> out.setClosedTime(Wire.time(time)));
    shift
        .totals()
        .forEach(
            total ->
                out.addTotals(
                    ShiftTotal.newBuilder()
                        .setBearerCode(total.bearer())
                        .setWithRefunds(figure(total.withRefunds()))
                        .setWithoutRefunds(figure(total.withoutRefunds()))
                        .setLive(figure(total.live()))));
    return out.build();
  }

  private static DayLineKind kind(Kind kind) {
    return switch (kind) {
      case SETTLEMENT -> DayLineKind.DAY_LINE_KIND_SETTLEMENT;
      case REVERSAL -> DayLineKind.DAY_LINE_KIND_REVERSAL;
      case CORRECTION -> DayLineKind.DAY_LINE_KIND_CORRECTION;
    };
  }
}
