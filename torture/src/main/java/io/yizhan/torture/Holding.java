package io.yizhan.torture;

import com.google.protobuf.InvalidProtocolBufferException;
import io.yizhan.proto.v1.QuoteSettlementResponse;
import io.yizhan.proto.v1.SettleClaimResponse;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.torture.Caller.Definite;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * Callers that quote with hold, as in the morning of a discharge: most settle by the hold, some
 * without naming it, some let it expire. What a hold settles must be what it promised.
 */
final class Holding {
  private static final int SECONDS_MIN = 10;
  private static final int SECONDS_MAX = 20;
  private static final int PERCENT = 100;
  private static final int LEFT_TO_EXPIRE = 20;
  private static final int NOT_NAMED = 15;

  private final Caller caller;
  private final Orders orders;
  private final Load.Asking asking;

  Holding(Caller caller, Orders orders, Load.Asking asking) {
    this.caller = caller;
    this.orders = orders;
    this.asking = asking;
  }

  /** Holds what an order would settle and goes on. */
  void act(Order order, RandomGenerator random, BooleanSupplier giveUp) {
    Order hold = orders.hold(order, random.nextInt(SECONDS_MIN, SECONDS_MAX + 1));
    Optional<Definite> held = caller.ask(hold, random, giveUp);
    if (held.isEmpty()) {
      return;
    }
    int what = random.nextInt(PERCENT);
    if (what < LEFT_TO_EXPIRE) {
      return;
    }
    if (held.get().reply().isEmpty() || what < LEFT_TO_EXPIRE + NOT_NAMED) {
      asking.ask(order, random, giveUp);
      return;
    }
    settle(order, hold, quote(held.get().reply().get()), random, giveUp);
  }

  private void settle(
      Order order, Order hold, Settlement quote, RandomGenerator random, BooleanSupplier giveUp) {
    Order named = Orders.byHold(order, hold);
    Optional<Definite> answer = asking.ask(named, random, giveUp);
    if (answer.isEmpty() || answer.get().reply().isEmpty()) {
      return;
    }
    SettleClaimResponse reply = settled(answer.get().reply().get());
    if (reply.hasSettlement()) {
      caller.settledByHold(named, amounts(quote).equals(amounts(reply.getSettlement())));
    } else {
      asking.ask(orders.again(order), random, giveUp);
    }
  }

  private static List<Object> amounts(Settlement of) {
    return List.of(
        of.getPaymentsList(),
        of.getHospitalShareFen(),
        of.getPatientShareFen(),
        of.getCashDueFen(),
        of.getCashRefundFen());
  }

  private static Settlement quote(byte[] reply) {
    try {
      return QuoteSettlementResponse.parseFrom(reply).getQuote();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SettleClaimResponse settled(byte[] reply) {
    try {
      return SettleClaimResponse.parseFrom(reply);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }
}
