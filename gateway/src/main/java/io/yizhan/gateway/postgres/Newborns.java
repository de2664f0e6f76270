package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.RegistryStore.PutPersonResult;
import io.yizhan.gateway.desk.RosterStore.NewbornOrder;
import io.yizhan.gateway.desk.RosterStore.NewbornResult;
import io.yizhan.gateway.desk.RosterStore.Stated;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Gives a newborn a record of its own; what was settled under the mother stays hers. */
final class Newborns {
  private static final String ADD =
      """
      INSERT INTO newborn (bucket, person_id, mother_id, owner_id, request_id, caller_id, entry_time)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String SOURCE = "newborn 新生儿";

  private final Secrets secrets;
  private final Requests requests;
  private final Persons persons;
  private final PersonRegister register;

  Newborns(Secrets secrets, Requests requests, Persons persons) {
    this.secrets = secrets;
    this.requests = requests;
    this.persons = persons;
    this.register = new PersonRegister(secrets, persons);
  }

  NewbornResult register(Connection connection, NewbornOrder order, Instant now)
      throws SQLException {
    Requests.Fingerprint fingerprint = requests.fingerprint(order.content());
    if (!requests.claim(
        connection, order.key(), Requests.Kind.NEWBORN, fingerprint, "", order.callerId(), now)) {
      Requests.Row stored = requests.read(connection, order.key(), false);
      List<String> differing = Requests.differing(stored, Requests.Kind.NEWBORN, fingerprint);
      return differing.isEmpty()
          ? new NewbornResult.Registered(
              new String(stored.storedReply(), StandardCharsets.US_ASCII))
          : new NewbornResult.IdReused(differing);
    }
    String motherId = persons.find(connection, secrets.alias(order.mother()));
    if (motherId == null) {
      throw new Transactions.RolledBack(new NewbornResult.MotherUnknown());
    }
    for (PersonDocument document : order.child().documents()) {
      if (persons.find(connection, secrets.alias(document)) != null) {
        throw new Transactions.RolledBack(new NewbornResult.ChildRegistered());
      }
    }
    PutPersonResult put =
        register.put(connection, order.child(), order.right(), order.callerId(), now);
    if (!(put instanceof PutPersonResult.Kept kept) || !kept.newlyRegistered()) {
      throw new SQLException("the child was registered at the same time", "40001");
    }
    open(connection, kept.personId(), order, now);
    Sql.update(
        connection,
        ADD,
        Bucket.of(kept.personId()),
        kept.personId(),
        motherId,
        order.key().ownerId(),
        order.key().requestId(),
        order.callerId(),
        now);
    Sql.update(
        connection,
        Entries.BOOKED,
        kept.personId().getBytes(StandardCharsets.US_ASCII),
        Requests.bucket(order.key()),
        order.key().ownerId(),
        order.key().requestId());
    return new NewbornResult.Registered(kept.personId());
  }

  /** The child's usage begins as stated: opening entries of its own chain. */
  private static void open(Connection connection, String personId, NewbornOrder order, Instant now)
      throws SQLException {
    AccountYears years = AccountYears.read(connection, personId, "");
    for (Stated stated : order.usages()) {
      long seq = years.add(personId, stated.benefitYear(), stated.account(), stated.usedFen());
      Sql.update(
          connection,
          Entries.ADD_OPENING,
          Bucket.of(personId),
          personId,
          stated.benefitYear(),
          stated.account(),
          seq,
          stated.usedFen(),
          SOURCE,
          order.key().ownerId(),
          order.key().requestId(),
          order.callerId(),
          now);
    }
    years.write(connection);
  }
}
