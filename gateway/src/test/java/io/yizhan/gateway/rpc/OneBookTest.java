package io.yizhan.gateway.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yizhan.gateway.desk.PlanBook;
import io.yizhan.proto.v1.PolicyVersion;
import io.yizhan.proto.v1.Settlement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A publication while a claim is in hand does not touch that claim. */
final class OneBookTest {
  @Test
  void settle_publicationWhileInHand_seesOnePolicyFromBeginningToEnd() {
    try (Door door = new Door()) {
      door.settlements.beforeDecision = () -> door.book = new PlanBook(2, List.of());
      Settlement inHand =
          door.settlement(Door.HOSPITAL_TOKEN).settleClaim(Door.settle("R1")).getSettlement();
      assertEquals(
          List.of("zhengzhou@2016-07-01"),
          inHand.getPolicyVersionsList().stream().map(PolicyVersion::getVersionCode).toList());
      assertEquals(
          0,
          door.settlement(Door.HOSPITAL_TOKEN)
              .settleClaim(
                  Door.settle("R2").toBuilder().setClaim(Door.claim().setBillNumber("B2")).build())
              .getSettlement()
              .getPolicyVersionsCount());
    }
  }
}
