package io.yizhan.money;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YuanTest {
  @ParameterizedTest
  @CsvSource({"20000,2000000", "2万,2000000", "1.8万,1800000", "2875.30,287530", "0,0", "0.01,1"})
  void parse_amountAsWritten_isFen(String text, long fen) {
    assertEquals(OptionalLong.of(fen), Yuan.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "万",
        "-1",
        "20,000",
        "1.234",
        "1.0000001万",
        "abc",
        "1e5",
        "99999999999",
        "1.",
        ".5",
        "1.2.3",
        " 1",
        "1 ",
        "1.123456789",
        "0000000000001",
        "１２.50",
        "１００"
      })
  void parse_notAnAmount_isEmpty(String text) {
    assertEquals(OptionalLong.empty(), Yuan.parse(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"20,000.00;2000000", "1,234,567.8;123456780", "999;99900", "2万;2000000"})
  void parsePrinted_commasBetweenThousands_isFen(String text, long fen) {
    assertEquals(OptionalLong.of(fen), Yuan.parsePrinted(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1000,50", "1,23", "1,000,50", ",100", "10,0000.00", "1,000.", "1,000万"})
  void parsePrinted_commaElsewhere_isEmpty(String text) {
    assertEquals(OptionalLong.empty(), Yuan.parsePrinted(text));
  }

  @ParameterizedTest
  @CsvSource({"70%,700000", "8.75%,87500", "100%,1000000", "0%,0"})
  void parsePercent_rateAsWritten_isPpm(String text, int ppm) {
    assertEquals(OptionalInt.of(ppm), Yuan.parsePercent(text));
    assertEquals(text, Yuan.formatPercent(ppm));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"2000000;20,000.00", "-5;-0.05", "123456789;1,234,567.89", "0;0.00"})
  void format_fen_readsAsYuan(long fen, String text) {
    assertEquals(text, Yuan.format(fen));
  }

  @Test
  void roundHalfUp_anyAmountAndRate_equalsBigDecimal() {
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    for (int i = 0; i < 100_000; i++) {
      long fen = random.nextLong(0, Fen.AMOUNT_MAX + 1);
      int ppm = random.nextInt(0, Fen.PPM_WHOLE + 1);
      long expected =
          BigDecimal.valueOf(fen)
              .multiply(BigDecimal.valueOf(ppm, 6))
              .setScale(0, RoundingMode.HALF_UP)
              .longValueExact();
      assertEquals(expected, Fen.roundHalfUp(Fen.timesPpm(fen, ppm)), fen + " x " + ppm);
    }
  }

  @Test
  void plus_overflow_isRefused() {
    assertThrows(ArithmeticException.class, () -> Fen.plus(Long.MAX_VALUE, 1));
    assertThrows(ArithmeticException.class, () -> Fen.minus(Long.MIN_VALUE, 1));
    assertThrows(ArithmeticException.class, () -> Fen.roundHalfUp(-1));
    assertTrue(Fen.timesPpm(Fen.AMOUNT_MAX, Fen.PPM_WHOLE) > 0);
  }
}
