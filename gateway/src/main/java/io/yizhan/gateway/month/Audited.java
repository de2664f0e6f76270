package io.yizhan.gateway.month;

import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.AuditPeriodRequest;
import io.yizhan.proto.v1.AuditPeriodResponse;
import io.yizhan.proto.v1.AuditServiceGrpc;
import io.yizhan.proto.v1.AuditSummary;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;

/** Has every settlement of the month decided again. */
final class Audited {
  private static final long DEADLINE_MINUTES = 30;

  private final MonthOrder order;
  private final Stage stage;
  private final Book book;
  private final MonthStory story;

  Audited(MonthOrder order, Stage stage, Book book, MonthStory story) {
    this.order = order;
    this.stage = stage;
    this.book = book;
    this.story = story;
  }

  void close() {
    story.heading("审计 Audit");
    Iterator<AuditPeriodResponse> parts =
        AuditServiceGrpc.newBlockingStub(stage.as("operator"))
            .withDeadlineAfter(DEADLINE_MINUTES, TimeUnit.MINUTES)
            .auditPeriod(
                AuditPeriodRequest.newBuilder()
                    .setFromDate(WireDate.of(order.first()))
                    .setToDate(WireDate.of(order.last()))
                    .build());
    AuditSummary summary = AuditSummary.getDefaultInstance();
    String first = "";
    while (parts.hasNext()) {
      AuditPeriodResponse part = parts.next();
      if (part.hasDifference() && first.isEmpty()) {
        first = part.getDifference().getKindCode() + " " + part.getDifference().getSubjectId();
      }
      if (part.hasSummary()) {
        summary = part.getSummary();
      }
    }
    long entries = summary.getSettlementCount() + summary.getReversalCount();
    story.line(
        "账户 accounts "
            + summary.getAccountCount()
            + "，用时 took "
            + summary.getDecideMillis()
            + " ms");
    story.holds(
        "重新裁定全部 " + entries + " 笔 decided again: all of " + entries,
        summary.getDecidedCount() == entries && entries == book.size() + book.takenBackCount(),
        summary.getDecidedCount() + " / " + (book.size() + book.takenBackCount()));
    story.holds(
        "没有差异 no difference",
        summary.getDifferenceCount() == 0,
        summary.getDifferenceCount() + ": " + first);
  }
}
