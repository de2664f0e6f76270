package io.yizhan.gateway.acceptance;

import io.yizhan.proto.v1.ApproveMendRequest;
import io.yizhan.proto.v1.BreakKind;
import io.yizhan.proto.v1.ListBreaksRequest;
import io.yizhan.proto.v1.ListStatementsRequest;
import io.yizhan.proto.v1.Party;
import io.yizhan.proto.v1.PartyKind;
import io.yizhan.proto.v1.PrepareMendRequest;
import io.yizhan.proto.v1.ReconcileRequest;
import io.yizhan.proto.v1.SendStatementRequest;
import io.yizhan.proto.v1.StatementHeading;
import java.util.List;

/** Reconciliation. */
final class ReconciliationTargets {
  private ReconciliationTargets() {}

  static List<Target> of(TargetScene scene) {
    Targets targets = new Targets("ReconciliationService", scene.operator());
    Party hospital =
        Party.newBuilder()
            .setKind(PartyKind.PARTY_KIND_HOSPITAL)
            .setPartyCode(World.HOSPITAL)
            .build();
    targets.add(
        "SendStatement",
        SendStatementRequest.newBuilder()
            .setHeading(
                StatementHeading.newBuilder()
                    .setStatementId(Targets.NO_ID)
                    .setParty(hospital)
                    .setFromDate(Claims.date("2026-03-01"))
                    .setToDate(Claims.date("2026-03-02"))
                    .addFundCodes("610100"))
            .build(),
        SendStatementRequest.newBuilder()
            .setHeading(StatementHeading.newBuilder().setStatementId(Targets.NO_ID))
            .build());
    targets.add(
        "Reconcile",
        ReconcileRequest.newBuilder()
            .setParty(hospital)
            .setFromDate(Claims.date("2026-03-01"))
            .setToDate(Claims.date("2026-03-02"))
            .build());
    targets.add(
        "ListBreaks",
        ListBreaksRequest.newBuilder()
            .setParty(hospital)
            .setFromDate(Claims.date("2026-03-01"))
            .setToDate(Claims.date("2026-03-02"))
            .setKind(BreakKind.BREAK_KIND_DUPLICATE)
            .setPageSize(2)
            .build());
    targets.add(
        "ListStatements",
        ListStatementsRequest.newBuilder()
            .setParty(hospital)
            .setFromDate(Claims.date("2026-03-01"))
            .setToDate(Claims.date("2026-03-02"))
            .setPageSize(2)
            .build());
    targets.add(
        "PrepareMend",
        PrepareMendRequest.newBuilder()
            .setParty(hospital)
            .setBreakId("B")
            .setOperatorId("finance-1")
            .build());
    targets.add(
        "ApproveMend",
        ApproveMendRequest.newBuilder()
            .setParty(hospital)
            .setBreakId("B")
            .setOperatorId("finance-2")
            .build());
    return targets.all();
  }
}
