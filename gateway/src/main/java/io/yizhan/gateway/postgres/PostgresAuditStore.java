package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.AuditStore;
import io.yizhan.gateway.desk.LedgerRow;
import io.yizhan.ledger.Bearers;
import io.yizhan.settlement.AccountUse;
import io.yizhan.settlement.Engine;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The audit's port: single statements, each with a snapshot of its own and no lock. */
final class PostgresAuditStore implements AuditStore {
  /** A day that has a root is looked at even where its entries are gone, all of them. */
  private static final String FIRST_DAY =
      """
      SELECT least(
          (SELECT min(posting_date) FROM settlement WHERE posting_date BETWEEN ? AND ?),
          (SELECT min(posting_date) FROM day_root WHERE posting_date BETWEEN ? AND ?))
      """;

  /**
   * One statement, so that totals and entries are of one moment. Entries of a record that was
   * joined away and is reversed later count for the survivor.
   */
  private static final String ACCOUNTS =
      """
      WITH page AS (
        SELECT bucket, account_id, benefit_year, codes, used_fen, seqs FROM account_year
        WHERE (bucket, account_id, benefit_year) > (?::smallint, ?, ?)
        ORDER BY bucket, account_id, benefit_year LIMIT ?),
      owner AS (SELECT DISTINCT bucket, account_id FROM page),
      settled AS (
        SELECT o.bucket, o.account_id, s.settlement_id, false AS household, s.use_of_household,
          s.use_year, s.use_code, s.use_seq, s.use_before_fen, s.use_added_fen
        FROM owner o JOIN settlement s ON s.bucket = o.bucket AND s.person_id = o.account_id
        WHERE s.used_by = ''
        UNION ALL
        SELECT o.bucket, o.account_id, s.settlement_id, false, s.use_of_household, s.use_year,
          s.use_code, s.use_seq, s.use_before_fen, s.use_added_fen
        FROM owner o
        JOIN person_join j ON j.survivor_bucket = o.bucket AND j.survivor_id = o.account_id
        JOIN settlement s ON s.bucket = j.bucket AND s.person_id = j.person_id
        WHERE s.used_by = o.account_id
        UNION ALL
        SELECT o.bucket, o.account_id, s.settlement_id, true, s.use_of_household, s.use_year,
          s.use_code, s.use_seq, s.use_before_fen, s.use_added_fen
        FROM owner o JOIN settlement s ON s.household_id = o.account_id AND s.household_id <> ''),
      entry AS (
        SELECT x.bucket, x.account_id, t.year, t.code, t.seq, t.before_fen, t.added, x.settlement_id
        FROM settled x CROSS JOIN LATERAL unnest(x.use_of_household, x.use_year, x.use_code,
          x.use_seq, x.use_before_fen, x.use_added_fen)
          AS t (of_household, year, code, seq, before_fen, added)
        WHERE t.of_household = x.household
        UNION ALL
        SELECT u.bucket, u.account_id, u.benefit_year, u.account_code, u.seq, NULL, u.used_fen, ''
        FROM owner o JOIN opening_usage u USING (bucket, account_id)
        UNION ALL
        SELECT u.bucket, u.account_id, u.benefit_year, u.account_code, u.seq, NULL, u.moved_fen, ''
        FROM owner o JOIN joined_usage u USING (bucket, account_id))
      SELECT p.bucket, p.account_id, p.benefit_year, true, t.code, t.seq, NULL::bigint, t.used, ''
      FROM page p CROSS JOIN LATERAL unnest(p.codes, p.used_fen, p.seqs) AS t (code, used, seq)
      UNION ALL
      SELECT p.bucket, p.account_id, p.benefit_year, false, e.code, e.seq, e.before_fen, e.added,
        e.settlement_id
      FROM page p JOIN entry e ON e.bucket = p.bucket AND e.account_id = p.account_id
        AND e.year = p.benefit_year
      ORDER BY 1, 2, 3, 4 DESC, 5, 6
      """;

  private static final String GIVEN_ON_PROMISE =
      """
      SELECT d.provisional_id, d.line_account, d.line_beside, d.line_fen, d.use_of_household,
        d.use_year, d.use_code, d.use_name_zh, d.use_fen
      FROM settlement s JOIN provisional_draw d USING (bucket, person_id, settlement_id)
      WHERE s.posting_date IN (?::date, ?::date) AND s.settlement_id = ? AND d.drawn_fen > 0
      """;

  private static final String WRONG_TOTALS =
      """
      SELECT 'grant ' || g.grant_id, 'drawn_fen', coalesce(d.drawn, 0)::text, g.drawn_fen::text
      FROM charity_grant g LEFT JOIN (
        SELECT coalesce(j.survivor_id, w.person_id) AS person_id,
          coalesce(j.into_grant_id, w.grant_id) AS grant_id, sum(w.drawn_fen) AS drawn
        FROM grant_draw w LEFT JOIN joined_grant j USING (bucket, person_id, grant_id)
        GROUP BY 1, 2) d USING (person_id, grant_id)
      WHERE coalesce(d.drawn, 0) <> g.drawn_fen
      UNION ALL
      SELECT 'fund ' || f.fund_code, 'used_fen', coalesce(t.taken, 0)::text, f.used_fen::text
      FROM fund f LEFT JOIN (
        SELECT fund_code, sum(amount_fen) AS taken FROM fund_entry WHERE kind = 'TAKEN'
        GROUP BY 1) t USING (fund_code)
      WHERE coalesce(t.taken, 0) <> f.used_fen
      LIMIT ?
      """;

  private final Transactions transactions;

  PostgresAuditStore(Transactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public Optional<LocalDate> firstDay(LocalDate from, LocalDate to) {
    return transactions.read(
        connection ->
            Sql.first(
                    connection,
                    FIRST_DAY,
                    row -> Optional.ofNullable(row.getObject(1, LocalDate.class)),
                    from,
                    to,
                    from,
                    to)
                .orElseThrow());
  }

  @Override
  public List<LedgerRow> entries(LocalDate day, String afterId, int limit) {
    return transactions.read(connection -> LedgerRows.ofDay(connection, day, afterId, limit, true));
  }

  @Override
  public List<LedgerRow> withCorrections(String settlementId) {
    return transactions.read(connection -> LedgerRows.withCorrections(connection, settlementId));
  }

  @Override
  public Optional<GivenOnPromise> givenOnPromise(String settlementId) {
    PostingDays days = PostingDays.of(settlementId);
    return transactions.read(
        connection ->
            Sql.first(
                connection,
                GIVEN_ON_PROMISE,
                PostgresAuditStore::given,
                days.first(),
                days.second(),
                settlementId));
  }

  private static GivenOnPromise given(ResultSet row) throws SQLException {
    String[] accounts = (String[]) row.getArray(2).getArray();
    Boolean[] beside = (Boolean[]) row.getArray(3).getArray();
    Long[] fen = (Long[]) row.getArray(4).getArray();
    Map<Bearers.Line, Long> lines = new LinkedHashMap<>();
    for (int i = 0; i < accounts.length; i++) {
      lines.merge(new Bearers.Line(accounts[i], beside[i]), fen[i], Math::addExact);
    }
    Boolean[] ofHousehold = (Boolean[]) row.getArray(5).getArray();
    Integer[] years = (Integer[]) row.getArray(6).getArray();
    String[] codes = (String[]) row.getArray(7).getArray();
    String[] names = (String[]) row.getArray(8).getArray();
    Long[] used = (Long[]) row.getArray(9).getArray();
    List<AccountUse> uses = new ArrayList<>();
    for (int i = 0; i < codes.length; i++) {
      uses.add(new AccountUse(ofHousehold[i], codes[i], names[i], years[i], 0, used[i], -1, 0));
    }
    return new GivenOnPromise(row.getString(1), lines, uses);
  }

  @Override
  public String engineVersion() {
    return Engine.VERSION;
  }

  @Override
  public List<AccountYear> accounts(AccountYear.Key after, int limit) {
    Map<AccountYear.Key, List<AccountYear.Total>> totals = new LinkedHashMap<>();
    Map<AccountYear.Key, List<AccountYear.Entry>> entries = new LinkedHashMap<>();
    transactions.<List<Boolean>>read(
        connection ->
            Sql.list(
                connection,
                ACCOUNTS,
                row -> take(row, totals, entries),
                after.bucket(),
                after.accountId(),
                after.benefitYear(),
                limit));
    List<AccountYear> accounts = new ArrayList<>();
    totals.forEach(
        (key, own) ->
            accounts.add(new AccountYear(key, own, entries.getOrDefault(key, List.of()))));
    return accounts;
  }

  private static boolean take(
      ResultSet row,
      Map<AccountYear.Key, List<AccountYear.Total>> totals,
      Map<AccountYear.Key, List<AccountYear.Entry>> entries)
      throws SQLException {
    AccountYear.Key key = new AccountYear.Key(row.getShort(1), row.getString(2), row.getInt(3));
    if (row.getBoolean(4)) {
      return totals
          .computeIfAbsent(key, any -> new ArrayList<>())
          .add(new AccountYear.Total(row.getString(5), row.getLong(8), row.getLong(6)));
    }
    long before = row.getLong(7);
    Optional<Long> known = row.wasNull() ? Optional.empty() : Optional.of(before);
    return entries
        .computeIfAbsent(key, any -> new ArrayList<>())
        .add(
            new AccountYear.Entry(
                row.getString(5), row.getLong(6), known, row.getLong(8), row.getString(9)));
  }

  @Override
  public List<WrongTotal> wrongTotals(int limit) {
    return transactions.read(
        connection ->
            Sql.list(
                connection,
                WRONG_TOTALS,
                row ->
                    new WrongTotal(
                        row.getString(1), row.getString(2), row.getString(3), row.getString(4)),
                limit));
  }
}
