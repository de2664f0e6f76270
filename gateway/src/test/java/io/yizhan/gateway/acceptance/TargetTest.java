package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.yizhan.proto.v1.WatchSettlementsRequest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetTest {
  private static final int SPOILT_PER_TARGET = 300;
  private static final long SEED = 31;
  private static final TargetScene SCENE =
      new TargetScene("hospital", "operator", "approver", "office", "insurer", "proposal");

  /** The shortest flaw of all: two bytes. */
  private static final WatchSettlementsRequest FLAW =
      WatchSettlementsRequest.newBuilder().setUntilCaughtUp(true).build();

  private static final Target WATCH =
      new Target(
          "m",
          "t",
          WatchSettlementsRequest.getDefaultInstance(),
          FLAW,
          Target.End.ANSWERED_OR_REFUSED);

  /** Field 15, which the message does not have, ends with the flaw. */
  @ParameterizedTest
  @CsvSource({"79000000000000", "7d0000", "7a02", "7a0401ff"})
  void flawed_behindAFieldThatTakesTheFlaw_carriesItAllTheSame(String spoiltHex) throws Exception {
    byte[] spoilt = HexFormat.of().parseHex(spoiltHex);
    byte[] once = ByteString.copyFrom(spoilt).concat(FLAW.toByteString()).toByteArray();

    assertFalse(WatchSettlementsRequest.parseFrom(once).getUntilCaughtUp());
    assertTrue(WatchSettlementsRequest.parseFrom(WATCH.flawed(spoilt)).getUntilCaughtUp());
  }

  @Test
  void flawed_spoiltAndReadable_carriesTheFlawOfEveryTarget() {
    Mutations mutations = new Mutations(new Random(SEED));
    int readable = 0;
    for (Target target : SCENE.targets()) {
      for (int i = 0; i < SPOILT_PER_TARGET; i++) {
        byte[] bytes = target.flawed(mutations.next(target.valid()).bytes());
        Message read;
        try {
          read = target.valid().getParserForType().parseFrom(bytes);
        } catch (InvalidProtocolBufferException unreadable) {
          continue;
        }
        readable++;
        assertTrue(carries(read, target.flaw()), () -> target.method() + " " + read);
      }
    }
    assertTrue(readable > SPOILT_PER_TARGET, "some can be read");
  }

  @Test
  void targets_withFlaw_carryNoneThatIsEmpty() {
    for (Target target : SCENE.targets()) {
      if (target.end() == Target.End.REFUSED) {
        assertFalse(target.flaw().toByteString().isEmpty(), target::method);
      }
    }
  }

  /** Whether a message says last what another says. */
  private static boolean carries(Message message, Message said) {
    for (Map.Entry<FieldDescriptor, Object> field : said.getAllFields().entrySet()) {
      Object value = message.getField(field.getKey());
      Object expected = field.getValue();
      if (field.getKey().isRepeated()) {
        List<?> values = (List<?>) value;
        List<?> last = (List<?>) expected;
        if (values.size() < last.size()
            || !values.subList(values.size() - last.size(), values.size()).equals(last)) {
          return false;
        }
      } else if (expected instanceof Message part
          ? !carries((Message) value, part)
          : !value.equals(expected)) {
        return false;
      }
    }
    return true;
  }
}
