package io.yizhan.gateway.cli;

import io.yizhan.gateway.Gateway;
import io.yizhan.gateway.ServeSettings;
import io.yizhan.gateway.postgres.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** A gateway over a database of its own, to which commands are typed. */
final class ServedGateway implements AutoCloseable {
  private final TestDatabase database = TestDatabase.create();
  private final Gateway gateway;

  private ServedGateway(Path dataFolder, boolean reflection) {
    ServeSettings.Address anyPort = new ServeSettings.Address("127.0.0.1", 0);
    gateway =
        Gateway.start(
            new ServeSettings(
                dataFolder,
                database.secretsFile(),
                anyPort,
                new ServeSettings.Database(
                    database.settings().jdbcUrl(),
                    database.settings().user(),
                    database.settings().password()),
                4,
                4,
                2,
                64,
                null,
                anyPort,
                reflection,
                null,
                Duration.ofMillis(100),
                Duration.ofSeconds(5)),
            Gateway.ExtraServices.NONE);
  }

  /** Starts one that keeps its data here. */
  static ServedGateway start(Path dataFolder) {
    return new ServedGateway(dataFolder, false);
  }

  /** Starts one that answers reflection, or does not. */
  static ServedGateway start(Path dataFolder, boolean reflection) {
    return new ServedGateway(dataFolder, reflection);
  }

  TestDatabase database() {
    return database;
  }

  int port() {
    return gateway.port();
  }

  Path operatorToken() {
    return gateway.operatorTokenFile();
  }

  /** Runs a command that calls this gateway with a token. */
  Ended run(Path token, String... words) {
    return Ended.of(words(token, words));
  }

  /** The words of such a command. */
  String[] words(Path token, String... words) {
    return Stream.concat(
            Stream.of(words),
            Stream.of("--target", "127.0.0.1:" + port(), "--token-file", token.toString()))
        .toArray(String[]::new);
  }

  @Override
  public void close() {
    gateway.stop();
    database.close();
  }
}
