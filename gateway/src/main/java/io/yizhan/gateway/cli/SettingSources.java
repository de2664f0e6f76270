package io.yizhan.gateway.cli;

import io.yizhan.policy.Nearest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Collects raw settings from where they may stand. A flag wins over the environment, the
 * environment over the file, the file over the default. A key that nobody knows is a problem, never
 * ignored: a mistyped limit must not quietly become the default.
 */
final class SettingSources {
  /** The largest settings file that is read. */
  static final long FILE_BYTES_MAX = 65_536;

  /** Variables that are ours but no settings: the file's place, Java options, how tests are run. */
  private static final Set<String> OTHER_VARIABLES =
      Set.of(SettingSources.CONFIG_VARIABLE, "YIZHAN_JAVA_OPTS", "YIZHAN_TESTS_NO_SKIP");

  /**
   * What Kubernetes sets in every container beside a Service whose name begins with yizhan: {@code
   * YIZHAN_SERVICE_HOST}, {@code YIZHAN_SERVICE_PORT} and {@code _SERVICE_PORT_name}, {@code
   * YIZHAN_PORT_7300_TCP} with {@code _PROTO}, {@code _PORT} and {@code _ADDR}. Nobody wrote these.
   */
  private static final Pattern OF_A_SERVICE =
      Pattern.compile(
          "YIZHAN(_[A-Z0-9_]+)?(_SERVICE_HOST|_SERVICE_PORT(_[A-Z0-9_]+)?"
              + "|_PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

  /** Kubernetes' {@code YIZHAN_PORT}, which its value tells from a setting that is mistyped. */
  private static final Pattern PORT_OF_A_SERVICE = Pattern.compile("YIZHAN(_[A-Z0-9_]+)?_PORT");

  private static final Pattern PORT_VALUE = Pattern.compile("(tcp|udp|sctp)://\\S+");

  /** What would look like a comment and be part of a path. */
  private static final Pattern COMMENT = Pattern.compile("(^|\\s)#");

  /** Names the settings file where no flag does. */
  static final String CONFIG_VARIABLE = "YIZHAN_CONFIG";

  /** The place of a value that nobody wrote. */
  static final String DEFAULT = "default";

  private final Map<Setting, Raw> values = new EnumMap<>(Setting.class);
  private final List<String> problems = new ArrayList<>();

  /**
   * A value as somebody wrote it.
   *
   * @param place where, for messages: {@code flag --workers}, {@code gateway.conf:3}
   */
  record Raw(String value, String place) {}

  /** What was found and what was wrong with it. */
  record Found(Map<Setting, Raw> values, List<String> problems) {}

  private SettingSources() {}

  /**
   * Collects.
   *
   * @param flags as typed; keys are settings already, since the command line knows its flags
   * @param environment all variables of the process
   * @param config the file, where a flag or the environment names one
   */
  static Found collect(
      Map<Setting, String> flags, Map<String, String> environment, Optional<Path> config) {
    SettingSources sources = new SettingSources();
    for (Setting setting : Setting.values()) {
      sources.values.put(setting, new Raw(setting.byDefault(), DEFAULT));
    }
    config.ifPresent(sources::readFile);
    sources.readEnvironment(environment);
    flags.forEach(
        (setting, value) ->
            sources.values.put(setting, new Raw(value.strip(), "flag " + setting.flag())));
    return new Found(Map.copyOf(sources.values), List.copyOf(sources.problems));
  }

  private void readFile(Path file) {
    List<String> lines;
    try {
      if (Files.size(file) > FILE_BYTES_MAX) {
        problems.add(file + ": 文件不得超过 64 KiB。The settings file must not be larger than 64 KiB.");
        return;
      }
      lines = Files.readAllLines(file);
    } catch (IOException unreadable) {
      problems.add(file + ": 读不出来。The settings file must be readable UTF-8 text.");
      return;
    }
    Map<Setting, Integer> seen = new EnumMap<>(Setting.class);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).replace("\uFEFF", "").strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        readLine(file.getFileName() + ":" + (i + 1), line, i + 1, seen);
      }
    }
  }

  private void readLine(String place, String line, int lineNumber, Map<Setting, Integer> seen) {
    int equals = line.indexOf('=');
    if (equals < 0) {
      problems.add(place + ": 要写成“键 = 值”。A line must be 'key = value'.");
      return;
    }
    String key = line.substring(0, equals).strip();
    Optional<Setting> setting = Setting.ofKey(key);
    if (setting.isEmpty()) {
      problems.add(unknown(place, key, Setting.keys()));
      return;
    }
    Integer before = seen.put(setting.get(), lineNumber);
    if (before != null) {
      problems.add(
          place + ": " + key + " 在第 " + before + " 行已写过。It stands on line " + before + " already.");
    }
    String value = line.substring(equals + 1).strip();
    if (COMMENT.matcher(value).find()) {
      problems.add(
          place
              + ": 注释要另起一行，不能跟在值后。A comment must stand on a line of its own, not behind a value.");
      return;
    }
    values.put(setting.get(), new Raw(value, place));
  }

  private void readEnvironment(Map<String, String> environment) {
    new TreeMap<>(environment)
        .forEach(
            (variable, value) -> {
              if (!Setting.isOurs(variable)
                  || OTHER_VARIABLES.contains(variable)
                  || isOfAService(variable, value)) {
                return;
              }
              Optional<Setting> setting = Setting.ofVariable(variable);
              if (setting.isEmpty()) {
                problems.add(unknown("environment", variable, variables()));
              } else {
                values.put(setting.get(), new Raw(value.strip(), "environment " + variable));
              }
            });
  }

  /** All that are ours. */
  private static List<String> variables() {
    List<String> all = new ArrayList<>(OTHER_VARIABLES);
    all.addAll(Setting.variables());
    return all;
  }

  private static boolean isOfAService(String variable, String value) {
    return OF_A_SERVICE.matcher(variable).matches()
        || (PORT_OF_A_SERVICE.matcher(variable).matches() && PORT_VALUE.matcher(value).matches());
  }

  /** The sentence about a key that nobody knows. */
  static String unknown(String place, String key, Collection<String> known) {
    Optional<String> nearest = Nearest.to(key, known);
    return place
        + ": 没有 "
        + key
        + " 这一项"
        + nearest.map(name -> "，是否指 " + name).orElse("")
        + "。There is no "
        + key
        + nearest.map(name -> "; did you mean " + name + "?").orElse(".");
  }
}
