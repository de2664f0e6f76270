package io.yizhan.gateway.cli;

import io.yizhan.money.Yuan;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.Clearing;
import io.yizhan.proto.v1.ClearingEntry;
import io.yizhan.proto.v1.ClearingKind;
import io.yizhan.proto.v1.ClearingState;
import io.yizhan.proto.v1.ClearingStep;
import io.yizhan.proto.v1.GetClearingResponse;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/** Clearings as tables of at most 80 columns. */
final class ClearingText {
  private static final ZoneId CIVIL_ZONE = ZoneId.of("Asia/Shanghai");

  private final PrintWriter out;
  private final Language language;

  ClearingText(PrintWriter out, Language language) {
    this.out = out;
    this.language = language;
  }

  /** A list with its sums. */
  void list(List<Clearing> clearings) {
    AccountTable table = new AccountTable(out, 26, 13, 13, -15, 9);
    table.line(
        language.of("编号", "id"),
        language.of("医院", "hospital"),
        language.of("基金", "fund"),
        language.of("待付（元）", "unpaid"),
        language.of("状态", "state"));
    for (Clearing each : clearings) {
      table.whole(
          each.getClearingId(),
          each.getHospitalId(),
          each.getFundCode(),
          Yuan.format(each.getUnpaidFen()),
          state(each.getState()));
    }
    long gross = clearings.stream().mapToLong(Clearing::getGrossFen).sum();
    out.println(
        language.of(
            "共 "
                + clearings.size()
                + " 笔，应付 "
                + Yuan.format(gross)
                + " 元，待付 "
                + Yuan.format(ClearingCalls.unpaidFen(clearings))
                + " 元。",
            clearings.size()
                + " clearings, gross "
                + Yuan.format(gross)
                + ", unpaid "
                + Yuan.format(ClearingCalls.unpaidFen(clearings))
                + " yuan."));
  }

  /** One with its steps. */
  void details(GetClearingResponse found) {
    Clearing one = found.getClearing();
    detail(language.of("编号", "id"), one.getClearingId());
    detail(language.of("种类", "kind"), kind(one.getKind()));
    detail(language.of("医院", "hospital"), one.getHospitalId());
    detail(language.of("基金", "fund"), one.getFundCode());
    detail(
        language.of("月份", "month"),
        one.getMonth().getYear() + "-" + (one.getMonth().getMonth() + 100 + "").substring(1));
    detail(language.of("账上合计", "gross"), Yuan.format(one.getGrossFen()));
    detail(language.of("扣款", "deducted"), Yuan.format(one.getDeductedFen()));
    detail(language.of("冲抵", "set off"), Yuan.format(one.getOffsetFen()));
    detail(language.of("保证金", "deposit"), Yuan.format(one.getRetainedFen()));
    detail(language.of("应付", "payable"), Yuan.format(one.getPayableFen()));
    detail(language.of("已付", "paid"), Yuan.format(one.getPaidFen()));
    detail(language.of("待付", "unpaid"), Yuan.format(one.getUnpaidFen()));
    detail(language.of("可冲抵", "credit"), Yuan.format(one.getCreditFen()));
    detail(language.of("状态", "state"), state(one.getState()));
    if (!one.getFileId().isEmpty()) {
      detail(language.of("付款文件", "payment file"), one.getFileId());
    }
    for (ClearingEntry entry : found.getEntriesList()) {
      Instant time =
          Instant.ofEpochSecond(entry.getEntryTime().getSeconds(), entry.getEntryTime().getNanos());
      StringBuilder text = new StringBuilder(step(entry.getStep()));
      if (entry.getAmountFen() != 0) {
        text.append(' ').append(Yuan.format(entry.getAmountFen()));
      }
      for (String more :
          List.of(
              entry.getCallerId(),
              entry.getPaidBankReference(),
              entry.getBankReference(),
              entry.hasBankDate() ? WireDate.day(entry.getBankDate()).toString() : "",
              entry.getOtherClearingId(),
              entry.getReason())) {
        text.append(more.isEmpty() ? "" : " ").append(more);
      }
      detail(entry.getSequence() + " " + time.atZone(CIVIL_ZONE).toLocalDate(), text.toString());
    }
  }

  private void detail(String name, String value) {
    new DetailLines(out).line(name, value);
  }

  private String kind(ClearingKind kind) {
    return kind == ClearingKind.CLEARING_KIND_ADVANCE
        ? language.of("预付", "advance")
        : language.of("月度清算", "month");
  }

  private String state(ClearingState state) {
    return switch (state) {
      case CLEARING_STATE_PREPARED -> language.of("已编制", "prepared");
      case CLEARING_STATE_CHECKED -> language.of("已复核", "checked");
      case CLEARING_STATE_APPROVED -> language.of("已审批", "approved");
      case CLEARING_STATE_PARTLY_PAID -> language.of("部分拨付", "part paid");
      case CLEARING_STATE_PAID -> language.of("已结清", "paid");
      case CLEARING_STATE_CARRIED -> language.of("结转", "carried");
      case CLEARING_STATE_DISPUTED -> language.of("争议中", "disputed");
      case CLEARING_STATE_WITHDRAWN -> language.of("已撤回", "withdrawn");
      case CLEARING_STATE_UNSPECIFIED, UNRECOGNIZED -> "?";
    };
  }

  private String step(ClearingStep step) {
    return switch (step) {
      case CLEARING_STEP_PREPARE -> language.of("编制", "prepared");
      case CLEARING_STEP_DEDUCT -> language.of("扣款", "deducted");
      case CLEARING_STEP_WAIVE -> language.of("撤销扣款", "waived");
      case CLEARING_STEP_RETAIN -> language.of("预留保证金", "retained");
      case CLEARING_STEP_RELEASE -> language.of("返还保证金", "released");
      case CLEARING_STEP_OFFSET -> language.of("冲抵", "set off");
      case CLEARING_STEP_CHECK -> language.of("复核", "checked");
      case CLEARING_STEP_RETURN -> language.of("退回", "returned");
      case CLEARING_STEP_APPROVE -> language.of("审批", "approved");
      case CLEARING_STEP_PAY -> language.of("拨付", "paid");
      case CLEARING_STEP_USE -> language.of("被冲抵", "used");
      case CLEARING_STEP_REPAY -> language.of("退款", "repaid");
      case CLEARING_STEP_DISPUTE -> language.of("争议", "disputed");
      case CLEARING_STEP_UPHOLD -> language.of("争议成立", "upheld");
      case CLEARING_STEP_DISMISS -> language.of("争议不成立", "dismissed");
      case CLEARING_STEP_WITHDRAW -> language.of("撤回", "withdrawn");
      case CLEARING_STEP_UNDO_OFFSET -> language.of("撤销冲抵", "set off no more");
      case CLEARING_STEP_UNDO_USE -> language.of("冲抵已撤销", "used no more");
      case CLEARING_STEP_UNPAY -> language.of("撤销拨付", "unpaid");
      case CLEARING_STEP_UNSPECIFIED, UNRECOGNIZED -> "?";
    };
  }
}
