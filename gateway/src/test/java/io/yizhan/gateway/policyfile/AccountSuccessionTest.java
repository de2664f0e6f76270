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
            + " 'IN': keep that name, or write includes: [IN]. Else import what was used"
            + " (PutOpeningUsage).",
        issue.en());
    assertTrue(issue.zh().contains("上一版记在“IN”"), issue.zh());
    assertEquals("", warned(BASE, later(BASE)));
  }

  @Test
  void account_thatCountsWhatAnotherCounted_isToldToIncludeIt() {
    String two =
        BASE.replace("{adds: [aid.paid, re.paid], of: household", "{adds: re.paid, of: person");
    String now = two.replace("{adds: re.paid", "{adds: [aid.paid, re.paid]");
    PolicyIssue issue = AccountSuccession.check(table(two), table(later(now))).get(0);
    assertTrue(
        issue
            .en()
            .endsWith(
                "'IN' counts it, too: write includes: [IN] and do not add the same beside it. Else"
                    + " import what was used (PutOpeningUsage)."),
        issue.en());
    assertTrue(issue.zh().contains("可写 includes: [IN]，本账就不再 adds 同样的"), issue.zh());
    String included = two.replace("{adds: re.paid", "{adds: re.paid, includes: IN");
    assertEquals("", warned(two, later(included)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'{adds: aid.paid, includes: IN, of: person, per: year}' | ''",
        "'{adds: aid.paid, includes: [IN, OLD], of: person, per: year}'"
            + " | INCLUDES_UNKNOWN 23 shiyan@2024-01-01 has no account 'OLD'",
        "'{adds: aid.paid, includes: FAN, of: household, per: year}'"
            + " | INCLUDES_UNKNOWN 23 shiyan@2024-01-01 has no account 'FAN', so 'STAY' includes"
            + " nothing of it. Did you mean 'FAM'?; ACCOUNT_BEGINS_AT_NOTHING 23 Account 'STAY'",
        "'{adds: aid.paid, includes: IN, of: household, per: year}'"
            + " | INCLUDES_UNKNOWN 23 The account 'IN' has another owner; ACCOUNT_BEGINS_AT_NOTHING"
            + " 23 Account 'STAY'",
        "'{adds: aid.paid, includes: FAM, of: household, per: year}'"
            + " | INCLUDES_MORE 23 The account 'FAM' also counted what 'STAY' does not (re.paid)",
        "'{adds: aid.paid, includes: [IN, INN], of: person, per: year}'"
            + " | INCLUDES_TWICE 23 Several of what 'STAY' adds up counted aid.paid",
        "'{adds: aid.paid, includes: IN, of: person, per: year, when: {care: 住院}}'"
            + " | INCLUDES_MORE 23 The account 'IN' also counted what 'STAY' does not (when)",
      })
  void account_thatIncludesOneOfBefore_getsJustWhatItCounts(String now, String expected) {
    String fam = "  FAM 家庭累计: {adds: [aid.paid, re.paid], of: household, per: year}\n";
    assertTrue(BASE.contains(fam));
    String twice = fam + "  INN 另计: {adds: aid.paid, of: person, per: year}\n";
    String before = now.contains("INN") ? BASE.replace(fam, twice) + "  cap INN: 6万\n" : BASE;
    String after =
        BASE.replace("IN 住院救助累计: {adds: aid.paid, of: person, per: year}", "STAY 住院救助累计: " + now)
            .replace("限额 IN", "限额 STAY");
    if (now.contains("FAM")) {
      after = after.replace(fam, "").replace("  cap FAM: 6万", "  cap visit: 6万");
    }
    String found =
        AccountSuccession.check(table(before), table(later(after))).stream()
            .filter(issue -> issue.line() == 23)
            .map(issue -> issue.code() + " " + issue.line() + " " + issue.en())
            .collect(Collectors.joining("; "));
    String[] parts = expected.isEmpty() ? new String[0] : expected.split("; ");
    assertEquals(parts.length, found.isEmpty() ? 0 : found.split("; (?=[A-Z]+_)").length, found);
    for (String part : parts) {
      assertTrue(found.contains(part), found);
    }
  }

  @Test
  void account_thatIncludesACountOrAPartOfTheBill_isWarnedOf() {
    String counted = "THR 自付累计: {adds: aid.base, of: person, per: year}";
    for (String added : List.of("claims", "in")) {
      String before =
          BASE.replace(
              counted, counted + "\n  OLD 原账: {adds: " + added + ", of: person, per: year}");
      String after = BASE.replace("{adds: aid.paid, of", "{adds: aid.paid, includes: OLD, of");
      PolicyIssue issue = AccountSuccession.check(table(used(before)), table(later(after))).get(0);
      assertEquals("INCLUDES_MORE", issue.code());
      assertTrue(issue.en().contains("does not (" + added + ")"), issue.en());
    }
  }

  /** With a layer that reads the account OLD. */
  private static String used(String text) {
    return text.replace("  when: {care: 住院、门诊慢特病,", "  when: {OLD.now: ≥0, care: 住院、门诊慢特病,");
  }

  @Test
  void account_thatNoLongerIncludesWhatItDid_isWarnedOf() {
    String first =
        BASE.replace("IN 住院救助累计: {adds: aid.paid,", "IN 住院救助累计: {adds: aid.paid, includes: OLD,");
    String second = later(first);
    assertEquals("", warned(first, second));
    assertEquals("23 Account 'IN' shiyan/OLD", warned(first, later(BASE)));
  }

  @Test
  void account_thatIncludesOneThatIncludedOthers_isToldToIncludeThoseToo() {
    String two =
        BASE.replace(
            "FAM 家庭累计: {adds: [aid.paid, re.paid], of: household, per: year}",
            "FAM 合计: {adds: re.paid, of: person, per: year, includes: IN}");
    assertTrue(two.contains("includes: IN}"));
    String renamed =
        two.replace("FAM 合计: {adds: re.paid, of: person, per: year, includes: IN}", "BOTH 合计: NOW")
            .replace("cap FAM", "cap BOTH");
    String alone = renamed.replace("NOW", "{adds: re.paid, of: person, per: year, includes: FAM}");
    assertEquals("25 Account 'BOTH' shiyan/IN", warned(two, later(alone)));
    String both =
        renamed.replace("NOW", "{adds: re.paid, of: person, per: year, includes: [FAM, IN]}");
    assertEquals("", warned(two, later(both)));
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "edge 低保边缘] | marginal 低保边缘] | 把“marginal”写回“edge”。 | write 'edge' for 'marginal'.",
        "', edge 低保边缘]' | '] ' | 沿用 key | keep its key",
      })
  void identity_thatIsNoLongerListed_isWarnedOfWithWhatToKeep(
      String before, String after, String zh, String en) {
    PolicyTable now =
        table(
            later(
                BASE.replace("  - [低保边缘, 10% of income, 60%, 1.5万, D 第九条]\n", "")
                    .replace(before, after)));
    List<PolicyIssue> issues = AccountSuccession.check(table(BASE), now);
    assertEquals(
        List.of("IDENTITY_DROPPED"),
        issues.stream().map(PolicyIssue::code).toList(),
        issues::toString);
    PolicyIssue issue = issues.get(0);
    assertFalse(issue.error());
    assertEquals(10, issue.line());
    assertTrue(issue.zh().contains("身份“edge 低保边缘”不再列出"), issue.zh());
    assertTrue(issue.zh().contains("从 2024-07-01 起不再得到救助"), issue.zh());
    assertTrue(issue.zh().contains(zh), issue.zh());
    assertTrue(issue.en().contains(en), issue.en());
  }

  @Test
  void identity_thatHasAnotherNameUnderItsKey_isNotWarnedOf() {
    String renamed = BASE.replace("低保边缘", "低收入");
    assertEquals(List.of(), AccountSuccession.check(table(BASE), table(later(renamed))));
  }
}
