package io.yizhan.gateway.acceptance;

import io.yizhan.proto.v1.GetSettlementRequest;
import io.yizhan.proto.v1.GetUsageRequest;
import io.yizhan.proto.v1.HoldTerms;
import io.yizhan.proto.v1.ListSettlementsRequest;
import io.yizhan.proto.v1.QuoteSettlementRequest;
import io.yizhan.proto.v1.ReleaseHoldRequest;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.SettleClaimRequest;
import io.yizhan.proto.v1.UndoRequestRequest;
import java.util.List;

/** Settling, and looking at what was settled. */
final class SettlementTargets {
  private SettlementTargets() {}

  static List<Target> of(TargetScene scene) {
    Targets targets = new Targets("SettlementService", scene.hospital());
    SettleClaimRequest settle = request(Targets.NO_ID);
    targets.add(
        "SettleClaim", settle, SettleClaimRequest.newBuilder().setRequestId(Targets.NO_ID).build());
    targets.add(
        "QuoteSettlement", QuoteSettlementRequest.newBuilder().setClaim(settle.getClaim()).build());
    HoldTerms noHold = HoldTerms.newBuilder().setRequestId(Targets.NO_ID).build();
    targets.add(
        "QuoteSettlement",
        QuoteSettlementRequest.newBuilder()
            .setClaim(settle.getClaim())
            .setHold(noHold.toBuilder().setHoldSeconds(600))
            .build(),
        QuoteSettlementRequest.newBuilder().setHold(noHold).build());
    targets.add(
        "ReleaseHold",
        ReleaseHoldRequest.newBuilder()
            .setHospitalId(World.HOSPITAL)
            .setHoldRequestId(Targets.NO_ID)
            .build(),
        ReleaseHoldRequest.newBuilder().setHoldRequestId(Targets.NO_ID).build());
    targets.add(
        "ReverseSettlement",
        ReverseSettlementRequest.newBuilder()
            .setRequestId(Targets.NO_ID)
            .setHospitalId(World.HOSPITAL)
            .setSettlementId("S")
            .setOperatorId("cashier")
            .setReason("wrong bill")
            .build(),
        ReverseSettlementRequest.newBuilder().setRequestId(Targets.NO_ID).build());
    targets.add(
        "UndoRequest",
        UndoRequestRequest.newBuilder()
            .setHospitalId(World.HOSPITAL)
            .setUndoneRequestId(Targets.NO_ID)
            .setOperatorId("cashier")
            .setReason("no answer")
            .build(),
        UndoRequestRequest.newBuilder().setUndoneRequestId(Targets.NO_ID).build());
    targets.add(
        "GetSettlement",
        GetSettlementRequest.newBuilder()
            .setHospitalId(World.HOSPITAL)
            .setRequestId("good-1")
            .build());
    targets.add(
        "ListSettlements",
        ListSettlementsRequest.newBuilder()
            .setHospitalId(World.HOSPITAL)
            .setFromDate(Claims.date("2026-11-01"))
            .setToDate(Claims.date("2026-11-30"))
            .setPageSize(10)
            .build());
    targets.add(
        "GetUsage",
        GetUsageRequest.newBuilder()
            .setHospitalId(World.HOSPITAL)
            .setPersonDocument(Invented.person(1))
            .setInsuredRegionCode(Claims.COUNTY)
            .setAsOfDate(Claims.date("2016-08-01"))
            .build());
    return targets.all();
  }

  /** Settling such a claim, without a flaw. */
  static Target settling(TargetScene scene, String id) {
    Targets targets = new Targets("SettlementService", scene.hospital());
    targets.add("SettleClaim", request(id));
    return targets.all().get(0);
  }

  /** A claim of the first invented person, under this id. */
  static SettleClaimRequest request(String id) {
    return Claims.request(
        id, Claims.stay(World.HOSPITAL, Invented.person(1), "E-" + id, "2016-08-01", 1_000_000));
  }
}
