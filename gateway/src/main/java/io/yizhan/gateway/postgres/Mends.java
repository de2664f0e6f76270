package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.ReconciliationStore.Mend;
import io.yizhan.gateway.desk.ReconciliationStore.MendState;
import io.yizhan.gateway.desk.ReconciliationStore.Party;
import io.yizhan.gateway.desk.ReconciliationStore.Person;
import io.yizhan.gateway.desk.ReconciliationStore.Preparing;
import io.yizhan.gateway.desk.ReconciliationStore.Span;
import io.yizhan.reconciliation.Mending;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rows of what two persons have taken back. */
final class Mends {
  private static final String OPEN =
      """
      SELECT mending, entry_id[1] FROM reconciliation_break
      WHERE bucket = ? AND break_id = ? AND party = ? AND state = 'OPEN'
      FOR UPDATE
      """;

  private static final String SPAN =
      """
      SELECT from_date, to_date FROM reconciliation_break
      WHERE bucket = ? AND break_id = ? AND party = ?
      """;

  private static final String PREPARE =
      """
      INSERT INTO reconciliation_mend (bucket, break_id, party, mending, state, hospital_id,
        settlement_id, request_id, preparer_id, prepare_operator, prepare_time)
      SELECT ?, ?, ?, ?, 'PREPARED', s.hospital_id, s.settlement_id, s.request_id, ?, ?, ?
      FROM settlement s
      WHERE s.posting_date IN (?::date, ?::date) AND s.settlement_id = ? AND s.kind = 'S'
      ON CONFLICT (bucket, break_id) DO NOTHING
      """;

  private static final String APPROVE =
      """
      UPDATE reconciliation_mend SET state = 'APPROVED', approver_id = ?, approve_operator = ?,
        approve_time = ?
      WHERE bucket = ? AND break_id = ? AND state = 'PREPARED'
      """;

  private static final String COLUMNS =
      """
      SELECT party, break_id, mending, state, hospital_id, settlement_id, request_id, preparer_id,
        approver_id, approve_operator, reversal_id
      FROM reconciliation_mend
      """;

  private static final String ONE =
      COLUMNS + " WHERE bucket = ? AND break_id = ? AND party = ? FOR UPDATE";

  private static final String SOME = COLUMNS + " WHERE bucket = ? AND break_id = ANY (?::text[])";

  private static final String DUE =
      COLUMNS + " WHERE state = 'APPROVED' ORDER BY approve_time LIMIT ?";

  private static final String TAKEN_BACK =
      """
      SELECT k.id FROM unnest(?::text[]) AS k (id)
      WHERE EXISTS (SELECT FROM reconciliation_mend m
        WHERE m.bucket = ? AND m.party = ? AND m.state = 'DONE'
          AND k.id IN (m.settlement_id, m.reversal_id))
      """;

  private static final String REVERSAL =
      """
      SELECT r.reversal_id FROM settlement s
      JOIN reversal r ON r.bucket = s.bucket AND r.settlement_id = s.settlement_id
      WHERE s.posting_date IN (?::date, ?::date) AND s.settlement_id = ?
      """;

  /** Before V34 the reason stood in the row. */
  private static final String WHOSE =
      """
      SELECT person_id, reason FROM settlement
      WHERE posting_date IN (?::date, ?::date) AND settlement_id = ?
      """;

  private static final String END =
      """
      UPDATE reconciliation_mend SET state = ?, done_time = ?, reversal_id = ?
      WHERE bucket = ? AND break_id = ? AND state = 'APPROVED'
      """;

  private Mends() {}

  private static Mend mend(ResultSet row) throws SQLException {
    return new Mend(
        Party.of(row.getString(1)),
        row.getString(2),
        Mending.valueOf(row.getString(3)),
        MendState.valueOf(row.getString(4)),
        row.getString(5),
        row.getString(6),
        row.getString(7),
        row.getString(8),
        row.getString(9) == null
            ? Optional.empty()
            : Optional.of(new Person(row.getString(9), row.getString(10))),
        row.getString(11));
  }

  private static Optional<Mend> find(Connection connection, Party party, String breakId)
      throws SQLException {
    return Sql.first(connection, ONE, Mends::mend, Bucket.of(party.name()), breakId, party.name());
  }

  static Optional<Span> spanOf(Connection connection, Party party, String breakId)
      throws SQLException {
    return Sql.first(
        connection,
        SPAN,
        row ->
            new Span(party, row.getObject(1, LocalDate.class), row.getObject(2, LocalDate.class)),
        Bucket.of(party.name()),
        breakId,
        party.name());
  }

  /** An open break, and the settlement that it is about. */
  private record Open(Mending mending, String settlementId) {}

  private static Optional<Open> open(Connection connection, Party party, String breakId)
      throws SQLException {
    return Sql.first(
        connection,
        OPEN,
        row ->
            new Open(
                Mending.valueOf(row.getString(1)),
                Optional.ofNullable(row.getString(2)).orElse("")),
        Bucket.of(party.name()),
        breakId,
        party.name());
  }

  static Preparing prepare(
      Connection connection, Party party, String breakId, Person person, Instant now)
      throws SQLException {
    Optional<Mend> before = find(connection, party, breakId);
    if (before.isPresent()) {
      return new Preparing.Stands(before.get());
    }
    Optional<Open> open = open(connection, party, breakId);
    if (open.isEmpty()) {
      return new Preparing.NoBreak();
    }
    Mending mending = open.get().mending();
    if (mending != Mending.UNDO && mending != Mending.REVERSE) {
      return new Preparing.NotHere();
    }
    String settlementId = open.get().settlementId();
    PostingDays days = PostingDays.of(settlementId);
    Sql.update(
        connection,
        PREPARE,
        Bucket.of(party.name()),
        breakId,
        party.name(),
        mending.name(),
        person.callerId(),
        person.operatorId(),
        now,
        days.first(),
        days.second(),
        settlementId);
    return find(connection, party, breakId)
        .<Preparing>map(Preparing.Stands::new)
        .orElse(new Preparing.NotHere());
  }

  static Preparing approve(
      Connection connection, Party party, String breakId, Person person, Instant now)
      throws SQLException {
    Optional<Mend> mend = find(connection, party, breakId);
    if (mend.isEmpty()) {
      return open(connection, party, breakId).isEmpty()
          ? new Preparing.NoBreak()
          : new Preparing.NotPrepared();
    }
    if (mend.get().preparerId().equals(person.callerId())) {
      return new Preparing.SamePerson();
    }
    if (mend.get().state() != MendState.PREPARED) {
      return new Preparing.Stands(mend.get());
    }
    if (open(connection, party, breakId).isEmpty()) {
      return new Preparing.NoBreak();
    }
    Sql.update(
        connection,
        APPROVE,
        person.callerId(),
        person.operatorId(),
        now,
        Bucket.of(party.name()),
        breakId);
    return new Preparing.Stands(find(connection, party, breakId).orElseThrow());
  }

  static List<Mend> due(Connection connection, int max) throws SQLException {
    return Sql.list(connection, DUE, Mends::mend, max);
  }

  /** Settlements that mends of this party took back, and the reversals that did, of these ids. */
  static List<String> takenBack(Connection connection, Party party, List<String> ids)
      throws SQLException {
    return Sql.list(
        connection,
        TAKEN_BACK,
        row -> row.getString(1),
        connection.createArrayOf("text", ids.toArray()),
        Bucket.of(party.name()),
        party.name());
  }

  /** Mends of breaks, by the break. */
  static Map<String, Mend> of(Connection connection, Party party, List<String> breakIds)
      throws SQLException {
    Map<String, Mend> found = new HashMap<>();
    for (Mend mend :
        Sql.list(
            connection,
            SOME,
            Mends::mend,
            Bucket.of(party.name()),
            connection.createArrayOf("text", breakIds.toArray()))) {
      found.put(mend.breakId(), mend);
    }
    return found;
  }

  static Mend ended(
      Connection connection, PrivateTexts texts, Mend mend, String reason, Instant now)
      throws SQLException {
    PostingDays days = PostingDays.of(mend.settlementId());
    String reversal =
        Sql.first(
                connection,
                REVERSAL,
                row -> row.getString(1),
                days.first(),
                days.second(),
                mend.settlementId())
            .orElse("");
    boolean done = reason.equals(reasonOf(connection, texts, reversal));
    Sql.update(
        connection,
        END,
        (done ? MendState.DONE : MendState.MOOT).name(),
        now,
        done ? reversal : "",
        Bucket.of(mend.party().name()),
        mend.breakId());
    return find(connection, mend.party(), mend.breakId()).orElseThrow();
  }

  /** A reversal and the person whose it is. */
  private record Whose(String personId, String reason) {}

  /** Why a settlement was taken back; empty where it was not, or for no reason. */
  private static String reasonOf(Connection connection, PrivateTexts texts, String reversal)
      throws SQLException {
    PostingDays days = PostingDays.of(reversal);
    Optional<Whose> whose =
        Sql.first(
            connection,
            WHOSE,
            row -> new Whose(row.getString(1), row.getString(2)),
            days.first(),
            days.second(),
            reversal);
    return whose.isEmpty()
        ? ""
        : texts
            .get(connection, whose.get().personId(), PrivateTexts.Kind.REASON, reversal)
            .orElse(whose.get().reason());
  }
}
