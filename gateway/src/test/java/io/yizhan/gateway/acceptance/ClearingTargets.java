package io.yizhan.gateway.acceptance;

import io.yizhan.proto.v1.ApproveClearingsRequest;
import io.yizhan.proto.v1.CheckClearingsRequest;
import io.yizhan.proto.v1.ClearingPayment;
import io.yizhan.proto.v1.ClearingState;
import io.yizhan.proto.v1.ClearingStep;
import io.yizhan.proto.v1.ExportPaymentsRequest;
import io.yizhan.proto.v1.GetClearingRequest;
import io.yizhan.proto.v1.ListClearingsRequest;
import io.yizhan.proto.v1.PayClearingsRequest;
import io.yizhan.proto.v1.PrepareClearingsRequest;
import io.yizhan.proto.v1.ProposeAdvanceRequest;
import io.yizhan.proto.v1.TakeClearingStepRequest;
import java.util.List;

/** Clearing, from preparing to paying. */
final class ClearingTargets {
  private ClearingTargets() {}

  static List<Target> of(TargetScene scene) {
    Targets targets = new Targets("ClearingService", scene.office());
    targets.add(
        "PrepareClearings",
        PrepareClearingsRequest.newBuilder()
            .setRequestId(Targets.NO_ID)
            .setCountyCode(Claims.COUNTY)
            .setMonth(Claims.date("2016-08-01"))
            .build(),
        PrepareClearingsRequest.newBuilder().setRequestId(Targets.NO_ID).build());
    targets.add(
        "ProposeAdvance",
        ProposeAdvanceRequest.newBuilder()
            .setRequestId(Targets.NO_ID)
            .setFundCode(Offices.AID)
            .setHospitalId(World.HOSPITAL)
            .setAmountFen(100)
            .setReason("周转")
            .build(),
        ProposeAdvanceRequest.newBuilder().setRequestId(Targets.NO_ID).build());
    targets.add(
        "ListClearings",
        ListClearingsRequest.newBuilder()
            .setMonth(Claims.date("2016-08-01"))
            .setFundCode(Offices.AID)
            .setState(ClearingState.CLEARING_STATE_PAID)
            .setPageSize(2)
            .build());
    targets.add("GetClearing", GetClearingRequest.newBuilder().setClearingId("C").build());
    targets.add(
        "TakeClearingStep",
        TakeClearingStepRequest.newBuilder()
            .setRequestId(Targets.NO_ID)
            .setClearingId("C")
            .setStep(ClearingStep.CLEARING_STEP_DEDUCT)
            .setAmountFen(1)
            .setReason("超标准收费")
            .build(),
        TakeClearingStepRequest.newBuilder().setRequestId(Targets.NO_ID).build());
    targets.add(
        "CheckClearings",
        CheckClearingsRequest.newBuilder().setRequestId(Targets.NO_ID).addClearingIds("C").build(),
        CheckClearingsRequest.newBuilder().setRequestId(Targets.NO_ID).build());
    targets.add(
        "ApproveClearings",
        ApproveClearingsRequest.newBuilder()
            .setRequestId(Targets.NO_ID)
            .addClearingIds("C")
            .setUnpaidFen(1)
            .build(),
        ApproveClearingsRequest.newBuilder().setRequestId(Targets.NO_ID).build());
    targets.add(
        "PayClearings",
        PayClearingsRequest.newBuilder()
            .setRequestId(Targets.NO_ID)
            .setBankReference("B")
            .addPayments(ClearingPayment.newBuilder().setClearingId("C").setAmountFen(1))
            .build(),
        PayClearingsRequest.newBuilder().setRequestId(Targets.NO_ID).build());
    targets.add(
        "ExportPayments",
        ExportPaymentsRequest.newBuilder()
            .setRequestId(Targets.NO_ID)
            .setCountyCode(Claims.COUNTY)
            .build(),
        ExportPaymentsRequest.newBuilder().setRequestId(Targets.NO_ID).build());
    return targets.all();
  }
}
