package io.yizhan.gateway.desk;

import io.yizhan.gateway.desk.Audit.Difference;
import io.yizhan.gateway.desk.Audit.Kind;
import io.yizhan.gateway.desk.Audit.Summary;
import io.yizhan.gateway.desk.Audit.Undecided;
import io.yizhan.gateway.desk.SettlementStore.StoredInputs;
import io.yizhan.settlement.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Decides entries again from what is stored and has them compared; counts those it cannot. */
final class AuditedAgain {
  private final AuditedPolicies book;
  private final Summary summary;

  AuditedAgain(AuditedPolicies book, Summary summary) {
    this.book = book;
    this.summary = summary;
  }

  /**
   * Compares an entry with its decision; where several come into question, one must agree in
   * everything, and no difference from one of them is told.
   *
   * @param row with inputs
   * @return whether it was compared with amounts
   */
  boolean compare(
      LedgerRow row, AuditedEntry audited, BiConsumer<Decision, AuditedEntry> comparison) {
    List<Decision> decisions = decide(row, audited);
    if (decisions.isEmpty()) {
      return false;
    }
    Optional<Decision> decided =
        decisions.size() == 1
            ? Optional.of(decisions.get(0))
            : decisions.stream().filter(each -> agrees(row, each, comparison)).findFirst();
    if (decided.isEmpty()) {
      summary.undecided(Undecided.VERSIONS_NOT_KEPT, row.id());
      return false;
    }
    boolean settled = decided.get() instanceof Decision.Settled;
    if (settled) {
      summary.decided++;
    }
    comparison.accept(decided.get(), audited);
    return settled;
  }

  private static boolean agrees(
      LedgerRow row, Decision decision, BiConsumer<Decision, AuditedEntry> comparison) {
    List<Difference> differences = new ArrayList<>();
    comparison.accept(decision, new AuditedEntry(row, differences::add));
    return differences.isEmpty();
  }

  private List<Decision> decide(LedgerRow row, AuditedEntry audited) {
    StoredInputs inputs = row.inputs().orElseThrow();
    if (!inputs.policyVersions().equals(row.policyVersions())) {
      audited.differs(
          Kind.DECISION,
          "policy_versions",
          inputs.policyVersions().toString(),
          row.policyVersions().toString());
    }
    try {
      List<Decision> decisions = book.decide(inputs);
      if (decisions.isEmpty()) {
        summary.undecided(Undecided.NO_POLICY, row.id());
      }
      return decisions;
    } catch (RuntimeException failed) {
      audited.differs(Kind.DECISION, "outcome", "a decision", failed.getClass().getSimpleName());
      return List.of();
    }
  }
}
