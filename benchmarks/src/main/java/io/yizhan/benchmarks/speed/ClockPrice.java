package io.yizhan.benchmarks.speed;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;

/**
 * What it costs to read the row that says which posting day is open, beside a statement that reads
 * nothing, each over the same connection and in turn: the difference is what it adds to a statement
 * that a booking sends anyway.
 */
final class ClockPrice {
  private static final int ROUNDS = 21;
  private static final double MICROS = 1e3;

  private static final String NOTHING = "SELECT 1, 2, 3, 4, true, 5";
  private static final String CLOCK =
      "SELECT cut_off, later_cut_off, later_from, open_from,"
          + " pg_current_xact_id_if_assigned() IS NOT NULL, late_year FROM posting_clock";

  private ClockPrice() {}

  /** A sentence; the difference in microseconds is its first number. */
  static String of(Database database, int statementsPerRound) {
    double[] nothing = new double[ROUNDS];
    double[] clock = new double[ROUNDS];
    try (Connection connection = database.connect();
        PreparedStatement without = connection.prepareStatement(NOTHING);
        PreparedStatement with = connection.prepareStatement(CLOCK)) {
      connection.setAutoCommit(false);
      micros(without, statementsPerRound);
      micros(with, statementsPerRound);
      for (int i = 0; i < ROUNDS; i++) {
        nothing[i] = micros(without, statementsPerRound);
        clock[i] = micros(with, statementsPerRound);
      }
      connection.rollback();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    double without = median(nothing);
    double with = median(clock);
    return String.format(
        Locale.ROOT,
        "%.1f µs more for a statement that reads the posting clock: %.1f µs beside %.1f µs for one"
            + " that reads nothing, medians of %d rounds of %d in turn. A group of settlements reads"
            + " it once.",
        with - without,
        with,
        without,
        ROUNDS,
        statementsPerRound);
  }

  private static double micros(PreparedStatement statement, int count) throws SQLException {
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      try (ResultSet row = statement.executeQuery()) {
        row.next();
      }
    }
    return (System.nanoTime() - start) / MICROS / count;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
