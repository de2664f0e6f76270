package io.yizhan.gateway.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import org.junit.jupiter.api.Test;

/** What a caller is told of a claim that was not settled. */
class SettlementRepliesTest {
  @Test
  void requestThatWasUndone_isSaidToBeUndone() {
    StatusRuntimeException refused =
        assertThrows(
            StatusRuntimeException.class,
            () -> SettlementReplies.settled(new SettleResult.Undone()));
    assertEquals(Status.Code.FAILED_PRECONDITION, refused.getStatus().getCode());
  }

  @Test
  void resultWithoutAnAnswer_isNeverSaidToBeUndone() {
    assertThrows(
        IllegalStateException.class, () -> SettlementReplies.settled(new SettleResult.LegLost()));
  }
}
