package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.cli.CommandRun;
import io.yizhan.gateway.terminal.DisplayWidth;
import io.yizhan.proto.v1.CallerRole;
import io.yizhan.proto.v1.Person;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.RegisterCallerRequest;
import io.yizhan.proto.v1.Settlement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Previewing and booking from the command line, against a whole gateway. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadjudicateCommandTest {
  private static final int DONE = 0;
  private static final int NO = 1;
  private static final int USAGE = 2;
  private static final int COLUMNS_MAX = 80;

  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @SuppressWarnings("NullAway.Init")
  private House house;

  @SuppressWarnings("NullAway.Init")
  private Path token;

  @BeforeAll
  void open(@TempDir Path empty) throws IOException {
    folder = empty;
    house = House.open();
    token = Files.writeString(folder.resolve("operator.token"), house.world().operatorToken());
  }

  @AfterAll
  void close() {
    house.close();
  }

  private static String thisMonth() {
    return YearMonth.from(LocalDate.now(ZoneId.of("Asia/Shanghai"))).toString();
  }

  private CommandRun run(Path as, String... words) {
    List<String> all = new ArrayList<>(List.of("readjudicate"));
    all.addAll(List.of(words));
    all.addAll(List.of("--target", "127.0.0.1:" + house.port(), "--token-file", as.toString()));
    return CommandRun.of(all.toArray(String[]::new));
  }

  private CommandRun book(Path as, String hash, String requestId, String... subject) {
    List<String> all = new ArrayList<>(List.of(subject));
    all.addAll(
        List.of(
            "--book",
            "--period",
            thisMonth(),
            "--hash",
            hash,
            "--by",
            "王",
            "--reason",
            "身份追溯认定",
            "--request-id",
            requestId));
    return run(as, all.toArray(String[]::new));
  }

  private Settlement stay(int person, String name) {
    return house.settle(
        Claims.request(
            name,
            Claims.stay(World.HOSPITAL, Invented.person(person), name, "2016-09-10", 1_000_000)));
  }

  private void grant(int person) {
    house.world().put(house.client(), World.known(Invented.person(person), "dibao"));
  }

  /** The line that follows the words. */
  private static String hashOf(CommandRun shown) {
    List<String> lines = shown.out().lines().toList();
    return lines.get(lines.indexOf("Hash of the preview") + 1).strip();
  }

  private static void assertFits(CommandRun shown) {
    shown.out().lines().forEach(line -> assertTrue(DisplayWidth.of(line) <= COLUMNS_MAX, line));
  }

  private long corrections() {
    return house.database().number("SELECT count(*) FROM settlement WHERE kind = 'C'");
  }

  @Test
  void personsOfAFile_previewedAndBookedByTheirHash_areBookedOnceEach() throws IOException {
    Settlement first = stay(301, "cli-301");
    Settlement second = stay(302, "cli-302");
    grant(301);
    grant(302);
    Path persons =
        Files.writeString(
            folder.resolve("persons.txt"),
            Invented.person(301).getNumber()
                + "\n\nresident_id,"
                + Invented.person(302).getNumber()
                + "\n"
                + Invented.person(301).getNumber()
                + "\n");
    String[] subject = {"--documents", persons.toString()};
    CommandRun shown = run(token, subject);
    assertEquals(DONE, shown.code(), shown.err());
    assertFits(shown);
    for (String part :
        List.of(
            first.getSettlementId(),
            second.getSettlementId(),
            "3,000.00",
            "900.00",
            "2,100.00",
            "610100@410122",
            "可入账 2 组：补支 4,200.00 元",
            "To be booked: 2 circles, get 4,200.00, owe 0.00 yuan")) {
      assertTrue(shown.out().contains(part), shown.out());
    }
    assertFalse(shown.out().contains(Invented.person(301).getNumber()), "nobody is named");
    long before = corrections();
    CommandRun other = book(token, "0".repeat(64), "cli-1", subject);
    assertEquals(NO, other.code());
    assertTrue(other.err().contains("PREVIEW_SUPERSEDED"), other.err());
    assertEquals(before, corrections());

    String hash = hashOf(shown);
    CommandRun booked = book(token, hash, "cli-1", subject);
    assertEquals(DONE, booked.code(), booked.err());
    assertTrue(booked.out().contains("booked: 2 组 circles, 2 笔更正"), booked.out());
    assertEquals(before + 2, corrections());

    CommandRun again = book(token, hash, "cli-1", subject);
    assertEquals(DONE, again.code(), again.err());
    assertTrue(again.out().contains("Nothing is left to book"), again.out());
    assertEquals(before + 2, corrections());
    assertEquals(List.of(), house.audit());
  }

  @Test
  void oneSettlement_itsOwnHash_isThatOfThePreviewCall() {
    Settlement settled = stay(303, "cli-303");
    grant(303);
    CommandRun shown = run(token, "--settlement", settled.getSettlementId(), "--lang", "en");
    assertEquals(DONE, shown.code(), shown.err());
    assertFalse(shown.out().contains("补支"), shown.out());
    assertFits(shown);
    CommandRun booked =
        book(token, hashOf(shown), "cli-2", "--settlement", settled.getSettlementId());
    assertEquals(DONE, booked.code(), booked.err());
    assertTrue(booked.out().contains("1 笔更正"), booked.out());
  }

  @Test
  void allOfACounty_officeOfIt_seesItsOwnAndBooksThem() throws IOException {
    Settlement settled = stay(304, "cli-304");
    grant(304);
    Path office = folder.resolve("office.token");
    Files.writeString(
        office,
        house
            .client()
            .registry(house.world().operatorToken())
            .registerCaller(
                RegisterCallerRequest.newBuilder()
                    .setCallerId("cli-office")
                    .setRole(CallerRole.CALLER_ROLE_OFFICE)
                    .addRegionCodes("410122")
                    .build())
            .getToken());
    CommandRun elsewhere = run(office, "--county", "410105");
    assertEquals(NO, elsewhere.code());
    assertTrue(elsewhere.err().contains("NOT_YOUR_REGION"), elsewhere.err());
    CommandRun shown = run(office, "--county", "410122", "--from", "2024-01-01");
    assertEquals(DONE, shown.code(), shown.err());
    assertFits(shown);
    CommandRun booked =
        book(office, hashOf(shown), "cli-3", "--county", "410122", "--from", "2024-01-01");
    assertEquals(DONE, booked.code(), booked.err());
    CommandRun told = run(office, "notices", "--period", thisMonth(), "--lang", "both");
    assertEquals(DONE, told.code(), told.err());
    assertFits(told);
    assertTrue(told.out().contains(settled.getSettlementId()), told.out());
    assertTrue(told.out().contains("补支 2,100.00"), told.out());
    assertTrue(told.out().contains("Notice of corrected settlements"), told.out());
    Path persons =
        Files.writeString(
            folder.resolve("told.txt"),
            Invented.person(399).getNumber() + "\n\n" + Invented.person(304).getNumber() + "\n");
    CommandRun one = run(office, "notices", "--documents", persons.toString());
    assertEquals(DONE, one.code(), one.err());
    assertTrue(one.out().contains("第 1 行 line 1\n第 3 行 line 3\n入账 "), one.out());
    assertTrue(one.out().contains(settled.getSettlementId()), one.out());
    assertTrue(one.out().contains("共 1 份 notices"), one.out());
    assertFalse(one.out().contains(Invented.person(304).getNumber()), "nobody is named");
    CommandRun earlier =
        run(office, "notices", "--documents", persons.toString(), "--period", "2024-01");
    assertTrue(earlier.out().contains("共 0 份 notices"), earlier.out());
    assertEquals(USAGE, run(office, "notices").code());
    CommandRun nothing = run(office, "--county", "410122");
    assertTrue(nothing.out().contains("To be booked: 0 circles"), nothing.out());
  }

  @Test
  void allOfACounty_withAPersonWhoMovedToAnother_countsWhatTheOperatorBooks() throws IOException {
    PersonDocument person = Invented.person(307);
    var moved = World.identity("dibao", "2016-01-01").setCountyCode("410105");
    house
        .world()
        .put(house.client(), Person.newBuilder().addDocuments(person).addIdentities(moved));
    stay(307, "cli-307");
    house
        .world()
        .put(
            house.client(),
            Person.newBuilder()
                .addDocuments(person)
                .addIdentities(moved.clone().setWithdrawn(true))
                .addIdentities(moved.clone().setCountyCode("410199")));
    Path office =
        Files.writeString(
            folder.resolve("moved.token"), Offices.register(house, "cli-moved", "410105"));
    CommandRun shown = run(office, "--county", "410105", "--from", "2024-01-01");
    assertEquals(DONE, shown.code(), shown.err());
    assertFits(shown);
    assertTrue(shown.out().contains("另有 1 组涉及其他区县，由运营方办理。"), shown.out());
    assertTrue(shown.out().contains("the operator sees and books: 1."), shown.out());
    assertTrue(shown.out().contains("0.00 yuan; left: 1."), shown.out());
  }

  @Test
  void unknownAmongPersons_isNamedByItsLineAndKeepsTheOthers() throws IOException {
    Settlement settled = stay(305, "cli-305");
    grant(305);
    Path persons =
        Files.writeString(
            folder.resolve("some.txt"),
            "\n"
                + Invented.person(306).getNumber()
                + "\n"
                + Invented.person(305).getNumber()
                + "\n");
    CommandRun shown = run(token, "--documents", persons.toString());
    assertEquals(DONE, shown.code(), shown.err());
    assertTrue(shown.err().contains("line 2"), shown.err());
    assertTrue(shown.out().contains(settled.getSettlementId()), shown.out());
    assertTrue(shown.out().contains("0.00 yuan; left: 1"), shown.out());
    assertFalse(shown.err().contains(Invented.person(306).getNumber()), "nobody is named");
    CommandRun booked = book(token, hashOf(shown), "cli-4", "--documents", persons.toString());
    assertEquals(NO, booked.code(), "one is left");
    assertTrue(booked.out().contains("booked: 1 组"), booked.out());
  }

  @Test
  void words_thatDoNotGoTogether_areRefusedBeforeAnythingIsAsked() {
    for (String[] words :
        List.of(
            new String[] {},
            new String[] {"--settlement", "S", "--county", "410122"},
            new String[] {"--settlement", "S", "--from", "2026-01-01"},
            new String[] {"--settlement", "S", "--book", "--hash", "0"})) {
      CommandRun refused = run(token, words);
      assertEquals(USAGE, refused.code(), refused.err());
    }
    assertEquals(USAGE, CommandRun.of("readjudicate", "--settlement", "S").code());
  }
}
