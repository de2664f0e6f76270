package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.LedgerRow;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.SettlementStore.StoredInputs;
import io.yizhan.ledger.Posting;
import io.yizhan.settlement.AccountUse;
import io.yizhan.settlement.Settlement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads entries of the ledger whole, as receipts and the audit need them. Locks nothing. */
final class LedgerRows {
  private static final String COLUMNS =
      """
      SELECT s.settlement_id, s.kind, coalesce(s.reverses, s.corrects, ''), s.posting_date,
        s.settle_time, s.accounting_period, s.request_id, s.hospital_id, s.person_id,
        s.insured_region, s.aid_county, s.policy_versions, s.engine_version, s.reason, s.total_fen,
        s.paid_fen, s.hospital_share_fen, s.patient_share_fen, s.line_account, s.line_payee,
        s.line_fen, s.use_of_household, s.use_year, s.use_code, s.use_name_zh, s.use_cap_fen,
        s.use_before_fen, s.use_added_fen, s.draw_grant, s.draw_fen,
        CASE WHEN ? THEN s.inputs::text END
      FROM settlement s
      """;

  private static final String OF_DAY =
      COLUMNS
          + """
          WHERE s.posting_date = ? AND s.settlement_id > ?
          ORDER BY s.settlement_id LIMIT ?
          """;

  private static final String BY_ID =
      COLUMNS + "WHERE s.posting_date IN (?::date, ?::date) AND s.settlement_id = ?";

  private static final String CORRECTIONS =
      COLUMNS
          + """
          JOIN correction c ON s.posting_date = c.posting_date AND s.settlement_id = c.correction_id
            AND s.bucket = c.bucket
          WHERE c.bucket = ? AND c.settlement_id = ? ORDER BY c.number
          """;

  /** A reversal's bytes are in its own request, or, of an undo, in the request that was undone. */
  private static final String REPLIES =
      """
      SELECT k.place, CASE WHEN r.kind = 'SETTLE' AND k.entry = 'R' THEN r.reversed_reply
        ELSE r.reply END
      FROM unnest(?::int8[], ?::int2[], ?::text[], ?::text[], ?::text[])
        AS k (place, b, owner, request, entry)
      JOIN request r ON r.bucket = k.b AND r.owner_id = k.owner AND r.request_id = k.request
      WHERE r.kind IN ('SETTLE', 'REVERSE')
      """;

  private static final String TAKES =
      """
      SELECT entry_id, fund_code, amount_fen FROM fund_entry
      WHERE entry_id = ANY (?) AND kind = 'TAKEN' ORDER BY fund_code
      """;

  private LedgerRows() {}

  /**
   * Entries of a day after an id, by id.
   *
   * @param withInputs as the audit reads them: of a damaged one all that can be read
   */
  static List<LedgerRow> ofDay(
      Connection connection, LocalDate day, String afterId, int limit, boolean withInputs)
      throws SQLException {
    return whole(
        connection,
        Sql.list(
            connection,
            OF_DAY,
            row -> withInputs ? rowOrDamaged(row) : row(row),
            withInputs,
            day,
            afterId,
            limit));
  }

  /** One entry, without its inputs. */
  static Optional<LedgerRow> byId(Connection connection, String id) throws SQLException {
    PostingDays days = PostingDays.of(id);
    return whole(
            connection,
            Sql.list(connection, BY_ID, LedgerRows::row, false, days.first(), days.second(), id))
        .stream()
        .findFirst();
  }

  /** A settlement and its corrections in their order, without inputs and replies. */
  static List<LedgerRow> withCorrections(Connection connection, String id) throws SQLException {
    PostingDays days = PostingDays.of(id);
    List<LedgerRow> rows =
        new ArrayList<>(
            Sql.list(connection, BY_ID, LedgerRows::row, false, days.first(), days.second(), id));
    if (!rows.isEmpty()) {
      short bucket = Bucket.of(rows.get(0).personId());
      rows.addAll(Sql.list(connection, CORRECTIONS, LedgerRows::row, false, bucket, id));
    }
    return withTakes(connection, rows);
  }

  private static List<LedgerRow> whole(Connection connection, List<LedgerRow> rows)
      throws SQLException {
    if (rows.isEmpty()) {
      return rows;
    }
    Map<Integer, byte[]> replies = replies(connection, rows);
    List<LedgerRow> whole = new ArrayList<>();
    for (LedgerRow row : withTakes(connection, rows)) {
      whole.add(with(row, row.takes(), Optional.ofNullable(replies.get(whole.size()))));
    }
    return whole;
  }

  private static List<LedgerRow> withTakes(Connection connection, List<LedgerRow> rows)
      throws SQLException {
    Map<String, List<Settlement.FundUse>> takes = new HashMap<>();
    Sql.list(
        connection,
        TAKES,
        row ->
            takes
                .computeIfAbsent(row.getString(1), any -> new ArrayList<>())
                .add(new Settlement.FundUse(row.getString(2), row.getLong(3))),
        connection.createArrayOf("text", rows.stream().map(LedgerRow::id).toArray()));
    return rows.stream()
        .map(row -> with(row, takes.getOrDefault(row.id(), List.of()), row.reply()))
        .toList();
  }

  private static Map<Integer, byte[]> replies(Connection connection, List<LedgerRow> rows)
      throws SQLException {
    Map<Integer, byte[]> replies = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(REPLIES)) {
      Columns to = new Columns(connection, statement);
      to.places(rows);
      to.smallints(rows, row -> Requests.bucket(new RequestKey(row.hospitalId(), row.requestId())));
      to.texts(rows, LedgerRow::hospitalId);
      to.texts(rows, LedgerRow::requestId);
      to.texts(rows, row -> row.kind().name().substring(0, 1));
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          byte @Nullable [] bytes = found.getBytes(2);
          LedgerRow row = rows.get(found.getInt(1));
          if (bytes != null && row.kind() != LedgerRow.Kind.CORRECTION) {
            replies.put(found.getInt(1), bytes);
          }
        }
      }
    }
    return replies;
  }

  private static LedgerRow with(
      LedgerRow row, List<Settlement.FundUse> takes, Optional<byte[]> reply) {
    return new LedgerRow(
        row.id(),
        row.kind(),
        row.besideId(),
        row.postingDate(),
        row.time(),
        row.period(),
        row.requestId(),
        row.hospitalId(),
        row.personId(),
        row.insuredRegion(),
        row.aidCounty(),
        row.policyVersions(),
        row.engineVersion(),
        row.reason(),
        row.amounts(),
        row.lines(),
        row.uses(),
        row.draws(),
        takes,
        row.inputs(),
        row.inputsUnreadable(),
        row.damaged(),
        reply);
  }

  /** What an entry says in arrays. */
  private record Arrays(
      List<String> policyVersions,
      List<Posting> lines,
      List<AccountUse> uses,
      List<Settlement.GrantDraw> draws) {
    static final Arrays NONE = new Arrays(List.of(), List.of(), List.of(), List.of());

    static Arrays of(ResultSet row) throws SQLException {
      return new Arrays(
          List.of((String[]) row.getArray(12).getArray()),
          LedgerRows.lines(row),
          LedgerRows.uses(row),
          LedgerRows.draws(row));
    }
  }

  private static LedgerRow row(ResultSet row) throws SQLException {
    return row(row, Arrays.of(row), false);
  }

  private static LedgerRow rowOrDamaged(ResultSet row) throws SQLException {
    try {
      return row(row);
    } catch (NullPointerException | IndexOutOfBoundsException | IllegalArgumentException damaged) {
      return row(row, Arrays.NONE, true);
    }
  }

  private static LedgerRow row(ResultSet row, Arrays arrays, boolean isDamaged)
      throws SQLException {
    Optional<StoredInputs> inputs = Optional.empty();
    boolean unreadable = false;
    String json = row.getString(31);
    if (json != null) {
      try {
        inputs = Optional.of(ClaimJson.read(json));
      } catch (RuntimeException damaged) {
        unreadable = true;
      }
    }
    return new LedgerRow(
        row.getString(1),
        kind(row.getString(2)),
        row.getString(3),
        row.getObject(4, LocalDate.class),
        row.getTimestamp(5).toInstant(),
        Optional.ofNullable(row.getObject(6, LocalDate.class)),
        row.getString(7),
        row.getString(8),
        row.getString(9),
        row.getString(10),
        row.getString(11),
        arrays.policyVersions(),
        row.getString(13),
        row.getString(14),
        new LedgerRow.Amounts(row.getLong(15), row.getLong(16), row.getLong(17), row.getLong(18)),
        arrays.lines(),
        arrays.uses(),
        arrays.draws(),
        List.of(),
        inputs,
        unreadable,
        isDamaged,
        Optional.empty());
  }

  private static LedgerRow.Kind kind(String letter) {
    return switch (letter) {
      case "S" -> LedgerRow.Kind.SETTLEMENT;
      case "R" -> LedgerRow.Kind.REVERSAL;
      case "C" -> LedgerRow.Kind.CORRECTION;
      default -> throw new IllegalStateException("must be a kind of entry: " + letter);
    };
  }

  private static List<Posting> lines(ResultSet row) throws SQLException {
    String[] accounts = (String[]) row.getArray(19).getArray();
    String[] payees = (String[]) row.getArray(20).getArray();
    Long[] fen = (Long[]) row.getArray(21).getArray();
    sameLength(accounts.length, payees.length, fen.length);
    List<Posting> lines = new ArrayList<>();
    for (int i = 0; i < accounts.length; i++) {
      lines.add(
          new Posting(
              Objects.requireNonNull(accounts[i]), Objects.requireNonNull(payees[i]), fen[i]));
    }
    return lines;
  }

  private static void sameLength(int length, int... others) {
    for (int other : others) {
      if (other != length) {
        throw new IllegalArgumentException("arrays must be of one length: " + length);
      }
    }
  }

  private static List<AccountUse> uses(ResultSet row) throws SQLException {
    Boolean[] ofHousehold = (Boolean[]) row.getArray(22).getArray();
    Integer[] years = (Integer[]) row.getArray(23).getArray();
    String[] codes = (String[]) row.getArray(24).getArray();
    String[] names = (String[]) row.getArray(25).getArray();
    Long[] caps = (Long[]) row.getArray(26).getArray();
    Long[] before = (Long[]) row.getArray(27).getArray();
    Long[] added = (Long[]) row.getArray(28).getArray();
    sameLength(
        codes.length,
        ofHousehold.length,
        years.length,
        names.length,
        caps.length,
        before.length,
        added.length);
    List<AccountUse> uses = new ArrayList<>();
    for (int i = 0; i < codes.length; i++) {
      uses.add(
          new AccountUse(
              ofHousehold[i], codes[i], names[i], years[i], before[i], added[i], caps[i], 0));
    }
    return uses;
  }

  private static List<Settlement.GrantDraw> draws(ResultSet row) throws SQLException {
    String[] grants = (String[]) row.getArray(29).getArray();
    Long[] fen = (Long[]) row.getArray(30).getArray();
    sameLength(grants.length, fen.length);
    List<Settlement.GrantDraw> draws = new ArrayList<>();
    for (int i = 0; i < grants.length; i++) {
      draws.add(new Settlement.GrantDraw(grants[i], fen[i]));
    }
    return draws;
  }
}
