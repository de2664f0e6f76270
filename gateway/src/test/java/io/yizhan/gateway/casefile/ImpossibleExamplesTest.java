package io.yizhan.gateway.casefile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.PolicyDesk;
import io.yizhan.gateway.policyfile.YamlPolicy;
import io.yizhan.money.Fen;
import io.yizhan.policy.PolicyIssue;
import io.yizhan.settlement.Decision;
import io.yizhan.settlement.Waterfall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Six settlement examples that circulate and cannot be. Five pay more than the bill, the sixth runs
 * its bands over what they may not count. Each is written as the policy that its author must have
 * had in mind, as far as the language lets it be written; then its claim is settled.
 */
class ImpossibleExamplesTest {
  private static final Path FOLDER = Path.of("src", "test", "resources", "impossible");

  @ParameterizedTest
  @CsvSource({
    "N1,16000",
    "N2,32000",
    "N3,240000",
    "N4,9425",
    "N5,6000",
    "N5,9500",
    "N6,10400",
  })
  void example_settled_neverPaysWhatItClaims(String name, long claimedYuan) throws IOException {
    CaseBook.Case one =
        book().cases().stream().filter(each -> each.name().startsWith(name)).findFirst().get();
    CaseRunner.ClaimResult claim = runner().run(one).claims().get(0);
    assertFalse(claim.compared().isEmpty());
    assertTrue(claim.agrees(), () -> claim.compared().toString());
    Waterfall waterfall = ((Decision.Settled) claim.decision()).settlement().waterfall();
    long paidFen = 0;
    for (int i = 0; i < waterfall.plan().layers().size(); i++) {
      paidFen = Fen.plus(paidFen, waterfall.of(i, Waterfall.Column.PAID));
    }
    assertNotEquals(claimedYuan * 100, paidFen);
    assertTrue(waterfall.patientShareFen() >= 0);
    assertEquals(
        claim.entry().claim().bill().totalFen(),
        Fen.plus(paidFen, waterfall.patientShareFen()),
        "payers and patient are the bill");
  }

  /**
   * The same readings, written more boldly, do not compile: the language has no rate above the
   * whole, no constant beside a rate, no bands that overlap or skip, and a base of the whole bill
   * must say into which parts it may pay.
   */
  @ParameterizedTest
  @CsvSource({
    "more-than-the-bill.yaml, rate: 60%, rate: 120%, BAD_RATE",
    "constant-added.yaml, rate: 75%, rate: 75% + 5825, BAD_RATE",
    "constant-added.yaml, rate: 定额5825, rate: 5825, RATE_WITHOUT_UNIT",
    "each-layer-on-the-bill.yaml, counts: in, counts: bill, FILLS_MISSING",
    "bands-on-the-bill.yaml, counts: in, counts: bill, FILLS_MISSING",
    "bands-on-the-bill.yaml, over: visit, cite: J, OVER_MISSING",
    "bands-on-the-bill.yaml, 5000-10000: 70%, 4000-10000: 70%, BANDS_DO_NOT_JOIN",
    "bands-on-the-bill.yaml, 5000-10000: 70%, 5001-10000: 70%, BANDS_DO_NOT_JOIN",
  })
  void reading_writtenBoldly_isRefused(String file, String from, String to, String code)
      throws IOException {
    String text = Files.readString(FOLDER.resolve(file));
    assertTrue(text.contains(from), file);
    PolicyDesk.Verdict verdict =
        PolicyDesk.check(new YamlPolicy(), file, text.replaceFirst(from, to));
    assertFalse(verdict.publishable(), file);
    List<String> codes = verdict.issues().stream().map(PolicyIssue::code).toList();
    assertTrue(codes.contains(code), codes::toString);
  }

  @Test
  void examples_all_areSix() throws IOException {
    assertEquals(6, book().cases().size());
  }

  private static CaseBook book() throws IOException {
    return reading().book().orElseThrow();
  }

  private static CaseRunner runner() throws IOException {
    return new CaseRunner(reading().shelf().orElseThrow().book());
  }

  private static CaseFiles.Reading reading() throws IOException {
    CaseFiles.Reading reading =
        CaseFiles.read(FOLDER.resolve("cases").resolve("impossible.yaml"), List.of());
    assertEquals(List.<PolicyIssue>of(), reading.issues());
    return reading;
  }
}
