package io.yizhan.gateway.rpc;

import com.google.protobuf.Message;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.IdSource;
import io.yizhan.gateway.desk.ProvisionalStore;
import io.yizhan.gateway.desk.ProvisionalStore.ApproveOrder;
import io.yizhan.gateway.desk.ProvisionalStore.EndOrder;
import io.yizhan.gateway.desk.ProvisionalStore.Ended;
import io.yizhan.gateway.desk.ProvisionalStore.Query;
import io.yizhan.gateway.desk.ProvisionalStore.Result;
import io.yizhan.gateway.desk.ProvisionalStore.Rule;
import io.yizhan.gateway.desk.RegistryStore;
import io.yizhan.gateway.desk.Stamp;
import io.yizhan.proto.v1.ApproveProvisionalRequest;
import io.yizhan.proto.v1.ApproveProvisionalResponse;
import io.yizhan.proto.v1.EndProvisionalRequest;
import io.yizhan.proto.v1.EndProvisionalResponse;
import io.yizhan.proto.v1.GetProvisionalRequest;
import io.yizhan.proto.v1.GetProvisionalResponse;
import io.yizhan.proto.v1.GetProvisionalRuleRequest;
import io.yizhan.proto.v1.GetProvisionalRuleResponse;
import io.yizhan.proto.v1.ListProvisionalsRequest;
import io.yizhan.proto.v1.ListProvisionalsResponse;
import io.yizhan.proto.v1.ProvisionalServiceGrpc;
import io.yizhan.proto.v1.PutProvisionalRuleRequest;
import io.yizhan.proto.v1.PutProvisionalRuleResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;

/** Provisional approvals over their store. */
public final class ProvisionalEndpoint extends ProvisionalServiceGrpc.ProvisionalServiceImplBase
    implements Crowded {
  private final ProvisionalStore store;
  private final RegistryStore registry;
  private final CallRunner runner;
  private final InstantSource clock;
  private final IdSource ids;

  /** An endpoint over these stores. */
  public ProvisionalEndpoint(
      ProvisionalStore store,
      RegistryStore registry,
      CallRunner runner,
      InstantSource clock,
      IdSource ids) {
    this.store = store;
    this.registry = registry;
    this.runner = runner;
    this.clock = clock;
    this.ids = ids;
  }

  @Override
  public Optional<Turnstile> turnstile(String fullMethodName) {
    return Optional.of(runner.turnstile());
  }

  @Override
  public void putProvisionalRule(
      PutProvisionalRuleRequest request, StreamObserver<PutProvisionalRuleResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          Rule rule = ProvisionalReader.rule(request.hasRule(), request.getRule(), caller);
          return () -> {
            Instant now = clock.instant();
            store.putRule(rule, caller.callerId(), now);
            return PutProvisionalRuleResponse.newBuilder()
                .setRule(ProvisionalWriter.rule(rule))
                .build();
          };
        });
  }

  @Override
  public void getProvisionalRule(
      GetProvisionalRuleRequest request, StreamObserver<GetProvisionalRuleResponse> observer) {
    runner.run(
        observer,
        () -> {
          Violations violations = new Violations();
          violations.region("county_code", request.getCountyCode());
          Optional<LocalDate> on =
              violations.date("on_date", request.hasOnDate(), request.getOnDate());
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          ProvisionalReader.requireOwn(
              Permissions.caller(), request.getCountyCode(), "county_code");
          return () ->
              ProvisionalWriter.rule(
                  store
                      .rule(request.getCountyCode(), on.orElseThrow())
                      .orElseThrow(ProvisionalEndpoint::notOffered));
        });
  }

  @Override
  public void approveProvisional(
      ApproveProvisionalRequest request, StreamObserver<ApproveProvisionalResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          ApproveOrder order =
              ProvisionalReader.approve(request, caller, stamp(request.getRequestId()));
          return () -> {
            PersonKeeper.requireOwn(registry, caller, order.person(), clock.instant());
            return recorded(
                store.approve(
                    order,
                    approved ->
                        ApproveProvisionalResponse.newBuilder()
                            .setProvisional(ProvisionalWriter.provisional(approved))
                            .build()
                            .toByteArray()),
                ApproveProvisionalResponse.getDefaultInstance());
          };
        });
  }

  @Override
  public void getProvisional(
      GetProvisionalRequest request, StreamObserver<GetProvisionalResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          Violations violations = new Violations();
          violations.id(
              "provisional_id", request.getProvisionalId(), ClaimReader.ID_CHARACTERS_MAX);
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          return () -> ProvisionalWriter.found(visible(request.getProvisionalId(), caller));
        });
  }

  private Ended visible(String provisionalId, Caller caller) {
    return store
        .find(provisionalId)
        .filter(found -> caller.actsFor(found.provisional().county()))
        .orElseThrow(ProvisionalEndpoint::notFound);
  }

  @Override
  public void listProvisionals(
      ListProvisionalsRequest request, StreamObserver<ListProvisionalsResponse> observer) {
    runner.run(
        observer,
        () -> {
          Query query = ProvisionalReader.query(request, Permissions.caller());
          return () -> ProvisionalWriter.page(store.list(query), query.limit() - 1);
        });
  }

  @Override
  public void endProvisional(
      EndProvisionalRequest request, StreamObserver<EndProvisionalResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          EndOrder order = ProvisionalReader.end(request, caller, stamp(request.getRequestId()));
          return () -> {
            LocalDate from = visible(order.provisionalId(), caller).provisional().from();
            ProvisionalReader.requireEnded(order, from);
            return recorded(
                store.end(order, ended -> ProvisionalWriter.ended(ended).toByteArray()),
                EndProvisionalResponse.getDefaultInstance());
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
    throw failure(result);
  }

  private static StatusRuntimeException failure(Result result) {
    if (result instanceof Result.IdReused reused) {
      return Failure.idReused(reused.fields());
    }
    if (result instanceof Result.NotYours refused) {
      return Permissions.notYourRegion(refused.field());
    }
    if (result instanceof Result.DocumentsOfTwoPersons) {
      return Failure.of(
          ErrorReason.DOCUMENTS_OF_TWO_PERSONS,
          "这些证件属于两个已登记的人",
          "these documents belong to two registered persons");
    }
    if (result instanceof Result.NotOffered) {
      return notOffered();
    }
    if (result instanceof Result.BelowThreshold below) {
      return Failure.of(
          ErrorReason.BELOW_PROVISIONAL_THRESHOLD,
          "费用须超过 " + below.thresholdFen() + " 分才可容缺审批",
          "the cost must be above " + below.thresholdFen() + " fen",
          Map.of("threshold_fen", Long.toString(below.thresholdFen())));
    }
    if (result instanceof Result.DeadlineTooLate late) {
      return Failure.of(
          ErrorReason.DEADLINE_TOO_LATE,
          "核对期限不得晚于 " + late.last(),
          "the check must be due by " + late.last(),
          Map.of("last_date", late.last().toString()));
    }
    if (result instanceof Result.LimitTooHigh high) {
      return Failure.of(
          ErrorReason.EXPOSURE_LIMIT_TOO_HIGH,
          "个人容缺额度不得超过 " + high.limitFen() + " 分",
          "a person's limit must be at most " + high.limitFen() + " fen",
          Map.of("limit_fen", Long.toString(high.limitFen())));
    }
    if (result instanceof Result.HeldBefore held) {
      return Failure.of(
          ErrorReason.IDENTITY_HELD_BEFORE,
          "此人已有该救助身份，或已有未结的容缺审批",
          "the person holds this identity, or has an open approval of the county",
          Map.of("provisional_id", held.provisionalId()));
    }
    if (result instanceof Result.PromiseBroken broken) {
      return Failure.of(
          ErrorReason.PROMISE_BROKEN_BEFORE,
          "此人曾作不实承诺，不能容缺审批",
          "the person has broken such a promise before",
          Map.of("provisional_id", broken.provisionalId()));
    }
    if (result instanceof Result.EndedBefore ended) {
      return Failure.of(
          ErrorReason.PROVISIONAL_ENDED_BEFORE,
          "此容缺审批已终结",
          "the approval ended before",
          Map.of("state", ended.state().name()));
    }
    if (result instanceof Result.MonthClosed closed) {
      return Failure.of(
          ErrorReason.MONTH_CLOSED,
          "本月 " + closed.month() + " 已结账，追回须在下月登记",
          "the current month is closed: what is recovered is booked from the next one on",
          Map.of("month", closed.month().toString()));
    }
    return notFound();
  }

  private static StatusRuntimeException notOffered() {
    return Failure.of(
        ErrorReason.PROVISIONAL_NOT_OFFERED,
        "该县在这一天没有容缺审批规则",
        "the county has no rule of provisional approval on that day");
  }

  private static StatusRuntimeException notFound() {
    return Failure.of(
        ErrorReason.PROVISIONAL_NOT_FOUND, "没有您可见的此容缺审批", "no such approval that you may see");
  }
}
