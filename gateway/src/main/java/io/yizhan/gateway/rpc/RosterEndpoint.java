package io.yizhan.gateway.rpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.IdSource;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.RegistryStore;
import io.yizhan.gateway.desk.RosterStore;
import io.yizhan.proto.v1.IdentityChange;
import io.yizhan.proto.v1.ImportRosterRequest;
import io.yizhan.proto.v1.ImportRosterResponse;
import io.yizhan.proto.v1.JoinPersonsRequest;
import io.yizhan.proto.v1.JoinPersonsResponse;
import io.yizhan.proto.v1.ListIdentityChangesRequest;
import io.yizhan.proto.v1.ListIdentityChangesResponse;
import io.yizhan.proto.v1.RosterServiceGrpc;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** The roster over its store. */
public final class RosterEndpoint extends RosterServiceGrpc.RosterServiceImplBase
    implements Crowded {
  /** So many lists are taken in at a time; what one remembers is bounded by its lines. */
  static final int IMPORTS_MAX = 4;

  private static final String IMPORT =
      RosterServiceGrpc.getImportRosterMethod().getFullMethodName();

  private final RosterStore store;
  private final RegistryStore registry;
  private final CallRunner runner;
  private final InstantSource clock;
  private final IdSource ids;
  private final Semaphore imports = new Semaphore(IMPORTS_MAX);

  /** An endpoint; the registry says whom an office sees. */
  public RosterEndpoint(
      RosterStore store,
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
            runner,
            clock,
            ids,
            caller,
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
            requireVisible(caller, document.orElseThrow());
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
            requireVisible(caller, order.kept());
            requireVisible(caller, order.joined());
            return JoinReader.answer(store.join(order, clock.instant()));
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

  /** An office does not learn of a person who is not its own. */
  private void requireVisible(Caller caller, PersonDocument document) {
    if (caller.role() == Caller.Role.OFFICE) {
      Optional<List<String>> counties = registry.countiesOf(document);
      if (counties.isEmpty() || !Permissions.maySeePerson(caller, counties.get())) {
        throw RegistryEndpoint.personNotFound();
      }
    }
  }
}
