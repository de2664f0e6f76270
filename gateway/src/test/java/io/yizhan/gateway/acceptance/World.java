package io.yizhan.gateway.acceptance;

import io.yizhan.gateway.desk.Sha256;
import io.yizhan.proto.v1.AddFundMoneyRequest;
import io.yizhan.proto.v1.Approval;
import io.yizhan.proto.v1.ApprovePolicyRequest;
import io.yizhan.proto.v1.ApprovePolicyResponse;
import io.yizhan.proto.v1.CallerRole;
import io.yizhan.proto.v1.Grant;
import io.yizhan.proto.v1.Hospital;
import io.yizhan.proto.v1.Identity;
import io.yizhan.proto.v1.Person;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PolicyProposal;
import io.yizhan.proto.v1.ProposePolicyRequest;
import io.yizhan.proto.v1.PutHospitalRequest;
import io.yizhan.proto.v1.PutOpeningUsageRequest;
import io.yizhan.proto.v1.PutPersonRequest;
import io.yizhan.proto.v1.QuoteSettlementRequest;
import io.yizhan.proto.v1.RegisterCallerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Zhengzhou as published, four hospitals with their tokens, and whoever a test registers. */
final class World {
  static final Path PACK = Path.of("..", "policies", "zhengzhou");
  static final List<String> HOSPITALS = List.of("H41010001", "H41010002", "H41010003", "H41010004");
  static final String HOSPITAL = HOSPITALS.get(0);

  /** Of everybody whom {@link #known} makes. */
  static final String NAME = "示例人员";

  static final String CHARITY = "zhengzhou_charity";
  private static final int ANSWER_TRIES_MAX = 200;
  private static final long ANSWER_PAUSE_MILLIS = 50;

  private final String operatorToken;
  private final String approverToken;
  private final Map<String, String> tokens;

  private World(String operatorToken, String approverToken, Map<String, String> tokens) {
    this.operatorToken = operatorToken;
    this.approverToken = approverToken;
    this.tokens = tokens;
  }

  /** Publishes and registers. */
  static World build(Client client, String operatorToken) {
    String approverToken = approver(client, operatorToken);
    for (String file : List.of("zhengzhou-2010.yaml", "zhengzhou-2016.yaml")) {
      if (!publish(client, operatorToken, approverToken, file, text(file)).getNewlyPublished()) {
        throw new IllegalStateException("the database must be new");
      }
    }
    Map<String, String> tokens = new TreeMap<>();
    for (String hospital : HOSPITALS) {
      client
          .registry(operatorToken)
          .putHospital(
              PutHospitalRequest.newBuilder()
                  .setHospital(
                      Hospital.newBuilder()
                          .setHospitalId(hospital)
                          .setName("示例医院")
                          .setRegionCode(Claims.COUNTY)
                          .setLevelCode("2"))
                  .build());
      tokens.put(
          hospital,
          client
              .registry(operatorToken)
              .registerCaller(
                  RegisterCallerRequest.newBuilder()
                      .setCallerId("his-" + hospital)
                      .setRole(CallerRole.CALLER_ROLE_HOSPITAL)
                      .setHospitalId(hospital)
                      .build())
              .getToken());
    }
    client
        .registry(operatorToken)
        .addFundMoney(
            AddFundMoneyRequest.newBuilder()
                .setRequestId("charity-budget")
                .setFundCode(CHARITY)
                .setAmountFen(100_000_000)
                .build());
    return new World(operatorToken, approverToken, tokens);
  }

  /** Registers the second person; answers the token. */
  private static String approver(Client client, String operatorToken) {
    return client
        .registry(operatorToken)
        .registerCaller(
            RegisterCallerRequest.newBuilder()
                .setCallerId("approver")
                .setRole(CallerRole.CALLER_ROLE_OPERATOR)
                .build())
        .getToken();
  }

  /** The operator proposes, the approver approves. */
  ApprovePolicyResponse publish(Client client, String file, String text) {
    return publish(client, operatorToken, approverToken, file, text);
  }

  private static ApprovePolicyResponse publish(
      Client client, String operatorToken, String approverToken, String file, String text) {
    PolicyProposal proposal = propose(client, operatorToken, file, text);
    return client
        .policies(approverToken)
        .approvePolicy(
            ApprovePolicyRequest.newBuilder()
                .setProposalId(proposal.getProposalId())
                .setTextSha256(Sha256.hexOf(text))
                .build());
  }

  /** Proposes and answers the proposal. */
  static PolicyProposal propose(Client client, String token, String file, String text) {
    return client
        .policies(token)
        .proposePolicy(
            ProposePolicyRequest.newBuilder().setFileName(file).setDocumentText(text).build())
        .getProposal();
  }

  /** A file of the pack. */
  static String text(String file) {
    try {
      return Files.readString(PACK.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until another gateway than the one that published has read the policies. */
  void awaitPolicies(Client client) {
    QuoteSettlementRequest probe =
        QuoteSettlementRequest.newBuilder()
            .setClaim(Claims.stay(HOSPITAL, Invented.person(999_999), "probe", "2016-08-01", 100))
            .build();
    QuoteSettlementRequest early =
        probe.toBuilder()
            .setClaim(Claims.stay(HOSPITAL, Invented.person(999_999), "probe", "2016-01-01", 100))
            .build();
    for (int i = 0; i < ANSWER_TRIES_MAX; i++) {
      if (client.settlements(token()).quoteSettlement(probe).hasQuote()
          && client.settlements(token()).quoteSettlement(early).hasQuote()) {
        return;
      }
      pause(ANSWER_PAUSE_MILLIS);
    }
    throw new IllegalStateException("the gateway must apply what was published");
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  String operatorToken() {
    return operatorToken;
  }

  /** The token of the second person. */
  String approverToken() {
    return approverToken;
  }

  /** The token of the first hospital. */
  String token() {
    return token(HOSPITAL);
  }

  String token(String hospital) {
    String token = tokens.get(hospital);
    if (token == null) {
      throw new IllegalArgumentException("must be one of the hospitals");
    }
    return token;
  }

  /** Keeps a person. */
  void put(Client client, Person.Builder person) {
    client
        .registry(operatorToken)
        .putPerson(PutPersonRequest.newBuilder().setPerson(person).build());
  }

  /** Somebody with this identity, since 2014 and still. */
  static Person.Builder known(PersonDocument document, String category) {
    return Person.newBuilder()
        .addDocuments(document)
        .setName(NAME)
        .addIdentities(identity(category, "2014-01-01"));
  }

  /** An open identity of the county. */
  static Identity.Builder identity(String category, String from) {
    return Identity.newBuilder()
        .setCategoryCode(category)
        .setCountyCode(Claims.COUNTY)
        .setFromDate(Claims.date(from))
        .setSourceCode("civil_affairs_file");
  }

  /** The approval of dialysis, at any hospital. */
  static Approval.Builder dialysisApproval() {
    return Approval.newBuilder()
        .setApprovalId("approval-dialysis")
        .setKindCode("special_disease")
        .setDiseaseCode("esrd")
        .setTreatmentFormCode("dialysis")
        .setFromDate(Claims.date("2015-01-01"));
  }

  /** The approval of a major illness. */
  static Approval.Builder majorApproval() {
    return Approval.newBuilder()
        .setApprovalId("approval-major")
        .setKindCode("major_illness")
        .setFromDate(Claims.date("2015-01-01"));
  }

  /** A charity grant for 2016 and 2017. */
  static Grant.Builder grant(long fen) {
    return Grant.newBuilder()
        .setGrantId("grant-1")
        .setFundCode(CHARITY)
        .setAmountFen(fen)
        .setFromDate(Claims.date("2016-01-01"))
        .setToDate(Claims.date("2017-12-31"));
  }

  /** Usage from before go-live; answers what is used then. */
  long open(
      Client client, String requestId, PersonDocument person, String account, int year, long fen) {
    return client
        .registry(operatorToken)
        .putOpeningUsage(
            PutOpeningUsageRequest.newBuilder()
                .setRequestId(requestId)
                .setPersonDocument(person)
                .setAccountCode(account)
                .setBenefitYear(year)
                .setUsedFen(fen)
                .setSource("paper ledger 2016")
                .build())
        .getUsedFen();
  }
}
