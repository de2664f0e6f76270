package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.yizhan.proto.v1.ImportMode;
import io.yizhan.proto.v1.ImportOwnCostsRequest;
import io.yizhan.proto.v1.ImportPersonsRequest;
import io.yizhan.proto.v1.ImportRosterRequest;
import io.yizhan.proto.v1.ListHospitalsRequest;
import io.yizhan.proto.v1.OwnCost;
import io.yizhan.proto.v1.RevokeCallerRequest;
import io.yizhan.proto.v1.SendStatementRequest;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A credential that is withdrawn writes nothing more through what it had open. */
class WithdrawnImportTest {
  private final House house = House.open();

  @AfterEach
  void close() {
    assertEquals(List.of(), house.audit());
    house.close();
  }

  /** How a stream ended. */
  private static final class End<T> implements StreamObserver<T> {
    private final CompletableFuture<Boolean> end = new CompletableFuture<>();

    @Override
    public void onNext(T answer) {}

    @Override
    public void onError(Throwable failure) {
      end.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
      end.complete(true);
    }

    private String reason() throws Exception {
      ExecutionException failed =
          assertThrows(ExecutionException.class, () -> end.get(30, TimeUnit.SECONDS));
      return Refusals.of(Objects.requireNonNull((StatusRuntimeException) failed.getCause()))
          .info()
          .getReason();
    }
  }

  private static ImportPersonsRequest person(int number) {
    return ImportPersonsRequest.newBuilder()
        .setPerson(World.known(Invented.person(number), "dibao"))
        .build();
  }

  private static ImportOwnCostsRequest cost(int number) {
    return ImportOwnCostsRequest.newBuilder()
        .setOwnCost(
            OwnCost.newBuilder()
                .setPersonDocument(Invented.person(number))
                .setCountyCode(Claims.COUNTY)
                .setCostYear(2016)
                .setOwnCostFen(1)
                .setSource("清单"))
        .build();
  }

  private long count(String table) {
    return house.database().number("SELECT count(*) FROM " + table);
  }

  private void await(String table, long count) {
    for (int i = 0; i < 600 && count(table) != count; i++) {
      World.pause(50);
    }
    assertEquals(count, count(table));
  }

  @Test
  void imports_ofCallersWhoAreRevokedInMidStream_endAndKeepNothingMore() throws Exception {
    String office = Offices.register(house, "leaver", Claims.COUNTY);
    Client client = house.client();
    long before = count("identity");
    End<io.yizhan.proto.v1.ImportPersonsResponse> personsEnd = new End<>();
    StreamObserver<ImportPersonsRequest> persons =
        client.registryStream(office).importPersons(personsEnd);
    End<io.yizhan.proto.v1.ImportOwnCostsResponse> costsEnd = new End<>();
    StreamObserver<ImportOwnCostsRequest> costs =
        client.highCostStream(office).importOwnCosts(costsEnd);
    End<io.yizhan.proto.v1.ImportRosterResponse> rosterEnd = new End<>();
    StreamObserver<ImportRosterRequest> roster =
        client.rosterStream(office).importRoster(rosterEnd);
    End<io.yizhan.proto.v1.SendStatementResponse> statementEnd = new End<>();
    StreamObserver<SendStatementRequest> statement =
        client.reconciliationStream(house.world().token()).sendStatement(statementEnd);
    persons.onNext(person(901));
    costs.onNext(cost(902));
    roster.onNext(
        ImportRosterRequest.newBuilder()
            .setOrder(Rosters.order(ImportMode.IMPORT_MODE_ALL_OR_NOTHING))
            .build());
    statement.onNext(
        SendStatementRequest.newBuilder().setHeading(Statements.heading("day-1")).build());
    await("identity", before + 1);
    await("own_cost", 1);
    await("roster_import", 1);
    await("reconciliation_statement", 1);
    for (String id : List.of("leaver", "his-" + World.HOSPITAL)) {
      client
          .registry(house.world().operatorToken())
          .revokeCaller(RevokeCallerRequest.newBuilder().setCallerId(id).build());
    }
    for (String token : List.of(office, house.world().token())) {
      for (int i = 0; isKnown(token); i++) {
        assertEquals(0, i / 300, "a revoked token must stop");
        World.pause(50);
      }
    }
    persons.onNext(person(911));
    costs.onNext(cost(912));
    roster.onCompleted();
    statement.onCompleted();
    assertEquals("UNKNOWN_CREDENTIAL", personsEnd.reason());
    assertEquals("UNKNOWN_CREDENTIAL", costsEnd.reason());
    assertEquals("UNKNOWN_CREDENTIAL", rosterEnd.reason());
    assertEquals("UNKNOWN_CREDENTIAL", statementEnd.reason());
    assertEquals(before + 1, count("identity"));
    assertEquals(1, count("own_cost"));
    assertEquals(0, count("reconciliation_accepted"));
  }

  private boolean isKnown(String token) {
    try {
      var unused =
          house.client().registry(token).listHospitals(ListHospitalsRequest.getDefaultInstance());
      return true;
    } catch (StatusRuntimeException refused) {
      return !Refusals.of(refused).info().getReason().equals("UNKNOWN_CREDENTIAL");
    }
  }
}
