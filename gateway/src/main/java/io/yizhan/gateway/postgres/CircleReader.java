package io.yizhan.gateway.postgres;

import io.yizhan.claim.ClaimKey;
import io.yizhan.claim.ServiceDates;
import io.yizhan.gateway.desk.ReadjudicationStore;
import io.yizhan.gateway.desk.ReadjudicationStore.Account;
import io.yizhan.gateway.desk.ReadjudicationStore.ChainPlace;
import io.yizhan.gateway.desk.ReadjudicationStore.ComputedLeg;
import io.yizhan.gateway.desk.ReadjudicationStore.Past;
import io.yizhan.gateway.desk.ReadjudicationStore.Use;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.SettlementStore.StoredInputs;
import io.yizhan.settlement.Settlement;
import io.yizhan.settlement.Standing;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads what stands settled of kin, with corrections, and what is known of each today. */
final class CircleReader {
  private static final String ROWS =
      "SELECT "
          + Original.COLUMNS
          + """
          , s.kind, s.corrects, s.inputs, s.posting_date, EXISTS (
            SELECT 1 FROM provisional_draw d JOIN provisional p USING (provisional_id)
            WHERE d.bucket = s.bucket AND d.person_id = s.person_id
              AND d.settlement_id = s.settlement_id AND (p.state = 'OPEN'
                OR (p.state = 'IN_GOOD_FAITH' AND NOT p.recovers_in_good_faith)))
          FROM unnest(?::smallint[], ?::text[]) AS k (b, id)
          JOIN settlement s ON s.bucket = k.b AND s.person_id = k.id AND s.kind IN ('S', 'C')
          WHERE NOT EXISTS (
            SELECT 1 FROM reversal r WHERE r.bucket = s.bucket
              AND r.settlement_id = coalesce(s.corrects, s.settlement_id))
          ORDER BY (SELECT number FROM correction c WHERE c.bucket = s.bucket
              AND c.settlement_id = s.corrects AND c.correction_id = s.settlement_id) NULLS FIRST,
            s.settlement_id
          LIMIT ?
          """;

  private static final String TAKES =
      """
      SELECT entry_id, fund_code, amount_fen FROM fund_entry
      WHERE entry_id = ANY (?) AND kind = 'TAKEN' ORDER BY fund_code
      """;

  private static final String ALIASES =
      """
      SELECT DISTINCT ON (a.person_id) a.person_id, a.alias
      FROM unnest(?::smallint[], ?::text[]) AS k (b, id)
      JOIN person_alias a ON a.person_bucket = k.b AND a.person_id = k.id
      ORDER BY a.person_id, a.alias
      """;

  /** Each settlement with a few corrections; where there are more, it is too large, too. */
  private static final int ROWS_MAX = 8 * ReadjudicationStore.SETTLEMENTS_MAX;

  private CircleReader() {}

  /**
   * A settlement's own row or a correction of it.
   *
   * @param provisional whether it is aided under an identity that awaits its check, or whose check
   *     failed in good faith and left it what it was given
   */
  private record Row(
      Original read,
      @Nullable String corrects,
      @Nullable String inputs,
      LocalDate postingDate,
      boolean provisional,
      Long[] seqs) {}

  /**
   * What was read.
   *
   * @param settlementCount how many stand settled, or were read before there were too many
   * @param isTooLarge whether they are more than are decided in one booking, or have too many
   *     corrections: then nothing else was read
   * @param originals each past settlement as a correction needs it, by id
   * @param years of all accounts that the kin have
   * @param grants of records that were joined into those of the kin
   */
  record Read(
      int settlementCount,
      boolean isTooLarge,
      List<Past> settlements,
      Map<String, Original> originals,
      AccountYears years,
      Map<Persons.Locked, Holds> holds,
      JoinedGrants grants) {
    /** Marks what has expired of what quotes held: a booking may use it. */
    void leaveBehind(Connection connection) throws SQLException {
      for (Map.Entry<Persons.Locked, Holds> each : holds.entrySet()) {
        each.getValue().leaveBehind(connection, each.getKey());
      }
    }

    private static Read nothing(int settlementCount, boolean isTooLarge) {
      return new Read(
          settlementCount,
          isTooLarge,
          List.of(),
          Map.of(),
          AccountYears.none(),
          Map.of(),
          JoinedGrants.none());
    }
  }

  /** The standing settlements of all. */
  static Read read(Connection connection, Kin kin) throws SQLException {
    List<Row> rows =
        Sql.list(
            connection,
            ROWS,
            CircleReader::row,
            Sql.buckets(connection, kin.records()),
            Sql.texts(connection, kin.records()),
            ROWS_MAX);
    if (rows.isEmpty()) {
      return Read.nothing(0, false);
    }
    Map<String, List<Row>> corrections = new HashMap<>();
    List<Row> settled = new ArrayList<>();
    for (Row row : rows) {
      if (row.corrects() == null) {
        settled.add(row);
      } else {
        corrections.computeIfAbsent(row.corrects(), any -> new ArrayList<>()).add(row);
      }
    }
    if (rows.size() == ROWS_MAX || settled.size() > ReadjudicationStore.SETTLEMENTS_MAX) {
      return Read.nothing(settled.size(), true);
    }
    settled.sort(Comparator.comparing(row -> row.read().settlementId()));
    Map<String, List<Settlement.FundUse>> takes = takes(connection, rows);
    Map<String, byte[]> aliases = aliases(connection, kin.persons());
    List<StandingReader.AskedClaim> asked = new ArrayList<>();
    List<Original> originals = new ArrayList<>();
    List<Optional<StoredInputs>> inputs = new ArrayList<>();
    for (Row row : settled) {
      List<Row> own = corrections.getOrDefault(row.read().settlementId(), List.of());
      originals.add(row.read().with(own.stream().map(Row::read).toList()));
      Optional<StoredInputs> last = inputs(row, own);
      inputs.add(last);
      ClaimKey key = row.read().bill().key();
      ServiceDates dates =
          last.map(each -> each.claim().dates()).orElse(ServiceDates.visit(row.postingDate()));
      byte[] alias = aliases.getOrDefault(kin.personOf(row.read().personId()), new byte[0]);
      asked.add(
          new StandingReader.AskedClaim(
              new StandingReader.AskedBill(
                  StandingReader.Asked.of(alias, dates, key.hospitalId()).with(yearsUsed(row, own)),
                  key,
                  Optional.empty()),
              new RequestKey("", "")));
    }
    StandingReader.KnownOfAll known = StandingReader.readAll(connection, asked);
    known.years().readMore(connection, kin.accounts());
    Map<String, ComputedLegs.Read> legs = ComputedLegs.read(connection, originals);
    known.years().readMore(connection, kin.joined());
    JoinedGrants grants = JoinedGrants.read(connection, kin.joined());
    Map<Persons.Locked, Holds> holds = new HashMap<>();
    List<Past> pasts = new ArrayList<>();
    Map<String, Original> byId = new HashMap<>();
    for (int i = 0; i < settled.size(); i++) {
      Original original = originals.get(i);
      Optional<StoredInputs> last = inputs.get(i);
      byId.put(original.settlementId(), original);
      List<Settlement.FundUse> own =
          together(takes, original.settlementId(), original.correctionIds());
      Standing today =
          withHeld(connection, known.standings().get(i).forStay(original.bill().key()), holds);
      Optional<ComputedLeg> leg =
          Optional.ofNullable(legs.get(original.settlementId())).flatMap(read -> read.of(last));
      Now now =
          new Now(
              kin.personOf(original.personId()),
              grants.now(original.personId(), original.draws()),
              today,
              leg);
      pasts.add(past(settled.get(i), original, last, own, now));
    }
    return new Read(pasts.size(), false, pasts, byId, known.years(), holds, grants);
  }

  /** The benefit years in which a settlement and its corrections count. */
  private static Set<Integer> yearsUsed(Row row, List<Row> corrections) {
    return Stream.concat(Stream.of(row), corrections.stream())
        .flatMap(each -> each.read().used().stream())
        .map(Original.Used::benefitYear)
        .collect(Collectors.toSet());
  }

  /** With what quotes hold: what they bind is not given away afresh. */
  private static Standing withHeld(
      Connection connection, Standing read, Map<Persons.Locked, Holds> holds) throws SQLException {
    Persons.Locked owners = new Persons.Locked(read.personId(), read.householdId(), true, false);
    Holds known = holds.get(owners);
    if (known == null) {
      known = Holds.read(connection, owners.personId(), owners.householdId());
      holds.put(owners, known);
    }
    return known.all(read);
  }

  /**
   * Whose a settlement is now.
   *
   * @param personId the survivor of the record that it was settled for
   * @param draws by the names that the person's grants have now
   * @param leg where it was computed while its insurer was away
   */
  private record Now(
      String personId,
      List<Settlement.GrantDraw> draws,
      Standing today,
      Optional<ComputedLeg> leg) {}

  private static Past past(
      Row row,
      Original original,
      Optional<StoredInputs> inputs,
      List<Settlement.FundUse> takes,
      Now now) {
    List<ChainPlace> judged = new ArrayList<>();
    for (int i = 0; i < row.seqs().length; i++) {
      Account chain = account(row.read(), row.read().personId(), row.read().used().get(i));
      judged.add(new ChainPlace(chain, row.seqs()[i]));
    }
    List<Use> uses = new ArrayList<>();
    for (Original.Used use : original.used()) {
      if (use.addedFen() != 0) {
        Account account = account(original, now.personId(), use);
        uses.add(new Use(account, use.nameZh(), use.addedFen(), use.capFen()));
      }
    }
    return new Past(
        original.settlementId(),
        row.postingDate(),
        now.personId(),
        original.bill().key().hospitalId(),
        original.bill().insuredRegion(),
        original.bill().aidCounty(),
        new ReadjudicationStore.AsSettled(
            row.read().bill().aidCounty(), row.read().bill().policyVersions()),
        judged,
        inputs,
        original.bearers(),
        uses,
        takes,
        now.draws(),
        now.today(),
        now.leg());
  }

  private static Account account(Original of, String personId, Original.Used use) {
    return new Account(
        use.ofHousehold() ? of.householdId() : personId,
        use.ofHousehold(),
        use.account(),
        use.benefitYear());
  }

  /**
   * What it was decided from at last: a correction that only set lines has none. What was aided
   * under an identity that awaits its check stands as it is until the check returns, and for good
   * where good faith left it.
   */
  private static Optional<StoredInputs> inputs(Row row, List<Row> corrections) {
    if (row.provisional()) {
      return Optional.empty();
    }
    String last = row.inputs();
    for (Row correction : corrections) {
      last = correction.inputs() == null ? last : correction.inputs();
    }
    return Optional.ofNullable(last).map(ClaimJson::read);
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(
        Original.of(row),
        row.getString(32),
        row.getString(33),
        row.getObject(34, LocalDate.class),
        row.getBoolean(35),
        (Long[]) row.getArray(30).getArray());
  }

  private static Map<String, List<Settlement.FundUse>> takes(Connection connection, List<Row> rows)
      throws SQLException {
    Map<String, List<Settlement.FundUse>> takes = new HashMap<>();
    Array ids =
        connection.createArrayOf(
            "text", rows.stream().map(row -> row.read().settlementId()).toArray(String[]::new));
    Sql.list(
        connection,
        TAKES,
        row ->
            takes
                .computeIfAbsent(row.getString(1), any -> new ArrayList<>())
                .add(new Settlement.FundUse(row.getString(2), row.getLong(3))),
        ids);
    return takes;
  }

  private static List<Settlement.FundUse> together(
      Map<String, List<Settlement.FundUse>> takes, String settlementId, List<String> corrections) {
    List<String> ids = new ArrayList<>(corrections);
    ids.add(settlementId);
    Map<String, Long> byFund = new TreeMap<>();
    for (String id : ids) {
      takes
          .getOrDefault(id, List.of())
          .forEach(take -> byFund.merge(take.fund(), take.takenFen(), Math::addExact));
    }
    return byFund.entrySet().stream()
        .filter(each -> each.getValue() != 0)
        .map(each -> new Settlement.FundUse(each.getKey(), each.getValue()))
        .toList();
  }

  private static Map<String, byte[]> aliases(Connection connection, List<String> persons)
      throws SQLException {
    Map<String, byte[]> aliases = new HashMap<>();
    Sql.list(
        connection,
        ALIASES,
        row -> aliases.put(row.getString(1), row.getBytes(2)),
        Sql.buckets(connection, persons),
        Sql.texts(connection, persons));
    return aliases;
  }
}
