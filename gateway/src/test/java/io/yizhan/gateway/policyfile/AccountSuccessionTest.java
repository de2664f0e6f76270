package io.yizhan.gateway.policyfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.PolicyDesk;
import io.yizhan.policy.AccountSuccession;
import io.yizhan.policy.PolicyIssue;
import io.yizhan.policy.PolicyTable;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A version that takes the place of another within the year. */
class AccountSuccessionTest {
  private static final String BASE = WrittenOnceTest.BASE;
  private static final String SUMMER = "in_force: 2024-07-01 ..";

  private static PolicyTable table(String text) {
    return new YamlPolicy().read("a.yaml", text).table().orElseThrow();
  }

  private static String warned(String before, String after) {
    List<PolicyIssue> issues = AccountSuccession.check(table(before), table(after));
    assertTrue(issues.stream().noneMatch(PolicyIssue::error), issues.toString());
    return issues.stream()
        .map(
            issue ->
                issue.line() + " " + issue.en().replaceAll(" counts from.* of | under .*", " "))
        .map(String::strip)
        .collect(Collectors.joining("; "));
  }

  private static String later(String changed) {
    return changed.replace("in_force: 2024-01-01 ..", SUMMER);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'{adds: aid.paid, of: person' | '{adds: [aid.paid, re.paid], of: person'"
            + " | '23 Account ''IN'' re.paid'",
        "'{adds: aid.base, of: person' | '{adds: aid.base, of: household'"
            + " | '24 Account ''THR'' aid.base'",
        "'{adds: aid.base, of: person, per: year' | '{adds: aid.base, of: person, per: life'"
            + " | '24 Account ''THR'' aid.base'",
        "'{adds: [aid.paid, re.paid]' | '{adds: [re.paid, aid.paid]' | ''",
        "'{adds: [aid.paid, re.paid]' | '{adds: re.paid' | ''",
        "'[aid.paid, re.paid], of: household, per: year' |"
            + " '[aid.paid, re.paid], of: household, per: encounter' | ''",
        "'{adds: aid.base, of: person' | '{adds: aid.base, when: {area: 市内}, of: person' | ''",
      })
  void account_thatCountsOtherwiseThanBefore_isWarnedOf(
      String before, String after, String expected) {
    assertTrue(BASE.contains(before), before);
    assertEquals(expected, warned(BASE, later(BASE.replace(before, after))));
  }

  @ParameterizedTest
  @CsvSource({"'', aid.base", "'when: {area: 市内、省内},', aid.base", "'when: {area: 市内},', ''"})
  void account_thatCountsMoreClaimsThanBefore_isWarnedOf(String now, String missing) {
    String threshold = "{adds: aid.base, of: person";
    String inCity = "{adds: aid.base, when: {area: 市内}, of: person";
    String before = BASE.replace(threshold, inCity);
    String after = BASE.replace(threshold, "{adds: aid.base, " + now + " of: person");
    assertEquals(
        missing.isEmpty() ? "" : "24 Account 'THR' " + missing, warned(before, later(after)));
  }

  @Test
  void benefitYear_thatBeginsOnAnotherDay_isWarnedOfWhereAYearlyAccountGoesOn() {
    String july = BASE.replace("benefit_year: 01-01", "benefit_year: 07-01");
    PolicyIssue issue = AccountSuccession.check(table(BASE), table(later(july))).get(0);
    assertEquals("BENEFIT_YEAR_MOVES", issue.code());
    assertTrue(issue.en().contains("begins on 07-01 instead of 01-01"), issue.en());
    assertTrue(issue.zh().contains("由 01-01 起改为 07-01 起"), issue.zh());
  }

  @Test
  void account_withANewName_isWarnedOfWithTheOldOne() {
    String renamed = BASE.replace("IN 住院救助累计", "STAY 住院救助累计").replace("限额 IN", "限额 STAY");
    PolicyIssue issue = AccountSuccession.check(table(BASE), table(later(renamed))).get(0);
    assertEquals(
        "Account 'STAY' counts from 2024-07-01: what was paid of aid.paid under"
            + " shiyan@2024-01-01 is not in it, and its cap gives that once more. It was counted in"
            + " 'IN': keep that name, or import what was used (PutOpeningUsage).",
        issue.en());
    assertTrue(issue.zh().contains("上一版记在“IN”"), issue.zh());
    assertEquals("", warned(BASE, later(BASE)));
  }

  @Test
  void account_whoseYearBeginsWithItsVersion_isNotWarnedOf() {
    String renamed = BASE.replace("IN 住院救助累计", "STAY 住院救助累计").replace("限额 IN", "限额 STAY");
    String nextYear = renamed.replace("in_force: 2024-01-01 ..", "in_force: 2025-01-01 ..");
    assertEquals("", warned(BASE, nextYear));
    assertEquals(
        "23 Account 'STAY' aid.paid",
        warned(
            BASE,
            nextYear.replace(
                "{adds: aid.paid, of: person, per: year}",
                "{adds: aid.paid, of: person, per: life}")));
  }

  @Test
  void account_ofALayerThatDidNotExist_isNotWarnedOf() {
    String without = BASE.replace("re.paid", "old.paid").replace("layer: re 再", "layer: old 再");
    assertEquals("", warned(without, later(BASE)));
  }

  @Test
  void versions_thatOverlap_areRefusedByACheckOfThemTogether() {
    String first = BASE.replace("in_force: 2024-01-01 ..", "in_force: 2024-01-01 .. 2024-12-31");
    PolicyTable other = new YamlPolicy().read("b.yaml", later(BASE)).table().orElseThrow();
    PolicyDesk.Verdict both = checked(first, List.of(table(first), other));
    assertFalse(both.publishable());
    PolicyIssue issue = both.issues().get(0);
    assertEquals("POLICY_OVERLAPS 3", issue.code() + " " + issue.line());
    assertTrue(issue.en().contains("shiyan@2024-07-01 (b.yaml)"), issue.en());
    assertTrue(issue.zh().contains("shiyan@2024-01-01"), issue.zh());
    assertTrue(checked(BASE, List.of(table(BASE), other)).publishable(), "an open one ends there");
  }

  private static PolicyDesk.Verdict checked(String text, List<PolicyTable> others) {
    LocalDate day = LocalDate.of(2026, 11, 29);
    return PolicyDesk.check(new YamlPolicy(), "a.yaml", text, day, others);
  }
}
