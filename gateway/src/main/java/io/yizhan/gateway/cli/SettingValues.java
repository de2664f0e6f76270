package io.yizhan.gateway.cli;

import io.yizhan.gateway.ServeSettings.Address;
import io.yizhan.gateway.cli.SettingSources.Raw;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Settings as numbers, addresses and files, each checked by itself. What is wrong is collected, and
 * something harmless stands in its place, so that everything wrong is said at once.
 */
final class SettingValues {
  private static final Address NOWHERE = new Address("127.0.0.1", 0);

  private final Map<Setting, Raw> values;
  private final List<String> problems;

  SettingValues(SettingSources.Found found) {
    this.values = found.values();
    this.problems = new ArrayList<>(found.problems());
  }

  /** What is wrong so far, a line each. */
  List<String> problems() {
    return List.copyOf(problems);
  }

  int whole(Setting setting, int min, int max) {
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

  boolean flag(Setting setting) {
    String text = text(setting);
    if (!text.equals("true") && !text.equals("false")) {
      problem(setting, "必须是 true 或 false", "must be true or false");
    }
    return text.equals("true");
  }

  Address address(Setting setting) {
    try {
      return Address.parse(text(setting));
    } catch (IllegalArgumentException malformed) {
      problem(setting, "必须写成 主机:端口，端口 0 到 65535", "must be host:port with a port from 0 to 65535");
      return NOWHERE;
    }
  }

  @Nullable Path path(Setting setting) {
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

  @Nullable Path file(Setting setting) {
    Path path = path(setting);
    if (path != null && !Files.isReadable(path)) {
      problem(setting, "没有这个文件，或无权读取", "must be a file that can be read");
    }
    return path;
  }

  @Nullable Path folder(Setting setting) {
    Path path = path(setting);
    if (path != null && !Files.isDirectory(path)) {
      problem(setting, "没有这个目录", "must be a folder that exists");
    }
    return path;
  }

  String text(Setting setting) {
    return raw(setting).value();
  }

  /** Whether somebody wrote it, if only what is the default. */
  boolean isSaid(Setting setting) {
    return !raw(setting).place().equals(SettingSources.DEFAULT);
  }

  private Raw raw(Setting setting) {
    return values.getOrDefault(setting, new Raw(setting.byDefault(), SettingSources.DEFAULT));
  }

  /**
   * Adds a line: place, key, value, what it must be. A URL is not repeated: it may hold a secret.
   */
  void problem(Setting setting, String zh, String en) {
    Raw raw = raw(setting);
    String was = setting == Setting.DATABASE_URL ? "" : " (" + raw.value() + ")";
    problems.add(raw.place() + ": " + setting.key() + was + " " + zh + "。It " + en + ".");
  }
}
