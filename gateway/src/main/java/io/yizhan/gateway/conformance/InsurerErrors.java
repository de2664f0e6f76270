package io.yizhan.gateway.conformance;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;

/** The errors that the contract names. */
enum InsurerErrors {
  BAD_REQUEST(Status.Code.INVALID_ARGUMENT),
  REQUEST_ID_REUSED(Status.Code.ALREADY_EXISTS),
  BILL_TAKEN(Status.Code.ALREADY_EXISTS),
  REQUEST_CANCELLED(Status.Code.FAILED_PRECONDITION),
  REQUEST_UNKNOWN(Status.Code.NOT_FOUND),
  AMOUNTS_DIFFER(Status.Code.FAILED_PRECONDITION);

  private final Status.Code code;

  InsurerErrors(Status.Code code) {
    this.code = code;
  }

  Status.Code code() {
    return code;
  }

  StatusRuntimeException failure(boolean withReason) {
    com.google.rpc.Status.Builder status =
        com.google.rpc.Status.newBuilder().setCode(code.value()).setMessage(name());
    if (withReason) {
      status.addDetails(
          Any.pack(ErrorInfo.newBuilder().setReason(name()).setDomain("insurer.example").build()));
    }
    return StatusProto.toStatusRuntimeException(status.build());
  }
}
