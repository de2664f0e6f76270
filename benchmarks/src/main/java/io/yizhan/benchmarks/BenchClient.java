package io.yizhan.benchmarks;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.type.Date;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.yizhan.proto.v1.Bill;
import io.yizhan.proto.v1.BillKind;
import io.yizhan.proto.v1.CallerRole;
import io.yizhan.proto.v1.Claim;
import io.yizhan.proto.v1.Hospital;
import io.yizhan.proto.v1.Identity;
import io.yizhan.proto.v1.ImportPersonsRequest;
import io.yizhan.proto.v1.ImportPersonsResponse;
import io.yizhan.proto.v1.Person;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PutHospitalRequest;
import io.yizhan.proto.v1.QuoteSettlementRequest;
import io.yizhan.proto.v1.QuoteSettlementResponse;
import io.yizhan.proto.v1.RegisterCallerRequest;
import io.yizhan.proto.v1.RegistryServiceGrpc;
import io.yizhan.proto.v1.SettleClaimRequest;
import io.yizhan.proto.v1.SettleClaimResponse;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.SettlementServiceGrpc;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** A hospital's client over one channel, and the operator that prepares the world for it. */
final class BenchClient implements AutoCloseable {
  static final int PERSONS = 2_000;
  private static final int ECHO_BYTES = 600;
  private static final byte[] ECHO_REQUEST = new byte[ECHO_BYTES];
  private static final Date DAY = Date.newBuilder().setYear(2016).setMonth(7).setDay(20).build();

  private final ManagedChannel channel;
  private final SettlementServiceGrpc.SettlementServiceFutureStub settlements;
  private final String run;

  BenchClient(int port, String operatorToken, String run) {
    this.channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().directExecutor().build();
    this.run = run;
    prepare(operatorToken);
    RegistryServiceGrpc.RegistryServiceBlockingStub registry =
        RegistryServiceGrpc.newBlockingStub(channel).withInterceptors(bearer(operatorToken));
    String token =
        registry
            .registerCaller(
                RegisterCallerRequest.newBuilder()
                    .setCallerId("bench-" + run)
                    .setRole(CallerRole.CALLER_ROLE_HOSPITAL)
                    .setHospitalId(BenchServer.HOSPITAL)
                    .build())
            .getToken();
    this.settlements = SettlementServiceGrpc.newFutureStub(channel).withInterceptors(bearer(token));
  }

  private static io.grpc.ClientInterceptor bearer(String token) {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
    return MetadataUtils.newAttachHeadersInterceptor(headers);
  }

  private void prepare(String operatorToken) {
    RegistryServiceGrpc.newBlockingStub(channel)
        .withInterceptors(bearer(operatorToken))
        .putHospital(
            PutHospitalRequest.newBuilder()
                .setHospital(
                    Hospital.newBuilder()
                        .setHospitalId(BenchServer.HOSPITAL)
                        .setName("示例医院")
                        .setRegionCode("410100")
                        .setLevelCode("2"))
                .build());
    CompletableFuture<ImportPersonsResponse> imported = new CompletableFuture<>();
    StreamObserver<ImportPersonsRequest> stream =
        RegistryServiceGrpc.newStub(channel)
            .withInterceptors(bearer(operatorToken))
            .importPersons(new Last(imported));
    for (int i = 0; i < PERSONS; i++) {
      stream.onNext(ImportPersonsRequest.newBuilder().setPerson(person(i)).build());
    }
    stream.onCompleted();
    ImportPersonsResponse response = imported.orTimeout(120, TimeUnit.SECONDS).join();
    if (response.getRefusedCount() > 0) {
      throw new IllegalStateException("persons were refused: " + response.getRefusals(0));
    }
  }

  /** Keeps the last answer of a stream. */
  private record Last(CompletableFuture<ImportPersonsResponse> answer)
      implements StreamObserver<ImportPersonsResponse> {
    @Override
    public void onNext(ImportPersonsResponse value) {
      answer.complete(value);
    }

    @Override
    public void onError(Throwable error) {
      answer.completeExceptionally(error);
    }

    @Override
    public void onCompleted() {
      answer.completeExceptionally(new IllegalStateException("the import gave no answer"));
    }
  }

  private static PersonDocument document(long number) {
    return PersonDocument.newBuilder()
        .setKindCode("social_security_card")
        .setNumber(String.format("BENCH%07d", number % PERSONS))
        .build();
  }

  private static Person person(int number) {
    return Person.newBuilder()
        .addDocuments(document(number))
        .addIdentities(
            Identity.newBuilder()
                .setCategoryCode(number % 3 == 0 ? "tekun_home" : "dibao")
                .setCountyCode("410122")
                .setFromDate(Date.newBuilder().setYear(2015).setMonth(1).setDay(1))
                .setSourceCode("bench"))
        .build();
  }

  private Claim claim(String stretch, long number) {
    long inFen = 100_000 + number * 7_919 % 2_000_000;
    return Claim.newBuilder()
        .setHospitalId(BenchServer.HOSPITAL)
        .setOperatorId("cashier-1")
        .setTerminalId("t1")
        .setEncounterId(run + stretch + number)
        .setBillNumber("B1")
        .setBillKind(BillKind.BILL_KIND_FINAL)
        .setPersonDocument(document(number))
        .setInsuredRegionCode("410122")
        .setInsuredSchemeCode("390")
        .setCareTypeCode("inpatient")
        .setAdmissionDate(DAY)
        .setDischargeDate(DAY)
        .setBill(Bill.newBuilder().setTotalFen(inFen).setInScopeFen(inFen))
        .build();
  }

  OpenLoop.Call echo() {
    return (number, done, failed) ->
        watch(
            ClientCalls.futureUnaryCall(
                channel.newCall(EchoService.ECHO, CallOptions.DEFAULT), ECHO_REQUEST),
            done,
            failed);
  }

  OpenLoop.Call echoSelect() {
    return (number, done, failed) ->
        watch(
            ClientCalls.futureUnaryCall(
                channel.newCall(EchoService.ECHO_SELECT, CallOptions.DEFAULT), ECHO_REQUEST),
            done,
            failed);
  }

  OpenLoop.Call quote() {
    return (number, done, failed) ->
        watch(
            Futures.transform(
                settlements.quoteSettlement(
                    QuoteSettlementRequest.newBuilder().setClaim(claim("q", number)).build()),
                BenchClient::decided,
                MoreExecutors.directExecutor()),
            done,
            failed);
  }

  OpenLoop.Call settle(String stretch) {
    return (number, done, failed) ->
        watch(
            Futures.transform(
                settlements.settleClaim(
                    SettleClaimRequest.newBuilder()
                        .setRequestId(run + stretch + number)
                        .setClaim(claim(stretch, number))
                        .build()),
                BenchClient::settled,
                MoreExecutors.directExecutor()),
            done,
            failed);
  }

  /** Only an answer with amounts counts: a refusal costs less and measures something else. */
  private static Settlement decided(QuoteSettlementResponse response) {
    if (!response.hasQuote() || response.getQuote().getPaymentsCount() == 0) {
      throw new IllegalStateException("a quote must decide: " + response.getRefusal());
    }
    return response.getQuote();
  }

  private static Settlement settled(SettleClaimResponse response) {
    if (!response.hasSettlement() || response.getSettlement().getPaymentsCount() == 0) {
      throw new IllegalStateException("a claim must settle: " + response.getRefusal());
    }
    return response.getSettlement();
  }

  private static <T> void watch(ListenableFuture<T> answer, Runnable done, Runnable failed) {
    answer.addListener(
        () -> {
          try {
            Futures.getDone(answer);
            done.run();
          } catch (ExecutionException | CancellationException e) {
            failed.run();
          }
        },
        MoreExecutors.directExecutor());
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
