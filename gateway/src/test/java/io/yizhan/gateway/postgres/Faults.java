package io.yizhan.gateway.postgres;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** What goes wrong on the way to the simulated store and back: drawn at each point, and counted. */
final class Faults {
  private static final List<Kind> OF_A_STATEMENT =
      List.of(
          Kind.LOST,
          Kind.SHUT_DOWN,
          Kind.CONFLICT,
          Kind.DEADLOCK,
          Kind.LOCK_TIMEOUT,
          Kind.DISK_FULL,
          Kind.REFUSED,
          Kind.BROKEN,
          Kind.FROZEN,
          Kind.CRASH);

  /** What happens by itself, or to a gateway or a server as a whole, and what callers are told. */
  private static final List<String> OTHERS =
      List.of(
          "answer Recorded",
          "answer Replayed",
          "answer Undone",
          "answer IdReused",
          "answer ClaimSettled",
          "answer StoreUnavailableException",
          "answer CancellationException",
          "answer RejectedExecutionException",
          "answer IllegalStateException",
          "undo forbidden",
          "undo nothing",
          "undo reversed",
          "several in a group",
          "group halved",
          "held, to be tried again",
          "held to the end",
          "cap met",
          "gateway killed",
          "gateway closed",
          "server restarted",
          "standby took over",
          "wait for the standby cancelled",
          "commit with a warning",
          "commit longer than the socket's timeout",
          "lock timeout, as it came",
          "deadlock, as it came");

  private final SplittableRandom random;
  private final Map<String, Integer> counts;
  private final double likelihood;
  private int left;

  /** At most so many faults, each point as likely as told; they are added to the counts. */
  Faults(SplittableRandom random, double likelihood, int left, Map<String, Integer> counts) {
    this.random = random;
    this.likelihood = likelihood;
    this.left = left;
    this.counts = counts;
  }

  /** Where a gateway waits for the database. */
  enum Point {
    CONNECT,
    CLAIM,
    LOCK,
    READ,
    BOOK,
    MARK,
    /** The commit is sent; whatever goes wrong now, it does not arrive or is refused. */
    COMMIT,
    /** The commit has arrived, and goes on whatever goes wrong now. */
    COMMITTING,
    /** The commit is done; its answer is on the way. */
    COMMITTED,
    ROLLBACK,
    CLOSE;

    private List<Kind> kinds() {
      return switch (this) {
        case CONNECT -> List.of(Kind.LOST, Kind.POOL_EMPTY, Kind.FROZEN, Kind.CRASH);
        case CLAIM, LOCK, READ, BOOK -> OF_A_STATEMENT;
        case MARK -> List.of(Kind.LOST, Kind.SHUT_DOWN, Kind.BROKEN, Kind.FROZEN, Kind.CRASH);
        case COMMIT ->
            List.of(
                Kind.LOST,
                Kind.SHUT_DOWN,
                Kind.CONFLICT,
                Kind.DISK_FULL,
                Kind.REFUSED,
                Kind.FROZEN,
                Kind.CRASH);
        case COMMITTING, COMMITTED -> List.of(Kind.LOST, Kind.BROKEN, Kind.FROZEN, Kind.CRASH);
        case ROLLBACK, CLOSE -> List.of(Kind.LOST, Kind.FROZEN, Kind.CRASH);
      };
    }
  }

  /** What goes wrong there. */
  enum Kind {
    LOST("08006"),
    SHUT_DOWN("57P01"),
    CONFLICT("40001"),
    DEADLOCK("40P01"),
    LOCK_TIMEOUT("55P03"),
    DISK_FULL("53100"),
    REFUSED("42501"),
    POOL_EMPTY("08001"),
    /** A defect of the gateway or of a library. */
    BROKEN(""),
    /** Nothing for a while. */
    FROZEN(""),
    /** The end of the gateway. */
    CRASH("");

    private final String sqlState;

    Kind(String sqlState) {
      this.sqlState = sqlState;
    }

    /** As the driver, or the pool, says it. */
    SQLException exception() {
      return this == POOL_EMPTY
          ? new SQLTransientConnectionException("simulated " + this, sqlState)
          : new SQLException("simulated " + this, sqlState);
    }
  }

  SplittableRandom random() {
    return random;
  }

  /** Whether something that happens so seldom happens now. */
  boolean happens(double chance) {
    return random.nextDouble() < chance;
  }

  /** From now on nothing goes wrong. */
  void stop() {
    left = 0;
  }

  /** What goes wrong at this point, if anything does. */
  Optional<Kind> draw(Point point) {
    if (left == 0 || !happens(likelihood)) {
      return Optional.empty();
    }
    left--;
    List<Kind> kinds = point.kinds();
    Kind kind = kinds.get(random.nextInt(kinds.size()));
    count(kind + " at " + point);
    return Optional.of(kind);
  }

  void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  /** Every fault that there is, as it is counted. */
  static Map<String, Integer> none() {
    Map<String, Integer> counts = new TreeMap<>();
    for (Point point : Point.values()) {
      point.kinds().forEach(kind -> counts.put(kind + " at " + point, 0));
    }
    OTHERS.forEach(other -> counts.put(other, 0));
    return counts;
  }
}
