package io.yizhan.settlement;

import io.yizhan.policy.PolicyTable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What settlements have used of accounts, funds and grants; fen, or counts. What one added can be
 * added again or taken off.
 */
final class OracleBooks {
  private final Map<String, Long> accounts = new TreeMap<>();
  private final Map<String, Long> funds = new TreeMap<>();
  private final Map<String, Long> grants = new TreeMap<>();

  /** The books of the settlements that stand, added up from nothing. */
  static OracleBooks sumOf(List<OracleBooks> standing) {
    OracleBooks sum = new OracleBooks();
    standing.forEach(each -> sum.book(each, 1));
    return sum;
  }

  /** Books what another has; the mirror with a sign of -1. */
  void book(OracleBooks other, long sign) {
    other.accounts.forEach((key, fen) -> accounts.merge(key, sign * fen, Long::sum));
    other.funds.forEach((key, fen) -> funds.merge(key, sign * fen, Long::sum));
    other.grants.forEach((key, fen) -> grants.merge(key, sign * fen, Long::sum));
  }

  private static String key(boolean ofHousehold, String account, int year) {
    return (ofHousehold ? "H " : "P ") + year + " " + account;
  }

  /** What a settlement says that it uses. */
  static OracleBooks of(Settlement settlement) {
    OracleBooks books = new OracleBooks();
    for (AccountUse use : settlement.uses()) {
      String key = key(use.ofHousehold(), use.account(), use.benefitYear());
      books.accounts.merge(key, use.addedFen(), Long::sum);
    }
    settlement.fundUses().forEach(use -> books.funds.merge(use.fund(), use.takenFen(), Long::sum));
    settlement
        .grantDraws()
        .forEach(draw -> books.grants.merge(draw.grantId(), draw.drawnFen(), Long::sum));
    return books;
  }

  /** What the oracle finds that a claim uses. */
  static OracleBooks of(PolicyTable table, NaiveOracle oracle, Standing before) {
    OracleBooks books = new OracleBooks();
    for (PolicyTable.Account account : table.accounts()) {
      if (account.owner() == PolicyTable.Owner.FUND) {
        String layer = account.adds().get(0).value().split("\\.", 2)[0];
        BigDecimal taken = oracle.quantities().taken(account);
        books.funds.merge(layer(table, layer).fund(), fen(taken, 2), Long::sum);
      } else {
        int scale = OracleAccounts.counting(account) ? 0 : 2;
        String key =
            key(
                oracle.accounts().ofHousehold(account),
                oracle.accounts().key(account),
                oracle.accounts().year(account));
        books.accounts.merge(key, fen(oracle.quantities().added(account), scale), Long::sum);
      }
    }
    books.drawGrants(table, oracle, before);
    return books;
  }

  /** What a layer pays is drawn from the grants of its fund, the first to expire first. */
  private void drawGrants(PolicyTable table, NaiveOracle oracle, Standing before) {
    for (PolicyTable.Layer layer : table.layers()) {
      if (layer.needs().filter("grant"::equals).isPresent()) {
        long toDraw = fen(oracle.quantities().paidHere(layer.name().key()), 2);
        List<Standing.Grant> ofFund =
            before.grants().stream()
                .filter(grant -> grant.fund().equals(layer.fund()))
                .filter(grant -> grant.validOn(oracle.day()))
                .sorted(Comparator.comparing(Standing.Grant::to))
                .toList();
        for (Standing.Grant grant : ofFund) {
          long drawn = Math.min(toDraw, grant.leftFen());
          grants.merge(grant.grantId(), drawn, Long::sum);
          toDraw -= drawn;
        }
      }
    }
  }

  private static PolicyTable.Layer layer(PolicyTable table, String named) {
    return table.layers().stream()
        .filter(layer -> OracleFacts.isNamed(layer.name(), named))
        .findFirst()
        .orElseThrow();
  }

  private static long fen(BigDecimal amount, int scale) {
    return amount.movePointRight(scale).longValueExact();
  }

  /** The same person with what these books have used besides. */
  Standing over(Standing base) {
    Map<String, Standing.Usage> usage = new HashMap<>();
    for (Standing.Usage line : base.usage()) {
      usage.put(key(line.ofHousehold(), line.account(), line.benefitYear()), line);
    }
    accounts.forEach(
        (key, fen) -> {
          String[] words = key.split(" ", 3);
          Standing.Usage line =
              usage.getOrDefault(
                  key,
                  new Standing.Usage(
                      words[0].equals("H"), words[2], Integer.parseInt(words[1]), 0, 0));
          usage.put(
              key,
              new Standing.Usage(
                  line.ofHousehold(),
                  line.account(),
                  line.benefitYear(),
                  line.usedFen() + fen,
                  line.heldFen()));
        });
    Map<String, Standing.FundMoney> money = new HashMap<>(base.funds());
    funds.forEach(
        (fund, fen) ->
            money.computeIfPresent(
                fund,
                (any, had) ->
                    new Standing.FundMoney(had.budgetFen(), had.usedFen() + fen, had.heldFen())));
    List<Standing.Grant> drawn = new ArrayList<>();
    for (Standing.Grant grant : base.grants()) {
      drawn.add(
          new Standing.Grant(
              grant.grantId(),
              grant.fund(),
              grant.amountFen(),
              grant.drawnFen() + grants.getOrDefault(grant.grantId(), 0L),
              grant.from(),
              grant.to()));
    }
    return new Standing(
        base.personId(),
        base.householdId(),
        base.hospital(),
        base.identities(),
        base.approvals(),
        drawn,
        List.copyOf(usage.values()),
        money);
  }

  /** What is used of each; nothing of what is used no more. */
  @Override
  public String toString() {
    Map<String, Long> all = new TreeMap<>(accounts);
    funds.forEach((fund, fen) -> all.put("F " + fund, fen));
    grants.forEach((grant, fen) -> all.put("G " + grant, fen));
    all.values().removeIf(fen -> fen == 0);
    return all.toString();
  }
}
