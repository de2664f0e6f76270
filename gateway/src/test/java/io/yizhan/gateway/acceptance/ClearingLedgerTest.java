package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.proto.v1.AddFundMoneyRequest;
import io.yizhan.proto.v1.Clearing;
import io.yizhan.proto.v1.EndProvisionalRequest;
import io.yizhan.proto.v1.FundAccount;
import io.yizhan.proto.v1.ListFundAccountsRequest;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.Provisional;
import io.yizhan.proto.v1.ProvisionalState;
import io.yizhan.proto.v1.Receivable;
import io.yizhan.proto.v1.RecordPaymentRequest;
import io.yizhan.proto.v1.RecoveredMoney;
import io.yizhan.proto.v1.Settlement;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Clearing equals the ledger, whatever was settled and reversed; money recovered has its place. */
class ClearingLedgerTest {
  private static final List<String> MONTHS = List.of("2025-09", "2025-10", "2025-11");
  private static final int PERSONS = 12;
  private static final int DAYS_WITH_CALLS = 14;

  private record Standing(String hospital, Settlement settlement) {}

  @Test
  void months_randomlySettledAndReversed_areClearedToTheFen() {
    try (ClearedMonths months = ClearedMonths.open()) {
      List<PersonDocument> persons = new ArrayList<>();
      for (int i = 0; i < PERSONS; i++) {
        persons.add(months.person(i + 1));
      }
      List<String> hospitals = List.of(World.HOSPITAL, "H41010002", ClearedMonths.ELSEWHERE);
      Random random = new Random(2_026);
      List<Standing> standing = new ArrayList<>();
      long clearedFen = 0;
      int lateReversals = 0;
      for (String month : MONTHS) {
        int before = standing.size();
        for (int day = 1; day <= DAYS_WITH_CALLS; day++) {
          String date = YearMonth.parse(month).atDay(2 * day + 2).toString();
          if (!standing.isEmpty() && random.nextInt(3) == 0) {
            int place = random.nextInt(standing.size());
            Standing gone = standing.remove(place);
            months.reverse(date, gone.hospital(), gone.settlement());
            lateReversals += place < before ? 1 : 0;
            before -= place < before ? 1 : 0;
          }
          String hospital = hospitals.get(random.nextInt(hospitals.size()));
          PersonDocument person = persons.get(random.nextInt(PERSONS));
          long fen = random.nextLong(1, 2_000_001);
          standing.add(new Standing(hospital, months.settle(date, hospital, person, fen)));
        }
        long preparedFen = months.prepare(month).getGrossFen();
        assertEquals(preparedFen, months.of(month).stream().mapToLong(Clearing::getGrossFen).sum());
        assertEquals(ledger(months, month), preparedFen);
        clearedFen += preparedFen;
      }
      assertTrue(lateReversals > 0, "some are reversed after their month was cleared");
      long stillPaidFen =
          standing.stream()
              .flatMap(each -> each.settlement().getPaymentsList().stream())
              .mapToLong(io.yizhan.proto.v1.Payment::getAmountFen)
              .sum();
      assertEquals(stillPaidFen, clearedFen, "what stands, and nothing else, is cleared");
      assertEquals(List.of(), months.house().audit());
    }
  }

  private static long ledger(ClearedMonths months, String month) {
    return Long.parseLong(
        months
            .house()
            .database()
            .rows(
                "SELECT sum(fen) FROM settlement, unnest(line_account, line_payee, line_fen)"
                    + " AS t (account, payee, fen) WHERE to_char(posting_date, 'YYYY-MM') = '"
                    + month
                    + "' AND account LIKE 'fund:%' AND payee LIKE 'hospital:%'")
            .get(0));
  }

  @Test
  void clawBack_paidInParts_isRecoveredOfItsYear() {
    try (House house = House.open()) {
      Binhai binhai = new Binhai(house);
      int year = LocalDate.now(ZoneId.of("Asia/Shanghai")).getYear();
      house
          .client()
          .registry(binhai.office())
          .addFundMoney(
              AddFundMoneyRequest.newBuilder()
                  .setRequestId("money")
                  .setFundCode(Binhai.FUND)
                  .setBudgetYear(year)
                  .setAmountFen(100_000_000)
                  .build());
      PersonDocument liar = Invented.person(40_001);
      Provisional approved = binhai.approve(liar);
      binhai.settle(0, liar, 1_000_000, 500_000);
      Receivable owed =
          house
              .client()
              .provisionals(binhai.office())
              .endProvisional(
                  EndProvisionalRequest.newBuilder()
                      .setRequestId("end")
                      .setProvisionalId(approved.getProvisionalId())
                      .setEnding(ProvisionalState.PROVISIONAL_STATE_FALSE_STATEMENT)
                      .setEndDate(Claims.date("2023-04-10"))
                      .setReportNumber("HD-1")
                      .build())
              .getReceivables(0);
      assertEquals(owed.getAmountFen(), account(house, binhai).getOwedByPersonsFen());
      for (int i = 1; i <= 2; i++) {
        house
            .client()
            .receivables(binhai.office())
            .recordPayment(
                RecordPaymentRequest.newBuilder()
                    .setRequestId("pay-" + i)
                    .setReceivableId(owed.getReceivableId())
                    .setAmountFen(i * 10_000L)
                    .setNote("receipt")
                    .build());
      }
      FundAccount account = account(house, binhai);
      assertEquals(
          List.of(
              RecoveredMoney.newBuilder()
                  .setAccountCode("recovered:" + Binhai.FUND)
                  .setOriginYear(year)
                  .setAmountFen(30_000)
                  .build()),
          account.getRecoveredList());
      assertEquals(owed.getAmountFen() - 30_000, account.getOwedByPersonsFen());
      // What is clawed back is spent no more, and the hospital is owed what it was.
      assertEquals(-owed.getAmountFen(), account.getCorrectedFen());
      assertEquals(account.getToHospitalsFen(), account.getOwedToHospitalsFen());
      assertEquals(List.of(), house.audit());
    }
  }

  private static FundAccount account(House house, Binhai binhai) {
    return house
        .client()
        .funds(binhai.office())
        .listFundAccounts(ListFundAccountsRequest.getDefaultInstance())
        .getAccounts(0);
  }
}
