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

/** Two writers take what waits of one person. */
@JCStressTest
@Description(
    "Two writers at one person settle each of its calls once, in their order, one at a time.")
@Outcome(id = "first, second", expect = Expect.ACCEPTABLE, desc = "In order, whoever settled them.")
@State
public class WritersMeetAtAPerson {
  private final SettleQueue queue = new SettleQueue(2, 1);
  private final HandOver.Books books = new HandOver.Books();
  private final GroupWriter one = new GroupWriter(queue, books, 2);
  private final GroupWriter other = new GroupWriter(queue, books, 2);
  private final CompletableFuture<SettleResult> first = HandOver.ask(queue, HandOver.FIRST);
  private final CompletableFuture<SettleResult> second = HandOver.ask(queue, HandOver.SECOND);

  @Actor
  public void one() {
    HandOver.step(one, books);
  }

  @Actor
  public void other() {
    HandOver.step(other, books);
  }

  @Arbiter
  public void read(L_Result told) {
    HandOver.step(one, books);
    HandOver.step(one, books);
    boolean answered = first.isDone() && second.isDone();
    told.r1 = answered ? books.entries() : "left waiting: " + books.entries();
  }
}
