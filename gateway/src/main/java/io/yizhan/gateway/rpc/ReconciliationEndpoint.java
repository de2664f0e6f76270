package io.yizhan.gateway.rpc;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.IdSource;
import io.yizhan.gateway.desk.ReconciliationDesk;
import io.yizhan.gateway.desk.ReconciliationStore;
import io.yizhan.gateway.desk.ReconciliationStore.Compared;
import io.yizhan.gateway.desk.ReconciliationStore.Party;
import io.yizhan.gateway.desk.ReconciliationStore.Person;
import io.yizhan.gateway.desk.ReconciliationStore.Preparing;
import io.yizhan.gateway.desk.ReconciliationStore.Span;
import io.yizhan.proto.v1.ApproveMendRequest;
import io.yizhan.proto.v1.ApproveMendResponse;
import io.yizhan.proto.v1.ListBreaksRequest;
import io.yizhan.proto.v1.ListBreaksResponse;
import io.yizhan.proto.v1.ListStatementsRequest;
import io.yizhan.proto.v1.ListStatementsResponse;
import io.yizhan.proto.v1.Mend;
import io.yizhan.proto.v1.PrepareMendRequest;
import io.yizhan.proto.v1.PrepareMendResponse;
import io.yizhan.proto.v1.ReconcileRequest;
import io.yizhan.proto.v1.ReconcileResponse;
import io.yizhan.proto.v1.ReconciliationServiceGrpc;
import io.yizhan.proto.v1.SendStatementRequest;
import io.yizhan.proto.v1.SendStatementResponse;
import java.time.InstantSource;
import java.util.Optional;

/** Reconciliation over its desk and store. */
public final class ReconciliationEndpoint
    extends ReconciliationServiceGrpc.ReconciliationServiceImplBase implements Crowded {
  private static final String SEND =
      ReconciliationServiceGrpc.getSendStatementMethod().getFullMethodName();

  private final ReconciliationDesk desk;
  private final ReconciliationStore store;
  private final CallRunner runner;
  private final CallRunner comparisons;
  private final InstantSource clock;
  private final IdSource ids;

  /**
   * An endpoint.
   *
   * @param comparisons over a pool of their own: they take seconds
   */
  public ReconciliationEndpoint(
      ReconciliationDesk desk,
      ReconciliationStore store,
      CallRunner runner,
      CallRunner comparisons,
      InstantSource clock,
      IdSource ids) {
    this.desk = desk;
    this.store = store;
    this.runner = runner;
    this.comparisons = comparisons;
    this.clock = clock;
    this.ids = ids;
  }

  /** A statement waits for a place, as long as it takes. */
  @Override
  public Optional<Turnstile> turnstile(String fullMethodName) {
    return fullMethodName.equals(SEND) ? Optional.empty() : Optional.of(comparisons.turnstile());
  }

  @Override
  public StreamObserver<SendStatementRequest> sendStatement(
      StreamObserver<SendStatementResponse> observer) {
    StatementImport statement =
        new StatementImport(
            store,
            runner,
            clock,
            ids,
            Permissions.caller(),
            Permissions.stillKnown(),
            (ServerCallStreamObserver<SendStatementResponse>) observer);
    statement.begin();
    return statement;
  }

  @Override
  public void reconcile(ReconcileRequest request, StreamObserver<ReconcileResponse> observer) {
    comparisons.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          Violations violations = new Violations();
          Span span =
              ReconciliationReader.span(
                  request.hasParty(),
                  request.getParty(),
                  violations.date("from_date", request.hasFromDate(), request.getFromDate()),
                  violations.date("to_date", request.hasToDate(), request.getToDate()),
                  "",
                  violations);
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          return () -> {
            Permissions.requireSight(caller, span.party(), store::regionOf);
            return ReconcileResponse.newBuilder()
                .setSummary(
                    ReconciliationWriter.summary(
                        desk.compare(span).orElseThrow(ReconciliationEndpoint::noStatement)))
                .build();
          };
        });
  }

  @Override
  public void listBreaks(ListBreaksRequest request, StreamObserver<ListBreaksResponse> observer) {
    comparisons.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          ReconciliationReader.Query query = ReconciliationReader.query(request);
          return () -> {
            Permissions.requireSight(caller, query.span().party(), store::regionOf);
            return page(query);
          };
        });
  }

  @Override
  public void listStatements(
      ListStatementsRequest request, StreamObserver<ListStatementsResponse> observer) {
    comparisons.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          ReconciliationReader.Query query = ReconciliationReader.query(request);
          return () -> {
            Permissions.requireSight(caller, query.span().party(), store::regionOf);
            ListStatementsResponse.Builder out = ListStatementsResponse.newBuilder();
            return out.setNextPageToken(
                    Pages.show(
                        store.statements(query.span(), query.afterId(), query.size() + 1),
                        query.size(),
                        each -> out.addStatements(ReconciliationWriter.sent(each)),
                        last -> Pages.token(last.receiptId())))
                .build();
          };
        });
  }

  /** The first page is of a fresh comparison; the others follow it. */
  private ListBreaksResponse page(ReconciliationReader.Query query) {
    Optional<Compared> compared =
        query.afterId().isEmpty() ? desk.fresh(query.span()) : store.last(query.span());
    ListBreaksResponse.Builder out =
        ListBreaksResponse.newBuilder()
            .setSummary(
                ReconciliationWriter.summary(
                    compared.orElseThrow(ReconciliationEndpoint::noStatement)));
    return out.setNextPageToken(
            Pages.show(
                store.breaks(query.span(), query.kind(), query.afterId(), query.size() + 1),
                query.size(),
                each -> out.addBreaks(ReconciliationWriter.found(each)),
                last -> Pages.token(last.id())))
        .build();
  }

  @Override
  public void prepareMend(
      PrepareMendRequest request, StreamObserver<PrepareMendResponse> observer) {
    comparisons.run(
        observer,
        () -> {
          Ordered ordered =
              ordered(
                  request.hasParty(),
                  request.getParty(),
                  request.getBreakId(),
                  request.getOperatorId());
          return () ->
              PrepareMendResponse.newBuilder()
                  .setMend(mend(desk.prepare(ordered.party(), ordered.breakId(), ordered.person())))
                  .build();
        });
  }

  @Override
  public void approveMend(
      ApproveMendRequest request, StreamObserver<ApproveMendResponse> observer) {
    comparisons.run(
        observer,
        () -> {
          Ordered ordered =
              ordered(
                  request.hasParty(),
                  request.getParty(),
                  request.getBreakId(),
                  request.getOperatorId());
          return () ->
              ApproveMendResponse.newBuilder()
                  .setMend(mend(desk.approve(ordered.party(), ordered.breakId(), ordered.person())))
                  .build();
        });
  }

  /** What somebody wants of a break. */
  private record Ordered(Party party, String breakId, Person person) {}

  private static Ordered ordered(
      boolean present, io.yizhan.proto.v1.Party party, String breakId, String operatorId) {
    Caller caller = Permissions.caller();
    Violations violations = new Violations();
    Party read = ReconciliationReader.party(present, party, "", violations);
    violations.id("break_id", breakId, ClaimReader.ID_CHARACTERS_MAX);
    violations.key("operator_id", operatorId, 1, ClaimReader.ID_CHARACTERS_MAX);
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    Permissions.requireParty(caller, read);
    return new Ordered(read, breakId, new Person(caller.callerId(), operatorId));
  }

  private static Mend mend(Preparing made) {
    if (made instanceof Preparing.Stands stands) {
      return ReconciliationWriter.mend(stands.mend());
    }
    if (made instanceof Preparing.NotHere) {
      throw Failure.of(
          ErrorReason.NOTHING_TO_MEND_HERE,
          "此差异不由本网关处理，见 mending",
          "this break is not mended here, see its mending");
    }
    if (made instanceof Preparing.NotPrepared) {
      throw Failure.of(ErrorReason.MEND_NOT_PREPARED, "尚无人提出处理", "nobody has prepared this mend");
    }
    if (made instanceof Preparing.SamePerson) {
      throw Failure.of(ErrorReason.SAME_PERSON, "提出与批准须为两人", "who prepared it may not approve it");
    }
    throw Failure.of(
        ErrorReason.BREAK_NOT_FOUND,
        "没有这处差异，或已不复存在",
        "there is no such break, or it is there no more");
  }

  private static StatusRuntimeException noStatement() {
    return Failure.of(
        ErrorReason.NO_STATEMENT, "该方未报送这些日期的对账单", "the party has sent no statement of these days");
  }
}
