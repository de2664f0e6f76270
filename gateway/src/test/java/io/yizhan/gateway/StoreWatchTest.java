package io.yizhan.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import io.yizhan.gateway.desk.StoreUnavailableException;
import io.yizhan.gateway.postgres.TestDatabase;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What health says of a database that answers, and of a clock that is set. */
class StoreWatchTest {
  private static final int TOLD_SECONDS_MAX = 60;

  @Test
  void isWell_serverWithoutRoomToWrite_isFalseUntilThereIsRoom() throws Exception {
    try (TestDatabase database = TestDatabase.create()) {
      String name = database.rows("SELECT current_database()").get(0);
      HikariDataSource pool = (HikariDataSource) database.stores().dataSource();
      BlockingQueue<Boolean> told = new LinkedBlockingQueue<>();
      try (StoreWatch watch = new StoreWatch(pool, Optional.empty(), () -> "", told::add)) {
        assertTrue(watch.isWell());
        // What a full disk does to a file, a limit does, too: class 53, and nothing else fails.
        database.execute("ALTER DATABASE " + name + " SET temp_file_limit = '16kB'");
        pool.getHikariPoolMXBean().softEvictConnections();
        assertEquals(false, told.poll(TOLD_SECONDS_MAX, TimeUnit.SECONDS));
        assertFalse(watch.isWell());
        assertEquals(1, database.number("SELECT 1"));
        database.execute("ALTER DATABASE " + name + " RESET temp_file_limit");
        pool.getHikariPoolMXBean().softEvictConnections();
        assertEquals(true, told.poll(TOLD_SECONDS_MAX, TimeUnit.SECONDS));
        assertTrue(watch.isWell());
      }
    }
  }

  @Test
  void isWell_databaseThatIsReadOnly_isFalseUntilItMayBeWritten() throws Exception {
    try (TestDatabase database = TestDatabase.create()) {
      String name = database.rows("SELECT current_database()").get(0);
      HikariDataSource pool = (HikariDataSource) database.stores().dataSource();
      BlockingQueue<Boolean> told = new LinkedBlockingQueue<>();
      try (StoreWatch watch = new StoreWatch(pool, Optional.empty(), () -> "", told::add)) {
        database.execute("ALTER DATABASE " + name + " SET default_transaction_read_only = on");
        pool.getHikariPoolMXBean().softEvictConnections();
        assertEquals(false, told.poll(TOLD_SECONDS_MAX, TimeUnit.SECONDS));
        assertFalse(watch.isWell());
        database.execute(
            "BEGIN READ WRITE; ALTER DATABASE "
                + name
                + " RESET default_transaction_read_only; COMMIT");
        pool.getHikariPoolMXBean().softEvictConnections();
        assertEquals(true, told.poll(TOLD_SECONDS_MAX, TimeUnit.SECONDS));
        assertTrue(watch.isWell());
      }
    }
  }

  @Test
  void isWell_clockThatIsSetAnotherDay_isFalseUntilItIsSetBack() throws Exception {
    try (TestDatabase database = TestDatabase.create()) {
      AtomicReference<Duration> by = new AtomicReference<>(Duration.ZERO);
      CheckedClock clock =
          CheckedClock.agreeing(
              () -> InstantSource.system().instant().plus(by.get()),
              Duration.ofMinutes(5),
              database.stores().dataSource());
      BlockingQueue<Boolean> told = new LinkedBlockingQueue<>();
      try (StoreWatch watch =
          new StoreWatch(database.stores().dataSource(), Optional.of(clock), () -> "", told::add)) {
        by.set(Duration.ofDays(40));
        assertThrows(StoreUnavailableException.class, clock::instant);
        assertEquals(false, told.poll(TOLD_SECONDS_MAX, TimeUnit.SECONDS));
        assertFalse(watch.isWell());
        by.set(Duration.ZERO);
        assertEquals(true, told.poll(TOLD_SECONDS_MAX, TimeUnit.SECONDS));
        assertTrue(watch.isWell());
        Instant now = clock.instant();
        assertTrue(Duration.between(now, Instant.now()).compareTo(Duration.ofMinutes(5)) < 0);
      }
    }
  }

  @Test
  void isWell_whilePoliciesCannotBeRead_isFalse() throws Exception {
    try (TestDatabase database = TestDatabase.create()) {
      AtomicReference<String> trouble = new AtomicReference<>("");
      BlockingQueue<Boolean> told = new LinkedBlockingQueue<>();
      try (StoreWatch watch =
          new StoreWatch(
              database.stores().dataSource(),
              Optional.empty(),
              () -> Objects.requireNonNull(trouble.get()),
              told::add)) {
        trouble.set("line 3");
        assertEquals(false, told.poll(TOLD_SECONDS_MAX, TimeUnit.SECONDS));
        assertFalse(watch.isWell());
        trouble.set("");
        assertEquals(true, told.poll(TOLD_SECONDS_MAX, TimeUnit.SECONDS));
        assertTrue(watch.isWell());
      }
    }
  }

  @Test
  void isWell_whileAskingTheDatabaseThrows_isFalse() throws Exception {
    try (TestDatabase database = TestDatabase.create()) {
      DataSource whole = database.stores().dataSource();
      AtomicReference<Optional<Throwable>> thrown = new AtomicReference<>(Optional.empty());
      DataSource source =
          (DataSource)
              Proxy.newProxyInstance(
                  DataSource.class.getClassLoader(),
                  new Class<?>[] {DataSource.class},
                  (proxy, method, values) -> {
                    if (Objects.requireNonNull(thrown.get()).isPresent()) {
                      throw Objects.requireNonNull(thrown.get()).get();
                    }
                    return method.invoke(whole, values);
                  });
      BlockingQueue<Boolean> told = new LinkedBlockingQueue<>();
      try (StoreWatch watch = new StoreWatch(source, Optional.empty(), () -> "", told::add)) {
        for (Throwable each :
            List.of(new NoClassDefFoundError("driver"), new IllegalStateException("pool"))) {
          thrown.set(Optional.of(each));
          assertEquals(false, told.poll(TOLD_SECONDS_MAX, TimeUnit.SECONDS));
          assertFalse(watch.isWell());
          thrown.set(Optional.empty());
          assertEquals(true, told.poll(TOLD_SECONDS_MAX, TimeUnit.SECONDS));
          assertTrue(watch.isWell());
        }
      }
    }
  }

  @Test
  void log_ofConnectionsThatDied_holdsNoAdviceOnThePool() {
    assertFalse(LoggerFactory.getLogger("com.zaxxer.hikari.pool.PoolBase").isWarnEnabled());
    assertTrue(LoggerFactory.getLogger("com.zaxxer.hikari.pool.HikariPool").isWarnEnabled());
  }
}
