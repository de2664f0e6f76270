package io.yizhan.fund;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegionSharesTest {
  private static final int TRIALS = 100_000;

  private static RegionShares of(String weights, String remainder) {
    List<Integer> read = new ArrayList<>();
    for (String weight : weights.split(":")) {
      read.add(Integer.parseInt(weight));
    }
    List<String> parties = IntStream.range(0, read.size()).mapToObj(i -> "p" + i).toList();
    return new RegionShares(parties, read, remainder);
  }

  @ParameterizedTest
  @CsvSource({
    "5:5, p0, 101, '51,50'",
    "5:5, p1, 101, '50,51'",
    "4:6, p0, 99, '40,59'",
    "4:6, p1, 99, '39,60'",
    "3:3:4, p2, 100, '30,30,40'",
    "3:3:4, p2, 7, '2,2,3'",
    "3:3:4, p0, 1, '1,0,0'",
    "3:3:4, p0, -1, '-1,0,0'",
    "4:6, p1, -99, '-39,-60'",
    "1, p0, 5, '5'",
  })
  void split_asDocumentsSayIt_isTheseParts(
      String weights, String remainder, long fen, String parts) {
    assertEquals(
        parts,
        String.join(
            ",",
            of(weights, remainder).split(fen).stream()
                .map(part -> Long.toString(part.fen()))
                .toList()));
  }

  @Test
  void split_anySum_addsUpAndOnlyTheNamedPartyTakesTheRemainder() {
    Random random = new Random(20_261_128);
    for (int trial = 0; trial < TRIALS; trial++) {
      int count = 1 + random.nextInt(RegionShares.PARTIES_MAX);
      List<String> parties = IntStream.range(0, count).mapToObj(i -> "p" + i).toList();
      List<Integer> weights = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        weights.add(1 + random.nextInt(random.nextBoolean() ? 10 : RegionShares.WEIGHT_MAX));
      }
      String remainder = "p" + random.nextInt(count);
      long fen = random.nextLong() >> random.nextInt(64);
      List<RegionShares.Part> parts = new RegionShares(parties, weights, remainder).split(fen);
      assertEquals(
          BigInteger.valueOf(fen),
          parts.stream()
              .map(part -> BigInteger.valueOf(part.fen()))
              .reduce(BigInteger.ZERO, BigInteger::add));
      BigInteger whole = BigInteger.valueOf(weights.stream().mapToLong(Integer::longValue).sum());
      for (int i = 0; i < count; i++) {
        // Towards zero, as a clerk does it with a long product.
        BigInteger exact =
            BigInteger.valueOf(fen).multiply(BigInteger.valueOf(weights.get(i))).divide(whole);
        BigInteger more = BigInteger.valueOf(parts.get(i).fen()).subtract(exact);
        if (parts.get(i).party().equals(remainder)) {
          assertTrue(more.abs().compareTo(BigInteger.valueOf(count)) < 0, "less than a fen each");
          assertTrue(more.signum() * Long.signum(fen) >= 0, "never of the other sign");
        } else {
          assertEquals(BigInteger.ZERO, more);
        }
      }
    }
  }

  @Test
  void shares_thatAreNone_areRefused() {
    for (String weights : List.of("0:1", "1:-1", "1:1000001")) {
      assertThrows(IllegalArgumentException.class, () -> of(weights, "p0"));
    }
    assertThrows(IllegalArgumentException.class, () -> of("1:1", "p2"));
    assertThrows(
        IllegalArgumentException.class,
        () -> new RegionShares(List.of("a", "a"), List.of(1, 1), "a"));
    assertThrows(
        IllegalArgumentException.class, () -> new RegionShares(List.of("a"), List.of(1, 1), "a"));
    assertThrows(IllegalArgumentException.class, () -> new RegionShares(List.of(), List.of(), "a"));
  }
}
