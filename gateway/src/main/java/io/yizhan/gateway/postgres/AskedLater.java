package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.Insurers.Asking;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.SettlementStore.StoredInputs;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** What an insurer that was away is asked later: the claim as it was settled, and for whom. */
final class AskedLater {
  /** In whose name a person's document is read to ask an insurer again. */
  private static final String READER = "gateway-insurers";

  private static final String DOCUMENT =
      """
      SELECT kind, ciphertext, key_version FROM person_private
      WHERE bucket = ? AND person_id = ? AND kind IN ('resident_id', 'birth_certificate',
        'social_security_card', 'passport')
      ORDER BY kind = 'resident_id' DESC, kind, alias LIMIT 1
      """;

  /** Documents go to the survivor with a join; what was settled before keeps its person's id. */
  private static final String SURVIVOR =
      "SELECT survivor_id FROM person_join WHERE bucket = ? AND person_id = ?";

  private static final String LOG_ACCESS =
      """
      INSERT INTO person_access (bucket, person_id, access_id, caller_id, purpose, access_time)
      VALUES (?, ?, ?, ?, 'INSURER', ?)
      """;

  private final Secrets secrets;

  AskedLater(Secrets secrets) {
    this.secrets = secrets;
  }

  /**
   * The person and the claim of a settlement; empty, and no access in the log, where the person has
   * no document.
   */
  Optional<Asking> asking(Connection connection, String settlementId, Instant now)
      throws SQLException {
    Optional<StoredInputs> inputs = Lookups.inputs(connection, settlementId);
    return inputs.isEmpty() ? Optional.empty() : asking(connection, inputs.get(), now);
  }

  private Optional<Asking> asking(Connection connection, StoredInputs inputs, Instant now)
      throws SQLException {
    String settledFor = inputs.standing().personId();
    String personId =
        Sql.first(connection, SURVIVOR, row -> row.getString(1), Bucket.of(settledFor), settledFor)
            .orElse(settledFor);
    short bucket = Bucket.of(personId);
    Optional<PersonDocument> document =
        Sql.first(
            connection,
            DOCUMENT,
            row ->
                new PersonDocument(
                    row.getString(1), secrets.decrypt(row.getBytes(2), row.getInt(3))),
            bucket,
            personId);
    if (document.isPresent()) {
      Sql.update(connection, LOG_ACCESS, bucket, personId, secrets.newId(now), READER, now);
    }
    return document.map(read -> new Asking(read, inputs.claim()));
  }
}
