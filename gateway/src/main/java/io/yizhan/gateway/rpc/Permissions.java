package io.yizhan.gateway.rpc;

import static io.yizhan.gateway.desk.Caller.Role.HOSPITAL;
import static io.yizhan.gateway.desk.Caller.Role.INSURER;
import static io.yizhan.gateway.desk.Caller.Role.OFFICE;
import static io.yizhan.gateway.desk.Caller.Role.OPERATOR;

import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.yizhan.claim.ClaimKey;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.Caller.Role;
import io.yizhan.gateway.desk.Keepers;
import io.yizhan.gateway.desk.LedgerRow;
import io.yizhan.gateway.desk.PutRight;
import io.yizhan.gateway.desk.PutRight.Whose;
import io.yizhan.gateway.desk.ReceivableStore.Kind;
import io.yizhan.gateway.desk.ReceivableStore.Receivable;
import io.yizhan.gateway.desk.ReconciliationStore.Party;
import io.yizhan.gateway.desk.ReconciliationStore.PartyKind;
import io.yizhan.gateway.desk.RegistryStore.HouseholdMembership;
import io.yizhan.gateway.desk.RegistryStore.PersonRecord;
import io.yizhan.gateway.desk.SettlementScope;
import io.yizhan.gateway.desk.SettlementStore.StoredRequest;
import io.yizhan.settlement.Standing;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Who may do what: {@link RoleMatrix} says which calls a role has, this of whom and of what. */
final class Permissions {
  /** Who calls; set before any endpoint runs. */
  static final Context.Key<Caller> CALLER = Context.key("yizhan-caller");

  /** Whether the credential of the call is still that caller's; may ask the register. */
  static final Context.Key<BooleanSupplier> STILL_KNOWN = Context.key("yizhan-still-known");

  private static final Map<String, Set<Role>> ROLES = RoleMatrix.all();

  private Permissions() {}

  /** Calls that the matrix names; a call that it does not name is nobody's. */
  static Set<String> methods() {
    return ROLES.keySet();
  }

  /** Refuses a call that the caller's role does not have. */
  static void requireRole(Caller caller, String fullMethodName) {
    if (!ROLES.getOrDefault(fullMethodName, Set.of()).contains(caller.role())) {
      throw Failure.of(
          ErrorReason.ROLE_MAY_NOT,
          "此角色无权调用 " + fullMethodName,
          "this role may not call " + fullMethodName,
          Map.of("role", caller.role().name(), "method", fullMethodName));
    }
  }

  /** Who makes the current call. */
  static Caller caller() {
    Caller caller = CALLER.get();
    if (caller == null) {
      throw new IllegalStateException("an endpoint must run behind the caller interceptor");
    }
    return caller;
  }

  /** For a call that lasts: whether its credential is still good, whenever it is asked. */
  static BooleanSupplier stillKnown() {
    BooleanSupplier known = STILL_KNOWN.get();
    if (known == null) {
      throw new IllegalStateException("an endpoint must run behind the caller interceptor");
    }
    return known;
  }

  /** Refuses a hospital that names another; an empty id is left to the checks of shape. */
  static void requireOwnHospital(Caller caller, String hospitalId) {
    if (caller.role() == HOSPITAL
        && !hospitalId.isEmpty()
        && !hospitalId.equals(caller.hospitalId())) {
      throw Failure.of(
          ErrorReason.NOT_YOUR_HOSPITAL,
          "只能为本院 " + caller.hospitalId() + " 调用",
          "you act for hospital " + caller.hospitalId() + " only",
          Map.of("hospital_id", caller.hospitalId()));
    }
  }

  /**
   * Refuses who would speak of another party's days: a hospital and an insurer of their own only.
   */
  static void requireParty(Caller caller, Party party) {
    switch (caller.role()) {
      case HOSPITAL -> {
        if (party.kind() != PartyKind.HOSPITAL || !party.code().equals(caller.hospitalId())) {
          throw Failure.of(
              ErrorReason.NOT_YOUR_HOSPITAL,
              "只能为本院 " + caller.hospitalId() + " 调用",
              "you act for hospital " + caller.hospitalId() + " only",
              Map.of("hospital_id", caller.hospitalId()));
        }
      }
      case INSURER -> {
        if (party.kind() != PartyKind.INSURER || !caller.actsFor(party.code())) {
          throw notYourRegion("party.party_code");
        }
      }
      case OFFICE -> {
        if (party.kind() != PartyKind.BANK || !caller.actsFor(party.code())) {
          throw notYourRegion("party.party_code");
        }
      }
      case OPERATOR -> {}
    }
  }

  /**
   * Refuses who would see how another party's days differ. An office sees those of the hospitals in
   * its counties, too.
   *
   * @param regionOf the division that a hospital lies in
   */
  static void requireSight(
      Caller caller, Party party, Function<String, Optional<String>> regionOf) {
    if (caller.role() == OFFICE && party.kind() == PartyKind.HOSPITAL) {
      if (regionOf.apply(party.code()).filter(caller::actsFor).isEmpty()) {
        throw notYourRegion("party.party_code");
      }
    } else {
      requireParty(caller, party);
    }
  }

  /**
   * Refuses who would book in another's name: a hospital that names another, and an office that
   * names anything but the office of one of its counties. An empty id is left to the checks of
   * shape.
   */
  static void requireOwnDesk(Caller caller, String bookerId) {
    requireOwnHospital(caller, bookerId);
    if (caller.role() == OFFICE && !bookerId.isEmpty() && !isOwnOffice(caller, bookerId)) {
      throw notYourRegion("hospital_id");
    }
  }

  /** Whether an id in the place of a hospital's is that of an office of the caller's counties. */
  static boolean isOwnOffice(Caller caller, String bookerId) {
    return caller.role() == OFFICE
        && ClaimKey.isOffice(bookerId)
        && caller.actsFor(ClaimKey.countyOf(bookerId));
  }

  /** Refuses an office that names another's county. */
  static void requireOwnCounty(Caller caller, String county) {
    if (caller.role() == OFFICE && !caller.actsFor(county)) {
      throw notYourRegion("county_code");
    }
  }

  /** Leading digits of the divisions that a caller sees; the empty string stands for all. */
  static List<String> regionsOf(Caller caller) {
    return caller.role() == OPERATOR ? List.of("") : caller.regions();
  }

  /**
   * Whether the caller may see this settlement: an office what it booked itself, and what any of
   * its counties has aided, if only by a correction.
   *
   * @param countiesOf the counties that have aided a settlement, at once or by a correction
   */
  static boolean maySee(
      Caller caller, StoredRequest stored, Function<String, List<String>> countiesOf) {
    return maySee(
        caller,
        stored.key().ownerId(),
        stored.insuredRegion(),
        stored.aidCounty(),
        () ->
            stored.settlementId().isEmpty() ? List.of() : countiesOf.apply(stored.settlementId()));
  }

  /** The same of an entry of the ledger, a settlement, a correction or a reversal. */
  static boolean maySee(Caller caller, LedgerRow row, Function<String, List<String>> countiesOf) {
    return maySee(
        caller,
        row.hospitalId(),
        row.insuredRegion(),
        row.aidCounty(),
        () -> countiesOf.apply(row.besideId().isEmpty() ? row.id() : row.besideId()));
  }

  private static boolean maySee(
      Caller caller,
      String ownerId,
      String insuredRegion,
      String aidCounty,
      Supplier<List<String>> counties) {
    if (caller.role() == HOSPITAL) {
      return ownerId.equals(caller.hospitalId());
    }
    return isOwnOffice(caller, ownerId)
        || SettlementScope.of(caller).covers(insuredRegion, aidCounty)
        || (caller.role() == OFFICE && counties.get().stream().anyMatch(caller::actsFor));
  }

  /**
   * Whether the caller may see and settle what is owed: a hospital what its own patients owe it or
   * it owes them, an office what its counties keep.
   */
  static boolean maySee(Caller caller, Receivable receivable) {
    return switch (caller.role()) {
      case HOSPITAL ->
          (receivable.kind() == Kind.PATIENT_SHARE || receivable.kind() == Kind.REFUND)
              && receivable.party().equals(caller.hospitalId());
      case OFFICE -> caller.actsFor(receivable.county());
      case INSURER -> false;
      case OPERATOR -> true;
    };
  }

  /** Refuses an insurer that names a division which is not its own. */
  static void requireInsuredRegion(Caller caller, String region) {
    if (caller.role() == INSURER && !caller.actsFor(region)) {
      throw notYourRegion("insured_region_code");
    }
  }

  /**
   * Whether the caller may see a person with identities of these counties. An office sees those who
   * hold an identity of its regions; a person without any identity is not its own.
   */
  static boolean maySeePerson(Caller caller, Collection<String> counties) {
    return caller.role() != OFFICE || counties.stream().anyMatch(caller::actsFor);
  }

  /**
   * Whether the whole person is the caller's: none of the {@link Keepers} is another office's. Of a
   * person shared with another office, and of one that has moved to it, an office sees the
   * identities of its own regions and the document it asked by; it may add identities and
   * approvals, but no document, and may not change the name.
   */
  static boolean keepsWholly(Caller caller, Collection<String> keepers) {
    return caller.role() != OFFICE || keepers.stream().allMatch(caller::actsFor);
  }

  /**
   * Whether the caller may see what the register knows of somebody on its list of high own cost:
   * the whole person is the caller's, by an identity of its regions or, where nobody holds one,
   * because a hospital settled for the person as insured in the county. Of others an office sees
   * what it sent itself.
   */
  static boolean maySeeListed(Caller caller, Collection<String> keepers, boolean treatedHere) {
    return keepsWholly(caller, keepers) && (treatedHere || maySeePerson(caller, keepers));
  }

  /** What the caller may keep of persons, to be asked under the lock of each. */
  static PutRight putRight(Caller caller) {
    return caller.role() == OFFICE
        ? new PutRight(caller.regions(), (person, whose) -> refusedPut(caller, person, whose))
        : PutRight.ANY;
  }

  /**
   * The first field that an office may not keep of a person.
   *
   * <ul>
   *   <li>Identities and households must be of its regions.
   *   <li>A person known with identities of other regions only must get one of its regions now.
   *   <li>Of one it shares, or that has moved away, it may change neither name nor documents.
   *   <li>Grants are for persons with an identity of its regions, had before or given now.
   * </ul>
   */
  private static Optional<String> refusedPut(Caller caller, PersonRecord person, Whose whose) {
    if (!Stream.concat(person.identities().stream(), person.withdrawn().identities().stream())
        .map(Standing.Identity::county)
        .allMatch(caller::actsFor)) {
      return Optional.of("person.identities.county_code");
    }
    if (!person.households().stream().map(HouseholdMembership::county).allMatch(caller::actsFor)) {
      return Optional.of("person.households.county_code");
    }
    if (person.onlyWithdraws() && !whose.addsDocuments()) {
      // The store asks whether the office ever held the person: who repeats it does so no more.
      return Optional.empty();
    }
    boolean hasOwn = !person.identities().isEmpty() || maySeePerson(caller, whose.counties());
    if (!hasOwn && !whose.counties().isEmpty()) {
      return Optional.of("person.documents");
    }
    if (!keepsWholly(caller, whose.keepersWith(person.identities()))) {
      if (whose.addsDocuments()) {
        return Optional.of("person.documents");
      }
      if (!person.name().isEmpty()) {
        return Optional.of("person.name");
      }
    }
    if (!hasOwn && !person.grants().isEmpty()) {
      return Optional.of("person.grants");
    }
    return Optional.empty();
  }

  /** Refuses an office that names an account of a policy which rules none of its regions. */
  static void requireRuledRegion(Caller caller, Collection<String> ruled) {
    boolean rulesOne =
        ruled.stream()
            .anyMatch(
                digits ->
                    caller.regions().stream()
                        .anyMatch(own -> own.startsWith(digits) || digits.startsWith(own)));
    if (caller.role() == OFFICE && !rulesOne) {
      throw notYourRegion("account_code");
    }
  }

  /** Refuses an office that names a household which another county keeps. */
  static void requireOwnHousehold(Caller caller, String county) {
    if (caller.role() == OFFICE && !caller.actsFor(county)) {
      throw notYourRegion("household.county_code");
    }
  }

  /** Refuses an office a policy that rules anything outside its regions. */
  static void requireOwnPolicy(Caller caller, Collection<String> ruled) {
    if (caller.role() == OFFICE && !ruled.stream().allMatch(caller::actsFor)) {
      throw notYourRegion("policy.regions");
    }
  }

  /**
   * Refuses an office that books money of another division, or of a finite fund, which is nobody's
   * own.
   *
   * @param payer the division that a statutory fund pays for
   */
  static void requireOwnFund(Caller caller, Optional<String> payer) {
    if (caller.role() == OFFICE && payer.filter(caller::actsFor).isEmpty()) {
      throw notYourRegion("fund_code");
    }
  }

  /** The error for a division that is not the caller's. */
  static StatusRuntimeException notYourRegion(String field) {
    return Failure.of(
        ErrorReason.NOT_YOUR_REGION,
        "不属于您负责的区划",
        "the division is not one of yours",
        Map.of("field", field));
  }
}
