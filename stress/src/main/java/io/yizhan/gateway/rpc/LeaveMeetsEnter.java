package io.yizhan.gateway.rpc;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** A call leaves while another enters. */
@JCStressTest
@Description("No place is lost and none is made where a call leaves while another enters.")
@Outcome(
    id = "1 inside, 7 bytes",
    expect = Expect.ACCEPTABLE,
    desc = "The one that entered is inside.")
@State
public class LeaveMeetsEnter {
  private final Turnstile turnstile = Doors.turnstile(2);
  private final Turnstile.Pass pass = Doors.enter(turnstile, 5);

  @Actor
  public void leaving() {
    pass.leave();
  }

  @Actor
  public void entering() {
    Doors.enter(turnstile, 7);
  }

  @Arbiter
  public void count(L_Result told) {
    told.r1 = Doors.told(turnstile);
  }
}
