package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.RosterStore.JoinOrder;
import io.yizhan.gateway.desk.RosterStore.JoinResult;
import io.yizhan.proto.v1.JoinPersonsRequest;
import io.yizhan.proto.v1.JoinPersonsResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads which records are to be joined, and writes what became of them. */
final class JoinReader {
  private static final int REASON_CHARACTERS_MAX = 200;

  private JoinReader() {}

  static JoinOrder read(JoinPersonsRequest request, Caller caller) {
    Violations violations = new Violations();
    violations.id("request_id", request.getRequestId(), ClaimReader.ID_CHARACTERS_MAX);
    Optional<PersonDocument> kept =
        DocumentReader.read(
            "kept_document", request.hasKeptDocument(), request.getKeptDocument(), violations);
    Optional<PersonDocument> joined =
        DocumentReader.read(
            "joined_document",
            request.hasJoinedDocument(),
            request.getJoinedDocument(),
            violations);
    violations.text("reason", request.getReason(), 1, REASON_CHARACTERS_MAX);
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    JoinPersonsRequest.Builder normal = request.toBuilder();
    normal.getKeptDocumentBuilder().setNumber(kept.orElseThrow().number());
    normal.getJoinedDocumentBuilder().setNumber(joined.orElseThrow().number());
    return new JoinOrder(
        new RequestKey(caller.callerId(), request.getRequestId()),
        ContentReader.read(normal.build(), "request_id"),
        kept.get(),
        joined.get(),
        request.getReason(),
        caller.callerId(),
        caller.role() == Caller.Role.OPERATOR ? List.of() : caller.regions());
  }

  static JoinPersonsResponse answer(JoinResult result) {
    if (result instanceof JoinResult.Joined joined) {
      return JoinPersonsResponse.newBuilder()
          .setPersonId(joined.survivorId())
          .setJoinedPersonId(joined.goneId())
          .build();
    }
    if (result instanceof JoinResult.IdReused reused) {
      throw Failure.idReused(reused.fields());
    }
    if (result instanceof JoinResult.OnePerson) {
      throw Failure.of(
          ErrorReason.ONE_RECORD, "两个证件已在同一份档案", "both documents are of one record already");
    }
    if (result instanceof JoinResult.AmountsHeld) {
      throw Failure.of(
          ErrorReason.AMOUNTS_HELD,
          "其中一份档案还有预留或待确认的金额，请待其结束后用同一请求号重试",
          "something is held or pending of one of the records: repeat the same request id when it has"
              + " ended");
    }
    if (result instanceof JoinResult.ProvisionalStands) {
      throw Failure.of(
          ErrorReason.PROVISIONAL_RECORD,
          "被合并的档案有容缺身份，请改为保留该档案",
          "the record to be joined has a provisional identity: keep that record instead");
    }
    if (result instanceof JoinResult.NotYours not) {
      throw Permissions.notYourRegion(not.field());
    }
    if (result instanceof JoinResult.HouseholdsOverlap overlap) {
      throw PersonKeeper.overlap(overlap.first(), overlap.second());
    }
    JoinResult.PersonUnknown unknown = (JoinResult.PersonUnknown) result;
    throw Failure.of(
        ErrorReason.PERSON_NOT_FOUND,
        "没有您可见的此人",
        "no such person that you may see",
        Map.of("field", unknown.field()));
  }
}
