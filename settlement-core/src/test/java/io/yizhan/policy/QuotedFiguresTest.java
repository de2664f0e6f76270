package io.yizhan.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yizhan.money.Yuan;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Figures as documents print them. */
class QuotedFiguresTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "按70%的比例救助 | 70%",
        "按７０％救助 | 70%",
        "按百分之七十给予救助 | 70%",
        "百分之七十五点五 | 75.5%",
        "百分之百 | 100%",
        "救助七成，最高八成五 | 70% 85%",
        "提高5个百分点 | 5%",
        "60%—70% | 60% 70%",
        "按50-60%救助 | 50% 60%",
        "pays 70 % of it | 70%",
        "全额救助 | ''",
        "2016年7月1日起，住院31天以上，每年3次 | ''",
      })
  void shares_asPrinted_areRead(String text, String shares) {
    List<String> read =
        QuotedFigures.of(text).ppm().stream()
            .sorted()
            .map(ppm -> Yuan.formatPercent(Math.toIntExact(ppm)))
            .toList();
    assertEquals(shares, String.join(" ", read));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "年度限额为5万元 | 50,000.00",
        "年度限额为五万元 | 50,000.00",
        "不过一万元 | 10,000.00",
        "每次五千元，全年二万五千元 | 5,000.00 25,000.00",
        "起付线1.5万 | 15,000.00",
        "超过 3 万元；不超过 6 万元 | 30,000.00 60,000.00",
        "2,500元以上 | 2,500.00",
        "个人 1786.95 元 | 1,786.95",
        "1-3万元 | 10,000.00 30,000.00",
        "1万元至5万元 | 10,000.00 50,000.00",
        "3万5千元 | 35,000.00",
        "5千元 | 5,000.00",
        "三万以下部分 | 30,000.00",
        "十万元 | 100,000.00",
        "up to 20,000 yuan | 20,000.00",
        "数千元、上万元 | ''",
        "按70%，2016年，80岁 | ''",
      })
  void amounts_asPrinted_areRead(String text, String amounts) {
    List<String> read = QuotedFigures.of(text).fen().stream().sorted().map(Yuan::format).toList();
    assertEquals(amounts, String.join(" ", read));
  }

  @Test
  void wordsForAll_nameNoFigure_butBearOneOut() {
    QuotedFigures whole = QuotedFigures.of("全额救助");
    assertEquals(List.of(1_000_000L), List.copyOf(whole.hinted()));
    assertEquals(List.of(), List.copyOf(whole.ppm()));
  }
}
