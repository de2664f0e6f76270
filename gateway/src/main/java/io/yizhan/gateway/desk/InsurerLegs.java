package io.yizhan.gateway.desk;

import io.yizhan.gateway.desk.Insurers.Amounts;
import io.yizhan.gateway.desk.Insurers.Asking;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The port to what is stored of claims at insurers. Every method is one short transaction, on disk
 * before it answers; times are the database's. The step that settles a claim, or reverses it, and
 * takes its leg along is {@link SettlementStore}'s.
 */
public interface InsurerLegs {
  /** How often one settle request may be tried at an insurer. */
  int ATTEMPTS_MAX = 1_000;

  /**
   * One try of a settle request at an insurer.
   *
   * @param insurerRequestId made here, never used twice
   */
  record Leg(RequestKey key, int attempt, String insurerRequestId, String insurer) {}

  /** What a leg is for, before anything is sent. */
  sealed interface Opened {
    /** To be reserved under this leg, which another call may have sent already. */
    record Open(Leg leg) implements Opened {}

    /** The request is settled. */
    record Settled() implements Opened {}

    /** It was tried too often. */
    record TooOften() implements Opened {}
  }

  /**
   * Stores that a request is about to be sent, or finds the try that is under way.
   *
   * @param lease after this time the outbox may cancel it
   */
  Opened open(
      RequestKey key, String insurer, String insuredRegion, String newRequestId, Duration lease);

  /** Leaves a leg to be cancelled, unless it was settled. */
  void giveUp(Leg leg);

  /** What the outbox has to do for a leg. */
  record Due(
      Leg leg,
      Task task,
      Optional<String> settlementId,
      Amounts settled,
      boolean reversed,
      int tries) {
    /** The tasks. */
    public enum Task {
      /** Settle at the insurer what is settled here. */
      CONFIRM,
      /** Make sure that nothing is settled at the insurer. */
      CANCEL,
      /** Ask what was settled on the computed amount. */
      ASK
    }
  }

  /**
   * Takes what is due and lets it alone for the lease; what others hold is left to them. A
   * reservation that nobody has finished in time becomes one to cancel.
   */
  List<Due> takeDue(int countMax, Duration lease);

  /** The settlement was confirmed there. */
  void confirmed(Due due);

  /** The request is cancelled there. */
  void cancelled(Due due);

  /** The insurer does not confirm; where it cancelled it itself, that is said. */
  void notConfirmed(Due due, String reason, boolean gone);

  /** No answer: again after the pause. */
  void again(Due due, String why, Duration pause);

  /** The person and the claim of a settlement, as they are sent to an insurer again. */
  Optional<Asking> asking(String settlementId);

  /**
   * The insurer has said what it pays of a claim that was settled without it. Where that is what
   * the settlement holds by now, it is to be confirmed; else it is to be trued up.
   */
  void said(Due due, Amounts said, String insurerSettlementId);

  /**
   * Confirmed legs of an insurer that were not looked up for the longest, no longer than the age.
   */
  List<Leg> takeToCheck(String insurer, int countMax, Duration every, Duration ageMax);

  /** The insurer cancelled these itself. Answers how many stood here. */
  int gone(List<String> insurerRequestIds);

  /** What an insurer told of a leg. */
  record Told(Optional<String> settlementId, String insuredRegion, boolean standsHere) {}

  /** A leg by its request id at the insurer; empty when there is none. */
  Optional<Told> find(String insurerRequestId);

  /** Legs that stand on one side, oldest first. */
  List<OneSided> oneSided(OneSidedQuery query);

  /**
   * Asks for one-sided settlements.
   *
   * @param hospitalId empty for all
   * @param scope by whose division they are narrowed; what was never settled has no aid county
   * @param waitingSince what waits is listed when it has for longer than this
   */
  record OneSidedQuery(
      String hospitalId,
      SettlementScope scope,
      Duration waitingSince,
      Optional<After> after,
      int limit) {
    /** The last line of the page before. */
    public record After(Instant created, String insurerRequestId) {}
  }

  /** A leg that stands on one side. */
  record OneSided(
      String settlementId,
      RequestKey key,
      String insurerRequestId,
      String insurerSettlementId,
      String insuredRegion,
      Kind kind,
      Instant created,
      Instant since,
      long settledHereFen,
      long insurerFen,
      String reason) {
    /** How the two sides differ. */
    public enum Kind {
      /** The insurer has cancelled of its own accord; the aid stands. */
      CANCELLED_BY_INSURER,
      /** The insurer does not confirm. */
      CONFIRM_REFUSED,
      /** The confirmation has no answer yet. */
      CONFIRM_WAITS,
      /** The cancellation has no answer yet. */
      CANCEL_WAITS,
      /** It was settled without the insurer, which has not been asked yet. */
      PROVISIONAL_WAITS,
      /** It was settled without the insurer, which says another amount. */
      TRUE_UP_DUE
    }
  }
}
