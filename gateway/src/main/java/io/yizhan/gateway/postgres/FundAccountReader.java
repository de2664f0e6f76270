package io.yizhan.gateway.postgres;

import io.yizhan.fund.RunOut;
import io.yizhan.gateway.desk.FundAccountStore.Cleared;
import io.yizhan.gateway.desk.FundAccountStore.FundAccount;
import io.yizhan.gateway.desk.FundAccountStore.Pace;
import io.yizhan.gateway.desk.FundAccountStore.Recovered;
import io.yizhan.gateway.desk.FundBalance;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads the accounts of funds that have these balances, in one snapshot. A finite fund's lines name
 * the county, too ({@code charity@410122}); all of them are of its one account.
 */
final class FundAccountReader {
  /** Days that are counted are read from their sums, the newest ones from the ledger itself. */
  static final String LINES =
      """
      SELECT fund, spent_year AS year, spent_day AS day, paid_to, spent_fen AS fen FROM fund_day
      UNION ALL
      SELECT fund, extract(year FROM accounting_date)::integer, spent_day, paid_to, amount_fen
      FROM fund_line WHERE spent_day >= ? AND spent_day < ?
      """;

  /** A fund that has paid an advance may have no line yet. */
  private static final String KEYS_OF_FINITE =
      "SELECT DISTINCT fund FROM (SELECT fund FROM ("
          + LINES
          + ") l UNION ALL SELECT fund FROM clearing) k WHERE split_part(fund, '@', 1) = ANY (?)";

  private static final String SPENT =
      "SELECT fund, year, paid_to, sum(fen)::bigint FROM ("
          + LINES
          + ") l WHERE fund = ANY (?) GROUP BY 1, 2, 3";

  /** Of the year of each day, so that a correction of an earlier year is no pace. */
  private static final String PACE =
      "SELECT fund, min(day), coalesce(sum(fen) FILTER (WHERE day >= ?), 0)::bigint FROM ("
          + LINES
          + ") l WHERE fund = ANY (?) AND day < ? AND year = extract(year FROM day) GROUP BY 1";

  private static final String CLEARED =
      """
      SELECT fund, extract(year FROM month)::integer,
        coalesce(sum(deducted_fen) FILTER (WHERE kind = 'MONTH'), 0)::bigint,
        coalesce(sum(retained_fen) FILTER (WHERE kind = 'MONTH'), 0)::bigint,
        coalesce(sum(offset_fen) FILTER (WHERE kind = 'MONTH'), 0)::bigint,
        coalesce(sum(paid_fen) FILTER (WHERE kind = 'MONTH'), 0)::bigint,
        coalesce(sum(used_fen) FILTER (WHERE kind = 'MONTH'), 0)::bigint,
        coalesce(sum(paid_fen - used_fen) FILTER (WHERE kind = 'ADVANCE'), 0)::bigint
      FROM clearing WHERE fund = ANY (?) GROUP BY 1, 2
      """;

  /** A finite fund is held by name; of the amounts of its quotes it is left out. */
  private static final String HELD =
      """
      SELECT fund_code, sum(held_fen)::bigint FROM fund_hold
      WHERE fund_code = ANY (?) AND expire_time > now() GROUP BY 1
      UNION ALL
      SELECT fund, sum(fen)::bigint FROM (
        SELECT split_part(name, ' ', 3) || '@' || identity_county AS fund,
          CASE WHEN name LIKE '% already' THEN - fen ELSE fen END AS fen
        FROM hold CROSS JOIN LATERAL unnest(amount_name, amount_fen) AS t (name, fen)
        WHERE state = 'HELD' AND expire_time > now() AND name LIKE 'payment %'
          AND name NOT LIKE 'payment insurer %'
          AND split_part(name, ' ', 3) <> ALL (fund_code)) h
      WHERE fund = ANY (?) GROUP BY 1
      """;

  private static final String OWED =
      """
      SELECT party, extract(year FROM opened_date)::integer,
        coalesce(sum(outstanding_fen) FILTER (WHERE kind IN ('SUPPLEMENT', 'PAY_OUT')), 0)::bigint,
        coalesce(sum(outstanding_fen) FILTER (WHERE kind = 'CLAW_BACK'), 0)::bigint
      FROM receivable WHERE party = ANY (?) GROUP BY 1, 2
      """;

  private static final String RECOVERED =
      """
      SELECT fund, received_year, origin_year, sum(amount_fen)::bigint FROM recovered_money
      WHERE fund = ANY (?) GROUP BY 1, 2, 3 ORDER BY 3
      """;

  private static final String DECIDED =
      """
      SELECT a.fund, a.budget_year, t.party, sum(t.fen)::bigint,
        coalesce(sum((SELECT sum(v.amount_fen) FROM appropriation_arrival v
          WHERE v.appropriation_id = a.appropriation_id AND v.party = t.party)), 0)::bigint
      FROM appropriation a CROSS JOIN LATERAL unnest(a.parties, a.party_fens) AS t (party, fen)
      WHERE a.fund = ANY (?) GROUP BY 1, 2, 3
      """;

  private final Connection connection;
  private final LocalDate today;
  private final LocalDate counted;

  /** Sums by what they are of; the account of a sum is that of {@link #accountOf}. */
  private final Map<Account, Map<String, Long>> sums = new HashMap<>();

  private final Map<Account, List<Recovered>> recovered = new HashMap<>();
  private final Map<Account, Map<String, long[]>> decided = new HashMap<>();
  private final Map<Account, Map<LocalDate, Long>> shared = new HashMap<>();
  private final Map<String, LocalDate> firstDays = new HashMap<>();
  private final Map<String, Long> paces = new HashMap<>();
  private final TreeSet<String> finite = new TreeSet<>();

  FundAccountReader(Connection connection, LocalDate today) throws SQLException {
    this.connection = connection;
    this.today = today;
    this.counted = PostgresFundStore.counted(connection, "SHARE");
  }

  private record Account(String fund, int year) {}

  /** A finite fund has one account, a statutory one an account a year. */
  private Account accountOf(String fund, int year) {
    int at = fund.indexOf('@');
    String code = at < 0 ? fund : fund.substring(0, at);
    return finite.contains(code) ? new Account(code, 0) : new Account(fund, year);
  }

  List<FundAccount> read(List<FundBalance> balances) throws SQLException {
    TreeSet<String> keys = new TreeSet<>();
    for (FundBalance balance : balances) {
      keys.add(balance.fund());
      if (!balance.statutory()) {
        finite.add(balance.fund());
      }
    }
    LedgerScan.allow(connection, LedgerScan.ASKED_MINUTES);
    if (!finite.isEmpty()) {
      keys.addAll(
          Sql.list(
              connection,
              KEYS_OF_FINITE,
              row -> row.getString(1),
              counted,
              PostgresFundStore.NEVER,
              connection.createArrayOf("text", finite.toArray())));
    }
    FundShares shares =
        new FundShares(
            connection,
            connection.createArrayOf(
                "text", balances.stream().map(FundBalance::fund).distinct().toArray()));
    readAll(connection.createArrayOf("text", keys.toArray()), shares);
    return balances.stream().map(balance -> account(balance, shares)).toList();
  }

  private void readAll(Array keys, FundShares shares) throws SQLException {
    each(SPENT, row -> add(row, 2, row.getString(3), row.getLong(4)), counted, never(), keys);
    each(
        PACE,
        row -> {
          String fund = accountOf(row.getString(1), 0).fund();
          firstDays.merge(fund, row.getObject(2, LocalDate.class), FundAccountReader::earlier);
          paces.merge(fund, row.getLong(3), Math::addExact);
        },
        today.minusDays(RunOut.WINDOW_DAYS),
        counted,
        never(),
        keys,
        today);
    each(
        CLEARED,
        row -> {
          add(row, 2, "deducted", row.getLong(3));
          add(row, 2, "retained", row.getLong(4));
          add(row, 2, "offset", row.getLong(5));
          add(row, 2, "paid", row.getLong(6));
          add(row, 2, "carried used", row.getLong(7));
          add(row, 2, "advanced", row.getLong(8));
        },
        keys);
    each(HELD, row -> add(row.getString(1), today.getYear(), "held", row.getLong(2)), keys, keys);
    each(
        OWED,
        row -> {
          add(row, 2, "owed to persons", row.getLong(3));
          add(row, 2, "owed by persons", row.getLong(4));
        },
        keys);
    each(
        RECOVERED,
        row ->
            recovered
                .computeIfAbsent(
                    accountOf(row.getString(1), row.getInt(2)), key -> new ArrayList<>())
                .add(new Recovered(row.getInt(3), row.getLong(4))),
        keys);
    shares.spent(
        connection,
        keys,
        counted,
        never(),
        (fund, year, from, fen) ->
            shared
                .computeIfAbsent(accountOf(fund, year), key -> new TreeMap<>())
                .merge(from, fen, Math::addExact));
    each(
        DECIDED,
        row -> {
          add(row, 2, "arrived", row.getLong(5));
          decided
              .computeIfAbsent(accountOf(row.getString(1), row.getInt(2)), key -> new TreeMap<>())
              .put(row.getString(3), new long[] {row.getLong(4), row.getLong(5)});
        },
        keys);
  }

  private static LocalDate never() {
    return PostgresFundStore.NEVER;
  }

  private static LocalDate earlier(LocalDate one, LocalDate other) {
    return one.isBefore(other) ? one : other;
  }

  private interface RowUse {
    void of(ResultSet row) throws SQLException;
  }

  private void each(String sql, RowUse use, Object... values) throws SQLException {
    Sql.list(
        connection,
        sql,
        row -> {
          use.of(row);
          return row;
        },
        values);
  }

  private void add(ResultSet row, int yearColumn, String name, long fen) throws SQLException {
    add(row.getString(1), row.getInt(yearColumn), name, fen);
  }

  private void add(String fund, int year, String name, long fen) {
    sums.computeIfAbsent(accountOf(fund, year), key -> new HashMap<>())
        .merge(name, fen, Math::addExact);
  }

  private FundAccount account(FundBalance balance, FundShares shares) {
    Account key = new Account(balance.fund(), balance.year());
    Map<String, Long> of = sums.getOrDefault(key, Map.of());
    long heldFen = of.getOrDefault("held", 0L);
    return new FundAccount(
        balance,
        of.getOrDefault("arrived", 0L),
        heldFen,
        of.getOrDefault("HOSPITAL", 0L),
        of.getOrDefault("PERSON", 0L),
        of.getOrDefault("CORRECTION", 0L),
        of.getOrDefault("WRITE_OFF", 0L),
        new Cleared(
            of.getOrDefault("deducted", 0L),
            of.getOrDefault("retained", 0L),
            of.getOrDefault("offset", 0L),
            of.getOrDefault("paid", 0L),
            of.getOrDefault("carried used", 0L),
            of.getOrDefault("advanced", 0L)),
        of.getOrDefault("owed to persons", 0L),
        of.getOrDefault("owed by persons", 0L),
        recovered.getOrDefault(key, List.of()),
        shares.of(
            balance,
            shared.getOrDefault(key, Map.of()),
            decided.getOrDefault(key, Map.of()),
            today),
        pace(balance, balance.leftFen() - heldFen));
  }

  /** A statutory fund's money is for its year; a finite one's until it is spent. */
  private Pace pace(FundBalance balance, long freeFen) {
    LocalDate first = firstDays.get(balance.fund());
    long spentFen = paces.getOrDefault(balance.fund(), 0L);
    int days =
        first == null
            ? 0
            : (int) Math.min(RunOut.WINDOW_DAYS, today.toEpochDay() - first.toEpochDay());
    boolean otherYear = balance.statutory() && balance.year() != today.getYear();
    LocalDate last =
        balance.statutory()
            ? LocalDate.of(balance.year(), 12, 31)
            : today.plusDays(FINITE_DAYS_MAX);
    return new Pace(
        spentFen,
        days,
        otherYear ? Optional.empty() : new RunOut(freeFen, spentFen, days).day(today, last));
  }

  /** How far ahead a finite fund's last day is looked for: ten years. */
  private static final int FINITE_DAYS_MAX = 3_653;
}
