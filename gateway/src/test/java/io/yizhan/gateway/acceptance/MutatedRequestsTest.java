package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.grpc.Status;
import io.yizhan.gateway.acceptance.Mutations.Mutated;
import io.yizhan.proto.v1.AddFundMoneyRequest;
import io.yizhan.proto.v1.ApprovePolicyRequest;
import io.yizhan.proto.v1.CallerRole;
import io.yizhan.proto.v1.CheckPolicyRequest;
import io.yizhan.proto.v1.GetPersonRequest;
import io.yizhan.proto.v1.GetPolicyRequest;
import io.yizhan.proto.v1.GetProposalRequest;
import io.yizhan.proto.v1.GetSettlementRequest;
import io.yizhan.proto.v1.GetUsageRequest;
import io.yizhan.proto.v1.HoldTerms;
import io.yizhan.proto.v1.Hospital;
import io.yizhan.proto.v1.ImportMode;
import io.yizhan.proto.v1.ImportPersonsRequest;
import io.yizhan.proto.v1.ImportRosterRequest;
import io.yizhan.proto.v1.JoinPersonsRequest;
import io.yizhan.proto.v1.ListFundsRequest;
import io.yizhan.proto.v1.ListHospitalsRequest;
import io.yizhan.proto.v1.ListIdentityChangesRequest;
import io.yizhan.proto.v1.ListImpactRequest;
import io.yizhan.proto.v1.ListMeansChecksRequest;
import io.yizhan.proto.v1.ListPoliciesRequest;
import io.yizhan.proto.v1.ListProposalsRequest;
import io.yizhan.proto.v1.ListSettlementsRequest;
import io.yizhan.proto.v1.Person;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.ProposePolicyRequest;
import io.yizhan.proto.v1.PutHospitalRequest;
import io.yizhan.proto.v1.PutOpeningUsageRequest;
import io.yizhan.proto.v1.PutPersonRequest;
import io.yizhan.proto.v1.QuoteSettlementRequest;
import io.yizhan.proto.v1.RegisterCallerRequest;
import io.yizhan.proto.v1.RegisterNewbornRequest;
import io.yizhan.proto.v1.RekeyRegisterRequest;
import io.yizhan.proto.v1.ReleaseHoldRequest;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.RevokeCallerRequest;
import io.yizhan.proto.v1.SettleClaimRequest;
import io.yizhan.proto.v1.UndoRequestRequest;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Spoilt requests to every method of the three services, over one channel, against a real database:
 * none is answered INTERNAL or UNKNOWN. What writes carries a flaw that no spoiling mends, so no
 * row of any table may change; claims without the flaw are counted one by one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MutatedRequestsTest {
  private static final int REQUESTS = 100_000;
  private static final int WRITTEN = 3_000;
  private static final long SEED = 4_242;
  private static final int SHOWN_MAX = 5;

  /** What a request may be answered; what says that the gateway failed is not among them. */
  private static final Set<Status.Code> ALLOWED =
      Set.of(
          Status.Code.OK,
          Status.Code.INVALID_ARGUMENT,
          Status.Code.NOT_FOUND,
          Status.Code.PERMISSION_DENIED,
          Status.Code.FAILED_PRECONDITION,
          Status.Code.ALREADY_EXISTS);

  /** Visible characters and no blanks are asked for: of these no flipped bits make an id. */
  private static final String NO_ID = " ".repeat(70);

  /** A document that lacks everything but its name, so that it is never proved. */
  private static final String NO_POLICY =
      "policy: nowhere\nname: 无\nin_force: {from: 2016-07-01}\n";

  /** A method with a request that is right but for the flaw, which is appended once more. */
  private record Target(String method, String token, Message valid, Message flaw) {}

  /** What was wrong with an answer. */
  private record Finding(String what) {}

  @SuppressWarnings("NullAway.Init")
  private House house;

  @SuppressWarnings("NullAway.Init")
  private String proposalId;

  @SuppressWarnings("NullAway.Init")
  private String office;

  @SuppressWarnings("NullAway.Init")
  private String insurerToken;

  @SuppressWarnings("NullAway.Init")
  private RawCalls calls;

  private final ConcurrentLinkedQueue<Finding> findings = new ConcurrentLinkedQueue<>();

  @BeforeAll
  void open() {
    house = House.open();
    house.world().put(house.client(), World.known(Invented.person(1), "dibao"));
    house.settle(request("good-1"));
    proposalId =
        World.propose(
                house.client(),
                house.world().operatorToken(),
                "henan-2017.yaml",
                World.text("../henan/henan-2017.yaml"))
            .getProposalId();
    office = Offices.register(house, "aid-410122", Claims.COUNTY);
    insurerToken =
        house
            .client()
            .registry(house.world().operatorToken())
            .registerCaller(
                io.yizhan.proto.v1.RegisterCallerRequest.newBuilder()
                    .setCallerId("insurer")
                    .setRole(io.yizhan.proto.v1.CallerRole.CALLER_ROLE_INSURER)
                    .addRegionCodes("4101")
                    .build())
            .getToken();
    calls = new RawCalls(house.port());
  }

  @AfterAll
  void close() {
    calls.close();
    house.close();
  }

  private static SettleClaimRequest request(String id) {
    return Claims.request(
        id, Claims.stay(World.HOSPITAL, Invented.person(1), "E-" + id, "2016-08-01", 1_000_000));
  }

  private List<Target> targets() {
    List<Target> targets = new ArrayList<>();
    settlementTargets(targets, house.world().token());
    registryTargets(targets, house.world().operatorToken());
    rosterTargets(targets, house.world().operatorToken());
    policyTargets(targets, house.world().approverToken());
    OwedRequests.receivables()
        .forEach(
            each ->
                add(
                    targets,
                    house.world().operatorToken(),
                    each.method(),
                    each.valid(),
                    each.flaw()));
    add(
        targets,
        house.world().token(),
        "ReceivableService/OwePatientShare",
        OwedRequests.share(NO_ID),
        OwedRequests.share(NO_ID));
    OwedRequests.provisionals()
        .forEach(
            each ->
                add(
                    targets,
                    house.world().operatorToken(),
                    each.method(),
                    each.valid(),
                    each.flaw()));
    AidTargets.all(NO_ID)
        .forEach(
            (method, request) -> add(targets, office, method, request.valid(), request.flaw()));
    PastRequests.all()
        .forEach(
            each ->
                add(
                    targets,
                    house.world().operatorToken(),
                    each.method(),
                    each.valid(),
                    each.flaw()));
    insuranceTargets(targets, house.world().token(), insurerToken);
    return targets;
  }

  private void settlementTargets(List<Target> out, String token) {
    String service = "SettlementService/";
    SettleClaimRequest settle = request(NO_ID);
    add(out, token, service + "SettleClaim", settle, settleFlaw());
    add(
        out,
        token,
        service + "QuoteSettlement",
        QuoteSettlementRequest.newBuilder().setClaim(settle.getClaim()).build());
    HoldTerms noHold = HoldTerms.newBuilder().setRequestId(NO_ID).build();
    add(
        out,
        token,
        service + "QuoteSettlement",
        QuoteSettlementRequest.newBuilder()
            .setClaim(settle.getClaim())
            .setHold(noHold.toBuilder().setHoldSeconds(600))
            .build(),
        QuoteSettlementRequest.newBuilder().setHold(noHold).build());
    add(
        out,
        token,
        service + "ReleaseHold",
        ReleaseHoldRequest.newBuilder()
            .setHospitalId(World.HOSPITAL)
            .setHoldRequestId(NO_ID)
            .build(),
        ReleaseHoldRequest.newBuilder().setHoldRequestId(NO_ID).build());
    add(
        out,
        token,
        service + "ReverseSettlement",
        ReverseSettlementRequest.newBuilder()
            .setRequestId(NO_ID)
            .setHospitalId(World.HOSPITAL)
            .setSettlementId("S")
            .setOperatorId("cashier")
            .setReason("wrong bill")
            .build(),
        ReverseSettlementRequest.newBuilder().setRequestId(NO_ID).build());
    add(
        out,
        token,
        service + "UndoRequest",
        UndoRequestRequest.newBuilder()
            .setHospitalId(World.HOSPITAL)
            .setUndoneRequestId(NO_ID)
            .setOperatorId("cashier")
            .setReason("no answer")
            .build(),
        UndoRequestRequest.newBuilder().setUndoneRequestId(NO_ID).build());
    add(
        out,
        token,
        service + "GetSettlement",
        GetSettlementRequest.newBuilder()
            .setHospitalId(World.HOSPITAL)
            .setRequestId("good-1")
            .build());
    add(
        out,
        token,
        service + "ListSettlements",
        ListSettlementsRequest.newBuilder()
            .setHospitalId(World.HOSPITAL)
            .setFromDate(Claims.date("2026-11-01"))
            .setToDate(Claims.date("2026-11-30"))
            .setPageSize(10)
            .build());
    add(
        out,
        token,
        service + "GetUsage",
        GetUsageRequest.newBuilder()
            .setHospitalId(World.HOSPITAL)
            .setPersonDocument(Invented.person(1))
            .setInsuredRegionCode(Claims.COUNTY)
            .setAsOfDate(Claims.date("2016-08-01"))
            .build());
  }

  private static Message settleFlaw() {
    return SettleClaimRequest.newBuilder().setRequestId(NO_ID).build();
  }

  private void registryTargets(List<Target> out, String token) {
    String service = "RegistryService/";
    Hospital.Builder noHospital = Hospital.newBuilder().setHospitalId(NO_ID);
    add(
        out,
        token,
        service + "PutHospital",
        PutHospitalRequest.newBuilder()
            .setHospital(
                noHospital.clone().setName("示例医院").setRegionCode(Claims.COUNTY).setLevelCode("2"))
            .build(),
        PutHospitalRequest.newBuilder().setHospital(noHospital).build());
    add(
        out,
        token,
        service + "ListHospitals",
        ListHospitalsRequest.newBuilder().setPageSize(2).build());
    Person person =
        World.known(Invented.person(2), "dibao")
            .addApprovals(World.dialysisApproval())
            .addGrants(World.grant(100))
            .build();
    Person flaw =
        Person.newBuilder()
            .addDocuments(PersonDocument.newBuilder().setKindCode("none").setNumber(NO_ID))
            .build();
    Person flawed = person.toBuilder().mergeFrom(flaw).build();
    add(
        out,
        token,
        service + "PutPerson",
        PutPersonRequest.newBuilder().setPerson(flawed).build(),
        PutPersonRequest.newBuilder().setPerson(flaw).build());
    add(
        out,
        token,
        service + "ImportPersons",
        ImportPersonsRequest.newBuilder().setPerson(flawed).build(),
        ImportPersonsRequest.newBuilder().setPerson(flaw).build());
    String noPurpose = "x".repeat(300);
    add(
        out,
        token,
        service + "GetPerson",
        GetPersonRequest.newBuilder()
            .setPersonDocument(Invented.person(1))
            .setPurpose(noPurpose)
            .build(),
        GetPersonRequest.newBuilder().setPurpose(noPurpose).build());
    add(
        out,
        token,
        service + "PutOpeningUsage",
        PutOpeningUsageRequest.newBuilder()
            .setRequestId(NO_ID)
            .setPersonDocument(Invented.person(1))
            .setAccountCode("zhengzhou/IN")
            .setBenefitYear(2016)
            .setUsedFen(100)
            .setSource("paper")
            .build(),
        PutOpeningUsageRequest.newBuilder().setRequestId(NO_ID).build());
    add(
        out,
        token,
        service + "AddFundMoney",
        AddFundMoneyRequest.newBuilder()
            .setRequestId(NO_ID)
            .setFundCode(World.CHARITY)
            .setAmountFen(100)
            .build(),
        AddFundMoneyRequest.newBuilder().setRequestId(NO_ID).build());
    add(out, token, service + "ListFunds", ListFundsRequest.newBuilder().setPageSize(5).build());
    add(
        out,
        token,
        service + "RegisterCaller",
        RegisterCallerRequest.newBuilder()
            .setCallerId(NO_ID)
            .setRole(CallerRole.CALLER_ROLE_OFFICE)
            .addRegionCodes(Claims.COUNTY)
            .build(),
        RegisterCallerRequest.newBuilder().setCallerId(NO_ID).build());
    add(
        out,
        token,
        service + "RevokeCaller",
        RevokeCallerRequest.newBuilder().setCallerId(NO_ID).build(),
        RevokeCallerRequest.newBuilder().setCallerId(NO_ID).build());
  }

  private void rosterTargets(List<Target> out, String token) {
    String service = "RosterService/";
    add(
        out,
        token,
        service + "ImportRoster",
        ImportRosterRequest.newBuilder()
            .setOrder(Rosters.complete(ImportMode.IMPORT_MODE_GOOD_LINES_ONLY, "2016-12-31"))
            .build(),
        ImportRosterRequest.newBuilder()
            .addLines(Rosters.line(1, Invented.person(1), World.identity("dibao", "2016-01-01")))
            .build());
    add(
        out,
        token,
        service + "JoinPersons",
        JoinPersonsRequest.newBuilder()
            .setRequestId(NO_ID)
            .setKeptDocument(Invented.person(1))
            .setJoinedDocument(Invented.person(2))
            .setReason("x")
            .build(),
        JoinPersonsRequest.newBuilder().setRequestId(NO_ID).build());
    add(
        out,
        token,
        service + "RegisterNewborn",
        RegisterNewbornRequest.newBuilder()
            .setRequestId(NO_ID)
            .setMotherDocument(Invented.person(1))
            .setChild(World.known(Invented.person(3), "dibao"))
            .build(),
        RegisterNewbornRequest.newBuilder().setRequestId(NO_ID).build());
    add(
        out,
        token,
        service + "ListMeansChecks",
        ListMeansChecksRequest.newBuilder().setPersonDocument(Invented.person(1)).build());
    Message noRows = RekeyRegisterRequest.newBuilder().setRowLimit(-1).build();
    add(out, token, service + "RekeyRegister", noRows, noRows);
    add(
        out,
        token,
        service + "ListIdentityChanges",
        ListIdentityChangesRequest.newBuilder().setPersonDocument(Invented.person(1)).build());
  }

  private void policyTargets(List<Target> out, String token) {
    String service = "PolicyService/";
    add(
        out,
        token,
        service + "CheckPolicy",
        CheckPolicyRequest.newBuilder().setFileName("a.yaml").setDocumentText(NO_POLICY).build());
    add(
        out,
        token,
        service + "ProposePolicy",
        ProposePolicyRequest.newBuilder().setFileName("a.yaml").setDocumentText(NO_POLICY).build());
    add(
        out,
        token,
        service + "ListProposals",
        ListProposalsRequest.newBuilder().setOpenOnly(true).setPageSize(2).build());
    add(
        out,
        token,
        service + "GetProposal",
        GetProposalRequest.newBuilder().setProposalId(proposalId).build());
    add(
        out,
        token,
        service + "ApprovePolicy",
        ApprovePolicyRequest.newBuilder()
            .setProposalId(proposalId)
            .setTextSha256("0".repeat(64))
            .build());
    Message noProposal =
        io.yizhan.proto.v1.WithdrawProposalRequest.newBuilder().setProposalId("nothing").build();
    add(out, token, service + "WithdrawProposal", noProposal, noProposal);
    add(
        out,
        token,
        service + "ListImpact",
        ListImpactRequest.newBuilder().setProposalId(proposalId).setPageSize(2).build());
    add(
        out,
        token,
        service + "ListPolicies",
        ListPoliciesRequest.newBuilder().setPageSize(1).build());
    add(
        out,
        token,
        service + "GetPolicy",
        GetPolicyRequest.newBuilder()
            .setPolicyCode("zhengzhou")
            .setInForceDate(Claims.date("2016-08-01"))
            .build());
  }

  private static void insuranceTargets(
      List<Target> out, String hospitalToken, String insurerToken) {
    String service = "InsuranceService/";
    add(
        out,
        insurerToken,
        service + "NotifyCancelled",
        io.yizhan.proto.v1.NotifyCancelledRequest.newBuilder()
            .setInsurerRequestId("nothing")
            .build());
    add(
        out,
        hospitalToken,
        service + "ListOneSidedSettlements",
        io.yizhan.proto.v1.ListOneSidedSettlementsRequest.newBuilder()
            .setHospitalId(World.HOSPITAL)
            .setPageSize(2)
            .build());
  }

  private static void add(List<Target> out, String token, String method, Message valid) {
    add(out, token, method, valid, valid.getDefaultInstanceForType());
  }

  private static void add(
      List<Target> out, String token, String method, Message valid, Message flaw) {
    out.add(new Target("yizhan.settlement.v1." + method, token, valid, flaw));
  }

  @Test
  void targets_areEveryMethodOfTheServices() {
    Set<String> named = new TreeSet<>();
    targets().forEach(target -> named.add(target.method()));
    assertEquals(RawCalls.methods(), named);
  }

  @Test
  void requests_mutated_areRefusedAndWriteNothing() {
    Map<String, String> before = house.digests();
    List<Target> targets = targets();
    Random random = new Random(SEED);
    Mutations mutations = new Mutations(random);
    Map<Status.Code, Integer> counts = new EnumMap<>(Status.Code.class);
    for (int i = 0; i < REQUESTS; i++) {
      Target target = targets.get(i % targets.size());
      Mutated mutated = mutations.next(target.valid());
      byte[] bytes =
          ByteString.copyFrom(mutated.bytes()).concat(target.flaw().toByteString()).toByteArray();
      calls.send(
          target.method(),
          target.token(),
          bytes,
          (code, problem) -> note(counts, target, mutated, bytes, code, problem));
    }
    calls.awaitAll();
    System.out.println("mutated requests: n=" + REQUESTS + " " + counts);
    assertEquals(List.of(), findings.stream().limit(SHOWN_MAX).toList());
    assertEquals(REQUESTS, counts.values().stream().mapToInt(n -> n).sum());
    assertTrue(counts.getOrDefault(Status.Code.OK, 0) > REQUESTS / 20, "some are read to the end");
    assertEquals(before, house.digests());
  }

  private void note(
      Map<Status.Code, Integer> counts,
      Target target,
      Mutated mutated,
      byte[] bytes,
      Status.Code code,
      String problem) {
    synchronized (counts) {
      counts.merge(code, 1, Integer::sum);
    }
    if (!ALLOWED.contains(code) || !problem.isEmpty()) {
      findings.add(
          new Finding(
              target.method()
                  + " "
                  + mutated.way()
                  + " "
                  + code
                  + " "
                  + problem
                  + " "
                  + hex(bytes)));
    }
  }

  private static String hex(byte[] bytes) {
    String hex = java.util.HexFormat.of().formatHex(bytes);
    return hex.length() > 2_000 ? hex.substring(0, 2_000) + "..." : hex;
  }

  @Test
  void claims_mutatedAndStillValid_areOneRowEach() {
    Map<String, Long> before = rows();
    Set<String> accepted = java.util.concurrent.ConcurrentHashMap.newKeySet();
    Mutations mutations = new Mutations(new Random(SEED + 1));
    Map<Status.Code, Integer> counts = new EnumMap<>(Status.Code.class);
    for (int i = 0; i < WRITTEN; i++) {
      SettleClaimRequest valid = request("valid-" + i);
      Target target =
          new Target(
              "yizhan.settlement.v1.SettlementService/SettleClaim",
              house.world().token(),
              valid,
              valid);
      Mutated mutated = mutations.next(valid);
      calls.send(
          target.method(),
          target.token(),
          mutated.bytes(),
          (code, problem) -> {
            note(counts, target, mutated, mutated.bytes(), code, problem);
            if (code == Status.Code.OK) {
              accepted.add(idOf(mutated.bytes()));
            }
          });
    }
    calls.awaitAll();
    System.out.println("mutated claims: n=" + WRITTEN + " " + counts);
    assertEquals(List.of(), findings.stream().limit(SHOWN_MAX).toList());
    assertTrue(accepted.size() > WRITTEN / 20, "some are written");
    Map<String, Long> after = rows();
    assertEquals(
        before.getOrDefault("request", 0L) + accepted.size(), after.getOrDefault("request", 0L));
    assertEquals(List.of(), house.audit());
  }

  private Map<String, Long> rows() {
    Map<String, Long> rows = new TreeMap<>();
    rows.put(
        "request", Long.parseLong(house.database().rows("SELECT count(*) FROM request").get(0)));
    return rows;
  }

  private static String idOf(byte[] bytes) {
    try {
      return SettleClaimRequest.parseFrom(bytes).getRequestId();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }
}
