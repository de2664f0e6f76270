package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Two calls arrive at once where one may wait. */
@JCStressTest
@Description("Of two calls at once where one may wait, one is let in and the other refused.")
@Outcome(
    id = "settled and refused, 1 in the books",
    expect = Expect.ACCEPTABLE,
    desc = "The first was let in.")
@Outcome(
    id = "refused and settled, 1 in the books",
    expect = Expect.ACCEPTABLE,
    desc = "The second was let in.")
@State
public class CallsMeetAtTheLimit {
  private final SettleQueue queue = new SettleQueue(1, 1);
  private final HandOver.Books books = new HandOver.Books();
  private final GroupWriter writer = new GroupWriter(queue, books, 2);
  private CompletableFuture<SettleResult> first = new CompletableFuture<>();
  private CompletableFuture<SettleResult> second = new CompletableFuture<>();

  @Actor
  public void caller() {
    first = HandOver.ask(queue, HandOver.FIRST);
  }

  @Actor
  public void another() {
    second = HandOver.ask(queue, HandOver.OF_ANOTHER);
  }

  @Arbiter
  public void count(L_Result told) {
    queue.close();
    HandOver.writeToTheEnd(queue, writer);
    told.r1 =
        HandOver.told(first)
            + " and "
            + HandOver.told(second)
            + ", "
            + books.count()
            + " in the books";
  }
}
