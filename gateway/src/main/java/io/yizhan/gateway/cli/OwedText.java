package io.yizhan.gateway.cli;

import io.yizhan.money.Yuan;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.GetReceivableResponse;
import io.yizhan.proto.v1.Instalment;
import io.yizhan.proto.v1.Receivable;
import io.yizhan.proto.v1.ReceivableEntry;
import io.yizhan.proto.v1.ReceivableEntryKind;
import io.yizhan.proto.v1.ReceivableKind;
import java.io.PrintWriter;
import java.util.List;

/** What is owed as tables of at most 80 columns. */
final class OwedText {

  private final PrintWriter out;
  private final Language language;

  OwedText(PrintWriter out, Language language) {
    this.out = out;
    this.language = language;
  }

  /** A list with its sum. */
  void list(List<Receivable> all) {
    AccountTable table = new AccountTable(out, 28, 10, 15, -13, 10);
    table.line(
        language.of("编号", "id"),
        language.of("种类", "kind"),
        language.of("对方", "other side"),
        language.of("未结（元）", "open"),
        language.of("发生日", "since"));
    for (Receivable each : all) {
      table.whole(
          each.getReceivableId(),
          kind(each.getKind()),
          each.getPartyCode(),
          Yuan.format(each.getOutstandingFen()),
          WireDate.day(each.getOpenedDate()).toString());
    }
    String open = Yuan.format(OwedCalls.outstandingFen(all));
    out.println(
        language.of(
            "共 " + all.size() + " 笔，未结 " + open + " 元。",
            all.size() + " in all, open " + open + "."));
  }

  /** One with its entries. */
  void details(GetReceivableResponse found) {
    Receivable one = found.getReceivable();
    detail(language.of("编号", "id"), one.getReceivableId());
    detail(language.of("种类", "kind"), kind(one.getKind()));
    detail(language.of("对方", "other side"), one.getPartyCode());
    detail(language.of("经办区县", "county"), one.getCountyCode());
    detail(language.of("结算", "settlement"), one.getSettlementId());
    detail(language.of("金额", "amount"), Yuan.format(one.getAmountFen()));
    detail(language.of("未结", "open"), Yuan.format(one.getOutstandingFen()));
    detail(language.of("发生日", "since"), WireDate.day(one.getOpenedDate()).toString());
    if (!one.getReason().isEmpty()) {
      detail(language.of("原因", "reason"), one.getReason());
    }
    if (!one.getPaymentFileId().isEmpty()) {
      detail(language.of("付款文件", "payment file"), one.getPaymentFileId());
    }
    for (Instalment part : one.getInstalmentsList()) {
      detail(
          language.of("分期至 ", "due ") + WireDate.day(part.getDueDate()),
          Yuan.format(part.getAmountFen()));
    }
    for (ReceivableEntry entry : found.getEntriesList()) {
      StringBuilder text = new StringBuilder(entry(entry.getKind()));
      if (entry.getAmountFen() != 0) {
        text.append(' ').append(Yuan.format(entry.getAmountFen()));
      }
      for (String more :
          List.of(
              entry.getEntryId(),
              entry.getPayer(),
              entry.getReturnedEntryId(),
              entry.getBankReference(),
              entry.hasBankDate() ? WireDate.day(entry.getBankDate()).toString() : "",
              entry.getCallerId(),
              entry.getNote())) {
        text.append(more.isEmpty() ? "" : " ").append(more);
      }
      detail(WireDate.day(entry.getEntryDate()).toString(), text.toString());
    }
  }

  private void detail(String name, String value) {
    new DetailLines(out).line(name, value);
  }

  private String kind(ReceivableKind kind) {
    return switch (kind) {
      case RECEIVABLE_KIND_CLAW_BACK -> language.of("追回", "claw-back");
      case RECEIVABLE_KIND_SUPPLEMENT -> language.of("补支", "supplement");
      case RECEIVABLE_KIND_PATIENT_SHARE -> language.of("欠付", "share");
      case RECEIVABLE_KIND_REFUND -> language.of("退还", "refund");
      case RECEIVABLE_KIND_PAY_OUT -> language.of("报销", "pay-out");
      case RECEIVABLE_KIND_UNSPECIFIED, UNRECOGNIZED -> "?";
    };
  }

  private String entry(ReceivableEntryKind kind) {
    return switch (kind) {
      case RECEIVABLE_ENTRY_KIND_PAYMENT -> language.of("支付", "paid");
      case RECEIVABLE_ENTRY_KIND_RETURN -> language.of("撤销支付", "taken back");
      case RECEIVABLE_ENTRY_KIND_WRITE_OFF -> language.of("核销", "written off");
      case RECEIVABLE_ENTRY_KIND_CANCELLED -> language.of("随结算撤销", "cancelled");
      case RECEIVABLE_ENTRY_KIND_SET_OFF -> language.of("抵减", "set off");
      case RECEIVABLE_ENTRY_KIND_PLAN -> language.of("分期", "plan");
      case RECEIVABLE_ENTRY_KIND_UNSPECIFIED, UNRECOGNIZED -> "?";
    };
  }
}
