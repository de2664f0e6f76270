package io.yizhan.torture;

import com.google.protobuf.InvalidProtocolBufferException;
import io.yizhan.proto.v1.SettleClaimRequest;
import io.yizhan.torture.Caller.Definite;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/** What a caller must not do, and the auditor must find: a new id, and a new bill, at each try. */
final class BadHabit implements Load.Asking {
  private static final int TRIES_MAX = 100;

  private final Caller caller;

  BadHabit(Caller caller) {
    this.caller = caller;
  }

  @Override
  public Optional<Definite> ask(Order order, RandomGenerator random, BooleanSupplier giveUp) {
    for (int tries = 1; tries <= TRIES_MAX && !giveUp.getAsBoolean(); tries++) {
      Optional<Definite> answer = caller.askOnce(renamed(order, tries), random);
      if (answer.isPresent()) {
        return answer;
      }
    }
    return Optional.empty();
  }

  private static Order renamed(Order order, int tries) {
    try {
      SettleClaimRequest.Builder request =
          SettleClaimRequest.parseFrom(order.message()).toBuilder();
      String requestId = order.requestId() + "." + tries;
      request.setRequestId(requestId).getClaimBuilder().setBillNumber("" + tries);
      return new Order(
          order.call(),
          order.hospital(),
          requestId,
          order.encounterId(),
          request.build().toByteArray());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }
}
