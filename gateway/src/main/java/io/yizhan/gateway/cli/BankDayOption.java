package io.yizhan.gateway.cli;

import com.google.type.Date;
import io.yizhan.proto.WireDate;
import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The day of a transfer at the bank. */
final class BankDayOption {
  @Nullable
  @Option(
      names = "--bank-day",
      paramLabel = "DATE",
      converter = DayOptions.Day.class,
      description = "银行记账日，不写为今天 / The bank's day, 2026-09-30; without, today.")
  private LocalDate day;

  /** As it is typed; empty for today. */
  Optional<Date> day() {
    return Optional.ofNullable(day).map(WireDate::of);
  }
}
