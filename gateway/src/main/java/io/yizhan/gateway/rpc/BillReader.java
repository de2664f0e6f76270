package io.yizhan.gateway.rpc;

import io.yizhan.claim.Bill;
import io.yizhan.claim.Care;
import io.yizhan.claim.FundAmount;
import io.yizhan.claim.InsurerSettlement;
import io.yizhan.claim.ItemLine;
import io.yizhan.claim.ServiceDates;
import io.yizhan.money.Fen;
import io.yizhan.proto.v1.Claim;
import io.yizhan.proto.v1.FundPayment;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the money of a claim: the four parts, their lines, and what the insurer settled. */
final class BillReader {
  static final int LINES_MAX = 1_000;
  static final int PAYMENTS_MAX = 16;
  private static final int FUND_CODE_CHARACTERS_MAX = 16;

  /**
   * National fund_pay_type of employees' personal accounts and of residents' family accounts, each
   * as the table has it and as platforms send it. Money of one's own is part of what aid is for: as
   * a fund's it would lower the base.
   */
  private static final Set<String> PERSONAL_ACCOUNTS =
      Set.of("310200", "310201", "390500", "390501");

  private final Claim claim;
  private final io.yizhan.proto.v1.Bill wire;
  private final Violations violations;
  private final List<ItemLine> lines = new ArrayList<>();

  BillReader(Claim claim, Violations violations) {
    this.claim = claim;
    this.wire = claim.getBill();
    this.violations = violations;
  }

  /**
   * The four parts; empty, with violations, when they are bad. A year-end claim has no bill: only
   * there it must be 0.
   */
  Optional<Bill> bill(Optional<Care> care) {
    boolean none = care.equals(Optional.of(Care.YEAR_END));
    if (none && !claim.hasBill()) {
      return Optional.of(new Bill(0, 0, 0, 0));
    }
    if (!claim.hasBill()) {
      violations.add("claim.bill", "必填：费用", "must be present");
      return Optional.empty();
    }
    boolean valid =
        violations.amount(
            "claim.bill.total_fen", wire.getTotalFen(), none ? 0 : 1, none ? 0 : Fen.AMOUNT_MAX);
    valid &= part("in_scope_fen", wire.getInScopeFen());
    valid &= part("pre_self_pay_fen", wire.getPreSelfPayFen());
    valid &= part("over_limit_fen", wire.getOverLimitFen());
    valid &= part("out_of_list_fen", wire.getOutOfListFen());
    if (!valid) {
      return Optional.empty();
    }
    long sum =
        wire.getInScopeFen()
            + wire.getPreSelfPayFen()
            + wire.getOverLimitFen()
            + wire.getOutOfListFen();
    if (sum != wire.getTotalFen()) {
      violations.add(
          "claim.bill.total_fen",
          "应等于四部分之和 " + sum + "，实为 " + wire.getTotalFen() + "，相差 " + (wire.getTotalFen() - sum),
          "must be the sum of its parts "
              + sum
              + ", was "
              + wire.getTotalFen()
              + ", difference "
              + (wire.getTotalFen() - sum));
      return Optional.empty();
    }
    return Optional.of(
        new Bill(
            wire.getInScopeFen(),
            wire.getPreSelfPayFen(),
            wire.getOverLimitFen(),
            wire.getOutOfListFen()));
  }

  private boolean part(String name, long fen) {
    return violations.amount("claim.bill." + name, fen, 0, Fen.AMOUNT_MAX);
  }

  /** Checks the lines: each within the dates, all together the four parts. */
  void checkLines(ServiceDates dates) {
    int count = wire.getItemLinesCount();
    if (count == 0) {
      return;
    }
    if (count > LINES_MAX) {
      violations.add(
          "claim.bill.item_lines", "最多 1000 行，实为 " + count, "must be at most 1000, was " + count);
      return;
    }
    int badBefore = violations.count();
    for (int i = 0; i < count; i++) {
      line("claim.bill.item_lines[" + i + "].", wire.getItemLines(i), dates);
    }
    if (violations.count() > badBefore) {
      return;
    }
    adds("in_scope_fen", lines.stream().mapToLong(ItemLine::inFen).sum(), wire.getInScopeFen());
    adds(
        "pre_self_pay_fen",
        lines.stream().mapToLong(ItemLine::firstFen).sum(),
        wire.getPreSelfPayFen());
    adds(
        "over_limit_fen",
        lines.stream().mapToLong(ItemLine::overLimitFen).sum(),
        wire.getOverLimitFen());
    adds(
        "out_of_list_fen",
        lines.stream().mapToLong(ItemLine::outFen).sum(),
        wire.getOutOfListFen());
  }

  private void line(String field, io.yizhan.proto.v1.ItemLine line, ServiceDates dates) {
    violations.key(field + "item_code", line.getItemCode(), 1, ClaimReader.ID_CHARACTERS_MAX);
    violations.key(
        field + "item_class_code", line.getItemClassCode(), 0, ClaimReader.CODE_CHARACTERS_MAX);
    signed(field + "in_scope_fen", line.getInScopeFen());
    signed(field + "pre_self_pay_fen", line.getPreSelfPayFen());
    signed(field + "over_limit_fen", line.getOverLimitFen());
    signed(field + "out_of_list_fen", line.getOutOfListFen());
    Optional<LocalDate> day =
        violations.date(field + "service_date", line.hasServiceDate(), line.getServiceDate());
    if (day.isEmpty()) {
      return;
    }
    if (day.get().isBefore(dates.first()) || day.get().isAfter(dates.last())) {
      violations.add(
          field + "service_date",
          "应在 " + dates.first() + " 至 " + dates.last() + " 之内，实为 " + day.get(),
          "must be " + dates.first() + " to " + dates.last() + ", was " + day.get());
    }
    lines.add(
        new ItemLine(
            day.get(),
            line.getItemCode(),
            line.getItemClassCode(),
            line.getInScopeFen(),
            line.getPreSelfPayFen(),
            line.getOverLimitFen(),
            line.getOutOfListFen()));
  }

  private void signed(String field, long fen) {
    violations.amount(field, fen, -Fen.AMOUNT_MAX, Fen.AMOUNT_MAX);
  }

  private void adds(String part, long sumFen, long partFen) {
    if (sumFen != partFen) {
      violations.add(
          "claim.bill.item_lines",
          part + " 各行合计应为 " + partFen + "，实为 " + sumFen + "，相差 " + (sumFen - partFen),
          part + " of the lines must add up to " + partFen + ", was " + sumFen);
    }
  }

  /**
   * Checks what the insurer settled, where the claim has it.
   *
   * @param idCharactersMin 0 where it may have quoted only
   */
  void checkInsurer(boolean insured, int idCharactersMin) {
    if (!claim.hasInsurerSettlement()) {
      return;
    }
    if (!insured) {
      violations.add(
          "claim.insurer_settlement", "未参保时不得填写", "must be absent for a person who is not insured");
      return;
    }
    checkInsurer(
        claim.getInsurerSettlement(),
        "claim.insurer_settlement.",
        idCharactersMin,
        wire.getTotalFen(),
        violations);
  }

  /** Checks what an insurer settled of a bill of at most so much. */
  static void checkInsurer(
      io.yizhan.proto.v1.InsurerSettlement insurer,
      String field,
      int idCharactersMin,
      long totalFen,
      Violations violations) {
    violations.key(
        field + "settlement_id",
        insurer.getSettlementId(),
        idCharactersMin,
        ClaimReader.ID_CHARACTERS_MAX);
    boolean valid =
        violations.amount(
            field + "hospital_share_fen", insurer.getHospitalShareFen(), 0, Fen.AMOUNT_MAX);
    if (insurer.getPaymentsCount() > PAYMENTS_MAX) {
      violations.add(
          field + "payments",
          "最多 16 项，实为 " + insurer.getPaymentsCount(),
          "must be at most 16, was " + insurer.getPaymentsCount());
      return;
    }
    Set<String> funds = new HashSet<>();
    long sum = insurer.getHospitalShareFen();
    for (int i = 0; i < insurer.getPaymentsCount(); i++) {
      FundPayment payment = insurer.getPayments(i);
      String place = field + "payments[" + i + "].";
      violations.code(place + "fund_code", payment.getFundCode(), FUND_CODE_CHARACTERS_MAX);
      if (PERSONAL_ACCOUNTS.contains(payment.getFundCode())) {
        notAFund(place + "fund_code", payment.getFundCode(), violations);
      }
      valid &= violations.amount(place + "amount_fen", payment.getAmountFen(), 0, Fen.AMOUNT_MAX);
      if (!funds.add(payment.getFundCode())) {
        String shown = Violations.shown(payment.getFundCode());
        violations.add(
            place + "fund_code",
            "每个基金只能出现一次，" + shown + " 已在前面：同一代码先相加",
            "must appear once, was " + shown + " again: add up what has the same code");
      }
      sum += valid ? payment.getAmountFen() : 0;
    }
    if (valid && sum > totalFen) {
      violations.add(
          field + "payments",
          "与医院负担之和不得超过总费用 " + totalFen + "，实为 " + sum,
          "with the hospital's share must not exceed the total " + totalFen + ", was " + sum);
    }
  }

  private static void notAFund(String field, String code, Violations violations) {
    violations.add(
        field,
        "应为基金，实为个人账户 " + code + "：账户的钱是个人的，不列入 payments，可支付多少写 claim.personal_account_fen",
        "must be a fund, was the personal account "
            + code
            + ": its money is the person's, what it may pay is claim.personal_account_fen");
  }

  /** The lines, once checked. */
  List<ItemLine> lines() {
    return lines;
  }

  /** What the insurer settled, once checked. */
  Optional<InsurerSettlement> insurer() {
    if (!claim.hasInsurerSettlement()) {
      return Optional.empty();
    }
    return Optional.of(insurer(claim.getInsurerSettlement()));
  }

  /** What an insurer settled, once checked. */
  static InsurerSettlement insurer(io.yizhan.proto.v1.InsurerSettlement insurer) {
    return new InsurerSettlement(
        insurer.getSettlementId(),
        insurer.getPaymentsList().stream()
            .map(payment -> new FundAmount(payment.getFundCode(), payment.getAmountFen()))
            .toList(),
        insurer.getHospitalShareFen());
  }
}
