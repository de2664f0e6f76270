package io.yizhan.proof;

import io.yizhan.money.Yuan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a layer declares that its document contains: {@code 平台 20000-50000}, {@code 跳点 50000},
 * {@code 下降}. Without amounts it may be anywhere.
 *
 * @param fromFen where it begins, on the layer's own axis or as a bill, fen
 * @param toFen where it ends
 */
record Declared(Kind kind, long fromFen, long toFen, String text) {
  /** How far beside the amount it may be, fen: one claim before it, one after. */
  private static final long BESIDE_FEN = 1;

  private static final Pattern ITEM =
      Pattern.compile("(\\S+)(?:\\s+([0-9.万]+)(?:\\s*-\\s*([0-9.万]*))?)?");

  /** What may be declared. */
  enum Kind {
    PLATEAU("平台"),
    JUMP("跳点"),
    DROP("下降");

    private final String zh;

    Kind(String zh) {
      this.zh = zh;
    }

    String zh() {
      return zh;
    }
  }

  private static final Map<String, Kind> WORDS =
      Map.of(
          "平台", Kind.PLATEAU,
          "plateau", Kind.PLATEAU,
          "跳点", Kind.JUMP,
          "jump", Kind.JUMP,
          "下降", Kind.DROP,
          "drop", Kind.DROP,
          "falls", Kind.DROP);

  /** What was read, and the texts that cannot be. */
  record Reading(List<Declared> declared, List<String> unreadable) {}

  static Reading read(List<String> texts) {
    List<Declared> declared = new ArrayList<>();
    List<String> unreadable = new ArrayList<>();
    for (String text : texts) {
      for (String item : text.split("[、，,；;]")) {
        if (!item.isBlank()) {
          one(item.strip()).ifPresentOrElse(declared::add, () -> unreadable.add(item.strip()));
        }
      }
    }
    return new Reading(declared, unreadable);
  }

  private static Optional<Declared> one(String item) {
    Matcher matcher = ITEM.matcher(item);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Kind kind = WORDS.get(matcher.group(1));
    String from = matcher.group(2);
    String to = matcher.group(3);
    if (kind == null) {
      return Optional.empty();
    }
    if (from == null) {
      return Optional.of(new Declared(kind, 0, Long.MAX_VALUE, item));
    }
    OptionalLong fromFen = Yuan.parse(from);
    OptionalLong toFen =
        to == null ? fromFen : to.isEmpty() ? OptionalLong.of(Long.MAX_VALUE) : Yuan.parse(to);
    return fromFen.isPresent() && toFen.isPresent()
        ? Optional.of(new Declared(kind, fromFen.getAsLong(), toFen.getAsLong(), item))
        : Optional.empty();
  }

  /** Whether a stretch of an axis meets it. */
  boolean meets(long lowFen, long highFen) {
    long to = toFen == Long.MAX_VALUE ? toFen : toFen + BESIDE_FEN;
    return lowFen <= to && highFen >= fromFen - BESIDE_FEN;
  }

  /** Whether a stretch lies within it. */
  boolean covers(long lowFen, long highFen) {
    return fromFen <= lowFen && highFen <= toFen;
  }
}
