package io.yizhan.policy;

import io.yizhan.claim.Care;
import io.yizhan.claim.ServiceDates;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the machine runs: the layers of one insurance version followed by those of one aid version
 * (often the same document), every name resolved to a place in an array. Immutable; shared by all
 * threads.
 *
 * @param versions the versions it was compiled from, insurance first
 * @param insurance which day decides the insurance; absent where the insurer's region is not
 *     connected
 * @param aid which day decides the aid; absent where no county is asked
 * @param facts the words of each fact; an unknown word is 0
 * @param identities of the aid version, in order of rank
 * @param diseases listed with their treatment forms
 * @param accounts running totals that the layers read or add to
 * @param layers in order
 */
public record PolicyPlan(
    List<Version> versions,
    Optional<Dating> insurance,
    Optional<Dating> aid,
    List<FactWords> facts,
    List<PolicyTable.Name> identities,
    List<PolicyTable.Disease> diseases,
    List<PlanAccount> accounts,
    List<PlanLayer> layers) {
  public PolicyPlan {
    versions = List.copyOf(versions);
    facts = List.copyOf(facts);
    identities = List.copyOf(identities);
    diseases = List.copyOf(diseases);
    accounts = List.copyOf(accounts);
    layers = List.copyOf(layers);
  }

  /** The dating that decides the claim: the aid's where there is one. */
  public Dating dating() {
    return aid.or(() -> insurance).orElseThrow();
  }

  /** The words of a fact. */
  public FactWords words(Fact fact) {
    return facts.get(fact.ordinal());
  }

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
    public Dating {
      chosenBy = Map.copyOf(chosenBy);
    }

    /** The day that decides; empty when the policy does not speak of this care. */
    public Optional<LocalDate> judgedDate(Care care, ServiceDates dates) {
      return Optional.ofNullable(chosenBy.get(care)).map(basis -> basis.dayOf(dates));
    }

    /** The benefit year of a day, named by the calendar year in which it begins. */
    public int benefitYear(LocalDate day) {
      return MonthDay.from(day).isBefore(benefitYearStart) ? day.getYear() - 1 : day.getYear();
    }
  }

  /** The words of one fact by place; place 0 stands for every word that no policy names. */
  public record FactWords(Map<String, Integer> places) {
    public FactWords {
      places = Map.copyOf(places);
    }

    /** The place of a word, 0 when no policy names it. */
    public int placeOf(String word) {
      return places.getOrDefault(word, 0);
    }

    /** How many places there are. */
    public int size() {
      return places.size() + 1;
    }
  }
}
