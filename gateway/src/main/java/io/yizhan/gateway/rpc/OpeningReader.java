package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.PlanBook;
import io.yizhan.gateway.desk.RegistryStore.AccountOwner;
import io.yizhan.gateway.desk.RegistryStore.OpeningUsage;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.RosterStore;
import io.yizhan.money.Fen;
import io.yizhan.policy.Nearest;
import io.yizhan.policy.PolicyCompiler;
import io.yizhan.policy.PolicyTable;
import io.yizhan.proto.v1.Household;
import io.yizhan.proto.v1.PutOpeningUsageRequest;
import io.yizhan.proto.v1.StatedUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads opening usage against the published policies: an account that none of them has would be
 * booked and never counted.
 */
final class OpeningReader {
  private static final int SOURCE_CHARACTERS_MAX = 200;
  private static final int ACCOUNT_CHARACTERS_MAX = 200;

  /** The policy and the account's own key, before what it counts by. */
  private static final Pattern BASE = Pattern.compile("[^/#]+/[^/#]+");

  private OpeningReader() {}

  /** An account in the versions of its policy: whose, how long it runs, where, and by what. */
  private record Known(
      Set<PolicyTable.Owner> owners,
      Set<PolicyTable.Period> periods,
      Set<String> regions,
      Map<String, String> tails) {}

  static OpeningUsage read(PutOpeningUsageRequest request, Caller caller, PlanBook plans) {
    Violations violations = new Violations();
    violations.id("request_id", request.getRequestId(), ClaimReader.ID_CHARACTERS_MAX);
    Optional<AccountOwner> owner = owner(request, violations);
    Map<String, Known> accounts = accounts(plans);
    String base = base(request.getAccountCode());
    Known account = accounts.get(base);
    if (account == null) {
      unknownAccount(base, accounts.keySet(), violations);
    } else {
      checkOwner(request.hasHousehold(), account.owners(), violations);
      checkTail(request.getAccountCode(), base, account.tails(), violations);
      checkYear(request.getBenefitYear(), account.periods(), violations);
    }
    if (request.getUsedFen() == 0) {
      violations.add("used_fen", "不得为 0；更正时可为负", "must not be 0; a correction may be negative");
    } else {
      violations.amount("used_fen", request.getUsedFen(), -Fen.AMOUNT_MAX, Fen.AMOUNT_MAX);
    }
    violations.text("source", request.getSource(), 1, SOURCE_CHARACTERS_MAX);
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    if (account != null) {
      Permissions.requireRuledRegion(caller, account.regions());
    }
    if (owner.orElseThrow() instanceof AccountOwner.OfHousehold household) {
      Permissions.requireOwnHousehold(caller, household.county());
    }
    return openingUsage(request, caller, owner.get());
  }

  /** Reads what accounts of a newborn have used, against the published policies. */
  static List<RosterStore.Stated> stated(
      List<StatedUsage> usages, Caller caller, PlanBook plans, Violations violations) {
    List<RosterStore.Stated> stated = new ArrayList<>();
    Map<String, Known> accounts = accounts(plans);
    for (StatedUsage usage : usages) {
      String base = base(usage.getAccountCode());
      Known account = accounts.get(base);
      if (account == null) {
        unknownAccount(base, accounts.keySet(), violations);
      } else {
        checkOwner(false, account.owners(), violations);
        checkTail(usage.getAccountCode(), base, account.tails(), violations);
        checkYear(usage.getBenefitYear(), account.periods(), violations);
        Permissions.requireRuledRegion(caller, account.regions());
      }
      violations.amount("used_fen", usage.getUsedFen(), 1, Fen.AMOUNT_MAX);
      stated.add(
          new RosterStore.Stated(
              usage.getAccountCode(), usage.getBenefitYear(), usage.getUsedFen()));
    }
    return stated;
  }

  /** The household where one is named, else the person. */
  private static Optional<AccountOwner> owner(
      PutOpeningUsageRequest request, Violations violations) {
    if (!request.hasHousehold()) {
      return DocumentReader.read(
              "person_document",
              request.hasPersonDocument(),
              request.getPersonDocument(),
              violations)
          .map(AccountOwner.OfPerson::new);
    }
    if (request.hasPersonDocument()) {
      violations.add(
          "person_document", "已写家庭，不能再写个人", "must be absent where the household is named");
    }
    Household household = request.getHousehold();
    violations.region("household.county_code", household.getCountyCode());
    violations.key(
        "household.household_code", household.getHouseholdCode(), 1, ClaimReader.ID_CHARACTERS_MAX);
    return Optional.of(
        new AccountOwner.OfHousehold(household.getCountyCode(), household.getHouseholdCode()));
  }

  private static void checkOwner(
      boolean ofHousehold, Set<PolicyTable.Owner> owners, Violations violations) {
    if (ofHousehold && !owners.contains(PolicyTable.Owner.HOUSEHOLD)) {
      violations.add("household", "此账户属于个人，应写个人证件", "the account is of persons: name the person");
    } else if (!ofHousehold && !owners.contains(PolicyTable.Owner.PERSON)) {
      violations.add(
          "household", "此账户属于家庭，应写家庭", "the account is of households: name the household");
    }
  }

  private static Map<String, Known> accounts(PlanBook plans) {
    Map<String, Known> accounts = new TreeMap<>();
    for (PolicyCompiler.Published published : plans.published()) {
      PolicyTable table = published.table();
      for (PolicyTable.Account account : table.accounts()) {
        if (account.owner() != PolicyTable.Owner.FUND) {
          Known known =
              accounts.computeIfAbsent(
                  table.accountCode(account.name().key()),
                  code ->
                      new Known(
                          new TreeSet<>(), new TreeSet<>(), new TreeSet<>(), new TreeMap<>()));
          known.owners().add(account.owner());
          known.periods().add(account.period());
          addTail(account, known.tails());
          table.regions().forEach(region -> known.regions().add(region.digits()));
        }
      }
    }
    return accounts;
  }

  /** What must follow the code, as the settlement writes it: a pattern, and how it is shown. */
  private static void addTail(PolicyTable.Account account, Map<String, String> tails) {
    boolean byWord = account.by().isPresent();
    boolean byStay = account.period() == PolicyTable.Period.ENCOUNTER;
    tails.put(
        (byWord ? "#.+" : "") + (byStay ? "/[^/]+/.+" : ""),
        (byWord ? "#WORD" : "") + (byStay ? "/HOSPITAL/ENCOUNTER" : ""));
  }

  private static String base(String code) {
    Matcher matcher = BASE.matcher(code);
    return matcher.lookingAt() ? matcher.group() : code;
  }

  private static void checkTail(
      String code, String base, Map<String, String> tails, Violations violations) {
    int before = violations.count();
    violations.key("account_code", code, 1, ACCOUNT_CHARACTERS_MAX);
    String tail = code.substring(base.length());
    if (violations.count() == before && tails.keySet().stream().noneMatch(tail::matches)) {
      List<String> shown = tails.values().stream().map(form -> base + form).toList();
      violations.add(
          "account_code",
          "此账户应写作 " + String.join(" 或 ", shown),
          "the account must be written " + String.join(" or ", shown));
    }
  }

  private static void unknownAccount(String code, Set<String> known, Violations violations) {
    Optional<String> nearest =
        code.length() > ClaimReader.ID_CHARACTERS_MAX ? Optional.empty() : Nearest.to(code, known);
    violations.add(
        "account_code",
        "已发布的政策没有此个人或家庭账户" + nearest.map(near -> "，是否为 " + near).orElse("，应如 zhengzhou/IN"),
        "must be an account of persons or households in a published policy"
            + nearest.map(near -> "; did you mean " + near).orElse(", such as zhengzhou/IN"));
  }

  private static void checkYear(int year, Set<PolicyTable.Period> periods, Violations violations) {
    int first = Violations.DATE_FIRST.getYear();
    int last = Violations.DATE_LAST.getYear();
    boolean fits =
        year == 0
            ? !periods.equals(Set.of(PolicyTable.Period.YEAR))
            : periods.contains(PolicyTable.Period.YEAR) && year >= first && year <= last;
    if (!fits && periods.contains(PolicyTable.Period.YEAR)) {
      violations.add(
          "benefit_year",
          "此账户按年度累计，应为 " + first + "–" + last + "，实为 " + year,
          "the account runs for a year: must be " + first + " to " + last + ", was " + year);
    } else if (!fits) {
      violations.add(
          "benefit_year",
          "此账户不按年度累计，应为 0，实为 " + year,
          "the account does not run for a year: must be 0");
    }
  }

  private static OpeningUsage openingUsage(
      PutOpeningUsageRequest request, Caller caller, AccountOwner owner) {
    PutOpeningUsageRequest.Builder normal = request.toBuilder();
    if (owner instanceof AccountOwner.OfPerson person) {
      normal.getPersonDocumentBuilder().setNumber(person.document().number());
    }
    return new OpeningUsage(
        new RequestKey(caller.callerId(), request.getRequestId()),
        ContentReader.read(normal.build(), "request_id"),
        owner,
        request.getAccountCode(),
        request.getBenefitYear(),
        request.getUsedFen(),
        request.getSource());
  }
}
