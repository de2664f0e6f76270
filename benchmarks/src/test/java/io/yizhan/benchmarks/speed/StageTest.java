package io.yizhan.benchmarks.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.yizhan.gateway.desk.SettlementDesk;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The baselines must write what the store writes: a ratio against less work would say nothing. */
final class StageTest {
  private static final int PERSONS = 300;
  private static final int PAST = 5_000;

  @SuppressWarnings("NullAway.Init")
  private static Stage stage;

  @BeforeAll
  static void open(@TempDir Path folder) {
    boolean mustRun = "true".equals(System.getenv("YIZHAN_TESTS_NO_SKIP"));
    assumeTrue(mustRun || Pgbench.isThere(), "pgbench is not installed");
    System.setProperty("yizhan.home", Path.of("..").toAbsolutePath().normalize().toString());
    stage = Stage.open(folder, PERSONS, false);
  }

  @AfterAll
  static void close() {
    if (stage != null) {
      stage.close();
    }
  }

  @Test
  void scripts_fromARealSettlement_writeAsManyRowsAndBytes() {
    Database copy = stage.copy("scripts");
    PgbenchScript.Sample sample = Sampling.of(stage, copy);
    Pgbench pgbench = new Pgbench(stage.folder(), PERSONS);

    for (Function<PgbenchScript.Sample, PgbenchScript.Script> kind :
        List.<Function<PgbenchScript.Sample, PgbenchScript.Script>>of(
            PgbenchScript::rowByRow, PgbenchScript::tableByTable, PgbenchScript::oneStatement)) {
      try (TouchedRows touched = TouchedRows.since(copy)) {
        pgbench.once(copy, kind.apply(sample));

        assertEquals(TouchedRows.counts(sample.rows()), TouchedRows.counts(touched.rows()));
        assertEquals(TouchedRows.bytes(sample.rows()), TouchedRows.bytes(touched.rows()));
      }
    }
  }

  @Test
  void month_reconciled_isWhatItsStatementSaysButForAFew() {
    Database copy = stage.copy("reconciling");
    Reconciling reconciling = new Reconciling(copy, PAST);
    String written =
        reconciling.write(Sampling.of(stage, copy), PERSONS, LocalDate.of(2026, 11, 28));
    assertTrue(written.startsWith("5000 lines against 5000"), written);
    try (HostProcess gateway = stage.gateway(copy)) {
      String found = reconciling.alone(gateway);
      assertTrue(found.contains("4999 paired, 3 breaks"), found);
    }
  }

  @Test
  void settlements_ofTheLoad_areAuditedToTheLastOne() throws Exception {
    Database copy = stage.copy("auditing");
    try (HostProcess gateway = stage.gateway(copy);
        HostProcess load = stage.load(gateway)) {
      assertEquals(60, Measurement.parse(load.ask("count settle 4 60 60000")).done());
      String found = new Auditing(LocalDate.now(SettlementDesk.CIVIL_ZONE)).alone(gateway);
      int all = PERSONS + 60;
      assertTrue(found.contains(" " + all + " of " + all + " in "), found);
      assertTrue(Integer.parseInt(found.split(" ", -1)[0]) > 0, "settlements a second come first");
    }
    stage.drop(copy);
  }

  @Test
  void failures_ofCalls_areCountedByWhatTheGatewayAnswers() throws Exception {
    Database copy = stage.copy("refused");
    try (HostProcess gateway = stage.gateway(copy);
        Calls calls = new Calls(Integer.parseInt(gateway.ready()[0]), "nobodys", 1, 1)) {
      OpenLoop.Measured measured = ClosedLoop.run(calls.of("quote"), 1, 60_000, 3);
      assertEquals(Map.of("UNAUTHENTICATED/UNKNOWN_CREDENTIAL", 3L), measured.failures());
    }
    stage.drop(copy);
  }

  @Test
  void price_ofTheClock_isOfTheRowThatIsThere() {
    Database copy = stage.copy("clock");
    String price = ClockPrice.of(copy, 20);
    assertTrue(price.contains("µs more for a statement that reads the posting clock"), price);
    stage.drop(copy);
  }

  @Test
  void holds_ofTheLoad_areMadeAndSettledByTheirNames() throws Exception {
    Database copy = stage.copy("holds");
    try (HostProcess gateway = stage.gateway(copy);
        HostProcess load = stage.load(gateway)) {
      for (String kind : List.of("hold", "byhold", "each")) {
        Measurement measured = Measurement.parse(load.ask("closed " + kind + " 2 300"));
        assertEquals(0, measured.failed(), kind);
      }
    }
    assertTrue(copy.number("SELECT count(*) FROM hold WHERE state = 'SETTLED'") > 0);
    stage.drop(copy);
  }

  @Test
  void claims_ofAnAskedInsurer_areSettledAsTheComputedOnes() throws Exception {
    Database copy = stage.copy("asked");
    try (HostProcess insurer = stage.insurer();
        HostProcess gateway = stage.gateway(copy, insurer);
        HostProcess load = stage.load(gateway)) {
      for (String kind : List.of("computed", "asked")) {
        Measurement measured = Measurement.parse(load.ask("count " + kind + " 2 20 60000"));
        assertEquals(0, measured.failed(), kind);
        assertEquals(20, measured.done(), kind);
      }
    }
    assertEquals(
        20,
        copy.number(
            "SELECT count(*) FROM insurer_leg WHERE state IN ('COMMITTED', 'CONFIRMED')"
                + " AND settlement_id IS NOT NULL"));
    // Either way the insurer pays six tenths, and aid seven tenths of what is left.
    assertEquals(
        List.of(List.of("42000", "40")),
        copy.rows(
            "SELECT patient_share_fen, count(*) FROM settlement WHERE insured_region = '420102'"
                + " GROUP BY 1"));
    stage.drop(copy);
  }

  @Test
  void past_manySettlements_haveChainsThatAgreeWithTheirTotals() {
    Database copy = stage.copy("past");
    PgbenchScript.Sample sample = Sampling.of(stage, copy);
    long before = copy.number("SELECT count(*) FROM settlement");

    PastSettlements.write(copy, sample, PAST, PERSONS, LocalDate.of(2026, 11, 28));

    assertEquals(before + PAST, copy.number("SELECT count(*) FROM settlement"));
    assertEquals(
        0,
        copy.number(
            """
            SELECT count(*) FROM (
              SELECT seq, row_number() OVER w AS place, before_fen,
                coalesce(lag(after_fen) OVER w, 0) AS was
              FROM settlement_usage
              WINDOW w AS (PARTITION BY account_id, benefit_year, account_code ORDER BY seq)) c
            WHERE seq <> place OR before_fen <> was
            """));
    assertEquals(
        0,
        copy.number(
            """
            SELECT count(*) FROM account_usage a FULL JOIN (
              SELECT account_id, benefit_year, account_code, max(seq) AS seq, sum(added_fen) AS fen
              FROM settlement_usage GROUP BY 1, 2, 3) s USING (account_id, benefit_year, account_code)
            WHERE a.seq IS DISTINCT FROM s.seq OR a.used_fen IS DISTINCT FROM s.fen
            """));
  }
}
