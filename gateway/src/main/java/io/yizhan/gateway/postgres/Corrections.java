package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.Stamp;
import io.yizhan.ledger.Bearers;
import io.yizhan.settlement.AccountUse;
import io.yizhan.settlement.Settlement;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Corrects one standing settlement by setting what funds bear of it, without deciding it afresh.
 * What a fund bears less the patient bears more; the hospital keeps what it was paid.
 */
final class Corrections {
  private static final String FINITE = "SELECT 1 FROM fund WHERE fund_code = ?";

  private static final String GRANT_FUND =
      "SELECT fund_code FROM charity_grant WHERE bucket = ? AND person_id = ? AND grant_id = ?";

  private Corrections() {}

  /**
   * What an account is to get back or to count more.
   *
   * @param ofHousehold the household that the settlement used
   */
  record UseMore(
      boolean ofHousehold, String account, String nameZh, int benefitYear, long moreFen) {}

  /**
   * What to set.
   *
   * @param of the settlement as it stands; its accounts must be locked
   * @param lines what each line is to bear; lines that are not named stay
   * @param uses what its accounts are to count more, or less
   * @param period the month that it counts in, first day
   */
  record Setting(
      Original of,
      Map<Bearers.Line, Long> lines,
      List<UseMore> uses,
      LocalDate period,
      Correction.Origin origin) {}

  /** What was booked. */
  record Booked(Correction correction, SortedMap<Bearers.Line, Long> moreFen) {}

  /**
   * Books the correction.
   *
   * @param years of the person and the household, read under the lock
   * @throws IllegalStateException when the settlement is reversed or the period is not open: the
   *     caller must have asked
   */
  static Booked set(Connection connection, Setting setting, Stamp stamp, AccountYears years)
      throws SQLException {
    Original of = setting.of();
    must(of.reversal(connection) == null, "a reversed settlement must not be corrected");
    must(
        Periods.isOpen(setting.period(), Periods.hold(connection), stamp.postingDate()),
        "a correction must name an open period");
    Bearers before = of.bearers();
    Bearers after = before;
    for (Map.Entry<Bearers.Line, Long> line : setting.lines().entrySet()) {
      after = after.with(line.getKey(), line.getValue());
    }
    SortedMap<Bearers.Line, Long> more = before.differencesTo(after);
    List<Settlement.FundUse> takes = takes(connection, more);
    TreeSet<String> funds = new TreeSet<>();
    takes.forEach(take -> funds.add(take.fund()));
    FundLocks.lock(connection, funds);
    Correction correction =
        new Correction(
            of,
            stamp,
            setting.period(),
            setting.uses().stream().anyMatch(UseMore::ofHousehold) ? of.householdId() : "",
            of.bill().insurerSettlementId(),
            of.bill().aidCounty(),
            of.bill().policyVersions(),
            null,
            before.correctionTo(after),
            uses(setting, years),
            takes,
            givenBack(connection, of, takes),
            setting.origin());
    CorrectionLedger.book(connection, List.of(correction), years);
    return new Booked(correction, more);
  }

  private static List<AccountUse> uses(Setting setting, AccountYears years) {
    List<AccountUse> uses = new ArrayList<>();
    for (UseMore use : setting.uses()) {
      String owner = use.ofHousehold() ? setting.of().householdId() : setting.of().personId();
      uses.add(
          new AccountUse(
              use.ofHousehold(),
              use.account(),
              use.nameZh(),
              use.benefitYear(),
              years.usedFen(owner, use.benefitYear(), use.account()),
              use.moreFen(),
              -1,
              years.heldFen(owner, use.benefitYear(), use.account())));
    }
    return uses;
  }

  /** What finite funds give more or get back. */
  private static List<Settlement.FundUse> takes(
      Connection connection, SortedMap<Bearers.Line, Long> more) throws SQLException {
    Map<String, Long> byFund = new TreeMap<>();
    more.forEach(
        (line, fen) ->
            byFund.merge(
                line.party().substring(0, line.party().indexOf('@')), fen, Math::addExact));
    List<Settlement.FundUse> takes = new ArrayList<>();
    for (Map.Entry<String, Long> fund : byFund.entrySet()) {
      boolean finite =
          Sql.first(connection, FINITE, row -> row.getInt(1), fund.getKey()).isPresent();
      if (finite && fund.getValue() != 0) {
        takes.add(new Settlement.FundUse(fund.getKey(), fund.getValue()));
      }
    }
    return takes;
  }

  /** What grants get back of what finite funds do; they are never drawn more here. */
  private static List<Settlement.GrantDraw> givenBack(
      Connection connection, Original of, List<Settlement.FundUse> takes) throws SQLException {
    Map<String, Long> leftByFund = new TreeMap<>();
    takes.forEach(take -> leftByFund.put(take.fund(), -take.takenFen()));
    List<Settlement.GrantDraw> draws = new ArrayList<>();
    for (Settlement.GrantDraw draw : of.draws()) {
      String fund =
          Sql.first(
                  connection,
                  GRANT_FUND,
                  row -> row.getString(1),
                  Bucket.of(of.personId()),
                  of.personId(),
                  draw.grantId())
              .orElseThrow();
      long backFen = Math.min(draw.drawnFen(), leftByFund.getOrDefault(fund, 0L));
      if (backFen > 0) {
        draws.add(new Settlement.GrantDraw(draw.grantId(), -backFen));
        leftByFund.merge(fund, -backFen, Math::addExact);
      }
    }
    return draws;
  }

  private static void must(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalStateException(rule);
    }
  }
}
