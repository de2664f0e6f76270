package io.yizhan.gateway.desk;

import io.yizhan.claim.Claim;
import io.yizhan.gateway.desk.Insurers.Amounts;
import io.yizhan.gateway.desk.ReadjudicationStore.Past;
import io.yizhan.gateway.desk.ReadjudicationStore.Use;
import io.yizhan.ledger.Bearers;
import io.yizhan.settlement.Settlement;
import io.yizhan.settlement.Standing;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What deciding all settlements of a circle afresh changes: the smallest corrections that make the
 * books what they would be. The same changes have the same hash, whenever they are decided.
 *
 * @param subjectId the circle's first standing settlement; empty where none stands
 * @param order in which order claims were decided
 * @param settlementCount how many were decided
 * @param changes in the order in which they were decided; settlements without any are left out
 * @param notices what each person whose share changes is to be told
 * @param obstacle why it cannot be booked; empty where it can
 */
public record Readjudication(
    String subjectId,
    ClaimOrder order,
    int settlementCount,
    List<Change> changes,
    List<Notice> notices,
    Optional<Obstacle> obstacle,
    String sha256) {
  public Readjudication {
    changes = List.copyOf(changes);
    notices = List.copyOf(notices);
  }

  /** In which order claims count. */
  public enum ClaimOrder {
    /** As they were settled. */
    SETTLEMENT,
    /** By the last day of the service. */
    SERVICE
  }

  /**
   * What changes of one settlement.
   *
   * @param after what everybody bears of it afresh
   * @param moreFen what each fund's line bears more
   * @param uses what accounts count more, signed
   * @param takes what finite funds give more, signed
   * @param draws what grants give more, signed
   * @param policyVersions of the plan that gave the amounts afresh
   * @param consideredVersions of every plan that was looked at for them
   * @param ofHospital what of it the hospital is paid more or less
   * @param standing what it was decided from afresh, with the claim
   * @param atInsurer what its leg at an insurer that was away holds instead; empty where it stays
   */
  public record Change(
      Past past,
      Bearers after,
      SortedMap<Bearers.Line, Long> moreFen,
      List<Use> uses,
      List<Settlement.FundUse> takes,
      List<Settlement.GrantDraw> draws,
      String aidCounty,
      List<String> policyVersions,
      List<String> consideredVersions,
      Claim claim,
      Standing standing,
      HospitalPart ofHospital,
      List<Owed> owed,
      Optional<Amounts> atInsurer) {
    public Change {
      uses = List.copyOf(uses);
      takes = List.copyOf(takes);
      draws = List.copyOf(draws);
      policyVersions = List.copyOf(policyVersions);
      consideredVersions = List.copyOf(consideredVersions);
      owed = List.copyOf(owed);
    }

    /** What the patient bears more; negative for less. */
    public long patientMoreFen() {
      return Math.subtractExact(after.patientFen(), past.bearers().patientFen());
    }
  }

  /**
   * What a person owes a fund (追回), or a fund a person (补支); where an insurer was away, what a
   * person owes the hospital (补交), or the hospital a person (退还).
   *
   * @param toPerson whether the person gets it
   * @param ofHospital whether the other side is the hospital
   * @param party the other side: fund and division as postings name it, or the hospital's id
   * @param fen more than 0
   */
  public record Owed(boolean toPerson, boolean ofHospital, String party, long fen) {
    /** Of a fund. */
    public Owed(boolean toPerson, String fund, long fen) {
      this(toPerson, false, fund, fen);
    }
  }

  /** What a person is to be told; nothing in it tells who it is. */
  public record Notice(
      String personId,
      List<String> settlementIds,
      long supplementFen,
      long clawBackFen,
      String zh,
      String en) {
    public Notice {
      settlementIds = List.copyOf(settlementIds);
    }
  }

  /** Why the whole cannot be booked. */
  public record Obstacle(String code, String settlementId, String zh, String en) {}
}
