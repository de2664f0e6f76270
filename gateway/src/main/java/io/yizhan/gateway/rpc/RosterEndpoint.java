package io.yizhan.gateway.rpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.IdSource;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.PlanBook;
import io.yizhan.gateway.desk.RegisterWords;
import io.yizhan.gateway.desk.RegistryStore;
import io.yizhan.gateway.desk.RosterStore;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.IdentityChange;
import io.yizhan.proto.v1.ImportRosterRequest;
import io.yizhan.proto.v1.ImportRosterResponse;
import io.yizhan.proto.v1.JoinPersonsRequest;
import io.yizhan.proto.v1.JoinPersonsResponse;
import io.yizhan.proto.v1.KnownMeansCheck;
import io.yizhan.proto.v1.ListIdentityChangesRequest;
import io.yizhan.proto.v1.ListIdentityChangesResponse;
import io.yizhan.proto.v1.ListMeansChecksRequest;
import io.yizhan.proto.v1.ListMeansChecksResponse;
import io.yizhan.proto.v1.MeansCheck;
import io.yizhan.proto.v1.MeansCheckResult;
import io.yizhan.proto.v1.RegisterNewbornRequest;
import io.yizhan.proto.v1.RegisterNewbornResponse;
import io.yizhan.proto.v1.RekeyRegisterRequest;
import io.yizhan.proto.v1.RekeyRegisterResponse;
import io.yizhan.proto.v1.RosterServiceGrpc;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** The roster over its store. */
public final class RosterEndpoint extends RosterServiceGrpc.RosterServiceImplBase
    implements Crowded {
  /** So many lists are taken in at a time; what one remembers is bounded by its lines. */
  static final int IMPORTS_MAX = 4;

  private static final int REKEY_ROWS_MAX = 2_000;
  private static final int REKEY_ROWS_DEFAULT = 1_000;
  private static final String IMPORT =
      RosterServiceGrpc.getImportRosterMethod().getFullMethodName();

  private final RosterStore store;
  private final RegistryStore registry;
  private final CallRunner runner;
  private final InstantSource clock;
  private final IdSource ids;
  private final Supplier<PlanBook> plans;
  private final Supplier<RegisterWords> words;
  private final Semaphore imports = new Semaphore(IMPORTS_MAX);

  /** An endpoint; the registry says whom an office sees. */
  public RosterEndpoint(
      RosterStore store,
      RegistryStore registry,
      Supplier<PlanBook> plans,
      Supplier<RegisterWords> words,
      CallRunner runner,
      InstantSource clock,
      IdSource ids) {
    this.store = store;
    this.registry = registry;
    this.plans = plans;
    this.words = words;
    this.runner = runner;
    this.clock = clock;
    this.ids = ids;
  }

  /** An import waits for a place, as long as it takes. */
  @Override
  public Optional<Turnstile> turnstile(String fullMethodName) {
    return fullMethodName.equals(IMPORT) ? Optional.empty() : Optional.of(runner.turnstile());
  }

  @Override
  public StreamObserver<ImportRosterRequest> importRoster(
      StreamObserver<ImportRosterResponse> observer) {
    Caller caller = Permissions.caller();
    RosterImport one =
        new RosterImport(
            store,
            words,
            runner,
            clock,
            ids,
            caller,
            Permissions.stillKnown(),
            (ServerCallStreamObserver<ImportRosterResponse>) observer,
            imports);
    one.begin();
    return one;
  }

  @Override
  public void listIdentityChanges(
      ListIdentityChangesRequest request, StreamObserver<ListIdentityChangesResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          Violations violations = new Violations();
          Optional<PersonDocument> document =
              DocumentReader.read(
                  "person_document",
                  request.hasPersonDocument(),
                  request.getPersonDocument(),
                  violations);
          int size = violations.pageSize(request.getPageSize());
          String after = Pages.key(request.getPageToken(), violations).orElse("");
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          return () -> {
            PersonKeeper.requireVisible(registry, caller, document.orElseThrow());
            List<RosterStore.IdentityChange> changes =
                store
                    .changes(document.orElseThrow(), after, size + 1)
                    .orElseThrow(RegistryEndpoint::personNotFound);
            ListIdentityChangesResponse.Builder reply = ListIdentityChangesResponse.newBuilder();
            String next =
                Pages.show(
                    changes,
                    size,
                    each -> {
                      if (caller.actsFor(county(each))) {
                        reply.addChanges(change(each));
                      }
                    },
                    each -> Pages.token(each.changeId()));
            return reply.setNextPageToken(next).build();
          };
        });
  }

  @Override
  public void joinPersons(
      JoinPersonsRequest request, StreamObserver<JoinPersonsResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          RosterStore.JoinOrder order = JoinReader.read(request, caller);
          return () -> {
            PersonKeeper.requireVisible(registry, caller, order.kept());
            PersonKeeper.requireVisible(registry, caller, order.joined());
            return JoinReader.answer(store.join(order, clock.instant()));
          };
        });
  }

  @Override
  public void registerNewborn(
      RegisterNewbornRequest request, StreamObserver<RegisterNewbornResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          RosterStore.NewbornOrder order = NewbornReader.read(request, caller, plans.get());
          return () -> {
            PersonKeeper.requireVisible(registry, caller, order.mother());
            PersonKeeper.requireOwn(registry, caller, order.child(), clock.instant());
            return NewbornReader.answer(store.newborn(order, clock.instant()));
          };
        });
  }

  @Override
  public void listMeansChecks(
      ListMeansChecksRequest request, StreamObserver<ListMeansChecksResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          Violations violations = new Violations();
          Optional<PersonDocument> document =
              DocumentReader.read(
                  "person_document",
                  request.hasPersonDocument(),
                  request.getPersonDocument(),
                  violations);
          int size = violations.pageSize(request.getPageSize());
          String before = Pages.key(request.getPageToken(), violations).orElse("");
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          return () -> {
            PersonKeeper.requireVisible(registry, caller, document.orElseThrow());
            List<RosterStore.KnownCheck> checks =
                store
                    .checks(document.orElseThrow(), before, size + 1)
                    .orElseThrow(RegistryEndpoint::personNotFound);
            ListMeansChecksResponse.Builder reply = ListMeansChecksResponse.newBuilder();
            String next =
                Pages.show(
                    checks,
                    size,
                    each -> {
                      if (caller.actsFor(each.check().county())) {
                        reply.addChecks(check(each));
                      }
                    },
                    each -> Pages.token(each.entryId()));
            return reply.setNextPageToken(next).build();
          };
        });
  }

  private static KnownMeansCheck check(RosterStore.KnownCheck known) {
    MeansCheck.Builder check =
        MeansCheck.newBuilder()
            .setReportNumber(known.check().reportNumber())
            .setResult(MeansCheckResult.valueOf("MEANS_CHECK_RESULT_" + known.check().result()))
            .setCheckedDate(WireDate.of(known.check().checked()))
            .setCountyCode(known.check().county());
    known.check().validTo().ifPresent(day -> check.setValidToDate(WireDate.of(day)));
    return KnownMeansCheck.newBuilder()
        .setCheck(check)
        .setSuperseded(known.superseded())
        .setImportId(known.importId())
        .setCallerId(known.callerId())
        .setEntryTime(Wire.time(known.time()))
        .build();
  }

  @Override
  public void rekeyRegister(
      RekeyRegisterRequest request, StreamObserver<RekeyRegisterResponse> observer) {
    runner.run(
        observer,
        () -> {
          Violations violations = new Violations();
          int asked = request.getRowLimit();
          if (asked < 0 || asked > REKEY_ROWS_MAX) {
            violations.add(
                "row_limit",
                "应为 0–" + REKEY_ROWS_MAX + "，实为 " + asked,
                "must be 0 to " + REKEY_ROWS_MAX + ", was " + asked);
          }
          String cursor = Pages.key(request.getCursor(), violations).orElse("");
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          int rows = asked == 0 ? REKEY_ROWS_DEFAULT : asked;
          return () -> {
            RosterStore.Rekeyed done =
                request.getDropping()
                    ? store.dropOldKeys(cursor, rows, clock.instant())
                    : store.rekey(cursor, rows, clock.instant());
            if (done.donePermille() < 0) {
              throw Failure.of(
                  ErrorReason.OLD_KEYS_IN_USE,
                  "旧密钥仍在使用或仍有数据用其加密，请先换完密钥并停用旧版",
                  "older keys are in use here or something is encrypted with them: rekey, then"
                      + " retire them");
            }
            return RekeyRegisterResponse.newBuilder()
                .setCursor(done.finished() ? "" : Pages.token(done.cursor()))
                .setRowCount(done.rows())
                .setDonePermille(done.donePermille())
                .setFinished(done.finished())
                .addAllKeyVersions(store.keyVersions())
                .build();
          };
        });
  }

  private static String county(RosterStore.IdentityChange change) {
    return change.now().or(change::was).orElseThrow().county();
  }

  private static IdentityChange change(RosterStore.IdentityChange change) {
    IdentityChange.Builder out =
        IdentityChange.newBuilder()
            .setChangeId(change.changeId())
            .setOriginCode(change.origin())
            .setImportId(change.importId())
            .setCallerId(change.callerId())
            .setChangeTime(Wire.time(change.time()));
    change.was().ifPresent(was -> out.setWas(PersonWriter.identity(was)));
    change.now().ifPresent(now -> out.setNow(PersonWriter.identity(now)));
    return out.build();
  }
}
