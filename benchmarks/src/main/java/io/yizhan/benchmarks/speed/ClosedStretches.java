package io.yizhan.benchmarks.speed;

import io.yizhan.benchmarks.speed.Results.Result;

/** Stretches in which a number of calls is always in flight. */
final class ClosedStretches {
  private final Meter meter;
  private final SpeedPlan plan;

  ClosedStretches(Meter meter, SpeedPlan plan) {
    this.meter = meter;
    this.plan = plan;
  }

  /**
   * Warms the server behind the load up. A warm-up writes as much log as makes the database begin a
   * checkpoint somewhere in the stretch that comes next: so there is one now, and in the next few
   * stretches of seconds no other.
   */
  void warm(Database database, HostProcess load, String kind) {
    warm(load, kind, plan.warmSeconds());
    database.run("CHECKPOINT");
    warm(load, kind, SpeedPlan.AFTER_CHECKPOINT_SECONDS);
  }

  private static void warm(HostProcess load, String kind, int seconds) {
    load.ask("closed " + kind + " " + SpeedParts.SUSTAIN_IN_FLIGHT + " " + seconds * 1_000L);
  }

  /** One stretch of calls, as many in flight as are named. */
  Result closed(
      String name,
      Database database,
      HostProcess own,
      HostProcess load,
      String kind,
      int inFlight) {
    return meter.stretch(
        name,
        database,
        own,
        load == own ? null : load,
        () ->
            Measurement.parse(
                load.ask("closed " + kind + " " + inFlight + " " + plan.seconds() * 1_000L)));
  }
}
