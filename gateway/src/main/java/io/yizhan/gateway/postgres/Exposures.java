package io.yizhan.gateway.postgres;

import io.yizhan.claim.ClaimKey;
import io.yizhan.ledger.Bearers;
import io.yizhan.ledger.JournalEntry;
import io.yizhan.settlement.AccountUse;
import io.yizhan.settlement.Settlement;
import io.yizhan.settlement.Settlement.ProvisionalDraw;
import io.yizhan.settlement.Standing;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is drawn under provisional identities, within the transaction of a settlement, a reversal or
 * an ending. The person's part is under the person's account lock, the county's under its own row.
 */
final class Exposures {
  /** Approvals stay with the record that they were given for; that may be joined into another. */
  private static final String OF_PERSON =
      """
      (v.bucket, v.person_id) IN (SELECT ?::smallint, ? UNION ALL SELECT bucket, person_id
        FROM person_join WHERE survivor_bucket = ? AND survivor_id = ?)
        AND v.state IN ('OPEN', 'IN_GOOD_FAITH')
      """;

  /**
   * An approval that ended in good faith goes on to bound what late claims for days before its end
   * draw; where its rule recovers, nothing more is drawn that nobody would recover. Of two of one
   * identity the later stands.
   */
  private static final String READ =
      """
      SELECT v.provisional_id, v.category, v.county, v.valid_from, v.deadline,
        CASE WHEN v.state <> 'OPEN' AND v.recovers_in_good_faith THEN v.drawn_fen
          ELSE v.person_limit_fen END, v.drawn_fen + :held, :limit,
        c.drawn_fen + :county_held
      FROM provisional v JOIN provisional_county c ON c.county = v.county
      WHERE :person ORDER BY v.approve_time DESC, v.provisional_id DESC
      """
          .replace(":county_held", HeldExposures.OF_COUNTY)
          .replace(":held", HeldExposures.OF_APPROVAL)
          .replace(":limit", ProvisionalRules.COUNTY_LIMIT_TODAY)
          .replace(":person", OF_PERSON);

  private static final String LOCK =
      """
      SELECT county FROM provisional_county WHERE county = ANY (?) ORDER BY county FOR UPDATE
      """;

  private static final String LOCK_OF =
      """
      SELECT c.county FROM provisional v JOIN provisional_county c ON c.county = v.county
      WHERE :person ORDER BY c.county FOR UPDATE OF c
      """
          .replace(":person", OF_PERSON);

  private static final String ADD =
      """
      UPDATE provisional SET drawn_fen = drawn_fen + ?
      WHERE provisional_id = ?
        AND (? <= 0 OR (state IN ('OPEN', 'IN_GOOD_FAITH') AND drawn_fen + ? <= person_limit_fen))
      RETURNING state, county
      """;

  private static final String ADD_TO_COUNTY =
      """
      UPDATE provisional_county SET drawn_fen = drawn_fen + ?
      WHERE county = ? AND (? <= 0 OR drawn_fen + ? <= ?)
      """;

  private static final String ENTER =
      """
      INSERT INTO provisional_draw (bucket, person_id, settlement_id, provisional_id, drawn_fen,
        county_after_fen, county_limit_fen, line_account, line_beside, line_fen, use_of_household,
        use_year, use_code, use_name_zh, use_fen)
      SELECT ?, ?, ?, ?, ?, c.drawn_fen, ?, ?, ?, ?, ?, ?, ?, ?, ?
      FROM provisional_county c WHERE c.county = ?
      """;

  private static final String DRAWN =
      """
      SELECT d.provisional_id, d.drawn_fen, d.county_limit_fen, v.county FROM provisional_draw d
      JOIN provisional v ON v.provisional_id = d.provisional_id
      WHERE d.bucket = ? AND d.person_id = ? AND d.settlement_id = ?
      """;

  private Exposures() {}

  /** Whether an identity on a promise is among those of the person. */
  static boolean concern(Standing standing) {
    return standing.identities().stream().anyMatch(Standing.Identity::onPromise);
  }

  /**
   * What is known, with what may be drawn under the person's provisional identities: what quotes
   * hold for other bills than this one is as if it were drawn.
   */
  static StandingReader.Known complete(
      Connection connection, StandingReader.Known known, ClaimKey bill) throws SQLException {
    Standing standing = known.standing();
    if (!concern(standing)) {
      return known;
    }
    short bucket = Bucket.of(standing.personId());
    List<Standing.Exposure> exposures =
        Sql.list(
            connection,
            READ,
            row ->
                new Standing.Exposure(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getObject(4, LocalDate.class),
                    row.getObject(5, LocalDate.class),
                    row.getLong(6),
                    row.getLong(7),
                    row.getLong(8),
                    row.getLong(9)),
            bucket,
            standing.personId(),
            bill.hospitalId(),
            bill.encounterId(),
            bill.billNumber(),
            bucket,
            standing.personId(),
            bill.hospitalId(),
            bill.encounterId(),
            bill.billNumber(),
            bucket,
            standing.personId(),
            bucket,
            standing.personId());
    return new StandingReader.Known(
        standing.with(exposures), known.years(), known.held(), known.clock());
  }

  /** Locks the counties of a person's approvals that may be drawn on; the person must be locked. */
  static void lockOf(Connection connection, String personId) throws SQLException {
    short bucket = Bucket.of(personId);
    Sql.list(connection, LOCK_OF, row -> row.getString(1), bucket, personId, bucket, personId);
  }

  /** Locks counties in the order of their codes. */
  static void lockCounties(Connection connection, List<String> counties) throws SQLException {
    Sql.list(
        connection,
        LOCK,
        row -> row.getString(1),
        connection.createArrayOf("text", counties.toArray()));
  }

  /** Books what a settlement draws; the person and the county must be locked. */
  static void draw(Connection connection, Settlement settlement, String settlementId)
      throws SQLException {
    ProvisionalDraw draw = settlement.provisional().orElseThrow();
    add(
        connection,
        settlement.personId(),
        settlementId,
        draw.exposure().provisionalId(),
        draw.drawnFen(),
        draw.exposure().countyLimitFen(),
        List.copyOf(JournalEntry.aidOf(settlement).byLine().entrySet()),
        draw.uses());
  }

  /** What a settlement drew, and within what of the county. */
  record Drawn(String provisionalId, long drawnFen, long countyLimitFen, String county) {}

  /** What a settlement drew; empty when it drew nothing provisional. */
  static Optional<Drawn> of(Connection connection, String personId, String settlementId)
      throws SQLException {
    return Sql.first(
        connection,
        DRAWN,
        row -> new Drawn(row.getString(1), row.getLong(2), row.getLong(3), row.getString(4)),
        Bucket.of(personId),
        personId,
        settlementId);
  }

  /** Gives back what a reversed settlement drew. The county must be locked. */
  static void giveBack(Connection connection, String personId, Drawn drawn, String reversalId)
      throws SQLException {
    add(
        connection,
        personId,
        reversalId,
        drawn.provisionalId(),
        Math.negateExact(drawn.drawnFen()),
        drawn.countyLimitFen(),
        List.of(),
        List.of());
  }

  private static void add(
      Connection connection,
      String personId,
      String entryId,
      String provisionalId,
      long fen,
      long countyLimitFen,
      List<Map.Entry<Bearers.Line, Long>> lines,
      List<AccountUse> uses)
      throws SQLException {
    short bucket = Bucket.of(personId);
    Touched touched =
        Sql.first(
                connection,
                ADD,
                row -> new Touched(row.getString(1).equals("OPEN"), row.getString(2)),
                fen,
                provisionalId,
                fen,
                fen)
            .orElseThrow(
                () -> new IllegalStateException("a provisional identity must not be overdrawn"));
    if (touched.open()) {
      addToCounty(connection, touched.county(), fen, countyLimitFen);
    }
    Sql.update(
        connection,
        ENTER,
        bucket,
        personId,
        entryId,
        provisionalId,
        fen,
        countyLimitFen,
        array(connection, "text", lines, line -> line.getKey().account()),
        array(connection, "boolean", lines, line -> line.getKey().beside()),
        array(connection, "int8", lines, Map.Entry::getValue),
        array(connection, "boolean", uses, AccountUse::ofHousehold),
        array(connection, "int4", uses, AccountUse::benefitYear),
        array(connection, "text", uses, AccountUse::account),
        array(connection, "text", uses, AccountUse::nameZh),
        array(connection, "int8", uses, AccountUse::addedFen),
        touched.county());
  }

  private static <T> Array array(
      Connection connection, String type, List<T> rows, Function<T, Object> value)
      throws SQLException {
    return connection.createArrayOf(type, rows.stream().map(value).toArray());
  }

  /** A row that was added to. */
  private record Touched(boolean open, String county) {}

  /** Takes from what the open ones of a county have drawn; the row is locked. */
  static void takeFromCounty(Connection connection, String county, long fen) throws SQLException {
    addToCounty(connection, county, Math.negateExact(fen), 0);
  }

  private static void addToCounty(Connection connection, String county, long fen, long limitFen)
      throws SQLException {
    if (Sql.update(connection, ADD_TO_COUNTY, fen, county, fen, fen, limitFen) != 1) {
      throw new IllegalStateException("a county's provisional identities must not be overdrawn");
    }
  }
}
