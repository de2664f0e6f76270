package io.yizhan.gateway.rpc;

import io.grpc.Status;

/** Why a call could not be judged: the reason of the one ErrorInfo that every error carries. */
enum ErrorReason {
  /** No token and no client certificate. */
  NO_CREDENTIAL(Status.Code.UNAUTHENTICATED),
  /** A token or certificate that is not registered, or was withdrawn. */
  UNKNOWN_CREDENTIAL(Status.Code.UNAUTHENTICATED),
  /** The caller's role does not have this call. */
  ROLE_MAY_NOT(Status.Code.PERMISSION_DENIED),
  /** The message is larger than the gateway reads. */
  MESSAGE_TOO_LARGE(Status.Code.INVALID_ARGUMENT),
  /** The bytes are not a message of this call: wrong encoding, wrong UTF-8. */
  GARBLED_MESSAGE(Status.Code.INVALID_ARGUMENT),
  /** A hospital names another hospital. */
  NOT_YOUR_HOSPITAL(Status.Code.PERMISSION_DENIED),
  /** An office or insurer names a division that is not its own. */
  NOT_YOUR_REGION(Status.Code.PERMISSION_DENIED),
  /** Fields of the request are wrong. */
  BAD_REQUEST(Status.Code.INVALID_ARGUMENT),
  /** Fields of the claim are wrong. */
  BAD_CLAIM(Status.Code.INVALID_ARGUMENT),
  /** The posting day is not closed, or has no root yet. */
  DAY_ROOT_NOT_FOUND(Status.Code.NOT_FOUND),
  /** No such proposal. */
  PROPOSAL_NOT_FOUND(Status.Code.NOT_FOUND),
  /** The proposal was taken back. */
  PROPOSAL_WITHDRAWN(Status.Code.FAILED_PRECONDITION),
  /** The proposal is published and cannot be taken back. */
  PROPOSAL_APPROVED(Status.Code.FAILED_PRECONDITION),
  /** Only its proposer may take a proposal back, or an operator a gateway's own. */
  NOT_THE_PROPOSER(Status.Code.PERMISSION_DENIED),
  /** Who proposed may not approve. */
  SAME_PERSON(Status.Code.PERMISSION_DENIED),
  /** The approver read another text than the proposal's. */
  TEXT_DIFFERS(Status.Code.FAILED_PRECONDITION),
  /** The policy document has errors. */
  POLICY_INVALID(Status.Code.INVALID_ARGUMENT),
  /** The caller has as many open proposals as one may have. */
  TOO_MANY_PROPOSALS(Status.Code.FAILED_PRECONDITION),
  /** The deadline passed before the work began, or during a proof: nothing was written. */
  DEADLINE_PASSED(Status.Code.DEADLINE_EXCEEDED),
  /** The message did not arrive whole within the time that the server waits for one. */
  MESSAGE_TOO_SLOW(Status.Code.DEADLINE_EXCEEDED),
  /** More calls wait than the gateway accepts: nothing was done. */
  OVERLOADED(Status.Code.RESOURCE_EXHAUSTED),
  /** The request id was used with other content. */
  REQUEST_ID_REUSED(Status.Code.ALREADY_EXISTS),
  /** The request id was undone before it arrived. */
  REQUEST_UNDONE(Status.Code.FAILED_PRECONDITION),
  /** The id to undo or to look up is another kind of request's. */
  NOT_A_SETTLE_REQUEST(Status.Code.FAILED_PRECONDITION),
  /** The id to release is another kind of request's: only quotes with hold are released. */
  NOT_A_HOLD(Status.Code.FAILED_PRECONDITION),
  /** The hospital has no quote with hold of this name. */
  HOLD_NOT_FOUND(Status.Code.NOT_FOUND),
  /** The person, or a finite fund, has as many holds as it may have at a time. */
  TOO_MANY_HOLDS(Status.Code.FAILED_PRECONDITION),
  /** The claim stands settled under another request id. */
  CLAIM_ALREADY_SETTLED(Status.Code.ALREADY_EXISTS),
  INSURER_SETTLEMENT_USED(Status.Code.ALREADY_EXISTS),
  /** Of a claim on paper: the invoice stands claimed. */
  PAPER_ALREADY_CLAIMED(Status.Code.ALREADY_EXISTS),
  /** The county has no such figure on the day. */
  FIGURE_NOT_FOUND(Status.Code.FAILED_PRECONDITION),
  /** The amount is not the computed one, and no reason was stated. */
  AMOUNT_DIFFERS(Status.Code.FAILED_PRECONDITION),
  /** No money was ever booked into the finite fund. */
  FUND_NOT_FOUND(Status.Code.NOT_FOUND),
  /** The same temporary aid by the same decision stands recorded. */
  AID_ALREADY_RECORDED(Status.Code.ALREADY_EXISTS),
  /** The person, scheme and year stand subsidised. */
  ENROLMENT_ALREADY_SUBSIDISED(Status.Code.ALREADY_EXISTS),
  /** No such record of aid that the caller may see. */
  AID_RECORD_NOT_FOUND(Status.Code.NOT_FOUND),
  /** No such person on a list of high own cost that the caller may see. */
  HIGH_COST_NOT_FOUND(Status.Code.NOT_FOUND),
  /** No such settlement that the caller may see. */
  SETTLEMENT_NOT_FOUND(Status.Code.NOT_FOUND),
  /** The settlement was reversed under another request id. */
  ALREADY_REVERSED(Status.Code.FAILED_PRECONDITION),
  /** No such person that the caller may see. */
  PERSON_NOT_FOUND(Status.Code.NOT_FOUND),
  /** No member of the household was ever registered. */
  HOUSEHOLD_NOT_FOUND(Status.Code.NOT_FOUND),
  /** The documents of one call belong to two registered persons. */
  DOCUMENTS_OF_TWO_PERSONS(Status.Code.FAILED_PRECONDITION),
  /** A document of a newborn is known already. */
  CHILD_REGISTERED(Status.Code.FAILED_PRECONDITION),
  /** Older keys are still in use, so what is found under them cannot be dropped. */
  OLD_KEYS_IN_USE(Status.Code.FAILED_PRECONDITION),
  /** The record that would go in a join has a provisional identity: keep that one. */
  PROVISIONAL_RECORD(Status.Code.FAILED_PRECONDITION),
  /** Both documents of a join are of one record already. */
  ONE_RECORD(Status.Code.FAILED_PRECONDITION),
  /** Something is held or pending of a record that is to be joined. */
  AMOUNTS_HELD(Status.Code.FAILED_PRECONDITION),
  /** The person would belong to two households on one day. */
  HOUSEHOLDS_OVERLAP(Status.Code.FAILED_PRECONDITION),
  /** The grant is drawn or held: its fund must stay, its amount must cover that. */
  GRANT_IN_USE(Status.Code.FAILED_PRECONDITION),
  /** A correction takes back more than the opening usage that was booked. */
  OPENING_BELOW_ZERO(Status.Code.FAILED_PRECONDITION),
  /** No such receivable, or settlement to owe a share of, that the caller may see. */
  RECEIVABLE_NOT_FOUND(Status.Code.NOT_FOUND),
  /** More than what is owed. */
  MORE_THAN_OWED(Status.Code.FAILED_PRECONDITION),
  /** Instalments do not add up to what is outstanding. */
  PLAN_DOES_NOT_ADD_UP(Status.Code.FAILED_PRECONDITION),
  /** A finite fund has less left than it is to bear. */
  FUND_SHORT(Status.Code.FAILED_PRECONDITION),
  /** A share of the settlement is owed already. */
  SHARE_OWED_BEFORE(Status.Code.ALREADY_EXISTS),
  /** What a fund owes a person is not written off. */
  SUPPLEMENT_STANDS(Status.Code.FAILED_PRECONDITION),
  /** No shares of regions are kept for the fund today. */
  SHARES_NOT_KEPT(Status.Code.FAILED_PRECONDITION),
  /** No such appropriation that the caller may see, or it has no such party. */
  APPROPRIATION_NOT_FOUND(Status.Code.NOT_FOUND),
  /** More than has not come of a party's part. */
  MORE_THAN_DECIDED(Status.Code.FAILED_PRECONDITION),
  /** The month to clear has a posting day that is not closed. */
  MONTH_NOT_CLOSED(Status.Code.FAILED_PRECONDITION),
  /** The clearings of the division and month were prepared before. */
  CLEARED_BEFORE(Status.Code.ALREADY_EXISTS),
  /** More clearings than are handled at once. */
  TOO_MANY_CLEARINGS(Status.Code.FAILED_PRECONDITION),
  /** No such hospital. */
  HOSPITAL_NOT_FOUND(Status.Code.NOT_FOUND),
  /** No such clearing that the caller may see. */
  CLEARING_NOT_FOUND(Status.Code.NOT_FOUND),
  /** The division has no such payment file. */
  PAYMENT_FILE_NOT_FOUND(Status.Code.NOT_FOUND),
  /** No such payee account that the caller acts for. */
  PAYEE_ACCOUNT_NOT_FOUND(Status.Code.NOT_FOUND),
  /** It was confirmed before, or replaced. */
  PAYEE_ACCOUNT_NOT_PROPOSED(Status.Code.FAILED_PRECONDITION),
  /** The confirmer read another account number than the proposal's. */
  ACCOUNT_NUMBER_DIFFERS(Status.Code.FAILED_PRECONDITION),
  /** The clearing's state does not have the step. */
  WRONG_STATE(Status.Code.FAILED_PRECONDITION),
  /** More than the clearing has. */
  MORE_THAN_CLEARED(Status.Code.FAILED_PRECONDITION),
  /** A payment file names it, so nothing may lower it. */
  IN_PAYMENT_FILE(Status.Code.FAILED_PRECONDITION),
  /** What is set off against is not of the same hospital and fund. */
  OTHER_CLEARING_DIFFERS(Status.Code.FAILED_PRECONDITION),
  /** What is left to pay is not what the approver stated. */
  TOTAL_DIFFERS(Status.Code.FAILED_PRECONDITION),
  /** The bank's reference was recorded for the clearing before. */
  BANK_REFERENCE_USED(Status.Code.ALREADY_EXISTS),
  /** No such payment stands that is to be taken back. */
  PAYMENT_NOT_RECORDED(Status.Code.FAILED_PRECONDITION),
  /** Another file has taken the place of the one that is to be replaced. */
  PAYMENT_FILE_REPLACED(Status.Code.FAILED_PRECONDITION),
  /** The payment file does not name it now, or names another amount of it. */
  NOT_IN_PAYMENT_FILE(Status.Code.FAILED_PRECONDITION),
  /** A payment file would name nothing. */
  NOTHING_TO_PAY(Status.Code.FAILED_PRECONDITION),
  /** A re-adjudication would now book something else than its preview showed. */
  PREVIEW_SUPERSEDED(Status.Code.FAILED_PRECONDITION),
  /** A settlement stands in the way of the re-adjudication. */
  READJUDICATION_BLOCKED(Status.Code.FAILED_PRECONDITION),
  /** More persons or settlements share accounts than are decided in one booking. */
  CIRCLE_TOO_LARGE(Status.Code.FAILED_PRECONDITION),
  /** The accounting period is closed or to come. */
  PERIOD_NOT_OPEN(Status.Code.FAILED_PRECONDITION),
  /** The accounting period cannot be closed yet. */
  PERIOD_NOT_OVER(Status.Code.FAILED_PRECONDITION),
  /** The posting day's cut-off has not come. */
  DAY_NOT_OVER(Status.Code.FAILED_PRECONDITION),
  /** The cut-off of that day is fixed: it has come, or stands before a change that is to come. */
  CUT_OFF_FIXED(Status.Code.FAILED_PRECONDITION),
  /** The shift was never closed. */
  SHIFT_NOT_FOUND(Status.Code.NOT_FOUND),
  /** The county has no rule of provisional approval on that day. */
  PROVISIONAL_NOT_OFFERED(Status.Code.FAILED_PRECONDITION),
  /** The cost is not above the county's threshold. */
  BELOW_PROVISIONAL_THRESHOLD(Status.Code.FAILED_PRECONDITION),
  /** The check would be due later than the county's rule lets. */
  DEADLINE_TOO_LATE(Status.Code.FAILED_PRECONDITION),
  /** A person's limit is higher than the county's rule lets. */
  EXPOSURE_LIMIT_TOO_HIGH(Status.Code.FAILED_PRECONDITION),
  /** The person holds the identity, or has an open approval of the county. */
  IDENTITY_HELD_BEFORE(Status.Code.ALREADY_EXISTS),
  /** The person has broken such a promise before. */
  PROMISE_BROKEN_BEFORE(Status.Code.FAILED_PRECONDITION),
  /** No such provisional approval that the caller may see. */
  PROVISIONAL_NOT_FOUND(Status.Code.NOT_FOUND),
  /** The approval has ended before. */
  PROVISIONAL_ENDED_BEFORE(Status.Code.FAILED_PRECONDITION),
  /** The current month is closed: what is recovered cannot be booked in it. */
  MONTH_CLOSED(Status.Code.FAILED_PRECONDITION),
  /** The person has this identity provisionally: its approval ends first. */
  IDENTITY_AWAITS_CHECK(Status.Code.FAILED_PRECONDITION),
  /** The party has sent no statement of these days. */
  NO_STATEMENT(Status.Code.FAILED_PRECONDITION),
  /** The party has sent more statements of these days than a comparison looks at. */
  TOO_MANY_STATEMENTS(Status.Code.FAILED_PRECONDITION),
  /** Nothing came of the statement for long, and its lines were cleared: send it again whole. */
  STATEMENT_CLEARED(Status.Code.ABORTED),
  /** No such open break of the party. */
  BREAK_NOT_FOUND(Status.Code.NOT_FOUND),
  /** The break is mended by others. */
  NOTHING_TO_MEND_HERE(Status.Code.FAILED_PRECONDITION),
  /** Nobody has prepared the mending of the break. */
  MEND_NOT_PREPARED(Status.Code.FAILED_PRECONDITION),
  /** The caller id is taken. */
  CALLER_ID_TAKEN(Status.Code.ALREADY_EXISTS),
  /** The hospital id is a caller's id. */
  HOSPITAL_ID_TAKEN(Status.Code.ALREADY_EXISTS),
  /** No such caller. */
  CALLER_NOT_FOUND(Status.Code.NOT_FOUND),
  /** A caller that was withdrawn gets no new credential. */
  CALLER_REVOKED(Status.Code.FAILED_PRECONDITION),
  /** The last operator can neither be withdrawn nor renewed. */
  LAST_OPERATOR(Status.Code.FAILED_PRECONDITION),
  /** The certificate is registered for another caller. */
  CERTIFICATE_TAKEN(Status.Code.ALREADY_EXISTS),
  /** No such published policy. */
  POLICY_NOT_FOUND(Status.Code.NOT_FOUND),
  /** This version stands published. */
  POLICY_ALREADY_PUBLISHED(Status.Code.ALREADY_EXISTS),
  /** Its span overlaps another version's. */
  POLICY_OVERLAPS(Status.Code.FAILED_PRECONDITION),
  /** The policy has an insurer asked for whom no address is set. */
  INSURER_NOT_CONNECTED(Status.Code.FAILED_PRECONDITION),
  /** The insurer does not answer: nothing was settled; repeat the same request id later. */
  INSURER_AWAY(Status.Code.UNAVAILABLE),
  /** The insurer's answer breaks the contract: nothing was settled; it must be mended there. */
  INSURER_ANSWER_INVALID(Status.Code.FAILED_PRECONDITION),
  /** The insurer was asked too often under one request id. */
  INSURER_TRIED_TOO_OFTEN(Status.Code.FAILED_PRECONDITION),
  /** The place to go on from is of no line of this ledger. */
  RESUME_TOKEN_UNKNOWN(Status.Code.FAILED_PRECONDITION),
  /** The caller, or the gateway, has as many streams as one may have. */
  TOO_MANY_WATCHERS(Status.Code.RESOURCE_EXHAUSTED),
  /** The ledger was loaded into a database that has yet to give the numbers of its lines. */
  LEDGER_OUT_OF_ORDER(Status.Code.FAILED_PRECONDITION),
  /** The gateway stops: go on elsewhere from the last token. */
  WATCH_ENDED(Status.Code.UNAVAILABLE),
  /** The store did not answer, or the clock is not its, and nothing was done: ask again. */
  STORE_UNAVAILABLE(Status.Code.UNAVAILABLE),
  /** The store did not answer a call that books: repeat the same request id. */
  OUTCOME_UNKNOWN(Status.Code.UNAVAILABLE),
  /** A defect of the gateway; the incident id finds it in the log. */
  INTERNAL(Status.Code.INTERNAL);

  private final Status.Code code;

  ErrorReason(Status.Code code) {
    this.code = code;
  }

  /** The gRPC code it is sent under. */
  Status.Code code() {
    return code;
  }
}
