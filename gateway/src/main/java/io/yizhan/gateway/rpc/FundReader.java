package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.RegistryStore.FundMoneyEntry;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.money.Fen;
import io.yizhan.proto.v1.AddFundMoneyRequest;
import io.yizhan.proto.v1.ListFundsRequest;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what is said of funds. */
final class FundReader {
  /** A statutory fund and the division that pays, as postings name them. */
  private static final Pattern STATUTORY = Pattern.compile("[A-Za-z0-9._-]{1,32}@([0-9]{6})");

  /** Where a page begins: after this fund and year. */
  private static final Pattern PLACE = Pattern.compile("([A-Za-z0-9._@-]{1,64})/([0-9]{1,4})");

  private FundReader() {}

  /** The division that a statutory fund pays for; empty for what is no statutory fund. */
  static Optional<String> payer(String fund) {
    Matcher statutory = STATUTORY.matcher(fund);
    return statutory.matches() ? Optional.of(statutory.group(1)) : Optional.empty();
  }

  static FundMoneyEntry read(AddFundMoneyRequest request, Caller caller) {
    Violations violations = new Violations();
    violations.id("request_id", request.getRequestId(), ClaimReader.ID_CHARACTERS_MAX);
    String fund = request.getFundCode();
    Optional<String> payer = fund(fund, violations);
    year(fund, request.getBudgetYear(), violations);
    violations.amount("amount_fen", request.getAmountFen(), 1, Fen.AMOUNT_MAX);
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    Permissions.requireOwnFund(caller, payer);
    return new FundMoneyEntry(
        new RequestKey(caller.callerId(), request.getRequestId()),
        ContentReader.read(request, "request_id"),
        fund,
        request.getBudgetYear(),
        request.getAmountFen());
  }

  /** Names what is no fund; answers the division that a statutory one pays for. */
  static Optional<String> fund(String fund, Violations violations) {
    Matcher statutory = STATUTORY.matcher(fund);
    if (!fund.contains("@")) {
      violations.code("fund_code", fund, ClaimReader.ID_CHARACTERS_MAX);
      return Optional.empty();
    }
    if (!statutory.matches()) {
      violations.add(
          "fund_code",
          "法定资金应为 1–32 个字母或数字，加 @ 和六位区划，如 610100@410122",
          "a statutory fund must be 1 to 32 letters or digits, @ and six digits, as 610100@410122");
      return Optional.empty();
    }
    return Optional.of(statutory.group(1));
  }

  /** Names a year that does not fit the fund. */
  static void year(String fund, int year, Violations violations) {
    int first = Violations.DATE_FIRST.getYear();
    int last = Violations.DATE_LAST.getYear();
    if (!fund.contains("@")) {
      if (year != 0) {
        violations.add(
            "budget_year",
            "有限资金不分年度，应为 0；法定资金应写明区划，如 610100@410122",
            "must be 0 of a finite fund; a statutory fund names its division, as in 610100@410122");
      }
    } else if (year < first || year > last) {
      violations.add(
          "budget_year",
          "法定资金按年，应为 " + first + "–" + last + "，实为 " + year,
          "must be " + first + " to " + last + " of a statutory fund, was " + year);
    }
  }

  /**
   * A page of the list.
   *
   * @param regions see {@link io.yizhan.gateway.desk.FundStore#balances}
   */
  record Page(List<String> regions, String afterFund, int afterYear, int size) {}

  static Page page(ListFundsRequest request, Caller caller) {
    return page(request.getPageSize(), request.getPageToken(), caller);
  }

  static Page page(int pageSize, String pageToken, Caller caller) {
    Violations violations = new Violations();
    int size = violations.pageSize(pageSize);
    Optional<String> key = Pages.key(pageToken, violations);
    Matcher place = PLACE.matcher(key.orElse(""));
    boolean found = place.matches();
    if (key.isPresent() && !found) {
      Pages.refuse(pageToken, violations);
    }
    violations.throwIfAny(ErrorReason.BAD_REQUEST);
    List<String> regions = caller.role() == Caller.Role.OPERATOR ? List.of("") : caller.regions();
    return new Page(
        regions, found ? place.group(1) : "", found ? Integer.parseInt(place.group(2)) : 0, size);
  }
}
