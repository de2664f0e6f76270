package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ListedSettlements;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.SettlementScope;
import io.yizhan.gateway.desk.SettlementStore.CorrectionRow;
import io.yizhan.gateway.desk.SettlementStore.ListQuery;
import io.yizhan.gateway.desk.SettlementStore.PastQuery;
import io.yizhan.gateway.desk.SettlementStore.PastSettlement;
import io.yizhan.gateway.desk.SettlementStore.SettlementRow;
import io.yizhan.gateway.desk.SettlementStore.StoredInputs;
import io.yizhan.gateway.desk.SettlementStore.StoredRequest;
import io.yizhan.ledger.Bearers;
import io.yizhan.ledger.JournalEntry;
import io.yizhan.settlement.AccountUse;
import io.yizhan.settlement.Standing;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads that change nothing. */
final class Lookups {
  private static final String REQUEST =
      """
      SELECT owner_id, request_id, state, reply, reversed_reply, settlement_id, insured_region,
        aid_county, kind
      FROM request
      WHERE bucket = ? AND owner_id = ? AND request_id = ?
      """;

  /** The id of a reversal or a correction leads to what it reverses or corrects. */
  private static final String KEY_OF_SETTLEMENT =
      """
      SELECT hospital_id, request_id, coalesce(reverses, corrects) FROM settlement
      WHERE posting_date IN (?::date, ?::date) AND settlement_id = ?
      """;

  /**
   * How many rows of the ledger a page looks at for whoever sees some of them only: no index is by
   * division. A page of 10,000 takes a fraction of a second, and the next goes on from there.
   */
  static final int LOOKED_AT_MAX = 10_000;

  /**
   * Lines that fit, and the last of as many rows as were to be looked at, if there were so many.
   */
  private static final String LIST =
      """
      SELECT settlement_id, reverses, hospital_id, request_id, encounter_id, bill_number,
        posting_date, settle_time, total_fen, paid_fen, hospital_share_fen, patient_share_fen,
        EXISTS (SELECT 1 FROM reversal r
          WHERE r.bucket = s.bucket AND r.settlement_id = s.settlement_id),
        corrects, accounting_period,
        EXISTS (SELECT 1 FROM provisional_draw d WHERE d.bucket = s.bucket
          AND d.person_id = s.person_id AND d.settlement_id = s.settlement_id),
        (SELECT coalesce(- sum(t.fen), 0)::bigint
          FROM unnest(line_account, line_fen) AS t (account, fen) WHERE t.account = ':person'),
        fits, place
      FROM (
        SELECT l.*, row_number() OVER (ORDER BY posting_date, settlement_id) AS place,
          ? = 'ALL' OR EXISTS (
            SELECT 1 FROM unnest(?::text[]) AS t (digits)
            WHERE CASE ? WHEN 'INSURED_REGION' THEN starts_with(insured_region, digits)
              WHEN 'AID_COUNTY' THEN :of_bill END) AS fits
        FROM (
          SELECT bucket, settlement_id, reverses, corrects, hospital_id, request_id, encounter_id,
            bill_number, posting_date, settle_time, total_fen, paid_fen, hospital_share_fen,
            patient_share_fen, accounting_period, person_id, line_account, line_fen,
            insured_region, aid_county
          FROM settlement
          WHERE posting_date BETWEEN ? AND ?
            AND (posting_date, settlement_id) > (?, ?)
            AND :hospital
          ORDER BY posting_date, settlement_id
          LIMIT ?) l) s
      WHERE fits OR place = ?
      ORDER BY posting_date, settlement_id
      LIMIT ?
      """
          .replace(":of_bill", BillCounties.BEGIN)
          .replace(":person", JournalEntry.PAYEE_PERSON);

  /** Columns of a list: whether the line fits, and which row of those looked at it is, from 1. */
  private static final int FITS = 18;

  private static final int PLACE = 19;

  private static final String LIST_OF_HOSPITAL = LIST.replace(":hospital", "hospital_id = ?");
  static final String LIST_OF_ALL = LIST.replace(":hospital", "? = ''");

  private static final String CORRECTIONS =
      "SELECT "
          + Original.COLUMNS
          + """
          , s.corrects, s.settle_time, s.posting_date, s.accounting_period, s.reason,
            s.use_before_fen
          FROM settlement o
          JOIN correction c ON c.bucket = o.bucket AND c.settlement_id = o.settlement_id
          JOIN settlement s ON s.posting_date = c.posting_date
            AND s.settlement_id = c.correction_id AND s.bucket = c.bucket
          WHERE o.posting_date IN (?::date, ?::date) AND o.settlement_id = ?
          ORDER BY c.number
          """;

  static final String INPUTS =
      """
      SELECT inputs FROM settlement
      WHERE posting_date IN (?::date, ?::date) AND settlement_id = ? AND kind = 'S'
      """;

  /** Looks at so many rows of the ledger; the inputs of those that are asked come with them. */
  private static final String PAST =
      """
      WITH looked_at AS (
        SELECT bucket, settlement_id, hospital_id, posting_date, kind, insured_region, aid_county,
          inputs
        FROM settlement
        WHERE posting_date >= ? AND (posting_date, settlement_id) > (?, ?)
        ORDER BY posting_date, settlement_id
        LIMIT ?)
      SELECT settlement_id, hospital_id, posting_date,
        CASE WHEN kind = 'S'
          AND EXISTS (
            SELECT 1 FROM unnest(?::text[]) AS t (digits)
            WHERE starts_with(insured_region, digits)
              OR starts_with(aid_county, digits)
              OR EXISTS (
                SELECT 1 FROM json_array_elements(inputs -> 'standing' -> 'identities') AS i
                WHERE starts_with(i ->> 'county', digits)))
          AND NOT EXISTS (
            SELECT 1 FROM reversal r
            WHERE r.bucket = l.bucket AND r.settlement_id = l.settlement_id)
          THEN inputs::text END
      FROM looked_at l
      ORDER BY posting_date, settlement_id
      """;

  /**
   * The planner of a database without statistics would read and sort the whole span for the rows of
   * one page: 200,000 took 2 seconds and 80 MB on disk.
   */
  private static final String IN_ORDER =
      """
      SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off;
      SET LOCAL enable_indexscan = on; SET LOCAL plan_cache_mode = force_custom_plan
      """;

  private Lookups() {}

  /** From here on in a transaction a list reads the ledger in its order, by index. */
  static void readInOrder(Connection connection) throws SQLException {
    Sql.update(connection, IN_ORDER);
  }

  /** A settle request, or what a reverse request took back, or that it is neither. */
  static Optional<StoredRequest> request(Connection connection, RequestKey key)
      throws SQLException {
    String reversal;
    try (PreparedStatement statement = connection.prepareStatement(REQUEST)) {
      statement.setShort(1, Requests.bucket(key));
      statement.setString(2, key.ownerId());
      statement.setString(3, key.requestId());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        String kind = row.getString(9);
        if (kind.equals(Requests.Kind.SETTLE.name())) {
          return Optional.of(storedRequest(row));
        }
        if (!kind.equals(Requests.Kind.REVERSE.name())) {
          return Optional.of(
              new StoredRequest(
                  key,
                  StoredRequest.State.NOT_A_SETTLE_REQUEST,
                  new byte[0],
                  new byte[0],
                  "",
                  row.getString(7),
                  row.getString(8)));
        }
        reversal = row.getString(6);
      }
    }
    return settlement(connection, reversal);
  }

  private static StoredRequest storedRequest(ResultSet row) throws SQLException {
    return new StoredRequest(
        new RequestKey(row.getString(1), row.getString(2)),
        StoredRequest.State.valueOf(row.getString(3)),
        bytes(row, 4),
        bytes(row, 5),
        Optional.ofNullable(row.getString(6)).orElse(""),
        row.getString(7),
        row.getString(8));
  }

  private static byte[] bytes(ResultSet row, int column) throws SQLException {
    byte[] bytes = row.getBytes(column);
    return bytes == null ? new byte[0] : bytes;
  }

  static Optional<StoredRequest> settlement(Connection connection, String settlementId)
      throws SQLException {
    PostingDays days = PostingDays.of(settlementId);
    Optional<Entry> entry =
        Sql.first(
            connection,
            KEY_OF_SETTLEMENT,
            row ->
                new Entry(
                    new RequestKey(row.getString(1), row.getString(2)),
                    Optional.ofNullable(row.getString(3))),
            days.first(),
            days.second(),
            settlementId);
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    return entry.get().reverses().isPresent()
        ? settlement(connection, entry.get().reverses().get())
        : request(connection, entry.get().key())
            .filter(stored -> stored.state() != StoredRequest.State.NOT_A_SETTLE_REQUEST);
  }

  /** Whose request an entry of the ledger is of, and what it reverses. */
  private record Entry(RequestKey key, Optional<String> reverses) {}

  /** A page; looks at so many rows at most where not every one fits. */
  static ListedSettlements list(Connection connection, ListQuery query, int lookedAtMax)
      throws SQLException {
    String sql = query.hospitalId().isEmpty() ? LIST_OF_ALL : LIST_OF_HOSPITAL;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      LocalDate afterDay = query.after().map(ListQuery.After::postingDate).orElse(query.from());
      String scope = query.scope().kind().name();
      statement.setQueryTimeout(Sql.PAGE_SECONDS_MAX);
      int looked =
          query.scope().kind() == SettlementScope.Kind.ALL ? query.limit() + 1 : lookedAtMax;
      statement.setString(1, scope);
      statement.setArray(2, connection.createArrayOf("text", query.scope().digits().toArray()));
      statement.setString(3, scope);
      statement.setObject(4, query.from());
      statement.setObject(5, query.to());
      statement.setObject(6, afterDay);
      statement.setString(7, query.after().map(ListQuery.After::id).orElse(""));
      statement.setString(8, query.hospitalId());
      statement.setInt(9, looked);
      statement.setInt(10, looked);
      statement.setInt(11, query.limit() + 1);
      try (ResultSet row = statement.executeQuery()) {
        return page(row, query.limit(), looked);
      }
    }
  }

  /** Goes on after the last line where there are more, or after the last row that was looked at. */
  private static ListedSettlements page(ResultSet row, int limit, int looked) throws SQLException {
    List<SettlementRow> list = new ArrayList<>();
    Optional<ListQuery.After> next = Optional.empty();
    while (next.isEmpty() && row.next()) {
      if (list.size() == limit) {
        SettlementRow last = list.get(limit - 1);
        next = Optional.of(new ListQuery.After(last.postingDate(), last.id()));
      } else {
        if (row.getBoolean(FITS)) {
          list.add(settlementRow(row));
        }
        if (row.getLong(PLACE) == looked) {
          next =
              Optional.of(new ListQuery.After(row.getObject(7, LocalDate.class), row.getString(1)));
        }
      }
    }
    return new ListedSettlements(list, next);
  }

  private static SettlementRow settlementRow(ResultSet row) throws SQLException {
    return new SettlementRow(
        row.getString(1),
        Optional.ofNullable(row.getString(2)),
        Optional.ofNullable(row.getString(14)),
        Optional.ofNullable(row.getObject(15, LocalDate.class)),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getObject(7, LocalDate.class),
        row.getTimestamp(8).toInstant(),
        row.getLong(9),
        row.getLong(10),
        row.getLong(11),
        row.getLong(12),
        row.getLong(17),
        row.getBoolean(13),
        row.getBoolean(16));
  }

  static List<CorrectionRow> corrections(Connection connection, String settlementId)
      throws SQLException {
    PostingDays days = PostingDays.of(settlementId);
    return Sql.list(
        connection, CORRECTIONS, Lookups::correctionRow, days.first(), days.second(), settlementId);
  }

  private static CorrectionRow correctionRow(ResultSet row) throws SQLException {
    Original read = Original.of(row);
    Bearers more = Bearers.of(read.entry().postings());
    Long[] before = (Long[]) row.getArray(36).getArray();
    List<AccountUse> uses = new ArrayList<>();
    for (int i = 0; i < before.length; i++) {
      Original.Used use = read.used().get(i);
      uses.add(
          new AccountUse(
              use.ofHousehold(),
              use.account(),
              use.nameZh(),
              use.benefitYear(),
              before[i],
              use.addedFen(),
              use.capFen(),
              0));
    }
    return new CorrectionRow(
        read.settlementId(),
        row.getString(31),
        read.request().requestId(),
        row.getTimestamp(32).toInstant(),
        row.getObject(33, LocalDate.class),
        row.getObject(34, LocalDate.class),
        more.byLine(),
        more.patientFen(),
        uses,
        row.getString(35),
        read.bill().policyVersions());
  }

  static Optional<StoredInputs> inputs(Connection connection, String settlementId)
      throws SQLException {
    PostingDays days = PostingDays.of(settlementId);
    return Sql.first(
        connection,
        INPUTS,
        row -> ClaimJson.read(row.getString(1)),
        days.first(),
        days.second(),
        settlementId);
  }

  static List<PastSettlement> past(Connection connection, PastQuery query) throws SQLException {
    Map<String, Standing.FundMoney> funds = FundTakings.money(connection);
    return Sql.list(
        connection,
        PAST,
        row ->
            new PastSettlement(
                row.getString(1),
                row.getString(2),
                row.getObject(3, LocalDate.class),
                Optional.ofNullable(row.getString(4))
                    .map(ClaimJson::read)
                    .map(inputs -> withFurther(inputs, funds))),
        query.postedFrom(),
        query.after().map(ListQuery.After::postingDate).orElse(query.postedFrom()),
        query.after().map(ListQuery.After::id).orElse(""),
        query.limit(),
        connection.createArrayOf("text", query.regions().toArray()));
  }

  /** A version that they were not decided with may ask for a fund whose money is not in them. */
  private static StoredInputs withFurther(
      StoredInputs inputs, Map<String, Standing.FundMoney> funds) {
    return new StoredInputs(
        inputs.claim(),
        inputs.standing().withFurther(funds),
        inputs.policyVersions(),
        inputs.consideredVersions());
  }
}
