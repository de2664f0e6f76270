package io.yizhan.gateway.acceptance;

import io.yizhan.proto.v1.AuditPeriodRequest;
import io.yizhan.proto.v1.GetDayRootRequest;
import io.yizhan.proto.v1.GetReceiptRequest;
import io.yizhan.proto.v1.ListReceiptKeysRequest;
import java.util.ArrayList;
import java.util.List;

/** Receipts and audits. */
final class ProofTargets {
  private ProofTargets() {}

  static List<Target> of(TargetScene scene) {
    Targets receipts = new Targets("ReceiptService", scene.hospital());
    receipts.add("GetReceipt", GetReceiptRequest.newBuilder().setEntryId("S").build());
    receipts.add("ListReceiptKeys", ListReceiptKeysRequest.getDefaultInstance());
    receipts.add(
        "GetDayRoot",
        GetDayRootRequest.newBuilder().setPostingDate(Claims.date("2026-11-01")).build());
    Targets audits = new Targets("AuditService", scene.operator());
    audits.add(
        "AuditPeriod",
        AuditPeriodRequest.newBuilder()
            .setFromDate(Claims.date("2026-11-01"))
            .setToDate(Claims.date("2026-11-30"))
            .build());
    List<Target> all = new ArrayList<>(receipts.all());
    all.addAll(audits.all());
    return all;
  }
}
