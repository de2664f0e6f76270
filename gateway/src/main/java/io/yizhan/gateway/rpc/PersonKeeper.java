package io.yizhan.gateway.rpc;

import io.grpc.StatusRuntimeException;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.Keepers;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.PutRight;
import io.yizhan.gateway.desk.RegistryStore;
import io.yizhan.gateway.desk.RegistryStore.HouseholdMembership;
import io.yizhan.gateway.desk.RegistryStore.PersonRecord;
import io.yizhan.gateway.desk.RegistryStore.PutPersonResult;
import io.yizhan.gateway.desk.SettlementDesk;
import io.yizhan.settlement.Standing;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps a person for a caller, if the person is the caller's to keep; and who may see one. */
final class PersonKeeper {
  private PersonKeeper() {}

  /** Keeps the person, if {@link Permissions#putRight} lets the caller. May block. */
  static PutPersonResult.Kept put(
      RegistryStore store, Caller caller, PersonRecord person, Instant now) {
    PutPersonResult result =
        store.putPerson(person, Permissions.putRight(caller), caller.callerId(), now);
    if (result instanceof PutPersonResult.Kept kept) {
      return kept;
    }
    if (result instanceof PutPersonResult.NotYours refused) {
      throw notYours(refused);
    }
    if (result instanceof PutPersonResult.GrantInUse grant) {
      throw inUse(grant);
    }
    if (result instanceof PutPersonResult.HouseholdsOverlap overlap) {
      throw overlap(overlap.first(), overlap.second());
    }
    if (result instanceof PutPersonResult.AwaitsCheck awaits) {
      throw Failure.of(
          ErrorReason.IDENTITY_AWAITS_CHECK,
          "此人 " + awaits.from() + " 起的该身份为容缺身份，请先用 EndProvisional 终结",
          "the person has this identity from " + awaits.from() + " provisionally: end its approval",
          Map.of("category", awaits.category(), "from", awaits.from().toString()));
    }
    if (result instanceof PutPersonResult.PersonUnknown) {
      throw RegistryEndpoint.personNotFound();
    }
    throw Failure.of(
        ErrorReason.DOCUMENTS_OF_TWO_PERSONS,
        "这些证件属于两份已登记的档案，请先核实；确是一人时用 JoinPersons 合并，其中一份没有本区县身份的由运营方合并",
        "these documents belong to two registered records; find out which is right. Where they are"
            + " one person, join them with JoinPersons; where one has no identity of your county the"
            + " operator joins them");
  }

  private static StatusRuntimeException notYours(PutPersonResult.NotYours refused) {
    if (refused.divisions().isEmpty()) {
      return Permissions.notYourRegion(refused.field());
    }
    String divisions = String.join(",", refused.divisions());
    return Failure.of(
        ErrorReason.NOT_YOUR_REGION,
        "此编号由区划 " + divisions + " 登记，不由您负责，不能更改（" + refused.field() + "）：请换一个编号，或由其经办机构、运营方更正",
        refused.field()
            + " is that of division "
            + divisions
            + ", not yours to change: use another id, or let its office or the operator change it",
        Map.of("field", refused.field(), "division", divisions));
  }

  private static StatusRuntimeException inUse(PutPersonResult.GrantInUse grant) {
    return Failure.of(
        ErrorReason.GRANT_IN_USE,
        "核准 "
            + grant.grantId()
            + " 由 "
            + grant.fund()
            + " 给付，已支用或占用 "
            + grant.usedFen()
            + " 分：不能撤销或改换资金，金额不得低于此数（"
            + grant.field()
            + "）",
        "grant "
            + grant.grantId()
            + " of "
            + grant.fund()
            + " has "
            + grant.usedFen()
            + " fen drawn or held: it stays, its fund, too, and its amount is no less; see "
            + grant.field(),
        Map.of(
            "field", grant.field(),
            "grant_id", grant.grantId(),
            "fund_code", grant.fund(),
            "used_fen", Long.toString(grant.usedFen())));
  }

  /** Refuses to let an office learn of a person who is not its own. May block. */
  static void requireVisible(RegistryStore store, Caller caller, PersonDocument document) {
    if (caller.role() == Caller.Role.OFFICE) {
      Optional<List<Standing.Identity>> held = store.identitiesOf(document);
      if (held.isEmpty() || !Permissions.maySeePerson(caller, Keepers.all(held.get()))) {
        throw RegistryEndpoint.personNotFound();
      }
    }
  }

  /**
   * Refuses an office that names a person who holds no identity of its regions in a benefit year:
   * it cannot know what the person has used. A benefit year begins in its calendar year and may end
   * in the next. May block.
   *
   * @param benefitYear 0 for life
   */
  static void requireHeldIn(
      RegistryStore store, Caller caller, PersonDocument document, int benefitYear) {
    if (caller.role() != Caller.Role.OFFICE || benefitYear == 0) {
      requireVisible(store, caller, document);
      return;
    }
    LocalDate first = LocalDate.of(benefitYear, 1, 1);
    if (!Permissions.maySeePerson(
        caller, store.countiesOf(document, first, first.plusYears(2).minusDays(1)))) {
      throw RegistryEndpoint.personNotFound();
    }
  }

  /** Both are named by county and days: with them the county finds the number in its own files. */
  static StatusRuntimeException overlap(HouseholdMembership one, HouseholdMembership other) {
    String first = shown(one);
    String second = shown(other);
    return Failure.of(
        ErrorReason.HOUSEHOLDS_OVERLAP,
        "同一日只能属于一个家庭：" + first + " 与 " + second + " 重叠，请先填写前一段的截止日；从未属实的，写 withdrawn 撤销",
        "a person belongs to one household at a time: "
            + first
            + " and "
            + second
            + " overlap; end the earlier one first, or withdraw one that never was true",
        Map.of("first", first, "second", second));
  }

  private static String shown(HouseholdMembership membership) {
    return membership.county()
        + " "
        + membership.from()
        + "–"
        + membership.to().map(LocalDate::toString).orElse("");
  }

  /**
   * Refuses an office early what {@link Permissions#putRight} does not let it keep; the store asks
   * again under the lock. May block.
   */
  static void requireOwn(RegistryStore store, Caller caller, PersonRecord person, Instant now) {
    if (caller.role() != Caller.Role.OFFICE) {
      return;
    }
    List<Standing.Identity> identities = new ArrayList<>();
    int known = 0;
    for (PersonDocument document : person.documents()) {
      Optional<List<Standing.Identity>> held = store.identitiesOf(document);
      if (held.isPresent()) {
        known++;
        identities.addAll(held.get());
      }
    }
    LocalDate today = LocalDate.ofInstant(now, SettlementDesk.CIVIL_ZONE);
    boolean addsDocuments = known > 0 && known < person.documents().size();
    Optional<String> refused =
        Permissions.putRight(caller)
            .check()
            .refused(person, new PutRight.Whose(identities, today, addsDocuments));
    if (refused.isPresent()) {
      throw Permissions.notYourRegion(refused.get());
    }
  }
}
