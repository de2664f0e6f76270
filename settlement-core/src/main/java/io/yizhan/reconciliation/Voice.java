package io.yizhan.reconciliation;

import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one side says of one settlement, or of what takes it back.
 *
 * @param bills whether it states bills
 * @param funds of which alone it states payments; empty for all
 * @param stated nothing where it does not have it, several where it has it more often
 */
public record Voice(boolean bills, Set<String> funds, List<Stated> stated) {
  public Voice {
    funds = Set.copyOf(funds);
    stated = List.copyOf(stated);
  }

  /**
   * Once.
   *
   * @param fundsFen what each fund pays; empty where only the sum is stated
   */
  public record Stated(LocalDate day, long billFen, long fundFen, Map<String, Long> fundsFen) {
    public Stated {
      fundsFen = Collections.unmodifiableMap(new LinkedHashMap<>(fundsFen));
    }

    boolean byFund() {
      return !fundsFen.isEmpty() || fundFen == 0;
    }

    long of(Set<String> codes) {
      return codes.stream().mapToLong(code -> fundsFen.getOrDefault(code, 0L)).sum();
    }
  }

  /** The ledger's. */
  public static Voice of(Optional<Entry> entry) {
    return new Voice(
        true,
        Set.of(),
        entry.stream()
            .map(each -> new Stated(each.day(), each.billFen(), each.fundFen(), each.fundsFen()))
            .toList());
  }
}
