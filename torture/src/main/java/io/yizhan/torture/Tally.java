package io.yizhan.torture;

import java.util.concurrent.atomic.AtomicLong;

/** What callers have met, counted. */
final class Tally {
  /** Calls that were sent, each repetition too. */
  final AtomicLong sent = new AtomicLong();

  /** Definite answers, each on disk. */
  final AtomicLong told = new AtomicLong();

  /** Of them settlements. */
  final AtomicLong settled = new AtomicLong();

  /** Of them quotes that bind. */
  final AtomicLong held = new AtomicLong();

  /** Settlements that came to exactly what was held for them. */
  final AtomicLong settledByHold = new AtomicLong();

  /** Of them reversals and undos. */
  final AtomicLong takenBack = new AtomicLong();

  /** Re-adjudications that were booked. */
  final AtomicLong readjudicated = new AtomicLong();

  /** Records of temporary aid and subsidised enrolments. */
  final AtomicLong aided = new AtomicLong();

  /** Of settlements those on paper. */
  final AtomicLong onPaper = new AtomicLong();

  /** Answers that were repetitions. */
  final AtomicLong replayed = new AtomicLong();

  /** Calls that ended without a definite answer and were repeated. */
  final AtomicLong unsure = new AtomicLong();

  /** Of them those that were called an error of the gateway's own. */
  final AtomicLong internal = new AtomicLong();
}
