package io.yizhan.gateway.rpc;

import io.grpc.StatusRuntimeException;
import io.yizhan.gateway.desk.QuoteResult;
import io.yizhan.gateway.desk.SettledBefore;
import io.yizhan.gateway.desk.SettlementStore.ReverseResult;
import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import io.yizhan.gateway.desk.SettlementStore.UndoResult;
import io.yizhan.proto.v1.QuoteSettlementResponse;
import io.yizhan.proto.v1.ReverseSettlementResponse;
import io.yizhan.proto.v1.SettleClaimResponse;
import io.yizhan.proto.v1.UndoRequestResponse;
import java.util.Map;

/** Says what became of a claim that was to be quoted, settled, reversed or undone. */
final class SettlementReplies {
  private SettlementReplies() {}

  static QuoteSettlementResponse quoted(QuoteResult result) {
    if (result instanceof QuoteResult.Decided decided) {
      return ReplyWriter.quoted(decided.decision());
    }
    if (result instanceof QuoteResult.ClaimSettled settled) {
      throw settledBefore(settled.first());
    }
    if (result instanceof QuoteResult.PaperClaimed claimed) {
      throw claimed(claimed.first());
    }
    throw RegistryEndpoint.personNotFound();
  }

  private static StatusRuntimeException claimed(SettleResult.InvoiceClaimed first) {
    return first.invoice().isEmpty()
        ? Failure.of(
            ErrorReason.PAPER_ALREADY_CLAIMED,
            "此人同一起止日期、同一金额的住院已结算；如需重报，请先撤销原结算，少算的请重新核算",
            "a stay of the person of the same days and amount stands settled; reverse that settlement"
                + " first to claim it again, or re-adjudicate it where it gave too little",
            Map.of("settlement_id", first.settlementId()))
        : Failure.of(
            ErrorReason.PAPER_ALREADY_CLAIMED,
            "此发票已报销，或医院已按它结算；如需重报，请先撤销原结算，少算的请重新核算",
            "this invoice stands claimed, or a hospital has settled it; reverse that settlement first"
                + " to claim it again, or re-adjudicate it where it gave too little",
            Map.of("settlement_id", first.settlementId(), "invoice_number", first.invoice()));
  }

  static SettleClaimResponse settled(SettleResult result) {
    if (result instanceof SettleResult.Recorded recorded) {
      if (recorded.reversed()) {
        CallTrailers.markReversed();
      }
      return StoredReply.answer(
          SettleClaimResponse.getDefaultInstance(), recorded.reply(), recorded.replayed());
    }
    if (result instanceof SettleResult.IdReused reused) {
      throw Failure.idReused(reused.fields());
    }
    if (result instanceof SettleResult.ClaimSettled settled) {
      throw settledBefore(settled.first());
    }
    if (result instanceof SettleResult.QuoteUnknown) {
      throw Failure.of(
          ErrorReason.HOLD_NOT_FOUND,
          "本院没有此预留号；未作任何处理",
          "this hospital has no hold of this name; nothing was written");
    }
    if (result instanceof SettleResult.NotOfOffice) {
      throw RegistryEndpoint.personNotFound();
    }
    if (result instanceof SettleResult.InvoiceClaimed first) {
      throw claimed(first);
    }
    if (result instanceof SettleResult.StaySettledOnPaper first) {
      throw settledOnPaper(first.settlementId());
    }
    if (result instanceof SettleResult.Undone) {
      throw forbidden();
    }
    // A lost leg is answered at the desk; nothing that is not known here says "undone".
    throw new IllegalStateException(
        "a settle result must have an answer: " + result.getClass().getSimpleName());
  }

  static ReverseSettlementResponse reversed(ReverseResult result) {
    if (result instanceof ReverseResult.Recorded recorded) {
      return StoredReply.answer(
          ReverseSettlementResponse.getDefaultInstance(), recorded.reply(), recorded.replayed());
    }
    if (result instanceof ReverseResult.IdReused reused) {
      throw Failure.idReused(reused.fields());
    }
    if (result instanceof ReverseResult.AlreadyReversed already) {
      throw Failure.of(
          ErrorReason.ALREADY_REVERSED,
          "此结算已用另一请求号撤销",
          "this settlement was reversed under another request id",
          Map.of("reversal_id", already.reversalId()));
    }
    if (result instanceof ReverseResult.InPaymentFile file) {
      throw ReceivableFailures.inFile(file.fileId());
    }
    throw notFound();
  }

  static StatusRuntimeException settledOnPaper(String settlementId) {
    return Failure.of(
        ErrorReason.PAPER_ALREADY_CLAIMED,
        "此住院或此发票已由救助经办机构按纸质报销结算；请其撤销后再结算",
        "an aid office has settled this stay or this invoice from its papers; have it reverse that"
            + " settlement first",
        Map.of("settlement_id", settlementId));
  }

  static UndoRequestResponse undone(UndoResult result) {
    if (result instanceof UndoResult.Recorded recorded) {
      return StoredReply.answer(UndoRequestResponse.getDefaultInstance(), recorded.reply(), false);
    }
    if (result instanceof UndoResult.InPaymentFile file) {
      throw ReceivableFailures.inFile(file.fileId());
    }
    throw Failure.of(
        ErrorReason.NOT_A_SETTLE_REQUEST,
        "此请求号不是结算请求；预留请用 ReleaseHold 释放，撤销请求请用同一请求号重发",
        "this id is not a settle request's; release a hold with ReleaseHold, and send a reverse"
            + " request again under its own id");
  }

  static StatusRuntimeException settledBefore(SettledBefore first) {
    return switch (first.what()) {
      case PAPERS -> settledOnPaper(first.settlementId());
      case BILL ->
          Failure.of(
              ErrorReason.CLAIM_ALREADY_SETTLED,
              "此账单已用另一请求号结算；如需重结，请先撤销",
              "this bill stands settled under another request id; reverse it first to settle again",
              Map.of("settlement_id", first.settlementId(), "request_id", first.requestId()));
      case INSURER_SETTLEMENT ->
          Failure.of(
              ErrorReason.INSURER_SETTLEMENT_USED,
              "这笔医保结算已随 "
                  + first.hospitalId()
                  + " 的另一账单结算；请核对 claim.insurer_settlement.settlement_id，要改用本账单的先撤销那笔，那笔救助少算的请重新核算",
              "this settlement of the insurer stands settled with another bill of "
                  + first.hospitalId()
                  + "; check claim.insurer_settlement.settlement_id, reverse that bill first, or"
                  + " re-adjudicate it where it gave too little",
              Map.of("settlement_id", first.settlementId(), "hospital_id", first.hospitalId()));
    };
  }

  /** The error for an id that was undone, or whose hold was released, before it arrived. */
  static StatusRuntimeException forbidden() {
    return Failure.of(
        ErrorReason.REQUEST_UNDONE,
        "此请求号在到达前已被冲正，不能再结算；请用新请求号",
        "this request id was undone before it arrived and can no longer settle; use a new id");
  }

  static StatusRuntimeException notFound() {
    return Failure.of(
        ErrorReason.SETTLEMENT_NOT_FOUND, "没有您可见的此结算", "no such settlement that you may see");
  }
}
