package io.yizhan.gateway.cli;

import io.yizhan.gateway.ServeSettings;
import io.yizhan.gateway.ServeSettings.Address;
import io.yizhan.gateway.desk.Pace;
import io.yizhan.gateway.insurer.InsurerAddress;
import io.yizhan.gateway.postgres.DatabaseSettings;
import io.yizhan.gateway.postgres.DatabaseUrl;
import io.yizhan.gateway.tls.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns raw settings into {@link ServeSettings}, or into everything that is wrong with them. */
final class SettingsReader {
  private static final int WORKERS_MAX = 1_024;
  private static final int QUEUE_MAX_MAX = 100_000;
  private static final int POLICY_POLL_MILLIS_MIN = 50;
  private static final int POLICY_POLL_MILLIS_MAX = 60_000;
  private static final int STOP_GRACE_SECONDS_MAX = 600;
  private static final int DAY_CLOSE_MINUTES_MAX = 720;
  private static final int CLOCK_DIFFERENCE_SECONDS_MAX = 3_600;

  /** Hosts that stand for every address of the machine. */
  private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");

  private static final Pattern INSURER =
      Pattern.compile("((?:[0-9]{2}){1,3})/([0-9]{1,8}|\\*)=(\\S+)");

  /** What names a file, too: no folder, nothing hidden. */
  private static final Pattern OPERATOR = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private final SettingValues values;
  private final Instant now;

  private SettingsReader(SettingSources.Found found, Instant now) {
    this.values = new SettingValues(found);
    this.now = now;
  }

  /** Collects, reads and checks; throws with all problems at once. */
  static ServeSettings read(
      Map<Setting, String> flags, Map<String, String> environment, Optional<Path> config)
      throws InvalidSettingsException {
    return read(flags, environment, config, Instant.now());
  }

  /** The same at another time, by which certificates are judged. */
  static ServeSettings read(
      Map<Setting, String> flags,
      Map<String, String> environment,
      Optional<Path> config,
      Instant now)
      throws InvalidSettingsException {
    SettingsReader reader =
        new SettingsReader(SettingSources.collect(flags, environment, config), now);
    ServeSettings settings = reader.settings();
    if (!reader.values.problems().isEmpty()) {
      throw new InvalidSettingsException(reader.values.problems());
    }
    return settings;
  }

  private ServeSettings settings() {
    Path dataFolder = Optional.ofNullable(values.path(Setting.DATA_FOLDER)).orElse(Path.of("data"));
    if (values.text(Setting.DATA_FOLDER).isEmpty()) {
      values.problem(Setting.DATA_FOLDER, "不得为空", "must not be empty");
    } else if (Files.exists(dataFolder) && !Files.isDirectory(dataFolder)) {
      values.problem(Setting.DATA_FOLDER, "必须是目录", "must be a folder");
    }
    Address listen = values.address(Setting.LISTEN);
    ServeSettings.Tls tls = tls();
    boolean insecure = values.flag(Setting.INSECURE_PLAINTEXT);
    if (tls == null && !insecure && !listen.isLoopback()) {
      values.problem(
          Setting.LISTEN,
          "不是本机地址，必须配 TLS（tls-certificate、tls-key），或明写 insecure-plaintext = true",
          "is not loopback: it must have TLS (tls-certificate, tls-key), or insecure-plaintext ="
              + " true must be written");
    }
    Address metrics = values.address(Setting.METRICS_LISTEN);
    if (listen.port() != 0 && listen.port() == metrics.port() && mayBeSame(listen, metrics)) {
      values.problem(Setting.METRICS_LISTEN, "不得与 listen 相同", "must not be the same as listen");
    }
    int poolSize =
        values.whole(
            Setting.POOL_SIZE, DatabaseSettings.POOL_SIZE_MIN, DatabaseSettings.POOL_SIZE_MAX);
    return new ServeSettings(
        dataFolder,
        secretsFile(dataFolder),
        operator(),
        listen,
        database(),
        poolSize,
        values.whole(Setting.WORKERS, 1, WORKERS_MAX),
        writers(poolSize),
        values.whole(Setting.QUEUE_MAX, 1, QUEUE_MAX_MAX),
        tls,
        metrics,
        values.flag(Setting.REFLECTION),
        values.folder(Setting.POLICIES_FOLDER),
        Duration.ofMillis(
            values.whole(
                Setting.POLICY_POLL_MILLIS, POLICY_POLL_MILLIS_MIN, POLICY_POLL_MILLIS_MAX)),
        Duration.ofSeconds(values.whole(Setting.STOP_GRACE_SECONDS, 0, STOP_GRACE_SECONDS_MAX)),
        insurers(insecure),
        new ServeSettings.Days(cutOff(), closeAfter()),
        values.whole(Setting.RECONCILE_REST_PERCENT, 0, Pace.REST_PERCENT_MAX),
        clockDifferenceMax());
  }

  /** The same host, or all of this machine's. */
  private static boolean mayBeSame(Address one, Address other) {
    return one.host().equals(other.host())
        || EVERYWHERE.contains(one.host())
        || EVERYWHERE.contains(other.host());
  }

  private String operator() {
    String callerId = values.text(Setting.OPERATOR);
    if (!OPERATOR.matcher(callerId).matches()) {
      values.problem(
          Setting.OPERATOR,
          "必须是 1 到 64 个字母、数字或 . _ -，以字母或数字开头",
          "must be 1 to 64 letters, digits or . _ -, the first a letter or a digit");
    }
    return callerId;
  }

  private @Nullable Integer cutOff() {
    String text = values.text(Setting.DAY_CUT_OFF);
    if (text.isEmpty()) {
      return null;
    }
    Optional<Integer> minutes = DayTime.minutes(text);
    if (minutes.isEmpty()) {
      values.problem(
          Setting.DAY_CUT_OFF, "必须是 12:00 到 24:00 的时刻", "must be a time from 12:00 to 24:00");
    }
    return minutes.orElse(null);
  }

  private @Nullable Duration closeAfter() {
    return values.text(Setting.DAY_CLOSE_MINUTES).equals("off")
        ? null
        : Duration.ofMinutes(values.whole(Setting.DAY_CLOSE_MINUTES, 0, DAY_CLOSE_MINUTES_MAX));
  }

  private @Nullable Duration clockDifferenceMax() {
    return values.text(Setting.CLOCK_DIFFERENCE_MAX_SECONDS).equals("off")
        ? null
        : Duration.ofSeconds(
            values.whole(Setting.CLOCK_DIFFERENCE_MAX_SECONDS, 1, CLOCK_DIFFERENCE_SECONDS_MAX));
  }

  /** Each writer holds a connection while it commits; one is for who reads, one for all others. */
  private int writers(int poolSize) {
    if (values.text(Setting.WRITERS).isEmpty()) {
      return DatabaseSettings.writersDefault(poolSize);
    }
    int writers = values.whole(Setting.WRITERS, 1, DatabaseSettings.WRITERS_MAX);
    boolean saidPoolSize = values.text(Setting.POOL_SIZE).equals(Integer.toString(poolSize));
    if (saidPoolSize && writers > DatabaseSettings.writersMax(poolSize)) {
      values.problem(
          Setting.WRITERS, "不得多于 pool-size 减 2", "must not be more than pool-size less 2");
    }
    return writers;
  }

  private Path secretsFile(Path dataFolder) {
    Path file = values.path(Setting.SECRETS_FILE);
    if (file == null) {
      return dataFolder.resolve(ServeSettings.SECRETS_FILE);
    }
    if (Files.exists(file)
        ? !Files.isReadable(file) || Files.isDirectory(file)
        : !hasFolder(file)) {
      values.problem(
          Setting.SECRETS_FILE,
          "必须是可读的文件；不存在时须能在其目录下新建",
          "must be a file that can be read, or a new one in a folder that exists");
    }
    return file;
  }

  private static boolean hasFolder(Path file) {
    Path folder = file.getParent();
    return folder != null && Files.isDirectory(folder);
  }

  private ServeSettings.@Nullable Database database() {
    String url = values.text(Setting.DATABASE_URL);
    Path passwordFile = values.file(Setting.DATABASE_PASSWORD_FILE);
    if (url.isEmpty()) {
      if (passwordFile != null) {
        values.problem(
            Setting.DATABASE_PASSWORD_FILE,
            "只与 database-url 同用",
            "must stand with database-url only");
      }
      if (values.isSaid(Setting.DATABASE_USER) && !values.text(Setting.DATABASE_USER).isEmpty()) {
        values.problem(
            Setting.DATABASE_USER, "只与 database-url 同用", "must stand with database-url only");
      }
      return null;
    }
    if (!url.startsWith("jdbc:postgresql:")) {
      values.problem(
          Setting.DATABASE_URL, "必须以 jdbc:postgresql: 开头", "must begin with jdbc:postgresql:");
    } else {
      checkWay(url);
    }
    if (url.contains("password=")) {
      values.problem(
          Setting.DATABASE_URL,
          "不得含密码，请用 database-password-file",
          "must not hold a password; use database-password-file");
    }
    if (values.text(Setting.DATABASE_USER).isEmpty()) {
      values.problem(Setting.DATABASE_USER, "不得为空", "must not be empty");
    }
    return new ServeSettings.Database(
        url, values.text(Setting.DATABASE_USER), firstLine(passwordFile));
  }

  /** What goes to a database elsewhere is read by nobody between, and goes to no other. */
  private void checkWay(String url) {
    Optional<DatabaseUrl> way = DatabaseUrl.parse(url);
    if (way.isEmpty()) {
      values.problem(Setting.DATABASE_URL, "驱动程序读不懂", "must be a URL that the driver can read");
    } else if (!way.get().verifiesServer()
        && !values.flag(Setting.DATABASE_INSECURE_PLAINTEXT)
        && !way.get().hosts().stream().allMatch(SettingsReader::isLoopback)) {
      values.problem(
          Setting.DATABASE_URL,
          "数据库不在本机，须写 sslmode=verify-full（以及 sslrootcert=CA 文件），否则个人信息和密码可能明文外传；"
              + "或明写 database-insecure-plaintext = true",
          "names a database elsewhere: it must say sslmode=verify-full (and sslrootcert=FILE of the"
              + " CA), else its password and all that it holds may go in clear to whoever answers;"
              + " or database-insecure-plaintext = true must be written");
    }
  }

  private static boolean isLoopback(String host) {
    return new ServeSettings.Address(host.replaceAll("[\\[\\]]", ""), 0).isLoopback();
  }

  private String firstLine(@Nullable Path file) {
    if (file == null) {
      return "";
    }
    try {
      return Files.readString(file).lines().findFirst().orElse("").strip();
    } catch (IOException unreadable) {
      values.problem(Setting.DATABASE_PASSWORD_FILE, "读不出来", "must be readable UTF-8 text");
      return "";
    }
  }

  private ServeSettings.@Nullable Tls tls() {
    Path certificate = values.file(Setting.TLS_CERTIFICATE);
    Path key = values.file(Setting.TLS_KEY);
    Path clientCa = values.file(Setting.TLS_CLIENT_CA);
    boolean anySaid =
        !(values.text(Setting.TLS_CERTIFICATE).isEmpty()
            && values.text(Setting.TLS_KEY).isEmpty()
            && values.text(Setting.TLS_CLIENT_CA).isEmpty());
    if (anySaid && values.text(Setting.TLS_CERTIFICATE).isEmpty()) {
      values.problem(
          Setting.TLS_CERTIFICATE, "与其他 TLS 设置必须同时给出", "must stand with the other TLS settings");
    }
    if (anySaid && values.text(Setting.TLS_KEY).isEmpty()) {
      values.problem(Setting.TLS_KEY, "与其他 TLS 设置必须同时给出", "must stand with the other TLS settings");
    }
    authorities(Setting.TLS_CLIENT_CA, clientCa);
    return pair(Setting.TLS_CERTIFICATE, certificate, Setting.TLS_KEY, key, clientCa);
  }

  /** One's own certificate with its key, where both are given and fit. */
  private ServeSettings.@Nullable Tls pair(
      Setting ofCertificate,
      @Nullable Path certificate,
      Setting ofKey,
      @Nullable Path key,
      @Nullable Path clientCa) {
    if (certificate == null || key == null) {
      return null;
    }
    if (Files.isReadable(certificate)) {
      TlsFiles.faultOfCertificate(certificate, now)
          .ifPresent(fault -> values.problem(ofCertificate, fault.zh(), fault.en()));
    }
    if (Files.isReadable(key)) {
      TlsFiles.faultOfKey(key, certificate)
          .ifPresent(fault -> values.problem(ofKey, fault.zh(), fault.en()));
    }
    return new ServeSettings.Tls(certificate, key, clientCa);
  }

  private void authorities(Setting setting, @Nullable Path file) {
    if (file != null && Files.isReadable(file)) {
      TlsFiles.faultOfAuthorities(file)
          .ifPresent(fault -> values.problem(setting, fault.zh(), fault.en()));
    }
  }

  private ServeSettings.Insurers insurers(boolean insecure) {
    List<InsurerAddress> addresses = new ArrayList<>();
    String text = values.text(Setting.INSURERS);
    for (String entry : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      Matcher parts = INSURER.matcher(entry.strip());
      if (!parts.matches()) {
        values.problem(
            Setting.INSURERS,
            "每项写成 区划/险种=主机:端口，例如 4101/390=insurer.example:7400",
            "must be REGION/SCHEME=HOST:PORT each, for example 4101/390=insurer.example:7400");
        return ServeSettings.Insurers.NONE;
      }
      try {
        Address at = Address.parse(parts.group(3));
        addresses.add(new InsurerAddress(parts.group(1), parts.group(2), at.host(), at.port()));
      } catch (IllegalArgumentException malformed) {
        values.problem(Setting.INSURERS, "地址要写成 主机:端口", "must have an address of host:port");
      }
    }
    if (addresses.stream().map(InsurerAddress::name).distinct().count() < addresses.size()) {
      values.problem(
          Setting.INSURERS, "同一区划和险种只能写一次", "must name each region and scheme once only");
    }
    return new ServeSettings.Insurers(addresses, insurersCa(addresses, insecure), insurersOwn());
  }

  /** Claims name persons: they leave this machine by TLS only, unless that is said. */
  private @Nullable Path insurersCa(List<InsurerAddress> addresses, boolean insecure) {
    Path ca = values.file(Setting.INSURERS_TLS_CA);
    authorities(Setting.INSURERS_TLS_CA, ca);
    boolean far =
        addresses.stream().anyMatch(at -> !new Address(at.host(), at.port()).isLoopback());
    if (far && values.text(Setting.INSURERS_TLS_CA).isEmpty() && !insecure) {
      values.problem(
          Setting.INSURERS_TLS_CA,
          "经办方不在本机，必须给出，或明写 insecure-plaintext = true",
          "must be given where an insurer is not on this machine, or insecure-plaintext = true");
    }
    return ca;
  }

  private ServeSettings.@Nullable Tls insurersOwn() {
    Path certificate = values.file(Setting.INSURERS_TLS_CERTIFICATE);
    Path key = values.file(Setting.INSURERS_TLS_KEY);
    boolean one =
        values.text(Setting.INSURERS_TLS_CERTIFICATE).isEmpty()
            != values.text(Setting.INSURERS_TLS_KEY).isEmpty();
    if (one) {
      values.problem(
          Setting.INSURERS_TLS_CERTIFICATE,
          "须与 insurers-tls-key 同时给出",
          "must stand with insurers-tls-key");
    }
    return pair(Setting.INSURERS_TLS_CERTIFICATE, certificate, Setting.INSURERS_TLS_KEY, key, null);
  }
}
