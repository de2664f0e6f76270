package io.yizhan.benchmarks.speed;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.yizhan.proto.v1.QuoteSettlementRequest;
import io.yizhan.proto.v1.QuoteSettlementResponse;
import io.yizhan.proto.v1.SettleClaimResponse;
import io.yizhan.proto.v1.SettlementServiceGrpc;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** The calls of a hospital's client, as light as gRPC lets them be. */
final class Calls implements AutoCloseable {
  /** A connection takes 256 calls at once. */
  private static final int CHANNELS = 8;

  /** Every so many answers one is read whole; of the others the first byte. */
  private static final int READ_EVERY = 64;

  private static final long HOLDS_BEHIND = 1_000_000_000_000L;
  private static final long ASKED_BEHIND = 2 * HOLDS_BEHIND;
  private static final int ECHO_BYTES = 600;
  private static final byte[] ECHO_REQUEST = new byte[ECHO_BYTES];

  /** The tag of field 1, a message: what a quote or a settlement that was made begins with. */
  private static final byte DECIDED = (1 << 3) | 2;

  private static final MethodDescriptor<byte[], byte[]> SETTLE =
      EchoService.bytesOf(SettlementServiceGrpc.getSettleClaimMethod().getFullMethodName());
  private static final MethodDescriptor<byte[], byte[]> QUOTE =
      EchoService.bytesOf(SettlementServiceGrpc.getQuoteSettlementMethod().getFullMethodName());

  private final List<ManagedChannel> channels = new ArrayList<>();
  private final String bearer;
  private final int persons;
  private final Zipf zipf;
  private final RandomGenerator random;
  private final MessageForm settleNumber;
  private final MessageForm settlePerson;
  private final MessageForm quotePerson;
  private final HoldCalls holds;
  private final AskedCalls ofInsurers;
  private long next;

  /**
   * Calls as the holder of the token.
   *
   * @param firstNumber of request ids; later ones count up
   */
  Calls(int port, String token, int persons, long firstNumber) {
    for (int i = 0; i < CHANNELS; i++) {
      channels.add(
          NettyChannelBuilder.forAddress("127.0.0.1", port)
              .usePlaintext()
              .directExecutor()
              .build());
    }
    this.bearer = "Bearer " + token;
    this.persons = persons;
    this.zipf = new Zipf(persons);
    this.random = new SplittableRandom(firstNumber);
    this.next = firstNumber;
    // Numbers of their own, far from those of plain settlements.
    this.holds = new HoldCalls(persons, firstNumber + HOLDS_BEHIND);
    this.ofInsurers = new AskedCalls(persons, firstNumber + ASKED_BEHIND);
    byte[] settle = BenchWorld.settle(0, 0).toByteArray();
    this.settleNumber =
        MessageForm.of(settle, "0".repeat(BenchWorld.ID_DIGITS), BenchWorld.ID_DIGITS);
    this.settlePerson = MessageForm.of(settle, BenchWorld.documentNumber(0), 7);
    this.quotePerson =
        MessageForm.of(
            QuoteSettlementRequest.newBuilder()
                .setClaim(BenchWorld.claim(0, 0))
                .build()
                .toByteArray(),
            BenchWorld.documentNumber(0),
            7);
  }

  OpenLoop.Call of(String kind) {
    return switch (kind) {
      case "echo" -> (number, done, failed) -> call(EchoService.ECHO, ECHO_REQUEST, done, failed);
      case "select" ->
          (number, done, failed) -> call(EchoService.ECHO_SELECT, ECHO_REQUEST, done, failed);
      case "quote" ->
          (number, done, failed) -> call(QUOTE, quotePerson.with(person()), done, failed);
      case "settle" -> (number, done, failed) -> call(SETTLE, settle(person()), done, failed);
      case "uniform" -> (number, done, failed) -> call(SETTLE, settle(anybody()), done, failed);
      case "each" ->
          (number, done, failed) ->
              call(SETTLE, settle((int) (number % persons) + 1), done, failed);
      case "hold" -> (number, done, failed) -> holds.hold(this::quote, done, failed);
      case "byhold" ->
          (number, done, failed) -> holds.settle(this::quote, this::settle, done, failed);
      case "asked" -> (number, done, failed) -> call(SETTLE, ofInsurers.asked(), done, failed);
      case "computed" ->
          (number, done, failed) -> call(SETTLE, ofInsurers.computed(), done, failed);
      default -> throw new IllegalArgumentException("unknown call " + kind);
    };
  }

  private void quote(byte[] message, Runnable done, Consumer<String> failed) {
    call(QUOTE, message, done, failed);
  }

  private void settle(byte[] message, Runnable done, Consumer<String> failed) {
    call(SETTLE, message, done, failed);
  }

  private synchronized int person() {
    return zipf.next(random);
  }

  private synchronized int anybody() {
    return 1 + random.nextInt(persons);
  }

  private synchronized byte[] settle(int person) {
    byte[] message = settleNumber.with(next++);
    settlePerson.fill(message, person);
    return message;
  }

  private void call(
      MethodDescriptor<byte[], byte[]> method,
      byte[] request,
      Runnable done,
      Consumer<String> failed) {
    int place = (int) (Thread.currentThread().getId() + System.nanoTime() & 0x7fff_ffff);
    ClientCall<byte[], byte[]> call =
        channels.get(place % CHANNELS).newCall(method, CallOptions.DEFAULT);
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), bearer);
    call.start(new Answer(method, done, failed, place % READ_EVERY == 0), headers);
    call.request(2);
    call.sendMessage(request);
    call.halfClose();
  }

  /** Only an answer with amounts counts: a refusal costs less and measures something else. */
  private static final class Answer extends ClientCall.Listener<byte[]> {
    private final MethodDescriptor<byte[], byte[]> method;
    private final Runnable done;
    private final Consumer<String> failed;
    private final boolean whole;
    private boolean good;

    Answer(
        MethodDescriptor<byte[], byte[]> method,
        Runnable done,
        Consumer<String> failed,
        boolean whole) {
      this.method = method;
      this.done = done;
      this.failed = failed;
      this.whole = whole;
    }

    @Override
    public void onMessage(byte[] message) {
      good =
          method == EchoService.ECHO
              || method == EchoService.ECHO_SELECT
              || (message.length > 0 && message[0] == DECIDED && (!whole || pays(message)));
    }

    private boolean pays(byte[] message) {
      try {
        return method == QUOTE
            ? QuoteSettlementResponse.parseFrom(message).getQuote().getPaymentsCount() > 0
            : SettleClaimResponse.parseFrom(message).getSettlement().getPaymentsCount() > 0;
      } catch (InvalidProtocolBufferException e) {
        return false;
      }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      if (good && status.isOk()) {
        done.run();
      } else {
        failed.accept(how(status, trailers));
      }
    }

    private static String how(Status status, Metadata trailers) {
      if (status.isOk()) {
        return Failures.NOT_DECIDED;
      }
      com.google.rpc.Status details = StatusProto.fromStatusAndTrailers(status, trailers);
      for (Any detail : details.getDetailsList()) {
        if (detail.is(ErrorInfo.class)) {
          try {
            return status.getCode() + "/" + detail.unpack(ErrorInfo.class).getReason();
          } catch (InvalidProtocolBufferException e) {
            return status.getCode().name();
          }
        }
      }
      return status.getCode().name();
    }
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
  }
}
