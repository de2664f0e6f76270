package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.StoreUnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The folder survives whatever happens to its server and its gateway. */
class EmbeddedDatabaseTest {
  private static final long LONGER_THAN_THE_LIBRARY_WAITS_MILLIS = 8_000;

  /** As long as no test may take: what is waited for is there, or never will be. */
  private static final Duration RECOVERY_MAX = Duration.ofHours(1);

  private final Path folder = TestDatabase.newFolder();

  @AfterEach
  void delete() {
    TestDatabase.delete(folder);
  }

  private static String ask(EmbeddedDatabase database, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private static void run(EmbeddedDatabase database, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void start_sameFolderAgain_keepsData() throws Exception {
    try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
      assertEquals("on", ask(database, "SHOW fsync"));
      assertEquals("on", ask(database, "SHOW full_page_writes"));
      assertEquals("on", ask(database, "SHOW synchronous_commit"));
      assertEquals("4GB", ask(database, "SHOW max_wal_size"));
      assertEquals("15min", ask(database, "SHOW checkpoint_timeout"));
      assertEquals("127.0.0.1", ask(database, "SHOW listen_addresses"));
      assertThrows(IllegalStateException.class, () -> EmbeddedDatabase.start(folder));
      run(database, "CREATE TABLE kept AS SELECT 7 AS seven");
    }
    try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
      assertEquals("7", ask(database, "SELECT seven FROM kept"));
    }
  }

  @Test
  void start_orphanedServer_takesItOver() throws Exception {
    long orphan;
    String binary;
    try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
      run(database, "CREATE TABLE kept AS SELECT 7 AS seven");
      orphan = pid();
      binary = ProcessHandle.of(orphan).flatMap(server -> server.info().command()).orElseThrow();
    }
    // A server that no gateway's lock covers: started by hand as a killed gateway leaves it.
    Process server = startByHand(binary);
    while (!Files.exists(folder.resolve("pgdata/postmaster.pid"))) {
      Thread.sleep(20);
    }
    assertTrue(pid() != orphan);
    ProcessHandle left = ProcessHandle.of(pid()).orElseThrow();
    Path data = folder.resolve("pgdata").toAbsolutePath();
    assertTrue(OrphanedServer.awaitReady(data, RECOVERY_MAX));
    assertEquals("ready", Files.readAllLines(data.resolve("postmaster.pid")).get(7).strip());
    try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
      assertTrue(!left.isAlive());
      assertEquals("7", ask(database, "SELECT seven FROM kept"));
    }
    assertTrue(server.waitFor(10, TimeUnit.SECONDS));
    assertFalse(OrphanedServer.awaitReady(data, RECOVERY_MAX), "none is left");
  }

  @Test
  void start_serverThatDiesAtOnce_isGivenUpAsSoonAsOneThatIsSlow() throws Exception {
    EmbeddedDatabase.start(folder).close();
    Files.writeString(folder.resolve("pgdata/PG_VERSION"), "9.6\n");
    assertThrows(
        UncheckedIOException.class, () -> EmbeddedDatabase.start(folder, Duration.ofSeconds(1)));
  }

  private Process startByHand(String binary) throws IOException {
    boolean root = "root".equals(System.getProperty("user.name"));
    String data = folder.resolve("pgdata").toAbsolutePath().toString();
    ProcessBuilder builder =
        root
            ? new ProcessBuilder("unshare", "-U", binary, "-D", data, "-p", "0")
            : new ProcessBuilder(binary, "-D", data, "-p", "0");
    builder.command().set(builder.command().size() - 1, Integer.toString(freePort()));
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static int freePort() throws IOException {
    try (java.net.ServerSocket socket =
        new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private long pid() throws IOException {
    return Long.parseLong(
        Files.readAllLines(folder.resolve("pgdata/postmaster.pid")).get(0).strip());
  }

  @Test
  void start_killedServerLeftItsPidFile_recovers() throws Exception {
    EmbeddedDatabase killed = EmbeddedDatabase.start(folder);
    run(killed, "CREATE TABLE kept AS SELECT 7 AS seven");
    ProcessHandle server = ProcessHandle.of(pid()).orElseThrow();
    server.destroyForcibly();
    server.onExit().get(10, TimeUnit.SECONDS);
    Secrets secrets = Secrets.loadOrCreate(folder.resolve("keys"), new SecureRandom());
    DatabaseSettings settings =
        new DatabaseSettings(killed.jdbcUrl(), killed.user(), killed.password(), 3, 1, 500);
    assertThrows(StoreUnavailableException.class, () -> PostgresStores.open(settings, secrets));
    killed.close();
    try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
      assertEquals("7", ask(database, "SELECT seven FROM kept"));
    }
  }

  @Test
  void close_serverThatTakesLongToStop_waitsForIt() throws Exception {
    EmbeddedDatabase database = EmbeddedDatabase.start(folder);
    ProcessHandle server = ProcessHandle.of(pid()).orElseThrow();
    long checkpointer =
        Long.parseLong(
            ask(
                database,
                "SELECT pid::text FROM pg_stat_activity WHERE backend_type = 'checkpointer'"));
    signal("-STOP", checkpointer);
    Thread closing = new Thread(database::close);
    try {
      closing.start();
      closing.join(LONGER_THAN_THE_LIBRARY_WAITS_MILLIS);
      assertTrue(server.isAlive());
      assertTrue(closing.isAlive());
    } finally {
      signal("-CONT", checkpointer);
    }
    closing.join();
    assertFalse(server.isAlive());
  }

  private static void signal(String signal, long pid) throws Exception {
    assertEquals(
        0,
        new ProcessBuilder(OrphanedServer.signalling(signal, pid)).inheritIO().start().waitFor());
  }

  @Test
  void open_forgetfulServer_isRefused() throws Exception {
    try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
      run(database, "ALTER DATABASE yizhan SET synchronous_commit = off");
      Secrets secrets = Secrets.loadOrCreate(folder.resolve("keys"), new SecureRandom());
      DatabaseSettings settings =
          DatabaseSettings.of(database.jdbcUrl(), database.user(), database.password());
      IllegalStateException refusal =
          assertThrows(IllegalStateException.class, () -> PostgresStores.open(settings, secrets));
      assertTrue(String.valueOf(refusal.getMessage()).contains("synchronous_commit"));
    }
  }

  @Test
  void log_serverOfTheFolder_tellsOfTheServerAndNothingOfStatements() throws Exception {
    try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
      run(database, "CREATE TABLE person (name text PRIMARY KEY)");
      run(database, "INSERT INTO person VALUES ('张三丰')");
      assertThrows(SQLException.class, () -> run(database, "INSERT INTO person VALUES ('张三丰')"));
      assertThrows(SQLException.class, () -> run(database, "SELECT '张三丰'::integer"));
      run(database, "DO $$ BEGIN RAISE LOG 'said'; END $$");
    }
    Path logs = folder.resolve("database-log");
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(logs)));
    StringBuilder text = new StringBuilder();
    try (var files = Files.list(logs)) {
      for (Path file : files.toList()) {
        text.append(Files.readString(file));
      }
    }
    assertTrue(text.toString().contains("database system is ready to accept connections"));
    assertTrue(text.toString().contains("said"));
    assertFalse(text.toString().contains("张三丰"), text.toString());
    assertFalse(text.toString().contains("INSERT"), text.toString());
  }

  @Test
  void log_manyFilesOfEarlierDays_keepsTheNewest() throws Exception {
    Path logs = Files.createDirectory(folder.resolve("database-log"));
    for (int day = 10; day < 30; day++) {
      Files.writeString(logs.resolve("postgresql-202601" + day + "-000000.log"), "old");
    }
    try (EmbeddedLog log = EmbeddedLog.of(folder.resolve("pgdata"))) {
      assertEquals(logs, log.folder());
      Path tooMany = logs.resolve("postgresql-20260119-000000.log");
      for (int i = 0; i < 500 && Files.exists(tooMany); i++) {
        Thread.sleep(20);
      }
      assertFalse(Files.exists(tooMany));
      assertTrue(Files.exists(logs.resolve("postgresql-20260120-000000.log")));
    }
  }

  @Test
  void onEnd_serverThatIsKilled_isToldOnce() throws Exception {
    EmbeddedDatabase database = EmbeddedDatabase.start(folder);
    CountDownLatch ended = new CountDownLatch(1);
    database.onEnd(ended::countDown);
    assertEquals(1, ended.getCount());
    ProcessHandle.of(pid()).orElseThrow().destroyForcibly();
    assertTrue(ended.await(30, TimeUnit.SECONDS));
    database.close();
  }

  @Test
  void connect_withoutThePassword_isRefused() throws Exception {
    String password;
    try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
      password = database.password();
      assertStrangersRefused(database);
      assertEquals("", ask(database, "SHOW unix_socket_directories"));
      assertEquals(
          "scram-sha-256",
          ask(
              database,
              "SELECT lower(split_part(rolpassword, '$', 1)) FROM pg_authid"
                  + " WHERE rolname = 'postgres'"));
    }
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(folder.resolve("database.password"))));
    try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
      assertEquals(password, database.password());
      assertStrangersRefused(database);
    }
  }

  private static void assertStrangersRefused(EmbeddedDatabase database) {
    for (String guess : new String[] {"", "postgres"}) {
      SQLException refusal =
          assertThrows(
              SQLException.class,
              () -> DriverManager.getConnection(database.jdbcUrl(), database.user(), guess));
      assertTrue(
          String.valueOf(refusal.getMessage()).contains("password"), () -> refusal.toString());
    }
  }

  @Test
  void start_folderThatTrustedEverybody_isClosedAndKeepsData() throws Exception {
    try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
      run(database, "CREATE TABLE kept AS SELECT 7 AS seven");
      run(database, "ALTER ROLE postgres PASSWORD NULL");
    }
    Files.delete(folder.resolve("database.password"));
    Files.writeString(
        folder.resolve("pgdata/pg_hba.conf"),
        "local all all trust\nhost all all 127.0.0.1/32 trust\n");
    for (int start = 1; start <= 2; start++) {
      try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
        assertStrangersRefused(database);
        assertEquals("7", ask(database, "SELECT seven FROM kept"));
      }
    }
  }

  @Test
  void start_passwordFileLost_makesANewOne() throws Exception {
    String lost;
    try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
      lost = database.password();
    }
    Files.delete(folder.resolve("database.password"));
    try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
      assertNotEquals(lost, database.password());
      assertStrangersRefused(database);
      assertThrows(
          SQLException.class,
          () -> DriverManager.getConnection(database.jdbcUrl(), database.user(), lost));
    }
  }

  @Test
  void secrets_changedThroughALink_leaveTheLinkAndTheOwner() throws Exception {
    Path file = folder.resolve("keys");
    Secrets.loadOrCreate(file, new SecureRandom());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    // Only root can give a file away; others see at least that theirs stays theirs.
    boolean root = "root".equals(System.getProperty("user.name"));
    if (root) {
      Files.setOwner(
          file,
          file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
    }
    String owner = Files.getOwner(file).getName();
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    Secrets.change(link, Secrets.Step.ADD, new SecureRandom());
    assertTrue(Files.isSymbolicLink(link));
    assertEquals(2, Files.readAllLines(file).size());
    assertEquals(owner, Files.getOwner(file).getName());
    assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    try (var beside = Files.list(folder)) {
      assertEquals(2, beside.count(), "nothing is left beside them");
    }
  }

  @Test
  void secrets_loadedTwice_areTheSameAndPrivate() throws Exception {
    Path file = folder.resolve("keys");
    Secrets first = Secrets.loadOrCreate(file, new SecureRandom());
    Secrets again = Secrets.loadOrCreate(file, new SecureRandom());
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    byte[] sealed = first.encrypt("秘密");
    assertEquals("秘密", again.decrypt(sealed, again.keyVersion()));
    assertTrue(!java.util.Arrays.equals(sealed, first.encrypt("秘密")));
    assertEquals(
        java.util.HexFormat.of().formatHex(first.alias(StoreScene.document("1"))),
        java.util.HexFormat.of().formatHex(again.alias(StoreScene.document("1"))));
  }

  @Test
  void start_clusterThatIsHalfMade_isMadeAnew() throws Exception {
    Files.createDirectories(folder.resolve("pgdata/base/1"));
    Files.writeString(folder.resolve("pgdata/PG_VERSION"), "18\n");
    Files.writeString(folder.resolve("pgdata/postmaster.pid"), Integer.MAX_VALUE + "\n");
    Files.createFile(folder.resolve("pgdata.unfinished"));
    try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
      assertEquals("7", ask(database, "SELECT 7"));
    }
    assertFalse(Files.exists(folder.resolve("pgdata.unfinished")));
  }

  @Test
  void clearPrograms_fromWhichNoServerCameUp_throwsThemAway() throws Exception {
    FirstStart first = new FirstStart(folder.resolve("pgdata"), folder.resolve("binaries"));
    Path programs = Files.createDirectories(first.unpacked().resolve("PG-1"));
    Files.createFile(Files.createDirectories(programs.resolve("bin")).resolve("initdb"));
    first.end();
    first.clearPrograms();
    assertTrue(Files.exists(programs.resolve("bin/initdb")), "a server has come up from them");
    Files.delete(programs.resolve(".started"));
    first.clearPrograms();
    assertFalse(Files.exists(programs));
  }

  @Test
  void begin_clusterThatMayHoldData_isLeftAlone() throws Exception {
    Path data = Files.createDirectories(folder.resolve("pgdata"));
    FirstStart first = new FirstStart(data, folder.resolve("binaries"));
    Files.createFile(folder.resolve("pgdata.unfinished"));
    Path database = Files.createDirectories(data.resolve("base/16384"));
    first.beginCluster();
    assertTrue(Files.exists(database), "somebody has made a database");
    Files.delete(database);
    Path foreign = Files.writeString(data.resolve("backup.tar"), "x");
    first.beginCluster();
    assertTrue(Files.exists(foreign), "initdb makes no such file");
    Files.delete(foreign);
    first.beginCluster();
    assertFalse(Files.exists(data.resolve("base")));
    assertTrue(Files.exists(data));
  }

  @Test
  void start_failedForWantOfRoom_saysSoInBothLanguages() throws Exception {
    String full =
        FirstStart.diskFull(
                folder, new IllegalStateException(new IOException("No space left on device")))
            .orElseThrow();
    assertTrue(full.contains("磁盘已满") && full.contains("is full"), full);
    assertTrue(FirstStart.diskFull(folder, new IOException("another")).isEmpty());
  }
}
