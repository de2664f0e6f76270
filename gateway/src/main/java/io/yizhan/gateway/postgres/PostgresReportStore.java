package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.ReportStore;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reports over the ledger: one statement a part, all in one snapshot. */
final class PostgresReportStore implements ReportStore {
  private static final String NAME = "name";

  /** How many different replies of refusals are added up. */
  private static final int REPLIES_MAX = 1_000_000;

  private final Transactions transactions;
  private final Secrets secrets;
  private final PrivateTexts texts;

  PostgresReportStore(Transactions transactions, Secrets secrets) {
    this.transactions = transactions;
    this.secrets = secrets;
    this.texts = new PrivateTexts(secrets);
  }

  @Override
  public Report report(Query query, Function<byte[], String> reasonOf) {
    return transactions.write(Report.class, connection -> report(connection, query, reasonOf));
  }

  private static Report report(
      Connection connection, Query query, Function<byte[], String> reasonOf) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(Transactions.SNAPSHOT);
    }
    LedgerScan.plan(connection);
    List<Group> groups =
        Sql.list(
            connection,
            ReportSql.FIGURES,
            PostgresReportStore::group,
            standing(connection, query, query.period().name()));
    Map<Split, List<Row>> tables = new EnumMap<>(Split.class);
    for (Split split : Split.values()) {
      tables.put(split, rows(groups, split));
    }
    Array counties = array(connection, query.counties());
    return new Report(
        groups.stream()
            .filter(group -> group.places() == bits())
            .findFirst()
            .map(group -> group.row().figures())
            .orElse(Figures.NONE),
        tables,
        Sql.list(
            connection, ReportSql.PAID, PostgresReportStore::paid, standing(connection, query)),
        Sql.first(
                connection,
                ReportSql.REVERSALS,
                PostgresReportStore::reversals,
                with(connection, query, query.from(), query.to()))
            .orElseThrow(),
        Sql.list(
            connection,
            ReportSql.AID,
            row -> new Aid(row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4)),
            query.from(),
            query.to(),
            query.county(),
            counties),
        Sql.list(
            connection,
            ReportSql.EXPOSURES,
            PostgresReportStore::exposure,
            query.today(),
            query.county(),
            counties),
        refused(connection, query, reasonOf));
  }

  /** A different reply of the database, and how often it was given. */
  private record Reply(byte[] bytes, long times) {}

  /** Most replies name amounts or days and are given once: they are added up as they are read. */
  private static Refusals refused(
      Connection connection, Query query, Function<byte[], String> reasonOf) throws SQLException {
    Array owners = array(connection, query.owners());
    Map<String, Refused> byReason = new LinkedHashMap<>();
    int replies = 0;
    try (SqlCursor<Reply> rows =
        new SqlCursor<>(
            connection,
            ReportSql.REFUSED,
            row -> new Reply(row.getBytes(1), row.getLong(2)),
            query.from(),
            query.to(),
            query.hospitalId(),
            query.hospitalId(),
            owners,
            owners,
            REPLIES_MAX + 1)) {
      while (rows.hasNext() && replies < REPLIES_MAX) {
        Reply each = rows.next();
        replies++;
        // The most frequent come first.
        byReason.merge(
            reasonOf.apply(each.bytes()),
            new Refused(each.bytes(), each.times(), each.times()),
            Refused::and);
      }
      return new Refusals(List.copyOf(byReason.values()), !rows.hasNext());
    } catch (SqlCursor.Broken e) {
      throw e.said();
    }
  }

  private static Array array(Connection connection, List<String> values) throws SQLException {
    return connection.createArrayOf("text", values.toArray());
  }

  /** The parameters of settlements that stand, then others. */
  private static Object[] standing(Connection connection, Query query, Object... others)
      throws SQLException {
    List<Object> values = new ArrayList<>(List.of(query.from()));
    values.addAll(List.of(with(connection, query, others)));
    return values.toArray();
  }

  /** The parameters that say which settlements, then others. */
  private static Object[] with(Connection connection, Query query, Object... others)
      throws SQLException {
    String kind = query.scope().kind().name();
    List<Object> values =
        new ArrayList<>(
            List.of(
                query.from(),
                query.to(),
                query.hospitalId(),
                query.hospitalId(),
                query.county(),
                kind,
                array(connection, query.scope().digits()),
                kind));
    values.addAll(List.of(others));
    return values.toArray();
  }

  /** A row, and of which splits it is not: a bit each, the first split the highest. */
  private record Group(int places, Row row) {}

  /** The places of the row of all. */
  private static int bits() {
    return (1 << Split.values().length) - 1;
  }

  private static List<Row> rows(List<Group> groups, Split split) {
    int own = bits() & ~(1 << (Split.values().length - 1 - split.ordinal()));
    return groups.stream().filter(group -> group.places() == own).map(Group::row).toList();
  }

  private static Group group(ResultSet row) throws SQLException {
    return new Group(
        row.getInt(1),
        new Row(
            row.getString(2),
            new Figures(
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7),
                row.getLong(8),
                row.getLong(9),
                row.getLong(10),
                row.getLong(11),
                row.getLong(12),
                row.getLong(13),
                row.getLong(14),
                new Of(
                    row.getLong(15),
                    row.getLong(16),
                    row.getLong(17),
                    row.getLong(24),
                    row.getLong(18),
                    List.of(
                        row.getLong(19),
                        row.getLong(20),
                        row.getLong(21),
                        row.getLong(22),
                        row.getLong(23))))));
  }

  private static Paid paid(ResultSet row) throws SQLException {
    return new Paid(
        row.getBoolean(1),
        row.getString(2),
        row.getLong(3),
        row.getLong(4),
        row.getLong(5),
        FundKind.valueOf(row.getString(6)));
  }

  private static Reversals reversals(ResultSet row) throws SQLException {
    return new Reversals(
        row.getLong(1),
        row.getLong(2),
        row.getLong(3),
        row.getLong(4),
        row.getLong(5),
        row.getLong(6),
        List.of(row.getLong(7), row.getLong(8), row.getLong(9)));
  }

  private static Exposure exposure(ResultSet row) throws SQLException {
    return new Exposure(
        row.getString(1),
        row.getLong(2),
        row.getLong(3),
        row.getLong(4),
        row.getLong(5),
        row.getLong(6),
        List.of(row.getLong(7), row.getLong(8)));
  }

  private record Found(Optional<Patient> patient) {}

  @Override
  public Optional<Patient> patient(
      String settlementId, String callerId, String purpose, Instant now) {
    return transactions
        .write(
            Found.class,
            found -> true,
            connection -> new Found(patient(connection, settlementId, callerId, purpose, now)))
        .patient();
  }

  /** Whose a settlement is. */
  private record Treated(String personId, String place) {}

  private Optional<Patient> patient(
      Connection connection, String settlementId, String callerId, String purpose, Instant now)
      throws SQLException {
    PostingDays days = PostingDays.of(settlementId);
    Optional<Treated> treated =
        Sql.first(
            connection,
            ReportSql.PATIENT,
            row -> new Treated(row.getString(1), row.getString(2)),
            days.first(),
            days.second(),
            settlementId);
    if (treated.isEmpty()) {
      return Optional.empty();
    }
    String personId = treated.get().personId();
    String name = "";
    Optional<PersonDocument> document = Optional.empty();
    for (PersonDocument each :
        Sql.list(
            connection,
            ReportSql.WHO,
            row ->
                new PersonDocument(
                    row.getString(1), secrets.decrypt(row.getBytes(2), row.getInt(3))),
            Bucket.of(personId),
            personId)) {
      if (each.kind().equals(NAME)) {
        name = each.number();
      } else {
        document = Optional.of(each);
      }
    }
    texts.logAccess(connection, personId, callerId, purpose, now);
    return Optional.of(new Patient(name, document, treated.get().place()));
  }
}
