package io.yizhan.policy;

import java.time.LocalDate;
import java.util.Optional;

/** A span of civil days; both ends count, and no end means open. */
public record DateSpan(LocalDate from, Optional<LocalDate> to) {
  public DateSpan {
    if (to.isPresent() && to.get().isBefore(from)) {
      throw new IllegalArgumentException("the last day must not be before the first");
    }
  }

  /** Whether the day lies in it. */
  public boolean contains(LocalDate day) {
    return !day.isBefore(from) && (to.isEmpty() || !day.isAfter(to.get()));
  }
}
