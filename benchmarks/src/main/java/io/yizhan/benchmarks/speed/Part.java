package io.yizhan.benchmarks.speed;

import java.util.Locale;

/** What can be measured alone. */
enum Part {
  /** One settlement a transaction by pgbench, row by row and in one statement. */
  PGBENCH,
  /** The store in process. */
  STORE,
  /** SettleClaim over gRPC, closed loop. */
  SETTLE,
  /** SettleClaim and pgbench at one rate, open loop. */
  OPEN,
  /** Echo, echo with one SELECT, quote. */
  ECHO,
  /** Quote with hold and settlement of a hold, beside quote and settle. */
  HOLD,
  /** SettleClaim whose insurer is asked, beside SettleClaim whose insurer is computed. */
  INSURER,
  /** Pgbench and SettleClaim with a slower fsync. */
  FSYNC,
  /** SettleClaim over gRPC on many past settlements, and on none. */
  PAST,
  /** As many lines of a month against as many settlements, alone and beside SettleClaim. */
  RECONCILE,
  /** What was settled, decided again: alone and beside SettleClaim. */
  AUDIT,
  /** The price of reading which posting day is open. */
  CLOCK,
  /** SettleClaim over gRPC at 70 % for minutes. */
  SUSTAIN;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
