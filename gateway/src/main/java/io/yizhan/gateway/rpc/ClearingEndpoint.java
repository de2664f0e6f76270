package io.yizhan.gateway.rpc;

import com.google.protobuf.Message;
import io.grpc.stub.StreamObserver;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.ClearingStore;
import io.yizhan.gateway.desk.ClearingStore.AdvanceOrder;
import io.yizhan.gateway.desk.ClearingStore.ExportOrder;
import io.yizhan.gateway.desk.ClearingStore.PrepareOrder;
import io.yizhan.gateway.desk.ClearingStore.Query;
import io.yizhan.gateway.desk.ClearingStore.Result;
import io.yizhan.gateway.desk.ClearingStore.Row;
import io.yizhan.gateway.desk.ClearingStore.StepOrder;
import io.yizhan.gateway.desk.IdSource;
import io.yizhan.proto.v1.ApproveClearingsRequest;
import io.yizhan.proto.v1.ApproveClearingsResponse;
import io.yizhan.proto.v1.CheckClearingsRequest;
import io.yizhan.proto.v1.CheckClearingsResponse;
import io.yizhan.proto.v1.ClearingServiceGrpc;
import io.yizhan.proto.v1.ExportPaymentsRequest;
import io.yizhan.proto.v1.ExportPaymentsResponse;
import io.yizhan.proto.v1.GetClearingRequest;
import io.yizhan.proto.v1.GetClearingResponse;
import io.yizhan.proto.v1.ListClearingsRequest;
import io.yizhan.proto.v1.ListClearingsResponse;
import io.yizhan.proto.v1.PayClearingsRequest;
import io.yizhan.proto.v1.PayClearingsResponse;
import io.yizhan.proto.v1.PrepareClearingsRequest;
import io.yizhan.proto.v1.PrepareClearingsResponse;
import io.yizhan.proto.v1.ProposeAdvanceRequest;
import io.yizhan.proto.v1.ProposeAdvanceResponse;
import io.yizhan.proto.v1.TakeClearingStepRequest;
import io.yizhan.proto.v1.TakeClearingStepResponse;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Optional;

/** Clearing over its store. */
public final class ClearingEndpoint extends ClearingServiceGrpc.ClearingServiceImplBase
    implements Crowded {
  private final ClearingStore store;
  private final CallRunner runner;
  private final Origins origins;
  private final IdSource ids;

  /** An endpoint over this store. */
  public ClearingEndpoint(
      ClearingStore store, CallRunner runner, InstantSource clock, IdSource ids) {
    this.store = store;
    this.runner = runner;
    this.origins = new Origins(ids, clock);
    this.ids = ids;
  }

  @Override
  public Optional<Turnstile> turnstile(String fullMethodName) {
    return Optional.of(runner.turnstile());
  }

  @Override
  public void prepareClearings(
      PrepareClearingsRequest request, StreamObserver<PrepareClearingsResponse> observer) {
    runner.run(
        observer,
        () -> {
          LocalDate month = ClearingReader.month(request, Permissions.caller());
          PrepareOrder order =
              new PrepareOrder(
                  origins.of(request.getRequestId(), ContentReader.read(request, "request_id")),
                  request.getCountyCode(),
                  month,
                  ids);
          return () ->
              recorded(
                  store.prepare(order, run -> ClearingWriter.prepared(run).toByteArray()),
                  PrepareClearingsResponse.getDefaultInstance());
        });
  }

  @Override
  public void proposeAdvance(
      ProposeAdvanceRequest request, StreamObserver<ProposeAdvanceResponse> observer) {
    runner.run(
        observer,
        () -> {
          ClearingReader.advance(request, Permissions.caller());
          AdvanceOrder order =
              new AdvanceOrder(
                  origins.of(request.getRequestId(), ContentReader.read(request, "request_id")),
                  request.getFundCode(),
                  request.getHospitalId(),
                  request.getAmountFen(),
                  request.getReason());
          return () ->
              recorded(
                  store.advance(
                      order,
                      row ->
                          ProposeAdvanceResponse.newBuilder()
                              .setClearing(ClearingWriter.clearing(row))
                              .build()
                              .toByteArray()),
                  ProposeAdvanceResponse.getDefaultInstance());
        });
  }

  @Override
  public void listClearings(
      ListClearingsRequest request, StreamObserver<ListClearingsResponse> observer) {
    runner.run(
        observer,
        () -> {
          Query query = ClearingReader.query(request, Permissions.caller());
          return () -> ClearingWriter.page(store.list(query), query.limit() - 1);
        });
  }

  @Override
  public void getClearing(
      GetClearingRequest request, StreamObserver<GetClearingResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          Violations violations = new Violations();
          violations.id("clearing_id", request.getClearingId(), ClaimReader.ID_CHARACTERS_MAX);
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          return () ->
              store
                  .find(request.getClearingId())
                  .filter(found -> isSeen(found.row(), caller))
                  .map(ClearingWriter::statement)
                  .orElseThrow(ClearingFailures::notFound);
        });
  }

  private static boolean isSeen(Row row, Caller caller) {
    return ClearingReader.counties(caller).stream().anyMatch(row.county()::startsWith)
        && (caller.role() != Caller.Role.HOSPITAL || row.hospitalId().equals(caller.hospitalId()));
  }

  @Override
  public void takeClearingStep(
      TakeClearingStepRequest request, StreamObserver<TakeClearingStepResponse> observer) {
    runner.run(
        observer,
        () -> {
          StepOrder order = ClearingReader.step(request, Permissions.caller(), origins);
          return () ->
              recorded(
                  store.take(
                      order,
                      rows ->
                          TakeClearingStepResponse.newBuilder()
                              .setClearing(ClearingWriter.clearing(rows.get(0)))
                              .build()
                              .toByteArray()),
                  TakeClearingStepResponse.getDefaultInstance());
        });
  }

  @Override
  public void checkClearings(
      CheckClearingsRequest request, StreamObserver<CheckClearingsResponse> observer) {
    runner.run(
        observer,
        () -> {
          StepOrder order = ClearingReader.check(request, Permissions.caller(), origins);
          return () ->
              recorded(
                  store.take(
                      order,
                      rows ->
                          CheckClearingsResponse.newBuilder()
                              .setClearingCount(rows.size())
                              .setUnpaidFen(ClearingWriter.unpaidFen(rows))
                              .build()
                              .toByteArray()),
                  CheckClearingsResponse.getDefaultInstance());
        });
  }

  @Override
  public void approveClearings(
      ApproveClearingsRequest request, StreamObserver<ApproveClearingsResponse> observer) {
    runner.run(
        observer,
        () -> {
          StepOrder order = ClearingReader.approve(request, Permissions.caller(), origins);
          return () ->
              recorded(
                  store.take(
                      order,
                      rows ->
                          ApproveClearingsResponse.newBuilder()
                              .setClearingCount(rows.size())
                              .setUnpaidFen(ClearingWriter.unpaidFen(rows))
                              .build()
                              .toByteArray()),
                  ApproveClearingsResponse.getDefaultInstance());
        });
  }

  @Override
  public void payClearings(
      PayClearingsRequest request, StreamObserver<PayClearingsResponse> observer) {
    runner.run(
        observer,
        () -> {
          StepOrder order = ClearingReader.pay(request, Permissions.caller(), origins);
          return () ->
              recorded(
                  store.take(order, rows -> ClearingWriter.paid(rows).toByteArray()),
                  PayClearingsResponse.getDefaultInstance());
        });
  }

  @Override
  public void exportPayments(
      ExportPaymentsRequest request, StreamObserver<ExportPaymentsResponse> observer) {
    runner.run(
        observer,
        () -> {
          Violations violations = new Violations();
          violations.id("request_id", request.getRequestId(), ClaimReader.ID_CHARACTERS_MAX);
          violations.region("county_code", request.getCountyCode());
          String replaces = request.getReplacesFileId();
          if (!replaces.isEmpty()) {
            violations.id("replaces_file_id", replaces, ClaimReader.ID_CHARACTERS_MAX);
          }
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          Permissions.requireOwnCounty(Permissions.caller(), request.getCountyCode());
          ExportOrder order =
              new ExportOrder(
                  origins.of(request.getRequestId(), ContentReader.read(request, "request_id")),
                  request.getCountyCode(),
                  replaces);
          return () ->
              recorded(
                  store.export(order, file -> ClearingWriter.file(file).toByteArray()),
                  ExportPaymentsResponse.getDefaultInstance());
        });
  }

  private static <T extends Message> T recorded(Result result, T type) {
    if (result instanceof Result.Recorded recorded) {
      return StoredReply.answer(type, recorded.reply(), recorded.replayed());
    }
    throw ClearingFailures.of(result);
  }
}
