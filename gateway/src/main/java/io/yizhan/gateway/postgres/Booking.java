package io.yizhan.gateway.postgres;

import io.yizhan.claim.Claim;
import io.yizhan.claim.ClaimKey;
import io.yizhan.claim.InsurerKey;
import io.yizhan.claim.InsurerSettlement;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.Stamp;
import io.yizhan.ledger.JournalEntry;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.settlement.AccountUse;
import io.yizhan.settlement.Settlement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All rows of one settlement or of its mirror, ready to be written. A mirror's amounts are those of
 * its original with the sign changed.
 *
 * @param request the row that gets the replies
 * @param householdId the household whose accounts it uses; empty when it uses none
 * @param bill what stands in the settlement's own row
 * @param uses what accounts get, signed
 * @param fundUses what finite funds give, signed
 * @param grantDraws what grants give, signed
 */
record Booking(
    RequestKey request,
    Replies replies,
    Stamp stamp,
    @Nullable String reverses,
    String personId,
    String householdId,
    Bill bill,
    JournalEntry entry,
    List<AccountUse> uses,
    List<Settlement.FundUse> fundUses,
    List<Settlement.GrantDraw> grantDraws) {
  Booking {
    if (householdId.isEmpty() && uses.stream().anyMatch(AccountUse::ofHousehold)) {
      throw new IllegalStateException("use of a household's account must have a household");
    }
  }

  /**
   * What the request row gets; null leaves what is there.
   *
   * @param settlementId what the row points at
   */
  record Replies(
      String state,
      byte @Nullable [] reply,
      byte @Nullable [] reversedReply,
      byte @Nullable [] undoReply,
      @Nullable String settlementId) {}

  /** The settlement's own row. */
  record Bill(
      ClaimKey key,
      Claim.Desk desk,
      String insurerSettlementId,
      String reason,
      String callerId,
      long totalFen,
      long paidFen,
      long hospitalShareFen,
      long patientShareFen,
      String insuredRegion,
      String aidCounty,
      List<String> policyVersions,
      @Nullable String inputs) {
    /** Which of the insurer's settlements was brought; empty where none was. */
    Optional<InsurerKey> insurerKey() {
      return insurerSettlementId.isEmpty()
          ? Optional.empty()
          : Optional.of(new InsurerKey(insuredRegion, insurerSettlementId));
    }

    /** The county whose office keeps what is owed of it between the person and the hospital. */
    String keptBy() {
      return aidCounty.isEmpty() ? insuredRegion : aidCounty;
    }

    /** The amounts with those of corrections, decided at last as this one was. */
    Bill plus(List<Bill> corrections, Bill last) {
      long paid = paidFen;
      long patient = patientShareFen;
      for (Bill correction : corrections) {
        paid = Math.addExact(paid, correction.paidFen());
        patient = Math.addExact(patient, correction.patientShareFen());
      }
      return new Bill(
          key,
          desk,
          last.insurerSettlementId(),
          reason,
          callerId,
          totalFen,
          paid,
          hospitalShareFen,
          patient,
          insuredRegion,
          last.aidCounty(),
          last.policyVersions(),
          inputs);
    }
  }

  /** The booking of a decided claim. */
  static Booking of(
      RequestKey request,
      Stamp stamp,
      String callerId,
      Settlement settlement,
      String householdId,
      byte[] reply,
      String inputs) {
    Claim claim = settlement.claim();
    Bill bill =
        new Bill(
            claim.key(),
            claim.desk(),
            claim.insurer().map(InsurerSettlement::settlementId).orElse(""),
            "",
            callerId,
            claim.bill().totalFen(),
            Math.addExact(
                settlement.waterfall().paidFen(), settlement.waterfall().otherInsurerFen()),
            settlement.waterfall().hospitalShareFen(),
            settlement.waterfall().patientShareFen(),
            claim.insuredRegion(),
            settlement.identityUsed().map(Settlement.Candidate::county).orElse(""),
            policyVersions(settlement),
            inputs);
    return new Booking(
        request,
        new Replies("SETTLED", reply, null, null, stamp.id()),
        stamp,
        null,
        settlement.personId(),
        settlement.uses().stream().anyMatch(AccountUse::ofHousehold) ? householdId : "",
        bill,
        JournalEntry.of(settlement),
        settlement.uses(),
        fundUses(settlement),
        grantDraws(settlement));
  }

  /** One line a fund: two accounts of a policy may stand for the same money. */
  private static List<Settlement.FundUse> fundUses(Settlement settlement) {
    Map<String, Long> byFund = new TreeMap<>();
    settlement.fundUses().forEach(use -> byFund.merge(use.fund(), use.takenFen(), Math::addExact));
    return byFund.entrySet().stream()
        .map(use -> new Settlement.FundUse(use.getKey(), use.getValue()))
        .toList();
  }

  /** One line a grant: two layers may draw from the same. */
  private static List<Settlement.GrantDraw> grantDraws(Settlement settlement) {
    Map<String, Long> byGrant = new TreeMap<>();
    settlement
        .grantDraws()
        .forEach(draw -> byGrant.merge(draw.grantId(), draw.drawnFen(), Math::addExact));
    return byGrant.entrySet().stream()
        .map(draw -> new Settlement.GrantDraw(draw.getKey(), draw.getValue()))
        .toList();
  }

  static List<String> policyVersions(Settlement settlement) {
    return settlement.plan().versions().stream().map(PolicyPlan.Version::versionCode).toList();
  }
}
