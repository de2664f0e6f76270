package io.yizhan.gateway.rpc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.yizhan.proto.v1.SettleClaimResponse;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.UndoOutcome;
import io.yizhan.proto.v1.UndoRequestResponse;
import org.junit.jupiter.api.Test;

class StoredReplyTest {
  private static final int NUMBER_OF_ANOTHER_VERSION = 999;

  @Test
  void answer_storedBytes_goesOutAsTheyAreAndReadsAsItWas() throws Exception {
    SettleClaimResponse stored =
        SettleClaimResponse.newBuilder()
            .setSettlement(Settlement.newBuilder().setSettlementId("一").setTotalFen(1_000_000))
            .build();
    SettleClaimResponse answer =
        StoredReply.answer(SettleClaimResponse.getDefaultInstance(), stored.toByteArray(), false);
    assertArrayEquals(stored.toByteArray(), answer.toByteArray());
    assertEquals(stored, SettleClaimResponse.parseFrom(answer.toByteArray()));
  }

  @Test
  void answer_bytesOfAnotherVersion_losesNothing() throws Exception {
    UndoRequestResponse stored =
        UndoRequestResponse.newBuilder()
            .setOutcome(UndoOutcome.UNDO_OUTCOME_FORBIDDEN)
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(
                        NUMBER_OF_ANOTHER_VERSION,
                        UnknownFieldSet.Field.newBuilder()
                            .addLengthDelimited(ByteString.copyFromUtf8("later"))
                            .build())
                    .build())
            .build();
    assertArrayEquals(
        stored.toByteArray(),
        StoredReply.answer(UndoRequestResponse.getDefaultInstance(), stored.toByteArray(), false)
            .toByteArray());
  }

  @Test
  void answer_bytesThatAreNoMessage_isADefect() {
    assertThrows(
        IllegalStateException.class,
        () ->
            StoredReply.answer(
                SettleClaimResponse.getDefaultInstance(), new byte[] {0x0a, 0x7f}, false));
  }
}
