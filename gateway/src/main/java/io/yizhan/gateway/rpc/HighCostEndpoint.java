package io.yizhan.gateway.rpc;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.HighCostStore;
import io.yizhan.gateway.desk.HighCostStore.ChangeOrder;
import io.yizhan.gateway.desk.HighCostStore.ChangeResult;
import io.yizhan.gateway.desk.HighCostStore.Found;
import io.yizhan.gateway.desk.HighCostStore.Known;
import io.yizhan.gateway.desk.HighCostStore.ListResult;
import io.yizhan.gateway.desk.HighCostStore.Listed;
import io.yizhan.gateway.desk.HighCostStore.Query;
import io.yizhan.gateway.desk.HighCostStore.State;
import io.yizhan.gateway.desk.RequestContent;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.ChangeHighCostStateRequest;
import io.yizhan.proto.v1.ChangeHighCostStateResponse;
import io.yizhan.proto.v1.GetHighCostRequest;
import io.yizhan.proto.v1.GetHighCostResponse;
import io.yizhan.proto.v1.HighCost;
import io.yizhan.proto.v1.HighCostChange;
import io.yizhan.proto.v1.HighCostServiceGrpc;
import io.yizhan.proto.v1.HighCostState;
import io.yizhan.proto.v1.ImportOwnCostsRequest;
import io.yizhan.proto.v1.ImportOwnCostsResponse;
import io.yizhan.proto.v1.ListHighCostsRequest;
import io.yizhan.proto.v1.ListHighCostsResponse;
import io.yizhan.proto.v1.MakeHighCostListRequest;
import io.yizhan.proto.v1.MakeHighCostListResponse;
import io.yizhan.proto.v1.PersonDocument;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** High own cost over its store. */
public final class HighCostEndpoint extends HighCostServiceGrpc.HighCostServiceImplBase
    implements Crowded {
  private static final int PURPOSE_CHARACTERS_MAX = 200;
  private static final String MAKE =
      HighCostServiceGrpc.getMakeHighCostListMethod().getFullMethodName();
  private static final String IMPORT =
      HighCostServiceGrpc.getImportOwnCostsMethod().getFullMethodName();

  private final HighCostStore store;
  private final CallRunner runner;
  private final CallRunner makings;
  private final InstantSource clock;

  /**
   * An endpoint.
   *
   * @param makings over a pool of their own: a list reads a year of settlements
   */
  public HighCostEndpoint(
      HighCostStore store, CallRunner runner, CallRunner makings, InstantSource clock) {
    this.store = store;
    this.runner = runner;
    this.makings = makings;
    this.clock = clock;
  }

  /** An import waits for a place, as long as it takes: it is refused nothing for a crowd. */
  @Override
  public Optional<Turnstile> turnstile(String fullMethodName) {
    if (fullMethodName.equals(IMPORT)) {
      return Optional.empty();
    }
    return Optional.of((fullMethodName.equals(MAKE) ? makings : runner).turnstile());
  }

  @Override
  public StreamObserver<ImportOwnCostsRequest> importOwnCosts(
      StreamObserver<ImportOwnCostsResponse> observer) {
    OwnCostImport costs =
        new OwnCostImport(
            store,
            runner,
            clock,
            Permissions.caller(),
            Permissions.stillKnown(),
            (ServerCallStreamObserver<ImportOwnCostsResponse>) observer);
    costs.begin();
    return costs;
  }

  @Override
  public void makeHighCostList(
      MakeHighCostListRequest request, StreamObserver<MakeHighCostListResponse> observer) {
    makings.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          HighCostReader.Make make = HighCostReader.make(request, caller);
          return () -> {
            ListResult result =
                store.makeList(
                    make.county(), make.year(), make.asOf(), caller.callerId(), clock.instant());
            if (result instanceof ListResult.Made made) {
              return MakeHighCostListResponse.newBuilder()
                  .setThresholdFen(made.thresholdFen())
                  .setNewlyListedCount(made.newlyListed())
                  .setMore(made.more())
                  .build();
            }
            throw AidFailures.figureNotFound();
          };
        });
  }

  @Override
  public void listHighCosts(
      ListHighCostsRequest request, StreamObserver<ListHighCostsResponse> observer) {
    runner.run(
        observer,
        () -> {
          Query query = HighCostReader.query(request, Permissions.caller());
          return () -> page(store.list(query), query.limit() - 1);
        });
  }

  private static ListHighCostsResponse page(List<Listed> listed, int size) {
    ListHighCostsResponse.Builder out = ListHighCostsResponse.newBuilder();
    return out.setNextPageToken(
            Pages.show(
                listed, size, one -> out.addHighCosts(listed(one)), last -> Pages.token(last.id())))
        .build();
  }

  private static HighCost listed(Listed listed) {
    return HighCost.newBuilder()
        .setHighCostId(listed.id())
        .setPersonId(listed.personId())
        .setCountyCode(listed.county())
        .setTownship(listed.township())
        .setCostYear(listed.year())
        .setThresholdFen(listed.thresholdFen())
        .setOwnCostFen(listed.ownCostFen())
        .setSettledFen(listed.settledFen())
        .setImportedFen(listed.importedFen())
        .setIdentityHeld(listed.identityHeld())
        .setListedDate(WireDate.of(listed.listedDate()))
        .setState(state(listed.state()))
        .build();
  }

  private static HighCostState state(State state) {
    return switch (state) {
      case NEW -> HighCostState.HIGH_COST_STATE_NEW;
      case VISITED -> HighCostState.HIGH_COST_STATE_VISITED;
      case ADMITTED -> HighCostState.HIGH_COST_STATE_ADMITTED;
      case REFUSED -> HighCostState.HIGH_COST_STATE_REFUSED;
    };
  }

  @Override
  public void getHighCost(
      GetHighCostRequest request, StreamObserver<GetHighCostResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          Violations violations = new Violations();
          violations.id("high_cost_id", request.getHighCostId(), ClaimReader.ID_CHARACTERS_MAX);
          violations.text("purpose", request.getPurpose(), 1, PURPOSE_CHARACTERS_MAX);
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          return () ->
              store
                  .find(
                      request.getHighCostId(),
                      Permissions.regionsOf(caller),
                      caller.callerId(),
                      request.getPurpose(),
                      clock.instant())
                  .map(found -> found(found, caller))
                  .orElseThrow(HighCostEndpoint::notFound);
        });
  }

  private static GetHighCostResponse found(Found found, Caller caller) {
    boolean all = Permissions.maySeeListed(caller, found.keepers(), found.treatedHere());
    Known who = all ? found.registered() : found.sent();
    GetHighCostResponse.Builder out =
        GetHighCostResponse.newBuilder()
            .setHighCost(listed(found.listed()))
            .setName(who.name().isEmpty() ? found.sent().name() : who.name())
            .setTelephone(found.telephone())
            .setAddress(found.address());
    who.documents()
        .forEach(
            document ->
                out.addDocuments(
                    PersonDocument.newBuilder()
                        .setKindCode(document.kind())
                        .setNumber(document.number())));
    found
        .changes()
        .forEach(
            change ->
                out.addChanges(
                    HighCostChange.newBuilder()
                        .setState(state(change.state()))
                        .setOperatorId(change.operatorId())
                        .setChangeTime(Wire.time(change.time()))
                        .setNote(change.note())));
    return out.build();
  }

  @Override
  public void changeHighCostState(
      ChangeHighCostStateRequest request, StreamObserver<ChangeHighCostStateResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          Violations violations = new Violations();
          violations.id("request_id", request.getRequestId(), ClaimReader.ID_CHARACTERS_MAX);
          violations.region("county_code", request.getCountyCode());
          violations.id("high_cost_id", request.getHighCostId(), ClaimReader.ID_CHARACTERS_MAX);
          Optional<State> state =
              HighCostReader.state(request.getState()).filter(to -> to != State.NEW);
          if (state.isEmpty()) {
            HighCostReader.badState(request.getStateValue(), violations);
          }
          violations.key("operator_id", request.getOperatorId(), 1, ClaimReader.ID_CHARACTERS_MAX);
          violations.text("note", request.getNote(), 0, HighCostReader.NOTE_CHARACTERS_MAX);
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          Permissions.requireOwnCounty(caller, request.getCountyCode());
          RequestContent content = ContentReader.read(request, "request_id");
          return () -> changed(store.change(order(request, content, state, caller), this::reply));
        });
  }

  private ChangeOrder order(
      ChangeHighCostStateRequest request,
      RequestContent content,
      Optional<State> state,
      Caller caller) {
    return new ChangeOrder(
        new RequestKey(AidReader.office(request.getCountyCode()), request.getRequestId()),
        content,
        request.getCountyCode(),
        request.getHighCostId(),
        state.orElseThrow(),
        request.getOperatorId(),
        request.getNote(),
        caller.callerId(),
        clock.instant().truncatedTo(ChronoUnit.MICROS));
  }

  private byte[] reply(Listed listed) {
    return ChangeHighCostStateResponse.newBuilder()
        .setHighCost(listed(listed))
        .build()
        .toByteArray();
  }

  private static ChangeHighCostStateResponse changed(ChangeResult result) {
    if (result instanceof ChangeResult.Recorded recorded) {
      return StoredReply.answer(
          ChangeHighCostStateResponse.getDefaultInstance(), recorded.reply(), recorded.replayed());
    }
    throw result instanceof ChangeResult.IdReused reused
        ? Failure.idReused(reused.fields())
        : notFound();
  }

  private static StatusRuntimeException notFound() {
    return Failure.of(
        ErrorReason.HIGH_COST_NOT_FOUND,
        "名单中没有您可见的此人",
        "nobody of this id is on a list that you may see");
  }
}
