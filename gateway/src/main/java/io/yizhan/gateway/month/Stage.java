package io.yizhan.gateway.month;

import io.grpc.Channel;
import io.yizhan.gateway.desk.Sha256;
import io.yizhan.gateway.month.Town.County;
import io.yizhan.gateway.month.Town.House;
import io.yizhan.gateway.month.Town.Resident;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.AddFundMoneyRequest;
import io.yizhan.proto.v1.Approval;
import io.yizhan.proto.v1.ApprovePolicyRequest;
import io.yizhan.proto.v1.CallerRole;
import io.yizhan.proto.v1.Grant;
import io.yizhan.proto.v1.Hospital;
import io.yizhan.proto.v1.HouseholdMembership;
import io.yizhan.proto.v1.Identity;
import io.yizhan.proto.v1.Person;
import io.yizhan.proto.v1.PolicyServiceGrpc;
import io.yizhan.proto.v1.ProposePolicyRequest;
import io.yizhan.proto.v1.PutHospitalRequest;
import io.yizhan.proto.v1.RegisterCallerRequest;
import io.yizhan.proto.v1.RegistryServiceGrpc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/** What must exist before the month begins: policy, hospitals, callers, money, persons. */
final class Stage {
  private static final String POLICY_FILE = "zhengzhou/zhengzhou-2016.yaml";
  private static final String CHARITY_FUND = "zhengzhou_charity";
  private static final long YUAN = 100;
  private static final long CHARITY_FEN = 50_000_000 * YUAN;
  private static final long COUNTY_FEN_EACH = 2_000 * YUAN;
  private static final LocalDate ALWAYS_FROM = LocalDate.of(2020, 1, 1);

  private final MonthClient client;
  private final MonthPlan plan;
  private final Channel operator;
  private final Map<String, String> tokens = new TreeMap<>();

  Stage(MonthClient client, MonthPlan plan, String operatorToken) {
    this.client = client;
    this.plan = plan;
    this.operator = client.as(operatorToken);
    tokens.put("operator", operatorToken);
  }

  /**
   * Sets it.
   *
   * @param policies the folder of packs
   * @param registered hears how many persons have been sent
   */
  void set(Path policies, LongConsumer registered) throws IOException {
    callers();
    publish(policies.resolve(POLICY_FILE));
    hospitals();
    money();
    PersonUpload upload = new PersonUpload(operator);
    long sent = 0;
    for (Resident resident : plan.town().residents()) {
      upload.send(person(resident));
      sent++;
      registered.accept(sent);
    }
    upload.finish(plan.town().residents().size());
  }

  private void callers() {
    register("approver", CallerRole.CALLER_ROLE_OPERATOR, "", List.of());
    register("insurer", CallerRole.CALLER_ROLE_INSURER, "", List.of(Statements.INSURER_CODE));
    for (County county : plan.town().counties()) {
      for (String who : List.of("clerk", "head")) {
        register(
            who + "-" + county.code(), CallerRole.CALLER_ROLE_OFFICE, "", List.of(county.code()));
      }
    }
  }

  private void register(String name, CallerRole role, String hospital, List<String> regions) {
    tokens.put(
        name,
        RegistryServiceGrpc.newBlockingStub(operator)
            .registerCaller(
                RegisterCallerRequest.newBuilder()
                    .setCallerId("month-" + name)
                    .setRole(role)
                    .setHospitalId(hospital)
                    .addAllRegionCodes(regions)
                    .build())
            .getToken());
  }

  /** One proposes, another approves. */
  private void publish(Path file) throws IOException {
    String text = Files.readString(file);
    String proposal =
        PolicyServiceGrpc.newBlockingStub(operator)
            .proposePolicy(
                ProposePolicyRequest.newBuilder()
                    .setFileName(String.valueOf(file.getFileName()))
                    .setDocumentText(text)
                    .build())
            .getProposal()
            .getProposalId();
    PolicyServiceGrpc.newBlockingStub(as("approver"))
        .approvePolicy(
            ApprovePolicyRequest.newBuilder()
                .setProposalId(proposal)
                .setTextSha256(Sha256.hexOf(text))
                .build());
  }

  private void hospitals() {
    for (House hospital : plan.town().hospitals()) {
      RegistryServiceGrpc.newBlockingStub(operator)
          .putHospital(
              PutHospitalRequest.newBuilder()
                  .setHospital(
                      Hospital.newBuilder()
                          .setHospitalId(hospital.id())
                          .setName(hospital.name())
                          .setRegionCode(hospital.division())
                          .setLevelCode(String.valueOf(hospital.level())))
                  .build());
      register(hospital.id(), CallerRole.CALLER_ROLE_HOSPITAL, hospital.id(), List.of());
    }
  }

  private void money() {
    addMoney("month-charity", CHARITY_FUND, 0, CHARITY_FEN);
    long each = COUNTY_FEN_EACH * plan.order().persons() / plan.town().counties().size();
    for (County county : plan.town().counties()) {
      addMoney(
          "month-aid-" + county.code(),
          Statements.AID_FUND + "@" + county.code(),
          plan.order().month().getYear(),
          each);
    }
  }

  private void addMoney(String requestId, String fund, int year, long fen) {
    RegistryServiceGrpc.newBlockingStub(operator)
        .addFundMoney(
            AddFundMoneyRequest.newBuilder()
                .setRequestId(requestId)
                .setFundCode(fund)
                .setBudgetYear(year)
                .setAmountFen(fen)
                .build());
  }

  private Person person(Resident resident) {
    Person.Builder person =
        Person.newBuilder()
            .addDocuments(Visit.document(resident))
            .setName("示例人员")
            .addIdentities(
                Identity.newBuilder()
                    .setCategoryCode(resident.category())
                    .setCountyCode(resident.county().code())
                    .setFromDate(WireDate.of(ALWAYS_FROM))
                    .setSourceCode("civil_affairs_file"))
            .addHouseholds(
                HouseholdMembership.newBuilder()
                    .setCountyCode(resident.county().code())
                    .setHouseholdCode("HH-" + resident.household())
                    .setFromDate(WireDate.of(ALWAYS_FROM)));
    resident
        .chronic()
        .ifPresent(
            treatment ->
                person.addApprovals(
                    Approval.newBuilder()
                        .setApprovalId("chronic-" + resident.number())
                        .setKindCode("special_disease")
                        .setDiseaseCode(treatment.disease())
                        .setTreatmentFormCode(treatment.form())
                        .setFromDate(WireDate.of(ALWAYS_FROM))));
    Long granted = plan.grants().get(resident.number());
    if (granted != null) {
      person.addGrants(
          Grant.newBuilder()
              .setGrantId("grant-" + resident.number())
              .setFundCode(CHARITY_FUND)
              .setAmountFen(granted)
              .setFromDate(WireDate.of(plan.order().first().minusMonths(3)))
              .setToDate(WireDate.of(plan.order().last())));
    }
    return person.build();
  }

  /** The channel of a caller: "operator", "insurer", "clerk-410122", a hospital's id. */
  Channel as(String name) {
    return client.as(Objects.requireNonNull(tokens.get(name), name));
  }
}
