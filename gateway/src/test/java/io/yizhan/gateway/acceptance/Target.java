package io.yizhan.gateway.acceptance;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;

/**
 * A method with a request that is right but for a flaw.
 *
 * @param method the full name
 * @param token of who calls
 * @param flaw what no spoiling mends: it is appended once more; empty where nothing is written
 * @param end how a request with the flaw may end
 */
record Target(String method, String token, Message valid, Message flaw, End end) {

  /** How a request may end. */
  enum End {
    /** With an answer, or with an error that names its reason. */
    ANSWERED_OR_REFUSED,
    /** With an error that names its reason: the flaw leaves no other. */
    REFUSED
  }

  /**
   * A spoilt request with the flaw behind it. A request that was cut ends within a field, which
   * then takes what follows, or a part of it, for its own. What can be read all the same ends where
   * a field does; the flaw once more behind that is the last word on it, and is read.
   */
  byte[] flawed(byte[] spoilt) {
    ByteString behind = flaw.toByteString();
    ByteString once = ByteString.copyFrom(spoilt).concat(behind);
    return (isReadable(once) ? once.concat(behind) : once).toByteArray();
  }

  /** Whether the bytes are a message of the method: others are refused before anything is done. */
  private boolean isReadable(ByteString bytes) {
    try {
      valid.getParserForType().parseFrom(bytes);
      return true;
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
  }
}
