package io.yizhan.gateway.month;

import io.yizhan.gateway.month.RawTables.Sum;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.ClosePostingDayRequest;
import io.yizhan.proto.v1.DayServiceGrpc;
import io.yizhan.proto.v1.DayTotal;
import io.yizhan.proto.v1.ListDayTotalsRequest;
import io.yizhan.proto.v1.ListDayTotalsResponse;
import io.yizhan.proto.v1.PostingDay;
import io.yizhan.proto.v1.PostingDayState;
import io.yizhan.proto.v1.TotalDimension;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Closes each posting day, and holds its count and its bills against the ledger. */
final class ClosedDays {
  private static final String BILL = "bill";
  private static final int PAGE = 500;
  private static final int PAGES_MAX = 100;

  private final MonthOrder order;
  private final DayServiceGrpc.DayServiceBlockingStub days;
  private final RawTables raw;
  private final MonthStory story;

  ClosedDays(MonthOrder order, Stage stage, RawTables raw, MonthStory story) {
    this.order = order;
    this.days = DayServiceGrpc.newBlockingStub(stage.as("operator"));
    this.raw = raw;
    this.story = story;
  }

  void close() {
    story.heading("日结 Posting days");
    int closed = 0;
    Map<String, Long> said = new TreeMap<>();
    for (LocalDate day = order.first(); !day.isAfter(order.last()); day = day.plusDays(1)) {
      PostingDay answer =
          days.withDeadlineAfter(MonthClient.DEADLINE_SECONDS, TimeUnit.SECONDS)
              .closePostingDay(
                  ClosePostingDayRequest.newBuilder().setPostingDate(WireDate.of(day)).build())
              .getDay();
      if (answer.getState() == PostingDayState.POSTING_DAY_STATE_CLOSED) {
        closed++;
      }
      if (answer.getLineCount() > 0) {
        said.put(day.toString(), (long) answer.getLineCount());
      }
    }
    int all = order.last().getDayOfMonth();
    story.holds("记账日全部关账 all " + all + " days are closed", closed == all, closed + " / " + all);
    Map<String, Long> counted = new TreeMap<>();
    Map<String, Sum> rows = raw.days();
    rows.forEach((day, sum) -> counted.put(day, sum.count()));
    story.holds(
        "每日笔数等于账簿 each day's lines are the ledger's",
        said.equals(counted),
        RawTables.firstDifference(said, counted));
    long bills = rows.values().stream().mapToLong(Sum::firstFen).sum();
    long totals = bills();
    story.holds(
        "合计费用等于账簿 totals of bills are the ledger's " + io.yizhan.money.Yuan.format(bills),
        totals == bills,
        io.yizhan.money.Yuan.format(totals));
  }

  private long bills() {
    long fen = 0;
    String token = "";
    for (int page = 0; page < PAGES_MAX && (page == 0 || !token.isEmpty()); page++) {
      ListDayTotalsResponse answer =
          days.withDeadlineAfter(MonthClient.DEADLINE_SECONDS, TimeUnit.SECONDS)
              .listDayTotals(
                  ListDayTotalsRequest.newBuilder()
                      .setFromDate(WireDate.of(order.first()))
                      .setToDate(WireDate.of(order.last()))
                      .addDimensions(TotalDimension.TOTAL_DIMENSION_HOSPITAL)
                      .setPageSize(PAGE)
                      .setPageToken(token)
                      .build());
      for (DayTotal total : answer.getTotalsList()) {
        if (total.getBearerCode().equals(BILL)) {
          fen += total.getWithRefunds().getAmountFen();
        }
      }
      token = answer.getNextPageToken();
    }
    return fen;
  }
}
