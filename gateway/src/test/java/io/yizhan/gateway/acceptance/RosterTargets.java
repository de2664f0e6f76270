package io.yizhan.gateway.acceptance;

import com.google.protobuf.Message;
import io.yizhan.proto.v1.ImportMode;
import io.yizhan.proto.v1.ImportRosterRequest;
import io.yizhan.proto.v1.JoinPersonsRequest;
import io.yizhan.proto.v1.ListIdentityChangesRequest;
import io.yizhan.proto.v1.ListMeansChecksRequest;
import io.yizhan.proto.v1.RegisterNewbornRequest;
import io.yizhan.proto.v1.RekeyRegisterRequest;
import java.util.List;

/** Lists of persons, and what changes who one is. */
final class RosterTargets {
  private RosterTargets() {}

  static List<Target> of(TargetScene scene) {
    Targets targets = new Targets("RosterService", scene.operator());
    targets.add(
        "ImportRoster",
        ImportRosterRequest.newBuilder()
            .setOrder(Rosters.complete(ImportMode.IMPORT_MODE_GOOD_LINES_ONLY, "2016-12-31"))
            .build(),
        ImportRosterRequest.newBuilder()
            .addLines(Rosters.line(1, Invented.person(1), World.identity("dibao", "2016-01-01")))
            .build());
    targets.add(
        "JoinPersons",
        JoinPersonsRequest.newBuilder()
            .setRequestId(Targets.NO_ID)
            .setKeptDocument(Invented.person(1))
            .setJoinedDocument(Invented.person(2))
            .setReason("x")
            .build(),
        JoinPersonsRequest.newBuilder().setRequestId(Targets.NO_ID).build());
    targets.add(
        "RegisterNewborn",
        RegisterNewbornRequest.newBuilder()
            .setRequestId(Targets.NO_ID)
            .setMotherDocument(Invented.person(1))
            .setChild(World.known(Invented.person(3), "dibao"))
            .build(),
        RegisterNewbornRequest.newBuilder().setRequestId(Targets.NO_ID).build());
    targets.add(
        "ListMeansChecks",
        ListMeansChecksRequest.newBuilder().setPersonDocument(Invented.person(1)).build());
    Message noRows = RekeyRegisterRequest.newBuilder().setRowLimit(-1).build();
    targets.add("RekeyRegister", noRows, noRows);
    targets.add(
        "ListIdentityChanges",
        ListIdentityChangesRequest.newBuilder().setPersonDocument(Invented.person(1)).build());
    return targets.all();
  }
}
