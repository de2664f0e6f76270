package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.HoldStore;
import io.yizhan.gateway.desk.ReplyCodec;
import io.yizhan.gateway.desk.Stamp;
import io.yizhan.ledger.Bearers;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.CancelledReceivable;
import io.yizhan.proto.v1.Hold;
import io.yizhan.proto.v1.Payment;
import io.yizhan.proto.v1.QuoteSettlementResponse;
import io.yizhan.proto.v1.Refusal;
import io.yizhan.proto.v1.Reversal;
import io.yizhan.proto.v1.ReverseSettlementResponse;
import io.yizhan.proto.v1.SettleClaimResponse;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.UndoOutcome;
import io.yizhan.proto.v1.UndoRequestResponse;
import io.yizhan.proto.v1.UsageChange;
import io.yizhan.settlement.AccountUse;
import io.yizhan.settlement.Decision;
import io.yizhan.settlement.Engine;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * Writes answers as bytes. The same decision and stamp give the same bytes: fields go out in the
 * order of their tags and no message has a map.
 */
public final class ReplyWriter implements ReplyCodec, HoldStore.HoldCodec {
  /** The version of the engine that computed, as answers name it. */
  public static final String ENGINE_VERSION = "yizhan " + Engine.VERSION;

  /** A writer; it holds nothing. */
  public ReplyWriter() {}

  /** The answer to a quote. */
  static QuoteSettlementResponse quoted(Decision decision) {
    return quote(decision).build();
  }

  private static QuoteSettlementResponse.Builder quote(Decision decision) {
    QuoteSettlementResponse.Builder out = QuoteSettlementResponse.newBuilder();
    if (decision instanceof Decision.Settled settled) {
      return out.setQuote(SettlementWriter.settlement(settled.settlement()));
    }
    return out.setRefusal(refusal(((Decision.Refused) decision).refusal()));
  }

  @Override
  public byte[] held(Decision decision, Optional<HoldStore.HeldUntil> until) {
    QuoteSettlementResponse.Builder out = quote(decision);
    until.ifPresent(
        held ->
            out.setHold(
                Hold.newBuilder()
                    .setRequestId(held.requestId())
                    .setHoldTime(Wire.time(held.holdTime()))
                    .setExpireTime(Wire.time(held.expireTime()))));
    return out.build().toByteArray();
  }

  @Override
  public byte[] settled(Decision decision, Stamp stamp) {
    SettleClaimResponse.Builder out = SettleClaimResponse.newBuilder();
    if (decision instanceof Decision.Settled settled) {
      out.setSettlement(
          SettlementWriter.settlement(settled.settlement())
              .setSettlementId(stamp.id())
              .setRequestId(stamp.requestId())
              .setSettleTime(Wire.time(stamp.time()))
              .setPostingDate(WireDate.of(stamp.postingDate())));
    } else {
      out.setRefusal(refusal(((Decision.Refused) decision).refusal()));
    }
    return out.build().toByteArray();
  }

  @Override
  public byte[] reversed(
      byte[] settledReply,
      Stamp stamp,
      List<AccountUse> restored,
      List<String> couldNowDiffer,
      Corrected corrected,
      List<Cancelled> cancelled) {
    Settlement original = settledReply(settledReply).getSettlement();
    Reversal.Builder out =
        Reversal.newBuilder()
            .setReversalId(stamp.id())
            .setSettlementId(original.getSettlementId())
            .setSettlementRequestId(original.getRequestId())
            .setReversalTime(Wire.time(stamp.time()))
            .setPostingDate(WireDate.of(stamp.postingDate()))
            .setTotalFen(Math.negateExact(original.getTotalFen()))
            .setHospitalShareFen(Math.negateExact(original.getHospitalShareFen()))
            .setPatientShareFen(Math.negateExact(original.getPatientShareFen()))
            .addAllCouldNowDifferIds(couldNowDiffer);
    for (Payment payment : original.getPaymentsList()) {
      out.addPayments(
          payment.toBuilder()
              .setAmountFen(Math.negateExact(payment.getAmountFen()))
              .setAlreadyPaidFen(Math.negateExact(payment.getAlreadyPaidFen())));
    }
    addCounter(out, original, cancelled);
    addCorrected(out, corrected, original.getHospitalId());
    restored.forEach(use -> out.addUsageChanges(restored(use, original)));
    cancelled.forEach(
        debt ->
            out.addCancelledReceivables(
                CancelledReceivable.newBuilder()
                    .setReceivableId(debt.receivableId())
                    .setCancelledFen(debt.cancelledFen())
                    .setPaidFen(debt.paidFen())
                    .setWrittenOffFen(debt.writtenOffFen())
                    .setOwedBackReceivableId(debt.owedBackId())));
    return ReverseSettlementResponse.newBuilder().setReversal(out).build().toByteArray();
  }

  /** What an account gets back; whether it counts times the answer to the settlement said. */
  private static UsageChange restored(AccountUse use, Settlement original) {
    UsageChange.Builder change = SettlementWriter.usageChange(use).toBuilder();
    for (UsageChange then : original.getUsageChangesList()) {
      if (then.getAccountCode().equals(use.account())
          && then.getBenefitYear() == use.benefitYear()) {
        change.setCounting(then.getCounting());
      }
    }
    return change.build();
  }

  /** What the counter took goes back as it came, but for what it was to take later. */
  private static void addCounter(
      Reversal.Builder out, Settlement original, List<Cancelled> cancelled) {
    long laterFen =
        cancelled.stream().filter(Cancelled::atCounter).mapToLong(Cancelled::amountFen).sum();
    out.setPersonalAccountFen(Math.negateExact(original.getPersonalAccountFen()))
        .setPrepaymentUsedFen(Math.negateExact(original.getPrepaymentUsedFen()))
        .setCashDueFen(Math.subtractExact(laterFen, original.getCashDueFen()))
        .setCashRefundFen(Math.negateExact(original.getCashRefundFen()));
  }

  /** What corrections had changed goes back as payments of its own, to whom it was paid. */
  private static void addCorrected(Reversal.Builder out, Corrected corrected, String hospitalId) {
    SortedMap<Bearers.Line, Long> toHospital = corrected.toHospital();
    TreeSet<Bearers.Line> lines = new TreeSet<>(corrected.moreFen().keySet());
    lines.addAll(toHospital.keySet());
    lines.forEach(
        line -> {
          long moreFen = corrected.moreFen().getOrDefault(line, 0L);
          long hospitalFen = toHospital.getOrDefault(line, 0L);
          if (hospitalFen != 0) {
            out.addPayments(
                CorrectionWriter.payment(line, -hospitalFen).toBuilder().setPayeeCode(hospitalId));
          }
          if (moreFen != hospitalFen) {
            out.addPayments(
                CorrectionWriter.payment(line, Math.subtractExact(hospitalFen, moreFen)));
          }
          if (!line.beside()) {
            out.setPatientShareFen(Math.addExact(out.getPatientShareFen(), moreFen));
          }
        });
  }

  @Override
  public byte[] undone(UndoFinding finding, Optional<byte[]> reversedReply) {
    UndoRequestResponse.Builder out = UndoRequestResponse.newBuilder().setOutcome(outcome(finding));
    reversedReply.ifPresent(bytes -> out.setReversal(reversedReply(bytes).getReversal()));
    return out.build().toByteArray();
  }

  private static UndoOutcome outcome(UndoFinding finding) {
    return switch (finding) {
      case REVERSED -> UndoOutcome.UNDO_OUTCOME_REVERSED;
      case FORBIDDEN -> UndoOutcome.UNDO_OUTCOME_FORBIDDEN;
      case NOTHING_TO_UNDO -> UndoOutcome.UNDO_OUTCOME_NOTHING_TO_UNDO;
    };
  }

  private static Refusal refusal(Decision.Refusal refusal) {
    return Refusal.newBuilder()
        .setReasonCode(refusal.reason().name())
        .setSentence(Wire.sentence(refusal.sentence()))
        .addAllFields(refusal.fields())
        .build();
  }

  /** Reads a stored answer to a settle request. */
  static SettleClaimResponse settledReply(byte[] bytes) {
    return StoredReply.read(SettleClaimResponse.parser(), bytes);
  }

  /** Reads a stored answer to a reverse request. */
  static ReverseSettlementResponse reversedReply(byte[] bytes) {
    return StoredReply.read(ReverseSettlementResponse.parser(), bytes);
  }
}
