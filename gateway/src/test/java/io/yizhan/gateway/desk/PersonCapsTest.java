package io.yizhan.gateway.desk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.policyfile.YamlPolicy;
import io.yizhan.policy.PolicyCompiler;
import io.yizhan.settlement.Standing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which caps of published packs a family is told at admission. */
final class PersonCapsTest {
  private static final Standing.Usage USED =
      new Standing.Usage("jiangyin/ALL", 2023, 29_000_000, 500_000);

  private static String text(String file) {
    try {
      return Files.readString(Path.of("..", "policies").resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String jiangyin() {
    return text("jiangyin/jiangyin-2023.yaml");
  }

  private static String jinzhai() {
    return text("jinzhai/jinzhai-2020.yaml")
        + "--- # table: aid-2020.csv\n"
        + text("jinzhai/aid-2020.csv");
  }

  private static PersonCaps caps(String text, String county, String identity, String day) {
    Standing standing =
        new Standing(
            "P1",
            Optional.empty(),
            List.of(
                new Standing.Identity(
                    identity, county, LocalDate.of(2014, 1, 1), Optional.empty(), "file")),
            List.of(),
            List.of(),
            List.of(USED),
            Map.of());
    PlanBook book =
        new PlanBook(
            1,
            List.of(
                new PolicyCompiler.Published(
                    new YamlPolicy().read("policy.yaml", text).table().orElseThrow(), "sha")));
    return PersonCaps.of(book, standing, county, LocalDate.parse(day));
  }

  private static List<String> said(PersonCaps caps) {
    return caps.lines().stream()
        .map(line -> line.account() + " " + line.identity() + " " + line.capFen())
        .toList();
  }

  @Test
  void cap_thatSeveralRowsSet_isOneLineWithTheirClauses() {
    PersonCaps caps = caps(jiangyin(), "320281", "low_income", "2023-06-01");
    assertEquals(
        List.of("jiangyin/ALL low_income 30000000", "jiangyin/ONCE low_income 1"), said(caps));
    UsageLine all = caps.lines().get(0);
    assertEquals("《江阴市医疗救助待遇》门诊；《江阴市医疗救助待遇》住院；《江阴市医疗救助待遇》门诊特殊病种", all.clause());
    assertEquals(29_000_000, all.usedFen());
    assertEquals(500_000, all.leftFen());
    assertEquals(List.of(), caps.fresh());
  }

  @Test
  void clauses_thatAreTooLongTogether_areCut() {
    String text = jiangyin().replace("30万, Y 住院]", "30万, Y 住院" + "长".repeat(600) + "]");
    String clause = caps(text, "320281", "low_income", "2023-06-01").lines().get(0).clause();
    assertEquals(PersonCaps.CLAUSE_CHARACTERS_MAX, clause.length());
    assertTrue(clause.endsWith("长…"), clause);
  }

  @Test
  void cap_thatDiffersByRow_isALineEach() {
    String text =
        jinzhai()
            .replace("低保,县级及以上,0,0-10000,40%,5000,1万", "低保,县级及以上,0,0-10000,40%,5000,2万")
            .replace("低保,县级及以上,0,10000-,45%,5000,1万", "低保,县级及以上,0,10000-,45%,5000,2万");
    assertEquals(
        List.of("jinzhai/IN dibao 1000000", "jinzhai/IN dibao 2000000"),
        said(caps(text, "341524", "dibao", "2020-06-01")));
  }

  @Test
  void cap_ofEachStay_isListedApartFromThoseThatGoOn() {
    PersonCaps caps = caps(jinzhai(), "341524", "dibao", "2020-06-01");
    assertEquals(List.of("jinzhai/IN dibao 1000000"), said(caps));
    FreshCap stay = caps.fresh().get(0);
    assertEquals(1, caps.fresh().size());
    assertEquals("jinzhai/STAY", stay.account());
    assertEquals("", stay.layer());
    assertEquals("本次住院救助", stay.nameZh());
    assertEquals("dibao", stay.identity());
    assertEquals(500_000, stay.capFen());
  }

  @Test
  void cap_ofEachBill_namesTheLayerThatItCaps() {
    String text =
        jinzhai()
            .replace("每次限额: cap STAY", "每次限额: cap visit")
            .replace("  STAY 本次住院救助: {adds: aid.paid, of: person, per: encounter}\n", "");
    FreshCap bill = caps(text, "341524", "dibao", "2020-06-01").fresh().get(0);
    assertEquals("", bill.account());
    assertEquals("aid", bill.layer());
    assertEquals("医疗救助", bill.nameZh());
    assertEquals(500_000, bill.capFen());
  }

  @Test
  void person_whoseRowHasNoCap_hasNone() {
    PersonCaps caps = caps(jinzhai(), "341524", "wubao", "2020-06-01");
    assertEquals(List.of(), caps.lines());
    assertEquals(List.of(), caps.fresh());
  }
}
