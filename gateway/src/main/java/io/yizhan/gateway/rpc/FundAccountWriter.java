package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.FundAccountStore;
import io.yizhan.gateway.desk.FundAccountStore.FundAccount;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.Appropriation;
import io.yizhan.proto.v1.AppropriationPart;
import io.yizhan.proto.v1.FundForecast;
import io.yizhan.proto.v1.ListAppropriationsResponse;
import io.yizhan.proto.v1.ListFundAccountsResponse;
import io.yizhan.proto.v1.RecoveredMoney;
import io.yizhan.proto.v1.RegionShare;
import java.time.LocalDate;
import java.util.List;

/** Writes accounts of funds and appropriations in wire form. */
final class FundAccountWriter {
  private FundAccountWriter() {}

  /** A page of so many; one account more says that another page follows. */
  static ListFundAccountsResponse page(List<FundAccount> accounts, int pageSize, LocalDate today) {
    ListFundAccountsResponse.Builder out = ListFundAccountsResponse.newBuilder();
    return out.setNextPageToken(
            Pages.show(
                accounts,
                pageSize,
                account -> out.addAccounts(account(account, today)),
                last -> Pages.token(last.balance().fund() + "/" + last.balance().year())))
        .build();
  }

  private static io.yizhan.proto.v1.FundAccount account(FundAccount account, LocalDate today) {
    io.yizhan.proto.v1.FundAccount.Builder out =
        io.yizhan.proto.v1.FundAccount.newBuilder()
            .setFundCode(account.balance().fund())
            .setBudgetYear(account.balance().year())
            .setBudgetFen(account.balance().budgetFen())
            .setArrivedFen(account.arrivedFen())
            .setSpentFen(account.balance().spentFen())
            .setHeldFen(account.heldFen())
            .setFreeFen(account.freeFen())
            .setToHospitalsFen(account.toHospitalsFen())
            .setToPersonsFen(account.toPersonsFen())
            .setCorrectedFen(account.correctedFen())
            .setWrittenOffFen(account.writtenOffFen())
            .setDeductedFen(account.clearing().deductedFen())
            .setRetainedFen(account.clearing().retainedFen())
            .setPaidToHospitalsFen(account.clearing().paidFen())
            .setAdvancedFen(account.clearing().advancedFen())
            .setOwedToHospitalsFen(account.owedToHospitalsFen())
            .setOwedToPersonsFen(account.owedToPersonsFen())
            .setOwedByPersonsFen(account.owedByPersonsFen())
            .setForecast(forecast(account.pace(), today));
    for (FundAccountStore.Recovered each : account.recovered()) {
      out.addRecovered(
          RecoveredMoney.newBuilder()
              .setAccountCode("recovered:" + account.balance().fund())
              .setOriginYear(each.originYear())
              .setAmountFen(each.fen()));
    }
    for (FundAccountStore.Share each : account.shares()) {
      out.addShares(
          RegionShare.newBuilder()
              .setPartyCode(each.party())
              .setWeight(each.weight())
              .setBearsFen(each.bearsFen())
              .setDecidedFen(each.decidedFen())
              .setArrivedFen(each.arrivedFen()));
    }
    account.balance().warning().ifPresent(warning -> out.setWarning(FundWriter.sentence(warning)));
    return out.build();
  }

  private static FundForecast forecast(FundAccountStore.Pace pace, LocalDate today) {
    FundForecast.Builder out =
        FundForecast.newBuilder()
            .setAsOfDate(WireDate.of(today))
            .setWindowSpentFen(pace.spentFen())
            .setWindowDays(pace.days());
    pace.runsOut().ifPresent(day -> out.setRunsOutDate(WireDate.of(day)));
    return out.build();
  }

  static Appropriation appropriation(FundAccountStore.Appropriation one) {
    Appropriation.Builder out =
        Appropriation.newBuilder()
            .setAppropriationId(one.id())
            .setFundCode(one.fund())
            .setBudgetYear(one.year())
            .setAmountFen(one.amountFen())
            .setDocumentNumber(one.documentNumber())
            .setEntryDate(WireDate.of(one.day()));
    for (FundAccountStore.PartyPart part : one.parts()) {
      out.addParts(
          AppropriationPart.newBuilder()
              .setPartyCode(part.party())
              .setAmountFen(part.fen())
              .setArrivedFen(part.arrivedFen()));
    }
    return out.build();
  }

  /** A page of so many; one more says that another page follows. */
  static ListAppropriationsResponse page(List<FundAccountStore.Appropriation> found, int pageSize) {
    ListAppropriationsResponse.Builder out = ListAppropriationsResponse.newBuilder();
    return out.setNextPageToken(
            Pages.show(
                found,
                pageSize,
                one -> out.addAppropriations(appropriation(one)),
                last -> Pages.token(last.id())))
        .build();
  }
}
