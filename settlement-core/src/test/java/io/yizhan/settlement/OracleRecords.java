package io.yizhan.settlement;

import io.yizhan.claim.Claim;
import io.yizhan.policy.PolicyTable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Optional;

/** Approvals, decisions and grants that are valid on a day. */
final class OracleRecords {
  private OracleRecords() {}

  static boolean valid(String kind, Claim claim, Standing standing, LocalDate day) {
    return latest(kind, claim, standing, day).isPresent();
  }

  /** Of several valid records of a kind the one that began last. */
  static Optional<Standing.Approval> latest(
      String kind, Claim claim, Standing standing, LocalDate day) {
    return standing.approvals().stream()
        .filter(record -> record.kind().equals(kind) && isValid(record, claim, day))
        .max(
            Comparator.comparing(Standing.Approval::from)
                .thenComparing(Standing.Approval::approvalId));
  }

  private static boolean isValid(Standing.Approval record, Claim claim, LocalDate day) {
    boolean here =
        record.hospitalId().isEmpty() || record.hospitalId().equals(claim.key().hospitalId());
    return here
        && !record.from().isAfter(day)
        && record.to().filter(last -> last.isBefore(day)).isEmpty();
  }

  /** Whether the layer has the record that it needs. */
  static boolean held(
      PolicyTable table, PolicyTable.Layer layer, Claim claim, Standing standing, LocalDate day) {
    return switch (layer.needs().orElse("")) {
      case "" -> true;
      case "grant" -> grantLeft(layer.fund(), standing, day).signum() > 0;
      case "special_disease" -> diseaseApproved(table, claim, standing, day);
      default -> valid(layer.needs().orElseThrow(), claim, standing, day);
    };
  }

  private static boolean diseaseApproved(
      PolicyTable table, Claim claim, Standing standing, LocalDate day) {
    boolean listed =
        table.diseases().stream()
            .anyMatch(
                entry ->
                    entry.disease().key().equals(claim.specialDisease())
                        && entry.form().key().equals(claim.treatmentForm()));
    return listed
        && standing.approvals().stream()
            .filter(record -> record.kind().equals("special_disease"))
            .filter(record -> isValid(record, claim, day))
            .anyMatch(
                record ->
                    record.disease().equals(claim.specialDisease())
                        && record.treatmentForm().equals(claim.treatmentForm()));
  }

  /** What is left of the person's grants of a fund, yuan. */
  static BigDecimal grantLeft(String fund, Standing standing, LocalDate day) {
    BigDecimal left = OracleBill.ZERO;
    for (Standing.Grant grant : standing.grants()) {
      if (grant.fund().equals(fund) && !grant.from().isAfter(day) && !grant.to().isBefore(day)) {
        left = left.add(OracleBill.yuan(grant.amountFen() - grant.drawnFen()).max(OracleBill.ZERO));
      }
    }
    return left;
  }
}
