package io.yizhan.gateway.rpc;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** One of two calls inside ends for two threads at once. */
@JCStressTest
@Description("A call that leaves twice at once leaves once.")
@Outcome(id = "1 inside, 7 bytes", expect = Expect.ACCEPTABLE, desc = "The other is inside.")
@State
public class LeavesTwice {
  private final Turnstile turnstile = Doors.turnstile(2);
  private final Turnstile.Pass pass = Doors.enter(turnstile, 5);

  /** With another inside. */
  public LeavesTwice() {
    Doors.enter(turnstile, 7);
  }

  @Actor
  public void worker() {
    pass.leave();
  }

  @Actor
  public void transport() {
    pass.leave();
  }

  @Arbiter
  public void count(L_Result told) {
    told.r1 = Doors.told(turnstile);
  }
}
