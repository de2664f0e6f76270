package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.RegistryStore.CallerRecord;
import io.yizhan.gateway.desk.RegistryStore.RegisterResult;
import io.yizhan.gateway.desk.RegistryStore.RenewResult;
import io.yizhan.gateway.desk.RegistryStore.RevokeResult;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who may call, and by which credentials, of which only the hashes are kept. */
final class CallerRows {
  private static final String REGISTER_CALLER =
      """
      INSERT INTO caller (caller_id, role, hospital_id, regions, token_sha256, certificate_sha256,
        registered_time)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING
      """;

  /**
   * An id owns the requests of a caller or of a hospital, never of both. Who adds one of either
   * holds this until the end: two that are added at once do not overlook each other.
   */
  private static final String LOCK_IDS = "LOCK TABLE caller IN SHARE ROW EXCLUSIVE MODE";

  private static final String HOSPITAL_OF_ID = "SELECT 1 FROM hospital WHERE hospital_id = ?";

  private static final String CALLER_OF_ID = "SELECT 1 FROM caller WHERE caller_id = ?";

  private static final String STANDING_CALLER =
      """
      SELECT token_sha256, certificate_sha256, role, hospital_id, regions, revoked_time IS NULL
      FROM caller WHERE caller_id = ?
      """;

  /** In the order of the ids: of two operators who withdraw each other, the second finds one. */
  private static final String LOCK_OPERATORS =
      """
      SELECT caller_id FROM caller WHERE role = 'OPERATOR' AND revoked_time IS NULL
      ORDER BY caller_id FOR UPDATE
      """;

  private static final String REVOKE_CALLER =
      "UPDATE caller SET revoked_time = ? WHERE caller_id = ? AND revoked_time IS NULL";

  private static final String CALLER =
      "SELECT caller_id, role, hospital_id, regions FROM caller WHERE revoked_time IS NULL AND ";

  private static final String RENEW_CALLER =
      """
      UPDATE caller SET token_sha256 = ?, certificate_sha256 = ?
      WHERE caller_id = ? AND revoked_time IS NULL
      """;

  private static final String CERTIFICATE_OF_ANOTHER =
      """
      SELECT 1 FROM caller
      WHERE certificate_sha256 = ? AND caller_id <> ? AND revoked_time IS NULL
      """;

  private static final String CALLERS =
      """
      SELECT caller_id, role, hospital_id, regions, token_sha256 IS NOT NULL, certificate_sha256,
        registered_time, revoked_time, last_called
      FROM caller WHERE caller_id > ? ORDER BY caller_id LIMIT ?
      """;

  /**
   * In the order of the ids: two gateways that note at once do not wait for each other in a ring.
   */
  private static final String NOTE_CALLS =
      """
      UPDATE caller SET last_called = ?
      WHERE caller_id IN (SELECT caller_id FROM caller
        WHERE caller_id = ANY (?) AND (last_called IS NULL OR last_called < ?)
        ORDER BY caller_id FOR NO KEY UPDATE)
      """;

  private CallerRows() {}

  /**
   * The hashes of what a caller calls by.
   *
   * @param tokenSha256 empty where there is no token
   * @param certificateSha256 empty where there is no certificate
   */
  record Credentials(byte[] tokenSha256, String certificateSha256) {
    private byte @Nullable [] token() {
      return tokenSha256.length == 0 ? null : tokenSha256;
    }

    private @Nullable String certificate() {
      return certificateSha256.isEmpty() ? null : certificateSha256;
    }
  }

  /** Keeps others from adding a caller or a hospital until the transaction ends. */
  static void lockIds(Connection connection) throws SQLException {
    Sql.update(connection, LOCK_IDS);
  }

  /** Whether a hospital has the id. */
  static boolean isHospital(Connection connection, String id) throws SQLException {
    return isThere(connection, HOSPITAL_OF_ID, id);
  }

  /** Whether a caller has the id, or had it. */
  static boolean isCaller(Connection connection, String id) throws SQLException {
    return isThere(connection, CALLER_OF_ID, id);
  }

  private static boolean isThere(Connection connection, String sql, @Nullable Object... values)
      throws SQLException {
    return Sql.first(connection, sql, row -> row.getInt(1), values).isPresent();
  }

  /** As {@link io.yizhan.gateway.desk.RegistryStore#registerCaller} says. */
  static RegisterResult register(
      Connection connection, Caller caller, Credentials credentials, Instant now)
      throws SQLException {
    lockIds(connection);
    if (isHospital(connection, caller.callerId())) {
      return RegisterResult.ID_OF_HOSPITAL;
    }
    int added =
        Sql.update(
            connection,
            REGISTER_CALLER,
            caller.callerId(),
            caller.role().name(),
            caller.hospitalId(),
            connection.createArrayOf("text", caller.regions().toArray()),
            credentials.token(),
            credentials.certificate(),
            now);
    return added == 1 ? RegisterResult.REGISTERED : standing(connection, caller, credentials);
  }

  /** What stands in the way of a registration, which may be itself. */
  private static RegisterResult standing(
      Connection connection, Caller caller, Credentials credentials) throws SQLException {
    return Sql.first(
            connection,
            STANDING_CALLER,
            row ->
                isSame(row, caller, credentials)
                    ? RegisterResult.REGISTERED
                    : RegisterResult.ID_TAKEN,
            caller.callerId())
        .orElse(RegisterResult.CERTIFICATE_TAKEN);
  }

  /** A token is made for one registration; without one all must be the same. */
  private static boolean isSame(ResultSet row, Caller caller, Credentials credentials)
      throws SQLException {
    if (credentials.tokenSha256().length > 0) {
      return Arrays.equals(row.getBytes(1), credentials.tokenSha256());
    }
    return row.getBytes(1) == null
        && credentials.certificateSha256().equals(row.getString(2))
        && caller.role().name().equals(row.getString(3))
        && caller.hospitalId().equals(row.getString(4))
        && caller.regions().equals(List.of((String[]) row.getArray(5).getArray()))
        && row.getBoolean(6);
  }

  /** Withdraws a caller, unless it is the last operator. */
  static RevokeResult revoke(Connection connection, String callerId, Instant now)
      throws SQLException {
    if (isLastOperator(connection, callerId)) {
      return RevokeResult.LAST_OPERATOR;
    }
    if (Sql.update(connection, REVOKE_CALLER, now, callerId) == 1) {
      return RevokeResult.REVOKED;
    }
    return isCaller(connection, callerId) ? RevokeResult.REVOKED_BEFORE : RevokeResult.UNKNOWN;
  }

  private static boolean isLastOperator(Connection connection, String callerId)
      throws SQLException {
    return Sql.list(connection, LOCK_OPERATORS, row -> row.getString(1)).equals(List.of(callerId));
  }

  /** Gives a caller other credentials in place of those it has, unless it is the last operator. */
  static RenewResult renew(Connection connection, String callerId, Credentials credentials)
      throws SQLException {
    lockIds(connection);
    if (isLastOperator(connection, callerId)) {
      return RenewResult.LAST_OPERATOR;
    }
    if (isThere(connection, CERTIFICATE_OF_ANOTHER, credentials.certificate(), callerId)) {
      return RenewResult.CERTIFICATE_TAKEN;
    }
    int renewed =
        Sql.update(
            connection, RENEW_CALLER, credentials.token(), credentials.certificate(), callerId);
    if (renewed == 1) {
      return RenewResult.RENEWED;
    }
    return isCaller(connection, callerId) ? RenewResult.REVOKED : RenewResult.UNKNOWN;
  }

  /** Callers by id, after the given one. */
  static List<CallerRecord> list(Connection connection, String afterId, int limit)
      throws SQLException {
    return Sql.list(
        connection,
        CALLERS,
        row ->
            new CallerRecord(
                caller(row),
                row.getBoolean(5),
                Objects.requireNonNullElse(row.getString(6), ""),
                row.getTimestamp(7).toInstant(),
                Optional.ofNullable(row.getTimestamp(8)).map(Timestamp::toInstant),
                Optional.ofNullable(row.getObject(9, LocalDate.class))),
        afterId,
        limit);
  }

  /** As {@link io.yizhan.gateway.desk.RegistryStore#noteCalls} says. */
  static void note(Connection connection, Set<String> callerIds, LocalDate day)
      throws SQLException {
    Sql.update(
        connection, NOTE_CALLS, day, connection.createArrayOf("text", callerIds.toArray()), day);
  }

  /** The caller with this token, unless it was withdrawn. */
  static Optional<Caller> ofToken(Connection connection, byte[] tokenSha256) throws SQLException {
    return Sql.first(connection, CALLER + "token_sha256 = ?", CallerRows::caller, tokenSha256);
  }

  /** The caller with this client certificate, unless it was withdrawn. */
  static Optional<Caller> ofCertificate(Connection connection, String certificateSha256)
      throws SQLException {
    return Sql.first(
        connection, CALLER + "certificate_sha256 = ?", CallerRows::caller, certificateSha256);
  }

  private static Caller caller(ResultSet row) throws SQLException {
    return new Caller(
        row.getString(1),
        Caller.Role.valueOf(row.getString(2)),
        row.getString(3),
        List.of((String[]) row.getArray(4).getArray()));
  }
}
