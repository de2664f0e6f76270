package io.yizhan.gateway.rpc;

import io.yizhan.claim.Care;
import io.yizhan.claim.ClaimKey;
import io.yizhan.gateway.desk.PaperClaim;
import io.yizhan.proto.v1.BillKind;
import io.yizhan.proto.v1.Claim;
import io.yizhan.proto.v1.PaperDocument;
import io.yizhan.settlement.Standing;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads what an aid office says of treatment elsewhere, and what such a claim cannot have. */
final class PaperReader {
  static final int DOCUMENTS_MAX = 32;

  private static final int NAME_CHARACTERS_MAX = 100;
  private static final List<String> KINDS =
      List.of(
          PaperClaim.INVOICE,
          "expense_list",
          "discharge_record",
          "diagnosis",
          "insurer_statement",
          "referral",
          "other");

  /** What is aid for a bill that was paid. */
  private static final Set<Care> PAID_CARE =
      EnumSet.of(Care.INPATIENT, Care.OUTPATIENT, Care.SPECIAL_OUTPATIENT);

  private final Claim claim;
  private final io.yizhan.proto.v1.PaperClaim wire;
  private final Violations violations;

  private PaperReader(Claim claim, Violations violations) {
    this.claim = claim;
    this.wire = claim.getPaper();
    this.violations = violations;
  }

  /** The papers of an office's claim; empty for a hospital's, and, with violations, when bad. */
  static Optional<PaperClaim> read(Claim claim, Optional<Care> care, Violations violations) {
    boolean byOffice = ClaimKey.isOffice(claim.getHospitalId());
    if (!byOffice && claim.getHospitalId().startsWith(ClaimKey.OFFICE)) {
      violations.add(
          "claim.hospital_id",
          "救助经办机构应为 office: 加六位区划，如 office:410122",
          "an aid office must be office: and six digits, as office:410122");
    }
    if (byOffice && !claim.hasPaper()) {
      violations.add(
          "claim.paper", "救助经办机构结算时必填：纸质材料", "must be present for a claim of an aid office");
    }
    if (!byOffice && claim.hasPaper()) {
      violations.add(
          "claim.paper",
          "仅用于救助经办机构（hospital_id 为 office:410122 之类）",
          "must be absent unless hospital_id names an aid office, as office:410122");
    }
    int before = violations.count();
    Optional<PaperClaim> paper =
        byOffice && claim.hasPaper()
            ? Optional.of(new PaperReader(claim, violations).read(care))
            : Optional.empty();
    return violations.count() == before ? paper : Optional.empty();
  }

  /** A quote binds for hospitals alone: an office has its papers and settles at once. */
  static void refuseHold(Claim claim) {
    if (claim.getHospitalId().startsWith(ClaimKey.OFFICE)) {
      Violations violations = new Violations();
      violations.add("hold", "纸质报销不预留额度，请直接结算", "must be absent in a claim on paper");
      violations.throwIfAny(ErrorReason.BAD_REQUEST);
    }
  }

  private PaperClaim read(Optional<Care> care) {
    checkClaim(care);
    if (!wire.getHospitalId().isEmpty()) {
      violations.id(
          "claim.paper.hospital_id", wire.getHospitalId(), ClaimReader.HOSPITAL_ID_CHARACTERS_MAX);
    }
    violations.text("claim.paper.hospital_name", wire.getHospitalName(), 1, NAME_CHARACTERS_MAX);
    violations.region("claim.paper.hospital_region_code", wire.getHospitalRegionCode());
    violations.key(
        "claim.paper.hospital_level_code",
        wire.getHospitalLevelCode(),
        0,
        ClaimReader.CODE_CHARACTERS_MAX);
    checkDocuments();
    return new PaperClaim(
        new Standing.Hospital(
            wire.getHospitalId(), wire.getHospitalRegionCode(), wire.getHospitalLevelCode(), false),
        wire.getHospitalName(),
        wire.getDocumentsList().stream()
            .map(document -> new PaperClaim.Document(document.getKindCode(), document.getNumber()))
            .toList(),
        BankAccountReader.read(
            "claim.paper.bank_account", wire.hasBankAccount(), wire.getBankAccount(), violations));
  }

  /** The whole bill is paid: there is no hospital's share, no deposit, no stay that goes on. */
  private void checkClaim(Optional<Care> care) {
    if (care.isPresent() && !PAID_CARE.contains(care.get())) {
      violations.add(
          "claim.care_type_code",
          "纸质报销只用于住院、门诊和门诊慢特病",
          "must be inpatient, outpatient or special_outpatient in a claim on paper");
    }
    if (claim.getBillKind() == BillKind.BILL_KIND_INTERIM) {
      violations.add(
          "claim.bill_kind", "纸质报销应为 BILL_KIND_FINAL", "must be BILL_KIND_FINAL on paper");
    }
    none("claim.personal_account_fen", claim.getPersonalAccountFen());
    none("claim.prepayment_fen", claim.getPrepaymentFen());
    none(
        "claim.insurer_settlement.hospital_share_fen",
        claim.getInsurerSettlement().getHospitalShareFen());
  }

  private void none(String field, long fen) {
    if (fen != 0) {
      violations.add(
          field,
          "纸质报销时应为 0：费用已由本人付清",
          "must be 0 in a claim on paper: the person has paid the bill");
    }
  }

  private void checkDocuments() {
    int count = wire.getDocumentsCount();
    if (count < 1 || count > DOCUMENTS_MAX) {
      violations.add(
          "claim.paper.documents",
          "应为 1–" + DOCUMENTS_MAX + " 份，实为 " + count,
          "must be 1 to " + DOCUMENTS_MAX + ", was " + count);
      return;
    }
    Set<PaperDocument> seen = new HashSet<>();
    boolean invoice = false;
    for (int i = 0; i < count; i++) {
      PaperDocument document = wire.getDocuments(i);
      String field = "claim.paper.documents[" + i + "]";
      if (!KINDS.contains(document.getKindCode())) {
        violations.notOneOf(field + ".kind_code", KINDS, Violations.shown(document.getKindCode()));
      }
      violations.id(field + ".number", document.getNumber(), ClaimReader.ID_CHARACTERS_MAX);
      if (!seen.add(document)) {
        violations.add(field, "每份材料只列一次", "must be listed once");
      }
      invoice |= document.getKindCode().equals(PaperClaim.INVOICE);
    }
    if (!invoice) {
      violations.add("claim.paper.documents", "至少一份发票（invoice）", "must have an invoice");
    }
  }
}
