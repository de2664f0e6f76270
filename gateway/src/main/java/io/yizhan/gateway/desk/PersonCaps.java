package io.yizhan.gateway.desk;

import io.yizhan.claim.Care;
import io.yizhan.claim.ServiceDates;
import io.yizhan.money.Fen;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.settlement.CapTable;
import io.yizhan.settlement.Plans;
import io.yizhan.settlement.Standing;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The fixed caps that could bind a person on a day, in the order of the policies. A cap that
 * several rows set is one line with all their clauses.
 *
 * @param lines of accounts that go on, with what is left of them
 * @param fresh of each stay and each bill
 */
public record PersonCaps(List<UsageLine> lines, List<FreshCap> fresh) {
  /** The clauses of a line together are at most so many characters. */
  static final int CLAUSE_CHARACTERS_MAX = 500;

  /** Of an account that counts by disease or class, the one used follows the code after this. */
  private static final String COUNTED_BY = "#";

  public PersonCaps {
    lines = List.copyOf(lines);
    fresh = List.copyOf(fresh);
  }

  /** For each identity that holds on the day, or for nobody's where none does. */
  static PersonCaps of(Plans plans, Standing standing, String insuredRegion, LocalDate asOf) {
    Gathering found = new Gathering(standing, asOf);
    List<Standing.Identity> valid =
        standing.identities().stream().filter(identity -> identity.validOn(asOf)).toList();
    ServiceDates day = ServiceDates.visit(asOf);
    for (Care care : Care.values()) {
      if (valid.isEmpty()) {
        found.add(plans.planFor(insuredRegion, insuredRegion, care, day), "");
      }
      for (Standing.Identity identity : valid) {
        found.add(plans.planFor(insuredRegion, identity.county(), care, day), identity.category());
      }
    }
    return new PersonCaps(
        found.lines.entrySet().stream()
            .map(line -> line.getKey().withClause(joined(line.getValue())))
            .toList(),
        found.fresh.entrySet().stream()
            .map(cap -> cap.getKey().withClause(joined(cap.getValue())))
            .toList());
  }

  private static String joined(Set<String> clauses) {
    String all = String.join("；", clauses);
    return all.length() <= CLAUSE_CHARACTERS_MAX
        ? all
        : all.substring(0, CLAUSE_CHARACTERS_MAX - 1) + "…";
  }

  /** Lines without their clauses, and those. */
  private static final class Gathering {
    private final Standing standing;
    private final LocalDate asOf;
    private final Map<UsageLine, Set<String>> lines = new LinkedHashMap<>();
    private final Map<FreshCap, Set<String>> fresh = new LinkedHashMap<>();

    private Gathering(Standing standing, LocalDate asOf) {
      this.standing = standing;
      this.asOf = asOf;
    }

    void add(PolicyPlan plan, String identity) {
      for (CapTable.Line cap : CapTable.of(plan, identity, asOf)) {
        String whose = cap.ofIdentity() ? identity : "";
        if (cap.fresh()) {
          note(
              fresh,
              new FreshCap(
                  cap.account(),
                  cap.layer(),
                  cap.nameZh(),
                  whose,
                  cap.capFen(),
                  cap.counting(),
                  ""),
              cap.clause());
        } else {
          addUsed(cap, whose);
        }
      }
    }

    private void addUsed(CapTable.Line cap, String whose) {
      boolean ofHousehold = cap.ofHousehold() && !standing.householdId().isEmpty();
      Set<String> tails = new LinkedHashSet<>(List.of(""));
      addWords(cap.account(), cap.benefitYear(), ofHousehold, tails);
      for (String code : cap.included()) {
        addWords(code, cap.benefitYear(), ofHousehold, tails);
      }
      for (String tail : tails) {
        note(lines, line(cap, whose, tail, ofHousehold), cap.clause());
      }
    }

    /** What follows an account's code in the totals that it has used. */
    private void addWords(String code, int year, boolean ofHousehold, Set<String> tails) {
      for (Standing.Usage used : standing.usage()) {
        if (used.ofHousehold() == ofHousehold
            && used.benefitYear() == year
            && used.account().startsWith(code + COUNTED_BY)) {
          tails.add(used.account().substring(code.length()));
        }
      }
    }

    private static <T> void note(Map<T, Set<String>> noted, T line, String clause) {
      noted.computeIfAbsent(line, any -> new LinkedHashSet<>()).add(clause);
    }

    private UsageLine line(CapTable.Line cap, String whose, String tail, boolean ofHousehold) {
      int year = cap.benefitYear();
      Standing.Usage own = standing.usageOf(ofHousehold, cap.account() + tail, year);
      long heldFen = own.heldFen();
      long includedFen = 0;
      for (String code : cap.included()) {
        Standing.Usage other = standing.usageOf(ofHousehold, code + tail, year);
        includedFen = Fen.plus(includedFen, other.usedFen());
        heldFen = Fen.plus(heldFen, other.heldFen());
      }
      return new UsageLine(
          own.account(),
          cap.nameZh(),
          year,
          whose,
          cap.capFen(),
          own.usedFen(),
          includedFen,
          heldFen,
          Math.max(0, cap.capFen() - own.usedFen() - includedFen - heldFen),
          cap.counting(),
          "");
    }
  }
}
