package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.AidStore;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.RequestKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The aid office's port: each method is one transaction or one reading statement. */
final class PostgresAidStore implements AidStore {
  private static final String PUT_FIGURE =
      """
      INSERT INTO aid_figure (county, figure_code, valid_from, amount_fen, source, caller_id,
        entry_time)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (county, figure_code, valid_from) DO UPDATE SET
        amount_fen = excluded.amount_fen, source = excluded.source,
        caller_id = excluded.caller_id, entry_time = excluded.entry_time
      """;

  private static final String FIGURES =
      """
      SELECT county, figure_code, valid_from, amount_fen, source FROM aid_figure
      WHERE county = ? AND (figure_code, valid_from) > (?, ?)
      ORDER BY figure_code, valid_from LIMIT ?
      """;

  private static final String ENTRY_OF_REQUEST =
      """
      SELECT settlement_id FROM request
      WHERE bucket = ? AND owner_id = ? AND request_id = ? AND kind IN ('AID', 'AID_REVERSE')
      """;

  private final Transactions transactions;
  private final Secrets secrets;
  private final AidBooks books;
  private final PaperBooks papers;
  private final PrivateTexts texts;

  PostgresAidStore(Transactions transactions, Secrets secrets) {
    this.transactions = transactions;
    this.secrets = secrets;
    this.books = new AidBooks(secrets);
    this.papers = new PaperBooks(secrets);
    this.texts = new PrivateTexts(secrets);
  }

  @Override
  public void putFigure(Figure figure, String callerId, Instant now) {
    transactions.write(
        Boolean.class,
        connection -> {
          Sql.update(
              connection,
              PUT_FIGURE,
              figure.county(),
              figure.code(),
              figure.from(),
              figure.amountFen(),
              figure.source(),
              callerId,
              now);
          String subject = "figure:" + figure.county() + "/" + figure.code();
          String change = "put: from " + figure.from() + ", " + figure.amountFen() + " fen";
          PostgresRegistryStore.History.add(connection, secrets, subject, change, callerId, now);
          return true;
        });
  }

  @Override
  public List<Figure> figures(String county, String afterCode, LocalDate afterDay, int limit) {
    return transactions.read(
        connection ->
            Sql.list(
                connection,
                FIGURES,
                row ->
                    new Figure(
                        row.getString(1),
                        row.getString(2),
                        row.getObject(3, LocalDate.class),
                        row.getLong(4),
                        row.getString(5)),
                county,
                afterCode,
                afterDay,
                limit));
  }

  @Override
  public AidResult record(AidOrder order, Function<Entry, byte[]> reply) {
    return transactions.write(
        AidResult.class,
        PostgresAidStore::isFound,
        connection -> books.record(connection, order, reply));
  }

  @Override
  public AidResult reverse(ReverseOrder order, Function<Entry, byte[]> reply) {
    return transactions.write(
        AidResult.class,
        PostgresAidStore::isFound,
        connection -> books.reverse(connection, order, reply));
  }

  private static boolean isFound(AidResult result) {
    return !(result instanceof AidResult.Recorded recorded) || recorded.replayed();
  }

  @Override
  public Optional<FoundEntry> find(
      String entryId, List<String> regions, String callerId, Instant now) {
    return transactions
        .write(
            Found.class,
            found -> true,
            connection -> new Found(found(connection, entryId, regions, callerId, now)))
        .entry();
  }

  @Override
  public Optional<FoundEntry> findRequest(RequestKey key, String callerId, Instant now) {
    return transactions
        .write(
            Found.class,
            found -> true,
            connection -> {
              Optional<String> entryId =
                  Sql.first(
                      connection,
                      ENTRY_OF_REQUEST,
                      row -> row.getString(1),
                      Requests.bucket(key),
                      key.ownerId(),
                      key.requestId());
              return new Found(
                  entryId.isEmpty()
                      ? Optional.empty()
                      : found(connection, entryId.get(), List.of(""), callerId, now));
            })
        .entry();
  }

  private record Found(Optional<FoundEntry> entry) {}

  private Optional<FoundEntry> found(
      Connection connection, String entryId, List<String> regions, String callerId, Instant now)
      throws SQLException {
    Optional<Entry> entry =
        AidRows.find(connection, entryId)
            .filter(found -> regions.stream().anyMatch(found.county()::startsWith));
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    String personId = entry.get().personId();
    Optional<String> reason = texts.get(connection, personId, PrivateTexts.Kind.REASON, entryId);
    if (reason.isPresent()) {
      texts.logAccess(connection, personId, callerId, "aid record " + entryId, now);
    }
    return Optional.of(
        new FoundEntry(
            entry.get(), AidRows.reversalOf(connection, entry.get()), reason.orElse("")));
  }

  @Override
  public List<Entry> list(Query query) {
    Optional<byte[]> alias = query.person().map((PersonDocument person) -> secrets.alias(person));
    Persons persons = new Persons(secrets);
    return transactions.read(
        connection -> {
          if (alias.isEmpty()) {
            return AidRows.list(connection, query, Optional.empty());
          }
          @Nullable String personId = persons.find(connection, alias.get());
          return personId == null
              ? List.of()
              : AidRows.list(connection, query, Optional.of(Persons.records(connection, personId)));
        });
  }

  @Override
  public Optional<FoundPaper> paper(
      String settlementId, List<String> regions, String callerId, String purpose, Instant now) {
    return transactions
        .write(
            Papers.class,
            found -> true,
            connection ->
                new Papers(papers.find(connection, settlementId, regions, callerId, purpose, now)))
        .found();
  }

  private record Papers(Optional<FoundPaper> found) {}
}
