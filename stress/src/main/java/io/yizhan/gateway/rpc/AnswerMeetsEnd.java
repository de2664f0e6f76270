package io.yizhan.gateway.rpc;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** An answer is sent while its call ends. */
@JCStressTest
@Description("Where an answer is sent while its call ends, nothing of it is held for ever.")
@Outcome(id = "0 bytes", expect = Expect.ACCEPTABLE, desc = "All was given back.")
@State
public class AnswerMeetsEnd {
  private final Doors.Line line = new Doors.Line();

  @Actor
  public void answering() {
    line.size().outboundWireSize(5);
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
