package io.yizhan.settlement;

import io.yizhan.claim.Claim;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Takes away from a trial whatever its disagreement does not need, so that it can be read. */
final class OracleShrink {
  private OracleShrink() {}

  static OracleTrial shrunk(OracleTrial given) {
    String kind = kind(given);
    OracleTrial small = given;
    boolean smaller = true;
    while (smaller) {
      smaller = false;
      for (OracleTrial candidate : candidates(small)) {
        if (kind(candidate).equals(kind)) {
          small = candidate;
          smaller = true;
          break;
        }
      }
    }
    return small;
  }

  /** The disagreement without its figures and places. */
  static String kind(OracleTrial trial) {
    return trial
        .disagreement(new OracleTally())
        .map(text -> text.replaceAll("[0-9.]+", "").replaceAll("==>.*", ""))
        .orElse("");
  }

  private static List<OracleTrial> candidates(OracleTrial trial) {
    List<OracleTrial> candidates = new ArrayList<>();
    for (Object tree : smaller(trial.document())) {
      if (tree instanceof Map<?, ?> fields) {
        Map<String, Object> document = new LinkedHashMap<>();
        fields.forEach((name, value) -> document.put(name.toString(), value));
        candidates.add(
            new OracleTrial(
                document, trial.claim(), trial.full(), trial.standing(), trial.identity()));
      }
    }
    Standing standing = trial.standing();
    for (List<Standing.Usage> usage : without(standing.usage())) {
      candidates.add(
          with(trial, standing(standing, standing.approvals(), standing.grants(), usage)));
    }
    for (List<Standing.Grant> grants : without(standing.grants())) {
      candidates.add(
          with(trial, standing(standing, standing.approvals(), grants, standing.usage())));
    }
    for (List<Standing.Approval> approvals : without(standing.approvals())) {
      candidates.add(
          with(trial, standing(standing, approvals, standing.grants(), standing.usage())));
    }
    if (trial.claim().insurer().isPresent()) {
      Function<Claim, Claim> uninsured = OracleShrink::withoutInsurer;
      candidates.add(
          new OracleTrial(
              trial.document(),
              uninsured.apply(trial.claim()),
              uninsured.apply(trial.full()),
              standing,
              trial.identity()));
    }
    if (trial.identity().isPresent()) {
      candidates.add(
          new OracleTrial(
              trial.document(), trial.claim(), trial.full(), standing, Optional.empty()));
    }
    return candidates;
  }

  private static <T> List<List<T>> without(List<T> items) {
    List<List<T>> shorter = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      List<T> rest = new ArrayList<>(items);
      rest.remove(i);
      shorter.add(rest);
    }
    return shorter;
  }

  private static OracleTrial with(OracleTrial trial, Standing standing) {
    return new OracleTrial(
        trial.document(), trial.claim(), trial.full(), standing, trial.identity());
  }

  private static Standing standing(
      Standing of,
      List<Standing.Approval> approvals,
      List<Standing.Grant> grants,
      List<Standing.Usage> usage) {
    return new Standing(
        of.personId(),
        of.householdId(),
        of.hospital(),
        of.identities(),
        approvals,
        grants,
        usage,
        of.funds());
  }

  private static Claim withoutInsurer(Claim claim) {
    return new Claim(
        claim.key(),
        claim.desk(),
        claim.interim(),
        claim.birthDate(),
        claim.insuredRegion(),
        claim.insuredScheme(),
        claim.care(),
        claim.dates(),
        claim.diagnoses(),
        claim.specialDisease(),
        claim.treatmentForm(),
        claim.hospitalLevel(),
        claim.referral(),
        claim.thirdPartyLiable(),
        claim.bill(),
        claim.items(),
        Optional.empty(),
        claim.personalAccountFen(),
        claim.prepaymentFen(),
        claim.facts());
  }

  /** The tree with one field or item left out, anywhere in it. */
  private static List<Object> smaller(Object tree) {
    List<Object> all = new ArrayList<>();
    if (tree instanceof Map<?, ?> fields) {
      for (Object name : fields.keySet()) {
        Map<Object, Object> rest = new LinkedHashMap<>(fields);
        rest.remove(name);
        all.add(rest);
      }
      fields.forEach(
          (name, value) ->
              smaller(value)
                  .forEach(
                      part -> {
                        Map<Object, Object> changed = new LinkedHashMap<>(fields);
                        changed.put(name, part);
                        all.add(changed);
                      }));
    }
    if (tree instanceof List<?> items) {
      for (int i = 0; i < items.size(); i++) {
        List<Object> rest = new ArrayList<>(items);
        rest.remove(i);
        all.add(rest);
        for (Object part : smaller(items.get(i))) {
          List<Object> changed = new ArrayList<>(items);
          changed.set(i, part);
          all.add(changed);
        }
      }
    }
    return all;
  }
}
