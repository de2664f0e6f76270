package io.yizhan.gateway.rpc;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** A message is whole while its call ends. */
@JCStressTest
@Description("What a message held is given back once where it is whole while its call ends.")
@Outcome(id = "0 bytes", expect = Expect.ACCEPTABLE, desc = "All was given back, once.")
@State
public class MessageReadMeetsEnd {
  private final Doors.Line line = new Doors.Line();

  /** With a message that arrives. */
  public MessageReadMeetsEnd() {
    line.size().inboundWireSize(5);
  }

  @Actor
  public void reading() {
    line.size().inboundMessageRead(0, 5, 5);
  }

  @Actor
  public void ending() {
    line.end();
  }

  @Arbiter
  public void count(L_Result told) {
    told.r1 = line.told();
  }
}
