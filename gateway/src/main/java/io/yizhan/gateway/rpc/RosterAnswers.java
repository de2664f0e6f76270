package io.yizhan.gateway.rpc;

import com.google.rpc.BadRequest;
import io.yizhan.gateway.desk.RosterStore;
import io.yizhan.gateway.desk.RosterStore.Outcome;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.ImportRosterResponse;
import io.yizhan.proto.v1.RosterChange;
import io.yizhan.proto.v1.RosterCounts;
import io.yizhan.proto.v1.RosterRefusal;
import io.yizhan.proto.v1.Sentence;
import io.yizhan.proto.v1.TouchedSettlement;

/** Writes what became of the lines of an import, and counts it. */
final class RosterAnswers {
  private final RosterCounts.Builder counts = RosterCounts.newBuilder();
  private String importId = "";

  void nameImport(String id) {
    importId = id;
  }

  /** Lines looked at. */
  int lines() {
    return counts.getLineCount();
  }

  /** Lines refused. */
  int refused() {
    return counts.getRefusedCount();
  }

  void countLines(int more) {
    counts.setLineCount(counts.getLineCount() + more);
  }

  void countRefused() {
    counts.setRefusedCount(counts.getRefusedCount() + 1);
  }

  void countEnded(int more) {
    counts.setEndedCount(counts.getEndedCount() + more);
  }

  /** What the import's own row says. */
  RosterStore.Counts counts() {
    return new RosterStore.Counts(
        counts.getLineCount(),
        counts.getRefusedCount(),
        counts.getNewCount() + counts.getChangedCount() + counts.getEndedCount());
  }

  /** Names a bad field of a line; the description is "Chinese / English". */
  void refuse(ImportRosterResponse.Builder reply, int line, BadRequest.FieldViolation violation) {
    reply.addRefusals(
        RosterRefusal.newBuilder()
            .setLineNumber(line)
            .setField(violation.getField())
            .setSentence(Wire.sentence("BAD_REQUEST", violation.getDescription())));
  }

  /** Counts what became of lines; names the refused, and shows the changes where asked. */
  void add(ImportRosterResponse.Builder reply, RosterStore.Kept kept, boolean showing) {
    counts.setRegisteredCount(counts.getRegisteredCount() + kept.registered());
    for (Outcome outcome : kept.outcomes()) {
      if (outcome instanceof Outcome.Refused refused) {
        countRefused();
        reply.addRefusals(
            RosterRefusal.newBuilder()
                .setLineNumber(refused.line())
                .setField(field(refused.reason()))
                .setSentence(sentence(refused.reason())));
      } else if (outcome instanceof Outcome.Unchanged) {
        counts.setUnchangedCount(counts.getUnchangedCount() + 1);
      } else if (outcome instanceof Outcome.Changed changed) {
        count(changed);
        if (showing) {
          changed.changes().forEach(each -> show(reply, changed.line(), each));
        }
      }
    }
  }

  private void count(Outcome.Changed changed) {
    if (changed.changes().isEmpty()) {
      counts.setNewCount(counts.getNewCount() + 1);
    }
    for (RosterStore.Change change : changed.changes()) {
      if (change.was().isEmpty()) {
        counts.setNewCount(counts.getNewCount() + 1);
      } else if (change.now().isPresent()) {
        counts.setChangedCount(counts.getChangedCount() + 1);
      } else {
        countEnded(1);
      }
    }
  }

  /** Shows a change. */
  void show(ImportRosterResponse.Builder reply, int line, RosterStore.Change change) {
    counts.setTouchedCount(counts.getTouchedCount() + change.touchedCount());
    RosterChange.Builder out =
        RosterChange.newBuilder()
            .setLineNumber(line)
            .setPersonId(change.personId())
            .setSettlementCount(change.touchedCount());
    change.was().ifPresent(was -> out.setWas(PersonWriter.identity(was)));
    change.now().ifPresent(now -> out.setNow(PersonWriter.identity(now)));
    change
        .touched()
        .forEach(
            each ->
                out.addSettlements(
                    TouchedSettlement.newBuilder()
                        .setSettlementId(each.settlementId())
                        .setFirstDate(WireDate.of(each.first()))
                        .setLastDate(WireDate.of(each.last()))));
    reply.addChanges(out);
  }

  /** The answer with what was counted so far. */
  ImportRosterResponse complete(ImportRosterResponse.Builder reply) {
    return reply.setImportId(importId).setCounts(counts.build()).build();
  }

  private static String field(RosterStore.Refusal reason) {
    return switch (reason) {
      case PROVISIONAL_STANDS, LISTED_TWICE -> "identity";
      case NOTHING_TO_CORRECT -> "corrected_from_date";
      case PERSON_NOT_FOUND -> "person_document";
    };
  }

  private static Sentence sentence(RosterStore.Refusal reason) {
    return switch (reason) {
      case PROVISIONAL_STANDS ->
          Wire.sentence(
              reason.name(),
              "此人同一起始日有容缺身份，须先按容缺办结",
              "a provisional identity from the same day stands: end that first");
      case LISTED_TWICE ->
          Wire.sentence(
              reason.name(),
              "名单上另一行对同一人、同一身份、同一时段另有说法",
              "another line says otherwise of the same person, category and span");
      case NOTHING_TO_CORRECT ->
          Wire.sentence(
              reason.name(),
              "此人没有从该日起的同类身份，请核对原起始日期",
              "must be the first day of an identity of this category and county that the person has");
      case PERSON_NOT_FOUND ->
          Wire.sentence(
              reason.name(), "没有登记过您可见的此人", "no such person that you may see is registered");
    };
  }
}
