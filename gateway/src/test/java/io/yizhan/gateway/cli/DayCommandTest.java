package io.yizhan.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.terminal.DisplayWidth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of posting days against a served gateway. */
class DayCommandTest {
  @SuppressWarnings("NullAway.Init")
  @TempDir
  private Path folder;

  @SuppressWarnings("NullAway.Init")
  private ServedGateway gateway;

  @BeforeEach
  void serve() {
    gateway = ServedGateway.start(folder.resolve("data"));
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private Ended run(String... words) {
    return gateway.run(gateway.operatorToken(), words);
  }

  @Test
  void commands_onDaysBefore_areTablesOfEightyColumns() throws IOException {
    Ended closed = run("day", "close", "2020-01-02");
    assertEquals(ExitCode.DONE, closed.code(), closed.err());
    Ended list = run("day", "list", "--from", "2020-01-01", "--to", "2020-01-03");
    assertEquals(ExitCode.DONE, list.code(), list.err());
    assertTrue(list.out().contains("2020-01-02  已关"), list.out());
    assertTrue(list.out().contains("日切 24:00"), list.out());
    Path csv = folder.resolve("totals.csv");
    Ended totals =
        run(
            "day",
            "totals",
            "--from",
            "2020-01-02",
            "--by",
            "hospital,care",
            "--language",
            "both",
            "--csv",
            csv.toString());
    assertEquals(ExitCode.DONE, totals.code(), totals.err());
    assertTrue(totals.out().contains("these figures are final"), totals.out());
    assertTrue(Files.readString(csv).startsWith("\ufeffhospital_id,"), "a heading");
    totals
        .out()
        .lines()
        .forEach(line -> assertTrue(DisplayWidth.of(line) <= Terminal.COLUMNS_MAX, line));
  }

  @Test
  void openDay_behindTheCutOff_isTheNextOne() throws IOException {
    RemoteGateway remote = new RemoteGateway();
    new picocli.CommandLine(remote)
        .parseArgs(
            "--target",
            "127.0.0.1:" + gateway.port(),
            "--token-file",
            gateway.operatorToken().toString());
    LocalDateTime evening = LocalDateTime.parse("2099-11-28T17:45:00");
    assertEquals(
        LocalDate.parse("2099-11-28"),
        remote.<LocalDate>call(channel -> DayCommand.openDay(channel, evening)));
    gateway.database().execute("UPDATE posting_clock SET cut_off = 1050, later_cut_off = 1050");
    assertEquals(
        LocalDate.parse("2099-11-29"),
        remote.<LocalDate>call(channel -> DayCommand.openDay(channel, evening)));
    gateway.database().execute("UPDATE posting_clock SET open_from = '2099-11-30'");
    assertEquals(
        LocalDate.parse("2099-11-30"),
        remote.<LocalDate>call(channel -> DayCommand.openDay(channel, evening)));
  }

  @Test
  void readjudicate_withoutDays_goesUpToTheOpenDayAndNotBackwards() {
    gateway.database().execute("UPDATE posting_clock SET open_from = '2099-06-30'");
    String[] county = {"readjudicate", "--county", "410122", "--from", "2099-07-01"};
    Ended reversed = run(county);
    assertEquals(ExitCode.USAGE, reversed.code(), reversed.err());
    assertTrue(reversed.err().contains("2099-07-01 晚于 --to 2099-06-30"), reversed.err());
    county[4] = "2099-06-30";
    assertEquals(ExitCode.DONE, run(county).code());
  }

  @Test
  void close_aDayToCome_saysWhyNot() {
    Ended refused = run("day", "close", "2099-01-01");
    assertEquals(ExitCode.NO, refused.code());
    assertTrue(refused.err().contains("DAY_NOT_OVER"), refused.err());
    assertEquals(ExitCode.USAGE, run("day", "close", "yesterday").code());
  }

  @Test
  void cutOff_forADayToCome_isShownInTheList() {
    Ended set = run("day", "cut-off", "17:30", "--from", "2099-01-01");
    assertEquals(ExitCode.DONE, set.code(), set.err());
    assertTrue(run("day", "list", "--from", "2020-01-01").out().contains("2099-01-01 起 17:30"));
  }

  @Test
  void cutOff_beforeNoonOrNoTime_saysWhatWasTypedAndWhatMustBe() {
    for (String typed : new String[] {"11:30", "24:01", "17.30", "1730"}) {
      Ended refused = run("day", "cut-off", typed, "--from", "2099-01-01");
      assertEquals(ExitCode.USAGE, refused.code(), refused.err());
      assertTrue(refused.err().contains("必须是 12:00 到 24:00 的时刻，实为 " + typed), refused.err());
      assertTrue(refused.err().contains("from 12:00 to 24:00, was " + typed), refused.err());
    }
  }

  @Test
  void totals_withAHospitalsTokenAlone_nameTheOptionTheyNeed() {
    Path token = folder.resolve("his.token");
    Ended added =
        run(
            "caller",
            "add",
            "his",
            "--role",
            "hospital",
            "--hospital",
            "H1",
            "--out",
            token.toString());
    assertEquals(ExitCode.DONE, added.code(), added.err());
    Ended without = gateway.run(token, "day", "totals", "--from", "2020-01-01");
    assertEquals(ExitCode.NO, without.code(), without.err());
    assertTrue(without.err().contains("医院的令牌须写明本院 H1（命令行用 --hospital），实为空"), without.err());
    assertTrue(without.err().contains("with a hospital's token (--hospital of"), without.err());
    Ended with = gateway.run(token, "day", "totals", "--from", "2020-01-01", "--hospital", "H1");
    assertEquals(ExitCode.DONE, with.code(), with.err());
  }
}
