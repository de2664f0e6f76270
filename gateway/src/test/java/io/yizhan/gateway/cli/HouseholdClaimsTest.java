package io.yizhan.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cap of 30,000 for the household: two members with 50,000 each, of which 70 % would be paid. */
class HouseholdClaimsTest {
  private static final String POLICY =
      """
      policy: hh 某市
      regions: [410122 中牟县]
      in_force: %s-01-01 .. %s
      chosen_by: {住院: discharge}
      benefit_year: 01-01
      rounding: half-up 0.01 each_claim
      assumed: {chosen_by: 原文未写, benefit_year: 原文未写, rounding: 原文未写}
      sources: {D: {title: 办法, read_in: 县政府网, checked_on: 2026-11-22}}
      identities: [dibao 低保]
      accounts: {IN 累计: {adds: aid.paid, of: %s, per: year}}
      layers:
      - {layer: aid 救助, fund: 610100, stage: aid, otherwise: none, cite: D, when: {对象: 低保},
         counts: in.left, rate: 70%%, cap IN: 3万}
      """;

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  private String person = "";
  private String household = "";

  @BeforeEach
  void writePolicies() throws IOException {
    Path old = folder.resolve("a.yaml");
    Path now = folder.resolve("b.yaml");
    Files.writeString(old, POLICY.formatted("2023", "2023-12-31", "person"));
    Files.writeString(now, POLICY.formatted("2024", "", "household"));
    person = old.toString();
    household = now.toString();
  }

  @Test
  void quote_twoMembersOfAHousehold_shareItsCap_anotherHouseholdHasItsOwn() throws IOException {
    List<String> lines =
        quote(claim("m", "f1") + claim("c", "f1") + claim("x", "f2") + claim("y", ""))
            .lines()
            .toList();
    assertTrue(lines.get(0).contains("\"amount\":\"30000.00\""), lines.get(0));
    assertTrue(lines.get(1).contains("\"patient\":\"50000.00\""), lines.get(1));
    assertTrue(lines.get(2).contains("\"amount\":\"30000.00\""), lines.get(2));
    assertTrue(lines.get(3).contains("\"amount\":\"30000.00\""), lines.get(3));
  }

  @Test
  void impact_capOfTheHouseholdInsteadOfThePerson_saysWhoLoses() throws IOException {
    Ended ended = impact(claim("m", "f1") + claim("c", "f1"));
    String said = ended.out().replaceAll("\\s+", " ");
    assertEquals(ExitCode.DONE, ended.code(), ended.toString());
    assertTrue(said.contains("losers 1 +30,000.00"), said);
    assertTrue(said.contains("610100 60,000.00 30,000.00 -30,000.00"), said);
    assertFalse(said.contains("Note: "), said);
  }

  @Test
  void claimsWithoutHousehold_whereAPolicyCountsByHousehold_areSaidOnce() throws IOException {
    String claims = claim("m", "") + claim("c", "");
    String note = "Note: 2 claims name no household; accounts of a household (IN) count each";
    assertTrue(impact(claims).out().contains(note));
    assertTrue(run(claims, "policy", "quote", "--policy", household).err().contains(note));
    assertFalse(run(claims, "policy", "quote", "--policy", person).err().contains("Note: "));
  }

  @Test
  void person_namedWithTwoHouseholds_orHouseholdWithoutPerson_isRefused() throws IOException {
    Ended ended =
        run(
            claim("m", "f1") + claim("m", "f2") + claim("m", "") + claim("", "f1"),
            "policy",
            "quote",
            "--policy",
            household);
    assertEquals(ExitCode.NO, ended.code());
    List<String> lines = ended.out().lines().toList();
    assertTrue(lines.get(1).contains("here 'f2', before 'f1'"), lines.get(1));
    assertTrue(lines.get(2).contains("here none, before 'f1'"), lines.get(2));
    assertTrue(lines.get(3).contains("FIELD_MISSING"), lines.get(3));
    Ended impact = impact(claim("m", "f1") + claim("m", "f2"));
    assertEquals(ExitCode.NO, impact.code());
    assertTrue(impact.err().contains("claims.jsonl:2: 错误 error [HOUSEHOLD_DIFFERS]"), impact.err());
  }

  private static String claim(String person, String household) {
    return "{\"person\":\"%s\",\"household\":\"%s\",\"identity\":\"dibao\",\"scheme\":\"none\","
            .formatted(person, household)
        + "\"care\":\"住院\",\"discharge\":\"2024-07-01\",\"in\":50000,\"region\":\"410122\"}\n";
  }

  private String quote(String claims) throws IOException {
    Ended ended = run(claims, "policy", "quote", "--policy", household);
    assertEquals(ExitCode.DONE, ended.code(), ended.toString());
    return ended.out();
  }

  private Ended impact(String claims) throws IOException {
    return run(claims, "policy", "impact", person, household);
  }

  private Ended run(String claims, String... arguments) throws IOException {
    Path file = folder.resolve("claims.jsonl");
    Files.writeString(file, claims);
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--claims";
    all[arguments.length + 1] = file.toString();
    return Ended.of(all);
  }
}
