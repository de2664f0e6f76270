package io.yizhan.gateway.desk;

import io.yizhan.gateway.desk.InsurerDesk.Milestone;
import io.yizhan.gateway.desk.InsurerLegs.Due;
import io.yizhan.gateway.desk.InsurerLegs.Leg;
import io.yizhan.gateway.desk.Insurers.Answer;
import io.yizhan.gateway.desk.Insurers.Asking;
import io.yizhan.gateway.desk.Insurers.Ending;
import io.yizhan.gateway.desk.Insurers.LookedUp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Tells insurers what has happened here: confirms what was settled, cancels what was not, asks
 * again what was settled without them, and finds out what they cancelled themselves. It only
 * repeats what the legs say, so any number of gateways may run one, and one that dies is replaced.
 */
public final class InsurerOutbox {
  /** How many legs are taken at a time. */
  static final int TAKEN_MAX = 32;

  /** A gateway that dies keeps what it took for so long. */
  private static final Duration LEASE = Duration.ofSeconds(20);

  private static final Duration PAUSE_FIRST = Duration.ofMillis(200);

  /** An insurer that is away is tried once a minute, until it answers. */
  private static final Duration PAUSE_MAX = Duration.ofMinutes(1);

  /** To ask again, a person's document is read and logged each time: this is done less often. */
  private static final Duration ASK_PAUSE_MAX = Duration.ofHours(1);

  /** The pauses double so often until the longest is at its longest. */
  private static final int DOUBLINGS_MAX = 15;

  /** For one call of an insurer, which has 3 seconds, and for the look-up behind it. */
  private static final long ASK_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** A confirmed leg is looked up again after this time: a cancellation is seen within a minute. */
  private static final Duration CHECK_EVERY = Duration.ofSeconds(20);

  /** What was settled longer ago is no longer looked up: its insurer must tell. */
  private static final Duration CHECK_AGE_MAX = Duration.ofDays(7);

  /** How many look-ups a round makes at one insurer. */
  private static final int CHECKS_MAX = 20;

  private static final String REQUEST_CANCELLED = "REQUEST_CANCELLED";

  /** What the contract lets an insurer answer a confirmation with; anything else may pass. */
  private static final Set<String> NEVER_CONFIRMED =
      Set.of(REQUEST_CANCELLED, "REQUEST_UNKNOWN", "AMOUNTS_DIFFER", "BAD_REQUEST");

  private final InsurerLegs legs;
  private final Insurers insurers;
  private final InsurerDesk.Milestones milestones;

  /** An outbox. */
  public InsurerOutbox(InsurerLegs legs, Insurers insurers, InsurerDesk.Milestones milestones) {
    this.legs = legs;
    this.insurers = insurers;
    this.milestones = milestones;
  }

  /** Does what is due now, at most one portion; answers how many legs that were. */
  public int work() {
    List<Due> due = legs.takeDue(TAKEN_MAX, LEASE);
    for (Due each : due) {
      milestones.reached(Milestone.TAKEN);
      workSafely(each);
    }
    return due.size();
  }

  /** One that cannot be worked on is put off with its reason, and keeps nobody else waiting. */
  private void workSafely(Due due) {
    try {
      work(due);
    } catch (RuntimeException failed) {
      again(due, failed.getClass().getSimpleName());
    }
  }

  private void work(Due due) {
    if (!insurers.isWell(due.leg().insurer())) {
      again(due, "LEFT_IN_PEACE");
      return;
    }
    switch (due.task()) {
      case CONFIRM -> confirm(due);
      case CANCEL -> cancel(due);
      case ASK -> ask(due);
    }
  }

  private void confirm(Due due) {
    Leg leg = due.leg();
    Ending ending =
        insurers.confirm(
            leg.insurer(), leg.insurerRequestId(), due.settled(), due.settlementId().orElseThrow());
    milestones.reached(Milestone.TOLD);
    if (ending instanceof Ending.Done) {
      legs.confirmed(due);
    } else if (ending instanceof Ending.Refused refused) {
      if (NEVER_CONFIRMED.contains(refused.reason())) {
        legs.notConfirmed(due, refused.reason(), refused.reason().equals(REQUEST_CANCELLED));
      } else {
        again(due, refused.reason());
      }
    } else {
      again(due, ((Ending.Away) ending).why());
    }
  }

  private void cancel(Due due) {
    Leg leg = due.leg();
    Ending ending = insurers.cancel(leg.insurer(), leg.insurerRequestId(), due.reversed());
    milestones.reached(Milestone.TOLD);
    if (ending instanceof Ending.Done) {
      legs.cancelled(due);
    } else if (ending instanceof Ending.Refused refused) {
      again(due, refused.reason());
    } else {
      again(due, ((Ending.Away) ending).why());
    }
  }

  private void ask(Due due) {
    Leg leg = due.leg();
    Optional<Asking> asking = legs.asking(due.settlementId().orElseThrow());
    if (asking.isEmpty()) {
      again(due, "PERSON_NOT_FOUND", ASK_PAUSE_MAX);
      return;
    }
    Answer answer =
        insurers.reserve(leg.insurer(), leg.insurerRequestId(), asking.get(), ASK_NANOS);
    milestones.reached(Milestone.TOLD);
    if (answer instanceof Answer.Granted granted) {
      legs.said(due, granted.amounts(), granted.insurerSettlementId());
    } else if (answer instanceof Answer.Refused refused) {
      legs.notConfirmed(due, refused.code(), false);
    } else if (answer instanceof Answer.Invalid invalid) {
      // By the contract the same id gets the same answer for ever: a person must act.
      legs.notConfirmed(due, invalid.rule().reason(), false);
    } else {
      again(due, ((Answer.Away) answer).why(), ASK_PAUSE_MAX);
    }
  }

  private void again(Due due, String why) {
    again(due, why, PAUSE_MAX);
  }

  private void again(Due due, String why, Duration pauseMax) {
    long doubled = PAUSE_FIRST.toMillis() << Math.min(due.tries(), DOUBLINGS_MAX);
    legs.again(due, why, Duration.ofMillis(Math.min(doubled, pauseMax.toMillis())));
  }

  /**
   * Looks up confirmed claims of these insurers, those first that were not for the longest; answers
   * how many were found cancelled.
   */
  public int check(List<String> insurersToCheck) {
    int gone = 0;
    for (String insurer : new TreeSet<>(insurersToCheck)) {
      for (int round = 0; round < CHECKS_MAX && insurers.isWell(insurer); round++) {
        List<Leg> taken =
            legs.takeToCheck(insurer, Insurers.LOOK_UP_MAX, CHECK_EVERY, CHECK_AGE_MAX);
        if (taken.isEmpty()) {
          break;
        }
        gone += check(insurer, taken);
      }
    }
    return gone;
  }

  private int check(String insurer, List<Leg> taken) {
    List<String> ids = new ArrayList<>();
    taken.forEach(leg -> ids.add(leg.insurerRequestId()));
    LookedUp found = insurers.cancelledOf(insurer, ids);
    return found.cancelledIds().isEmpty() ? 0 : legs.gone(found.cancelledIds());
  }
}
