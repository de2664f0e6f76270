package io.yizhan.policy;

import io.yizhan.claim.Care;
import io.yizhan.claim.ServiceDates;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the machine runs: the layers of one insurance version followed by those of one aid version
 * (often the same document), every name resolved to a place in an array. Immutable; shared by all
 * threads.
 *
 * @param versions the versions it was compiled from, insurance first
 * @param insurance which day decides the insurance; absent where the insurer's region is not
 *     connected
 * @param aid which day decides the aid; absent where no county is asked
 * @param facts the common facts in the order of {@link Fact}, then those of the documents
 * @param parts of the bill: the four, then those of the documents
 * @param cuts out of which of the four a part of a document is cut, from the fourth on
 * @param items how classes of items fall into parts
 * @param quotas fixed prices; the first that applies stands
 * @param records kinds of approvals that are asked
 * @param marks what was left right after a layer
 * @param asksAge whether anything depends on the age
 * @param identityEachDay whether only what was served since the identity began is aided
 * @param identities of the aid version, in order of rank
 * @param diseases listed with their treatment forms
 * @param accounts running totals that the layers read or add to
 * @param layers in order
 * @param steps the layers as a run reads them
 */
public record PolicyPlan(
    List<Version> versions,
    Optional<Dating> insurance,
    Optional<Dating> aid,
    List<PlanFact> facts,
    List<PolicyTable.Name> parts,
    int[] cuts,
    List<ItemSplit> items,
    List<PlanQuota> quotas,
    List<String> records,
    List<Mark> marks,
    boolean asksAge,
    boolean identityEachDay,
    List<PolicyTable.Name> identities,
    List<PolicyTable.Disease> diseases,
    List<PlanAccount> accounts,
    List<PlanLayer> layers,
    PlanSteps steps) {
  /** A plan of no document. */
  public static final PolicyPlan EMPTY =
      new PolicyPlan(
          List.of(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          List.of(),
          new int[0],
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          false,
          false,
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          PlanSteps.of(List.of(), List.of(), List.of(), false, false));

  public PolicyPlan {
    versions = List.copyOf(versions);
    facts = List.copyOf(facts);
    parts = List.copyOf(parts);
    items = List.copyOf(items);
    quotas = List.copyOf(quotas);
    records = List.copyOf(records);
    marks = List.copyOf(marks);
    identities = List.copyOf(identities);
    diseases = List.copyOf(diseases);
    accounts = List.copyOf(accounts);
    layers = List.copyOf(layers);
  }

  /** The dating that decides the claim: the aid's where there is one. */
  public Dating dating() {
    return aid.or(() -> insurance).orElseThrow();
  }

  /** A common fact with its words. */
  public PlanFact fact(Fact fact) {
    return facts.get(fact.ordinal());
  }

  /** What was left of a part, or of all parts, right after a layer. */
  public record Mark(int layer, int part) {
    /** All parts. */
    public static final int ALL = -1;
  }

  /** How a class of items falls into parts: shares in ppm by part, the rest to one. */
  public record ItemSplit(String itemClass, int[] parts, int[] sharesPpm, int restPart) {}

  /** The account with this code, by place, or -1. */
  public int accountIndex(String accountCode) {
    for (int i = 0; i < accounts.size(); i++) {
      if (accounts.get(i).code().equals(accountCode)) {
        return i;
      }
    }
    return -1;
  }

  /** A published version as answers name it. */
  public record Version(
      String policyCode, String versionCode, String title, DateSpan inForce, String textSha256) {}

  /** Which day decides and when a benefit year begins. */
  public record Dating(Map<Care, DateBasis> chosenBy, MonthDay benefitYearStart) {
    /** Of no document. */
    public static final Dating NONE = new Dating(Map.of(), MonthDay.of(1, 1));

    public Dating {
      chosenBy = Map.copyOf(chosenBy);
    }

    /** The day that decides; empty when the policy does not speak of this care. */
    public Optional<LocalDate> judgedDate(Care care, ServiceDates dates) {
      DateBasis basis = chosenBy.get(care);
      return basis == null ? Optional.empty() : Optional.of(basis.dayOf(dates));
    }

    /** The benefit year of a day, named by the calendar year in which it begins. */
    public int benefitYear(LocalDate day) {
      int months = day.getMonthValue() - benefitYearStart.getMonthValue();
      int days = day.getDayOfMonth() - benefitYearStart.getDayOfMonth();
      return months < 0 || (months == 0 && days < 0) ? day.getYear() - 1 : day.getYear();
    }

    /** Every benefit year that a dating can give a service: that of its first or its last day. */
    public static SortedSet<Integer> benefitYears(ServiceDates dates) {
      SortedSet<Integer> years = new TreeSet<>();
      for (LocalDate day : List.of(dates.first(), dates.last())) {
        years.add(day.getYear() - 1);
        years.add(day.getYear());
      }
      return years;
    }
  }
}
