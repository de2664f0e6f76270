package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.FundBalance;
import io.yizhan.proto.v1.Fund;
import io.yizhan.proto.v1.ListFundsResponse;
import io.yizhan.proto.v1.Sentence;
import java.util.List;

/** Writes what funds have and have spent. */
final class FundWriter {
  private FundWriter() {}

  /** A page of so many; one balance more says that another page follows. */
  static ListFundsResponse page(List<FundBalance> balances, int pageSize) {
    ListFundsResponse.Builder out = ListFundsResponse.newBuilder();
    return out.setNextPageToken(
            Pages.show(
                balances,
                pageSize,
                balance -> out.addFunds(fund(balance)),
                last -> Pages.token(last.fund() + "/" + last.year())))
        .build();
  }

  private static Fund fund(FundBalance balance) {
    Fund.Builder out =
        Fund.newBuilder()
            .setFundCode(balance.fund())
            .setBudgetYear(balance.year())
            .setBudgetFen(balance.budgetFen())
            .setSpentFen(balance.spentFen())
            .setLeftFen(balance.leftFen());
    balance.warning().ifPresent(warning -> out.setWarning(sentence(warning)));
    return out.build();
  }

  static Sentence sentence(FundBalance.Warning warning) {
    return switch (warning) {
      case NEARLY_SPENT ->
          Wire.sentence(
              "FUND_NEARLY_SPENT",
              "本年度资金已用 90% 以上，请及时补充；救助照常支付",
              "90 % or more of the year's money is spent; aid is paid all the same, add money in time");
      case OUTRUN ->
          Wire.sentence(
              "FUND_OUTRUN",
              "支出已超过本年度资金，超出部分欠付医院；救助照常支付",
              "more is spent than the year's money: the rest is owed to hospitals; aid is paid on");
    };
  }
}
