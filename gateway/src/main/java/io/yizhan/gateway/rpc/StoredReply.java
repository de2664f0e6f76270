package io.yizhan.gateway.rpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;

/** Answers that were stored as bytes with what they are about: the same bytes for ever. */
final class StoredReply {
  private StoredReply() {}

  /** The answer to the current call, and, in its trailers, whether it was given before. */
  static <T> T answer(Parser<T> parser, byte[] bytes, boolean replayed) {
    if (replayed) {
      CallTrailers.markReplayed();
    }
    return read(parser, bytes);
  }

  /** Reads stored bytes; they were written here, so that bad ones are a defect. */
  static <T> T read(Parser<T> parser, byte[] bytes) {
    try {
      return parser.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a stored answer must be readable", e);
    }
  }
}
