package io.yizhan.gateway.cli;

import io.yizhan.gateway.ServeSettings;
import io.yizhan.gateway.ServeSettings.Address;
import io.yizhan.gateway.TlsFiles;
import io.yizhan.gateway.cli.SettingSources.Raw;
import io.yizhan.gateway.desk.Pace;
import io.yizhan.gateway.insurer.InsurerAddress;
import io.yizhan.gateway.postgres.DatabaseSettings;
import io.yizhan.gateway.postgres.DatabaseUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  private static final Pattern INSURER =
      Pattern.compile("((?:[0-9]{2}){1,3})/([0-9]{1,8}|\\*)=(\\S+)");

  private static final Address NOWHERE = new Address("127.0.0.1", 0);

  private final Map<Setting, Raw> values;
  private final List<String> problems;

  private final Instant now;

  private SettingsReader(SettingSources.Found found, Instant now) {
    this.values = found.values();
    this.now = now;
    this.problems = new ArrayList<>(found.problems());
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
    if (!reader.problems.isEmpty()) {
      throw new InvalidSettingsException(reader.problems);
    }
    return settings;
  }

  private ServeSettings settings() {
    Path dataFolder = Optional.ofNullable(path(Setting.DATA_FOLDER)).orElse(Path.of("data"));
    if (text(Setting.DATA_FOLDER).isEmpty()) {
      problem(Setting.DATA_FOLDER, "不得为空", "must not be empty");
    } else if (Files.exists(dataFolder) && !Files.isDirectory(dataFolder)) {
      problem(Setting.DATA_FOLDER, "必须是目录", "must be a folder");
    }
    Address listen = address(Setting.LISTEN);
    ServeSettings.Tls tls = tls();
    boolean insecure = flag(Setting.INSECURE_PLAINTEXT);
    if (tls == null && !insecure && !listen.isLoopback()) {
      problem(
          Setting.LISTEN,
          "不是本机地址，必须配 TLS（tls-certificate、tls-key），或明写 insecure-plaintext = true",
          "is not loopback: it must have TLS (tls-certificate, tls-key), or insecure-plaintext ="
              + " true must be written");
    }
    int poolSize =
        whole(Setting.POOL_SIZE, DatabaseSettings.POOL_SIZE_MIN, DatabaseSettings.POOL_SIZE_MAX);
    return new ServeSettings(
        dataFolder,
        secretsFile(dataFolder),
        listen,
        database(),
        poolSize,
        whole(Setting.WORKERS, 1, WORKERS_MAX),
        writers(poolSize),
        whole(Setting.QUEUE_MAX, 1, QUEUE_MAX_MAX),
        tls,
        address(Setting.METRICS_LISTEN),
        flag(Setting.REFLECTION),
        folder(Setting.POLICIES_FOLDER),
        Duration.ofMillis(
            whole(Setting.POLICY_POLL_MILLIS, POLICY_POLL_MILLIS_MIN, POLICY_POLL_MILLIS_MAX)),
        Duration.ofSeconds(whole(Setting.STOP_GRACE_SECONDS, 0, STOP_GRACE_SECONDS_MAX)),
        insurers(insecure),
        new ServeSettings.Days(cutOff(), closeAfter()),
        whole(Setting.RECONCILE_REST_PERCENT, 0, Pace.REST_PERCENT_MAX));
  }

  private @Nullable Integer cutOff() {
    String text = text(Setting.DAY_CUT_OFF);
    if (text.isEmpty()) {
      return null;
    }
    Optional<Integer> minutes = DayTime.minutes(text);
    if (minutes.isEmpty()) {
      problem(Setting.DAY_CUT_OFF, "必须是 12:00 到 24:00 的时刻", "must be a time from 12:00 to 24:00");
    }
    return minutes.orElse(null);
  }

  private @Nullable Duration closeAfter() {
    return text(Setting.DAY_CLOSE_MINUTES).equals("off")
        ? null
        : Duration.ofMinutes(whole(Setting.DAY_CLOSE_MINUTES, 0, DAY_CLOSE_MINUTES_MAX));
  }

  /** Each writer holds a connection while it commits; one is for who reads, one for all others. */
  private int writers(int poolSize) {
    if (text(Setting.WRITERS).isEmpty()) {
      return DatabaseSettings.writersDefault(poolSize);
    }
    int writers = whole(Setting.WRITERS, 1, DatabaseSettings.WRITERS_MAX);
    boolean saidPoolSize = text(Setting.POOL_SIZE).equals(Integer.toString(poolSize));
    if (saidPoolSize && writers > DatabaseSettings.writersMax(poolSize)) {
      problem(Setting.WRITERS, "不得多于 pool-size 减 2", "must not be more than pool-size less 2");
    }
    return writers;
  }

  private Path secretsFile(Path dataFolder) {
    Path file = path(Setting.SECRETS_FILE);
    if (file == null) {
      return dataFolder.resolve(ServeSettings.SECRETS_FILE);
    }
    if (Files.exists(file)
        ? !Files.isReadable(file) || Files.isDirectory(file)
        : !hasFolder(file)) {
      problem(
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
    String url = text(Setting.DATABASE_URL);
    Path passwordFile = file(Setting.DATABASE_PASSWORD_FILE);
    if (url.isEmpty()) {
      if (passwordFile != null) {
        problem(
            Setting.DATABASE_PASSWORD_FILE,
            "只与 database-url 同用",
            "must stand with database-url only");
      }
      return null;
    }
    if (!url.startsWith("jdbc:postgresql:")) {
      problem(Setting.DATABASE_URL, "必须以 jdbc:postgresql: 开头", "must begin with jdbc:postgresql:");
    } else {
      checkWay(url);
    }
    if (url.contains("password=")) {
      problem(
          Setting.DATABASE_URL,
          "不得含密码，请用 database-password-file",
          "must not hold a password; use database-password-file");
    }
    if (text(Setting.DATABASE_USER).isEmpty()) {
      problem(Setting.DATABASE_USER, "不得为空", "must not be empty");
    }
    return new ServeSettings.Database(url, text(Setting.DATABASE_USER), firstLine(passwordFile));
  }

  /** What goes to a database elsewhere is read by nobody between, and goes to no other. */
  private void checkWay(String url) {
    Optional<DatabaseUrl> way = DatabaseUrl.parse(url);
    if (way.isEmpty()) {
      problem(Setting.DATABASE_URL, "驱动程序读不懂", "must be a URL that the driver can read");
    } else if (!way.get().verifiesServer()
        && !flag(Setting.DATABASE_INSECURE_PLAINTEXT)
        && !way.get().hosts().stream().allMatch(SettingsReader::isLoopback)) {
      problem(
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
      problem(Setting.DATABASE_PASSWORD_FILE, "读不出来", "must be readable UTF-8 text");
      return "";
    }
  }

  private ServeSettings.@Nullable Tls tls() {
    Path certificate = file(Setting.TLS_CERTIFICATE);
    Path key = file(Setting.TLS_KEY);
    Path clientCa = file(Setting.TLS_CLIENT_CA);
    boolean anySaid =
        !(text(Setting.TLS_CERTIFICATE).isEmpty()
            && text(Setting.TLS_KEY).isEmpty()
            && text(Setting.TLS_CLIENT_CA).isEmpty());
    if (anySaid && text(Setting.TLS_CERTIFICATE).isEmpty()) {
      problem(
          Setting.TLS_CERTIFICATE, "与其他 TLS 设置必须同时给出", "must stand with the other TLS settings");
    }
    if (anySaid && text(Setting.TLS_KEY).isEmpty()) {
      problem(Setting.TLS_KEY, "与其他 TLS 设置必须同时给出", "must stand with the other TLS settings");
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
          .ifPresent(fault -> problem(ofCertificate, fault.zh(), fault.en()));
    }
    if (Files.isReadable(key)) {
      TlsFiles.faultOfKey(key, certificate)
          .ifPresent(fault -> problem(ofKey, fault.zh(), fault.en()));
    }
    return new ServeSettings.Tls(certificate, key, clientCa);
  }

  private void authorities(Setting setting, @Nullable Path file) {
    if (file != null && Files.isReadable(file)) {
      TlsFiles.faultOfAuthorities(file)
          .ifPresent(fault -> problem(setting, fault.zh(), fault.en()));
    }
  }

  private ServeSettings.Insurers insurers(boolean insecure) {
    List<InsurerAddress> addresses = new ArrayList<>();
    String text = text(Setting.INSURERS);
    for (String entry : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      Matcher parts = INSURER.matcher(entry.strip());
      if (!parts.matches()) {
        problem(
            Setting.INSURERS,
            "每项写成 区划/险种=主机:端口，例如 4101/390=insurer.example:7400",
            "must be REGION/SCHEME=HOST:PORT each, for example 4101/390=insurer.example:7400");
        return ServeSettings.Insurers.NONE;
      }
      try {
        Address at = Address.parse(parts.group(3));
        addresses.add(new InsurerAddress(parts.group(1), parts.group(2), at.host(), at.port()));
      } catch (IllegalArgumentException malformed) {
        problem(Setting.INSURERS, "地址要写成 主机:端口", "must have an address of host:port");
      }
    }
    if (addresses.stream().map(InsurerAddress::name).distinct().count() < addresses.size()) {
      problem(Setting.INSURERS, "同一区划和险种只能写一次", "must name each region and scheme once only");
    }
    return new ServeSettings.Insurers(addresses, insurersCa(addresses, insecure), insurersOwn());
  }

  /** Claims name persons: they leave this machine by TLS only, unless that is said. */
  private @Nullable Path insurersCa(List<InsurerAddress> addresses, boolean insecure) {
    Path ca = file(Setting.INSURERS_TLS_CA);
    authorities(Setting.INSURERS_TLS_CA, ca);
    boolean far =
        addresses.stream().anyMatch(at -> !new Address(at.host(), at.port()).isLoopback());
    if (far && text(Setting.INSURERS_TLS_CA).isEmpty() && !insecure) {
      problem(
          Setting.INSURERS_TLS_CA,
          "经办方不在本机，必须给出，或明写 insecure-plaintext = true",
          "must be given where an insurer is not on this machine, or insecure-plaintext = true");
    }
    return ca;
  }

  private ServeSettings.@Nullable Tls insurersOwn() {
    Path certificate = file(Setting.INSURERS_TLS_CERTIFICATE);
    Path key = file(Setting.INSURERS_TLS_KEY);
    boolean one =
        text(Setting.INSURERS_TLS_CERTIFICATE).isEmpty()
            != text(Setting.INSURERS_TLS_KEY).isEmpty();
    if (one) {
      problem(
          Setting.INSURERS_TLS_CERTIFICATE,
          "须与 insurers-tls-key 同时给出",
          "must stand with insurers-tls-key");
    }
    return pair(Setting.INSURERS_TLS_CERTIFICATE, certificate, Setting.INSURERS_TLS_KEY, key, null);
  }

  private int whole(Setting setting, int min, int max) {
    String text = text(setting);
    if (text.matches("[0-9]{1,9}")) {
      int value = Integer.parseInt(text);
      if (value >= min && value <= max) {
        return value;
      }
    }
    problem(
        setting,
        "必须是 " + min + " 到 " + max + " 的整数",
        "must be a whole number from " + min + " to " + max);
    return min;
  }

  private boolean flag(Setting setting) {
    String text = text(setting);
    if (!text.equals("true") && !text.equals("false")) {
      problem(setting, "必须是 true 或 false", "must be true or false");
    }
    return text.equals("true");
  }

  private Address address(Setting setting) {
    try {
      return Address.parse(text(setting));
    } catch (IllegalArgumentException malformed) {
      problem(setting, "必须写成 主机:端口，端口 0 到 65535", "must be host:port with a port from 0 to 65535");
      return NOWHERE;
    }
  }

  private @Nullable Path path(Setting setting) {
    String text = text(setting);
    if (text.isEmpty()) {
      return null;
    }
    try {
      return Path.of(text).toAbsolutePath().normalize();
    } catch (InvalidPathException malformed) {
      problem(setting, "不是路径", "must be a path");
      return null;
    }
  }

  private @Nullable Path file(Setting setting) {
    Path path = path(setting);
    if (path != null && !Files.isReadable(path)) {
      problem(setting, "没有这个文件，或无权读取", "must be a file that can be read");
    }
    return path;
  }

  private @Nullable Path folder(Setting setting) {
    Path path = path(setting);
    if (path != null && !Files.isDirectory(path)) {
      problem(setting, "没有这个目录", "must be a folder that exists");
    }
    return path;
  }

  private String text(Setting setting) {
    return raw(setting).value();
  }

  private Raw raw(Setting setting) {
    return values.getOrDefault(setting, new Raw(setting.byDefault(), "default"));
  }

  /**
   * Adds a line: place, key, value, what it must be. A URL is not repeated: it may hold a secret.
   */
  private void problem(Setting setting, String zh, String en) {
    Raw raw = raw(setting);
    String was = setting == Setting.DATABASE_URL ? "" : " (" + raw.value() + ")";
    problems.add(raw.place() + ": " + setting.key() + was + " " + zh + "。It " + en + ".");
  }
}
