package io.yizhan.gateway.rpc;

import io.yizhan.clearing.ClearingKind;
import io.yizhan.clearing.ClearingState;
import io.yizhan.clearing.ClearingStep;
import java.util.Optional;

/** Kinds, states and steps of clearing, from the wire and to it. */
final class ClearingWords {
  private ClearingWords() {}

  /** The kind; empty for any. */
  static Optional<ClearingKind> kind(io.yizhan.proto.v1.ClearingKind wire, Violations violations) {
    return switch (wire) {
      case CLEARING_KIND_UNSPECIFIED -> Optional.empty();
      case CLEARING_KIND_MONTH -> Optional.of(ClearingKind.MONTH);
      case CLEARING_KIND_ADVANCE -> Optional.of(ClearingKind.ADVANCE);
      case UNRECOGNIZED -> {
        violations.add("kind", "应为已定义的种类", "must be a kind of the contract");
        yield Optional.empty();
      }
    };
  }

  /** The state; empty for any. */
  static Optional<ClearingState> state(
      io.yizhan.proto.v1.ClearingState wire, Violations violations) {
    return switch (wire) {
      case CLEARING_STATE_UNSPECIFIED -> Optional.empty();
      case CLEARING_STATE_PREPARED -> Optional.of(ClearingState.PREPARED);
      case CLEARING_STATE_CHECKED -> Optional.of(ClearingState.CHECKED);
      case CLEARING_STATE_APPROVED -> Optional.of(ClearingState.APPROVED);
      case CLEARING_STATE_PARTLY_PAID -> Optional.of(ClearingState.PARTLY_PAID);
      case CLEARING_STATE_PAID -> Optional.of(ClearingState.PAID);
      case CLEARING_STATE_CARRIED -> Optional.of(ClearingState.CARRIED);
      case CLEARING_STATE_DISPUTED -> Optional.of(ClearingState.DISPUTED);
      case CLEARING_STATE_WITHDRAWN -> Optional.of(ClearingState.WITHDRAWN);
      case UNRECOGNIZED -> {
        violations.add("state", "应为已定义的状态", "must be a state of the contract");
        yield Optional.empty();
      }
    };
  }

  /** The step; empty where none is named. */
  static Optional<ClearingStep> step(io.yizhan.proto.v1.ClearingStep wire) {
    return switch (wire) {
      case CLEARING_STEP_PREPARE -> Optional.of(ClearingStep.PREPARE);
      case CLEARING_STEP_DEDUCT -> Optional.of(ClearingStep.DEDUCT);
      case CLEARING_STEP_WAIVE -> Optional.of(ClearingStep.WAIVE);
      case CLEARING_STEP_RETAIN -> Optional.of(ClearingStep.RETAIN);
      case CLEARING_STEP_RELEASE -> Optional.of(ClearingStep.RELEASE);
      case CLEARING_STEP_OFFSET -> Optional.of(ClearingStep.OFFSET);
      case CLEARING_STEP_CHECK -> Optional.of(ClearingStep.CHECK);
      case CLEARING_STEP_RETURN -> Optional.of(ClearingStep.RETURN);
      case CLEARING_STEP_APPROVE -> Optional.of(ClearingStep.APPROVE);
      case CLEARING_STEP_PAY -> Optional.of(ClearingStep.PAY);
      case CLEARING_STEP_USE -> Optional.of(ClearingStep.USE);
      case CLEARING_STEP_REPAY -> Optional.of(ClearingStep.REPAY);
      case CLEARING_STEP_DISPUTE -> Optional.of(ClearingStep.DISPUTE);
      case CLEARING_STEP_UPHOLD -> Optional.of(ClearingStep.UPHOLD);
      case CLEARING_STEP_DISMISS -> Optional.of(ClearingStep.DISMISS);
      case CLEARING_STEP_WITHDRAW -> Optional.of(ClearingStep.WITHDRAW);
      case CLEARING_STEP_UNDO_OFFSET -> Optional.of(ClearingStep.UNDO_OFFSET);
      case CLEARING_STEP_UNDO_USE -> Optional.of(ClearingStep.UNDO_USE);
      case CLEARING_STEP_UNPAY -> Optional.of(ClearingStep.UNPAY);
      case CLEARING_STEP_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
    };
  }

  static io.yizhan.proto.v1.ClearingKind wire(ClearingKind kind) {
    return switch (kind) {
      case MONTH -> io.yizhan.proto.v1.ClearingKind.CLEARING_KIND_MONTH;
      case ADVANCE -> io.yizhan.proto.v1.ClearingKind.CLEARING_KIND_ADVANCE;
    };
  }

  static io.yizhan.proto.v1.ClearingState wire(ClearingState state) {
    return switch (state) {
      case PREPARED -> io.yizhan.proto.v1.ClearingState.CLEARING_STATE_PREPARED;
      case CHECKED -> io.yizhan.proto.v1.ClearingState.CLEARING_STATE_CHECKED;
      case APPROVED -> io.yizhan.proto.v1.ClearingState.CLEARING_STATE_APPROVED;
      case PARTLY_PAID -> io.yizhan.proto.v1.ClearingState.CLEARING_STATE_PARTLY_PAID;
      case PAID -> io.yizhan.proto.v1.ClearingState.CLEARING_STATE_PAID;
      case CARRIED -> io.yizhan.proto.v1.ClearingState.CLEARING_STATE_CARRIED;
      case DISPUTED -> io.yizhan.proto.v1.ClearingState.CLEARING_STATE_DISPUTED;
      case WITHDRAWN -> io.yizhan.proto.v1.ClearingState.CLEARING_STATE_WITHDRAWN;
    };
  }

  static io.yizhan.proto.v1.ClearingStep wire(ClearingStep step) {
    return switch (step) {
      case PREPARE -> io.yizhan.proto.v1.ClearingStep.CLEARING_STEP_PREPARE;
      case DEDUCT -> io.yizhan.proto.v1.ClearingStep.CLEARING_STEP_DEDUCT;
      case WAIVE -> io.yizhan.proto.v1.ClearingStep.CLEARING_STEP_WAIVE;
      case RETAIN -> io.yizhan.proto.v1.ClearingStep.CLEARING_STEP_RETAIN;
      case RELEASE -> io.yizhan.proto.v1.ClearingStep.CLEARING_STEP_RELEASE;
      case OFFSET -> io.yizhan.proto.v1.ClearingStep.CLEARING_STEP_OFFSET;
      case CHECK -> io.yizhan.proto.v1.ClearingStep.CLEARING_STEP_CHECK;
      case RETURN -> io.yizhan.proto.v1.ClearingStep.CLEARING_STEP_RETURN;
      case APPROVE -> io.yizhan.proto.v1.ClearingStep.CLEARING_STEP_APPROVE;
      case PAY -> io.yizhan.proto.v1.ClearingStep.CLEARING_STEP_PAY;
      case USE -> io.yizhan.proto.v1.ClearingStep.CLEARING_STEP_USE;
      case REPAY -> io.yizhan.proto.v1.ClearingStep.CLEARING_STEP_REPAY;
      case DISPUTE -> io.yizhan.proto.v1.ClearingStep.CLEARING_STEP_DISPUTE;
      case UPHOLD -> io.yizhan.proto.v1.ClearingStep.CLEARING_STEP_UPHOLD;
      case DISMISS -> io.yizhan.proto.v1.ClearingStep.CLEARING_STEP_DISMISS;
      case WITHDRAW -> io.yizhan.proto.v1.ClearingStep.CLEARING_STEP_WITHDRAW;
      case UNDO_OFFSET -> io.yizhan.proto.v1.ClearingStep.CLEARING_STEP_UNDO_OFFSET;
      case UNDO_USE -> io.yizhan.proto.v1.ClearingStep.CLEARING_STEP_UNDO_USE;
      case UNPAY -> io.yizhan.proto.v1.ClearingStep.CLEARING_STEP_UNPAY;
    };
  }
}
