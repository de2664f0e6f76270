package io.yizhan.gateway.rpc;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Two calls enter at once where one may. */
@JCStressTest
@Description("Of two calls that enter at once where one may, one is let in.")
@Outcome(
    id = "true and false, 1 inside, 5 bytes",
    expect = Expect.ACCEPTABLE,
    desc = "The first was let in.")
@Outcome(
    id = "false and true, 1 inside, 5 bytes",
    expect = Expect.ACCEPTABLE,
    desc = "The second was let in.")
@State
public class EntersMeetAtTheLimit {
  private final Turnstile turnstile = Doors.turnstile(1);
  private boolean first;
  private boolean second;

  @Actor
  public void caller() {
    first = Doors.enters(turnstile, 5);
  }

  @Actor
  public void another() {
    second = Doors.enters(turnstile, 5);
  }

  @Arbiter
  public void count(L_Result told) {
    told.r1 = first + " and " + second + ", " + Doors.told(turnstile);
  }
}
