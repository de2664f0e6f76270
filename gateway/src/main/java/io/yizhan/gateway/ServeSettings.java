package io.yizhan.gateway;

import io.yizhan.gateway.desk.Pace;
import io.yizhan.gateway.insurer.InsurerAddress;
import io.yizhan.gateway.postgres.DatabaseSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that decides how a gateway runs, already checked one by one and against each other.
 *
 * @param dataFolder keys, the operator's first token and, unless a database is named, the database
 * @param secretsFile the keys that keep persons private; gateways on one database share them
 * @param operator the caller id of the operator whom the gateway makes where there is none of it
 * @param listen where gRPC is served; port 0 takes a free one
 * @param database an external database; null means the embedded one in the data folder
 * @param poolSize database connections
 * @param workers threads that wait for the database
 * @param writers transactions that settle groups of claims at a time
 * @param queueMax calls that may wait for a worker; beyond it they are refused at once
 * @param tls certificate and key; null means plaintext
 * @param metricsListen where Prometheus text and health are served; port 0 takes a free one
 * @param reflection whether the gRPC reflection service answers
 * @param policiesFolder policies to publish on an empty database and to propose later; null means
 *     none
 * @param policyPoll how often the published policies are looked at
 * @param stopGrace how long a stop waits for accepted calls
 * @param insurers whom policies may have asked
 * @param days when posting days begin and close
 * @param reconcileRestPercent how long a comparison rests for the time it works
 * @param clockDifferenceMax how far this machine's clock may be from the database's; null means
 *     that they are not compared
 */
public record ServeSettings(
    Path dataFolder,
    Path secretsFile,
    String operator,
    Address listen,
    @Nullable Database database,
    int poolSize,
    int workers,
    int writers,
    int queueMax,
    @Nullable Tls tls,
    Address metricsListen,
    boolean reflection,
    @Nullable Path policiesFolder,
    Duration policyPoll,
    Duration stopGrace,
    Insurers insurers,
    Days days,
    int reconcileRestPercent,
    @Nullable Duration clockDifferenceMax) {
  /** The first operator's caller id. */
  public static final String OPERATOR = "operator";

  /** With the first operator, without insurers, days as the database has them, any clock. */
  public ServeSettings(
      Path dataFolder,
      Path secretsFile,
      Address listen,
      @Nullable Database database,
      int poolSize,
      int workers,
      int writers,
      int queueMax,
      @Nullable Tls tls,
      Address metricsListen,
      boolean reflection,
      @Nullable Path policiesFolder,
      Duration policyPoll,
      Duration stopGrace) {
    this(
        dataFolder,
        secretsFile,
        OPERATOR,
        listen,
        database,
        poolSize,
        workers,
        writers,
        queueMax,
        tls,
        metricsListen,
        reflection,
        policiesFolder,
        policyPoll,
        stopGrace,
        Insurers.NONE,
        Days.DEFAULT,
        Pace.REST_PERCENT_DEFAULT,
        null);
  }

  /** The same settings with these insurers. */
  public ServeSettings with(Insurers others) {
    return with(others, days);
  }

  /** The same settings with these days. */
  public ServeSettings with(Days others) {
    return with(insurers, others);
  }

  private ServeSettings with(Insurers otherInsurers, Days otherDays) {
    return new ServeSettings(
        dataFolder,
        secretsFile,
        operator,
        listen,
        database,
        poolSize,
        workers,
        writers,
        queueMax,
        tls,
        metricsListen,
        reflection,
        policiesFolder,
        policyPoll,
        stopGrace,
        otherInsurers,
        otherDays,
        reconcileRestPercent,
        clockDifferenceMax);
  }

  /** The keys' file, where it lies in the data folder. */
  public static final String SECRETS_FILE = "secrets";

  /** With the keys in the data folder and the default writers. */
  public ServeSettings(
      Path dataFolder,
      Address listen,
      @Nullable Database database,
      int poolSize,
      int workers,
      int queueMax,
      @Nullable Tls tls,
      Address metricsListen,
      boolean reflection,
      @Nullable Path policiesFolder,
      Duration policyPoll,
      Duration stopGrace) {
    this(
        dataFolder,
        dataFolder.resolve(SECRETS_FILE),
        listen,
        database,
        poolSize,
        workers,
        DatabaseSettings.writersDefault(poolSize),
        queueMax,
        tls,
        metricsListen,
        reflection,
        policiesFolder,
        policyPoll,
        stopGrace);
  }

  /** A host and a port, 0 to 65535. */
  public record Address(String host, int port) {
    private static final int PORT_MAX = 65_535;

    public Address {
      if (host.isEmpty() || port < 0 || port > PORT_MAX) {
        throw new IllegalArgumentException("address must be host:port with a port up to 65535");
      }
    }

    /** Reads {@code host:port}; an IPv6 host stands in square brackets. */
    public static Address parse(String text) {
      int colon = text.lastIndexOf(':');
      if (colon <= 0 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
        throw new IllegalArgumentException("address must be host:port");
      }
      String host = text.substring(0, colon);
      boolean bracketed = host.startsWith("[") && host.endsWith("]");
      if (host.contains(":") && !bracketed) {
        throw new IllegalArgumentException("an IPv6 host must stand in square brackets");
      }
      return new Address(
          bracketed ? host.substring(1, host.length() - 1) : host,
          Integer.parseInt(text.substring(colon + 1)));
    }

    /** Whether only this machine can reach it; a name that cannot be resolved is not loopback. */
    public boolean isLoopback() {
      try {
        return InetAddress.getByName(host).isLoopbackAddress();
      } catch (UnknownHostException unknown) {
        return false;
      }
    }

    @Override
    public String toString() {
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /** One's own PostgreSQL. The text form hides the password. */
  public record Database(String url, String user, String password) {
    @Override
    public String toString() {
      return "Database[" + user + ", hidden]";
    }
  }

  /**
   * Whom policies may have asked, and how they are reached.
   *
   * @param ca where their certificates come from; null means plaintext
   * @param own the gateway's own certificate towards them; null means none
   */
  public record Insurers(List<InsurerAddress> addresses, @Nullable Path ca, @Nullable Tls own) {
    /** None. */
    public static final Insurers NONE = new Insurers(List.of(), null, null);

    public Insurers {
      addresses = List.copyOf(addresses);
    }
  }

  /**
   * When posting days begin and close.
   *
   * @param cutOff minutes after midnight, Asia/Shanghai, at which the next day begins; null means
   *     as the database has it
   * @param closeAfter how long after the cut-off a day closes by itself; null means not here
   */
  public record Days(@Nullable Integer cutOff, @Nullable Duration closeAfter) {
    /** As the database has it; closed half an hour after. */
    public static final Days DEFAULT = new Days(null, Duration.ofMinutes(30));
  }

  /**
   * Files in PEM.
   *
   * @param clientCa where client certificates must come from; null means none are asked for
   */
  public record Tls(Path certificate, Path key, @Nullable Path clientCa) {}
}
