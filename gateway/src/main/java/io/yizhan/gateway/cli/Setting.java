package io.yizhan.gateway.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The settings of {@code serve}: one key each, the same on all three ways in. */
enum Setting {
  DATA_FOLDER("data", "FOLDER", "数据目录", "folder of keys, tokens and the embedded database"),
  SECRETS_FILE(
      "",
      "FILE",
      "密钥文件，共用一个数据库的网关须用同一份；空为数据目录下的 secrets",
      "keys; gateways on one database must share them; empty means secrets in the data folder"),
  OPERATOR(
      "operator",
      "ID",
      "启动时若无此编号的管理员即登记，令牌写入数据目录下的 ID.token；令牌都丢失时换一个编号",
      "operator made at the start where none has this id, its token in ID.token of the data folder;"
          + " take another id when all operators' tokens are lost"),
  LISTEN("127.0.0.1:7300", "HOST:PORT", "gRPC 监听地址", "where gRPC is served"),
  DATABASE_URL(
      "",
      "URL",
      "自有 PostgreSQL；空为内嵌数据库",
      "one's own PostgreSQL, jdbc:postgresql://...; empty means the embedded one"),
  DATABASE_USER("yizhan", "NAME", "数据库用户", "its user"),
  DATABASE_PASSWORD_FILE("", "FILE", "数据库密码文件", "file with its password on the first line"),
  DATABASE_INSECURE_PLAINTEXT(
      "false",
      "true|false",
      "允许不加密、不验证地连接别处的数据库",
      "allow a database elsewhere without verified TLS"),
  POOL_SIZE(
      "8",
      "N",
      "数据库连接数 3–256，writers 每个一条，读取至少一条",
      "database connections, 3 to 256: one each for the writers, one at least for reading"),
  WORKERS("64", "N", "工作线程数 1–1024", "threads that wait for the database, 1 to 1024"),
  WRITERS(
      "",
      "N",
      "同时提交的结算事务数 1–16，不多于 pool-size 减 2；空为 4，或 pool-size 所容",
      "transactions that settle groups of claims at a time, 1 to 16, at most pool-size less 2;"
          + " empty means 4, or as many as pool-size lets"),
  QUEUE_MAX("256", "N", "排队上限 1–100000", "calls that may wait for a thread, 1 to 100000"),
  TLS_CERTIFICATE("", "FILE", "TLS 证书（PEM）", "certificate chain, PEM"),
  TLS_KEY("", "FILE", "TLS 私钥（PEM）", "its private key, PEM, PKCS#8"),
  TLS_CLIENT_CA("", "FILE", "客户端证书的 CA（PEM）", "CA of client certificates, PEM"),
  INSECURE_PLAINTEXT(
      "false", "true|false", "允许非本机地址不加密", "allow another address than loopback without TLS"),
  INSURERS(
      "",
      "REGION/SCHEME=HOST:PORT,...",
      "政策要询问的医保经办方，险种可写 *；空为没有",
      "insurers that policies have asked, the scheme may be *; empty means none"),
  INSURERS_TLS_CA("", "FILE", "经办方证书的 CA（PEM）", "CA of the insurers' certificates, PEM"),
  INSURERS_TLS_CERTIFICATE(
      "", "FILE", "对经办方出示的证书（PEM）", "the gateway's certificate towards insurers, PEM"),
  INSURERS_TLS_KEY("", "FILE", "其私钥（PEM）", "its private key, PEM, PKCS#8"),
  METRICS_LISTEN("127.0.0.1:7301", "HOST:PORT", "监控地址", "where /metrics and /healthz are served"),
  REFLECTION("true", "true|false", "gRPC 反射", "answer gRPC reflection"),
  POLICIES_FOLDER(
      "",
      "FOLDER",
      "此目录的政策：空库首次启动即发布，以后只作提案",
      "folder of .yaml files: published on an empty database, later only proposed"),
  POLICY_POLL_MILLIS(
      "500", "N", "检查新政策的间隔 50–60000", "how often to look for new policies, 50 to 60000"),
  DAY_CUT_OFF(
      "",
      "HH:MM",
      "日切时间（北京时间）12:00–24:00，须与库中一致；空为按库中的，新库为 24:00",
      "when the next posting day begins, Asia/Shanghai, 12:00 to 24:00; must be the database's;"
          + " empty means the database's, 24:00 where it is new"),
  DAY_CLOSE_MINUTES(
      "30",
      "N|off",
      "日切后多少分钟自动关账 0–720，off 为不自动",
      "how long after the cut-off a day closes by itself, 0 to 720, or off"),
  CLOCK_DIFFERENCE_MAX_SECONDS(
      "300",
      "N|off",
      "本机与数据库时钟相差超过此秒数即不结算、不关账 1–3600，off 为不比较",
      "how far this machine's clock may be from the database's before nothing is booked and no day"
          + " closes, 1 to 3600, or off"),
  RECONCILE_REST_PERCENT(
      "300",
      "N",
      "有结算时，对账比对每干活一段时间歇息其百分之几 0–1000",
      "how long a comparison rests for the time it works while claims are settled, in percent, 0 to"
          + " 1000"),
  STOP_GRACE_SECONDS(
      "30", "N", "停止时等待 0–600 秒", "how long a stop waits for accepted calls, 0 to 600");

  private static final String ENVIRONMENT_PREFIX = "YIZHAN_";

  private final String byDefault;
  private final String shape;
  private final String zh;
  private final String en;

  Setting(String byDefault, String shape, String zh, String en) {
    this.byDefault = byDefault;
    this.shape = shape;
    this.zh = zh;
    this.en = en;
  }

  /** The key in a file and, after two dashes, the flag: {@code data-folder}. */
  String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The flag: {@code --data-folder}. */
  String flag() {
    return "--" + key();
  }

  /** The environment variable: {@code YIZHAN_DATA_FOLDER}. */
  String variable() {
    return ENVIRONMENT_PREFIX + name();
  }

  /** What holds where nobody says anything; empty for nothing. */
  String byDefault() {
    return byDefault;
  }

  /** What a value looks like, for help. */
  String shape() {
    return shape;
  }

  /** One line of help in both languages. */
  String description() {
    String otherwise = byDefault.isEmpty() ? "" : " [" + byDefault + "]";
    return zh + " / " + en + otherwise;
  }

  static Optional<Setting> ofKey(String key) {
    return Arrays.stream(values()).filter(setting -> setting.key().equals(key)).findFirst();
  }

  static Optional<Setting> ofVariable(String variable) {
    return Arrays.stream(values())
        .filter(setting -> setting.variable().equals(variable))
        .findFirst();
  }

  static boolean isOurs(String variable) {
    return variable.startsWith(ENVIRONMENT_PREFIX);
  }

  static List<String> keys() {
    return Arrays.stream(values()).map(Setting::key).toList();
  }

  static List<String> variables() {
    return Arrays.stream(values()).map(Setting::variable).toList();
  }
}
