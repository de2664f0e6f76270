package io.yizhan.gateway.rpc;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.HoldDesk;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.RegistryStore;
import io.yizhan.gateway.desk.RequestContent;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.SettlementDesk;
import io.yizhan.gateway.desk.SettlementStore.ListQuery;
import io.yizhan.gateway.desk.SettlementStore.ReverseResult;
import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import io.yizhan.gateway.desk.SettlementStore.StoredRequest;
import io.yizhan.gateway.desk.SettlementStore.UndoResult;
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
import io.yizhan.proto.v1.RequestState;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.ReverseSettlementResponse;
import io.yizhan.proto.v1.SettleClaimRequest;
import io.yizhan.proto.v1.SettleClaimResponse;
import io.yizhan.proto.v1.SettlementServiceGrpc;
import io.yizhan.proto.v1.UndoRequestRequest;
import io.yizhan.proto.v1.UndoRequestResponse;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
  private final RegistryStore registry;
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
    this.registry = registry;
    this.runner = runner;
  }

  @Override
  public Optional<Turnstile> turnstile(String fullMethodName) {
    return Optional.of(fullMethodName.equals(SETTLE) ? settles : runner.turnstile());
  }

  @Override
  public void quoteSettlement(
      QuoteSettlementRequest request, StreamObserver<QuoteSettlementResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          Permissions.requireOwnDesk(caller, request.getClaim().getHospitalId());
          if (request.hasHold()) {
            PaperReader.refuseHold(request.getClaim());
            HoldDesk.Asked asked = ClaimReader.hold(request);
            return () -> HoldReplies.held(holds.hold(asked, caller));
          }
          ClaimReader.Read read = ClaimReader.quote(request);
          return () ->
              ReplyWriter.quoted(
                  read.paper().isEmpty()
                      ? desk.quote(read.person(), read.claim(), CallRunner.nanosLeft())
                      : desk.quote(read.person(), read.claim(), read.paper().get())
                          .orElseThrow(RegistryEndpoint::personNotFound));
        });
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
          ClaimReader.ReadSettle read = ClaimReader.settle(request);
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
        SettlementEndpoint::settled);
  }

  private static SettleClaimResponse settled(SettleResult result) {
    if (result instanceof SettleResult.Recorded recorded) {
      return StoredReply.answer(
          SettleClaimResponse.parser(), recorded.reply(), recorded.replayed());
    }
    if (result instanceof SettleResult.IdReused reused) {
      throw idReused(reused.fields());
    }
    if (result instanceof SettleResult.ClaimSettled first) {
      throw claimSettled(first.settlementId(), first.requestId());
    }
    if (result instanceof SettleResult.QuoteUnknown) {
      throw Failure.of(
          ErrorReason.HOLD_NOT_FOUND,
          "本院没有此预留号；未作任何处理",
          "this hospital has no hold of this name; nothing was written");
    }
    if (result instanceof SettleResult.NotOfOffice) {
      throw RegistryEndpoint.personNotFound();
    }
    if (result instanceof SettleResult.InvoiceClaimed first) {
      throw Failure.of(
          ErrorReason.PAPER_ALREADY_CLAIMED,
          "此发票已报销；如需重报，请先撤销原结算",
          "this invoice stands claimed; reverse that settlement first to claim it again",
          Map.of("settlement_id", first.settlementId(), "invoice_number", first.invoice()));
    }
    throw undone();
  }

  static StatusRuntimeException claimSettled(String settlementId, String requestId) {
    return Failure.of(
        ErrorReason.CLAIM_ALREADY_SETTLED,
        "此账单已用另一请求号结算；如需重结，请先撤销",
        "this bill stands settled under another request id; reverse it first to settle again",
        Map.of("settlement_id", settlementId, "request_id", requestId));
  }

  /** The error for an id that was undone, or whose hold was released, before it arrived. */
  static StatusRuntimeException undone() {
    return Failure.of(
        ErrorReason.REQUEST_UNDONE,
        "此请求号在到达前已被冲正，不能再结算；请用新请求号",
        "this request id was undone before it arrived and can no longer settle; use a new id");
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
          checkWhoAndWhy(violations, request.getOperatorId(), request.getReason());
          RequestContent content = ContentReader.read(request, "request_id");
          RequestKey key = new RequestKey(request.getHospitalId(), request.getRequestId());
          return () ->
              reversed(
                  desk.reverse(
                      key,
                      content,
                      request.getSettlementId(),
                      request.getOperatorId(),
                      request.getReason(),
                      caller));
        });
  }

  private static ReverseSettlementResponse reversed(ReverseResult result) {
    if (result instanceof ReverseResult.Recorded recorded) {
      return StoredReply.answer(
          ReverseSettlementResponse.parser(), recorded.reply(), recorded.replayed());
    }
    if (result instanceof ReverseResult.IdReused reused) {
      throw idReused(reused.fields());
    }
    if (result instanceof ReverseResult.AlreadyReversed already) {
      throw Failure.of(
          ErrorReason.ALREADY_REVERSED,
          "此结算已用另一请求号撤销",
          "this settlement was reversed under another request id",
          Map.of("reversal_id", already.reversalId()));
    }
    throw notFound();
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
          checkWhoAndWhy(violations, request.getOperatorId(), request.getReason());
          RequestKey undone = new RequestKey(request.getHospitalId(), request.getUndoneRequestId());
          return () ->
              undone(desk.undo(undone, request.getOperatorId(), request.getReason(), caller));
        });
  }

  private static UndoRequestResponse undone(UndoResult result) {
    if (result instanceof UndoResult.Recorded recorded) {
      return StoredReply.read(UndoRequestResponse.parser(), recorded.reply());
    }
    throw Failure.of(
        ErrorReason.NOT_A_SETTLE_REQUEST,
        "此请求号不是结算请求；撤销请求请用同一请求号重发",
        "this id is not a settle request's; send a reverse request again under its own id");
  }

  private static void checkWhoAndWhy(Violations violations, String operatorId, String reason) {
    violations.text("operator_id", operatorId, 1, ClaimReader.ID_CHARACTERS_MAX);
    violations.text("reason", reason, 0, REASON_CHARACTERS_MAX);
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
  }

  @Override
  public void getSettlement(
      GetSettlementRequest request, StreamObserver<GetSettlementResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          Permissions.requireOwnHospital(caller, request.getHospitalId());
          Violations violations = new Violations();
          checkKey(request, violations);
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          return () -> find(request, caller);
        });
  }

  private static void checkKey(GetSettlementRequest request, Violations violations) {
    switch (request.getKeyCase()) {
      case SETTLEMENT_ID ->
          violations.id("settlement_id", request.getSettlementId(), ClaimReader.ID_CHARACTERS_MAX);
      case REQUEST_ID -> {
        violations.id("request_id", request.getRequestId(), ClaimReader.ID_CHARACTERS_MAX);
        violations.id(
            "hospital_id", request.getHospitalId(), ClaimReader.HOSPITAL_ID_CHARACTERS_MAX);
      }
      case KEY_NOT_SET ->
          violations.add(
              "settlement_id", "settlement_id 与 request_id 必填其一", "one of the two must be set");
    }
  }

  private GetSettlementResponse find(GetSettlementRequest request, Caller caller) {
    boolean byRequest = request.getKeyCase() == GetSettlementRequest.KeyCase.REQUEST_ID;
    Optional<StoredRequest> stored =
        byRequest
            ? desk.byRequest(new RequestKey(request.getHospitalId(), request.getRequestId()))
            : desk.bySettlement(request.getSettlementId());
    boolean seesAll =
        caller.role() == Caller.Role.HOSPITAL
            || caller.role() == Caller.Role.OPERATOR
            || Permissions.isOwnOffice(caller, request.getHospitalId());
    if (stored.isEmpty() && byRequest && seesAll) {
      return GetSettlementResponse.newBuilder()
          .setState(RequestState.REQUEST_STATE_NEVER_ARRIVED)
          .build();
    }
    boolean ofHospital =
        request.getHospitalId().isEmpty()
            || stored.filter(s -> s.key().ownerId().equals(request.getHospitalId())).isPresent();
    if (stored.isEmpty() || !ofHospital || !Permissions.maySee(caller, stored.get())) {
      throw notFound();
    }
    String settlementId = stored.get().settlementId();
    return ListWriter.stored(
        stored.get(), settlementId.isEmpty() ? List.of() : desk.corrections(settlementId));
  }

  @Override
  public void listSettlements(
      ListSettlementsRequest request, StreamObserver<ListSettlementsResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          Permissions.requireOwnHospital(caller, request.getHospitalId());
          Violations violations = new Violations();
          Optional<ListQuery> query = ListReader.read(request, caller, violations);
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          return () ->
              ListWriter.page(desk.list(query.orElseThrow()), query.orElseThrow().limit() - 1);
        });
  }

  @Override
  public void getUsage(GetUsageRequest request, StreamObserver<GetUsageResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          Permissions.requireOwnHospital(caller, request.getHospitalId());
          Violations violations = new Violations();
          if (caller.role() == Caller.Role.HOSPITAL || !request.getHospitalId().isEmpty()) {
            violations.id(
                "hospital_id", request.getHospitalId(), ClaimReader.HOSPITAL_ID_CHARACTERS_MAX);
          }
          Optional<PersonDocument> person =
              DocumentReader.read(
                  "person_document",
                  request.hasPersonDocument(),
                  request.getPersonDocument(),
                  violations);
          violations.region("insured_region_code", request.getInsuredRegionCode());
          Optional<LocalDate> asOf =
              violations.date("as_of_date", request.hasAsOfDate(), request.getAsOfDate());
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          Permissions.requireInsuredRegion(caller, request.getInsuredRegionCode());
          return () -> usage(request, caller, person.orElseThrow(), asOf.orElseThrow());
        });
  }

  private GetUsageResponse usage(
      GetUsageRequest request, Caller caller, PersonDocument person, LocalDate asOf) {
    PersonKeeper.requireVisible(registry, caller, person);
    return ListWriter.usage(
        desk.usage(person, request.getHospitalId(), request.getInsuredRegionCode(), asOf));
  }

  static StatusRuntimeException idReused(List<String> fields) {
    String named = String.join(",", fields.subList(0, Math.min(fields.size(), 16)));
    return Failure.of(
        ErrorReason.REQUEST_ID_REUSED,
        "此请求号已用于内容不同的请求",
        "this request id was used with other content",
        Map.of("fields", named));
  }

  static StatusRuntimeException notFound() {
    return Failure.of(
        ErrorReason.SETTLEMENT_NOT_FOUND, "没有您可见的此结算", "no such settlement that you may see");
  }
}
