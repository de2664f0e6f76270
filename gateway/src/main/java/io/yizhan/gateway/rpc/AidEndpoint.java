package io.yizhan.gateway.rpc;

import com.google.protobuf.Message;
import io.grpc.stub.StreamObserver;
import io.yizhan.gateway.desk.AidStore;
import io.yizhan.gateway.desk.AidStore.AidOrder;
import io.yizhan.gateway.desk.AidStore.AidResult;
import io.yizhan.gateway.desk.AidStore.Figure;
import io.yizhan.gateway.desk.AidStore.Query;
import io.yizhan.gateway.desk.AidStore.ReverseOrder;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.IdSource;
import io.yizhan.gateway.desk.RequestContent;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.SettlementDesk;
import io.yizhan.gateway.desk.SettlementStore.ListQuery;
import io.yizhan.gateway.desk.Stamp;
import io.yizhan.proto.v1.AidServiceGrpc;
import io.yizhan.proto.v1.GetAidRecordRequest;
import io.yizhan.proto.v1.GetAidRecordResponse;
import io.yizhan.proto.v1.GetPaperClaimRequest;
import io.yizhan.proto.v1.GetPaperClaimResponse;
import io.yizhan.proto.v1.ListAidFiguresRequest;
import io.yizhan.proto.v1.ListAidFiguresResponse;
import io.yizhan.proto.v1.ListAidRecordsRequest;
import io.yizhan.proto.v1.ListAidRecordsResponse;
import io.yizhan.proto.v1.PutAidFigureRequest;
import io.yizhan.proto.v1.PutAidFigureResponse;
import io.yizhan.proto.v1.RecordSubsidisedEnrolmentRequest;
import io.yizhan.proto.v1.RecordSubsidisedEnrolmentResponse;
import io.yizhan.proto.v1.RecordTemporaryAidRequest;
import io.yizhan.proto.v1.RecordTemporaryAidResponse;
import io.yizhan.proto.v1.ReverseAidRecordRequest;
import io.yizhan.proto.v1.ReverseAidRecordResponse;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The aid office's service over its store. */
public final class AidEndpoint extends AidServiceGrpc.AidServiceImplBase implements Crowded {
  private static final int PURPOSE_CHARACTERS_MAX = 200;

  private final AidStore store;
  private final CallRunner runner;
  private final InstantSource clock;
  private final IdSource ids;

  /** An endpoint. */
  public AidEndpoint(AidStore store, CallRunner runner, InstantSource clock, IdSource ids) {
    this.store = store;
    this.runner = runner;
    this.clock = clock;
    this.ids = ids;
  }

  @Override
  public Optional<Turnstile> turnstile(String fullMethodName) {
    return Optional.of(runner.turnstile());
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), SettlementDesk.CIVIL_ZONE);
  }

  private Stamp stamp(String requestId) {
    return Stamp.now(ids, clock, requestId);
  }

  @Override
  public void putAidFigure(
      PutAidFigureRequest request, StreamObserver<PutAidFigureResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          Figure figure =
              AidReader.figure(request.hasFigure(), request.getFigure(), new Violations());
          Permissions.requireOwnCounty(caller, figure.county());
          return () -> {
            store.putFigure(figure, caller.callerId(), clock.instant());
            return PutAidFigureResponse.newBuilder().setFigure(AidWriter.figure(figure)).build();
          };
        });
  }

  @Override
  public void listAidFigures(
      ListAidFiguresRequest request, StreamObserver<ListAidFiguresResponse> observer) {
    runner.run(
        observer,
        () -> {
          Violations violations = new Violations();
          violations.region("county_code", request.getCountyCode());
          int size = violations.pageSize(request.getPageSize());
          Optional<ListQuery.After> after = ListReader.after(request.getPageToken(), violations);
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          Permissions.requireOwnCounty(Permissions.caller(), request.getCountyCode());
          return () ->
              AidWriter.figures(
                  store.figures(
                      request.getCountyCode(),
                      after.map(ListQuery.After::id).orElse(""),
                      after.map(ListQuery.After::postingDate).orElse(LocalDate.EPOCH),
                      size + 1),
                  size);
        });
  }

  @Override
  public void recordTemporaryAid(
      RecordTemporaryAidRequest request, StreamObserver<RecordTemporaryAidResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          AidReader.Common read = AidReader.temporary(request, caller, today());
          return () ->
              reply(
                  RecordTemporaryAidResponse.getDefaultInstance(),
                  store.record(
                      order(read, caller),
                      entry ->
                          RecordTemporaryAidResponse.newBuilder()
                              .setRecord(AidWriter.entry(entry))
                              .build()
                              .toByteArray()));
        });
  }

  @Override
  public void recordSubsidisedEnrolment(
      RecordSubsidisedEnrolmentRequest request,
      StreamObserver<RecordSubsidisedEnrolmentResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          AidReader.Common read = AidReader.enrolment(request, caller);
          return () ->
              reply(
                  RecordSubsidisedEnrolmentResponse.getDefaultInstance(),
                  store.record(
                      order(read, caller),
                      entry ->
                          RecordSubsidisedEnrolmentResponse.newBuilder()
                              .setRecord(AidWriter.entry(entry))
                              .build()
                              .toByteArray()));
        });
  }

  private AidOrder order(AidReader.Common read, Caller caller) {
    return new AidOrder(
        new RequestKey(AidReader.office(read.county()), read.requestId()),
        read.content(),
        read.person(),
        read.county(),
        read.fund(),
        read.amountFen(),
        read.differenceReason(),
        read.operatorId(),
        read.documentNumber(),
        read.ask(),
        stamp(read.requestId()),
        caller.callerId());
  }

  @Override
  public void reverseAidRecord(
      ReverseAidRecordRequest request, StreamObserver<ReverseAidRecordResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          Violations violations = new Violations();
          violations.id("request_id", request.getRequestId(), ClaimReader.ID_CHARACTERS_MAX);
          violations.region("county_code", request.getCountyCode());
          violations.id("record_id", request.getRecordId(), ClaimReader.ID_CHARACTERS_MAX);
          violations.key("operator_id", request.getOperatorId(), 1, ClaimReader.ID_CHARACTERS_MAX);
          violations.text("reason", request.getReason(), 1, AidReader.REASON_CHARACTERS_MAX);
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          Permissions.requireOwnCounty(caller, request.getCountyCode());
          RequestContent content = ContentReader.read(request, "request_id");
          return () ->
              reply(
                  ReverseAidRecordResponse.getDefaultInstance(),
                  store.reverse(
                      new ReverseOrder(
                          new RequestKey(
                              AidReader.office(request.getCountyCode()), request.getRequestId()),
                          content,
                          request.getCountyCode(),
                          request.getRecordId(),
                          request.getOperatorId(),
                          request.getReason(),
                          stamp(request.getRequestId()),
                          caller.callerId()),
                      entry ->
                          ReverseAidRecordResponse.newBuilder()
                              .setRecord(AidWriter.entry(entry))
                              .build()
                              .toByteArray()));
        });
  }

  private static <T extends Message> T reply(T type, AidResult result) {
    if (result instanceof AidResult.Recorded recorded) {
      return StoredReply.answer(type, recorded.reply(), recorded.replayed());
    }
    throw AidFailures.of(result);
  }

  @Override
  public void getAidRecord(
      GetAidRecordRequest request, StreamObserver<GetAidRecordResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          boolean byRequest = request.getKeyCase() == GetAidRecordRequest.KeyCase.REQUEST_ID;
          Violations violations = new Violations();
          switch (request.getKeyCase()) {
            case RECORD_ID ->
                violations.id("record_id", request.getRecordId(), ClaimReader.ID_CHARACTERS_MAX);
            case REQUEST_ID ->
                violations.id("request_id", request.getRequestId(), ClaimReader.ID_CHARACTERS_MAX);
            case KEY_NOT_SET ->
                violations.add(
                    "record_id", "record_id 与 request_id 必填其一", "one of the two must be set");
          }
          if (byRequest || !request.getCountyCode().isEmpty()) {
            violations.region("county_code", request.getCountyCode());
          }
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          if (!request.getCountyCode().isEmpty()) {
            Permissions.requireOwnCounty(caller, request.getCountyCode());
          }
          return () -> byRequest ? byRequest(request, caller) : byId(request, caller);
        });
  }

  private GetAidRecordResponse byRequest(GetAidRecordRequest request, Caller caller) {
    return store
        .findRequest(
            new RequestKey(AidReader.office(request.getCountyCode()), request.getRequestId()),
            caller.callerId(),
            clock.instant())
        .map(AidWriter::found)
        .orElse(GetAidRecordResponse.getDefaultInstance());
  }

  private GetAidRecordResponse byId(GetAidRecordRequest request, Caller caller) {
    return store
        .find(
            request.getRecordId(),
            request.getCountyCode().isEmpty()
                ? Permissions.regionsOf(caller)
                : List.of(request.getCountyCode()),
            caller.callerId(),
            clock.instant())
        .map(AidWriter::found)
        .orElseThrow(AidFailures::recordNotFound);
  }

  @Override
  public void listAidRecords(
      ListAidRecordsRequest request, StreamObserver<ListAidRecordsResponse> observer) {
    runner.run(
        observer,
        () -> {
          Query query = AidReader.query(request, Permissions.caller());
          return () -> AidWriter.page(store.list(query), query.limit() - 1);
        });
  }

  @Override
  public void getPaperClaim(
      GetPaperClaimRequest request, StreamObserver<GetPaperClaimResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          Violations violations = new Violations();
          violations.id("settlement_id", request.getSettlementId(), ClaimReader.ID_CHARACTERS_MAX);
          violations.text("purpose", request.getPurpose(), 1, PURPOSE_CHARACTERS_MAX);
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          return () ->
              store
                  .paper(
                      request.getSettlementId(),
                      Permissions.regionsOf(caller),
                      caller.callerId(),
                      request.getPurpose(),
                      clock.instant())
                  .map(found -> AidWriter.paper(request.getSettlementId(), found))
                  .orElseThrow(
                      () ->
                          Failure.of(
                              ErrorReason.SETTLEMENT_NOT_FOUND,
                              "没有您可见的此纸质报销",
                              "no such claim on paper that you may see",
                              Map.of()));
        });
  }
}
