package io.yizhan.gateway.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The finite funds that a transaction holds locked, in the order of their codes. Always the last
 * locks that it takes, so that they are held shortly.
 */
final class FundLocks {
  /** How often a decision may name funds that are not locked yet. */
  private static final int ROUNDS_MAX = 5;

  private static final String LOCK =
      "SELECT fund_code FROM fund WHERE fund_code = ANY (?) ORDER BY fund_code FOR UPDATE";

  private final Connection connection;
  private final Set<String> locked = new TreeSet<>();

  /** None yet. */
  FundLocks(Connection connection) {
    this.connection = connection;
  }

  /** Reads what a decision hangs on, and decides. */
  interface Deciding<T> {
    /** Decides on what is read now. */
    T decide() throws SQLException;
  }

  /** Locks these alone; none is none. */
  static void lock(Connection connection, Set<String> funds) throws SQLException {
    new FundLocks(connection).lock(funds);
  }

  /** Locks these with those that are. */
  void lock(Set<String> funds) throws SQLException {
    if (locked.addAll(funds)) {
      Sql.list(
          connection,
          LOCK,
          row -> row.getString(1),
          connection.createArrayOf("text", locked.toArray()));
    }
  }

  /** Decides, and decides again, until all funds that the decision takes from are locked. */
  <T> T decided(Deciding<T> deciding, Function<T, Set<String>> fundsOf) throws SQLException {
    T decided = deciding.decide();
    for (int round = 0; !locked.containsAll(fundsOf.apply(decided)); round++) {
      if (round == ROUNDS_MAX) {
        throw new IllegalStateException("a decision must settle on its funds");
      }
      lock(fundsOf.apply(decided));
      decided = deciding.decide();
    }
    return decided;
  }
}
