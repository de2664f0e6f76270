package io.yizhan.gateway.desk;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Two publications, each applied at once by who published. */
@JCStressTest
@Description("Where two publish and refresh at once, the newest policies are applied in the end.")
@Outcome(id = "revision 2", expect = Expect.ACCEPTABLE, desc = "The newest.")
@State
public class RefreshesMeet {
  private final CountingPolicies policies = new CountingPolicies();
  private final PlanBookKeeper keeper = new PlanBookKeeper(policies, CountingPolicies.NO_SOURCE);

  @Actor
  public void publisher() {
    policies.publish();
    keeper.refresh();
  }

  @Actor
  public void another() {
    policies.publish();
    keeper.refresh();
  }

  @Arbiter
  public void read(L_Result told) {
    told.r1 = "revision " + keeper.current().revision();
    keeper.close();
  }
}
