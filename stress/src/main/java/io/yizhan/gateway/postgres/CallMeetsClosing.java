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

/** A call arrives while the store closes and its writer ends. */
@JCStressTest
@Description("A call that meets the closing store is settled once or refused, never left waiting.")
@Outcome(id = "settled, 1 in the books", expect = Expect.ACCEPTABLE, desc = "It came before.")
@Outcome(id = "refused, 0 in the books", expect = Expect.ACCEPTABLE, desc = "It came after.")
@State
public class CallMeetsClosing {
  private final SettleQueue queue = new SettleQueue(2, 1);
  private final HandOver.Books books = new HandOver.Books();
  private final GroupWriter writer = new GroupWriter(queue, books, 2);
  private CompletableFuture<SettleResult> answer = new CompletableFuture<>();

  @Actor
  public void caller() {
    answer = HandOver.ask(queue, HandOver.FIRST);
  }

  @Actor
  public void closing() {
    queue.close();
    HandOver.writeToTheEnd(queue, writer);
  }

  @Arbiter
  public void count(L_Result told) {
    told.r1 = HandOver.told(answer) + ", " + books.count() + " in the books";
  }
}
