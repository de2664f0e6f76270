package io.yizhan.settlement;

import io.yizhan.claim.Claim;
import io.yizhan.claim.FundAmount;
import io.yizhan.claim.InsurerSettlement;
import io.yizhan.policy.PolicyPlan;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A decided claim: what everybody bears and why. Every fen of the bill has one bearer: the layers,
 * other funds of the insurer, the hospital, the patient.
 *
 * @param claim as it was decided
 * @param personId random; empty in a quote of a person who is not registered
 * @param judgedDate the day that chose version, year and identities
 * @param benefitYear of that day
 * @param waterfall the run that gave the amounts
 * @param candidates every identity considered
 * @param consideredVersions the codes of all versions of policies that were looked at, those of the
 *     identities that gave less too: with these alone it is decided again
 * @param uses what it adds to accounts of the person
 * @param fundUses what it takes from finite funds
 * @param grantDraws what it draws from grants
 * @param provisional what it draws under a provisional identity; empty when none was used
 * @param knownFunds the finite funds that the plans of all its identities name, as far as their
 *     money is known: no other fund's money had a part in it
 */
public record Settlement(
    Claim claim,
    String personId,
    LocalDate judgedDate,
    int benefitYear,
    Waterfall waterfall,
    List<Candidate> candidates,
    List<String> consideredVersions,
    List<AccountUse> uses,
    List<FundUse> fundUses,
    List<GrantDraw> grantDraws,
    Optional<ProvisionalDraw> provisional,
    Set<String> knownFunds) {
  public Settlement {
    candidates = List.copyOf(candidates);
    consideredVersions = List.copyOf(consideredVersions);
    uses = List.copyOf(uses);
    fundUses = List.copyOf(fundUses);
    grantDraws = List.copyOf(grantDraws);
    knownFunds = Set.copyOf(knownFunds);
  }

  /** The plan it was decided with. */
  public PolicyPlan plan() {
    return waterfall.plan();
  }

  /** How the patient's share is paid. */
  public Means means() {
    if (claim.key().byOffice()) {
      return Means.ofPaper(waterfall.patientShareFen(), paidBackFen());
    }
    return Means.of(claim, waterfall.patientShareFen());
  }

  /** What funds owe of the bill, without what the insurer's platform has paid. */
  private long paidBackFen() {
    long fen = 0;
    for (int i = 0; i < plan().layers().size(); i++) {
      if (!plan().layers().get(i).beside()) {
        fen += waterfall.of(i, Waterfall.Column.PAID) - waterfall.of(i, Waterfall.Column.ALREADY);
      }
    }
    return fen;
  }

  /** What a cashier should know; put into words when asked, from the run that gave the amounts. */
  public List<Sentence> sentences() {
    List<Sentence> sentences = new ArrayList<>();
    provisional
        .filter(draw -> draw.drawnFen() > 0)
        .ifPresent(draw -> sentences.add(ProvisionalLimit.used(draw)));
    otherFunds().ifPresent(sentences::add);
    sentences.addAll(Explanation.sentences(claim, waterfall, candidates));
    return sentences;
  }

  /** The steps of the run; where a provisional identity did not carry it, the aid says so. */
  public List<Step> steps() {
    return ProvisionalLimit.inSteps(this, Explanation.steps(claim, waterfall));
  }

  /** What the insurer paid from funds that no layer takes it for: they bear what they paid. */
  public List<FundAmount> otherInsurerPayments() {
    return claim.insurer().map(InsurerSettlement::payments).orElse(List.of()).stream()
        .filter(payment -> payment.amountFen() > 0)
        .filter(
            payment ->
                plan().layers().stream().noneMatch(layer -> layer.isSettledBy(payment.fundCode())))
        .toList();
  }

  /** That the insurer paid from such funds; empty where it did not. */
  public Optional<Sentence> otherFunds() {
    return Explanation.otherFunds(otherInsurerPayments());
  }

  /** The identity that was used, if any. */
  public Optional<Candidate> identityUsed() {
    return candidates.stream().filter(Candidate::used).findFirst();
  }

  /** What one identity would give; without amounts where it could not be computed. */
  public record Candidate(
      String category,
      String nameZh,
      String county,
      Optional<Long> aidFen,
      Optional<Long> patientShareFen,
      boolean used,
      Optional<Sentence> reason) {}

  /** What is taken from a finite fund, fen. */
  public record FundUse(String fund, long takenFen) {}

  /**
   * What is drawn under a provisional identity: it may have to be paid back.
   *
   * @param exposure as it was before
   * @param drawnFen all that this gateway's aid layers pay, 0 or more
   * @param uses what of the uses of accounts these layers have added, and nothing else
   */
  public record ProvisionalDraw(Standing.Exposure exposure, long drawnFen, List<AccountUse> uses) {
    public ProvisionalDraw {
      uses = List.copyOf(uses);
    }
  }

  /** What is drawn from a grant, fen. */
  public record GrantDraw(String grantId, long drawnFen) {}

  /**
   * How the patient's share is paid: account, deposit, cash; what is left of the deposit goes back.
   */
  public record Means(
      long accountFen, long prepaymentUsedFen, long cashDueFen, long cashRefundFen) {
    /** Of a bill that the person has paid: nothing is due, and what funds owe goes back. */
    static Means ofPaper(long patientShareFen, long paidBackFen) {
      return new Means(0, patientShareFen, 0, paidBackFen);
    }

    static Means of(Claim claim, long patientShareFen) {
      long account = Math.min(claim.personalAccountFen(), patientShareFen);
      long deposit = Math.min(claim.prepaymentFen(), patientShareFen - account);
      return new Means(
          account, deposit, patientShareFen - account - deposit, claim.prepaymentFen() - deposit);
    }
  }
}
