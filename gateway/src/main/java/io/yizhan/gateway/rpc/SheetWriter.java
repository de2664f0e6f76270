package io.yizhan.gateway.rpc;

import com.google.type.Date;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.ReportStore.Patient;
import io.yizhan.gateway.desk.SettlementDesk;
import io.yizhan.gateway.desk.SettlementStore.CorrectionRow;
import io.yizhan.gateway.sheet.Sheet;
import io.yizhan.money.Yuan;
import io.yizhan.proto.v1.IdentityResult;
import io.yizhan.proto.v1.Payment;
import io.yizhan.proto.v1.ProvisionalDraw;
import io.yizhan.proto.v1.RateSlice;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.Step;
import io.yizhan.proto.v1.StepKind;
import io.yizhan.proto.v1.UsageChange;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/** Says in Chinese words what a settlement's sheet shows. */
final class SheetWriter {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");
  private static final String OTHER_CARE = "OTHER_CARE_TYPE";
  private static final String LEFT_TO_PAY = "LIMITED_TO_WHAT_IS_LEFT";

  /** Of a document the first six and the last four characters are shown. */
  private static final int FIRST_SHOWN = 6;

  private static final int LAST_SHOWN = 4;

  private SheetWriter() {}

  /**
   * The sheet of a settlement as it stands.
   *
   * @param layerNames Chinese, by code, of the layers of policy versions
   */
  static Sheet write(
      Settlement settlement,
      Patient patient,
      List<CorrectionRow> corrections,
      Function<List<String>, Map<String, String>> layerNames) {
    long patientNow = settlement.getPatientShareFen();
    for (CorrectionRow correction : corrections) {
      patientNow += correction.patientMoreFen();
    }
    List<String> notes = SheetCorrections.of(settlement, corrections, layerNames);
    return new Sheet(
        heads(settlement, patient),
        Yuan.format(settlement.getTotalFen()),
        payers(settlement),
        unpaid(settlement),
        Yuan.format(settlement.getHospitalShareFen()),
        Yuan.format(settlement.getPatientShareFen()),
        means(settlement),
        settlement.getStayedAmountsList().stream()
            .map(
                stayed ->
                    new Sheet.Reason(
                        Yuan.format(stayed.getAmountFen()),
                        stayed.getReason().getZh(),
                        stayed.getClause()))
            .toList(),
        usages(settlement),
        notes,
        corrections.isEmpty() ? "" : Yuan.format(patientNow),
        settlement.getPolicyVersionsList().stream()
            .map(version -> version.getTitle() + "（" + version.getVersionCode() + "）")
            .toList());
  }

  static String signed(long fen) {
    return (fen > 0 ? "+" : "") + Yuan.format(fen);
  }

  private static List<Sheet.Head> heads(Settlement settlement, Patient patient) {
    List<Sheet.Head> heads = new ArrayList<>();
    heads.add(new Sheet.Head("姓名", patient.name()));
    heads.add(new Sheet.Head("证件号码", patient.document().map(SheetWriter::shown).orElse("")));
    heads.add(new Sheet.Head("医疗机构", patient.place()));
    heads.add(new Sheet.Head("救助身份", identity(settlement)));
    heads.add(new Sheet.Head("就诊号", settlement.getEncounterId()));
    heads.add(new Sheet.Head("账单号", settlement.getBillNumber()));
    heads.add(new Sheet.Head("结算编号", settlement.getSettlementId()));
    heads.add(
        new Sheet.Head(
            "结算时间",
            Instant.ofEpochSecond(settlement.getSettleTime().getSeconds())
                .atZone(SettlementDesk.CIVIL_ZONE)
                .format(TIME)));
    return heads;
  }

  private static String shown(PersonDocument document) {
    String number = document.number();
    int hidden = number.length() - FIRST_SHOWN - LAST_SHOWN;
    return hidden <= 0
        ? "*".repeat(number.length())
        : number.substring(0, FIRST_SHOWN)
            + "*".repeat(hidden)
            + number.substring(number.length() - LAST_SHOWN);
  }

  private static String identity(Settlement settlement) {
    return settlement.getIdentitiesList().stream()
        .filter(IdentityResult::getUsed)
        .map(used -> used.getCategoryName() + "（" + used.getCountyCode() + "）")
        .findFirst()
        .map(used -> used + provisional(settlement))
        .orElse("无");
  }

  /** Whoever signs for what is given before a check must read that it may have to be paid back. */
  private static String provisional(Settlement settlement) {
    ProvisionalDraw draw = settlement.getProvisional();
    if (draw.getDrawnFen() == 0) {
      return "";
    }
    Date due = draw.getDeadlineDate();
    return "，容缺待核对（期限 "
        + LocalDate.of(due.getYear(), due.getMonth(), due.getDay())
        + "）：先行给付 "
        + Yuan.format(draw.getDrawnFen())
        + " 元，如承诺不实，须退回";
  }

  /** A row a payment, with the step that gave it. */
  private static List<Sheet.Payer> payers(Settlement settlement) {
    List<Sheet.Payer> payers = new ArrayList<>();
    for (Payment payment : settlement.getPaymentsList()) {
      Step step =
          settlement.getStepsList().stream()
              .filter(each -> each.getLayerCode().equals(payment.getLayerCode()))
              .findFirst()
              .orElse(Step.getDefaultInstance());
      payers.add(
          new Sheet.Payer(
              payment.getLayerName(),
              payment.getFundCode(),
              step.getBaseFen() == 0 ? "" : Yuan.format(step.getBaseFen()),
              step.getDeductibleFen() == 0 ? "" : Yuan.format(step.getDeductibleFen()),
              rule(step),
              Yuan.format(payment.getAmountFen()),
              payment.getClause(),
              payment.getSharesList().stream()
                  .map(share -> share.getPartyName() + " " + Yuan.format(share.getAmountFen()))
                  .collect(Collectors.joining("，")),
              payment.getPayeeCode().equals("person") ? "付个人" : ""));
    }
    return payers;
  }

  private static String rule(Step step) {
    if (step.getKind() == StepKind.STEP_KIND_SUPPLIED) {
      return "医保已结算";
    }
    List<String> parts = new ArrayList<>();
    for (RateSlice slice : step.getSlicesList()) {
      parts.add(
          Yuan.format(slice.getToFen() - slice.getFromFen())
              + "×"
              + Yuan.formatPercent(slice.getRatePpm()));
    }
    if (step.getPaidFen() < step.getWantedFen()) {
      parts.add(step.getReason().getCode().equals(LEFT_TO_PAY) ? "不超过剩余费用" : "封顶");
    }
    return String.join("，", parts);
  }

  private static List<String> unpaid(Settlement settlement) {
    return settlement.getStepsList().stream()
        .filter(step -> step.getPaidFen() == 0)
        .filter(step -> !step.getReason().getCode().equals(OTHER_CARE))
        .map(
            step ->
                step.getReason().getZh().isEmpty()
                    ? step.getLayerName()
                    : step.getReason().getZh().replaceFirst("。$", ""))
        .toList();
  }

  private static List<Sheet.Head> means(Settlement settlement) {
    List<Sheet.Head> means = new ArrayList<>();
    means.add(new Sheet.Head("个人账户支付", Yuan.format(settlement.getPersonalAccountFen())));
    means.add(new Sheet.Head("预交金抵付", Yuan.format(settlement.getPrepaymentUsedFen())));
    means.add(new Sheet.Head("现金应付", Yuan.format(settlement.getCashDueFen())));
    means.add(new Sheet.Head("退还", Yuan.format(settlement.getCashRefundFen())));
    return means;
  }

  private static List<Sheet.Usage> usages(Settlement settlement) {
    List<Sheet.Usage> usages = new ArrayList<>();
    for (UsageChange change : settlement.getUsageChangesList()) {
      if (change.getBeforeFen() != change.getAfterFen() || change.hasIncludedFen()) {
        LongFunction<String> figure = change.getCounting() ? times -> times + " 次" : Yuan::format;
        usages.add(
            new Sheet.Usage(
                change.getAccountName()
                    + (change.hasIncludedFen()
                        ? "（另含他账 " + figure.apply(change.getIncludedFen()) + "）"
                        : ""),
                change.getBenefitYear() == 0 ? "终身" : Integer.toString(change.getBenefitYear()),
                figure.apply(change.getBeforeFen()),
                figure.apply(change.getAfterFen()),
                change.hasCapFen() ? figure.apply(change.getCapFen()) : "",
                change.hasLeftFen() ? figure.apply(change.getLeftFen()) : ""));
      }
    }
    return usages;
  }
}
