package io.yizhan.gateway.acceptance;

import com.google.protobuf.ByteString;
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

  /** A spoilt request with the flaw behind it. */
  byte[] flawed(byte[] spoilt) {
    return ByteString.copyFrom(spoilt).concat(flaw.toByteString()).toByteArray();
  }
}
