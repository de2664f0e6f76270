package io.yizhan.gateway.insurer;

import io.grpc.ManagedChannel;
import io.yizhan.gateway.desk.BrokenRule;
import io.yizhan.gateway.desk.Insurers;
import io.yizhan.gateway.insurer.InsurerClient.Reply;
import io.yizhan.proto.insurer.v1.CancelReason;
import io.yizhan.proto.insurer.v1.CancelRequest;
import io.yizhan.proto.insurer.v1.ConfirmRequest;
import io.yizhan.proto.insurer.v1.LookUpRequest;
import io.yizhan.proto.insurer.v1.LookUpResponse;
import io.yizhan.proto.insurer.v1.QuoteRequest;
import io.yizhan.proto.insurer.v1.QuoteResponse;
import io.yizhan.proto.insurer.v1.Refusal;
import io.yizhan.proto.insurer.v1.RequestStanding;
import io.yizhan.proto.insurer.v1.RequestState;
import io.yizhan.proto.insurer.v1.Reservation;
import io.yizhan.proto.insurer.v1.ReserveRequest;
import io.yizhan.proto.insurer.v1.ReserveResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The insurers of the settings. */
public final class InsurerClients implements Insurers, AutoCloseable {
  /** A call of the outbox; nobody waits for it. */
  private static final long OUTBOX_NANOS = TimeUnit.SECONDS.toNanos(3);

  private static final int SENTENCE_CHARACTERS_MAX = 150;
  private static final String BAD_REQUEST = "BAD_REQUEST";
  private static final String QUOTE = "Quote";
  private static final String RESERVE = "Reserve";
  private static final String LOOK_UP = "LookUp";
  private static final String NOT_SET = "NOT_SET";

  private final List<InsurerAddress> addresses;
  private final Map<String, InsurerClient> clients = new HashMap<>();
  private final BrokenRules broken = new BrokenRules(System::nanoTime);

  /** Clients of these addresses; a channel is opened when it is first needed. */
  public InsurerClients(
      List<InsurerAddress> addresses, Function<InsurerAddress, ManagedChannel> channels) {
    this.addresses = List.copyOf(addresses);
    for (InsurerAddress address : addresses) {
      clients.put(
          address.name(), new InsurerClient(address.name(), channels.apply(address), broken));
    }
  }

  /** Their names. */
  public List<String> names() {
    return addresses.stream().map(InsurerAddress::name).toList();
  }

  /** How many answers of an insurer have broken a rule of the contract. */
  public long brokenBy(String insurer, BrokenRule rule) {
    return broken.count(insurer, rule);
  }

  private Answer invalid(String insurer, BrokenRule rule, String call) {
    broken.add(insurer, rule, call);
    return new Answer.Invalid(rule);
  }

  @Override
  public Optional<String> insurerOf(String region, String scheme) {
    InsurerAddress best = null;
    int bestNearness = -1;
    for (InsurerAddress address : addresses) {
      int nearness = address.nearness(region, scheme).orElse(-1);
      if (nearness > bestNearness) {
        best = address;
        bestNearness = nearness;
      }
    }
    return Optional.ofNullable(best).map(InsurerAddress::name);
  }

  @Override
  public boolean isWell(String insurer) {
    InsurerClient client = clients.get(insurer);
    return client != null && client.isWell();
  }

  private <T> Reply<T> call(
      String insurer,
      Function<io.yizhan.proto.insurer.v1.InsurerServiceGrpc.InsurerServiceBlockingStub, T> call,
      long nanosMax) {
    InsurerClient client = clients.get(insurer);
    return client == null ? new Reply.Silence<>(NOT_SET) : client.call(call, nanosMax);
  }

  @Override
  public Answer quote(String insurer, Asking asking, long nanosMax) {
    QuoteRequest request =
        QuoteRequest.newBuilder().setClaim(InsurerMessages.claim(asking)).build();
    Reply<QuoteResponse> reply = call(insurer, stub -> stub.quote(request), nanosMax);
    if (reply instanceof Reply.Message<QuoteResponse> answered) {
      QuoteResponse message = answered.message();
      return switch (message.getOutcomeCase()) {
        case AMOUNTS ->
            InsurerMessages.broken(message.getAmounts(), asking.claim().bill().totalFen())
                .map(rule -> invalid(insurer, rule, QUOTE))
                .orElseGet(
                    () -> new Answer.Granted(InsurerMessages.amounts(message.getAmounts()), ""));
        case REFUSAL -> refused(insurer, message.getRefusal(), QUOTE);
        case OUTCOME_NOT_SET -> invalid(insurer, BrokenRule.NO_OUTCOME, QUOTE);
      };
    }
    return failed(reply);
  }

  private Answer refused(String insurer, Refusal refusal, String call) {
    return InsurerMessages.isCode(refusal.getReasonCode())
        ? new Answer.Refused(
            refusal.getReasonCode(), cut(refusal.getSentenceZh()), cut(refusal.getSentenceEn()))
        : invalid(insurer, BrokenRule.REASON_CODE, call);
  }

  /** A sentence for people: no control characters, and with room for what is put before it. */
  private static String cut(String sentence) {
    String clean = sentence.replaceAll("\\p{Cntrl}", " ").strip();
    return clean.codePointCount(0, clean.length()) <= SENTENCE_CHARACTERS_MAX
        ? clean
        : clean.substring(0, clean.offsetByCodePoints(0, SENTENCE_CHARACTERS_MAX));
  }

  private static <T> Answer failed(Reply<T> reply) {
    if (reply instanceof Reply.Named<T> error) {
      // It could read the request and will never judge it; any other error may pass.
      return error.reason().equals(BAD_REQUEST)
          ? new Answer.Refused(
              BAD_REQUEST, "经办方认为申请内容有误（BAD_REQUEST）", "it finds the request's fields wrong")
          : new Answer.Away(error.reason());
    }
    return new Answer.Away(((Reply.Silence<T>) reply).why());
  }

  @Override
  public Answer reserve(String insurer, String requestId, Asking asking, long nanosMax) {
    long deadline = System.nanoTime() + nanosMax;
    ReserveRequest request =
        ReserveRequest.newBuilder()
            .setRequestId(requestId)
            .setClaim(InsurerMessages.claim(asking))
            .build();
    Reply<ReserveResponse> reply = call(insurer, stub -> stub.reserve(request), nanosMax);
    if (!(reply instanceof Reply.Message<ReserveResponse> answered)) {
      return failed(reply);
    }
    Answer answer = reserved(insurer, answered.message(), asking);
    if (answer instanceof Answer.Granted granted) {
      long billFen = asking.claim().bill().totalFen();
      return keeps(insurer, requestId, granted, billFen, deadline - System.nanoTime());
    }
    return answer;
  }

  private Answer reserved(String insurer, ReserveResponse message, Asking asking) {
    return switch (message.getOutcomeCase()) {
      case RESERVATION -> {
        Reservation reserved = message.getReservation();
        String id = reserved.getInsurerSettlementId();
        yield InsurerMessages.broken(reserved.getAmounts(), asking.claim().bill().totalFen())
            .or(
                () ->
                    InsurerMessages.isCode(id)
                        ? Optional.empty()
                        : Optional.of(BrokenRule.SETTLEMENT_ID))
            .map(rule -> invalid(insurer, rule, RESERVE))
            .orElseGet(
                () -> new Answer.Granted(InsurerMessages.amounts(reserved.getAmounts()), id));
      }
      case REFUSAL -> refused(insurer, message.getRefusal(), RESERVE);
      case OUTCOME_NOT_SET -> invalid(insurer, BrokenRule.NO_OUTCOME, RESERVE);
    };
  }

  /**
   * Makes sure that what was answered is what the insurer keeps: the request may have been repeated
   * on its way, and an insurer that answers a repetition otherwise would not confirm. One that has
   * been cancelled or confirmed meanwhile is no fault: another call of this request did that.
   */
  private Answer keeps(
      String insurer, String requestId, Answer.Granted granted, long billFen, long nanosMax) {
    LookUpRequest request = LookUpRequest.newBuilder().addRequestIds(requestId).build();
    Reply<LookUpResponse> reply = call(insurer, stub -> stub.lookUp(request), nanosMax);
    if (!(reply instanceof Reply.Message<LookUpResponse> answered)) {
      return reply instanceof Reply.Named<LookUpResponse> error
          ? new Answer.Away(error.reason())
          : failed(reply);
    }
    RequestStanding standing =
        answered.message().getStandingsCount() == 1
            ? answered.message().getStandings(0)
            : RequestStanding.getDefaultInstance();
    boolean same =
        standing.getRequestId().equals(requestId)
            && standing.getInsurerSettlementId().equals(granted.insurerSettlementId())
            && InsurerMessages.broken(standing.getAmounts(), billFen).isEmpty()
            && granted.amounts().paysAs(InsurerMessages.amounts(standing.getAmounts()));
    RequestState state = standing.getState();
    if (same && state == RequestState.REQUEST_STATE_RESERVED) {
      return granted;
    }
    boolean ended =
        (same && state == RequestState.REQUEST_STATE_SETTLED)
            || (standing.getRequestId().equals(requestId)
                && state == RequestState.REQUEST_STATE_CANCELLED);
    return ended
        ? new Answer.Away(state.name())
        : invalid(insurer, BrokenRule.LOOK_UP_DIFFERS, LOOK_UP);
  }

  @Override
  public Ending confirm(String insurer, String requestId, Amounts amounts, String settlementId) {
    ConfirmRequest request =
        ConfirmRequest.newBuilder()
            .setRequestId(requestId)
            .setAmounts(InsurerMessages.amounts(amounts))
            .setGatewaySettlementId(settlementId)
            .build();
    return ending(call(insurer, stub -> stub.confirm(request), OUTBOX_NANOS));
  }

  @Override
  public Ending cancel(String insurer, String requestId, boolean reversed) {
    CancelRequest request =
        CancelRequest.newBuilder()
            .setRequestId(requestId)
            .setReason(
                reversed
                    ? CancelReason.CANCEL_REASON_REVERSED
                    : CancelReason.CANCEL_REASON_NOT_SETTLED)
            .build();
    return ending(call(insurer, stub -> stub.cancel(request), OUTBOX_NANOS));
  }

  private static <T> Ending ending(Reply<T> reply) {
    if (reply instanceof Reply.Message<T>) {
      return new Ending.Done();
    }
    if (reply instanceof Reply.Named<T> error) {
      return new Ending.Refused(error.reason());
    }
    return new Ending.Away(((Reply.Silence<T>) reply).why());
  }

  @Override
  public LookedUp cancelledOf(String insurer, List<String> requestIds) {
    LookUpRequest request = LookUpRequest.newBuilder().addAllRequestIds(requestIds).build();
    Reply<LookUpResponse> reply = call(insurer, stub -> stub.lookUp(request), OUTBOX_NANOS);
    if (!(reply instanceof Reply.Message<LookUpResponse> answered)) {
      return new LookedUp(false, List.of());
    }
    List<String> cancelled = new ArrayList<>();
    for (RequestStanding standing : answered.message().getStandingsList()) {
      if (standing.getState() == RequestState.REQUEST_STATE_CANCELLED
          && requestIds.contains(standing.getRequestId())) {
        cancelled.add(standing.getRequestId());
      }
    }
    return new LookedUp(true, cancelled);
  }

  @Override
  public void close() {
    clients.values().stream().filter(Objects::nonNull).forEach(InsurerClient::close);
  }
}
