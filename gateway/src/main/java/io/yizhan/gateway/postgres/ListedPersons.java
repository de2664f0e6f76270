package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.HighCostStore.Known;
import io.yizhan.gateway.desk.HighCostStore.OwnCost;
import io.yizhan.gateway.desk.Keepers;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.SettlementDesk;
import io.yizhan.gateway.postgres.PrivateTexts.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who is listed for high own cost: what the county sent of a person, and what the register knows.
 * What a county sends stays the county's own: it neither names a person in the register nor stands
 * in the place of what another county sent.
 */
final class ListedPersons {
  /** Between the kind of a document and its number; no kind has one. */
  private static final String BETWEEN = " ";

  private static final String SURVIVOR =
      "SELECT survivor_id FROM person_join WHERE bucket = ? AND person_id = ?";

  private static final String REGISTERED =
      """
      SELECT kind, ciphertext, key_version FROM person_private
      WHERE bucket = ? AND person_id = ? AND NOT starts_with(kind, 'text:') ORDER BY kind, alias
      """;

  /** A claim on paper is the office's own word, and gives it no sight of anybody. */
  private static final String TREATED_HERE =
      """
      SELECT 1 FROM settlement s
      WHERE s.bucket = ? AND s.person_id = ? AND s.kind = 'S' AND s.insured_region = ?
        AND NOT starts_with(s.hospital_id, 'office:')
        AND (s.inputs #>> '{claim,dates,last}')::date BETWEEN make_date(?, 1, 1) AND make_date(?, 12, 31)
        AND NOT EXISTS (
          SELECT 1 FROM reversal r WHERE r.bucket = s.bucket AND r.settlement_id = s.settlement_id)
      LIMIT 1
      """;

  private final Secrets secrets;
  private final PrivateTexts texts;

  ListedPersons(Secrets secrets) {
    this.secrets = secrets;
    this.texts = new PrivateTexts(secrets);
  }

  /** Keeps what a county sent of a person. */
  void keep(Connection connection, String personId, OwnCost cost) throws SQLException {
    PersonDocument sent = cost.person();
    keep(connection, personId, cost, Kind.DOCUMENT, sent.kind() + BETWEEN + sent.number());
    keep(connection, personId, cost, Kind.NAME, cost.name());
    keep(connection, personId, cost, Kind.TELEPHONE, cost.telephone());
    keep(connection, personId, cost, Kind.ADDRESS, cost.address());
  }

  private void keep(Connection connection, String personId, OwnCost cost, Kind kind, String text)
      throws SQLException {
    if (!text.isEmpty()) {
      texts.put(connection, personId, kind, cost.county(), text);
    }
  }

  /** All records of whoever a record is now, the one that counts first. */
  List<String> records(Connection connection, String personId) throws SQLException {
    String now =
        Sql.first(connection, SURVIVOR, row -> row.getString(1), Bucket.of(personId), personId)
            .orElse(personId);
    return Persons.records(connection, now);
  }

  /** What a county sent of a person. */
  Known sent(Connection connection, List<String> records, String county) throws SQLException {
    List<PersonDocument> documents = new ArrayList<>();
    for (String record : records) {
      texts
          .get(connection, record, Kind.DOCUMENT, county)
          .map(ListedPersons::document)
          .ifPresent(documents::add);
    }
    return new Known(documents, text(connection, records, Kind.NAME, county));
  }

  private static PersonDocument document(String text) {
    int cut = text.indexOf(BETWEEN);
    return new PersonDocument(text.substring(0, cut), text.substring(cut + 1));
  }

  /** A text that a county sent; empty where there is none. */
  String text(Connection connection, List<String> records, Kind kind, String county)
      throws SQLException {
    for (String record : records) {
      Optional<String> text = texts.get(connection, record, kind, county);
      if (text.isPresent()) {
        return text.get();
      }
    }
    return "";
  }

  /** What the register knows of a person. */
  Known registered(Connection connection, String personId) throws SQLException {
    String name = "";
    List<PersonDocument> documents = new ArrayList<>();
    for (PersonDocument text :
        Sql.list(
            connection,
            REGISTERED,
            row ->
                new PersonDocument(
                    row.getString(1), secrets.decrypt(row.getBytes(2), row.getInt(3))),
            Bucket.of(personId),
            personId)) {
      if (text.kind().equals("name")) {
        name = text.number();
      } else {
        documents.add(text);
      }
    }
    return new Known(documents, name);
  }

  /** The counties whose a person is. */
  static List<String> keepers(Connection connection, String personId, Instant now)
      throws SQLException {
    LocalDate today = LocalDate.ofInstant(now, SettlementDesk.CIVIL_ZONE);
    return List.copyOf(Keepers.of(PersonRegister.identities(connection, personId), today));
  }

  /** Whether a hospital settled for the person as insured in a county in a year. */
  static boolean treatedHere(Connection connection, List<String> records, String county, int year)
      throws SQLException {
    for (String record : records) {
      if (Sql.first(
              connection,
              TREATED_HERE,
              row -> row.getInt(1),
              Bucket.of(record),
              record,
              county,
              year,
              year)
          .isPresent()) {
        return true;
      }
    }
    return false;
  }
}
