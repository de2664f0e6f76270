package io.yizhan.gateway.postgres;

import io.yizhan.money.Fen;
import io.yizhan.settlement.AccountUse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * What accounts have used in their benefit years, as rows that are read, added to and written as a
 * whole under the lock of the account. Each entry gets the next number of its account, so that the
 * entries of an account form one chain.
 */
final class AccountYears {
  /** Writes the rows; a row that does not follow the one it was computed from is left out. */
  static final String WRITE =
      """
      INSERT INTO account_year AS a (bucket, account_id, benefit_year, version, codes, used_fen,
          held_fen, pending_fen, seqs)
        SELECT b, owner, year, version, codes::text[], used::bigint[], held::bigint[],
          pending::bigint[], seqs::bigint[]
        FROM unnest(?::smallint[], ?::text[], ?::int[], ?::bigint[], ?::text[], ?::text[],
          ?::text[], ?::text[], ?::text[])
          AS t (b, owner, year, version, codes, used, held, pending, seqs)
        ON CONFLICT (bucket, account_id, benefit_year) DO UPDATE SET version = excluded.version,
          codes = excluded.codes, used_fen = excluded.used_fen, held_fen = excluded.held_fen,
          pending_fen = excluded.pending_fen, seqs = excluded.seqs
        WHERE a.version = excluded.version - 1
        RETURNING 1
      """;

  private static final String READ =
      """
      SELECT k.account_id, k.benefit_year, k.version, t.code, t.used, t.held, t.pending, t.seq,
        k.asked
      FROM (
        SELECT n.asked, n.account_id, y.benefit_year, y.version, y.codes, y.used_fen, y.held_fen,
          y.pending_fen, y.seqs
        FROM (
          SELECT a.id AS asked, coalesce(j.survivor_bucket, a.b) AS b,
            coalesce(j.survivor_id, a.id) AS account_id
          FROM (VALUES (?::smallint, ?), (?::smallint, ?)) AS a (b, id)
          LEFT JOIN person_join j ON j.bucket = a.b AND j.person_id = a.id) n
        LEFT JOIN account_year y ON y.bucket = n.b AND y.account_id = n.account_id) k
      LEFT JOIN LATERAL unnest(k.codes, k.used_fen, k.held_fen, k.pending_fen, k.seqs)
        AS t (code, used, held, pending, seq) ON true
      """;

  private static final String WRITE_ALONE =
      "WITH years AS (" + WRITE + ") SELECT count(*) FROM years";

  private final Map<Key, Row> rows = new LinkedHashMap<>();

  /** Whose account counts now for a record that was joined into another. */
  private final Map<String, String> standIns = new HashMap<>();

  private record Key(String accountId, int benefitYear) {}

  /** What one account code has used, is held, is pending, and how many entries it has. */
  private record Use(long usedFen, long heldFen, long pendingFen, long seq) {}

  private static final class Row {
    private final Key key;
    private long version;
    private boolean changed;
    private final Map<String, Use> byCode = new LinkedHashMap<>();

    private Row(Key key) {
      this.key = key;
    }
  }

  /** Of nobody. */
  static AccountYears none() {
    return new AccountYears();
  }

  /**
   * The years of an account and, unless it is empty, of another; both must be locked. Where a
   * record was joined into another, it is the other's account under the name of the one.
   */
  static AccountYears read(Connection connection, String accountId, String otherId)
      throws SQLException {
    AccountYears years = new AccountYears();
    String second = otherId.isEmpty() ? accountId : otherId;
    try (PreparedStatement statement = connection.prepareStatement(READ)) {
      statement.setShort(1, Bucket.of(accountId));
      statement.setString(2, accountId);
      statement.setShort(3, Bucket.of(second));
      statement.setString(4, second);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          if (!row.getString(1).equals(row.getString(9))) {
            years.standIns.put(row.getString(9), row.getString(1));
          }
          if (row.getString(4) == null) {
            continue;
          }
          years.read(
              row.getString(1),
              row.getInt(2),
              row.getLong(3),
              row.getString(4),
              row.getLong(5),
              row.getLong(6),
              row.getLong(7),
              row.getLong(8));
        }
      }
    }
    return years;
  }

  /** Takes in the years of further accounts, which must be locked. */
  void readMore(Connection connection, Collection<String> accountIds) throws SQLException {
    for (String accountId : accountIds) {
      AccountYears more = read(connection, accountId, "");
      more.rows.forEach(rows::putIfAbsent);
      standIns.putAll(more.standIns);
    }
  }

  /** Writes what was added, in a statement of its own. */
  void write(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(WRITE_ALONE)) {
      bind(new Columns(connection, statement));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        if (row.getInt(1) != changedCount()) {
          throw new IllegalStateException("usage must be as it was when it was read");
        }
      }
    }
  }

  private Row row(String accountId, int benefitYear) {
    return rows.computeIfAbsent(new Key(ownerOf(accountId), benefitYear), Row::new);
  }

  /** Whose account it is: the survivor's, of a record that was joined into another. */
  String ownerOf(String accountId) {
    return standIns.getOrDefault(accountId, accountId);
  }

  /** Takes in what was read of one account code. */
  void read(
      String accountId,
      int benefitYear,
      long version,
      String code,
      long usedFen,
      long heldFen,
      long pendingFen,
      long seq) {
    Row row = row(accountId, benefitYear);
    row.version = version;
    row.byCode.put(code, new Use(usedFen, heldFen, pendingFen, seq));
  }

  /** What is used of an account code. */
  long usedFen(String accountId, int benefitYear, String code) {
    return use(accountId, benefitYear, code).usedFen();
  }

  /** What is held of an account code. */
  long heldFen(String accountId, int benefitYear, String code) {
    return use(accountId, benefitYear, code).heldFen();
  }

  /** What an account code has used in a year. */
  record Used(int benefitYear, String code, long fen) {}

  /** Everything that an account has used, without what is back at 0. */
  List<Used> usedOf(String accountId) {
    List<Used> used = new ArrayList<>();
    for (Row row : rows.values()) {
      if (row.key.accountId().equals(accountId)) {
        row.byCode.forEach(
            (code, use) -> {
              if (use.usedFen() != 0) {
                used.add(new Used(row.key.benefitYear(), code, use.usedFen()));
              }
            });
      }
    }
    return used;
  }

  private Use use(String accountId, int benefitYear, String code) {
    Row row = rows.get(new Key(ownerOf(accountId), benefitYear));
    return row == null ? new Use(0, 0, 0, 0) : row.byCode.getOrDefault(code, new Use(0, 0, 0, 0));
  }

  /**
   * Adds an entry.
   *
   * @return its number in the chain of the account
   * @throws IllegalStateException when the account is not as it was when the entry was decided
   */
  long add(String accountId, AccountUse entry) {
    Use before = use(accountId, entry.benefitYear(), entry.account());
    if (before.usedFen() != entry.beforeFen()) {
      throw new IllegalStateException("usage must be as it was when it was decided");
    }
    return add(accountId, entry.benefitYear(), entry.account(), entry.addedFen());
  }

  /** Adds an entry to whatever the account has used; answers its number in the chain. */
  long add(String accountId, int benefitYear, String code, long addedFen) {
    Use before = use(accountId, benefitYear, code);
    long afterFen = Fen.plus(before.usedFen(), addedFen);
    if (afterFen < 0) {
      throw new IllegalStateException("usage must not fall below zero");
    }
    Row row = row(accountId, benefitYear);
    row.changed = true;
    row.byCode.put(
        code, new Use(afterFen, before.heldFen(), before.pendingFen(), before.seq() + 1));
    return before.seq() + 1;
  }

  /** Adds to what is held of an account; what is used, and its chain, stay as they are. */
  void hold(String accountId, HoldRow.Use use, long addedFen) {
    Use before = use(accountId, use.benefitYear(), use.code());
    long heldFen = Fen.plus(before.heldFen(), addedFen);
    if (heldFen < 0) {
      throw new IllegalStateException("what is held must not fall below zero");
    }
    Row row = row(accountId, use.benefitYear());
    row.changed = true;
    row.byCode.put(
        use.code(), new Use(before.usedFen(), heldFen, before.pendingFen(), before.seq()));
  }

  /** How many rows {@link #WRITE} must write. */
  int changedCount() {
    return changed().size();
  }

  private List<Row> changed() {
    List<Row> changed = new ArrayList<>();
    for (Row row : rows.values()) {
      if (row.changed) {
        changed.add(row);
      }
    }
    return changed;
  }

  /** Binds {@link #WRITE}. */
  void bind(Columns to) throws SQLException {
    List<Row> changed = changed();
    to.smallints(changed, row -> Bucket.of(row.key.accountId()));
    to.texts(changed, row -> row.key.accountId());
    to.longs(changed, row -> row.key.benefitYear());
    to.longs(changed, row -> row.version + 1);
    to.texts(changed, row -> Columns.arrayText(row.byCode.keySet()));
    to.texts(changed, row -> numbers(row, Use::usedFen));
    to.texts(changed, row -> numbers(row, Use::heldFen));
    to.texts(changed, row -> numbers(row, Use::pendingFen));
    to.texts(changed, row -> numbers(row, Use::seq));
  }

  private static String numbers(Row row, ToLongFunction<Use> value) {
    return Columns.arrayText(row.byCode.values(), value);
  }
}
