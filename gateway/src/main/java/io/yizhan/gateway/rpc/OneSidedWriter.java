package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.BrokenRule;
import io.yizhan.gateway.desk.InsurerLegs.OneSided;
import io.yizhan.proto.v1.OneSidedKind;
import io.yizhan.proto.v1.OneSidedSettlement;
import io.yizhan.proto.v1.Sentence;

/** Writes a one-sided settlement with what cures it. */
final class OneSidedWriter {
  private OneSidedWriter() {}

  static OneSidedSettlement line(OneSided line) {
    return OneSidedSettlement.newBuilder()
        .setSettlementId(line.settlementId())
        .setHospitalId(line.key().ownerId())
        .setRequestId(line.key().requestId())
        .setInsurerRequestId(line.insurerRequestId())
        .setInsurerSettlementId(line.insurerSettlementId())
        .setInsuredRegionCode(line.insuredRegion())
        .setKind(kind(line.kind()))
        .setCure(cure(line))
        .setSinceTime(Wire.time(line.since()))
        .setSettledHereFen(line.settledHereFen())
        .setInsurerFen(line.insurerFen())
        .build();
  }

  private static OneSidedKind kind(OneSided.Kind kind) {
    return switch (kind) {
      case CANCELLED_BY_INSURER -> OneSidedKind.ONE_SIDED_KIND_CANCELLED_BY_INSURER;
      case CONFIRM_REFUSED -> OneSidedKind.ONE_SIDED_KIND_CONFIRM_REFUSED;
      case CONFIRM_WAITS -> OneSidedKind.ONE_SIDED_KIND_CONFIRM_WAITS;
      case CANCEL_WAITS -> OneSidedKind.ONE_SIDED_KIND_CANCEL_WAITS;
      case PROVISIONAL_WAITS -> OneSidedKind.ONE_SIDED_KIND_PROVISIONAL_WAITS;
      case TRUE_UP_DUE -> OneSidedKind.ONE_SIDED_KIND_TRUE_UP_DUE;
    };
  }

  private static Sentence cure(OneSided line) {
    String code = line.kind().name();
    return switch (line.kind()) {
      case CANCELLED_BY_INSURER ->
          sentence(
              code,
              "医保经办方已自行撤销，救助仍在：请撤销本结算（ReverseSettlement），需要时重新结算。",
              "The insurer has cancelled of its own accord and the aid stands: reverse this settlement"
                  + " (ReverseSettlement), and settle again where it is still due.");
      case CONFIRM_REFUSED ->
          line.reason().startsWith(BrokenRule.REASON_PREFIX)
              ? answerInvalid(code, line.reason())
              : sentence(
                  code,
                  "医保经办方不确认本结算（" + line.reason() + "）：请与经办方核对；不能确认的，撤销本结算后重新结算。",
                  "The insurer does not confirm this settlement ("
                      + line.reason()
                      + "): check with it; where it will not, reverse the settlement and settle again.");
      case CONFIRM_WAITS ->
          sentence(
              code,
              "已在此结算，经办方尚未应答确认：网关每分钟重试，无需操作；持续出现请联系经办方。",
              "Settled here, and the insurer has not answered the confirmation: it is repeated every"
                  + " minute, nothing need be done; call the insurer if it stays.");
      case CANCEL_WAITS ->
          sentence(
              code,
              "此处未结算或已撤销，经办方尚未应答撤销：网关每分钟重试，无需操作；持续出现请联系经办方。",
              "Not settled here, or reversed, and the insurer has not answered the cancellation: it is"
                  + " repeated every minute; call the insurer if it stays.");
      case PROVISIONAL_WAITS ->
          sentence(
              code,
              "经办方没有应答时按政策暂算结算，尚待询问：网关会再询问，最长每小时一次，无需操作。",
              "Settled on the computed amount while the insurer was away; it is asked again, at least"
                  + " once an hour, nothing need be done.");
      case TRUE_UP_DUE ->
          sentence(
              code,
              "暂算金额与经办方金额不同：由经办机构重新核算（BookReadjudication）补正，或撤销后重新结算。",
              "The computed amount is not the insurer's: the office trues it up by re-adjudicating the"
                  + " person (BookReadjudication), or reverse it and settle again.");
    };
  }

  private static Sentence answerInvalid(String code, String reason) {
    return sentence(
        code,
        "暂算结算，经办方的应答不合接口约定（" + reason + "），不再询问：请告知经办方；修复后撤销本结算，重新结算。",
        "Settled on the computed amount; the insurer's answer breaks the contract ("
            + reason
            + ") and it is not asked again: tell it; when mended, reverse this and settle again.");
  }

  private static Sentence sentence(String code, String zh, String en) {
    return Sentence.newBuilder().setCode(code).setZh(zh).setEn(en).build();
  }
}
