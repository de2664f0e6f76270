package io.yizhan.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
  private static final List<String> KNOWN =
      List.of("--database-url", "--data-folder", "--listen", "--tls-certificate");

  @ParameterizedTest
  @CsvSource({
    "--listne, --listen",
    "--datafolder, --data-folder",
    "--data, --data-folder",
    "--tls, --tls-certificate",
    "--xyz, ",
    "--qu, "
  })
  void word_mistypedOrBegun_isTheNearestOne(String typed, String expected) {
    assertEquals(Optional.ofNullable(expected), Nearest.to(typed, KNOWN));
  }

  @ParameterizedTest
  @CsvSource({"甲, 甲包", "丙, ", "1, ", "b, "})
  void word_ofOneCharacter_isNeverAnotherCharacter(String typed, String expected) {
    List<String> known = List.of("a", "D", "甲包", "乙包");
    assertEquals(Optional.ofNullable(expected), Nearest.to(typed, known));
  }
}
