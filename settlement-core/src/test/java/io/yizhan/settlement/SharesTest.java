package io.yizhan.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.yizhan.money.Fen;
import io.yizhan.policy.PolicyTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SharesTest {
  private static final int PAYMENTS = 20_000;

  /** The last percentage is the rest. */
  @ParameterizedTest
  @CsvSource({
    "30/30/40,    10001, 3000/3000/4001",
    "30/30/40,        5, 2/2/1",
    "30/30/40,        1, 0/0/1",
    "50/25/25,        1, 1/0/0",
    "25/25/25/25,     2, 1/1/0/0",
    "100/0,         700, 700/0",
    "75/25,           0, 0/0",
  })
  void split_payment_roundsEachAndLeavesTheRestToTheLast(
      String percents, long paidFen, String fen) {
    List<PolicyTable.Share> payers = new ArrayList<>();
    for (String percent : percents.split("/")) {
      payers.add(new PolicyTable.Share("P" + payers.size(), Integer.parseInt(percent) * 10_000));
    }
    List<Long> expected = Arrays.stream(fen.split("/")).map(Long::valueOf).toList();
    assertEquals(expected, Shares.split(payers, paidFen).stream().map(Shares.Share::fen).toList());
  }

  @Test
  void split_anyPayment_addsUpAndNobodyGivesBack() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(610_100);
    for (int i = 0; i < PAYMENTS; i++) {
      List<PolicyTable.Share> payers = new ArrayList<>();
      int left = Fen.PPM_WHOLE;
      for (int payer = random.nextInt(1, 6); payer > 0; payer--) {
        int ppm = payer == 1 ? left : random.nextInt(left + 1);
        payers.add(new PolicyTable.Share("P" + payer, ppm));
        left -= ppm;
      }
      long paidFen = random.nextLong(random.nextBoolean() ? 20 : Fen.AMOUNT_MAX + 1);
      List<Shares.Share> shares = Shares.split(payers, paidFen);
      assertEquals(paidFen, shares.stream().mapToLong(Shares.Share::fen).sum());
      assertEquals(payers.size(), shares.stream().filter(share -> share.fen() >= 0).count());
    }
  }

  @Test
  void split_paidByOneFund_isEmpty() {
    assertEquals(List.of(), Shares.split(List.of(), 700));
    assertThrows(IllegalArgumentException.class, () -> Shares.split(List.of(), -1));
  }
}
