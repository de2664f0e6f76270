package io.yizhan.gateway.rpc;

import io.grpc.stub.StreamObserver;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.Counter;
import io.yizhan.gateway.desk.HoldDesk;
import io.yizhan.gateway.desk.HoldStore;
import io.yizhan.gateway.desk.RegistryStore;
import io.yizhan.gateway.desk.RequestContent;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.SettlementDesk;
import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import io.yizhan.proto.v1.GetSettlementRequest;
import io.yizhan.proto.v1.GetSettlementResponse;
import io.yizhan.proto.v1.GetUsageRequest;
import io.yizhan.proto.v1.GetUsageResponse;
import io.yizhan.proto.v1.ListSettlementsRequest;
import io.yizhan.proto.v1.ListSettlementsResponse;
import io.yizhan.proto.v1.QuoteSettlementRequest;
import io.yizhan.proto.v1.QuoteSettlementResponse;
import io.yizhan.proto.v1.ReleaseHoldRequest;
import io.yizhan.proto.v1.ReleaseHoldResponse;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.ReverseSettlementResponse;
import io.yizhan.proto.v1.SettleClaimRequest;
import io.yizhan.proto.v1.SettleClaimResponse;
import io.yizhan.proto.v1.SettlementServiceGrpc;
import io.yizhan.proto.v1.UndoRequestRequest;
import io.yizhan.proto.v1.UndoRequestResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The settlement service over the desk. */
public final class SettlementEndpoint extends SettlementServiceGrpc.SettlementServiceImplBase
    implements Crowded {
  /** How many settle requests may be inside, waiting and in a commit. */
  static final int SETTLES_MAX = 1_024;

  /** What their messages may hold together. */
  private static final long SETTLE_BYTES_MAX = 64L * 1024 * 1024;

  /** As many are worked on at a time before the pace at which they leave is that of the store. */
  private static final int SETTLES_AT_A_TIME = 32;

  /** A patient at the counter is not let wait longer for the gateway's sake. */
  private static final Duration SETTLE_WAIT_MAX = Duration.ofSeconds(5);

  /** A settle request with less time left is not begun: its answer could not arrive in time. */
  static final long SETTLE_NANOS_MIN = 5_000_000;

  private static final int REASON_CHARACTERS_MAX = 200;
  private static final String SETTLE =
      SettlementServiceGrpc.getSettleClaimMethod().getFullMethodName();

  private final Turnstile settles;
  private final SettlementDesk desk;
  private final HoldDesk holds;
  private final SettlementLookUps lookUps;
  private final CallRunner runner;

  /** An endpoint; the register tells offices which persons are theirs. */
  public SettlementEndpoint(
      SettlementDesk desk, HoldDesk holds, RegistryStore registry, CallRunner runner) {
    this(desk, holds, registry, runner, SETTLES_MAX);
  }

  SettlementEndpoint(
      SettlementDesk desk,
      HoldDesk holds,
      RegistryStore registry,
      CallRunner runner,
      int settlesMax) {
    this.settles =
        new Turnstile(
            new Turnstile.Limits(
                settlesMax, SETTLE_BYTES_MAX, SETTLES_AT_A_TIME, SETTLE_WAIT_MAX.toNanos()),
            System::nanoTime);
    this.desk = desk;
    this.holds = holds;
    this.lookUps = new SettlementLookUps(desk, registry);
    this.runner = runner;
  }

  @Override
  public Optional<Turnstile> turnstile(String fullMethodName) {
    return Optional.of(fullMethodName.equals(SETTLE) ? settles : runner.turnstile());
  }

  @Override
  public void quoteSettlement(
      QuoteSettlementRequest request, StreamObserver<QuoteSettlementResponse> observer) {
    if (request.hasHold()) {
      hold(request, observer);
      return;
    }
    CallEffect.READS.run(() -> quote(request, observer));
  }

  private void quote(
      QuoteSettlementRequest request, StreamObserver<QuoteSettlementResponse> observer) {
    runner.begin(
        observer,
        runner.turnstile(),
        () -> {
          Permissions.requireOwnDesk(Permissions.caller(), request.getClaim().getHospitalId());
          ClaimReader.Read read = ClaimReader.quote(request, desk.today());
          return read.paper().isEmpty()
              ? desk.quote(read.person(), read.claim(), CallRunner.wanted(), CallRunner.nanosLeft())
              : desk.quote(read.person(), read.claim(), read.paper().get(), CallRunner.wanted());
        },
        SettlementReplies::quoted);
  }

  private void hold(
      QuoteSettlementRequest request, StreamObserver<QuoteSettlementResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          Permissions.requireOwnDesk(caller, request.getClaim().getHospitalId());
          PaperReader.refuseHold(request.getClaim());
          ClaimReader.ReadHold read = ClaimReader.hold(request, desk.today());
          return () -> HoldReplies.held(held(read, caller));
        });
  }

  private HoldStore.HoldResult held(ClaimReader.ReadHold read, Caller caller) {
    return read.ahead().isEmpty()
        ? holds.hold(read.asked(), caller)
        : holds.repeated(read.asked()).orElseThrow(read.ahead().get()::failure);
  }

  @Override
  public void releaseHold(
      ReleaseHoldRequest request, StreamObserver<ReleaseHoldResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          Permissions.requireOwnHospital(caller, request.getHospitalId());
          Violations violations = new Violations();
          violations.id(
              "hospital_id", request.getHospitalId(), ClaimReader.HOSPITAL_ID_CHARACTERS_MAX);
          violations.id(
              "hold_request_id", request.getHoldRequestId(), ClaimReader.ID_CHARACTERS_MAX);
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          RequestKey held = new RequestKey(request.getHospitalId(), request.getHoldRequestId());
          return () -> HoldReplies.released(holds.release(held, caller));
        });
  }

  @Override
  public void settleClaim(
      SettleClaimRequest request, StreamObserver<SettleClaimResponse> observer) {
    runner.begin(
        observer,
        settles,
        () -> {
          CallRunner.checkTimeLeft(SETTLE_NANOS_MIN);
          Caller caller = Permissions.caller();
          Permissions.requireOwnDesk(caller, request.getClaim().getHospitalId());
          ClaimReader.ReadSettle read = ClaimReader.settle(request, desk.today());
          if (read.read().ahead().isPresent()) {
            return repeated(read, read.read().ahead().get());
          }
          return desk.settle(
              read.requestId(),
              read.content(),
              read.read().person(),
              read.read().claim(),
              read.quote(),
              read.read().paper(),
              caller,
              CallRunner.wanted(),
              CallRunner.nanosLeft());
        },
        SettlementReplies::settled);
  }

  /** The id is looked up before a claim is refused for its day alone: it may stand settled. */
  private CompletionStage<SettleResult> repeated(
      ClaimReader.ReadSettle read, DatesReader.Ahead ahead) {
    RequestKey key = new RequestKey(read.read().claim().key().hospitalId(), read.requestId());
    CompletableFuture<SettleResult> result = new CompletableFuture<>();
    runner.runPatiently(
        () -> result.complete(desk.repeated(key, read.content()).orElseThrow(ahead::failure)),
        result::completeExceptionally);
    return result;
  }

  @Override
  public void reverseSettlement(
      ReverseSettlementRequest request, StreamObserver<ReverseSettlementResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          Permissions.requireOwnDesk(caller, request.getHospitalId());
          Violations violations = new Violations();
          violations.id("request_id", request.getRequestId(), ClaimReader.ID_CHARACTERS_MAX);
          violations.id(
              "hospital_id", request.getHospitalId(), ClaimReader.HOSPITAL_ID_CHARACTERS_MAX);
          violations.id("settlement_id", request.getSettlementId(), ClaimReader.ID_CHARACTERS_MAX);
          Counter by =
              counter(
                  violations,
                  request.getOperatorId(),
                  request.getTerminalId(),
                  request.getShiftId());
          checkWhy(violations, request.getReason());
          RequestContent content = ContentReader.read(request, "request_id");
          RequestKey key = new RequestKey(request.getHospitalId(), request.getRequestId());
          return () ->
              SettlementReplies.reversed(
                  desk.reverse(
                      key, content, request.getSettlementId(), by, request.getReason(), caller));
        });
  }

  @Override
  public void undoRequest(
      UndoRequestRequest request, StreamObserver<UndoRequestResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          Permissions.requireOwnDesk(caller, request.getHospitalId());
          Violations violations = new Violations();
          violations.id(
              "hospital_id", request.getHospitalId(), ClaimReader.HOSPITAL_ID_CHARACTERS_MAX);
          violations.id(
              "undone_request_id", request.getUndoneRequestId(), ClaimReader.ID_CHARACTERS_MAX);
          Counter by =
              counter(
                  violations,
                  request.getOperatorId(),
                  request.getTerminalId(),
                  request.getShiftId());
          checkWhy(violations, request.getReason());
          RequestKey undone = new RequestKey(request.getHospitalId(), request.getUndoneRequestId());
          return () -> SettlementReplies.undone(desk.undo(undone, by, request.getReason(), caller));
        });
  }

  private static Counter counter(
      Violations violations, String operatorId, String terminalId, String shiftId) {
    return new Counter(
        violations.key("operator_id", operatorId, 1, ClaimReader.ID_CHARACTERS_MAX),
        violations.key("terminal_id", terminalId, 0, ClaimReader.ID_CHARACTERS_MAX),
        violations.key("shift_id", shiftId, 0, ClaimReader.ID_CHARACTERS_MAX));
  }

  private static void checkWhy(Violations violations, String reason) {
    violations.text("reason", reason, 0, REASON_CHARACTERS_MAX);
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
  }

  @Override
  public void getSettlement(
      GetSettlementRequest request, StreamObserver<GetSettlementResponse> observer) {
    runner.run(observer, () -> lookUps.settlement(request, Permissions.caller()));
  }

  @Override
  public void listSettlements(
      ListSettlementsRequest request, StreamObserver<ListSettlementsResponse> observer) {
    runner.run(observer, () -> lookUps.list(request, Permissions.caller()));
  }

  @Override
  public void getUsage(GetUsageRequest request, StreamObserver<GetUsageResponse> observer) {
    runner.run(observer, () -> lookUps.usage(request, Permissions.caller()));
  }
}
