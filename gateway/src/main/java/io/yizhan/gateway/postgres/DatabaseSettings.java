package io.yizhan.gateway.postgres;

/**
 * Where the database is.
 *
 * @param jdbcUrl {@code jdbc:postgresql://host:port/database}
 * @param user the role
 * @param password empty where the server asks for none; hidden in the text form
 * @param poolSize connections, {@link #POOL_SIZE_MIN} to {@link #POOL_SIZE_MAX}
 * @param writers transactions that settle groups at a time, 1 to {@link #WRITERS_MAX}
 * @param waitMillis how long a call waits for a free connection, 250 to 60,000
 */
public record DatabaseSettings(
    String jdbcUrl, String user, String password, int poolSize, int writers, int waitMillis) {
  /** The default of poolSize. */
  public static final int POOL_SIZE_DEFAULT = 8;

  /** The fewest connections: one each for a writer, for who reads, and for all others who write. */
  public static final int POOL_SIZE_MIN = 3;

  /** The most connections of one gateway. */
  public static final int POOL_SIZE_MAX = 256;

  /**
   * The default of writers: two have no more throughput, and longer waits (docs/decisions/0015).
   */
  public static final int WRITERS_DEFAULT = 4;

  /** The most writers of one gateway. */
  public static final int WRITERS_MAX = 16;

  /** The default of waitMillis. */
  public static final int WAIT_MILLIS_DEFAULT = 3_000;

  public DatabaseSettings {
    if (!jdbcUrl.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException("the database URL must begin with jdbc:postgresql:");
    }
    if (poolSize < POOL_SIZE_MIN || poolSize > POOL_SIZE_MAX) {
      throw new IllegalArgumentException(
          "the pool must have " + POOL_SIZE_MIN + " to " + POOL_SIZE_MAX);
    }
    if (writers < 1 || writers > WRITERS_MAX) {
      throw new IllegalArgumentException("there must be 1 to " + WRITERS_MAX + " writers");
    }
    if (waitMillis < 250 || waitMillis > 60_000) {
      throw new IllegalArgumentException("the wait for a connection must be 250 to 60000 ms");
    }
  }

  /** The most writers that leave a connection to who reads and one to others who write. */
  public static int writersMax(int poolSize) {
    return Math.min(WRITERS_MAX, poolSize - POOL_SIZE_MIN + 1);
  }

  /** The default, or fewer where there are few connections. */
  public static int writersDefault(int poolSize) {
    return Math.min(WRITERS_DEFAULT, writersMax(poolSize));
  }

  /**
   * How many transactions may write at a time beside the writers of groups: however many of them
   * wait for a locked account, a connection is left to each writer and one to who reads.
   */
  int otherWritesMax() {
    return Math.max(1, poolSize - writers - 1);
  }

  /** With the default pool. */
  public static DatabaseSettings of(String jdbcUrl, String user, String password) {
    return new DatabaseSettings(
        jdbcUrl, user, password, POOL_SIZE_DEFAULT, WRITERS_DEFAULT, WAIT_MILLIS_DEFAULT);
  }

  @Override
  public String toString() {
    return "DatabaseSettings[" + user + ", pool of " + poolSize + "]";
  }
}
