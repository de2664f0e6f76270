package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.PlanBook;
import io.yizhan.gateway.desk.RegistryStore.OpeningUsage;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.money.Fen;
import io.yizhan.policy.Nearest;
import io.yizhan.policy.PolicyCompiler;
import io.yizhan.policy.PolicyTable;
import io.yizhan.proto.v1.PutOpeningUsageRequest;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads opening usage against the published policies: an account that none of them has would be
 * booked and never counted.
 */
final class OpeningReader {
  private static final int SOURCE_CHARACTERS_MAX = 200;

  private OpeningReader() {}

  /** An account of persons in the versions of its policy: how long it runs, and where. */
  private record Known(Set<PolicyTable.Period> periods, Set<String> regions) {}

  static OpeningUsage read(PutOpeningUsageRequest request, Caller caller, PlanBook plans) {
    Violations violations = new Violations();
    violations.id("request_id", request.getRequestId(), ClaimReader.ID_CHARACTERS_MAX);
    Optional<PersonDocument> document =
        DocumentReader.read(
            "person_document",
            request.hasPersonDocument(),
            request.getPersonDocument(),
            violations);
    Map<String, Known> accounts = accounts(plans);
    Known account = accounts.get(request.getAccountCode());
    if (account == null) {
      unknownAccount(request.getAccountCode(), accounts.keySet(), violations);
    } else {
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
    return openingUsage(request, caller, document.orElseThrow());
  }

  private static Map<String, Known> accounts(PlanBook plans) {
    Map<String, Known> accounts = new TreeMap<>();
    for (PolicyCompiler.Published published : plans.published()) {
      PolicyTable table = published.table();
      for (PolicyTable.Account account : table.accounts()) {
        if (account.owner() == PolicyTable.Owner.PERSON) {
          Known known =
              accounts.computeIfAbsent(
                  table.code() + "/" + account.name().key(),
                  code -> new Known(new TreeSet<>(), new TreeSet<>()));
          known.periods().add(account.period());
          table.regions().forEach(region -> known.regions().add(region.digits()));
        }
      }
    }
    return accounts;
  }

  private static void unknownAccount(String code, Set<String> known, Violations violations) {
    Optional<String> nearest =
        code.length() > ClaimReader.ID_CHARACTERS_MAX ? Optional.empty() : Nearest.to(code, known);
    violations.add(
        "account_code",
        "已发布的政策没有此个人账户" + nearest.map(near -> "，是否为 " + near).orElse("，应如 zhengzhou/IN"),
        "must be an account of persons in a published policy"
            + nearest.map(near -> "; did you mean " + near).orElse(", such as zhengzhou/IN"));
  }

  private static void checkYear(int year, Set<PolicyTable.Period> periods, Violations violations) {
    int first = Violations.DATE_FIRST.getYear();
    int last = Violations.DATE_LAST.getYear();
    boolean fits =
        year == 0
            ? periods.contains(PolicyTable.Period.LIFE)
            : periods.contains(PolicyTable.Period.YEAR) && year >= first && year <= last;
    if (!fits && periods.contains(PolicyTable.Period.YEAR)) {
      violations.add(
          "benefit_year",
          "此账户按年度累计，应为 " + first + "–" + last + "，实为 " + year,
          "the account runs for a year: must be " + first + " to " + last + ", was " + year);
    } else if (!fits) {
      violations.add(
          "benefit_year", "此账户终身累计，应为 0，实为 " + year, "the account runs for life: must be 0");
    }
  }

  private static OpeningUsage openingUsage(
      PutOpeningUsageRequest request, Caller caller, PersonDocument document) {
    PutOpeningUsageRequest.Builder normal = request.toBuilder();
    normal.getPersonDocumentBuilder().setNumber(document.number());
    return new OpeningUsage(
        new RequestKey(caller.callerId(), request.getRequestId()),
        ContentReader.read(normal.build(), "request_id"),
        document,
        request.getAccountCode(),
        request.getBenefitYear(),
        request.getUsedFen(),
        request.getSource());
  }
}
