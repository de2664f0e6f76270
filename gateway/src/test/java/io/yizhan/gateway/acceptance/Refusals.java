package io.yizhan.gateway.acceptance;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * An error as a caller sees it.
 *
 * @param code of gRPC
 * @param info the one ErrorInfo; there must be exactly one
 * @param fields the violated fields; empty where none are named
 * @param everything message, details and trailers as one text, to search
 */
record Refusals(Status.Code code, ErrorInfo info, BadRequest fields, String everything) {

  /** Reads an error; fails when it does not carry exactly one ErrorInfo. */
  static Refusals of(StatusRuntimeException error) {
    com.google.rpc.Status status = StatusProto.fromThrowable(error);
    if (status == null) {
      throw new AssertionError("must carry details: " + error.getStatus());
    }
    List<ErrorInfo> infos = new ArrayList<>();
    List<BadRequest> fields = new ArrayList<>();
    try {
      for (Any detail : status.getDetailsList()) {
        if (detail.is(ErrorInfo.class)) {
          infos.add(detail.unpack(ErrorInfo.class));
        } else if (detail.is(BadRequest.class)) {
          fields.add(detail.unpack(BadRequest.class));
        }
      }
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
    if (infos.size() != 1 || fields.size() > 1) {
      throw new AssertionError("must have one ErrorInfo and at most one BadRequest: " + status);
    }
    return new Refusals(
        error.getStatus().getCode(),
        infos.get(0),
        fields.isEmpty() ? BadRequest.getDefaultInstance() : fields.get(0),
        text(error, infos, fields));
  }

  /** The names of the violated fields, in order. */
  List<String> fieldNames() {
    return fields.getFieldViolationsList().stream()
        .map(BadRequest.FieldViolation::getField)
        .toList();
  }

  /** Everything that came over the wire with the error, the details' raw bytes included. */
  static String text(StatusRuntimeException error) {
    return text(error, List.of(), List.of());
  }

  private static String text(
      StatusRuntimeException error, List<ErrorInfo> infos, List<BadRequest> fields) {
    StringBuilder all = new StringBuilder(String.valueOf(error.getStatus().getDescription()));
    for (ErrorInfo info : infos) {
      all.append('\n').append(info.getReason()).append(' ').append(info.getMetadataMap());
    }
    for (BadRequest request : fields) {
      request
          .getFieldViolationsList()
          .forEach(
              v -> all.append('\n').append(v.getField()).append(' ').append(v.getDescription()));
    }
    Metadata trailers = error.getTrailers();
    if (trailers != null) {
      for (String key : trailers.keys()) {
        if (key.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
          byte[] value = trailers.get(Metadata.Key.of(key, Metadata.BINARY_BYTE_MARSHALLER));
          all.append('\n')
              .append(
                  value == null
                      ? ""
                      : new String(value, StandardCharsets.UTF_8)
                          .replace("type.googleapis.com/google.rpc", ""));
        } else {
          all.append('\n')
              .append(key)
              .append('=')
              .append(trailers.get(Metadata.Key.of(key, Metadata.ASCII_STRING_MARSHALLER)));
        }
      }
    }
    return all.toString();
  }
}
