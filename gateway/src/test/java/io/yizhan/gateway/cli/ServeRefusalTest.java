package io.yizhan.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.UnfitSetupException;
import io.yizhan.gateway.postgres.TestDatabase;
import io.yizhan.gateway.rpc.ListenFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts that end before anything is served: with 2 where starting again does not help. */
class ServeRefusalTest {
  private static TestDatabase database;

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @BeforeAll
  static void open() {
    database = TestDatabase.create();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  private static void assertRefused(int code, Ended ended, String... said) {
    assertEquals(code, ended.code(), ended.err());
    assertTrue(ended.err().codePoints().anyMatch(Character::isIdeographic), ended.err());
    for (String each : said) {
      assertTrue(ended.err().contains(each), ended.err());
    }
  }

  /** Serves over a database that is there, with these flags. */
  private Ended serve(String... flags) throws IOException {
    Path password =
        Files.writeString(folder.resolve("password"), database.settings().password() + "\n");
    List<String> words =
        new ArrayList<>(
            List.of(
                "serve",
                "--data-folder",
                folder.resolve("data").toString(),
                "--secrets-file",
                database.secretsFile().toString(),
                "--database-url",
                database.settings().jdbcUrl(),
                "--database-user",
                database.settings().user(),
                "--database-password-file",
                password.toString()));
    words.addAll(List.of(flags));
    return Ended.of(words.toArray(new String[0]));
  }

  @Test
  void serve_dataFolderThatOthersMayWrite_isAWrongSetting() throws IOException {
    Path open = Files.createDirectory(folder.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertRefused(
        ExitCode.USAGE, Ended.of("serve", "--data-folder", open.toString()), "chmod go-w");
  }

  @Test
  void serve_dataFolderThatCannotBeMade_isAWrongSetting() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertRefused(
        ExitCode.USAGE,
        Ended.of("serve", "--data-folder", file.resolve("data").toString()),
        "data-folder must be");
  }

  @Test
  void serve_policyThatCannotBePublished_isAWrongSetting() throws IOException {
    Path policies = Files.createDirectory(folder.resolve("policies"));
    Files.writeString(policies.resolve("broken.yaml"), "policy: [\n");
    assertRefused(
        ExitCode.USAGE,
        serve(
            "--policies-folder",
            policies.toString(),
            "--listen",
            "127.0.0.1:0",
            "--metrics-listen",
            "127.0.0.1:0"),
        "broken.yaml:");
  }

  @Test
  void serve_portInUse_namesTheSettingAndIsNotAvailable() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      assertRefused(
          ExitCode.UNAVAILABLE,
          serve("--listen", address, "--metrics-listen", "127.0.0.1:0"),
          "The port of listen is in use",
          address);
      assertRefused(
          ExitCode.UNAVAILABLE,
          serve("--listen", "127.0.0.1:0", "--metrics-listen", address),
          "The port of metrics-listen is in use",
          address);
    }
  }

  @Test
  void serve_addressOfAnotherMachine_isAWrongSetting() throws IOException {
    assertRefused(
        ExitCode.USAGE,
        serve(
            "--insecure-plaintext",
            "true",
            "--listen",
            "192.0.2.1:7300",
            "--metrics-listen",
            "127.0.0.1:0"),
        "listen must be an address of this machine, was 192.0.2.1:7300");
    assertRefused(
        ExitCode.USAGE,
        serve("--listen", "127.0.0.1:0", "--metrics-listen", "192.0.2.1:9300"),
        "metrics-listen must be an address of this machine, was 192.0.2.1:9300");
  }

  @Test
  void listen_portThatNeedsRoot_isAWrongSetting() {
    IllegalStateException failure =
        ListenFailure.of(
            "listen",
            "127.0.0.1:73",
            new IOException(
                "Failed to bind", new IOException("bind(..) failed with error(-13): Permission")));
    assertInstanceOf(UnfitSetupException.class, failure);
    assertTrue(String.valueOf(failure.getMessage()).contains("listen"), failure.getMessage());
  }

  @Test
  void serve_oneAddressForBoth_isAWrongSetting() throws IOException {
    for (String metrics : List.of("127.0.0.1:7301", "0.0.0.0:7301")) {
      assertRefused(
          ExitCode.USAGE,
          serve("--listen", "127.0.0.1:7301", "--metrics-listen", metrics),
          "metrics-listen",
          "must not be the same as listen");
    }
  }
}
