package io.yizhan.gateway.cli;

import io.yizhan.gateway.desk.PostingClock;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The time of a cut-off as people write it: 12:00 to 24:00. */
final class DayTime {
  private static final int MINUTES_PER_HOUR = 60;

  private DayTime() {}

  /** Minutes after midnight; empty for what is no such time. */
  static Optional<Integer> minutes(String text) {
    if (!text.matches("[0-2][0-9]:[0-5][0-9]")) {
      return Optional.empty();
    }
    int minutes =
        Integer.parseInt(text.substring(0, 2)) * MINUTES_PER_HOUR
            + Integer.parseInt(text.substring(3));
    return minutes < PostingClock.CUT_OFF_MIN || minutes > PostingClock.CUT_OFF_MAX
        ? Optional.empty()
        : Optional.of(minutes);
  }

  /** Minutes after midnight of a cut-off that somebody typed. */
  static final class Minutes implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return minutes(text)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "必须是 12:00 到 24:00 的时刻，实为 "
                          + text
                          + " / must be a time from 12:00 to 24:00, was "
                          + text));
    }
  }

  static String text(int minutes) {
    return String.format(
        Locale.ROOT, "%02d:%02d", minutes / MINUTES_PER_HOUR, minutes % MINUTES_PER_HOUR);
  }
}
