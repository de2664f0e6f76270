package io.yizhan.gateway.acceptance;

import io.yizhan.proto.v1.ClosePostingDayRequest;
import io.yizhan.proto.v1.CloseShiftRequest;
import io.yizhan.proto.v1.GetShiftRequest;
import io.yizhan.proto.v1.LateClaimLimit;
import io.yizhan.proto.v1.ListDayDetailsRequest;
import io.yizhan.proto.v1.ListDayTotalsRequest;
import io.yizhan.proto.v1.ListLateClaimLimitsRequest;
import io.yizhan.proto.v1.ListPostingDaysRequest;
import io.yizhan.proto.v1.PutLateClaimLimitRequest;
import io.yizhan.proto.v1.SetCutOffRequest;
import io.yizhan.proto.v1.TotalDimension;
import java.util.List;

/** Posting days. */
final class DayTargets {
  private DayTargets() {}

  static List<Target> of(TargetScene scene) {
    Targets targets = new Targets("DayService", scene.operator());
    targets.add(
        "ListPostingDays",
        ListPostingDaysRequest.newBuilder()
            .setFromDate(Claims.date("2026-11-01"))
            .setToDate(Claims.date("2026-11-30"))
            .setPageSize(5)
            .build());
    ClosePostingDayRequest close =
        ClosePostingDayRequest.newBuilder().setPostingDate(Claims.date("2099-12-31")).build();
    targets.add("ClosePostingDay", close, close);
    SetCutOffRequest cutOff =
        SetCutOffRequest.newBuilder()
            .setCutOffMinutes(10_000)
            .setFromDate(Claims.date("2099-12-31"))
            .build();
    targets.add("SetCutOff", cutOff, cutOff);
    targets.add(
        "ListDayTotals",
        ListDayTotalsRequest.newBuilder()
            .setFromDate(Claims.date("2026-11-01"))
            .setToDate(Claims.date("2026-11-30"))
            .addDimensions(TotalDimension.TOTAL_DIMENSION_HOSPITAL)
            .addDimensions(TotalDimension.TOTAL_DIMENSION_CARE)
            .setPageSize(5)
            .build());
    targets.add(
        "ListDayDetails",
        ListDayDetailsRequest.newBuilder()
            .setFromDate(Claims.date("2026-11-01"))
            .setToDate(Claims.date("2026-11-30"))
            .setPageSize(5)
            .build());
    targets
        .as(scene.hospital())
        .add(
            "CloseShift",
            CloseShiftRequest.newBuilder()
                .setRequestId(Targets.NO_ID)
                .setHospitalId(World.HOSPITAL)
                .setOperatorId("op")
                .setTerminalId("T1")
                .setShiftId("S1")
                .build(),
            CloseShiftRequest.newBuilder().setRequestId(Targets.NO_ID).build());
    targets.add(
        "GetShift",
        GetShiftRequest.newBuilder()
            .setHospitalId(World.HOSPITAL)
            .setOperatorId("op")
            .setPart(1)
            .build());
    targets.add(
        "PutLateClaimLimit",
        PutLateClaimLimitRequest.newBuilder()
            .setLimit(
                LateClaimLimit.newBuilder()
                    .setCountyCode(Targets.NO_ID)
                    .setBenefitYear(2025)
                    .setLastDate(Claims.date("2026-03-31"))
                    .setSource("通知"))
            .build(),
        PutLateClaimLimitRequest.newBuilder()
            .setLimit(LateClaimLimit.newBuilder().setCountyCode(Targets.NO_ID))
            .build());
    targets.add(
        "ListLateClaimLimits",
        ListLateClaimLimitsRequest.newBuilder().setCountyCode(Claims.COUNTY).build());
    return targets.all();
  }
}
