package io.yizhan.gateway.acceptance;

import io.yizhan.proto.v1.AgreeInstalmentsRequest;
import io.yizhan.proto.v1.ExportPayOutsRequest;
import io.yizhan.proto.v1.GetPayOutFileRequest;
import io.yizhan.proto.v1.GetReceivableRequest;
import io.yizhan.proto.v1.Instalment;
import io.yizhan.proto.v1.ListReceivablesRequest;
import io.yizhan.proto.v1.OwePatientShareRequest;
import io.yizhan.proto.v1.RecordPaymentRequest;
import io.yizhan.proto.v1.TakeBackPaymentRequest;
import io.yizhan.proto.v1.WriteOffReceivableRequest;
import java.util.List;

/** What is owed. */
final class ReceivableTargets {
  private ReceivableTargets() {}

  static List<Target> of(TargetScene scene) {
    Targets targets = new Targets("ReceivableService", scene.operator());
    targets.add(
        "ListReceivables",
        ListReceivablesRequest.newBuilder()
            .setPersonDocument(Invented.person(1))
            .setCountyCode(Claims.COUNTY)
            .setOverdueOnDate(Claims.date("2016-09-01"))
            .setPageSize(2)
            .build());
    targets.add("GetReceivable", GetReceivableRequest.newBuilder().setReceivableId("R").build());
    targets.add(
        "RecordPayment",
        RecordPaymentRequest.newBuilder()
            .setRequestId(Targets.NO_ID)
            .setReceivableId("R")
            .setAmountFen(100)
            .setNote("receipt")
            .setBankReference("B-1")
            .build(),
        RecordPaymentRequest.newBuilder().setRequestId(Targets.NO_ID).build());
    targets.add(
        "TakeBackPayment",
        TakeBackPaymentRequest.newBuilder()
            .setRequestId(Targets.NO_ID)
            .setReceivableId("R")
            .setEntryId("E")
            .setNote("returned")
            .setBankReference("B-2")
            .build(),
        TakeBackPaymentRequest.newBuilder().setRequestId(Targets.NO_ID).build());
    targets.add(
        "WriteOffReceivable",
        WriteOffReceivableRequest.newBuilder()
            .setRequestId(Targets.NO_ID)
            .setReceivableId("R")
            .setAmountFen(100)
            .setFundCode("610100@" + Claims.COUNTY)
            .setReason("hardship")
            .build(),
        WriteOffReceivableRequest.newBuilder().setRequestId(Targets.NO_ID).build());
    targets.add(
        "AgreeInstalments",
        AgreeInstalmentsRequest.newBuilder()
            .setRequestId(Targets.NO_ID)
            .setReceivableId("R")
            .addInstalments(part())
            .build(),
        AgreeInstalmentsRequest.newBuilder().setRequestId(Targets.NO_ID).build());
    targets
        .as(scene.office())
        .add(
            "ExportPayOuts",
            ExportPayOutsRequest.newBuilder()
                .setRequestId(Targets.NO_ID)
                .setCountyCode(Claims.COUNTY)
                .setReplacesFileId("F")
                .addLeftOutReceivableIds("R")
                .build(),
            ExportPayOutsRequest.newBuilder().setRequestId(Targets.NO_ID).build());
    targets
        .as(scene.office())
        .add(
            "GetPayOutFile",
            GetPayOutFileRequest.newBuilder().setFileId("F").setPurpose("payment run").build());
    OwePatientShareRequest share =
        OwePatientShareRequest.newBuilder()
            .setRequestId(Targets.NO_ID)
            .setHospitalId(World.HOSPITAL)
            .setSettlementId("S")
            .setAmountFen(100)
            .addInstalments(part())
            .build();
    targets.as(scene.hospital()).add("OwePatientShare", share, share);
    return targets.all();
  }

  private static Instalment.Builder part() {
    return Instalment.newBuilder().setDueDate(Claims.date("2016-09-01")).setAmountFen(100);
  }
}
