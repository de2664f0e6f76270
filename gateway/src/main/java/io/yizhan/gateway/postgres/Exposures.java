package io.yizhan.gateway.postgres;

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
  /**
   * An approval that ended in good faith goes on to bound what late claims for days before its end
   * draw; where its rule recovers, nothing more is drawn that nobody would recover.
   */
  private static final String READ =
      """
      SELECT v.provisional_id, v.category, v.county, v.valid_from, v.deadline,
        CASE WHEN v.state <> 'OPEN' AND v.recovers_in_good_faith THEN v.drawn_fen
          ELSE v.person_limit_fen END, v.drawn_fen, c.limit_fen, c.drawn_fen
      FROM provisional v JOIN provisional_county c ON c.county = v.county
      WHERE v.bucket = ? AND v.person_id = ? AND v.state IN ('OPEN', 'IN_GOOD_FAITH')
      ORDER BY v.provisional_id
      """;

  private static final String LOCK =
      """
      SELECT county FROM provisional_county WHERE county = ANY (?) ORDER BY county FOR UPDATE
      """;

  private static final String LOCK_OF =
      """
      SELECT c.county FROM provisional v JOIN provisional_county c ON c.county = v.county
      WHERE v.bucket = ? AND v.person_id = ? AND v.state IN ('OPEN', 'IN_GOOD_FAITH')
      ORDER BY c.county FOR UPDATE OF c
      """;

  private static final String ADD =
      """
      UPDATE provisional SET drawn_fen = drawn_fen + ?
      WHERE bucket = ? AND person_id = ? AND provisional_id = ?
        AND (? <= 0 OR (state IN ('OPEN', 'IN_GOOD_FAITH') AND drawn_fen + ? <= person_limit_fen))
      RETURNING state, county
      """;

  private static final String ADD_TO_COUNTY =
      """
      UPDATE provisional_county SET drawn_fen = drawn_fen + ?
      WHERE county = ? AND (? <= 0 OR drawn_fen + ? <= limit_fen)
      """;

  private static final String ENTER =
      """
      INSERT INTO provisional_draw (bucket, person_id, settlement_id, provisional_id, drawn_fen,
        county_after_fen, county_limit_fen, line_account, line_beside, line_fen, use_of_household,
        use_year, use_code, use_name_zh, use_fen)
      SELECT ?, ?, ?, ?, ?, c.drawn_fen, c.limit_fen, ?, ?, ?, ?, ?, ?, ?, ?
      FROM provisional_county c WHERE c.county = ?
      """;

  private static final String DRAWN =
      """
      SELECT d.provisional_id, d.drawn_fen, v.county FROM provisional_draw d
      JOIN provisional v USING (bucket, person_id, provisional_id)
      WHERE d.bucket = ? AND d.person_id = ? AND d.settlement_id = ?
      """;

  private Exposures() {}

  /** Whether a provisional identity is among those of the person. */
  static boolean concern(Standing standing) {
    return standing.identities().stream().anyMatch(Standing.Identity::provisional);
  }

  /** What is known, with what may be drawn under the person's provisional identities. */
  static StandingReader.Known complete(Connection connection, StandingReader.Known known)
      throws SQLException {
    Standing standing = known.standing();
    if (!concern(standing)) {
      return known;
    }
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
            Bucket.of(standing.personId()),
            standing.personId());
    return new StandingReader.Known(standing.with(exposures), known.years(), known.held());
  }

  /** Locks the counties of a person's approvals that may be drawn on; the person must be locked. */
  static void lockOf(Connection connection, String personId) throws SQLException {
    Sql.list(connection, LOCK_OF, row -> row.getString(1), Bucket.of(personId), personId);
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
        List.copyOf(JournalEntry.aidOf(settlement).byLine().entrySet()),
        draw.uses());
  }

  /** What a settlement drew. */
  record Drawn(String provisionalId, long drawnFen, String county) {}

  /** What a settlement drew; empty when it drew nothing provisional. */
  static Optional<Drawn> of(Connection connection, String personId, String settlementId)
      throws SQLException {
    return Sql.first(
        connection,
        DRAWN,
        row -> new Drawn(row.getString(1), row.getLong(2), row.getString(3)),
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
        List.of(),
        List.of());
  }

  private static void add(
      Connection connection,
      String personId,
      String entryId,
      String provisionalId,
      long fen,
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
                bucket,
                personId,
                provisionalId,
                fen,
                fen)
            .orElseThrow(
                () -> new IllegalStateException("a provisional identity must not be overdrawn"));
    if (touched.open()) {
      addToCounty(connection, touched.county(), fen);
    }
    Sql.update(
        connection,
        ENTER,
        bucket,
        personId,
        entryId,
        provisionalId,
        fen,
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

  /** Adds to what the open ones of a county have drawn, or takes from it; the row is locked. */
  static void addToCounty(Connection connection, String county, long fen) throws SQLException {
    if (Sql.update(connection, ADD_TO_COUNTY, fen, county, fen, fen) != 1) {
      throw new IllegalStateException("a county's provisional identities must not be overdrawn");
    }
  }
}
