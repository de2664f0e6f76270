package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.FundBalance;
import io.yizhan.gateway.desk.FundStore;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Funds by their money and by postings. V3__the_funds.md says how days are counted. */
final class PostgresFundStore implements FundStore {
  private static final String MONEY =
      """
      SELECT fund_code, year, budget, used FROM (
        SELECT fund_code, budget_year AS year, sum(amount_fen)::bigint AS budget, 0 AS used
        FROM statutory_money
        WHERE EXISTS (SELECT FROM unnest(?::text[]) AS r WHERE
          starts_with(split_part(fund_code, '@', 2), r))
        GROUP BY fund_code, budget_year
        UNION ALL
        SELECT fund_code, 0, budget_fen, used_fen FROM fund WHERE '' = ANY (?)) AS money
      WHERE (fund_code, year) > (?, ?) ORDER BY fund_code, year LIMIT ?
      """;

  /** With the first day that is not more than a day over, by the database's clock. */
  private static final String LOCK_COUNTED =
      """
      SELECT counted_before, (now() AT TIME ZONE 'Asia/Shanghai')::date - 1
      FROM statutory_counted FOR
      """;

  private static final String COUNT_NO_MORE =
      """
      WITH gone AS (
        DELETE FROM fund_day WHERE spent_day >= ? RETURNING fund, spent_year, paid_to, spent_fen)
      UPDATE statutory_spent t SET spent_fen = t.spent_fen - d.fen FROM (
        SELECT fund, spent_year, sum(spent_fen)::bigint AS fen FROM gone
        WHERE paid_to <> 'WRITE_OFF' OR fund LIKE '%@%' GROUP BY 1, 2) d
      WHERE t.fund_code = d.fund AND t.spent_year = d.spent_year
      """;

  /**
   * Of settlements and aid posted, and of what was written off, from one day on, before another; a
   * correction counts in its period.
   */
  private static final String POSTED =
      """
      SELECT split_part(substr(account, 6), '/', 1) AS fund,
        extract(year FROM accounting_date)::integer AS year, amount_fen AS fen
      FROM spending
      WHERE posting_date >= ? AND posting_date < ?
        AND account LIKE 'fund:%' AND account NOT LIKE '%/by-insurer'
      UNION ALL
      SELECT payer, extract(year FROM entry_date)::integer, amount_fen FROM receivable_entry
      WHERE kind = 'WRITE_OFF' AND entry_date >= ? AND entry_date < ? AND payer LIKE '%@%'
      """;

  private static final String SPENT =
      "WITH posted AS ("
          + POSTED
          + """
          )
          SELECT fund, year, sum(fen)::bigint FROM (
            SELECT fund_code AS fund, spent_year AS year, spent_fen AS fen FROM statutory_spent
            UNION ALL SELECT fund, year, fen FROM posted) AS spending
          WHERE fund = ANY (?) GROUP BY fund, year
          """;

  private static final String FIRST_DAY =
      """
      SELECT min(day) FROM (
        SELECT min(posting_date) AS day FROM settlement WHERE posting_date >= ? AND posting_date < ?
        UNION ALL
        SELECT min(entry_date) FROM receivable_entry
        WHERE kind = 'WRITE_OFF' AND entry_date >= ? AND entry_date < ?
        UNION ALL
        SELECT min(posting_date) FROM aid_entry WHERE posting_date >= ? AND posting_date < ?) AS days
      """;

  private static final String COUNT =
      "WITH posted AS ("
          + POSTED
          + """
          )
          INSERT INTO statutory_spent AS t (fund_code, spent_year, spent_fen)
          SELECT fund, year, sum(fen)::bigint FROM posted GROUP BY fund, year
          ON CONFLICT (fund_code, spent_year)
            DO UPDATE SET spent_fen = t.spent_fen + excluded.spent_fen
          """;

  private static final String COUNT_BY_DAY =
      """
      INSERT INTO fund_day (fund, spent_year, spent_day, paid_to, spent_fen)
      SELECT fund, extract(year FROM accounting_date)::integer, spent_day, paid_to,
        sum(amount_fen)::bigint
      FROM fund_line WHERE spent_day >= ? AND spent_day < ? GROUP BY 1, 2, 3, 4
      """;

  private static final String MOVE_COUNTED = "UPDATE statutory_counted SET counted_before = ?";

  /** No settlement is posted after it. */
  static final LocalDate NEVER = LocalDate.of(9999, 12, 31);

  private final Transactions transactions;

  PostgresFundStore(Transactions transactions) {
    this.transactions = transactions;
  }

  private record Key(String fund, int year) {}

  @Override
  public List<FundBalance> balances(
      List<String> regions, String afterFund, int afterYear, int limit) {
    return transactions
        .write(
            Page.class,
            connection -> new Page(balances(connection, regions, afterFund, afterYear, limit)))
        .balances();
  }

  private record Page(List<FundBalance> balances) {}

  /** The same within a transaction. */
  static List<FundBalance> balances(
      Connection connection, List<String> regions, String afterFund, int afterYear, int limit)
      throws SQLException {
    Array of = connection.createArrayOf("text", regions.toArray());
    List<FundBalance> money =
        Sql.list(
            connection,
            MONEY,
            row -> new FundBalance(row.getString(1), row.getInt(2), row.getLong(3), row.getLong(4)),
            of,
            of,
            afterFund,
            afterYear,
            limit);
    return withSpent(connection, money);
  }

  private static List<FundBalance> withSpent(Connection connection, List<FundBalance> money)
      throws SQLException {
    List<String> statutory =
        money.stream().filter(FundBalance::statutory).map(FundBalance::fund).distinct().toList();
    if (statutory.isEmpty()) {
      return money;
    }
    Map<Key, Long> spent = spent(connection, statutory);
    return money.stream()
        .map(
            fund ->
                fund.statutory()
                    ? new FundBalance(
                        fund.fund(),
                        fund.year(),
                        fund.budgetFen(),
                        spent.getOrDefault(new Key(fund.fund(), fund.year()), 0L))
                    : fund)
        .toList();
  }

  private static Map<Key, Long> spent(Connection connection, List<String> funds)
      throws SQLException {
    LedgerScan.allow(connection, LedgerScan.ASKED_MINUTES);
    LocalDate counted = counted(connection, "SHARE");
    Map<Key, Long> spent = new HashMap<>();
    Sql.list(
            connection,
            SPENT,
            row -> new FundBalance(row.getString(1), row.getInt(2), 0, row.getLong(3)),
            counted,
            NEVER,
            counted,
            NEVER,
            connection.createArrayOf("text", funds.toArray()))
        .forEach(fund -> spent.put(new Key(fund.fund(), fund.year()), fund.spentFen()));
    return spent;
  }

  /** What a statutory fund has and has spent, within the transaction that books its money. */
  static FundBalance balance(Connection connection, String fund, int year) throws SQLException {
    long budgetFen =
        Sql.first(
                connection,
                "SELECT sum(amount_fen)::bigint FROM statutory_money"
                    + " WHERE fund_code = ? AND budget_year = ?",
                row -> row.getLong(1),
                fund,
                year)
            .orElseThrow();
    long spentFen = spent(connection, List.of(fund)).getOrDefault(new Key(fund, year), 0L);
    return new FundBalance(fund, year, budgetFen, spentFen);
  }

  /** The first day that is not counted; so it stays until this transaction ends. */
  static LocalDate counted(Connection connection, String lock) throws SQLException {
    return days(connection, lock).counted();
  }

  /**
   * Which days are counted.
   *
   * @param counted the first that is not
   * @param over the first that may not be: it is not more than a day over
   */
  private record Days(LocalDate counted, LocalDate over) {}

  /**
   * Days that are counted and not over, because a clock was ahead, are taken out first: what is
   * posted on them since was not in their sums.
   */
  private static Days days(Connection connection, String lock) throws SQLException {
    Days days =
        Sql.first(
                connection,
                LOCK_COUNTED + lock,
                row ->
                    new Days(row.getObject(1, LocalDate.class), row.getObject(2, LocalDate.class)))
            .orElseThrow();
    if (!days.counted().isAfter(days.over())) {
      return days;
    }
    if (!lock.equals("UPDATE")) {
      return days(connection, "UPDATE");
    }
    Sql.update(connection, COUNT_NO_MORE, days.over());
    Sql.update(connection, MOVE_COUNTED, days.over());
    return new Days(days.over(), days.over());
  }

  @Override
  public boolean countDay(LocalDate before) {
    return transactions.write(
        Boolean.class,
        connection -> {
          Days days = days(connection, "UPDATE");
          LocalDate counted = days.counted();
          LocalDate end = before.isBefore(days.over()) ? before : days.over();
          LedgerScan.allow(connection, LedgerScan.MUST_MINUTES);
          Optional<LocalDate> day =
              Sql.first(
                      connection,
                      FIRST_DAY,
                      row -> Optional.ofNullable(row.getObject(1, LocalDate.class)),
                      counted,
                      end,
                      counted,
                      end,
                      counted,
                      end)
                  .orElseThrow();
          if (day.isPresent()) {
            LocalDate next = day.get().plusDays(1);
            Sql.update(connection, COUNT, day.get(), next, day.get(), next);
            Sql.update(connection, COUNT_BY_DAY, day.get(), next);
            Sql.update(connection, MOVE_COUNTED, next);
          }
          return day.isPresent();
        });
  }
}
