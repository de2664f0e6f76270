package io.yizhan.settlement;

import io.yizhan.money.Yuan;
import io.yizhan.policy.PolicyTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How far a provisional identity (容缺) carries. What it gives may have to be paid back, so its
 * office sets what a person and what a county may draw before the check returns. A claim whose aid
 * would pass one of them gets none under this identity: a part would hide from the family what it
 * can expect, and no later claim could be promised anything.
 */
final class ProvisionalLimit {
  static final String PERSON = "PROVISIONAL_LIMIT_OF_PERSON";
  static final String COUNTY = "PROVISIONAL_LIMIT_OF_COUNTY";
  private static final Set<String> BOTH = Set.of(PERSON, COUNTY);

  private ProvisionalLimit() {}

  /** Why a draw is not carried; empty when it is. The person's limit is named first. */
  static Optional<Sentence> passed(Standing.Exposure exposure, long drawnFen) {
    if (drawnFen > exposure.personLeftFen()) {
      return Optional.of(
          new Sentence(
              PERSON,
              "容缺身份：本次救助 "
                  + Yuan.format(drawnFen)
                  + " 元超过本人容缺额度所剩 "
                  + Yuan.format(exposure.personLeftFen())
                  + " 元，核对结果出来前不按此身份救助；请联系认定地。",
              "Provisional identity: the aid of "
                  + Yuan.format(drawnFen)
                  + " would pass the "
                  + Yuan.format(exposure.personLeftFen())
                  + " left to the person; none is given under it until the check returns."));
    }
    if (drawnFen > exposure.countyLeftFen()) {
      return Optional.of(
          new Sentence(
              COUNTY,
              "容缺身份：本次救助 " + Yuan.format(drawnFen) + " 元超过本县容缺总额度所剩，核对结果出来前不按此身份救助；请联系认定地。",
              "Provisional identity: the aid of "
                  + Yuan.format(drawnFen)
                  + " would pass what is left to the county; none is given under it until the check"
                  + " returns."));
    }
    return Optional.empty();
  }

  /** That a settlement was decided under one. */
  static Sentence used(Settlement.ProvisionalDraw draw) {
    return new Sentence(
        "PROVISIONAL_IDENTITY",
        "本次救助按容缺身份先行给付 "
            + Yuan.format(draw.drawnFen())
            + " 元，待核对（期限 "
            + draw.exposure().deadline()
            + "）；如承诺不实，须退回。",
        "Aided under a provisional identity: "
            + Yuan.format(draw.drawnFen())
            + " is given before the check (due "
            + draw.exposure().deadline()
            + "); it must be paid back if the promise was false.");
  }

  /** The steps, with the reason on the aid that a provisional identity did not carry. */
  static List<Step> inSteps(Settlement settlement, List<Step> steps) {
    Optional<Sentence> passed =
        settlement.candidates().stream()
            .flatMap(candidate -> candidate.reason().stream())
            .filter(reason -> BOTH.contains(reason.code()))
            .findFirst();
    if (passed.isEmpty() || settlement.identityUsed().isPresent()) {
      return steps;
    }
    List<Step> named = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      boolean aid = settlement.plan().layers().get(i).stage() == PolicyTable.Stage.AID;
      boolean silent = aid && steps.get(i).kind() == Step.Kind.NOT_APPLIED;
      named.add(silent ? steps.get(i).with(passed.get()) : steps.get(i));
    }
    return named;
  }
}
