package io.yizhan.gateway.postgres;

import io.yizhan.fund.RegionShares;
import io.yizhan.gateway.desk.FundAccountStore.Share;
import io.yizhan.gateway.desk.FundBalance;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How regions share what funds spent. Shares hold from a day on: what was spent is split by those
 * of its day, and all that was spent under the same is split in one, so that a remainder is left
 * over once. What was spent before the first is shared by nobody.
 */
final class FundShares {
  private static final String KEPT =
      """
      SELECT fund, valid_from, parties, weights, remainder_party FROM fund_share WHERE fund = ANY (?)
      """;

  /** A correction that was booked in another year is of the nearest day of its own. */
  private static final String SPENT =
      "SELECT fund, year, width_bucket(least(greatest(day, make_date(year, 1, 1)),"
          + " make_date(year, 12, 31)), ?::date[]), sum(fen)::bigint FROM ("
          + FundAccountReader.LINES
          + ") l WHERE fund = ANY (?) GROUP BY 1, 2, 3";

  private final Map<String, NavigableMap<LocalDate, RegionShares>> kept = new HashMap<>();

  /** Days on which shares of any of the funds begin; what is spent is summed between them. */
  private final TreeSet<LocalDate> days = new TreeSet<>();

  FundShares(Connection connection, Array funds) throws SQLException {
    Sql.list(connection, KEPT, this::keep, funds);
  }

  private LocalDate keep(ResultSet row) throws SQLException {
    LocalDate day = row.getObject(2, LocalDate.class);
    kept.computeIfAbsent(row.getString(1), fund -> new TreeMap<>()).put(day, shares(row, 3));
    days.add(day);
    return day;
  }

  /** Shares of a row, from this column on: parties, weights, who takes what is left over. */
  static RegionShares shares(ResultSet row, int from) throws SQLException {
    return new RegionShares(
        Arrays.asList((String[]) row.getArray(from).getArray()),
        Arrays.asList((Integer[]) row.getArray(from + 1).getArray()),
        row.getString(from + 2));
  }

  /** Takes what a fund spent in a year, from this day until the next on which shares begin. */
  interface Spent {
    /** Adds it. */
    void add(String fund, int year, LocalDate from, long fen);
  }

  /** Sums what was spent while anybody shared it. */
  void spent(Connection connection, Array funds, LocalDate counted, LocalDate never, Spent to)
      throws SQLException {
    if (days.isEmpty()) {
      return;
    }
    List<LocalDate> from = List.copyOf(days);
    Array thresholds =
        connection.createArrayOf("text", from.stream().map(LocalDate::toString).toArray());
    Sql.list(
        connection,
        SPENT,
        row -> {
          int begun = row.getInt(3);
          if (begun > 0) {
            to.add(row.getString(1), row.getInt(2), from.get(begun - 1), row.getLong(4));
          }
          return begun;
        },
        thresholds,
        counted,
        never,
        funds);
  }

  /**
   * The parts of an account: first of those that share it still, then of all others.
   *
   * @param spentFen by the day from which on it was spent
   * @param given what each party was to give, and what has come of it
   */
  List<Share> of(
      FundBalance balance,
      Map<LocalDate, Long> spentFen,
      Map<String, long[]> given,
      LocalDate today) {
    NavigableMap<LocalDate, RegionShares> ofFund = kept.get(balance.fund());
    if (ofFund == null) {
      return List.of();
    }
    Map<String, Integer> weights = weights(ofFund, lastDay(balance, today));
    Map<String, Long> bears = new LinkedHashMap<>();
    weights.keySet().forEach(party -> bears.put(party, 0L));
    byShares(ofFund, spentFen)
        .forEach(
            (from, fen) ->
                Objects.requireNonNull(ofFund.get(from))
                    .split(fen)
                    .forEach(part -> bears.merge(part.party(), part.fen(), Math::addExact)));
    given.keySet().forEach(party -> bears.putIfAbsent(party, 0L));
    List<Share> out = new ArrayList<>();
    bears.forEach(
        (party, fen) -> {
          long[] sent = given.getOrDefault(party, new long[2]);
          int weight = weights.getOrDefault(party, 0);
          if (weight > 0 || fen != 0 || sent[0] != 0 || sent[1] != 0) {
            out.add(new Share(party, weight, fen, sent[0], sent[1]));
          }
        });
    return out;
  }

  private static LocalDate lastDay(FundBalance balance, LocalDate today) {
    if (!balance.statutory() || balance.year() >= today.getYear()) {
      return today;
    }
    return LocalDate.of(balance.year(), 12, 31);
  }

  private static Map<String, Integer> weights(
      NavigableMap<LocalDate, RegionShares> ofFund, LocalDate day) {
    Map<String, Integer> weights = new LinkedHashMap<>();
    Map.Entry<LocalDate, RegionShares> held = ofFund.floorEntry(day);
    if (held != null) {
      RegionShares shares = held.getValue();
      for (int i = 0; i < shares.parties().size(); i++) {
        weights.put(shares.parties().get(i), shares.weights().get(i));
      }
    }
    return weights;
  }

  private static Map<LocalDate, Long> byShares(
      NavigableMap<LocalDate, RegionShares> ofFund, Map<LocalDate, Long> spentFen) {
    Map<LocalDate, Long> sums = new TreeMap<>();
    spentFen.forEach(
        (from, fen) -> {
          LocalDate held = ofFund.floorKey(from);
          if (held != null) {
            sums.merge(held, fen, Math::addExact);
          }
        });
    return sums;
  }
}
