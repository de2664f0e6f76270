package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.ReconciliationStore;
import io.yizhan.gateway.desk.ReconciliationStore.Compared;
import io.yizhan.gateway.desk.ReconciliationStore.FoundBreak;
import io.yizhan.gateway.desk.ReconciliationStore.FoundStatement;
import io.yizhan.gateway.desk.ReconciliationStore.Total;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.Break;
import io.yizhan.proto.v1.BreakEntry;
import io.yizhan.proto.v1.BreakKind;
import io.yizhan.proto.v1.BreakLine;
import io.yizhan.proto.v1.BreakSide;
import io.yizhan.proto.v1.BreakTotal;
import io.yizhan.proto.v1.Mend;
import io.yizhan.proto.v1.MendState;
import io.yizhan.proto.v1.Mending;
import io.yizhan.proto.v1.Party;
import io.yizhan.proto.v1.PartyKind;
import io.yizhan.proto.v1.ReconciliationSummary;
import io.yizhan.proto.v1.ReconciliationTotal;
import io.yizhan.proto.v1.RefundLines;
import io.yizhan.proto.v1.SentStatement;
import io.yizhan.proto.v1.StandsAlone;
import io.yizhan.reconciliation.Alone;
import io.yizhan.reconciliation.Side;

/** Comparisons and breaks in wire form. */
final class ReconciliationWriter {
  private ReconciliationWriter() {}

  static ReconciliationSummary summary(Compared compared) {
    ReconciliationSummary.Builder out =
        ReconciliationSummary.newBuilder()
            .setAsOfTime(Wire.time(compared.asOf()))
            .setThere(total(compared.there()))
            .setHere(total(compared.here()))
            .setPendingThere(total(compared.pendingThere()))
            .setPendingHere(total(compared.pendingHere()))
            .setPairedCount(compared.paired())
            .setPairedByOtherKeyCount(compared.byOtherKey())
            .setCancelledCount(compared.cancelled())
            .setCorrectionsCount(compared.corrections())
            .setComplete(compared.complete());
    compared
        .kinds()
        .forEach(
            each ->
                out.addBreaks(
                    BreakTotal.newBuilder()
                        .setKind(kind(each.kind()))
                        .setBreakCount(each.total().count())
                        .setBillFen(each.total().billFen())
                        .setFundFen(each.total().fundFen())));
    return out.build();
  }

  private static ReconciliationTotal total(Total total) {
    return ReconciliationTotal.newBuilder()
        .setLineCount(total.count())
        .setBillFen(total.billFen())
        .setFundFen(total.fundFen())
        .build();
  }

  static Break found(FoundBreak found) {
    Break.Builder out =
        Break.newBuilder()
            .setBreakId(found.id())
            .setKind(kind(found.kind()))
            .setSide(side(found.side()))
            .setBillFen(found.billFen())
            .setFundFen(found.fundFen())
            .setFirstDifference(found.first())
            .setMending(mending(found.mending()));
    found
        .lines()
        .forEach(
            line ->
                out.addLines(
                    BreakLine.newBuilder()
                        .setStatementId(line.statementId())
                        .setLineNumber(line.number())
                        .setSettlementId(line.settlementId())
                        .setRequestId(line.requestId())
                        .setInsurerSettlementId(line.insurerSettlementId())
                        .setRefund(line.refund())
                        .setSettleDate(WireDate.of(line.day()))
                        .setBillFen(line.billFen())
                        .setFundFen(line.fundFen())));
    found
        .entries()
        .forEach(
            entry ->
                out.addEntries(
                    BreakEntry.newBuilder()
                        .setSettlementId(entry.id())
                        .setReversesSettlementId(entry.reverses())
                        .setHospitalId(entry.hospitalId())
                        .setRequestId(entry.requestId())
                        .setPostingDate(WireDate.of(entry.day()))
                        .setBillFen(entry.billFen())
                        .setFundFen(entry.fundFen())));
    found.mend().ifPresent(mend -> out.setMend(mend(mend)));
    found
        .third()
        .ifPresent(
            third ->
                out.setThirdParty(party(third.party()))
                    .setStandsAlone(alone(third.alone(), third.party().kind())));
    return out.setFoundTime(Wire.time(found.foundTime())).build();
  }

  static SentStatement sent(FoundStatement found) {
    return SentStatement.newBuilder()
        .setStatementId(found.statementId())
        .setFromDate(WireDate.of(found.from()))
        .setToDate(WireDate.of(found.to()))
        .setPart(found.part())
        .setRefundLines(
            switch (found.refundLines()) {
              case WITH -> RefundLines.REFUND_LINES_WITH;
              case WITHOUT -> RefundLines.REFUND_LINES_WITHOUT;
              case LIVE_ONLY -> RefundLines.REFUND_LINES_LIVE_ONLY;
            })
        .addAllFundCodes(found.fundCodes())
        .setThroughTime(Wire.time(found.throughTime()))
        .setAcceptTime(Wire.time(found.acceptTime()))
        .setCallerId(found.callerId())
        .setLineCount(Math.toIntExact(found.total().count()))
        .setBillFen(found.total().billFen())
        .setFundFen(found.total().fundFen())
        .setCounts(found.counts())
        .build();
  }

  private static Party party(ReconciliationStore.Party party) {
    return Party.newBuilder()
        .setKind(
            switch (party.kind()) {
              case HOSPITAL -> PartyKind.PARTY_KIND_HOSPITAL;
              case INSURER -> PartyKind.PARTY_KIND_INSURER;
              case BANK -> PartyKind.PARTY_KIND_BANK;
            })
        .setPartyCode(party.code())
        .build();
  }

  /** Of a break with an insurer the third side is the hospital, and the other way about. */
  private static StandsAlone alone(Alone alone, ReconciliationStore.PartyKind third) {
    return switch (alone) {
      case HERE -> StandsAlone.STANDS_ALONE_GATEWAY;
      case THERE ->
          third == ReconciliationStore.PartyKind.INSURER
              ? StandsAlone.STANDS_ALONE_HOSPITAL
              : StandsAlone.STANDS_ALONE_INSURER;
      case EACH -> StandsAlone.STANDS_ALONE_EACH;
      case UNKNOWN -> StandsAlone.STANDS_ALONE_UNKNOWN;
    };
  }

  static Mend mend(ReconciliationStore.Mend mend) {
    return Mend.newBuilder()
        .setBreakId(mend.breakId())
        .setMending(mending(mend.mending()))
        .setState(
            switch (mend.state()) {
              case PREPARED -> MendState.MEND_STATE_PREPARED;
              case APPROVED -> MendState.MEND_STATE_APPROVED;
              case DONE -> MendState.MEND_STATE_DONE;
              case MOOT -> MendState.MEND_STATE_MOOT;
            })
        .setHospitalId(mend.hospitalId())
        .setSettlementId(mend.settlementId())
        .setPreparerId(mend.preparerId())
        .setApproverId(mend.approver().map(ReconciliationStore.Person::callerId).orElse(""))
        .setReversalId(mend.reversalId())
        .build();
  }

  static BreakKind kind(io.yizhan.reconciliation.BreakKind kind) {
    return switch (kind) {
      case MISSING_HERE -> BreakKind.BREAK_KIND_MISSING_HERE;
      case MISSING_THERE -> BreakKind.BREAK_KIND_MISSING_THERE;
      case DUPLICATE -> BreakKind.BREAK_KIND_DUPLICATE;
      case AMOUNT_DIFFERS -> BreakKind.BREAK_KIND_AMOUNT_DIFFERS;
      case REVERSED_ON_ONE_SIDE -> BreakKind.BREAK_KIND_REVERSED_ON_ONE_SIDE;
      case WRONG_DAY -> BreakKind.BREAK_KIND_WRONG_DAY;
      case ROUNDING -> BreakKind.BREAK_KIND_ROUNDING;
      case AMBIGUOUS -> BreakKind.BREAK_KIND_AMBIGUOUS;
      case UNEXPLAINED -> BreakKind.BREAK_KIND_UNEXPLAINED;
    };
  }

  private static BreakSide side(Side side) {
    return switch (side) {
      case HERE -> BreakSide.BREAK_SIDE_HERE;
      case THERE -> BreakSide.BREAK_SIDE_THERE;
      case BOTH -> BreakSide.BREAK_SIDE_EITHER;
    };
  }

  private static Mending mending(io.yizhan.reconciliation.Mending mending) {
    return switch (mending) {
      case UNDO -> Mending.MENDING_UNDO;
      case REVERSE -> Mending.MENDING_REVERSE;
      case ASK_TO_REPEAT -> Mending.MENDING_ASK_TO_REPEAT;
      case ASK_TO_CORRECT -> Mending.MENDING_ASK_TO_CORRECT;
      case CLARIFY -> Mending.MENDING_CLARIFY;
    };
  }
}
