package io.yizhan.gateway.rpc;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes errors: a message in Chinese and English, one ErrorInfo, and details where they help. */
final class Failure {
  /** The domain of every ErrorInfo. */
  static final String DOMAIN = "yizhan.io";

  private Failure() {}

  /** An error without details. */
  static StatusRuntimeException of(ErrorReason reason, String zh, String en) {
    return of(reason, zh, en, Map.of());
  }

  /** An error with metadata of its ErrorInfo and further details. */
  static StatusRuntimeException of(
      ErrorReason reason,
      String zh,
      String en,
      Map<String, String> metadata,
      Message... furtherDetails) {
    ErrorInfo info =
        ErrorInfo.newBuilder()
            .setReason(reason.name())
            .setDomain(DOMAIN)
            .putAllMetadata(new TreeMap<>(metadata))
            .build();
    com.google.rpc.Status.Builder status =
        com.google.rpc.Status.newBuilder()
            .setCode(reason.code().value())
            .setMessage(zh + " / " + en)
            .addDetails(Any.pack(info));
    for (Message detail : furtherDetails) {
      status.addDetails(Any.pack(detail));
    }
    return StatusProto.toStatusRuntimeException(status.build());
  }

  /** The error for a request id that came before with other content, naming where they differ. */
  static StatusRuntimeException idReused(List<String> fields) {
    String named = String.join(",", fields.subList(0, Math.min(fields.size(), 16)));
    return of(
        ErrorReason.REQUEST_ID_REUSED,
        "此请求号已用于内容不同的请求",
        "this request id was used with other content",
        Map.of("fields", named));
  }

  /**
   * The same error with another message and a further fact in its ErrorInfo: for a call that had
   * done part of its work.
   */
  static StatusRuntimeException after(
      StatusRuntimeException failure, String zh, String en, String key, String value) {
    com.google.rpc.Status known = StatusProto.fromThrowable(failure);
    if (known == null) {
      return failure;
    }
    com.google.rpc.Status.Builder status = known.toBuilder().setMessage(zh + " / " + en);
    for (int i = 0; i < status.getDetailsCount(); i++) {
      if (status.getDetails(i).is(ErrorInfo.class)) {
        try {
          ErrorInfo info = status.getDetails(i).unpack(ErrorInfo.class);
          status.setDetails(i, Any.pack(info.toBuilder().putMetadata(key, value).build()));
        } catch (InvalidProtocolBufferException e) {
          throw new IllegalStateException("an error's details must be readable", e);
        }
      }
    }
    return StatusProto.toStatusRuntimeException(status.build());
  }

  /**
   * The same error of an import that has handled its first messages: says from which it is to be
   * sent again.
   *
   * @param zh what a message is, after its measure word
   * @param en what a message is
   */
  static StatusRuntimeException afterHandled(
      StatusRuntimeException failure, long handled, String zh, String en) {
    if (handled == 0) {
      return failure;
    }
    long next = handled + 1;
    return after(
        failure,
        "前 " + handled + " " + zh + "已处理；请从第 " + next + " " + zh + "起重发",
        "the first " + handled + " " + en + "s were handled; send again from " + en + " " + next,
        "handled_count",
        Long.toString(handled));
  }

  /** When to try again. */
  static RetryInfo retryAfterMillis(long delayMillis) {
    return RetryInfo.newBuilder()
        .setRetryDelay(
            Duration.newBuilder()
                .setSeconds(delayMillis / 1000)
                .setNanos((int) (delayMillis % 1000) * 1_000_000))
        .build();
  }
}
