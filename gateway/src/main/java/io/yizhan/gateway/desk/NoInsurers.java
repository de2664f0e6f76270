package io.yizhan.gateway.desk;

import java.util.List;
import java.util.Optional;

/** A gateway that asks no insurer. */
final class NoInsurers implements Insurers {
  private static final String NONE_SET = "NOT_SET";

  @Override
  public Optional<String> insurerOf(String region, String scheme) {
    return Optional.empty();
  }

  @Override
  public boolean isWell(String insurer) {
    return false;
  }

  @Override
  public Answer quote(String insurer, Asking asking, long nanosMax) {
    return new Answer.Away(NONE_SET);
  }

  @Override
  public Answer reserve(String insurer, String requestId, Asking asking, long nanosMax) {
    return new Answer.Away(NONE_SET);
  }

  @Override
  public Ending confirm(String insurer, String requestId, Amounts amounts, String settlementId) {
    return new Ending.Away(NONE_SET);
  }

  @Override
  public Ending cancel(String insurer, String requestId, boolean reversed) {
    return new Ending.Away(NONE_SET);
  }

  @Override
  public LookedUp cancelledOf(String insurer, List<String> requestIds) {
    return new LookedUp(false, List.of());
  }
}
