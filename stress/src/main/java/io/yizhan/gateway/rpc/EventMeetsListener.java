package io.yizhan.gateway.rpc;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** An event comes while the true listener is found. */
@JCStressTest
@Description("Events reach the true listener once and in their order.")
@Outcome(id = "message, end", expect = Expect.ACCEPTABLE, desc = "In order.")
@State
public class EventMeetsListener {
  private final DelayedListener<String> delayed = new DelayedListener<>();
  private final Doors.Heard heard = new Doors.Heard();

  /** With a message that waits. */
  public EventMeetsListener() {
    delayed.onMessage("message");
  }

  @Actor
  public void finding() {
    delayed.become(heard);
  }

  @Actor
  public void transport() {
    delayed.onHalfClose();
  }

  @Arbiter
  public void read(L_Result told) {
    told.r1 = heard.told();
  }
}
