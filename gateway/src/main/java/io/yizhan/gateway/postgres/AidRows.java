package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.AidStore.Detail;
import io.yizhan.gateway.desk.AidStore.Enrolment;
import io.yizhan.gateway.desk.AidStore.Entry;
import io.yizhan.gateway.desk.AidStore.Query;
import io.yizhan.gateway.desk.AidStore.Temporary;
import io.yizhan.gateway.desk.AidStore.Terms;
import io.yizhan.gateway.desk.SettlementStore.ListQuery;
import io.yizhan.ledger.JournalEntry;
import io.yizhan.ledger.Posting;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** Entries of aid as rows, written once and read. */
final class AidRows {
  private static final String INSERT =
      """
      INSERT INTO aid_entry (bucket, entry_id, kind, reverses, person_id, county, fund_code,
        amount_fen, payee, posting_date, entry_time, owner_id, request_id, operator_id,
        document_number, caller_id, reason_stated, decided_date, standard_code, standard_fen,
        multiple, heads, form, computed_fen, scheme, enrolment_year, subsidy, contribution_fen,
        line_account, line_payee, line_fen)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::date, ?::text, ?::bigint,
        ?::integer, ?::integer, ?::text, ?::bigint, ?::text, ?::integer, ?::text, ?::bigint,
        ?, ?, ?)
      """;

  private static final String COLUMNS =
      """
      SELECT entry_id, reverses, request_id, person_id, county, fund_code, amount_fen, payee,
        posting_date, entry_time, operator_id, document_number, kind, decided_date, standard_code,
        standard_fen, multiple, heads, form, scheme, enrolment_year, subsidy, contribution_fen
      FROM aid_entry e
      """;

  private static final String BY_ID = COLUMNS + " WHERE entry_id = ?";

  private static final String REVERSAL =
      "SELECT entry_id FROM aid_entry WHERE bucket = ? AND reverses = ?";

  private static final String SPAN =
      """
      WHERE posting_date BETWEEN ? AND ? AND (posting_date, entry_id) > (?, ?)
        AND EXISTS (SELECT 1 FROM unnest(?::text[]) AS t (digits) WHERE starts_with(county, digits))
      """;

  private static final String LAST = " ORDER BY posting_date, entry_id LIMIT ?";
  private static final String LIST = COLUMNS + SPAN + LAST;
  private static final String LIST_OF_PERSON = COLUMNS + SPAN + " AND person_id = ANY (?)" + LAST;

  private AidRows() {}

  /** Writes an entry with its balanced lines. */
  static void insert(
      Connection connection, Entry entry, String ownerId, String callerId, boolean reasonStated)
      throws SQLException {
    List<Posting> lines = journal(entry).postings();
    Optional<Temporary> aid =
        entry.detail() instanceof Temporary temporary ? Optional.of(temporary) : Optional.empty();
    Optional<Enrolment> enrolment =
        entry.detail() instanceof Enrolment one ? Optional.of(one) : Optional.empty();
    Optional<Terms> terms = aid.map(Temporary::terms);
    Sql.update(
        connection,
        INSERT,
        Bucket.of(entry.personId()),
        entry.id(),
        aid.isPresent() ? "TEMPORARY" : "ENROLMENT",
        entry.reverses().orElse(null),
        entry.personId(),
        entry.county(),
        entry.fund(),
        entry.amountFen(),
        entry.payee(),
        entry.postingDate(),
        entry.time(),
        ownerId,
        entry.requestId(),
        entry.operatorId(),
        entry.documentNumber(),
        callerId,
        reasonStated,
        terms.map(Terms::decided).orElse(null),
        terms.map(Terms::standardCode).orElse(null),
        aid.map(Temporary::standardFen).orElse(null),
        terms.map(Terms::multipleHundredths).orElse(null),
        terms.map(Terms::heads).orElse(null),
        terms.map(of -> of.inKind() ? "KIND" : "CASH").orElse(null),
        aid.map(Temporary::computedFen).orElse(null),
        enrolment.map(Enrolment::scheme).orElse(null),
        enrolment.map(Enrolment::year).orElse(null),
        enrolment.map(of -> of.full() ? "FULL" : "FIXED").orElse(null),
        enrolment.map(Enrolment::contributionFen).orElse(null),
        connection.createArrayOf("text", lines.stream().map(Posting::account).toArray()),
        connection.createArrayOf("text", lines.stream().map(Posting::payee).toArray()),
        connection.createArrayOf("int8", lines.stream().map(Posting::amountFen).toArray()));
  }

  /** What the fund bears, named as in settlements, and who gets it. */
  private static JournalEntry journal(Entry entry) {
    String fund =
        Entry.isStatutory(entry.fund()) ? entry.fund() : entry.fund() + "@" + entry.county();
    String what = entry.detail() instanceof Temporary ? "temporary_aid" : "subsidised_enrolment";
    return new JournalEntry(
        List.of(
            new Posting("fund:" + fund + "/" + what, entry.payee(), entry.amountFen()),
            new Posting(entry.payee(), entry.payee(), Math.negateExact(entry.amountFen()))));
  }

  static Optional<Entry> find(Connection connection, String entryId) throws SQLException {
    return Sql.first(connection, BY_ID, AidRows::entry, entryId);
  }

  /** The mirror that took an entry back. */
  static Optional<String> reversalOf(Connection connection, Entry entry) throws SQLException {
    return Sql.first(
        connection, REVERSAL, row -> row.getString(1), Bucket.of(entry.personId()), entry.id());
  }

  /** Those of a query, of the records of one person where the query names one. */
  static List<Entry> list(Connection connection, Query query, Optional<List<String>> records)
      throws SQLException {
    LocalDate afterDay = query.after().map(ListQuery.After::postingDate).orElse(query.from());
    String afterId = query.after().map(ListQuery.After::id).orElse("");
    Object regions = connection.createArrayOf("text", query.regions().toArray());
    if (records.isPresent()) {
      return Sql.page(
          connection,
          LIST_OF_PERSON,
          AidRows::entry,
          query.from(),
          query.to(),
          afterDay,
          afterId,
          regions,
          connection.createArrayOf("text", records.get().toArray()),
          query.limit());
    }
    return Sql.page(
        connection,
        LIST,
        AidRows::entry,
        query.from(),
        query.to(),
        afterDay,
        afterId,
        regions,
        query.limit());
  }

  private static Entry entry(ResultSet row) throws SQLException {
    return new Entry(
        row.getString(1),
        Optional.ofNullable(row.getString(2)),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getLong(7),
        row.getString(8),
        row.getObject(9, LocalDate.class),
        row.getTimestamp(10).toInstant(),
        row.getString(11),
        row.getString(12),
        detail(row));
  }

  private static Detail detail(ResultSet row) throws SQLException {
    if (row.getString(13).equals("TEMPORARY")) {
      return new Temporary(
          new Terms(
              row.getObject(14, LocalDate.class),
              row.getString(15),
              row.getInt(17),
              row.getInt(18),
              row.getString(19).equals("KIND")),
          row.getLong(16));
    }
    return new Enrolment(
        row.getString(20), row.getInt(21), row.getString(22).equals("FULL"), row.getLong(23));
  }
}
