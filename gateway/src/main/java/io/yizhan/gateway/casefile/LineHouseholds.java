package io.yizhan.gateway.casefile;

import io.yizhan.gateway.casefile.ClaimLines.ClaimLine;
import io.yizhan.policy.Quoted;
import java.util.HashMap;
import java.util.Map;

/**
 * Which household each person of a file of claims was named with. A person stays with one: what is
 * used is carried on within a household, and would else be forgotten. For one thread, in the file's
 * order.
 */
final class LineHouseholds {
  private final String file;
  private final Map<String, String> householdOf = new HashMap<>();
  private long withoutCount;

  LineHouseholds(String file) {
    this.file = file;
  }

  /** The line as it is, or refused where its person was named with another household before. */
  ClaimLine checked(ClaimLine line) {
    if (line.entry().isEmpty()) {
      return line;
    }
    if (line.household().isEmpty()) {
      withoutCount++;
    }
    if (line.person().isEmpty()) {
      return line;
    }
    String known = householdOf.putIfAbsent(line.person(), line.household());
    if (known == null || known.equals(line.household())) {
      return line;
    }
    CaseLog log = new CaseLog(file);
    log.error(
        line.number(),
        "HOUSEHOLD_DIFFERS",
        "同一人（person）的各笔要写同一户（household）：这里是" + zh(line.household()) + "，前面是" + zh(known) + "。",
        "All claims of a person must name the same household: here "
            + en(line.household())
            + ", before "
            + en(known)
            + ".");
    return line.refused(log.issues());
  }

  long withoutCount() {
    return withoutCount;
  }

  private static String zh(String household) {
    return household.isEmpty() ? "没有写" : "“" + Quoted.of(household) + "”";
  }

  private static String en(String household) {
    return household.isEmpty() ? "none" : "'" + Quoted.of(household) + "'";
  }
}
