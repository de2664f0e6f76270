package io.yizhan.gateway.postgres;

import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.jdbc.SslMode;
import org.postgresql.util.PSQLException;

/**
 * What a JDBC URL of PostgreSQL says of the way to the database, as its driver reads it.
 *
 * @param hosts whom the driver may speak to
 * @param verifiesServer whether it speaks only to a server whose certificate it has verified: by
 *     default it takes an encrypted or a plain connection from whoever answers
 */
public record DatabaseUrl(List<String> hosts, boolean verifiesServer) {
  private static final String VERIFIES_NOTHING = "NonValidatingFactory";

  public DatabaseUrl {
    hosts = List.copyOf(hosts);
  }

  /** Reads it; empty when the driver cannot. */
  public static Optional<DatabaseUrl> parse(String url) {
    Properties said = Driver.parseURL(url, new Properties());
    if (said == null) {
      return Optional.empty();
    }
    String hosts = Optional.ofNullable(PGProperty.PG_HOST.getOrDefault(said)).orElse("");
    String factory = Optional.ofNullable(PGProperty.SSL_FACTORY.getOrDefault(said)).orElse("");
    try {
      boolean verifies = SslMode.of(said).verifyCertificate();
      return Optional.of(
          new DatabaseUrl(
              List.of(hosts.split(",", -1)), verifies && !factory.endsWith(VERIFIES_NOTHING)));
    } catch (PSQLException noSuchMode) {
      return Optional.empty();
    }
  }
}
