package io.yizhan.gateway.conformance;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.yizhan.proto.insurer.v1.Amounts;
import io.yizhan.proto.insurer.v1.CancelReason;
import io.yizhan.proto.insurer.v1.CancelRequest;
import io.yizhan.proto.insurer.v1.CancelResponse;
import io.yizhan.proto.insurer.v1.Claim;
import io.yizhan.proto.insurer.v1.ConfirmRequest;
import io.yizhan.proto.insurer.v1.ConfirmResponse;
import io.yizhan.proto.insurer.v1.FundPayment;
import io.yizhan.proto.insurer.v1.InsurerServiceGrpc;
import io.yizhan.proto.insurer.v1.InsurerServiceGrpc.InsurerServiceBlockingStub;
import io.yizhan.proto.insurer.v1.LookUpRequest;
import io.yizhan.proto.insurer.v1.RequestStanding;
import io.yizhan.proto.insurer.v1.ReserveRequest;
import io.yizhan.proto.insurer.v1.ReserveResponse;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** One check's calls: fresh ids, deadlines, and what it reserved is cancelled in the end. */
final class Trial {
  private static final long CALL_SECONDS = 5;

  private final Channel channel;
  private final Claim example;
  private final Supplier<String> ids;
  private final Set<String> sent = new LinkedHashSet<>();

  Trial(Channel channel, Claim example, Supplier<String> ids) {
    this.channel = channel;
    this.example = example;
    this.ids = ids;
  }

  InsurerServiceBlockingStub stub() {
    return InsurerServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
  }

  /** A request id that nobody has used. */
  String newId() {
    return "check-" + ids.get();
  }

  /** The example as a bill that nobody has sent. */
  Claim newClaim() {
    return example.toBuilder().setEncounterId("check-" + ids.get()).build();
  }

  ReserveResponse reserve(String requestId, Claim claim) {
    sent.add(requestId);
    return stub()
        .reserve(ReserveRequest.newBuilder().setRequestId(requestId).setClaim(claim).build());
  }

  ConfirmResponse confirm(String requestId, Amounts amounts) {
    sent.add(requestId);
    return stub()
        .confirm(
            ConfirmRequest.newBuilder()
                .setRequestId(requestId)
                .setAmounts(amounts)
                .setGatewaySettlementId("check")
                .build());
  }

  CancelResponse cancel(String requestId) {
    return stub()
        .cancel(
            CancelRequest.newBuilder()
                .setRequestId(requestId)
                .setReason(CancelReason.CANCEL_REASON_NOT_SETTLED)
                .build());
  }

  List<RequestStanding> lookUp(List<String> requestIds) {
    return stub()
        .lookUp(LookUpRequest.newBuilder().addAllRequestIds(requestIds).build())
        .getStandingsList();
  }

  /** What was reserved; a refusal of the example claim is a deviation that ends the check. */
  Amounts reserved(String requestId, Claim claim) {
    return reserve(requestId, claim).getReservation().getAmounts();
  }

  /** Cancels whatever was sent; what fails has been found by a check of its own. */
  void cancelAll() {
    for (String requestId : sent) {
      try {
        cancel(requestId);
      } catch (StatusRuntimeException failed) {
        // A check of its own finds that.
      }
    }
  }

  /** Whether a call fails with this error, and what it does instead. */
  static Optional<String> expect(InsurerErrors error, Supplier<?> call) {
    try {
      return Optional.of("OK " + line(call.get()));
    } catch (StatusRuntimeException failure) {
      boolean same =
          failure.getStatus().getCode() == error.code()
              && reason(failure).equals(Optional.of(error.name()));
      return same ? Optional.empty() : Optional.of(text(failure));
    }
  }

  /** Whether two answers are the same, and what they are where not. */
  static Optional<String> same(Object first, Object second) {
    return first.equals(second)
        ? Optional.empty()
        : Optional.of(line(first) + " <> " + line(second));
  }

  /** Whether amounts fit a bill. */
  static Optional<String> fits(Amounts amounts, long totalFen) {
    long sum = amounts.getHospitalShareFen();
    for (FundPayment payment : amounts.getPaymentsList()) {
      if (payment.getAmountFen() < 0 || payment.getFundCode().isEmpty()) {
        return Optional.of(line(payment));
      }
      sum += payment.getAmountFen();
    }
    return sum > totalFen || amounts.getHospitalShareFen() < 0
        ? Optional.of(sum + " > " + totalFen)
        : Optional.empty();
  }

  private static String line(Object message) {
    String text = message.toString().replaceAll("\\s+", " ").strip();
    return text.length() <= 160 ? text : text.substring(0, 160) + "…";
  }

  private static Optional<String> reason(StatusRuntimeException failure) {
    com.google.rpc.Status status = StatusProto.fromThrowable(failure);
    if (status != null) {
      for (Any detail : status.getDetailsList()) {
        if (detail.is(ErrorInfo.class)) {
          try {
            return Optional.of(detail.unpack(ErrorInfo.class).getReason());
          } catch (InvalidProtocolBufferException garbled) {
            return Optional.empty();
          }
        }
      }
    }
    return Optional.empty();
  }

  /** An error as a deviation shows it. */
  static String text(StatusRuntimeException failure) {
    return failure.getStatus().getCode().name() + ", " + reason(failure).orElse("no ErrorInfo");
  }
}
