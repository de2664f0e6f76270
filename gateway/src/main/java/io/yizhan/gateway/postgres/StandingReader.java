package io.yizhan.gateway.postgres;

import io.yizhan.claim.ClaimKey;
import io.yizhan.claim.InsurerKey;
import io.yizhan.claim.ServiceDates;
import io.yizhan.gateway.desk.PostingClock;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.SettledBefore;
import io.yizhan.gateway.desk.Stamp;
import io.yizhan.policy.PolicyPlan;
import io.yizhan.settlement.Standing;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Reads what is known of a person at a hospital: one statement, every part by its primary key. What
 * quotes that bind hold of accounts and grants is not in it: {@link Holds} adds it where an account
 * says that something is held; of finite funds it is, so that nobody must read twice for others'.
 */
final class StandingReader {
  private static final int VERSION = 13;
  private static final int CODES = 14;
  private static final int PERSON = 19;
  private static final int PLACE = 20;

  /** The year of totals of one stay, and of those for life. */
  private static final int UNDATED = 0;

  /** Where the row is missing nothing may be booked: no day of it is of any id. */
  private static final PostingClock NO_CLOCK =
      new PostingClock(
          PostingClock.CUT_OFF_MAX, PostingClock.CUT_OFF_MAX, LocalDate.MIN, LocalDate.MAX, 0);

  private String personId = "";
  private String householdId = "";
  private boolean held;
  private boolean onPaper;
  private Optional<SettledBefore> inTheWay = Optional.empty();
  private Optional<Standing.Hospital> hospital = Optional.empty();
  private final List<Standing.Identity> identities = new ArrayList<>();
  private final List<Standing.Approval> approvals = new ArrayList<>();
  private final List<Standing.Grant> grants = new ArrayList<>();
  private final List<Standing.Usage> usage = new ArrayList<>();
  private final Map<String, Standing.FundMoney> funds = new HashMap<>();

  private PostingClock clock = NO_CLOCK;
  private boolean numbered;

  private final AccountYears years;

  private StandingReader(AccountYears years) {
    this.years = years;
  }

  /**
   * What is known of a person, and the rows that a booking adds to.
   *
   * @param standing of an unknown person with an empty id
   * @param held whether quotes that bind hold something of the person or the household
   */
  record Known(Standing standing, AccountYears years, boolean held, Clock clock) {
    /** What is known for a claim; what other stays used stays in the rows. */
    Known forStay(ClaimKey claim) {
      return new Known(standing.forStay(claim), years, held, clock);
    }

    /** What the office of a county sees of it for a claim on paper. */
    Known forPaper(Standing.Hospital stated, String county) {
      return new Known(standing.forPaper(stated, county), years, held, clock);
    }
  }

  /**
   * Which posting day is open.
   *
   * @param numbered whether the transaction that read it had its number already, as whoever books
   *     must
   */
  record Clock(PostingClock open, boolean numbered) {
    /** The stamp of a booking, on the day that is open. */
    Stamp stamp(Stamp made) {
      PostingClocks.mustBeNumbered(numbered);
      return PostingClocks.stamp(open, made);
    }
  }

  /** What is known of one. */
  static Known read(Connection connection, Asked asked) throws SQLException {
    return read(connection, StandingSql.READ, asked, List.of()).known();
  }

  /** With the values that follow those of the standing. */
  private static SeenClaim read(
      Connection connection, String sql, Asked asked, List<Object> further) throws SQLException {
    StandingReader reader = new StandingReader(new AccountYears());
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Array years = connection.createArrayOf("int4", asked.years().toArray());
      statement.setArray(1, years);
      statement.setArray(2, years);
      statement.setObject(3, asked.day());
      statement.setObject(4, asked.day());
      statement.setShort(5, Bucket.of(asked.alias()));
      statement.setBytes(6, asked.alias());
      statement.setString(7, asked.hospitalId());
      int place = 8;
      for (Object value : further) {
        statement.setObject(place++, value);
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          reader.add(rows);
        }
      }
    }
    return reader.seen(reader.standing(), reader.clock());
  }

  /**
   * Whose standing is asked for, on which day, at which hospital.
   *
   * @param day whose household counts
   * @param years of which accounts are read; a booking that adds to another one fails
   */
  record Asked(byte[] alias, LocalDate day, String hospitalId, SortedSet<Integer> years) {
    /** For a service: with the household of its last day and every year that it may count in. */
    static Asked of(byte[] alias, ServiceDates dates, String hospitalId) {
      SortedSet<Integer> years = PolicyPlan.Dating.benefitYears(dates);
      years.add(UNDATED);
      return new Asked(alias, dates.last(), hospitalId, years);
    }

    /** Of further years, too. */
    Asked with(Collection<Integer> further) {
      SortedSet<Integer> all = new TreeSet<>(years);
      all.addAll(further);
      return new Asked(alias, day, hospitalId, all);
    }
  }

  /** A claim that is to be settled under a request id. */
  record AskedClaim(AskedBill bill, RequestKey request) {
    Asked person() {
      return bill.person();
    }
  }

  /**
   * What is known of many persons.
   *
   * @param standings in the order in which they were asked for; of an unknown person with an empty
   *     id
   * @param taken the places of those whose request id is taken, whose bill stands settled, or whose
   *     insurer's settlement stands settled with another bill
   */
  record KnownOfAll(
      List<Standing> standings, Set<Integer> taken, AccountYears years, Clock clock) {}

  /** A claim that is looked at: whose standing, which bill, and what that brings. */
  record AskedBill(Asked person, ClaimKey claim, Optional<InsurerKey> insurer) {}

  /**
   * What is known for a claim, and what stands in the way of settling it.
   *
   * @param onPaper whether an office has ever booked a claim on paper of the person, which may
   *     stand in its way, too
   */
  record SeenClaim(Known known, Optional<SettledBefore> first, boolean onPaper) {}

  /** What is known for each of many claims, in the order in which they were asked for. */
  static List<SeenClaim> seeEach(Connection connection, List<AskedBill> asked) throws SQLException {
    if (asked.size() == 1) {
      AskedBill one = asked.get(0);
      return List.of(
          read(
              connection,
              StandingSql.SEE,
              one.person(),
              LiveClaims.parameters(one.claim(), one.insurer())));
    }
    List<Asked> persons = asked.stream().map(AskedBill::person).toList();
    Many many = new Many(persons);
    try (PreparedStatement statement = connection.prepareStatement(StandingSql.SEE_EACH)) {
      Columns to = new Columns(connection, statement);
      StandingSql.bindPersonsAndHospitals(to, persons);
      StandingSql.bindBills(to, asked);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          many.add(rows);
        }
      }
    }
    return IntStream.range(0, asked.size()).mapToObj(many::seen).toList();
  }

  /** What is known of many persons, of their requests and of their bills. */
  static KnownOfAll readAll(Connection connection, List<AskedClaim> asked) throws SQLException {
    boolean one = asked.size() == 1;
    try (PreparedStatement statement = StandingSql.READ_ALL.prepare(connection, one)) {
      StandingSql.bindAll(new Columns(connection, statement, one), asked);
      try (ResultSet rows = statement.executeQuery()) {
        return knownOfAll(rows, asked);
      }
    }
  }

  /** The same from what {@link StandingSql#READ_ALL} answered. */
  static KnownOfAll knownOfAll(ResultSet rows, List<AskedClaim> asked) throws SQLException {
    Many many = new Many(asked.stream().map(AskedClaim::person).toList());
    Set<Integer> taken = new HashSet<>();
    while (rows.next()) {
      String part = rows.getString(1);
      if ("R".equals(part) || "L".equals(part)) {
        taken.add(rows.getInt(PLACE));
      } else {
        many.add(rows);
      }
    }
    return new KnownOfAll(
        IntStream.range(0, asked.size()).mapToObj(many::standing).toList(),
        taken,
        many.years,
        many.ofNobody.clock());
  }

  /** The rows of a statement over many asks, each with the person it is of. */
  private static final class Many {
    private final AccountYears years = new AccountYears();
    private final StandingReader ofNobody = new StandingReader(years);
    private final List<StandingReader> readers = new ArrayList<>();
    private final Map<String, Standing.Hospital> hospitals = new HashMap<>();
    private final List<Asked> asked;

    Many(List<Asked> asked) {
      this.asked = asked;
      asked.forEach(each -> readers.add(new StandingReader(years)));
    }

    void add(ResultSet row) throws SQLException {
      if ("L".equals(row.getString(1))) {
        readers.get(row.getInt(PLACE)).add(row);
      } else if (row.getString(PERSON).isEmpty()) {
        ofNobody.add(row);
        ofNobody.hospital.ifPresent(hospital -> hospitals.put(hospital.hospitalId(), hospital));
      } else {
        readers.get(row.getInt(PLACE)).add(row);
      }
    }

    Standing standing(int place) {
      StandingReader reader = readers.get(place);
      reader.hospital = Optional.ofNullable(hospitals.get(asked.get(place).hospitalId()));
      return reader.standing(ofNobody.funds());
    }

    SeenClaim seen(int place) {
      return readers.get(place).seen(standing(place), ofNobody.clock());
    }
  }

  private void add(ResultSet row) throws SQLException {
    String part = row.getString(1);
    String person = row.getString(PERSON);
    if (!person.isEmpty()) {
      personId = person;
    }
    if (part == null) {
      // A person of whom nothing else is known.
      return;
    }
    String first = row.getString(2);
    switch (part) {
      case "U" -> addUsage(row, first, false);
      case "M" -> {
        householdId = first;
        addUsage(row, first, true);
      }
      case "D" -> {
        held |= !first.isEmpty();
        onPaper = !row.getString(3).isEmpty();
      }
      case "L" -> {
        SettledBefore found = LiveClaims.found(row, 2);
        if (inTheWay.isEmpty() || found.what() == SettledBefore.What.BILL) {
          inTheWay = Optional.of(found);
        }
      }
      case "H" ->
          hospital =
              Optional.of(
                  new Standing.Hospital(
                      first, row.getString(3), row.getString(4), row.getString(5).equals("true")));
      case "I" ->
          identities.add(
              new Standing.Identity(first, row.getString(3), from(row), to(row), row.getString(4)));
      case "A" ->
          approvals.add(
              new Standing.Approval(
                  first,
                  row.getString(3),
                  row.getString(4),
                  row.getString(5),
                  row.getString(6),
                  from(row),
                  to(row),
                  Optional.ofNullable(row.getObject(8, Long.class)),
                  Optional.ofNullable(row.getObject(7, Integer.class))));
      case "G" ->
          grants.add(
              new Standing.Grant(
                  first,
                  row.getString(3),
                  row.getLong(8),
                  row.getLong(9),
                  from(row),
                  to(row).orElseThrow()));
      case "F" ->
          funds.put(first, new Standing.FundMoney(row.getLong(8), row.getLong(9), row.getLong(10)));
      case "P" -> {
        clock =
            new PostingClock(
                row.getInt(7),
                row.getInt(8),
                to(row).orElseThrow(),
                from(row),
                row.getInt(VERSION));
        numbered = row.getLong(9) == 1;
      }
      default -> throw new IllegalStateException("unknown part of a standing");
    }
  }

  private Clock clock() {
    return new Clock(clock, numbered);
  }

  private SeenClaim seen(Standing standing, Clock open) {
    return new SeenClaim(new Known(standing, years, held, open), inTheWay, onPaper);
  }

  /** What an account has used in a year, where the row has one. */
  private void addUsage(ResultSet row, String accountId, boolean ofHousehold) throws SQLException {
    Array coded = row.getArray(CODES);
    if (coded == null) {
      return;
    }
    int year = row.getInt(7);
    long version = row.getLong(VERSION);
    String[] codes = (String[]) coded.getArray();
    Long[] usedFen = (Long[]) row.getArray(CODES + 1).getArray();
    Long[] heldFen = (Long[]) row.getArray(CODES + 2).getArray();
    Long[] pendingFen = (Long[]) row.getArray(CODES + 3).getArray();
    Long[] seqs = (Long[]) row.getArray(CODES + 4).getArray();
    for (int i = 0; i < codes.length; i++) {
      held |= ofHousehold && heldFen[i] > 0;
      usage.add(new Standing.Usage(ofHousehold, codes[i], year, usedFen[i], 0));
      years.read(
          accountId, year, version, codes[i], usedFen[i], heldFen[i], pendingFen[i], seqs[i]);
    }
  }

  private static LocalDate from(ResultSet row) throws SQLException {
    return row.getObject(11, LocalDate.class);
  }

  private static Optional<LocalDate> to(ResultSet row) throws SQLException {
    return Optional.ofNullable(row.getObject(12, LocalDate.class));
  }

  private Standing standing() {
    return standing(funds());
  }

  /** The money of finite funds, in a map that standings share. */
  private Map<String, Standing.FundMoney> funds() {
    return Map.copyOf(funds);
  }

  private Standing standing(Map<String, Standing.FundMoney> ofFunds) {
    return new Standing(
        personId, householdId, hospital, identities, approvals, grants, usage, ofFunds);
  }
}
