package io.yizhan.gateway.rpc;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.ReportStore;
import io.yizhan.gateway.desk.ReportStore.Patient;
import io.yizhan.gateway.desk.ReportStore.Query;
import io.yizhan.gateway.desk.ReportStore.Report;
import io.yizhan.gateway.desk.SettlementDesk;
import io.yizhan.gateway.desk.SettlementStore.StoredRequest;
import io.yizhan.gateway.sheet.SettlementSheet;
import io.yizhan.proto.v1.GetReportRequest;
import io.yizhan.proto.v1.GetReportResponse;
import io.yizhan.proto.v1.GetSettlementSheetRequest;
import io.yizhan.proto.v1.GetSettlementSheetResponse;
import io.yizhan.proto.v1.ReportServiceGrpc;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reports and settlement sheets. Both are slow beside a settlement, so they have a pool apart. */
public final class ReportEndpoint extends ReportServiceGrpc.ReportServiceImplBase
    implements Crowded {
  private static final int PURPOSE_CHARACTERS_MAX = 200;

  private final ReportStore store;
  private final SettlementDesk desk;
  private final SettlementSheet sheet;
  private final CallRunner runner;
  private final InstantSource clock;

  /** An endpoint. */
  public ReportEndpoint(
      ReportStore store,
      SettlementDesk desk,
      SettlementSheet sheet,
      CallRunner runner,
      InstantSource clock) {
    this.store = store;
    this.desk = desk;
    this.sheet = sheet;
    this.runner = runner;
    this.clock = clock;
  }

  @Override
  public Optional<Turnstile> turnstile(String fullMethodName) {
    return Optional.of(runner.turnstile());
  }

  @Override
  public void getReport(GetReportRequest request, StreamObserver<GetReportResponse> observer) {
    runner.run(
        observer,
        () -> {
          LocalDate today = LocalDate.ofInstant(clock.instant(), SettlementDesk.CIVIL_ZONE);
          Query query = ReportReader.read(request, Permissions.caller(), today);
          return () ->
              ReportWriter.write(
                  report(query),
                  request.getPersonsMin() == 0
                      ? List.of()
                      : query.halves().stream().map(this::report).toList(),
                  request.getPersonsMin(),
                  clock.instant());
        });
  }

  private Report report(Query query) {
    return store.report(query, ReportWriter::reasonOf);
  }

  @Override
  public void getSettlementSheet(
      GetSettlementSheetRequest request, StreamObserver<GetSettlementSheetResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          Violations violations = new Violations();
          violations.id("settlement_id", request.getSettlementId(), ClaimReader.ID_CHARACTERS_MAX);
          violations.text("purpose", request.getPurpose(), 1, PURPOSE_CHARACTERS_MAX);
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          return () -> sheet(request, caller);
        });
  }

  private GetSettlementSheetResponse sheet(GetSettlementSheetRequest request, Caller caller) {
    StoredRequest stored =
        desk.bySettlement(request.getSettlementId())
            .filter(found -> found.settlementId().equals(request.getSettlementId()))
            .filter(found -> Permissions.maySee(caller, found, desk::aidCounties))
            .orElseThrow(SettlementReplies::notFound);
    if (stored.state() != StoredRequest.State.SETTLED) {
      throw Failure.of(
          ErrorReason.ALREADY_REVERSED,
          "此结算已撤销，不出结算单",
          "this settlement was reversed: there is no sheet of it",
          Map.of("settlement_id", request.getSettlementId()));
    }
    Patient patient =
        store
            .patient(
                stored.settlementId(), caller.callerId(), request.getPurpose(), clock.instant())
            .orElseThrow(SettlementReplies::notFound);
    return GetSettlementSheetResponse.newBuilder()
        .setPdf(
            ByteString.copyFrom(
                sheet.pdf(
                    SheetWriter.write(
                        ReplyWriter.settledReply(stored.settledReply()).getSettlement(),
                        patient,
                        desk.corrections(stored.settlementId()),
                        desk::layerNames))))
        .build();
  }
}
