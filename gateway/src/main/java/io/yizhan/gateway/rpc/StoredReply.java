package io.yizhan.gateway.rpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.UnknownFieldSet;

/** Answers that were stored as bytes with what they are about: the same bytes for ever. */
final class StoredReply {
  private StoredReply() {}

  /**
   * The answer to the current call, and, in its trailers, whether it was given before. Its fields
   * are carried as they lie in the bytes and are not read here: to read and write them again would
   * cost more than the decision did, and could only change what must stay the same.
   */
  static <T extends Message> T answer(T type, byte[] bytes, boolean replayed) {
    if (replayed) {
      CallTrailers.markReplayed();
    }
    try {
      @SuppressWarnings("unchecked") // the builder of a message builds messages of its type
      T answer =
          (T) type.newBuilderForType().setUnknownFields(UnknownFieldSet.parseFrom(bytes)).build();
      return answer;
    } catch (InvalidProtocolBufferException e) {
      throw unreadable(e);
    }
  }

  /** Reads stored bytes; they were written here, so that bad ones are a defect. */
  static <T> T read(Parser<T> parser, byte[] bytes) {
    try {
      return parser.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw unreadable(e);
    }
  }

  private static IllegalStateException unreadable(InvalidProtocolBufferException e) {
    return new IllegalStateException("a stored answer must be readable", e);
  }
}
