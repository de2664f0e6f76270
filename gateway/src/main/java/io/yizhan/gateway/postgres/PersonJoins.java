package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.Keepers;
import io.yizhan.gateway.desk.RosterStore;
import io.yizhan.gateway.desk.RosterStore.JoinOrder;
import io.yizhan.gateway.desk.RosterStore.JoinResult;
import io.yizhan.gateway.desk.SettlementDesk;
import io.yizhan.settlement.Standing;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Joins two records of one person. What the register knows of the one is moved to the other, so
 * that every document leads to the survivor with the look-up that it always took; what the one has
 * used is moved along its chain into that of the survivor. The ledger's rows stay as they are.
 *
 * <p>It locks as settlements do: its request id, then both accounts in key order. Whoever waited
 * for the account of the record that is gone finds it marked in the row itself and runs again.
 */
final class PersonJoins {
  private static final String HELD =
      """
      SELECT 1 FROM account_year y CROSS JOIN LATERAL unnest(y.pending_fen) AS t (p)
      WHERE (y.bucket, y.account_id) IN ((?, ?), (?, ?)) AND t.p <> 0
      UNION ALL
      SELECT 1 FROM account_hold WHERE (bucket, account_id) IN ((?, ?), (?, ?))
      LIMIT 1
      """;

  /**
   * What was approved on a promise has endings of its own, under the record it was approved for.
   */
  private static final String PROVISIONAL =
      "SELECT 1 FROM identity WHERE bucket = ? AND person_id = ? AND source = ? LIMIT 1";

  private static final String FORGET_IDENTITIES =
      "DELETE FROM identity WHERE bucket = ? AND person_id = ?";

  /** One whose id the survivor has used is told apart by the random end of its record's id. */
  private static final String MOVE_APPROVALS =
      """
      UPDATE approval a SET bucket = ?, person_id = ?,
        approval_id = CASE WHEN EXISTS (SELECT 1 FROM approval x
            WHERE x.bucket = ? AND x.person_id = ? AND x.approval_id = a.approval_id)
          THEN a.approval_id || '~' || right(a.person_id, 8) ELSE a.approval_id END
      WHERE bucket = ? AND person_id = ?
      """;

  /**
   * The name of the survivor stands; where it has none, it gets the other's. Texts stay with the
   * record that they were written for: what they belong to names it.
   */
  private static final String MOVE_REST =
      """
      WITH aliases AS (
        UPDATE person_alias SET person_bucket = ?, person_id = ?
        WHERE person_bucket = ? AND person_id = ?),
      private AS (
        UPDATE person_private p SET bucket = ?, person_id = ?
        WHERE p.bucket = ? AND p.person_id = ? AND NOT starts_with(p.kind, 'text:')
          AND (p.kind <> 'name' OR NOT EXISTS (
          SELECT 1 FROM person_private x
          WHERE x.bucket = ? AND x.person_id = ? AND x.kind = 'name'))),
      checks AS (
        UPDATE means_check SET bucket = ?, person_id = ? WHERE bucket = ? AND person_id = ?),
      further AS (
        UPDATE person_join SET survivor_bucket = ?, survivor_id = ?
        WHERE survivor_bucket = ? AND survivor_id = ?),
      gone AS (
        UPDATE account SET joined_into = ? WHERE bucket = ? AND account_id = ?)
      INSERT INTO person_join (bucket, person_id, join_id, into_id, survivor_bucket, survivor_id,
        owner_id, request_id, caller_id, join_time)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String MARK_ON_PAPER =
      """
      UPDATE account s SET on_paper = true FROM account g
      WHERE s.bucket = ? AND s.account_id = ? AND NOT s.on_paper
        AND g.bucket = ? AND g.account_id = ? AND g.on_paper
      """;

  private final Secrets secrets;
  private final PrivateTexts texts;
  private final Requests requests;
  private final Persons persons;
  private final Households households;

  PersonJoins(Secrets secrets, Requests requests, Persons persons, Households households) {
    this.secrets = secrets;
    this.texts = new PrivateTexts(secrets);
    this.requests = requests;
    this.persons = persons;
    this.households = households;
  }

  /** Who stays and who goes, with the buckets of both. */
  private record Pair(String survivor, String gone) {
    short survivorBucket() {
      return Bucket.of(survivor);
    }

    short goneBucket() {
      return Bucket.of(gone);
    }
  }

  JoinResult join(Connection connection, JoinOrder order, Instant now) throws SQLException {
    Requests.Fingerprint fingerprint = requests.fingerprint(order.content());
    if (!requests.claim(
        connection, order.key(), Requests.Kind.JOIN, fingerprint, "", order.callerId(), now)) {
      return repeated(requests.read(connection, order.key(), false), fingerprint);
    }
    Pair pair =
        new Pair(
            require(connection, secrets.alias(order.kept()), "kept_document"),
            require(connection, secrets.alias(order.joined()), "joined_document"));
    if (pair.survivor().equals(pair.gone())) {
      throw new Transactions.RolledBack(new JoinResult.OnePerson());
    }
    persons.lockBothAccounts(connection, pair.survivor(), pair.gone());
    LocalDate today = LocalDate.ofInstant(now, SettlementDesk.CIVIL_ZONE);
    requireOwn(connection, pair.survivor(), order, "kept_document", today);
    requireOwn(connection, pair.gone(), order, "joined_document", today);
    requireNothingHeld(connection, pair);
    if (Sql.first(
            connection,
            PROVISIONAL,
            row -> row.getInt(1),
            pair.goneBucket(),
            pair.gone(),
            Standing.Identity.PROVISIONAL)
        .isPresent()) {
      throw new Transactions.RolledBack(new JoinResult.ProvisionalStands());
    }
    JoinedHouseholds.move(connection, households, pair.gone(), pair.survivor());
    String joinId = secrets.newId(now);
    JoinedUsage.move(connection, pair.gone(), pair.survivor(), joinId);
    moveIdentities(connection, pair, order.callerId(), now);
    moveApprovals(connection, pair);
    JoinedGrants.move(connection, pair.gone(), pair.survivor());
    moveRest(connection, pair, joinId, order, now);
    texts.put(connection, pair.gone(), PrivateTexts.Kind.REASON, joinId, order.reason());
    PostgresRegistryStore.History.add(
        connection,
        secrets,
        "person:" + pair.gone(),
        "joined into person:" + pair.survivor(),
        order.callerId(),
        now);
    byte[] reply = (pair.survivor() + " " + pair.gone()).getBytes(StandardCharsets.US_ASCII);
    Sql.update(
        connection,
        Entries.BOOKED,
        reply,
        Requests.bucket(order.key()),
        order.key().ownerId(),
        order.key().requestId());
    return joined(reply);
  }

  private static JoinResult repeated(Requests.Row stored, Requests.Fingerprint fingerprint) {
    List<String> differing = Requests.differing(stored, Requests.Kind.JOIN, fingerprint);
    return differing.isEmpty() ? joined(stored.storedReply()) : new JoinResult.IdReused(differing);
  }

  private static JoinResult.Joined joined(byte[] reply) {
    String[] ids = new String(reply, StandardCharsets.US_ASCII).split(" ", -1);
    return new JoinResult.Joined(ids[0], ids[1]);
  }

  private String require(Connection connection, byte[] alias, String field) throws SQLException {
    @Nullable String personId = persons.find(connection, alias);
    if (personId == null) {
      throw new Transactions.RolledBack(new JoinResult.PersonUnknown(field));
    }
    return personId;
  }

  /** A join moves all that is known of both, for good: no other office may keep one of them. */
  private static void requireOwn(
      Connection connection, String personId, JoinOrder order, String field, LocalDate today)
      throws SQLException {
    for (String county : Keepers.of(PersonRegister.identities(connection, personId), today)) {
      if (!order.owns(county)) {
        throw new Transactions.RolledBack(new JoinResult.NotYours(field));
      }
    }
  }

  /** What is held or pending would be given back to a record that is gone. */
  private static void requireNothingHeld(Connection connection, Pair pair) throws SQLException {
    Optional<Integer> held =
        Sql.first(
            connection,
            HELD,
            row -> row.getInt(1),
            pair.survivorBucket(),
            pair.survivor(),
            pair.goneBucket(),
            pair.gone(),
            pair.survivorBucket(),
            pair.survivor(),
            pair.goneBucket(),
            pair.gone());
    if (held.isPresent()) {
      throw new Transactions.RolledBack(new JoinResult.AmountsHeld());
    }
  }

  /** Of two identities from the same day the survivor's stands; the other is in the history. */
  private void moveIdentities(Connection connection, Pair pair, String callerId, Instant now)
      throws SQLException {
    Set<HeldIdentities.Key> known = new HashSet<>();
    PersonRegister.identities(connection, pair.survivor())
        .forEach(each -> known.add(HeldIdentities.Key.of(each)));
    List<RosterStore.Change> gone = new ArrayList<>();
    List<RosterStore.Change> added = new ArrayList<>();
    for (Standing.Identity each : PersonRegister.identities(connection, pair.gone())) {
      gone.add(new RosterStore.Change(pair.gone(), Optional.of(each), Optional.empty()));
      if (known.add(HeldIdentities.Key.of(each))) {
        added.add(new RosterStore.Change(pair.survivor(), Optional.empty(), Optional.of(each)));
      }
    }
    Sql.update(connection, FORGET_IDENTITIES, pair.goneBucket(), pair.gone());
    IdentityRows.putNow(connection, added);
    List<RosterStore.Change> all = new ArrayList<>(gone);
    all.addAll(added);
    IdentityRows.note(connection, secrets, all, "JOIN", "", callerId, now);
  }

  private static void moveApprovals(Connection connection, Pair pair) throws SQLException {
    Sql.update(
        connection,
        MOVE_APPROVALS,
        pair.survivorBucket(),
        pair.survivor(),
        pair.survivorBucket(),
        pair.survivor(),
        pair.goneBucket(),
        pair.gone());
  }

  private static void moveRest(
      Connection connection, Pair pair, String joinId, JoinOrder order, Instant now)
      throws SQLException {
    short into = pair.survivorBucket();
    short from = pair.goneBucket();
    Sql.update(connection, MARK_ON_PAPER, into, pair.survivor(), from, pair.gone());
    Sql.update(
        connection,
        MOVE_REST,
        into,
        pair.survivor(),
        from,
        pair.gone(),
        into,
        pair.survivor(),
        from,
        pair.gone(),
        into,
        pair.survivor(),
        into,
        pair.survivor(),
        from,
        pair.gone(),
        into,
        pair.survivor(),
        from,
        pair.gone(),
        pair.survivor(),
        from,
        pair.gone(),
        from,
        pair.gone(),
        joinId,
        pair.survivor(),
        into,
        pair.survivor(),
        order.key().ownerId(),
        order.key().requestId(),
        order.callerId(),
        now);
  }
}
