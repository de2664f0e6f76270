package io.yizhan.gateway.month;

import io.yizhan.gateway.month.RawTables.Sum;
import io.yizhan.gateway.month.Town.County;
import io.yizhan.money.Yuan;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.ApproveClearingsRequest;
import io.yizhan.proto.v1.CheckClearingsRequest;
import io.yizhan.proto.v1.Clearing;
import io.yizhan.proto.v1.ClearingPayment;
import io.yizhan.proto.v1.ClearingServiceGrpc;
import io.yizhan.proto.v1.ClearingServiceGrpc.ClearingServiceBlockingStub;
import io.yizhan.proto.v1.ClearingState;
import io.yizhan.proto.v1.ListClearingsRequest;
import io.yizhan.proto.v1.ListClearingsResponse;
import io.yizhan.proto.v1.PayClearingsRequest;
import io.yizhan.proto.v1.PrepareClearingsRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Clears the month: each county's clerk prepares and checks, its head approves, the bank pays. */
final class Cleared {
  private static final int PAGE = 500;
  private static final int PAGES_MAX = 20;

  private final MonthPlan plan;
  private final Stage stage;
  private final RawTables raw;
  private final MonthStory story;

  Cleared(MonthPlan plan, Stage stage, RawTables raw, MonthStory story) {
    this.plan = plan;
    this.stage = stage;
    this.raw = raw;
    this.story = story;
  }

  void close() {
    story.heading("清算 Clearing");
    Map<String, Sum> cleared = new TreeMap<>();
    long paidFen = 0;
    int settled = 0;
    for (County county : plan.town().counties()) {
      ClearingServiceBlockingStub clerk = as("clerk-" + county.code());
      clerk.prepareClearings(
          PrepareClearingsRequest.newBuilder()
              .setRequestId("month-prepare-" + county.code())
              .setCountyCode(county.code())
              .setMonth(WireDate.of(plan.order().first()))
              .build());
      approve(county, clerk, list(county, clerk));
      for (Clearing each : list(county, clerk)) {
        cleared.put(
            each.getFundCode() + " " + each.getHospitalId(),
            new Sum(each.getLineCount(), each.getGrossFen(), 0));
        paidFen += each.getPaidFen();
        boolean owes = each.getGrossFen() < 0;
        settled +=
            each.getState()
                    == (owes
                        ? ClearingState.CLEARING_STATE_CARRIED
                        : ClearingState.CLEARING_STATE_PAID)
                ? 1
                : 0;
      }
    }
    Map<String, Sum> owed = new TreeMap<>();
    raw.byFund()
        .forEach(
            (key, sum) -> {
              if (key.contains("@")) {
                owed.put(key, sum);
              }
            });
    story.holds(
        "清算 " + cleared.size() + " 笔等于账簿 clearings are what the ledger owes",
        cleared.equals(owed),
        RawTables.firstDifference(cleared, owed));
    story.holds(
        "双人审批后全部结清 approved by a second person and settled, " + Yuan.format(paidFen),
        settled == cleared.size(),
        settled + " / " + cleared.size());
  }

  private void approve(County county, ClearingServiceBlockingStub clerk, List<Clearing> all) {
    if (all.isEmpty()) {
      return;
    }
    List<String> ids = all.stream().map(Clearing::getClearingId).toList();
    clerk.checkClearings(
        CheckClearingsRequest.newBuilder()
            .setRequestId("month-check-" + county.code())
            .addAllClearingIds(ids)
            .build());
    ClearingServiceBlockingStub head = as("head-" + county.code());
    head.approveClearings(
        ApproveClearingsRequest.newBuilder()
            .setRequestId("month-approve-" + county.code())
            .addAllClearingIds(ids)
            .setUnpaidFen(all.stream().mapToLong(Clearing::getUnpaidFen).sum())
            .build());
    PayClearingsRequest.Builder pay =
        PayClearingsRequest.newBuilder()
            .setRequestId("month-pay-" + county.code())
            .setBankReference("BANK-" + county.code() + "-" + plan.order().month());
    for (Clearing each : all) {
      if (each.getUnpaidFen() > 0) {
        pay.addPayments(
            ClearingPayment.newBuilder()
                .setClearingId(each.getClearingId())
                .setAmountFen(each.getUnpaidFen()));
      }
    }
    head.payClearings(pay.build());
  }

  private List<Clearing> list(County county, ClearingServiceBlockingStub clerk) {
    List<Clearing> all = new ArrayList<>();
    String token = "";
    for (int page = 0; page < PAGES_MAX && (page == 0 || !token.isEmpty()); page++) {
      ListClearingsResponse answer =
          clerk.listClearings(
              ListClearingsRequest.newBuilder()
                  .setCountyCode(county.code())
                  .setMonth(WireDate.of(plan.order().first()))
                  .setPageSize(PAGE)
                  .setPageToken(token)
                  .build());
      all.addAll(answer.getClearingsList());
      token = answer.getNextPageToken();
    }
    return all;
  }

  private ClearingServiceBlockingStub as(String name) {
    return ClearingServiceGrpc.newBlockingStub(stage.as(name));
  }
}
