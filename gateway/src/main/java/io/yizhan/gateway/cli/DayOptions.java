package io.yizhan.gateway.cli;

import java.time.DateTimeException;
import java.time.LocalDate;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which days, and in which language. */
final class DayOptions {
  @Option(
      names = "--from",
      required = true,
      paramLabel = "DATE",
      converter = Day.class,
      description = "首日 / The first posting day.")
  LocalDate from = LocalDate.EPOCH;

  @Option(
      names = "--to",
      paramLabel = "DATE",
      converter = Day.class,
      description = "末日；不写为首日 / The last; the first where it is not given.")
  LocalDate to = LocalDate.MIN;

  @Mixin LanguageOption language = new LanguageOption(Language.zh);

  LocalDate last() {
    return to.equals(LocalDate.MIN) ? from : to;
  }

  /** A day as people write it. */
  static final class Day implements ITypeConverter<LocalDate> {
    @Override
    public LocalDate convert(String text) {
      try {
        return LocalDate.parse(text);
      } catch (DateTimeException e) {
        throw new TypeConversionException("必须是 2026-11-28 这样的日期 / must be a date like 2026-11-28");
      }
    }
  }
}
