package io.yizhan.gateway.demo;

import io.yizhan.gateway.desk.Sha256;
import io.yizhan.gateway.policyfile.YamlPolicy;
import io.yizhan.gateway.terminal.DisplayWidth;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.AddFundMoneyRequest;
import io.yizhan.proto.v1.Approval;
import io.yizhan.proto.v1.ApprovePolicyRequest;
import io.yizhan.proto.v1.CallerRole;
import io.yizhan.proto.v1.Grant;
import io.yizhan.proto.v1.Hospital;
import io.yizhan.proto.v1.Identity;
import io.yizhan.proto.v1.Person;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PolicyProposal;
import io.yizhan.proto.v1.ProposePolicyRequest;
import io.yizhan.proto.v1.PublishedPolicy;
import io.yizhan.proto.v1.PutHospitalRequest;
import io.yizhan.proto.v1.PutPersonRequest;
import io.yizhan.proto.v1.RegisterCallerRequest;
import io.yizhan.proto.v1.RegistryServiceGrpc.RegistryServiceBlockingStub;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;

/** What the tour needs to exist: policies, hospitals, persons, money, and the hospital's token. */
final class DemoWorld {
  private static final LocalDate BIRTH = LocalDate.of(1958, 3, 14);

  static final String COUNTY_HOSPITAL = "H410100001";
  static final String CITY_HOSPITAL = "H410100002";
  static final String COUNTY = "410122";
  static final String CHARITY_FUND = "zhengzhou_charity";

  /** Rural dibao members, one for each story, so that no story eats another's cap. */
  static final PersonDocument DIBAO_EARLY = person(1);

  static final PersonDocument DIBAO_LATE = person(2);
  static final PersonDocument DIALYSIS = person(3);
  static final PersonDocument LARGE_BILL = person(4);
  static final PersonDocument GRANTED = person(5);
  static final PersonDocument QUOTED = person(6);
  static final PersonDocument LOST = person(7);

  static final long CHARITY_GRANT_FEN = 500_000;
  private static final int SOURCE_INDENT = 17;
  private static final long CHARITY_BUDGET_FEN = 10_000_000;
  private static final LocalDate ALWAYS_FROM = LocalDate.of(2014, 1, 1);

  private DemoWorld() {}

  private static PersonDocument person(int sequence) {
    return PersonDocument.newBuilder()
        .setKindCode("resident_id")
        .setNumber(InventedId.of(BIRTH, sequence))
        .build();
  }

  /**
   * Builds it by calls and answers the token of the county hospital.
   *
   * @param policies the folder with the packs
   */
  static String build(DemoClient client, String operatorToken, Path policies, PrintStream out)
      throws IOException {
    RegistryServiceBlockingStub registry = client.registry(operatorToken);
    String approverToken =
        registry
            .registerCaller(
                RegisterCallerRequest.newBuilder()
                    .setCallerId("demo-approver")
                    .setRole(CallerRole.CALLER_ROLE_OPERATOR)
                    .build())
            .getToken();
    for (String pack : List.of("zhengzhou", "binhai")) {
      publish(client, operatorToken, approverToken, policies.resolve(pack), out);
    }
    putHospital(registry, COUNTY_HOSPITAL, "示例县人民医院", COUNTY, "2", out);
    putHospital(registry, CITY_HOSPITAL, "示例市中心医院", "410102", "3", out);
    putPersons(registry);
    out.println("  人员 persons   7，虚构 invented");
    registry.addFundMoney(
        AddFundMoneyRequest.newBuilder()
            .setRequestId("demo-charity-budget")
            .setFundCode(CHARITY_FUND)
            .setAmountFen(CHARITY_BUDGET_FEN)
            .build());
    out.println("  慈善资金 charity 100,000.00");
    return registry
        .registerCaller(
            RegisterCallerRequest.newBuilder()
                .setCallerId("his-" + COUNTY_HOSPITAL)
                .setRole(CallerRole.CALLER_ROLE_HOSPITAL)
                .setHospitalId(COUNTY_HOSPITAL)
                .build())
        .getToken();
  }

  /** One proposes, another approves. */
  private static void publish(
      DemoClient client, String operatorToken, String approverToken, Path folder, PrintStream out)
      throws IOException {
    for (Path file : policyFiles(folder)) {
      PolicyProposal proposal =
          client
              .policies(operatorToken)
              .proposePolicy(
                  ProposePolicyRequest.newBuilder()
                      .setFileName(String.valueOf(file.getFileName()))
                      .setDocumentText(Files.readString(file))
                      .build())
              .getProposal();
      PublishedPolicy published =
          client
              .policies(approverToken)
              .approvePolicy(
                  ApprovePolicyRequest.newBuilder()
                      .setProposalId(proposal.getProposalId())
                      .setTextSha256(Sha256.hexOf(Files.readString(file)))
                      .build())
              .getPolicy();
      out.println("  政策 policy    " + published.getVersion().getVersionCode());
      out.println(
          " ".repeat(SOURCE_INDENT)
              + "提案 proposed by "
              + published.getProposerId()
              + "，批准 approved by "
              + published.getApproverId());
      sources(file, out);
    }
  }

  /** What the clauses of the tables stand for. */
  private static void sources(Path file, PrintStream out) throws IOException {
    new YamlPolicy()
        .read(file.toString(), Files.readString(file))
        .table()
        .ifPresent(
            table ->
                table
                    .sources()
                    .forEach(
                        (key, source) ->
                            DisplayWidth.wrap(
                                    key + "  " + source.title() + "，" + source.readIn(),
                                    WaterfallTable.COLUMNS_MAX - SOURCE_INDENT)
                                .forEach(line -> out.println(" ".repeat(SOURCE_INDENT) + line))));
  }

  private static List<Path> policyFiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  private static void putHospital(
      RegistryServiceBlockingStub registry,
      String id,
      String name,
      String region,
      String level,
      PrintStream out) {
    registry.putHospital(
        PutHospitalRequest.newBuilder()
            .setHospital(
                Hospital.newBuilder()
                    .setHospitalId(id)
                    .setName(name)
                    .setRegionCode(region)
                    .setLevelCode(level))
            .build());
    out.println("  医院 hospital  " + id + " " + name);
  }

  private static void putPersons(RegistryServiceBlockingStub registry) {
    for (PersonDocument document : List.of(DIBAO_EARLY, DIBAO_LATE, LARGE_BILL, QUOTED, LOST)) {
      put(registry, known(document, "dibao"));
    }
    put(
        registry,
        known(DIALYSIS, "tekun_inst")
            .addApprovals(
                Approval.newBuilder()
                    .setApprovalId("demo-approval-1")
                    .setKindCode("special_disease")
                    .setDiseaseCode("esrd")
                    .setTreatmentFormCode("dialysis")
                    .setFromDate(WireDate.of(LocalDate.of(2016, 7, 1)))));
    put(
        registry,
        known(GRANTED, "dibao")
            .addGrants(
                Grant.newBuilder()
                    .setGrantId("demo-grant-1")
                    .setFundCode(CHARITY_FUND)
                    .setAmountFen(CHARITY_GRANT_FEN)
                    .setFromDate(WireDate.of(LocalDate.of(2016, 8, 1)))
                    .setToDate(WireDate.of(LocalDate.of(2016, 12, 31)))));
  }

  private static Person.Builder known(PersonDocument document, String category) {
    return Person.newBuilder()
        .addDocuments(document)
        .setName("示例人员")
        .addIdentities(
            Identity.newBuilder()
                .setCategoryCode(category)
                .setCountyCode(COUNTY)
                .setFromDate(WireDate.of(ALWAYS_FROM))
                .setSourceCode("civil_affairs_file"));
  }

  private static void put(RegistryServiceBlockingStub registry, Person.Builder person) {
    registry.putPerson(PutPersonRequest.newBuilder().setPerson(person).build());
  }
}
