package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.Stamp;
import io.yizhan.ledger.JournalEntry;
import io.yizhan.settlement.AccountUse;
import io.yizhan.settlement.Settlement;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One correction of a standing settlement, ready to be written. All of it are differences.
 *
 * @param of the settlement as it stood before
 * @param stamp its own id, the request that asked for it, when
 * @param period the month it counts in, first day
 * @param householdId the household whose accounts it uses; empty when it uses none
 * @param insurerSettlementId which of the insurer's settlements it is decided with; empty for none
 * @param aidCounty the county whose policy judges now; where none does, whose aid it takes back;
 *     empty where no county ever aided
 * @param policyVersions that it was decided with afresh
 * @param inputs what it was decided from afresh; null where an office set the amounts
 * @param entry balanced; no line pays the hospital but where its insurer was away
 * @param uses signed; what was used before is as it will be when it is written
 * @param fundUses signed, one a fund
 * @param grantDraws signed, one a grant
 */
record Correction(
    Original of,
    Stamp stamp,
    LocalDate period,
    String householdId,
    String insurerSettlementId,
    String aidCounty,
    List<String> policyVersions,
    @Nullable String inputs,
    JournalEntry entry,
    List<AccountUse> uses,
    List<Settlement.FundUse> fundUses,
    List<Settlement.GrantDraw> grantDraws,
    Origin origin) {
  Correction {
    if (householdId.isEmpty() && uses.stream().anyMatch(AccountUse::ofHousehold)) {
      throw new IllegalStateException("use of a household's account must have a household");
    }
    if (period.getDayOfMonth() != 1) {
      throw new IllegalStateException("a period must be named by its first day");
    }
  }

  /** Who corrects, and why. */
  record Origin(String operatorId, String reason, String callerId) {}

  /** What the patient bears more; negative for less. */
  long patientMoreFen() {
    return io.yizhan.ledger.Bearers.of(entry.postings()).patientFen();
  }
}
