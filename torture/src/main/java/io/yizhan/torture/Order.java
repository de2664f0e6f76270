package io.yizhan.torture;

import io.yizhan.auditor.Acknowledged.Call;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * A request that moves money, made and written down before it is sent, and repeated under its id
 * until the answer is definite.
 *
 * @param hospital who sends it, by place; or {@link Town#OFFICE}; of corrections {@link Town#CLERK}
 * @param requestId its id; of an undo the id to undo
 * @param encounterId of a settle request the visit, else empty
 * @param message the bytes that are sent, the same each time
 */
record Order(Call call, int hospital, String requestId, String encounterId, byte[] message) {
  private static final byte[] NOT_KEPT = new byte[0];

  /** What tells orders apart. */
  String key() {
    return call + "/" + hospital + "/" + requestId;
  }

  void write(DataOutputStream out, boolean withMessage) throws IOException {
    out.writeByte(call.ordinal());
    out.writeByte(hospital);
    out.writeUTF(requestId);
    out.writeUTF(encounterId);
    if (withMessage) {
      out.writeInt(message.length);
      out.write(message);
    }
  }

  static Order read(DataInputStream in, boolean withMessage) throws IOException {
    Call call = Call.values()[in.readByte()];
    int hospital = in.readByte();
    String requestId = in.readUTF();
    String encounterId = in.readUTF();
    return new Order(
        call,
        hospital,
        requestId,
        encounterId,
        withMessage ? in.readNBytes(in.readInt()) : NOT_KEPT);
  }
}
