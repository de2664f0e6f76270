package io.yizhan.gateway.rpc;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.type.Date;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.RegistryStore.HouseholdMembership;
import io.yizhan.gateway.desk.RegistryStore.PersonRecord;
import io.yizhan.gateway.desk.RegistryStore.Withdrawn;
import io.yizhan.money.Fen;
import io.yizhan.proto.v1.Approval;
import io.yizhan.proto.v1.Grant;
import io.yizhan.proto.v1.Identity;
import io.yizhan.proto.v1.Person;
import io.yizhan.settlement.Standing;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a person of the register; every violation is collected. */
final class PersonReader {
  static final int DOCUMENTS_MAX = 8;
  static final int IDENTITIES_MAX = 32;
  static final int APPROVALS_MAX = 64;
  static final int GRANTS_MAX = 64;
  static final int HOUSEHOLDS_MAX = 32;
  private static final int NAME_CHARACTERS_MAX = 50;
  private static final int RATE_PPM_MAX = 1_000_000;
  private static final String SPECIAL_DISEASE = "special_disease";

  /** The source of an identity that is withdrawn, which needs none. */
  private static final String WITHDRAWN = "withdrawn";

  private final Person wire;
  private final Violations violations;
  private final List<PersonDocument> documents = new ArrayList<>();
  private final List<Standing.Identity> identities = new ArrayList<>();
  private final List<Standing.Approval> approvals = new ArrayList<>();
  private final List<Standing.Grant> grants = new ArrayList<>();
  private final List<HouseholdMembership> households = new ArrayList<>();
  private final List<Standing.Identity> withdrawn = new ArrayList<>();
  private final List<String> withdrawnApprovals = new ArrayList<>();
  private final List<String> withdrawnGrants = new ArrayList<>();

  private PersonReader(Person wire, Violations violations) {
    this.wire = wire;
    this.violations = violations;
  }

  /** The person; only good when no violation was added. */
  static PersonRecord read(boolean present, Person wire, Violations violations) {
    PersonReader reader = new PersonReader(wire, violations);
    if (present) {
      reader.readAll();
    } else {
      violations.add("person", "必填：人员", "must be present");
    }
    return new PersonRecord(
        reader.documents,
        wire.getName(),
        reader.identities,
        reader.approvals,
        reader.grants,
        reader.households,
        new Withdrawn(reader.withdrawn, reader.withdrawnApprovals, reader.withdrawnGrants));
  }

  private void readAll() {
    size("person.documents", wire.getDocumentsCount(), 1, DOCUMENTS_MAX);
    size("person.identities", wire.getIdentitiesCount(), 0, IDENTITIES_MAX);
    size("person.approvals", wire.getApprovalsCount(), 0, APPROVALS_MAX);
    size("person.grants", wire.getGrantsCount(), 0, GRANTS_MAX);
    size("person.households", wire.getHouseholdsCount(), 0, HOUSEHOLDS_MAX);
    if (violations.count() > 0) {
      return;
    }
    violations.text("person.name", wire.getName(), 0, NAME_CHARACTERS_MAX);
    for (int i = 0; i < wire.getDocumentsCount(); i++) {
      DocumentReader.read("person.documents[" + i + "]", true, wire.getDocuments(i), violations)
          .ifPresent(documents::add);
    }
    for (int i = 0; i < wire.getIdentitiesCount(); i++) {
      identity("person.identities[" + i + "].", wire.getIdentities(i));
    }
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < wire.getApprovalsCount(); i++) {
      String field = "person.approvals[" + i + "].";
      unique(ids, field + "approval_id", wire.getApprovals(i).getApprovalId());
      if (wire.getApprovals(i).getWithdrawn()) {
        Approval gone = wire.getApprovals(i);
        withdrawn(field, "approval_id", gone.getApprovalId(), gone, withdrawnApprovals);
      } else {
        approval(field, wire.getApprovals(i));
      }
    }
    ids.clear();
    for (int i = 0; i < wire.getGrantsCount(); i++) {
      String field = "person.grants[" + i + "].";
      unique(ids, field + "grant_id", wire.getGrants(i).getGrantId());
      if (wire.getGrants(i).getWithdrawn()) {
        Grant gone = wire.getGrants(i);
        withdrawn(field, "grant_id", gone.getGrantId(), gone, withdrawnGrants);
      } else {
        grant(field, wire.getGrants(i));
      }
    }
    for (int i = 0; i < wire.getHouseholdsCount(); i++) {
      household("person.households[" + i + "].", wire.getHouseholds(i));
    }
  }

  private void size(String field, int count, int min, int max) {
    if (count < min || count > max) {
      violations.add(
          field,
          "应为 " + min + "–" + max + " 项，实为 " + count,
          "must be " + min + " to " + max + " entries, was " + count);
    }
  }

  private void unique(Set<String> ids, String field, String id) {
    if (!ids.add(id)) {
      violations.add(field, "同一人不得重复", "must be unique within the person");
    }
  }

  /**
   * What is withdrawn is named by its id alone: whatever else is said could be meant otherwise. An
   * id may have a blank at its end: what was stored with one must be withdrawn by it.
   */
  private void withdrawn(String field, String idField, String id, Message wire, List<String> ids) {
    violations.text(field + idField, id, 1, ClaimReader.ID_CHARACTERS_MAX);
    for (FieldDescriptor said : wire.getAllFields().keySet()) {
      if (!said.getName().equals(idField) && !said.getName().equals(WITHDRAWN)) {
        violations.add(
            field + said.getName(),
            "撤销时只写编号，不应填写",
            "must be absent where it is withdrawn by its id");
      }
    }
    ids.add(id);
  }

  private void identity(String field, Identity identity) {
    if (!identity.getWithdrawn()) {
      identity(field, identity, violations).ifPresent(identities::add);
      return;
    }
    if (identity.hasToDate()) {
      violations.add(
          field + "to_date", "撤销的身份整段作废，不写截止日", "must be absent where the identity is withdrawn");
    }
    Identity named =
        identity.toBuilder().clearWithdrawn().clearToDate().setSourceCode(WITHDRAWN).build();
    identity(field, named, violations).ifPresent(withdrawn::add);
  }

  /** An identity; empty, with violations, when it is bad. */
  static Optional<Standing.Identity> identity(
      String field, Identity identity, Violations violations) {
    int before = violations.count();
    if (identity.getWithdrawn()) {
      violations.add(
          field + WITHDRAWN, "撤销身份请用 PutPerson", "must be absent: PutPerson withdraws an identity");
    }
    violations.code(
        field + "category_code", identity.getCategoryCode(), ClaimReader.ID_CHARACTERS_MAX);
    violations.region(field + "county_code", identity.getCountyCode());
    violations.key(
        field + "source_code", identity.getSourceCode(), 1, ClaimReader.ID_CHARACTERS_MAX);
    notProvisional(field + "source_code", identity.getSourceCode(), violations);
    Optional<Span> span =
        span(
            field,
            identity.hasFromDate(),
            identity.getFromDate(),
            identity.hasToDate(),
            identity.getToDate(),
            violations);
    if (violations.count() > before) {
      return Optional.empty();
    }
    return span.map(
        days ->
            new Standing.Identity(
                identity.getCategoryCode(),
                identity.getCountyCode(),
                days.from(),
                days.to(),
                identity.getSourceCode()));
  }

  /** A provisional identity has a promise, a review, a deadline and a limit: it is approved. */
  static void notProvisional(String field, String source, Violations violations) {
    if (Standing.Identity.onPromise(source)) {
      violations.add(
          field,
          "容缺身份须由 ApproveProvisional 审批，不能直接登记",
          "must not be \"" + source + "\": such an identity is given by ApproveProvisional");
    }
  }

  private void approval(String field, Approval approval) {
    violations.key(
        field + "approval_id", approval.getApprovalId(), 1, ClaimReader.ID_CHARACTERS_MAX);
    violations.code(field + "kind_code", approval.getKindCode(), ClaimReader.ID_CHARACTERS_MAX);
    int min = approval.getKindCode().equals(SPECIAL_DISEASE) ? 1 : 0;
    int max = ClaimReader.ID_CHARACTERS_MAX;
    violations.key(field + "disease_code", approval.getDiseaseCode(), min, max);
    violations.key(field + "treatment_form_code", approval.getTreatmentFormCode(), min, max);
    if (!approval.getHospitalId().isEmpty()) {
      violations.id(
          field + "hospital_id", approval.getHospitalId(), ClaimReader.HOSPITAL_ID_CHARACTERS_MAX);
    }
    violations.amount(field + "amount_fen", approval.getAmountFen(), 0, Fen.AMOUNT_MAX);
    if (approval.getRatePpm() < 0 || approval.getRatePpm() > RATE_PPM_MAX) {
      violations.add(
          field + "rate_ppm",
          "应为 0–" + RATE_PPM_MAX + "（百万分之一），实为 " + approval.getRatePpm(),
          "must be 0 to " + RATE_PPM_MAX + " parts per million, was " + approval.getRatePpm());
    }
    span(
            field,
            approval.hasFromDate(),
            approval.getFromDate(),
            approval.hasToDate(),
            approval.getToDate())
        .ifPresent(
            span ->
                approvals.add(
                    new Standing.Approval(
                        approval.getApprovalId(),
                        approval.getKindCode(),
                        approval.getDiseaseCode(),
                        approval.getTreatmentFormCode(),
                        approval.getHospitalId(),
                        span.from(),
                        span.to(),
                        approval.hasAmountFen()
                            ? Optional.of(approval.getAmountFen())
                            : Optional.empty(),
                        approval.hasRatePpm()
                            ? Optional.of(approval.getRatePpm())
                            : Optional.empty())));
  }

  private void grant(String field, Grant grant) {
    violations.key(field + "grant_id", grant.getGrantId(), 1, ClaimReader.ID_CHARACTERS_MAX);
    violations.code(field + "fund_code", grant.getFundCode(), ClaimReader.ID_CHARACTERS_MAX);
    violations.amount(field + "amount_fen", grant.getAmountFen(), 1, Fen.AMOUNT_MAX);
    if (!grant.hasToDate()) {
      violations.date(field + "to_date", false, grant.getToDate());
    }
    span(field, grant.hasFromDate(), grant.getFromDate(), grant.hasToDate(), grant.getToDate())
        .filter(span -> span.to().isPresent())
        .ifPresent(
            span ->
                grants.add(
                    new Standing.Grant(
                        grant.getGrantId(),
                        grant.getFundCode(),
                        grant.getAmountFen(),
                        0,
                        span.from(),
                        span.to().orElseThrow())));
  }

  /** Each must be apart from those before it; those on record are the store's to compare. */
  private void household(String field, io.yizhan.proto.v1.HouseholdMembership household) {
    violations.region(field + "county_code", household.getCountyCode());
    violations.key(
        field + "household_code", household.getHouseholdCode(), 1, ClaimReader.ID_CHARACTERS_MAX);
    Optional<Span> span =
        span(
            field,
            household.hasFromDate(),
            household.getFromDate(),
            household.hasToDate(),
            household.getToDate());
    if (span.isEmpty()) {
      return;
    }
    HouseholdMembership read =
        new HouseholdMembership(
            household.getCountyCode(),
            household.getHouseholdCode(),
            span.get().from(),
            span.get().to(),
            household.getWithdrawn());
    if (read.withdrawn() && read.to().isPresent()) {
      violations.add(
          field + "to_date",
          "撤销的家庭关系整段作废，不写截止日，实为 " + read.to().get(),
          "must be absent where the membership is withdrawn, was " + read.to().get());
    }
    for (HouseholdMembership before : households) {
      boolean bothStand = !before.withdrawn() && !read.withdrawn();
      if (before.sameStart(read) || (bothStand && before.overlaps(read))) {
        violations.add(
            field + "from_date",
            "同一日只能属于一个家庭，与起始日为 " + before.from() + " 的一项重叠",
            "a person belongs to one household at a time: must not overlap the one from "
                + before.from());
        return;
      }
    }
    households.add(read);
  }

  private record Span(LocalDate from, Optional<LocalDate> to) {}

  private Optional<Span> span(String field, boolean hasFrom, Date from, boolean hasTo, Date to) {
    return span(field, hasFrom, from, hasTo, to, violations);
  }

  private static Optional<Span> span(
      String field, boolean hasFrom, Date from, boolean hasTo, Date to, Violations violations) {
    Optional<LocalDate> first = violations.date(field + "from_date", hasFrom, from);
    if (!hasTo) {
      return first.map(day -> new Span(day, Optional.empty()));
    }
    Optional<LocalDate> last = violations.date(field + "to_date", true, to);
    if (first.isEmpty() || last.isEmpty()) {
      return Optional.empty();
    }
    if (last.get().isBefore(first.get())) {
      violations.add(
          field + "to_date",
          "不得早于起始日 " + first.get() + "，实为 " + last.get(),
          "must not be before from_date, was " + last.get());
      return Optional.empty();
    }
    return Optional.of(new Span(first.get(), last));
  }
}
