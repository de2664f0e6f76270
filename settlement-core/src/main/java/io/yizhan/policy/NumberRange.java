package io.yizhan.policy;

import io.yizhan.money.Yuan;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A span of whole numbers, both ends in it: counts, or amounts in fen. Written {@code 50..59},
 * {@code ≥90}, {@code 超过12000}, {@code ≥20000 <50000} or {@code 1}.
 */
record NumberRange(long min, long max) {
  /** Reads a range; a bound may be the name of a figure. */
  static Optional<NumberRange> parse(
      String text, boolean money, Map<String, PolicyTable.Text> figures) {
    String[] ends = text.split("\\.\\.", -1);
    if (ends.length == 2) {
      OptionalLong low = number(ends[0].strip(), money, figures);
      OptionalLong high = number(ends[1].strip(), money, figures);
      return low.isPresent() && high.isPresent() && low.getAsLong() <= high.getAsLong()
          ? Optional.of(new NumberRange(low.getAsLong(), high.getAsLong()))
          : Optional.empty();
    }
    NumberRange range = new NumberRange(0, Long.MAX_VALUE);
    for (String piece :
        text.replaceAll("(≥|>=|≤|<=|>|<|超过|不到|over|below)\\s+", "$1").split("\\s+")) {
      Optional<NumberRange> bound = bound(piece, money, figures);
      if (bound.isEmpty()) {
        return Optional.empty();
      }
      range = range.within(bound.get());
    }
    return range.min <= range.max ? Optional.of(range) : Optional.empty();
  }

  private NumberRange within(NumberRange other) {
    long low = Math.max(min, other.min);
    long high = Math.min(max, other.max);
    return new NumberRange(low, high);
  }

  private static Optional<NumberRange> bound(
      String piece, boolean money, Map<String, PolicyTable.Text> figures) {
    String sign = piece.replaceFirst("^(≥|>=|≤|<=|>|<|超过|不到|over|below).*$", "$1");
    if (sign.equals(piece)) {
      OptionalLong exact = number(piece, money, figures);
      return exact.isPresent()
          ? Optional.of(new NumberRange(exact.getAsLong(), exact.getAsLong()))
          : Optional.empty();
    }
    OptionalLong number = number(piece.substring(sign.length()), money, figures);
    if (number.isEmpty()) {
      return Optional.empty();
    }
    long value = number.getAsLong();
    return switch (sign) {
      case "≥", ">=" -> Optional.of(new NumberRange(value, Long.MAX_VALUE));
      case ">", "超过", "over" -> Optional.of(new NumberRange(value + 1, Long.MAX_VALUE));
      case "≤", "<=" -> Optional.of(new NumberRange(0, value));
      default -> value == 0 ? Optional.empty() : Optional.of(new NumberRange(0, value - 1));
    };
  }

  private static OptionalLong number(
      String text, boolean money, Map<String, PolicyTable.Text> figures) {
    PolicyTable.Text figure = figures.get(text);
    String digits = figure == null ? text : figure.value();
    if (money) {
      return Yuan.parse(digits);
    }
    return digits.matches("[0-9]{1,9}")
        ? OptionalLong.of(Long.parseLong(digits))
        : OptionalLong.empty();
  }
}
