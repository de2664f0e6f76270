package io.yizhan.gateway.rpc;

import com.google.protobuf.Message;
import io.grpc.stub.StreamObserver;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.IdSource;
import io.yizhan.gateway.desk.ReceivableStore;
import io.yizhan.gateway.desk.ReceivableStore.EntryKind;
import io.yizhan.gateway.desk.ReceivableStore.EntryOrder;
import io.yizhan.gateway.desk.ReceivableStore.FileOrder;
import io.yizhan.gateway.desk.ReceivableStore.Instalment;
import io.yizhan.gateway.desk.ReceivableStore.OweOrder;
import io.yizhan.gateway.desk.ReceivableStore.PlanOrder;
import io.yizhan.gateway.desk.ReceivableStore.Query;
import io.yizhan.gateway.desk.ReceivableStore.Receivable;
import io.yizhan.gateway.desk.ReceivableStore.Result;
import io.yizhan.gateway.desk.ReceivableStore.ReturnOrder;
import io.yizhan.gateway.desk.ReceivableStore.Statement;
import io.yizhan.gateway.desk.ReceivableStore.Transfer;
import io.yizhan.gateway.desk.RequestContent;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.Stamp;
import io.yizhan.money.Fen;
import io.yizhan.proto.v1.AgreeInstalmentsRequest;
import io.yizhan.proto.v1.AgreeInstalmentsResponse;
import io.yizhan.proto.v1.ExportPayOutsRequest;
import io.yizhan.proto.v1.ExportPayOutsResponse;
import io.yizhan.proto.v1.GetPayOutFileRequest;
import io.yizhan.proto.v1.GetPayOutFileResponse;
import io.yizhan.proto.v1.GetReceivableRequest;
import io.yizhan.proto.v1.GetReceivableResponse;
import io.yizhan.proto.v1.ListReceivablesRequest;
import io.yizhan.proto.v1.ListReceivablesResponse;
import io.yizhan.proto.v1.OwePatientShareRequest;
import io.yizhan.proto.v1.OwePatientShareResponse;
import io.yizhan.proto.v1.ReceivableServiceGrpc;
import io.yizhan.proto.v1.RecordPaymentRequest;
import io.yizhan.proto.v1.RecordPaymentResponse;
import io.yizhan.proto.v1.TakeBackPaymentRequest;
import io.yizhan.proto.v1.TakeBackPaymentResponse;
import io.yizhan.proto.v1.WriteOffReceivableRequest;
import io.yizhan.proto.v1.WriteOffReceivableResponse;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** What is owed outside the waterfall, over its store. */
public final class ReceivableEndpoint extends ReceivableServiceGrpc.ReceivableServiceImplBase
    implements Crowded {
  private final ReceivableStore store;
  private final CallRunner runner;
  private final InstantSource clock;
  private final IdSource ids;
  private final Origins origins;

  /** An endpoint over this store. */
  public ReceivableEndpoint(
      ReceivableStore store, CallRunner runner, InstantSource clock, IdSource ids) {
    this.store = store;
    this.runner = runner;
    this.clock = clock;
    this.ids = ids;
    this.origins = new Origins(ids, clock);
  }

  @Override
  public Optional<Turnstile> turnstile(String fullMethodName) {
    return Optional.of(runner.turnstile());
  }

  @Override
  public void listReceivables(
      ListReceivablesRequest request, StreamObserver<ListReceivablesResponse> observer) {
    runner.run(
        observer,
        () -> {
          Query query = ReceivableReader.query(request, Permissions.caller());
          return () -> ReceivableWriter.page(store.list(query), query.limit() - 1);
        });
  }

  @Override
  public void getReceivable(
      GetReceivableRequest request, StreamObserver<GetReceivableResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          Violations violations = new Violations();
          violations.id("receivable_id", request.getReceivableId(), ClaimReader.ID_CHARACTERS_MAX);
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          return () -> ReceivableWriter.statement(visible(request.getReceivableId(), caller));
        });
  }

  private Statement visible(String receivableId, Caller caller) {
    return store
        .find(receivableId)
        .filter(found -> Permissions.maySee(caller, found.receivable()))
        .orElseThrow(ReceivableFailures::notFound);
  }

  @Override
  public void owePatientShare(
      OwePatientShareRequest request, StreamObserver<OwePatientShareResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          Permissions.requireOwnHospital(caller, request.getHospitalId());
          Violations violations = new Violations();
          violations.id("request_id", request.getRequestId(), ClaimReader.ID_CHARACTERS_MAX);
          violations.id(
              "hospital_id", request.getHospitalId(), ClaimReader.HOSPITAL_ID_CHARACTERS_MAX);
          violations.id("settlement_id", request.getSettlementId(), ClaimReader.ID_CHARACTERS_MAX);
          violations.amount("amount_fen", request.getAmountFen(), 1, Fen.AMOUNT_MAX);
          List<Instalment> plan =
              ReceivableReader.plan(request.getInstalmentsList(), 0, violations);
          ReceivableReader.addsUp(plan, request.getAmountFen(), violations);
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          RequestContent content = ContentReader.read(request, "request_id");
          OweOrder order =
              new OweOrder(
                  new RequestKey(request.getHospitalId(), request.getRequestId()),
                  content,
                  request.getSettlementId(),
                  request.getHospitalId(),
                  request.getAmountFen(),
                  plan,
                  stamp(request.getRequestId()),
                  caller.callerId());
          return () ->
              recorded(
                  store.owe(
                      order,
                      booked ->
                          OwePatientShareResponse.newBuilder()
                              .setReceivable(ReceivableWriter.receivable(booked.receivable()))
                              .build()
                              .toByteArray()),
                  OwePatientShareResponse.getDefaultInstance());
        });
  }

  @Override
  public void recordPayment(
      RecordPaymentRequest request, StreamObserver<RecordPaymentResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          Violations violations = new Violations();
          ReceivableReader.entry(
              violations,
              request.getRequestId(),
              request.getReceivableId(),
              request.getAmountFen());
          violations.text("note", request.getNote(), 1, ReceivableReader.NOTE_CHARACTERS_MAX);
          Transfer transfer =
              ReceivableReader.transfer(
                  request.getBankReference(),
                  request.hasBankDate(),
                  request.getBankDate(),
                  origins.today(),
                  violations);
          if (!request.getPaymentFileId().isEmpty()) {
            violations.id(
                "payment_file_id", request.getPaymentFileId(), ClaimReader.ID_CHARACTERS_MAX);
          }
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          RequestContent content = ContentReader.read(request, "request_id");
          return () -> {
            Receivable of = visible(request.getReceivableId(), caller).receivable();
            ReceivableReader.requireOfBank(of, transfer);
            String payer = of.kind().isOwedToPerson() ? of.party() : "person";
            EntryOrder order =
                new EntryOrder(
                    new RequestKey(caller.callerId(), request.getRequestId()),
                    content,
                    request.getReceivableId(),
                    EntryKind.PAYMENT,
                    request.getAmountFen(),
                    payer,
                    request.getNote(),
                    transfer,
                    request.getPaymentFileId(),
                    stamp(request.getRequestId()),
                    caller.callerId());
            return recorded(
                store.record(
                    order,
                    booked ->
                        RecordPaymentResponse.newBuilder()
                            .setReceivable(ReceivableWriter.receivable(booked.receivable()))
                            .setEntryId(booked.entryId())
                            .build()
                            .toByteArray()),
                RecordPaymentResponse.getDefaultInstance());
          };
        });
  }

  @Override
  public void takeBackPayment(
      TakeBackPaymentRequest request, StreamObserver<TakeBackPaymentResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          ReturnOrder order = ReceivableReader.takeBack(request, origins);
          return () -> {
            ReceivableReader.requireOfBank(
                visible(request.getReceivableId(), caller).receivable(), order.transfer());
            return recorded(
                store.takeBack(
                    order,
                    booked ->
                        TakeBackPaymentResponse.newBuilder()
                            .setReceivable(ReceivableWriter.receivable(booked.receivable()))
                            .setEntryId(booked.entryId())
                            .build()
                            .toByteArray()),
                TakeBackPaymentResponse.getDefaultInstance());
          };
        });
  }

  @Override
  public void exportPayOuts(
      ExportPayOutsRequest request, StreamObserver<ExportPayOutsResponse> observer) {
    runner.run(
        observer,
        () -> {
          FileOrder order = ReceivableReader.file(request, origins);
          return () ->
              recorded(
                  store.export(order, file -> ReceivableWriter.exported(file).toByteArray()),
                  ExportPayOutsResponse.getDefaultInstance());
        });
  }

  @Override
  public void getPayOutFile(
      GetPayOutFileRequest request, StreamObserver<GetPayOutFileResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          Violations violations = new Violations();
          violations.id("file_id", request.getFileId(), ClaimReader.ID_CHARACTERS_MAX);
          violations.text("purpose", request.getPurpose(), 1, ReceivableReader.NOTE_CHARACTERS_MAX);
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          return () ->
              ReceivableWriter.file(
                  store
                      .file(
                          request.getFileId(),
                          Permissions.regionsOf(caller),
                          caller.callerId(),
                          request.getPurpose(),
                          clock.instant())
                      .orElseThrow(ReceivableFailures::fileUnknown));
        });
  }

  @Override
  public void writeOffReceivable(
      WriteOffReceivableRequest request, StreamObserver<WriteOffReceivableResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          Violations violations = new Violations();
          ReceivableReader.entry(
              violations,
              request.getRequestId(),
              request.getReceivableId(),
              request.getAmountFen());
          ReceivableReader.fund(request.getFundCode(), violations);
          violations.text("reason", request.getReason(), 1, ReceivableReader.NOTE_CHARACTERS_MAX);
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          ReceivableReader.requireOwnFund(caller, request.getFundCode());
          RequestContent content = ContentReader.read(request, "request_id");
          EntryOrder order =
              new EntryOrder(
                  new RequestKey(caller.callerId(), request.getRequestId()),
                  content,
                  request.getReceivableId(),
                  EntryKind.WRITE_OFF,
                  request.getAmountFen(),
                  request.getFundCode(),
                  request.getReason(),
                  Transfer.NONE,
                  "",
                  stamp(request.getRequestId()),
                  caller.callerId());
          return () -> {
            Receivable of = visible(request.getReceivableId(), caller).receivable();
            if (of.kind().isOwedToPerson()) {
              throw Failure.of(
                  ErrorReason.SUPPLEMENT_STANDS,
                  "补支、退还是应付给群众的钱，不能核销，只能支付",
                  "a supplement or a refund is owed to the person: it is paid, never written off");
            }
            return recorded(
                store.record(
                    order,
                    booked ->
                        WriteOffReceivableResponse.newBuilder()
                            .setReceivable(ReceivableWriter.receivable(booked.receivable()))
                            .setEntryId(booked.entryId())
                            .build()
                            .toByteArray()),
                WriteOffReceivableResponse.getDefaultInstance());
          };
        });
  }

  @Override
  public void agreeInstalments(
      AgreeInstalmentsRequest request, StreamObserver<AgreeInstalmentsResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          Violations violations = new Violations();
          violations.id("request_id", request.getRequestId(), ClaimReader.ID_CHARACTERS_MAX);
          violations.id("receivable_id", request.getReceivableId(), ClaimReader.ID_CHARACTERS_MAX);
          List<Instalment> plan =
              ReceivableReader.plan(request.getInstalmentsList(), 1, violations);
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          PlanOrder order =
              new PlanOrder(
                  new RequestKey(caller.callerId(), request.getRequestId()),
                  ContentReader.read(request, "request_id"),
                  request.getReceivableId(),
                  plan,
                  stamp(request.getRequestId()),
                  caller.callerId());
          return () -> {
            visible(request.getReceivableId(), caller);
            return recorded(
                store.agree(
                    order,
                    booked ->
                        AgreeInstalmentsResponse.newBuilder()
                            .setReceivable(ReceivableWriter.receivable(booked.receivable()))
                            .build()
                            .toByteArray()),
                AgreeInstalmentsResponse.getDefaultInstance());
          };
        });
  }

  private Stamp stamp(String requestId) {
    return Stamp.now(ids, clock, requestId);
  }

  private static <T extends Message> T recorded(Result result, T type) {
    if (result instanceof Result.Recorded recorded) {
      return StoredReply.answer(type, recorded.reply(), recorded.replayed());
    }
    throw ReceivableFailures.of(result);
  }
}
