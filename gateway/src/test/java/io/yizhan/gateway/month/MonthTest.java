package io.yizhan.gateway.month;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.month.Deed.Act;
import io.yizhan.gateway.terminal.DisplayWidth;
import io.yizhan.gateway.terminal.Paint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MonthTest {
  private static final Path POLICIES = Path.of("..", "policies");
  private static final int COLUMNS_MAX = 80;

  @SuppressWarnings("NullAway.Init")
  @TempDir
  private Path folder;

  private static MonthOrder small(long seed) {
    return new MonthOrder(300, 3, seed, MonthOrder.MONTH_DEFAULT);
  }

  @Test
  void month_ofASmallTown_holdsAndTwiceGivesTheSameFiles() throws IOException {
    Map<String, String> once = play(folder.resolve("once"));
    Map<String, String> twice = play(folder.resolve("twice"));
    assertEquals(once, twice);
    assertTrue(once.containsKey("sealed-breaks.csv"), once.keySet()::toString);
  }

  /** The files that it leaves; ids that the gateway has made are blanked. */
  private static Map<String, String> play(Path to) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    boolean held =
        new MonthRun(
                small(7),
                to,
                new PrintStream(bytes, true, StandardCharsets.UTF_8),
                Paint.PLAIN,
                new PrintWriter(new StringWriter()),
                false)
            .run(POLICIES.toAbsolutePath());
    String printed = bytes.toString(StandardCharsets.UTF_8);
    assertTrue(held, printed);
    assertTrue(printed.contains("✓ 各县自己的统计 each county's own report (2)"), printed);
    assertFalse(printed.contains("990101"), "no document number may be printed");
    printed.lines().forEach(line -> assertTrue(DisplayWidth.of(line) <= COLUMNS_MAX, line));
    return filesOf(to);
  }

  private static Map<String, String> filesOf(Path folder) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".csv")).toList()) {
        texts.put(
            String.valueOf(file.getFileName()),
            Files.readString(file).replaceAll("(?m)^[0-9A-HJKMNP-TV-Z]{26},", ","));
      }
    }
    return texts;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void plan_ofASeed_isTheSameAlways_andAnotherOfAnother(long seed) {
    MonthPlan plan = MonthPlan.draw(small(seed));
    assertEquals(plan, MonthPlan.draw(small(seed)));
    assertNotEquals(plan.deeds(), MonthPlan.draw(small(seed + 1)).deeds());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void plan_ofAnySeed_plantsEveryKindAndASettlementOnce(long seed) {
    MonthPlan plan = MonthPlan.draw(new MonthOrder(3_000, 9, seed, MonthOrder.MONTH_DEFAULT));
    Set<String> requests = new HashSet<>();
    plan.breaks().forEach(each -> assertTrue(requests.add(each.requestId()), each::toString));
    Set<String> kinds =
        plan.breaks().stream()
            .map(each -> each.partyKind() + each.kind() + each.side())
            .collect(Collectors.toSet());
    assertEquals(9 + 8, kinds.size(), kinds::toString);
  }

  @Test
  void plan_ofFiftyThousandPersons_billsEachBillOnce() {
    MonthPlan plan =
        MonthPlan.draw(new MonthOrder(50_000, 16, 20_260_101, MonthOrder.MONTH_DEFAULT));
    Set<String> bills = new HashSet<>();
    List<Deed> settling = plan.deeds().stream().filter(deed -> deed.act() == Act.SETTLE).toList();
    settling.forEach(deed -> assertTrue(bills.add(billOf(deed.visit())), deed::toString));
    assertTrue(settling.size() > 20_000);
  }

  private static String billOf(Visit visit) {
    return visit.hospital().id() + " " + visit.encounterId() + " " + visit.billNumber();
  }

  @Test
  void sealedFile_thatWasChanged_isNotOpened() throws IOException {
    Path file = folder.resolve("sealed.csv");
    MonthPlan plan = MonthPlan.draw(small(1));
    String sha256 = SealedFile.seal(file, plan.breaks());
    assertEquals(plan.breaks(), SealedFile.open(file, sha256));
    Files.writeString(file, Files.readString(file).replaceFirst("HOSPITAL", "INSURER"));
    assertThrows(IOException.class, () -> SealedFile.open(file, sha256));
  }

  @Test
  void story_ofWhatDidNotHold_endsRed() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    MonthStory story =
        new MonthStory(new PrintStream(bytes, true, StandardCharsets.UTF_8), Paint.PLAIN);
    story.holds("one", true, "");
    assertTrue(story.concluded());
    story.holds("another", false, "1 / 2");
    assertFalse(story.concluded());
    assertTrue(bytes.toString(StandardCharsets.UTF_8).contains("✗ another: 1 / 2"));
  }

  @Test
  void folder_thatIsNotEmpty_isRefused() throws IOException {
    Files.writeString(folder.resolve("other"), "");
    MonthRun run =
        new MonthRun(
            small(1), folder, System.out, Paint.PLAIN, new PrintWriter(new StringWriter()), false);
    assertThrows(IllegalArgumentException.class, () -> run.run(POLICIES));
  }
}
