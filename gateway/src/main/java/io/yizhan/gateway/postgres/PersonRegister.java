package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.Keepers;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.PutRight;
import io.yizhan.gateway.desk.RegistryStore.FoundPerson;
import io.yizhan.gateway.desk.RegistryStore.PersonRecord;
import io.yizhan.gateway.desk.RegistryStore.PutPersonResult;
import io.yizhan.gateway.desk.RosterStore;
import io.yizhan.gateway.desk.SettlementDesk;
import io.yizhan.settlement.Standing;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Keeps persons. Documents and the name go into the private table, all else is keyed by the id. */
final class PersonRegister {
  private static final String NAME_KIND = "name";

  private static final String PUT_NAME =
      """
      INSERT INTO person_private (bucket, person_id, kind, alias, ciphertext, key_version)
      VALUES (?, ?, 'name', '', ?, ?)
      ON CONFLICT (bucket, person_id, kind, alias)
        DO UPDATE SET ciphertext = excluded.ciphertext, key_version = excluded.key_version
      """;

  private static final String PUT_IDENTITY =
      """
      INSERT INTO identity (bucket, person_id, category, county, valid_from, valid_to, source)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (bucket, person_id, category, county, valid_from)
        DO UPDATE SET valid_to = excluded.valid_to, source = excluded.source
        WHERE identity.source <> 'provisional'
      """;

  private static final String IDENTITIES =
      """
      SELECT category, county, valid_from, valid_to, source FROM identity
      WHERE bucket = ? AND person_id = ?
      """;

  private static final String EVER_HELD =
      """
      SELECT 1 FROM (
        SELECT bucket, person_id, county FROM identity
        UNION ALL SELECT bucket, person_id, county FROM identity_change) h
      WHERE h.bucket = ? AND h.person_id = ? AND EXISTS (
        SELECT FROM unnest(?::text[]) AS d (digits) WHERE starts_with(h.county, d.digits))
      LIMIT 1
      """;

  private static final String PRIVATE =
      """
      SELECT kind, ciphertext, key_version FROM person_private
      WHERE bucket = ? AND person_id = ? AND NOT starts_with(kind, 'text:') ORDER BY kind, alias
      """;

  private static final String LOG_ACCESS =
      """
      INSERT INTO person_access (bucket, person_id, access_id, caller_id, purpose, access_time)
      VALUES (?, ?, ?, ?, ?, ?)
      """;

  private final Secrets secrets;
  private final Persons persons;
  private final Households households;

  PersonRegister(Secrets secrets, Persons persons) {
    this.secrets = secrets;
    this.households = new Households(secrets);
    this.persons = persons;
  }

  /** The answer of a look. */
  record Found(Optional<FoundPerson> person) {}

  /** A document with its alias. */
  private record Aliased(PersonDocument document, byte[] alias) {}

  /** Keeps a person; what it answers other than kept was found before anything was written. */
  PutPersonResult put(
      Connection connection, PersonRecord person, PutRight right, String callerId, Instant now)
      throws SQLException {
    // In the order of the aliases, so that two calls do not wait for each other in a circle.
    List<Aliased> documents =
        person.documents().stream()
            .map(document -> new Aliased(document, secrets.alias(document)))
            .sorted(Comparator.comparing(Aliased::alias, Arrays::compare))
            .toList();
    Set<String> known = new TreeSet<>();
    boolean addsDocuments = false;
    for (Aliased document : documents) {
      String found = persons.find(connection, document.alias());
      if (found == null) {
        addsDocuments = true;
      } else {
        known.add(found);
      }
    }
    boolean fresh = known.isEmpty();
    String personId = fresh ? secrets.newPersonId() : known.iterator().next();
    if (known.size() == 1) {
      persons.lockAccount(connection, personId);
    }
    LocalDate today = LocalDate.ofInstant(now, SettlementDesk.CIVIL_ZONE);
    PutRight.Whose whose =
        new PutRight.Whose(identities(connection, known), today, addsDocuments && !fresh);
    Optional<String> refused = right.check().refused(person, whose);
    if (refused.isPresent()) {
      return new PutPersonResult.NotYours(refused.get(), List.of());
    }
    if (person.onlyWithdraws() && !everHeld(connection, known, person, right)) {
      return new PutPersonResult.PersonUnknown();
    }
    if (known.size() > 1) {
      return new PutPersonResult.DocumentsOfTwoPersons();
    }
    Awards awards = Awards.read(connection, personId, person);
    Optional<PutPersonResult> award = awards.refused(person, right);
    if (award.isPresent()) {
      return award.get();
    }
    if (fresh) {
      persons.addPerson(connection, personId, now);
    }
    for (Aliased document : documents) {
      if (!persons.addAlias(connection, personId, document.document(), document.alias())
          && !personId.equals(persons.find(connection, document.alias()))) {
        // Another call has just taken the document: run again and see its person.
        throw new SQLException("a document was taken at the same time", "40001");
      }
    }
    keep(connection, personId, person, callerId, now);
    for (String gone : households.keep(connection, personId, person.households())) {
      note(connection, personId, gone, callerId, now);
    }
    Set<String> counties = Keepers.all(identities(connection, personId));
    for (String before :
        awards.keep(connection, personId, person, Awards.divisions(right, counties))) {
      note(connection, personId, before, callerId, now);
    }
    String change =
        "put: "
            + documents.size()
            + " documents, "
            + person.identities().size()
            + " identities, "
            + person.approvals().size()
            + " approvals, "
            + person.grants().size()
            + " grants, "
            + person.households().size()
            + " households";
    note(connection, personId, change, callerId, now);
    return new PutPersonResult.Kept(personId, fresh);
  }

  private void note(
      Connection connection, String personId, String change, String callerId, Instant now)
      throws SQLException {
    PostgresRegistryStore.History.add(
        connection, secrets, "person:" + personId, change, callerId, now);
  }

  /**
   * Whether a caller may take anything back of these persons: it holds one, or once gave one an
   * identity, or what it takes back is its own. To others it is as if they were not known.
   */
  private static boolean everHeld(
      Connection connection, Set<String> personIds, PersonRecord person, PutRight right)
      throws SQLException {
    for (String personId : personIds) {
      if (right.regions().isEmpty()
          || Awards.read(connection, personId, person).ownsAny(right)
          || Sql.first(
                  connection,
                  EVER_HELD,
                  row -> row.getInt(1),
                  Bucket.of(personId),
                  personId,
                  connection.createArrayOf("text", right.regions().toArray()))
              .isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** All identities of these persons. */
  private static List<Standing.Identity> identities(Connection connection, Set<String> personIds)
      throws SQLException {
    List<Standing.Identity> identities = new ArrayList<>();
    for (String personId : personIds) {
      identities.addAll(identities(connection, personId));
    }
    return identities;
  }

  /** All identities of a record, ended ones too. */
  static List<Standing.Identity> identities(Connection connection, String personId)
      throws SQLException {
    return Sql.list(
        connection, IDENTITIES, row -> RosterBatch.identity(row, 1), Bucket.of(personId), personId);
  }

  /**
   * Adds identities, each to those of another start, after those that are withdrawn are gone; what
   * changes goes into the history.
   */
  private void keepIdentities(
      Connection connection,
      String personId,
      List<Standing.Identity> identities,
      List<Standing.Identity> withdrawn,
      String callerId,
      Instant now)
      throws SQLException {
    Map<HeldIdentities.Key, Standing.Identity> held = new LinkedHashMap<>();
    for (Standing.Identity each : identities(connection, personId)) {
      held.put(HeldIdentities.Key.of(each), each);
    }
    forget(connection, personId, withdrawn, held, callerId, now);
    Map<HeldIdentities.Key, RosterStore.Change> changes = new LinkedHashMap<>();
    for (Standing.Identity each : identities) {
      HeldIdentities.Key key = HeldIdentities.Key.of(each);
      Optional<Standing.Identity> was = Optional.ofNullable(held.get(key));
      if (was.filter(Standing.Identity::provisional).isPresent()) {
        throw new Transactions.RolledBack(
            new PutPersonResult.AwaitsCheck(each.category(), each.from()));
      }
      if (was.filter(each::equals).isEmpty()) {
        changes.put(key, new RosterStore.Change(personId, was, Optional.of(each)));
      }
    }
    List<RosterStore.Change> all = List.copyOf(changes.values());
    IdentityRows.putNow(connection, all);
    IdentityRows.note(connection, secrets, all, "PUT", "", callerId, now);
  }

  /** Forgets what never was of those that are held; one on a promise is its approval's to end. */
  private void forget(
      Connection connection,
      String personId,
      List<Standing.Identity> withdrawn,
      Map<HeldIdentities.Key, Standing.Identity> held,
      String callerId,
      Instant now)
      throws SQLException {
    List<RosterStore.Change> gone = new ArrayList<>();
    for (Standing.Identity each : withdrawn) {
      Standing.Identity was = held.remove(HeldIdentities.Key.of(each));
      if (was != null && Standing.Identity.onPromise(was.source())) {
        throw new Transactions.RolledBack(
            new PutPersonResult.AwaitsCheck(was.category(), was.from()));
      }
      if (was != null) {
        gone.add(new RosterStore.Change(personId, Optional.of(was), Optional.empty()));
      }
    }
    IdentityRows.forget(
        connection,
        gone.stream()
            .map(each -> new IdentityRows.Of(personId, each.was().orElseThrow()))
            .toList());
    IdentityRows.note(connection, secrets, gone, "PUT", "", callerId, now);
  }

  private void keep(
      Connection connection, String personId, PersonRecord person, String callerId, Instant now)
      throws SQLException {
    short bucket = Bucket.of(personId);
    if (!person.name().isEmpty()) {
      Sql.update(
          connection,
          PUT_NAME,
          bucket,
          personId,
          secrets.encrypt(person.name()),
          secrets.keyVersion());
    }
    List<Standing.Identity> withdrawn = person.withdrawn().identities();
    if (!person.identities().isEmpty() || !withdrawn.isEmpty()) {
      keepIdentities(connection, personId, person.identities(), withdrawn, callerId, now);
    }
  }

  /**
   * Gives a person an identity, or changes the end and source of one of the same first day. One
   * that awaits its check is changed by the ending of its approval only.
   */
  void addIdentity(Connection connection, String personId, Standing.Identity identity)
      throws SQLException {
    int kept =
        Sql.update(
            connection,
            PUT_IDENTITY,
            Bucket.of(personId),
            personId,
            identity.category(),
            identity.county(),
            identity.from(),
            identity.to().orElse(null),
            identity.source());
    if (kept == 0) {
      throw new Transactions.RolledBack(
          new PutPersonResult.AwaitsCheck(identity.category(), identity.from()));
    }
  }

  /** Looks a person up; that somebody looked, and why, is kept. */
  Found find(
      Connection connection, PersonDocument document, String callerId, String purpose, Instant now)
      throws SQLException {
    byte[] alias = secrets.alias(document);
    @Nullable String personId = persons.find(connection, alias);
    if (personId == null) {
      return new Found(Optional.empty());
    }
    short bucket = Bucket.of(personId);
    List<PersonDocument> documents = new ArrayList<>();
    String name = "";
    for (PersonDocument row :
        Sql.list(
            connection,
            PRIVATE,
            row ->
                new PersonDocument(
                    row.getString(1), secrets.decrypt(row.getBytes(2), row.getInt(3))),
            bucket,
            personId)) {
      if (row.kind().equals(NAME_KIND)) {
        name = row.number();
      } else {
        documents.add(row);
      }
    }
    StandingReader.Asked asked =
        new StandingReader.Asked(alias, LocalDate.EPOCH, "", Collections.emptySortedSet());
    Standing standing = StandingReader.read(connection, asked).standing();
    Sql.update(
        connection, LOG_ACCESS, bucket, personId, secrets.newId(now), callerId, purpose, now);
    PersonRecord person =
        new PersonRecord(
            documents,
            name,
            standing.identities(),
            standing.approvals(),
            standing.grants(),
            households.of(connection, personId));
    return new Found(Optional.of(new FoundPerson(personId, person)));
  }
}
