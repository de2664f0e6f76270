package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.AidStore.AidOrder;
import io.yizhan.gateway.desk.AidStore.AidResult;
import io.yizhan.gateway.desk.AidStore.Ask;
import io.yizhan.gateway.desk.AidStore.Detail;
import io.yizhan.gateway.desk.AidStore.Enrolment;
import io.yizhan.gateway.desk.AidStore.Entry;
import io.yizhan.gateway.desk.AidStore.ReverseOrder;
import io.yizhan.gateway.desk.AidStore.Temporary;
import io.yizhan.gateway.desk.AidStore.Terms;
import io.yizhan.gateway.desk.Stamp;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Books temporary aid, subsidised enrolments and their mirrors, each inside one transaction: claim
 * the request id, lock the person, then the finite fund, write. Nothing of it touches the usage of
 * any account: it is aid outside the waterfall.
 */
final class AidBooks {
  private static final String FIGURE =
      """
      SELECT amount_fen FROM aid_figure
      WHERE county = ? AND figure_code = ? AND valid_from <= ?
      ORDER BY valid_from DESC LIMIT 1
      """;

  private static final String HAS_IDENTITY =
      "SELECT 1 FROM identity WHERE bucket = ? AND person_id = ? AND county = ? LIMIT 1";

  private static final String ENROL =
      """
      INSERT INTO live_enrolment (bucket, person_id, scheme, enrolment_year, entry_id, county)
      VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """;

  private static final String ENROLLED =
      """
      SELECT entry_id, county FROM live_enrolment
      WHERE bucket = ? AND person_id = ? AND scheme = ? AND enrolment_year = ?
      """;

  /** The same aid by the same decision, of whichever of the person's records. */
  private static final String GIVEN_BEFORE =
      """
      SELECT e.entry_id FROM aid_entry e
      WHERE e.bucket = ? AND e.person_id = ? AND e.kind = 'TEMPORARY' AND e.reverses IS NULL
        AND e.county = ? AND e.document_number = ? AND e.decided_date = ? AND (e.form = 'KIND') = ?
        AND e.amount_fen = ? AND NOT EXISTS (
          SELECT 1 FROM aid_entry r WHERE r.bucket = e.bucket AND r.reverses = e.entry_id)
      ORDER BY e.entry_id LIMIT 1
      """;

  private static final String FREE_ENROLMENT =
      "DELETE FROM live_enrolment WHERE bucket = ? AND person_id = ? AND entry_id = ?";

  private static final String BOOKED =
      """
      UPDATE request SET state = 'BOOKED', reply = ?, settlement_id = ?, aid_county = ?
      WHERE bucket = ? AND owner_id = ? AND request_id = ?
      """;

  private final Secrets secrets;
  private final Requests requests;
  private final Persons persons;
  private final PrivateTexts texts;

  AidBooks(Secrets secrets) {
    this.secrets = secrets;
    this.requests = new Requests(secrets);
    this.persons = new Persons(secrets);
    this.texts = new PrivateTexts(secrets);
  }

  AidResult record(Connection connection, AidOrder order, Function<Entry, byte[]> reply)
      throws SQLException {
    Requests.Fingerprint fingerprint = requests.fingerprint(order.content());
    if (!requests.claim(
        connection,
        order.key(),
        Requests.Kind.AID,
        fingerprint,
        "",
        order.callerId(),
        order.stamp().time())) {
      return repeated(
          requests.read(connection, order.key(), false), Requests.Kind.AID, fingerprint);
    }
    String personId = lock(connection, order);
    Detail detail = detail(connection, order);
    if (detail instanceof Enrolment enrolment) {
      enrol(connection, order, personId, enrolment);
    } else if (detail instanceof Temporary aid) {
      requireNew(connection, order, personId, aid);
    }
    Stamp stamp = PostingClocks.stamp(connection, order.stamp());
    Entry entry =
        new Entry(
            order.stamp().id(),
            Optional.empty(),
            order.key().requestId(),
            personId,
            order.county(),
            order.fund(),
            order.amountFen(),
            payee(detail),
            stamp.postingDate(),
            stamp.time(),
            order.operatorId(),
            order.documentNumber(),
            detail);
    write(connection, entry, order.key().ownerId(), order.callerId(), order.differenceReason());
    return booked(connection, order.key().ownerId(), entry, reply);
  }

  private static AidResult repeated(
      Requests.Row stored, Requests.Kind kind, Requests.Fingerprint fingerprint) {
    var differing = Requests.differing(stored, kind, fingerprint);
    return differing.isEmpty()
        ? new AidResult.Recorded(stored.storedReply(), true)
        : new AidResult.IdReused(differing);
  }

  /** Anybody may be helped at once; enrolment is subsidised for those of the county alone. */
  private String lock(Connection connection, AidOrder order) throws SQLException {
    byte[] alias = secrets.alias(order.person());
    if (order.ask() instanceof Ask.OfTerms ask) {
      return persons
          .lockOrAdd(connection, order.person(), alias, ask.terms().decided(), order.stamp().time())
          .personId();
    }
    @Nullable String personId = persons.lock(connection, alias);
    if (personId == null
        || Sql.first(
                connection,
                HAS_IDENTITY,
                row -> row.getInt(1),
                Bucket.of(personId),
                personId,
                order.county())
            .isEmpty()) {
      throw new Transactions.RolledBack(new AidResult.PersonUnknown());
    }
    return personId;
  }

  private static Detail detail(Connection connection, AidOrder order) throws SQLException {
    if (order.ask() instanceof Ask.OfEnrolment ask) {
      return ask.enrolment();
    }
    Terms terms = ((Ask.OfTerms) order.ask()).terms();
    long standardFen =
        figure(connection, order.county(), terms.standardCode(), terms.decided())
            .orElseThrow(() -> new Transactions.RolledBack(new AidResult.FigureUnknown()));
    Temporary aid = new Temporary(terms, standardFen);
    if (aid.computedFen() != order.amountFen() && order.differenceReason().isEmpty()) {
      throw new Transactions.RolledBack(
          new AidResult.AmountDiffers(standardFen, aid.computedFen()));
    }
    return aid;
  }

  /** A county's figure on a day, fen. */
  static Optional<Long> figure(
      Connection connection, String county, String code, java.time.LocalDate day)
      throws SQLException {
    return Sql.first(connection, FIGURE, row -> row.getLong(1), county, code, day);
  }

  /** One decision is carried out once; another form or amount of it is another part of it. */
  private static void requireNew(
      Connection connection, AidOrder order, String personId, Temporary aid) throws SQLException {
    for (String record : Persons.records(connection, personId)) {
      Optional<String> first =
          Sql.first(
              connection,
              GIVEN_BEFORE,
              row -> row.getString(1),
              Bucket.of(record),
              record,
              order.county(),
              order.documentNumber(),
              aid.terms().decided(),
              aid.terms().inKind(),
              order.amountFen());
      if (first.isPresent()) {
        throw new Transactions.RolledBack(new AidResult.GivenBefore(first.get()));
      }
    }
  }

  private static void enrol(
      Connection connection, AidOrder order, String personId, Enrolment enrolment)
      throws SQLException {
    // What a record that was joined into this one has is the same person's.
    for (String record : Persons.records(connection, personId)) {
      Optional<AidResult> first = enrolled(connection, record, enrolment);
      if (first.isPresent()) {
        throw new Transactions.RolledBack(first.get());
      }
    }
    short bucket = Bucket.of(personId);
    int added =
        Sql.update(
            connection,
            ENROL,
            bucket,
            personId,
            enrolment.scheme(),
            enrolment.year(),
            order.stamp().id(),
            order.county());
    if (added != 1) {
      throw new IllegalStateException("the person's account is locked");
    }
  }

  private static Optional<AidResult> enrolled(
      Connection connection, String personId, Enrolment enrolment) throws SQLException {
    return Sql.first(
        connection,
        ENROLLED,
        row -> new AidResult.AlreadyEnrolled(row.getString(1), row.getString(2)),
        Bucket.of(personId),
        personId,
        enrolment.scheme(),
        enrolment.year());
  }

  private static String payee(Detail detail) {
    if (detail instanceof Enrolment enrolment) {
      return "scheme:" + enrolment.scheme();
    }
    return ((Temporary) detail).terms().inKind() ? "goods" : "person";
  }

  /** Charges the fund, writes the row, and keeps the reason apart. */
  private void write(
      Connection connection, Entry entry, String ownerId, String callerId, String reason)
      throws SQLException {
    if (!Entry.isStatutory(entry.fund())) {
      take(connection, entry, callerId);
    }
    AidRows.insert(connection, entry, ownerId, callerId, !reason.isEmpty());
    if (!reason.isEmpty()) {
      texts.put(connection, entry.personId(), PrivateTexts.Kind.REASON, entry.id(), reason);
    }
  }

  private static void take(Connection connection, Entry entry, String callerId)
      throws SQLException {
    FundLocks.lock(connection, Set.of(entry.fund()));
    if (!FundTakings.take(
        connection, entry.fund(), entry.id(), entry.amountFen(), callerId, entry.time())) {
      throw new Transactions.RolledBack(
          FundTakings.leftFen(connection, entry.fund())
              .<AidResult>map(AidResult.FundSpent::new)
              .orElseGet(AidResult.FundUnknown::new));
    }
  }

  private static AidResult booked(
      Connection connection, String ownerId, Entry entry, Function<Entry, byte[]> reply)
      throws SQLException {
    byte[] bytes = reply.apply(entry);
    Sql.update(
        connection,
        BOOKED,
        bytes,
        entry.id(),
        entry.county(),
        Bucket.of(ownerId, entry.requestId()),
        ownerId,
        entry.requestId());
    return new AidResult.Recorded(bytes, false);
  }

  AidResult reverse(Connection connection, ReverseOrder order, Function<Entry, byte[]> reply)
      throws SQLException {
    Requests.Fingerprint fingerprint = requests.fingerprint(order.content());
    if (!requests.claim(
        connection,
        order.key(),
        Requests.Kind.AID_REVERSE,
        fingerprint,
        "",
        order.callerId(),
        order.stamp().time())) {
      return repeated(
          requests.read(connection, order.key(), false), Requests.Kind.AID_REVERSE, fingerprint);
    }
    Entry original =
        AidRows.find(connection, order.entryId())
            .filter(entry -> entry.county().equals(order.county()) && entry.reverses().isEmpty())
            .orElseThrow(() -> new Transactions.RolledBack(new AidResult.NotFound()));
    persons.lockAccounts(connection, original.personId(), "");
    Optional<String> before = AidRows.reversalOf(connection, original);
    if (before.isPresent()) {
      throw new Transactions.RolledBack(new AidResult.AlreadyReversed(before.get()));
    }
    Sql.update(
        connection,
        FREE_ENROLMENT,
        Bucket.of(original.personId()),
        original.personId(),
        original.id());
    Stamp stamp = PostingClocks.stamp(connection, order.stamp());
    Entry mirror =
        new Entry(
            order.stamp().id(),
            Optional.of(original.id()),
            order.key().requestId(),
            original.personId(),
            original.county(),
            original.fund(),
            Math.negateExact(original.amountFen()),
            original.payee(),
            stamp.postingDate(),
            stamp.time(),
            order.operatorId(),
            original.documentNumber(),
            original.detail());
    write(connection, mirror, order.key().ownerId(), order.callerId(), order.reason());
    return booked(connection, order.key().ownerId(), mirror, reply);
  }
}
