package io.yizhan.gateway.month;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * Plain SQL over the ledger's rows, written for the month alone: it shares no statement with the
 * services whose figures it is held against.
 */
final class RawTables {
  /** The key of all refusals. */
  static final String ALL_REFUSALS = "all";

  private static final String BY_DAY =
      """
      SELECT posting_date || ' ' || hospital_id || ' ' || kind, count(*), sum(total_fen),
        sum(paid_fen)
      FROM settlement WHERE posting_date BETWEEN ? AND ? GROUP BY 1
      """;

  private static final String BY_FUND =
      """
      SELECT split_part(substr(l.account, 6), '/', 1) || ' ' || substr(l.payee, 10), count(*),
        sum(l.fen), 0::bigint
      FROM settlement s, unnest(s.line_account, s.line_payee, s.line_fen) AS l (account, payee, fen)
      WHERE s.posting_date BETWEEN ? AND ? AND l.account LIKE 'fund:%'
        AND l.account NOT LIKE '%/by-insurer' AND l.payee LIKE 'hospital:%'
      GROUP BY 1
      """;

  private static final String DAYS =
      """
      SELECT posting_date::text, count(*), sum(total_fen), 0::bigint
      FROM settlement WHERE posting_date BETWEEN ? AND ? GROUP BY 1
      """;

  private final DataSource database;
  private final MonthOrder order;

  RawTables(DataSource database, MonthOrder order) {
    this.database = database;
    this.order = order;
  }

  /** A count and two amounts, fen. */
  record Sum(long count, long firstFen, long secondFen) {
    Sum plus(Sum more) {
      return new Sum(count + more.count, firstFen + more.firstFen, secondFen + more.secondFen);
    }
  }

  /** By day, hospital and kind: bills, payments of funds. */
  Map<String, Sum> byDay() {
    return sums(BY_DAY);
  }

  /** By day: how many rows, and their bills. */
  Map<String, Sum> days() {
    return sums(DAYS);
  }

  /** By fund with its county, and hospital: what the fund owes for the month. */
  Map<String, Sum> byFund() {
    return sums(BY_FUND);
  }

  /** What a report must say of a row: how many settlements, their bills, patients' shares. */
  Map<String, Sum> reportedBills() {
    return sums(ReportedTables.BILLS);
  }

  /** How many persons, hospitals' shares, how many settlements were aided. */
  Map<String, Sum> reportedPersons() {
    return sums(ReportedTables.PERSONS);
  }

  /** By fund and by layer: in how many settlements, how much, for how many persons. */
  Map<String, Sum> reportedFunds() {
    return sums(ReportedTables.FUNDS);
  }

  /** By kind of fund: how much. */
  Map<String, Sum> reportedKinds() {
    return sums(ReportedTables.KINDS);
  }

  /** How many reversals, their bills, what funds got back. */
  Map<String, Sum> reportedReversals() {
    return sums(ReportedTables.REVERSALS);
  }

  /** Refused requests, all and with each of these words in their reply. */
  Map<String, Sum> reportedRefusals(Set<String> words) {
    Map<String, Sum> found = new TreeMap<>();
    for (String word : words) {
      String part = word.equals(ALL_REFUSALS) ? "" : word;
      found.put(
          word, sums(ReportedTables.REFUSALS, part).getOrDefault("refused", new Sum(0, 0, 0)));
    }
    return found;
  }

  private Map<String, Sum> sums(String sql, String... further) {
    Map<String, Sum> sums = new TreeMap<>();
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      // Each pair of places is a first and a last day; what is given further comes after them.
      int days = statement.getParameterMetaData().getParameterCount() - further.length;
      for (int i = 1; i <= days; i++) {
        statement.setObject(i, i % 2 == 1 ? order.first() : order.last(), java.sql.Types.DATE);
      }
      for (int i = 0; i < further.length; i++) {
        statement.setString(days + 1 + i, further[i]);
      }
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          sums.put(row.getString(1), new Sum(row.getLong(2), row.getLong(3), row.getLong(4)));
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the ledger must be readable", e);
    }
    return sums;
  }

  /** The first key under which two differ, with both; empty where they are the same. */
  static String firstDifference(Map<String, ?> one, Map<String, ?> other) {
    TreeMap<String, Object> all = new TreeMap<>(one);
    other.forEach(all::putIfAbsent);
    return all.keySet().stream()
        .filter(key -> !java.util.Objects.equals(one.get(key), other.get(key)))
        .findFirst()
        .map(key -> key + ": " + one.get(key) + " / " + other.get(key))
        .orElse("");
  }

  /** The day of a key of {@link #days()}. */
  static LocalDate day(String key) {
    return LocalDate.parse(key);
  }
}
