package io.yizhan.gateway.postgres;

import io.yizhan.claim.ClaimKey;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.settlement.Standing;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What quotes that bind hold of a person's and a household's accounts and of the person's grants,
 * as far as they have not expired by the server's clock. The sums beside what is used are of all
 * holds that have not been ended yet; whoever decides a claim counts these rows instead, so that a
 * hold counts for nothing from the moment it expires, whether or not anybody has ended it.
 */
final class Holds {
  /** Nothing is held. */
  static final Holds NONE = new Holds(List.of());

  private static final String READ =
      """
      SELECT account_id, hospital_id, request_id, encounter_id, bill_number, use_year, use_code,
        use_fen, grant_id, grant_fen, fund_code, fund_fen, expire_time > now(), over
      FROM account_hold
      WHERE (bucket, account_id) IN ((?, ?), (?, ?))
      """;

  private static final String LEAVE_BEHIND =
      """
      UPDATE account_hold SET over = true
      WHERE (bucket, account_id) IN ((?, ?), (?, ?)) AND expire_time <= now() AND NOT over
      """;

  private final List<Part> all;
  private final List<Part> parts;
  private final Set<RequestKey> over;
  private final boolean newlyExpired;

  private Holds(List<Part> all) {
    this.all = all;
    this.parts = all.stream().filter(Part::isLive).toList();
    this.over = all.stream().filter(Part::over).map(Part::hold).collect(Collectors.toSet());
    this.newlyExpired = all.stream().anyMatch(part -> !part.inTime() && !part.over());
  }

  /**
   * What one hold has of one account; of grants and funds too where the account is the person's.
   */
  private record Part(
      String accountId,
      RequestKey hold,
      ClaimKey bill,
      List<Amount<Use>> uses,
      List<Amount<String>> grants,
      List<Amount<String>> funds,
      boolean inTime,
      boolean over) {
    boolean isLive() {
      return inTime && !over;
    }
  }

  private record Use(boolean ofHousehold, String code, int benefitYear) {}

  private record Amount<K>(K of, long fen) {}

  /** The holds of a person and, unless it is empty, of a household. */
  static Holds read(Connection connection, String personId, String householdId)
      throws SQLException {
    String second = householdId.isEmpty() ? personId : householdId;
    return new Holds(
        Sql.list(
            connection,
            READ,
            row -> part(row, personId),
            Bucket.of(personId),
            personId,
            Bucket.of(second),
            second));
  }

  private static Part part(ResultSet row, String personId) throws SQLException {
    String accountId = row.getString(1);
    boolean ofHousehold = !accountId.equals(personId);
    Integer[] years = (Integer[]) array(row, 6);
    String[] codes = (String[]) array(row, 7);
    Long[] fen = (Long[]) array(row, 8);
    List<Amount<Use>> uses = new ArrayList<>();
    for (int i = 0; i < codes.length; i++) {
      uses.add(new Amount<>(new Use(ofHousehold, codes[i], years[i]), fen[i]));
    }
    return new Part(
        accountId,
        new RequestKey(row.getString(2), row.getString(3)),
        new ClaimKey(row.getString(2), row.getString(4), row.getString(5)),
        uses,
        named(row, 9),
        named(row, 11),
        row.getBoolean(13),
        row.getBoolean(14));
  }

  private static List<Amount<String>> named(ResultSet row, int column) throws SQLException {
    String[] names = (String[]) array(row, column);
    Long[] fen = (Long[]) array(row, column + 1);
    List<Amount<String>> amounts = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      amounts.add(new Amount<>(names[i], fen[i]));
    }
    return amounts;
  }

  private static Object array(ResultSet row, int column) throws SQLException {
    Array array = row.getArray(column);
    return array.getArray();
  }

  /**
   * Marks what has expired of the locked accounts: who books now may use it, and it must not count
   * again when the server's clock goes back.
   */
  void leaveBehind(Connection connection, Persons.Locked locked) throws SQLException {
    if (newlyExpired) {
      String second = locked.householdId().isEmpty() ? locked.personId() : locked.householdId();
      Sql.update(
          connection,
          LEAVE_BEHIND,
          Bucket.of(locked.personId()),
          locked.personId(),
          Bucket.of(second),
          second);
    }
  }

  /** Whether somebody has used what this hold had, when it had expired. */
  boolean isOver(RequestKey hold) {
    return over.contains(hold);
  }

  /** The holds of this very bill, the person's, that have not ended; they may have expired. */
  List<RequestKey> of(ClaimKey bill, String personId) {
    return all.stream()
        .filter(part -> part.bill().equals(bill) && part.accountId().equals(personId))
        .map(Part::hold)
        .toList();
  }

  /** How many other bills of the person are held. */
  long countOthers(ClaimKey bill, String personId) {
    return parts.stream()
        .filter(part -> !part.bill().equals(bill) && part.accountId().equals(personId))
        .count();
  }

  /**
   * What was read of a person, with what is held for other bills than this one: the money of finite
   * funds was read with all that is held of it.
   */
  Standing beside(Standing read, ClaimKey bill) {
    Map<String, Long> own = new HashMap<>();
    List<Part> others = new ArrayList<>();
    for (Part part : parts) {
      if (part.bill().equals(bill)) {
        part.funds().forEach(fund -> own.merge(fund.of(), fund.fen(), Math::addExact));
      } else {
        others.add(part);
      }
    }
    return with(read, others, own);
  }

  /** What was read of a person, with all that is held. */
  Standing all(Standing read) {
    return with(read, parts, Map.of());
  }

  private static Standing with(Standing read, List<Part> counted, Map<String, Long> ownOfFunds) {
    if (counted.isEmpty() && ownOfFunds.isEmpty()) {
      return read;
    }
    Map<Use, Long> ofUses = new HashMap<>();
    Map<String, Long> ofGrants = new HashMap<>();
    for (Part part : counted) {
      part.uses().forEach(use -> ofUses.merge(use.of(), use.fen(), Math::addExact));
      part.grants().forEach(grant -> ofGrants.merge(grant.of(), grant.fen(), Math::addExact));
    }
    Map<String, Standing.FundMoney> funds = new HashMap<>(read.funds());
    ownOfFunds.forEach((fund, fen) -> funds.computeIfPresent(fund, (code, m) -> less(m, fen)));
    return new Standing(
        read.personId(),
        read.householdId(),
        read.hospital(),
        read.identities(),
        read.approvals(),
        read.grants().stream().map(grant -> withHeld(grant, ofGrants)).toList(),
        read.usage().stream().map(usage -> withHeld(usage, ofUses)).toList(),
        funds,
        read.exposures());
  }

  private static Standing.FundMoney less(Standing.FundMoney money, long ownFen) {
    return new Standing.FundMoney(money.budgetFen(), money.usedFen(), money.heldFen() - ownFen);
  }

  /** A grant is drawn and held alike: what it has left is neither. */
  private static Standing.Grant withHeld(Standing.Grant grant, Map<String, Long> held) {
    Long fen = held.get(grant.grantId());
    return fen == null
        ? grant
        : new Standing.Grant(
            grant.grantId(),
            grant.fund(),
            grant.amountFen(),
            Math.addExact(grant.drawnFen(), fen),
            grant.from(),
            grant.to());
  }

  /** An account that a hold uses is among those that are read, unless it is of another year. */
  private static Standing.Usage withHeld(Standing.Usage usage, Map<Use, Long> held) {
    Long fen = held.get(new Use(usage.ofHousehold(), usage.account(), usage.benefitYear()));
    return fen == null
        ? usage
        : new Standing.Usage(
            usage.ofHousehold(), usage.account(), usage.benefitYear(), usage.usedFen(), fen);
  }
}
