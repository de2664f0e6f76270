package io.yizhan.gateway.desk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.ClearingStore.PaymentRow;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a spreadsheet does with what it opens. */
class PaymentTextTest {
  @ParameterizedTest
  @ValueSource(strings = {"=1", "+1", "-1", "@SUM(1)", "＝1", "＋1", "－1", "＠1", "\t=1", "\r=1"})
  void text_thatBeginsLikeAFormula_standsBehindAMark(String text) {
    assertEquals("'" + text, SpreadsheetText.plain(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "H1", "1=1", "新密市中医院"})
  void text_thatIsNone_staysAsItIs(String text) {
    assertEquals(text, SpreadsheetText.plain(text));
  }

  @Test
  void payment_toAHospitalWhoseIdIsAFormula_isNotComputed() {
    PaymentRow row =
        new PaymentRow(
            "=HYPERLINK(1)", "医院", PayeeStore.Destination.NONE, "610100", 1_00, List.of());
    String text = new String(PaymentText.csv(List.of(row), 1_00), StandardCharsets.UTF_8);
    assertTrue(text.contains("\n'=HYPERLINK(1),医院,"), text);
  }
}
