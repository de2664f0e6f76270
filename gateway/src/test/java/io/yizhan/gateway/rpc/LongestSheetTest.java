package io.yizhan.gateway.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.casefile.CaseFiles;
import io.yizhan.gateway.casefile.CaseRunner;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.ReportStore.Patient;
import io.yizhan.gateway.desk.SettlementStore.CorrectionRow;
import io.yizhan.gateway.sheet.SettlementSheet;
import io.yizhan.gateway.sheet.Sheet;
import io.yizhan.ledger.Bearers;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.settlement.Decision;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The longest waterfalls of the published policies are on one sheet, with nothing cut. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LongestSheetTest {
  private static final Path PACKS = Path.of("..", "policies");

  /** Half of the narrowest margin: 6 mm in points. */
  private static final float MARGIN_POINTS = 17;

  private final List<Settlement> settled = new ArrayList<>();

  @BeforeAll
  void settle() throws IOException {
    for (Path file : CaseFiles.find(PACKS)) {
      CaseFiles.Reading reading = CaseFiles.read(file, List.of());
      CaseRunner runner = new CaseRunner(reading.shelf().orElseThrow().book());
      reading.book().orElseThrow().cases().stream()
          .flatMap(one -> runner.run(one).claims().stream())
          .map(CaseRunner.ClaimResult::decision)
          .filter(Decision.Settled.class::isInstance)
          .map(each -> ((Decision.Settled) each).settlement())
          .map(each -> SettlementWriter.settlement(each).build())
          .forEach(settled::add);
    }
    assertTrue(settled.size() > 400, () -> settled.size() + " claims of the packs");
  }

  private static Sheet sheet(Settlement settlement, List<CorrectionRow> corrections) {
    return SheetWriter.write(
        settlement.toBuilder()
            .setSettlementId("01M8HR366YEE0JGGM9JZ5TG1KW")
            .setEncounterId("ZY20260829000123456")
            .setBillNumber("BILL-20260829-000123456")
            .build(),
        new Patient(
            "阿卜杜热依木·阿卜杜克热木",
            Optional.of(new PersonDocument("resident_id", "41012219600101001X")),
            "某某大学第一附属医院（国家区域医疗中心）郑东院区"),
        corrections,
        versions -> Map.of());
  }

  /** All that it says, a text each. */
  private static List<String> said(Sheet sheet) {
    Stream<String> single =
        Stream.of(sheet.total(), sheet.hospitalShare(), sheet.patientShare(), sheet.patientNow());
    return Stream.of(
            single,
            sheet.heads().stream().flatMap(head -> Stream.of(head.name(), head.value())),
            sheet.payers().stream()
                .flatMap(
                    payer ->
                        Stream.of(
                            payer.layer(),
                            payer.fund(),
                            payer.base(),
                            payer.deductible(),
                            payer.rule(),
                            payer.amount(),
                            payer.clause(),
                            payer.shares(),
                            payer.payee())),
            sheet.unpaid().stream(),
            sheet.means().stream().flatMap(head -> Stream.of(head.name(), head.value())),
            sheet.reasons().stream()
                .flatMap(reason -> Stream.of(reason.amount(), reason.why(), reason.clause())),
            sheet.usages().stream()
                .flatMap(
                    use ->
                        Stream.of(
                            use.account(),
                            use.year(),
                            use.before(),
                            use.after(),
                            use.cap(),
                            use.left())),
            sheet.notes().stream(),
            sheet.policies().stream())
        .flatMap(each -> each)
        .toList();
  }

  private static int length(Settlement settlement) {
    return said(sheet(settlement, List.of())).stream().mapToInt(String::length).sum();
  }

  /** The text of a page; whether letters lie outside it is kept. */
  private static final class Page extends PDFTextStripper {
    private final PDRectangle paper;
    private final List<String> outside = new ArrayList<>();

    Page(PDRectangle paper) {
      this.paper = paper;
    }

    @Override
    protected void writeString(String text, List<TextPosition> letters) throws IOException {
      for (TextPosition letter : letters) {
        if (letter.getXDirAdj() < MARGIN_POINTS
            || letter.getXDirAdj() + letter.getWidthDirAdj() > paper.getWidth() - MARGIN_POINTS
            || letter.getYDirAdj() < MARGIN_POINTS
            || letter.getYDirAdj() > paper.getHeight() - MARGIN_POINTS) {
          outside.add(text);
          break;
        }
      }
      super.writeString(text, letters);
    }
  }

  private static int times(String part, String text) {
    return part.isEmpty() ? Integer.MAX_VALUE : text.split(Pattern.quote(part), -1).length - 1;
  }

  private static void assertWhole(Sheet sheet) throws IOException {
    byte[] pdf = SettlementSheet.load().pdf(sheet);
    if (System.getProperty("sheet.out") != null) {
      Files.write(Path.of(System.getProperty("sheet.out")), pdf);
    }
    try (PDDocument document = Loader.loadPDF(pdf)) {
      assertEquals(1, document.getNumberOfPages());
      PDRectangle paper = document.getPage(0).getMediaBox();
      assertEquals(PDRectangle.A4.getWidth(), paper.getWidth(), 1);
      Page page = new Page(paper);
      StringWriter written = new StringWriter();
      page.writeText(document, written);
      String text = written.toString().replaceAll("\\s", "");
      List<String> said = said(sheet).stream().map(each -> each.replaceAll("\\s", "")).toList();
      for (String each : said) {
        assertTrue(
            times(each, text) >= Collections.frequency(said, each), () -> each + " in " + text);
      }
      assertEquals(List.of(), page.outside);
    }
  }

  @Test
  void sheet_ofTheLongestClaimsOfThePacks_isOnePageWithEveryWord() throws IOException {
    Settlement mostWords =
        settled.stream().max(Comparator.comparingInt(LongestSheetTest::length)).orElseThrow();
    Settlement mostPayers =
        settled.stream()
            .max(
                Comparator.comparingInt(Settlement::getPaymentsCount)
                    .thenComparing(LongestSheetTest::length))
            .orElseThrow();
    assertTrue(mostPayers.getPaymentsCount() >= 5, () -> "a long one: " + mostPayers);
    assertWhole(sheet(mostWords, List.of()));
    assertWhole(sheet(mostPayers, List.of()));
  }

  /** Each layer that paid was corrected ten times. */
  @Test
  void sheet_ofTheLongestClaimCorrectedTenTimes_isOnePageWithEveryWord() throws IOException {
    Settlement longest =
        settled.stream().max(Comparator.comparingInt(LongestSheetTest::length)).orElseThrow();
    SortedMap<Bearers.Line, Long> more = new TreeMap<>();
    longest
        .getPaymentsList()
        .forEach(
            paid ->
                more.put(
                    new Bearers.Line(
                        "fund:" + paid.getFundCode() + "@410122/" + paid.getLayerCode(), false),
                    123_456_78L));
    List<CorrectionRow> corrections = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      corrections.add(
          new CorrectionRow(
              "01M8HR366YEE0JGGM9JZ5TG1K" + i,
              "01M8HR366YEE0JGGM9JZ5TG1KW",
              "book-" + i,
              Instant.EPOCH,
              LocalDate.of(2026, 9, 1).plusDays(i),
              LocalDate.of(2026, 9, 1),
              more,
              -123_456_78,
              List.of(),
              "身份追溯认定",
              List.of()));
    }
    assertWhole(sheet(longest, corrections));
  }
}
