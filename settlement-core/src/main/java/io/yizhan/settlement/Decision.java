package io.yizhan.settlement;

import java.util.List;

/** What a claim comes to. */
public sealed interface Decision {
  /** The amounts. */
  record Settled(Settlement settlement) implements Decision {}

  /** Understood, but not covered: nothing is settled. */
  record Refused(Refusal refusal) implements Decision {}

  /** Why a claim is not covered. */
  record Refusal(RefusalReason reason, Sentence sentence, List<String> fields) {
    public Refusal {
      fields = List.copyOf(fields);
    }
  }

  /** The reasons, in the order in which they are judged. */
  enum RefusalReason {
    /** The quote that the claim is settled by no longer binds: its time is over. */
    HOLD_EXPIRED,
    /** It no longer binds: it was released, replaced by a later quote of the bill, or settled. */
    HOLD_ENDED,
    /** The claim is not the one that was quoted. */
    HOLD_CLAIM_CHANGED,
    /** No such hospital in the register. */
    HOSPITAL_UNKNOWN,
    /** The hospital may not settle now. */
    HOSPITAL_SUSPENDED,
    /** Neither the insurer's region nor the insurer's own settlement says what insurance pays. */
    INSURANCE_NOT_CONNECTED,
    /** No policy in force speaks of this kind of care. */
    CARE_NOT_IN_POLICY,
    /** Item classes or parts of the bill are not those that the policy divides it into. */
    BILL_DOES_NOT_FIT,
    /** The policy asks a fact that the claim does not say. */
    FACT_REQUIRED,
    /** An office decided a rate outside the range that the policy leaves to it. */
    DECISION_OUT_OF_RANGE,
    /** The policy cannot compute an insurance amount and the claim does not supply it. */
    INSURER_AMOUNT_REQUIRED,
    /** The insurer must be asked and nobody has. */
    INSURER_NOT_ASKED,
    /** The insurer was asked and gave no answer, and the policy does not compute in its place. */
    INSURER_AWAY,
    /** The insurer was asked and does not cover the claim. */
    INSURER_REFUSED,
    /** The insurer's amount is not what the policy computes, and the policy refuses that. */
    INSURER_DIFFERS,
    /** The identity that the quote used no longer holds on the judged day. */
    HOLD_IDENTITY_ENDED,
    /** The claim comes to other amounts than were quoted. */
    HOLD_SUPERSEDED,
    /** Claims of the benefit year are no longer taken. */
    BENEFIT_YEAR_CLOSED
  }
}
