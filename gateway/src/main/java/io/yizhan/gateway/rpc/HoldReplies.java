package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.HoldStore;
import io.yizhan.gateway.desk.HoldStore.HoldResult;
import io.yizhan.gateway.desk.HoldStore.ReleaseResult;
import io.yizhan.proto.v1.HoldState;
import io.yizhan.proto.v1.QuoteSettlementResponse;
import io.yizhan.proto.v1.ReleaseHoldResponse;
import java.util.Map;

/** Says what became of a quote that shall bind, and of its release. */
final class HoldReplies {
  private HoldReplies() {}

  static QuoteSettlementResponse held(HoldResult result) {
    if (result instanceof HoldResult.Recorded recorded) {
      return StoredReply.answer(
          QuoteSettlementResponse.getDefaultInstance(), recorded.reply(), recorded.replayed());
    }
    if (result instanceof HoldResult.IdReused reused) {
      throw Failure.idReused(reused.fields());
    }
    if (result instanceof HoldResult.ClaimSettled settled) {
      throw SettlementReplies.settledBefore(settled.first());
    }
    if (result instanceof HoldResult.StaySettledOnPaper first) {
      throw SettlementReplies.settledOnPaper(first.settlementId());
    }
    if (result instanceof HoldResult.TooMany full) {
      String most = Integer.toString(full.holdsMax());
      boolean ofPerson = full.fund().isEmpty();
      throw Failure.of(
          ErrorReason.TOO_MANY_HOLDS,
          (ofPerson ? "此人同时预留的账单" : "资金 " + full.fund() + " 同时的预留")
              + "已达 "
              + most
              + " 笔；未作任何处理，请先释放或结算，或不预留",
          (ofPerson ? "this person has " : "the fund has ")
              + most
              + " holds, as many as may be at a time; nothing was done: release or settle one, or"
              + " quote without hold",
          ofPerson
              ? Map.of("of", "person", "holds_max", most)
              : Map.of("of", "fund", "fund_code", full.fund(), "holds_max", most));
    }
    throw SettlementReplies.forbidden();
  }

  static ReleaseHoldResponse released(ReleaseResult result) {
    if (result instanceof ReleaseResult.Ended ended) {
      return ReleaseHoldResponse.newBuilder().setState(state(ended.state())).build();
    }
    throw Failure.of(
        ErrorReason.NOT_A_HOLD,
        "此请求号不是带预留的试算；未作任何处理",
        "this id is not that of a quote with hold; nothing was written");
  }

  private static HoldState state(HoldStore.HoldState state) {
    return switch (state) {
      case RELEASED -> HoldState.HOLD_STATE_RELEASED;
      case REPLACED -> HoldState.HOLD_STATE_REPLACED;
      case SETTLED -> HoldState.HOLD_STATE_SETTLED;
      case EXPIRED -> HoldState.HOLD_STATE_EXPIRED;
      case REFUSED -> HoldState.HOLD_STATE_REFUSED;
      case FORBIDDEN -> HoldState.HOLD_STATE_FORBIDDEN;
    };
  }
}
