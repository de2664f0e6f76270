package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.RequestContent;
import io.yizhan.gateway.desk.RequestKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Claims request ids. The claim is the first statement of a transaction, or stands in the one that
 * writes a group: of two at once the second waits until the first has committed or failed, so one
 * id has one effect.
 */
final class Requests {
  private static final Fingerprint NO_CONTENT = new Fingerprint(new byte[0], new byte[0]);

  /** How many bytes of a field's keyed hash are kept. */
  private static final int FIELD_HASH_BYTES = 8;

  private static final String CLAIM =
      """
      INSERT INTO request (bucket, owner_id, request_id, kind, state, content_hash, field_hashes,
        undo_reply, insured_region, caller_id, created)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING
      """;

  private static final String READ =
      """
      SELECT kind, state, content_hash, field_hashes, reply, undo_reply, settlement_id
      FROM request WHERE bucket = ? AND owner_id = ? AND request_id = ?
      """;

  private final Secrets secrets;

  Requests(Secrets secrets) {
    this.secrets = secrets;
  }

  /** What a request is for. */
  enum Kind {
    SETTLE,
    REVERSE,
    OPENING,
    FUND,
    READJUDICATE,
    RECEIVABLE,
    HOLD,
    PROVISIONAL,
    AID,
    AID_REVERSE,
    HIGH_COST,
    JOIN,
    NEWBORN,
    CLEARING
  }

  /** A request row. */
  record Row(
      String kind,
      String state,
      byte[] contentHash,
      byte[] fieldHashes,
      byte @Nullable [] reply,
      byte @Nullable [] undoReply,
      @Nullable String settlementId) {
    /** The reply of a row that has one. */
    byte[] storedReply() {
      if (reply == null) {
        throw new IllegalStateException("a recorded request must have its reply");
      }
      return reply;
    }
  }

  /**
   * What a request says, hashed.
   *
   * @param others the same under other keys that are loaded, by version
   */
  record Fingerprint(byte[] contentHash, byte[] fieldHashes, Map<Integer, Fingerprint> others) {
    Fingerprint {
      others = Map.copyOf(others);
    }

    Fingerprint(byte[] contentHash, byte[] fieldHashes) {
      this(contentHash, fieldHashes, Map.of());
    }

    /** As it is under the key by which another was made; this one where that key is gone. */
    private Fingerprint like(byte[] otherFields) {
      if (others.isEmpty() || otherFields.length < Integer.BYTES) {
        return this;
      }
      return others.getOrDefault(ByteBuffer.wrap(otherFields).getInt(), this);
    }
  }

  static short bucket(RequestKey key) {
    return Bucket.of(key.ownerId(), key.requestId());
  }

  /** Hashes a request's content, field by field. */
  Fingerprint fingerprint(RequestContent content) {
    Map<Integer, Fingerprint> others = new HashMap<>();
    for (int version : secrets.otherVersions()) {
      others.put(version, fingerprint(content, version));
    }
    Fingerprint current = fingerprint(content, secrets.keyVersion());
    return new Fingerprint(current.contentHash(), current.fieldHashes(), others);
  }

  private Fingerprint fingerprint(RequestContent content, int version) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(version);
      out.writeInt(content.fields().size());
      for (RequestContent.Field field : content.fields()) {
        String text = "field|" + field.path() + "|" + field.value();
        out.writeUTF(field.path());
        out.write(
            secrets.hash(text.getBytes(StandardCharsets.UTF_8), version), 0, FIELD_HASH_BYTES);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] fields = bytes.toByteArray();
    return new Fingerprint(secrets.hash(fields, version), fields);
  }

  /** Claims the id; false when it was claimed before. */
  boolean claim(
      Connection connection,
      RequestKey key,
      Kind kind,
      Fingerprint fingerprint,
      String insuredRegion,
      String callerId,
      Instant now)
      throws SQLException {
    return insert(connection, key, kind, "OPEN", fingerprint, null, insuredRegion, callerId, now);
  }

  /** The answer to a request whose id was claimed before, with this content or another. */
  interface Answers<T> {
    /** Reads it, within the transaction that found the id claimed. */
    T answer(Connection connection, Fingerprint fingerprint) throws SQLException;
  }

  /** What was found of a request; null where it is new. */
  private record Found(@Nullable Object answer) {}

  /**
   * What asking again would answer; empty, and nothing is claimed, where the id is new. It is
   * looked up as a claim of it would, so a running original is waited for.
   */
  <T> Optional<T> repeated(
      Transactions transactions,
      RequestKey key,
      Kind kind,
      RequestContent content,
      Instant now,
      Class<T> type,
      Answers<T> answers) {
    Fingerprint fingerprint = fingerprint(content);
    Found found =
        transactions.write(
            Found.class,
            any -> true,
            connection -> {
              if (claim(connection, key, kind, fingerprint, "", "", now)) {
                throw new Transactions.RolledBack(new Found(null));
              }
              return new Found(answers.answer(connection, fingerprint));
            });
    return Optional.ofNullable(found.answer()).map(type::cast);
  }

  /** Forbids an id that never arrived; false when it had arrived. */
  boolean forbid(
      Connection connection, RequestKey key, byte[] undoReply, String callerId, Instant now)
      throws SQLException {
    return insert(
        connection, key, Kind.SETTLE, "FORBIDDEN", NO_CONTENT, undoReply, "", callerId, now);
  }

  /** Forbids the id of a hold that never arrived; false when it had arrived. */
  boolean forbidHold(Connection connection, RequestKey key, String callerId, Instant now)
      throws SQLException {
    return insert(connection, key, Kind.HOLD, "FORBIDDEN", NO_CONTENT, null, "", callerId, now);
  }

  private static boolean insert(
      Connection connection,
      RequestKey key,
      Kind kind,
      String state,
      Fingerprint fingerprint,
      byte @Nullable [] undoReply,
      String insuredRegion,
      String callerId,
      Instant now)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(CLAIM)) {
      statement.setShort(1, bucket(key));
      statement.setString(2, key.ownerId());
      statement.setString(3, key.requestId());
      statement.setString(4, kind.name());
      statement.setString(5, state);
      statement.setBytes(6, fingerprint.contentHash());
      statement.setBytes(7, fingerprint.fieldHashes());
      statement.setBytes(8, undoReply);
      statement.setString(9, insuredRegion);
      statement.setString(10, callerId);
      statement.setTimestamp(11, Timestamp.from(now));
      return statement.executeUpdate() == 1;
    }
  }

  /** Reads a row that exists. */
  Row read(Connection connection, RequestKey key, boolean locking) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(locking ? READ + " FOR UPDATE" : READ)) {
      statement.setShort(1, bucket(key));
      statement.setString(2, key.ownerId());
      statement.setString(3, key.requestId());
      try (ResultSet rows = statement.executeQuery()) {
        if (!rows.next()) {
          throw new IllegalStateException("a claimed request must be readable");
        }
        return new Row(
            rows.getString(1),
            rows.getString(2),
            rows.getBytes(3),
            rows.getBytes(4),
            rows.getBytes(5),
            rows.getBytes(6),
            rows.getString(7));
      }
    }
  }

  /** The fields that differ; empty when the content is the same. */
  static List<String> differing(Row stored, Kind kind, Fingerprint fingerprint) {
    if (!stored.kind().equals(kind.name())) {
      return List.of("request_id");
    }
    return differing(new Fingerprint(stored.contentHash(), stored.fieldHashes()), fingerprint);
  }

  /** The fields that differ between two contents; empty when they are the same. */
  static List<String> differing(Fingerprint stored, Fingerprint fingerprint) {
    if (Arrays.equals(stored.contentHash(), fingerprint.contentHash())) {
      return List.of();
    }
    Fingerprint like = fingerprint.like(stored.fieldHashes());
    if (Arrays.equals(stored.contentHash(), like.contentHash())) {
      return List.of();
    }
    Map<String, Long> before = fields(stored.fieldHashes());
    Map<String, Long> now = fields(like.fieldHashes());
    Set<String> paths = new TreeSet<>(before.keySet());
    paths.addAll(now.keySet());
    List<String> differing =
        paths.stream()
            .filter(path -> !java.util.Objects.equals(before.get(path), now.get(path)))
            .toList();
    // The fields are the same in another order, or the key has changed.
    return differing.isEmpty() ? List.of("request_id") : differing;
  }

  private static Map<String, Long> fields(byte[] hashes) {
    Map<String, Long> fields = new LinkedHashMap<>();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(hashes))) {
      in.readInt();
      int count = in.readInt();
      for (int i = 0; i < count; i++) {
        fields.merge(in.readUTF(), in.readLong(), (a, b) -> 31 * a + b);
      }
      return fields;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
