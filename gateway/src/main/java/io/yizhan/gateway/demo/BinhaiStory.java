package io.yizhan.gateway.demo;

import io.grpc.StatusRuntimeException;
import io.yizhan.gateway.terminal.DisplayWidth;
import io.yizhan.gateway.terminal.Paint;
import io.yizhan.money.Yuan;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.ApproveProvisionalRequest;
import io.yizhan.proto.v1.Bill;
import io.yizhan.proto.v1.BillKind;
import io.yizhan.proto.v1.CallerRole;
import io.yizhan.proto.v1.Claim;
import io.yizhan.proto.v1.EndProvisionalRequest;
import io.yizhan.proto.v1.EndProvisionalResponse;
import io.yizhan.proto.v1.FundPayment;
import io.yizhan.proto.v1.GetSettlementRequest;
import io.yizhan.proto.v1.Hospital;
import io.yizhan.proto.v1.Instalment;
import io.yizhan.proto.v1.InsurerSettlement;
import io.yizhan.proto.v1.ListReceivablesRequest;
import io.yizhan.proto.v1.OwePatientShareRequest;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.Provisional;
import io.yizhan.proto.v1.ProvisionalGrounds;
import io.yizhan.proto.v1.ProvisionalRule;
import io.yizhan.proto.v1.ProvisionalServiceGrpc.ProvisionalServiceBlockingStub;
import io.yizhan.proto.v1.ProvisionalState;
import io.yizhan.proto.v1.PutHospitalRequest;
import io.yizhan.proto.v1.PutProvisionalRuleRequest;
import io.yizhan.proto.v1.Receivable;
import io.yizhan.proto.v1.ReceivableServiceGrpc.ReceivableServiceBlockingStub;
import io.yizhan.proto.v1.RecordPaymentRequest;
import io.yizhan.proto.v1.RegisterCallerRequest;
import io.yizhan.proto.v1.RegistryServiceGrpc.RegistryServiceBlockingStub;
import io.yizhan.proto.v1.Sentence;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.SettlementServiceGrpc.SettlementServiceBlockingStub;
import java.io.PrintStream;
import java.time.LocalDate;
import java.util.stream.LongStream;

/** Binhai: from the promise of a family hit by sudden costs to each of its three endings. */
final class BinhaiStory {
  private static final String COUNTY = "320922";
  private static final String HOSPITAL = "H320922001";
  private static final long YUAN = 100;
  private static final LocalDate BIRTH = LocalDate.of(1961, 9, 3);
  private static final LocalDate PROMISED = LocalDate.of(2023, 3, 1);
  private static final LocalDate ENDED = LocalDate.of(2023, 4, 10);
  private static final int TEXT_COLUMNS = WaterfallTable.COLUMNS_MAX - 4;

  private final SettlementServiceBlockingStub window;
  private final ReceivableServiceBlockingStub cashier;
  private final ReceivableServiceBlockingStub collector;
  private final ProvisionalServiceBlockingStub office;
  private final PrintStream out;
  private final Paint paint;
  private final Verdicts verdicts;

  /** Registers the county's hospital and office; its policy must be published. */
  BinhaiStory(
      DemoClient client, String operatorToken, PrintStream out, Paint paint, Verdicts verdicts) {
    RegistryServiceBlockingStub registry = client.registry(operatorToken);
    registry.putHospital(
        PutHospitalRequest.newBuilder()
            .setHospital(
                Hospital.newBuilder()
                    .setHospitalId(HOSPITAL)
                    .setName("滨海示例医院")
                    .setRegionCode(COUNTY)
                    .setLevelCode("2"))
            .build());
    RegisterCallerRequest.Builder caller = RegisterCallerRequest.newBuilder();
    String hospitalToken =
        registry
            .registerCaller(
                caller
                    .setCallerId("his-" + HOSPITAL)
                    .setRole(CallerRole.CALLER_ROLE_HOSPITAL)
                    .setHospitalId(HOSPITAL)
                    .build())
            .getToken();
    String officeToken =
        registry
            .registerCaller(
                caller
                    .setCallerId("office-" + COUNTY)
                    .setRole(CallerRole.CALLER_ROLE_OFFICE)
                    .setHospitalId("")
                    .addRegionCodes(COUNTY)
                    .build())
            .getToken();
    this.window = client.settlements(hospitalToken);
    this.cashier = client.receivables(hospitalToken);
    this.collector = client.receivables(officeToken);
    this.office = client.provisionals(officeToken);
    this.out = out;
    this.paint = paint;
    this.verdicts = verdicts;
  }

  /** The rule, then three families. */
  void play() {
    office.putProvisionalRule(
        PutProvisionalRuleRequest.newBuilder()
            .setRule(
                ProvisionalRule.newBuilder()
                    .setCountyCode(COUNTY)
                    .setFromDate(WireDate.of(LocalDate.of(2023, 1, 1)))
                    .setThresholdFen(30_000 * YUAN)
                    .setPersonLimitFen(20_000 * YUAN)
                    .setCountyLimitFen(500_000 * YUAN)
                    .setCheckDays(60)
                    .setSource("滨海县容缺审批（2023）"))
            .build());
    checkPasses();
    failsInGoodFaith();
    falseStatement();
  }

  private void checkPasses() {
    title(
        "j. 滨海：脑卒中 90,000 元，凭承诺和村评议容缺审批",
        "Binhai: a stroke; approved on a promise before the check returns");
    PersonDocument person = person(11);
    Provisional approved = approve("j", person, 0);
    Settlement settled = settle("j", person, 90_000, 50_000);
    WaterfallTable.of(settled, paint).forEach(out::println);
    sentence(settled, "PROVISIONAL_IDENTITY");
    verdicts.layer(settled, "aid", 20_000 * YUAN);
    verdicts.patient(settled, 20_000 * YUAN);
    verdicts.amount("容缺给付 drawn", 20_000 * YUAN, settled.getProvisional().getDrawnFen());
    Receivable owed = payLater(settled);
    verdicts.amount("先诊疗后付费 owed", 15_000 * YUAN, owed.getOutstandingFen());
    EndProvisionalResponse ended = end("j", approved, ProvisionalState.PROVISIONAL_STATE_CONFIRMED);
    verdicts.same("confirmed owes nothing", 0, ended.getReceivablesCount());
    notice(ended);
  }

  /** The share stays owed in four parts; the first is paid at once. */
  private Receivable payLater(Settlement settled) {
    OwePatientShareRequest.Builder request =
        OwePatientShareRequest.newBuilder()
            .setRequestId("demo-j-later")
            .setHospitalId(HOSPITAL)
            .setSettlementId(settled.getSettlementId())
            .setAmountFen(settled.getCashDueFen());
    for (int month = 4; month <= 7; month++) {
      request.addInstalments(
          Instalment.newBuilder()
              .setDueDate(WireDate.of(LocalDate.of(2023, month, 20)))
              .setAmountFen(settled.getCashDueFen() / 4));
    }
    Receivable owed = cashier.owePatientShare(request.build()).getReceivable();
    Receivable after =
        cashier
            .recordPayment(
                RecordPaymentRequest.newBuilder()
                    .setRequestId("demo-j-paid")
                    .setReceivableId(owed.getReceivableId())
                    .setAmountFen(5_000 * YUAN)
                    .setNote("receipt 1")
                    .build())
            .getReceivable();
    line("先诊疗后付费 pay later: " + yuan(owed.getAmountFen()) + "，分 4 期 in 4 parts");
    line("首期已付 first paid；尚欠 still owed: " + yuan(after.getOutstandingFen()));
    return after;
  }

  private void failsInGoodFaith() {
    title(
        "k. 核对未通过，但没有不实陈述",
        "The check fails in good faith: the identity ends, nothing is recovered");
    PersonDocument person = person(12);
    Provisional approved = approve("k", person, 0);
    Settlement settled = settle("k", person, 30_000, 20_000);
    verdicts.layer(settled, "aid", 7_000 * YUAN);
    verdicts.patient(settled, 3_000 * YUAN);
    EndProvisionalResponse ended =
        end("k", approved, ProvisionalState.PROVISIONAL_STATE_IN_GOOD_FAITH);
    verdicts.same("good faith owes nothing", 0, ended.getReceivablesCount());
    notice(ended);
  }

  private void falseStatement() {
    title("l. 承诺不实，追回", "A false statement: all aid is owed back, the hospital stays paid");
    PersonDocument person = person(13);
    Provisional approved = approve("l", person, 10_000);
    Settlement settled = settle("l", person, 30_000, 20_000);
    verdicts.layer(settled, "aid", 7_000 * YUAN);
    Settlement beyond = settle("l2", person, 10_000, 4_000);
    sentence(beyond, "PROVISIONAL_LIMIT_OF_PERSON");
    verdicts.layer(beyond, "aid", 0);
    verdicts.patient(beyond, 6_000 * YUAN);
    EndProvisionalResponse ended =
        end("l", approved, ProvisionalState.PROVISIONAL_STATE_FALSE_STATEMENT);
    verdicts.amount("追回 clawed back", 7_000 * YUAN, owedFen(ended).sum());
    verdicts.same("promise broken", true, ended.getProvisional().getPromiseBroken());
    notice(ended);
    correctedBeside(settled);
    partlyPaid(ended.getReceivables(0));
    String again = refusal(person);
    line("再次申请容缺 another approval: " + again);
    verdicts.same("another approval", true, again.contains("曾作不实承诺"));
  }

  private static LongStream owedFen(EndProvisionalResponse ended) {
    return ended.getReceivablesList().stream().mapToLong(Receivable::getAmountFen);
  }

  /** What was settled stays; the correction moves the aid from the fund to the person. */
  private void correctedBeside(Settlement settled) {
    var now =
        window.getSettlement(
            GetSettlementRequest.newBuilder()
                .setHospitalId(HOSPITAL)
                .setSettlementId(settled.getSettlementId())
                .build());
    verdicts.same("settlement stays as answered", settled, now.getSettlement());
    verdicts.same("one correction beside it", 1, now.getCorrectionsCount());
  }

  private void partlyPaid(Receivable owed) {
    collector.recordPayment(
        RecordPaymentRequest.newBuilder()
            .setRequestId("demo-l-paid")
            .setReceivableId(owed.getReceivableId())
            .setAmountFen(2_000 * YUAN)
            .setNote("receipt 2")
            .build());
    Receivable open =
        collector
            .listReceivables(
                ListReceivablesRequest.newBuilder()
                    .setPersonDocument(person(13))
                    .setOpenOnly(true)
                    .build())
            .getReceivables(0);
    line("已退 2,000.00 paid back；尚欠 still owed: " + yuan(open.getOutstandingFen()));
    verdicts.amount("追回尚欠 still owed", 5_000 * YUAN, open.getOutstandingFen());
  }

  private String refusal(PersonDocument person) {
    try {
      return approve("l3", person, 0).getProvisionalId();
    } catch (StatusRuntimeException refused) {
      return String.valueOf(refused.getStatus().getDescription());
    }
  }

  private Provisional approve(String scene, PersonDocument person, long limitYuan) {
    Provisional approved =
        office
            .approveProvisional(
                ApproveProvisionalRequest.newBuilder()
                    .setRequestId("demo-" + scene + "-approve")
                    .setPersonDocument(person)
                    .setName("示例人员")
                    .setCategoryCode("dibao")
                    .setCountyCode(COUNTY)
                    .setFromDate(WireDate.of(PROMISED))
                    .setDeadlineDate(WireDate.of(LocalDate.of(2023, 4, 15)))
                    .setPersonLimitFen(limitYuan * YUAN)
                    .setGrounds(
                        ProvisionalGrounds.newBuilder()
                            .setPromiseNumber("CN-2023-" + scene)
                            .setVillageCode("320922100201")
                            .setReviewerCode("VC-3")
                            .setReviewDate(WireDate.of(PROMISED))
                            .setCostKindCode("illness")
                            .setCostFen(90_000 * YUAN))
                    .build())
            .getProvisional();
    line(
        "承诺 promise "
            + approved.getGrounds().getPromiseNumber()
            + "，费用 cost "
            + yuan(approved.getGrounds().getCostFen())
            + " > "
            + yuan(approved.getThresholdFen()));
    line("容缺额度 limit " + yuan(approved.getPersonLimitFen()) + "，核对期限 check due " + "2023-04-15");
    return approved;
  }

  private EndProvisionalResponse end(String scene, Provisional approved, ProvisionalState ending) {
    return office.endProvisional(
        EndProvisionalRequest.newBuilder()
            .setRequestId("demo-" + scene + "-end")
            .setProvisionalId(approved.getProvisionalId())
            .setEnding(ending)
            .setEndDate(WireDate.of(ENDED))
            .setReportNumber("HD-2023-" + scene)
            .setSourceCode("civil_affairs_check")
            .build());
  }

  private Settlement settle(String scene, PersonDocument person, long billYuan, long insuredYuan) {
    String encounter = "BH-" + scene;
    Settlement settled =
        window
            .settleClaim(
                DemoClaims.request(
                    "demo-" + scene,
                    Claim.newBuilder()
                        .setHospitalId(HOSPITAL)
                        .setOperatorId("cashier-1")
                        .setEncounterId(encounter)
                        .setBillNumber("1")
                        .setBillKind(BillKind.BILL_KIND_FINAL)
                        .setPersonDocument(person)
                        .setInsuredRegionCode(COUNTY)
                        .setInsuredSchemeCode("390")
                        .setCareTypeCode("inpatient")
                        .setAdmissionDate(WireDate.of(LocalDate.of(2023, 3, 5)))
                        .setDischargeDate(WireDate.of(LocalDate.of(2023, 3, 20)))
                        .addDiagnosisCodes("I63.900")
                        .setBill(
                            Bill.newBuilder()
                                .setTotalFen(billYuan * YUAN)
                                .setInScopeFen(billYuan * YUAN))
                        .setInsurerSettlement(
                            InsurerSettlement.newBuilder()
                                .setSettlementId("SI-" + encounter)
                                .addPayments(
                                    FundPayment.newBuilder()
                                        .setFundCode("390100")
                                        .setAmountFen(insuredYuan * YUAN)))))
            .getSettlement();
    line(
        "住院 stay "
            + yuan(settled.getTotalFen())
            + "，个人负担 patient "
            + yuan(settled.getPatientShareFen()));
    return settled;
  }

  /** Prints what the answer says under this code; it must say it. */
  private void sentence(Settlement settled, String code) {
    String zh =
        settled.getSentencesList().stream()
            .filter(sentence -> sentence.getCode().equals(code))
            .map(Sentence::getZh)
            .findFirst()
            .orElse("");
    verdicts.same(code + " said 已说明", false, zh.isEmpty());
    line(zh);
  }

  private void notice(EndProvisionalResponse ended) {
    ended.getNotice().getTextZh().lines().forEach(this::line);
  }

  private static PersonDocument person(int sequence) {
    return PersonDocument.newBuilder()
        .setKindCode("resident_id")
        .setNumber(InventedId.of(BIRTH, sequence))
        .build();
  }

  private static String yuan(long fen) {
    return Yuan.format(fen);
  }

  private void line(String text) {
    DisplayWidth.wrap(text, TEXT_COLUMNS).forEach(part -> out.println("    " + part));
  }

  private void title(String zh, String en) {
    out.println();
    out.println(paint.heading(zh));
    out.println(paint.heading("   " + en));
  }
}
