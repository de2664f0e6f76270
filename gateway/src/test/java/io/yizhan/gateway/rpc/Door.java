package io.yizhan.gateway.rpc;

import com.github.benmanes.caffeine.cache.Ticker;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.type.Date;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.HoldDesk;
import io.yizhan.gateway.desk.IdSource;
import io.yizhan.gateway.desk.PlanBook;
import io.yizhan.gateway.desk.PolicyDesk;
import io.yizhan.gateway.desk.PolicyImpact;
import io.yizhan.gateway.desk.PolicyProposals;
import io.yizhan.gateway.desk.SettlementDesk;
import io.yizhan.gateway.desk.Sha256;
import io.yizhan.gateway.policyfile.YamlPolicy;
import io.yizhan.policy.PolicyCompiler;
import io.yizhan.proto.v1.Bill;
import io.yizhan.proto.v1.BillKind;
import io.yizhan.proto.v1.Claim;
import io.yizhan.proto.v1.Identity;
import io.yizhan.proto.v1.Person;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PolicyServiceGrpc;
import io.yizhan.proto.v1.RegistryServiceGrpc;
import io.yizhan.proto.v1.SettleClaimRequest;
import io.yizhan.proto.v1.SettlementServiceGrpc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.function.Executable;

/** A running server over fakes, with the July 2016 policy of Zhengzhou, and a channel to it. */
final class Door implements AutoCloseable {
  private static final int AWAIT_TRIES_MAX = 60_000;
  private static final Duration AWAIT_TRY = Duration.ofMillis(1);

  static final String HOSPITAL_TOKEN = "token-h1";
  static final String OTHER_HOSPITAL_TOKEN = "token-h2";
  static final String INSURER_TOKEN = "token-insurer-elsewhere";
  static final String LOCAL_INSURER_TOKEN = "token-insurer";
  static final String OFFICE_TOKEN = "token-office";

  /** An insurer of the division that aids, and an office of the one that insures. */
  static final String INSURER_OF_THE_COUNTY_TOKEN = "token-insurer-county";

  static final String OFFICE_OF_THE_CITY_TOKEN = "token-office-city";

  /** An office of everything that the policy of Zhengzhou rules. */
  static final String OFFICE_OF_THE_PREFECTURE_TOKEN = "token-office-prefecture";

  static final String OPERATOR_TOKEN = "token-operator";
  static final String OTHER_OPERATOR_TOKEN = "token-operator-other";

  /** A made-up number with a right check digit. */
  static final String RESIDENT_ID = "410102194912310013";

  final FakeSettlementStore settlements;
  final FakeHoldStore holds = new FakeHoldStore();
  final FakeRegistryStore registry = new FakeRegistryStore();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final WorkerPool pool;
  volatile PlanBook book;
  final WorkerPool strangers = WorkerPool.forStrangers();
  final SettlementEndpoint settlementEndpoint;
  final GrpcServer server;
  final ManagedChannel channel;

  Door(int threadCount, int queueMax) {
    this(threadCount, queueMax, SettlementEndpoint.SETTLES_MAX, ServerLimits.DEFAULT);
  }

  Door(ServerLimits limits) {
    this(4, WorkerPool.QUEUE_MAX_DEFAULT, SettlementEndpoint.SETTLES_MAX, limits);
  }

  Door(int threadCount, int queueMax, int settlesMax, ServerLimits limits) {
    InstantSource clock = InstantSource.fixed(Instant.parse("2026-03-01T02:00:00Z"));
    pool = new WorkerPool(threadCount, queueMax);
    settlements = new FakeSettlementStore(pool);
    CallRunner runner = new CallRunner(pool, new Random(1));
    book = new PlanBook(1, List.of(published("zhengzhou-2016.yaml")));
    SettlementDesk desk =
        new SettlementDesk(
            settlements, () -> book, new ReplyWriter(), clock, new IdSource(new Random(2)));
    FakePolicyStore policyStore = new FakePolicyStore();
    YamlPolicy yaml = new YamlPolicy();
    PolicyDesk policies = new PolicyDesk(policyStore, yaml);
    PolicyProposals proposals =
        new PolicyProposals(policyStore, yaml, clock, new IdSource(new Random(4)));
    PolicyImpact impact = new PolicyImpact(settlements, policyStore, yaml, () -> book);
    register(HOSPITAL_TOKEN, new Caller("c1", Caller.Role.HOSPITAL, "H1", List.of()));
    register(OTHER_HOSPITAL_TOKEN, new Caller("c2", Caller.Role.HOSPITAL, "H2", List.of()));
    register(INSURER_TOKEN, new Caller("c3", Caller.Role.INSURER, "", List.of("42")));
    register(LOCAL_INSURER_TOKEN, new Caller("c6", Caller.Role.INSURER, "", List.of("4101")));
    register(OFFICE_TOKEN, new Caller("c4", Caller.Role.OFFICE, "", List.of("410102")));
    register(
        INSURER_OF_THE_COUNTY_TOKEN, new Caller("c7", Caller.Role.INSURER, "", List.of("410102")));
    register(OFFICE_OF_THE_CITY_TOKEN, new Caller("c8", Caller.Role.OFFICE, "", List.of("410100")));
    register(
        OFFICE_OF_THE_PREFECTURE_TOKEN, new Caller("c9", Caller.Role.OFFICE, "", List.of("4101")));
    register(OTHER_OPERATOR_TOKEN, new Caller("c10", Caller.Role.OPERATOR, "", List.of()));
    register(OPERATOR_TOKEN, new Caller("c5", Caller.Role.OPERATOR, "", List.of()));
    HoldDesk holdDesk = new HoldDesk(holds, () -> book, new ReplyWriter(), clock);
    settlementEndpoint = new SettlementEndpoint(desk, holdDesk, registry, runner, settlesMax);
    server =
        GrpcServer.start(
            new ServerSettings("127.0.0.1", 0, Optional.empty(), true, limits),
            List.of(
                settlementEndpoint,
                new RegistryEndpoint(
                    registry, registry, () -> book, book::words, runner, clock, new Random(3)),
                new PolicyEndpoint(policies, proposals, impact, () -> {}, runner)),
            List.of(),
            new CallerDirectory(registry, pool, strangers, Ticker.systemTicker()),
            runner,
            meters);
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.port())
            .usePlaintext()
            .directExecutor()
            .build();
  }

  Door() {
    this(4, WorkerPool.QUEUE_MAX_DEFAULT);
  }

  /** Where settle requests are let in. */
  Turnstile settles() {
    return settlementEndpoint
        .turnstile(SettlementServiceGrpc.getSettleClaimMethod().getFullMethodName())
        .orElseThrow();
  }

  static String policyText(String file) {
    try {
      return Files.readString(Path.of("../policies/zhengzhou", file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PolicyCompiler.Published published(String file) {
    String text = policyText(file);
    return new PolicyCompiler.Published(
        new YamlPolicy().read(file, text).table().orElseThrow(), Sha256.hexOf(text));
  }

  private void register(String token, Caller caller) {
    registry.registerCaller(caller, Sha256.of(token), "", Instant.EPOCH);
  }

  static <S extends AbstractStub<S>> S as(S stub, String token) {
    Metadata headers = new Metadata();
    headers.put(CallerInterceptor.AUTHORIZATION, "Bearer " + token);
    return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  SettlementServiceGrpc.SettlementServiceBlockingStub settlement(String token) {
    return as(SettlementServiceGrpc.newBlockingStub(channel), token);
  }

  RegistryServiceGrpc.RegistryServiceBlockingStub registry(String token) {
    return as(RegistryServiceGrpc.newBlockingStub(channel), token);
  }

  PolicyServiceGrpc.PolicyServiceBlockingStub policy(String token) {
    return as(PolicyServiceGrpc.newBlockingStub(channel), token);
  }

  static Date date(int year, int month, int day) {
    return Date.newBuilder().setYear(year).setMonth(month).setDay(day).build();
  }

  /** An inpatient stay of 10,000 yuan after July 2016, insured for 7,000. */
  static Claim.Builder claim() {
    Claim.Builder claim =
        Claim.newBuilder()
            .setHospitalId("H1")
            .setOperatorId("cashier")
            .setEncounterId("E1")
            .setBillNumber("B1")
            .setBillKind(BillKind.BILL_KIND_FINAL)
            .setPersonDocument(document(RESIDENT_ID))
            .setInsuredRegionCode("410100")
            .setInsuredSchemeCode("390")
            .setCareTypeCode("inpatient")
            .setAdmissionDate(date(2016, 8, 1))
            .setDischargeDate(date(2016, 8, 9))
            .addDiagnosisCodes("I10")
            .setBill(Bill.newBuilder().setTotalFen(1_000_000).setInScopeFen(1_000_000));
    claim
        .getInsurerSettlementBuilder()
        .setSettlementId("I1")
        .addPaymentsBuilder()
        .setFundCode("390100")
        .setAmountFen(700_000);
    return claim;
  }

  /** A dibao member whom this county has registered. */
  static Person person(String county) {
    return Person.newBuilder()
        .addDocuments(document(RESIDENT_ID))
        .setName("某人")
        .addIdentities(
            Identity.newBuilder()
                .setCategoryCode("dibao")
                .setCountyCode(county)
                .setFromDate(date(2016, 1, 1))
                .setSourceCode("file"))
        .build();
  }

  static PersonDocument document(String number) {
    return PersonDocument.newBuilder().setKindCode("resident_id").setNumber(number).build();
  }

  static SettleClaimRequest settle(String requestId) {
    return SettleClaimRequest.newBuilder().setRequestId(requestId).setClaim(claim()).build();
  }

  static void refused(ErrorReason reason, Executable call) {
    StatusRuntimeException error = Assertions.assertThrows(StatusRuntimeException.class, call);
    Assertions.assertEquals(reason.name(), info(error).getReason());
  }

  /** The error's reason; it must have exactly one ErrorInfo and both languages. */
  static ErrorInfo info(StatusRuntimeException error) {
    List<ErrorInfo> infos = details(error, ErrorInfo.class);
    Assertions.assertEquals(1, infos.size(), () -> "details of " + error);
    Assertions.assertEquals("yizhan.io", infos.get(0).getDomain());
    Assertions.assertEquals(
        ErrorReason.valueOf(infos.get(0).getReason()).code(), error.getStatus().getCode());
    String text = String.valueOf(error.getStatus().getDescription());
    Assertions.assertTrue(text.matches("(?s).*\\p{IsHan}.* / .*[A-Za-z].*"), text);
    return infos.get(0);
  }

  static List<String> fields(StatusRuntimeException error) {
    List<BadRequest> bad = details(error, BadRequest.class);
    Assertions.assertEquals(1, bad.size());
    return bad.get(0).getFieldViolationsList().stream()
        .map(BadRequest.FieldViolation::getField)
        .toList();
  }

  static <M extends Message> List<M> details(StatusRuntimeException error, Class<M> type) {
    com.google.rpc.Status status = StatusProto.fromThrowable(error);
    Assertions.assertNotNull(status);
    return status.getDetailsList().stream()
        .filter(any -> any.is(type))
        .map(any -> unpack(any, type))
        .toList();
  }

  private static <M extends Message> M unpack(Any any, Class<M> type) {
    try {
      return any.unpack(type);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * A claim of nothing, refused on the event loop: nothing is done, and the caller is known then.
   */
  void askForNothing() {
    Assertions.assertThrows(
        StatusRuntimeException.class,
        () -> settlement(HOSPITAL_TOKEN).settleClaim(SettleClaimRequest.getDefaultInstance()));
  }

  /** Waits until something holds; what does not within a minute fails the test. */
  static void await(BooleanSupplier holds) {
    for (int tries = 0; !holds.getAsBoolean(); tries++) {
      if (tries == AWAIT_TRIES_MAX) {
        throw new AssertionError("waited a minute in vain");
      }
      LockSupport.parkNanos(AWAIT_TRY.toNanos());
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.close();
    pool.close();
    strangers.close();
  }
}
