package io.yizhan.benchmarks.speed;

import io.yizhan.gateway.postgres.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The embedded PostgreSQL in a process of its own, so that a preload library can be given to it.
 */
public final class DatabaseHost {
  private DatabaseHost() {}

  /** The one argument is a folder. Says URL, user and password. */
  public static void main(String[] arguments) throws IOException {
    try (EmbeddedDatabase database = EmbeddedDatabase.start(Path.of(arguments[0]))) {
      HostProcess.say(database.jdbcUrl() + " " + database.user() + " " + database.password());
      System.in.readAllBytes();
    }
    System.exit(0);
  }
}
