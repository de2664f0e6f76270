package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.RegistryStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The register's port: hospitals and callers here, persons and entries in their own classes. */
final class PostgresRegistryStore implements RegistryStore {
  private static final String PUT_HOSPITAL =
      """
      INSERT INTO hospital (hospital_id, name, region, level, suspended) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (hospital_id) DO UPDATE SET name = excluded.name, region = excluded.region,
        level = excluded.level, suspended = excluded.suspended
      """;

  private static final String HOSPITALS =
      """
      SELECT hospital_id, name, region, level, suspended FROM hospital
      WHERE hospital_id > ? ORDER BY hospital_id LIMIT ?
      """;

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

  private static final String COUNTIES =
      """
      SELECT DISTINCT i.county FROM person_alias p
      LEFT JOIN identity i ON i.bucket = p.person_bucket AND i.person_id = p.person_id
      WHERE p.bucket = ? AND p.alias = ? ORDER BY i.county
      """;

  private final Transactions transactions;
  private final Secrets secrets;
  private final PersonRegister register;
  private final Entries entries;

  PostgresRegistryStore(Transactions transactions, Secrets secrets) {
    this.transactions = transactions;
    this.secrets = secrets;
    Persons persons = new Persons(secrets);
    this.register = new PersonRegister(secrets, persons);
    this.entries = new Entries(secrets, new Requests(secrets), persons, new Households(secrets));
  }

  @Override
  public boolean putHospital(HospitalRecord hospital, String callerId, Instant now) {
    return transactions.write(
        Boolean.class,
        connection -> {
          Sql.update(connection, LOCK_IDS);
          if (!isThere(connection, HOSPITAL_OF_ID, hospital.hospitalId())
              && isThere(connection, CALLER_OF_ID, hospital.hospitalId())) {
            return false;
          }
          Sql.update(
              connection,
              PUT_HOSPITAL,
              hospital.hospitalId(),
              hospital.name(),
              hospital.region(),
              hospital.level(),
              hospital.suspended());
          String change =
              "put: region "
                  + hospital.region()
                  + ", level "
                  + hospital.level()
                  + (hospital.suspended() ? ", suspended" : "");
          History.add(
              connection, secrets, "hospital:" + hospital.hospitalId(), change, callerId, now);
          return true;
        });
  }

  @Override
  public List<HospitalRecord> hospitals(String afterId, int limit) {
    return transactions.read(
        connection ->
            Sql.list(
                connection,
                HOSPITALS,
                row ->
                    new HospitalRecord(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getBoolean(5)),
                afterId,
                limit));
  }

  @Override
  public PutPersonResult putPerson(PersonRecord person, String callerId, Instant now) {
    return transactions.write(
        PutPersonResult.class, connection -> register.put(connection, person, callerId, now));
  }

  @Override
  public Optional<FoundPerson> person(
      PersonDocument document, String callerId, String purpose, Instant now) {
    return transactions
        .write(
            PersonRegister.Found.class,
            connection -> register.find(connection, document, callerId, purpose, now))
        .person();
  }

  @Override
  public Optional<List<String>> countiesOf(PersonDocument document) {
    byte[] alias = secrets.alias(document);
    List<Optional<String>> counties =
        transactions.read(
            connection ->
                Sql.list(
                    connection,
                    COUNTIES,
                    row -> Optional.ofNullable(row.getString(1)),
                    Bucket.of(alias),
                    alias));
    return counties.isEmpty()
        ? Optional.empty()
        : Optional.of(counties.stream().flatMap(Optional::stream).toList());
  }

  @Override
  public OnceResult putOpeningUsage(OpeningUsage usage, String callerId, Instant now) {
    return transactions.write(
        OnceResult.class, connection -> entries.opening(connection, usage, callerId, now));
  }

  @Override
  public OnceResult addFundMoney(FundMoneyEntry entry, String callerId, Instant now) {
    return transactions.write(
        OnceResult.class, connection -> entries.fundMoney(connection, entry, callerId, now));
  }

  @Override
  public RegisterResult registerCaller(
      Caller caller, byte[] tokenSha256, String certificateSha256, Instant now) {
    return transactions.write(
        RegisterResult.class,
        connection -> {
          Sql.update(connection, LOCK_IDS);
          if (isThere(connection, HOSPITAL_OF_ID, caller.callerId())) {
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
                  tokenSha256.length == 0 ? null : tokenSha256,
                  certificateSha256.isEmpty() ? null : certificateSha256,
                  now);
          return added == 1
              ? RegisterResult.REGISTERED
              : standing(connection, caller, tokenSha256, certificateSha256);
        });
  }

  private static boolean isThere(Connection connection, String sql, String id) throws SQLException {
    return Sql.first(connection, sql, row -> row.getInt(1), id).isPresent();
  }

  /** What stands in the way of a registration, which may be itself. */
  private static RegisterResult standing(
      Connection connection, Caller caller, byte[] tokenSha256, String certificateSha256)
      throws SQLException {
    return Sql.first(
            connection,
            STANDING_CALLER,
            row ->
                isSame(row, caller, tokenSha256, certificateSha256)
                    ? RegisterResult.REGISTERED
                    : RegisterResult.ID_TAKEN,
            caller.callerId())
        .orElse(RegisterResult.CERTIFICATE_TAKEN);
  }

  /** A token is made for one registration; without one all must be the same. */
  private static boolean isSame(
      ResultSet row, Caller caller, byte[] tokenSha256, String certificateSha256)
      throws SQLException {
    if (tokenSha256.length > 0) {
      return Arrays.equals(row.getBytes(1), tokenSha256);
    }
    return row.getBytes(1) == null
        && certificateSha256.equals(row.getString(2))
        && caller.role().name().equals(row.getString(3))
        && caller.hospitalId().equals(row.getString(4))
        && caller.regions().equals(List.of((String[]) row.getArray(5).getArray()))
        && row.getBoolean(6);
  }

  @Override
  public RevokeResult revokeCaller(String callerId, String byCallerId, Instant now) {
    return transactions.write(
        RevokeResult.class,
        connection -> {
          List<String> operators = Sql.list(connection, LOCK_OPERATORS, row -> row.getString(1));
          if (operators.equals(List.of(callerId))) {
            return RevokeResult.LAST_OPERATOR;
          }
          if (Sql.update(connection, REVOKE_CALLER, now, callerId) == 0) {
            return isThere(connection, CALLER_OF_ID, callerId)
                ? RevokeResult.REVOKED_BEFORE
                : RevokeResult.UNKNOWN;
          }
          History.add(connection, secrets, "caller:" + callerId, "revoked", byCallerId, now);
          return RevokeResult.REVOKED;
        });
  }

  @Override
  public Optional<Caller> callerByToken(byte[] tokenSha256) {
    return transactions.read(
        connection ->
            Sql.first(
                connection,
                CALLER + "token_sha256 = ?",
                PostgresRegistryStore::caller,
                tokenSha256));
  }

  @Override
  public Optional<Caller> callerByCertificate(String certificateSha256) {
    return transactions.read(
        connection ->
            Sql.first(
                connection,
                CALLER + "certificate_sha256 = ?",
                PostgresRegistryStore::caller,
                certificateSha256));
  }

  private static Caller caller(ResultSet row) throws SQLException {
    return new Caller(
        row.getString(1),
        Caller.Role.valueOf(row.getString(2)),
        row.getString(3),
        List.of((String[]) row.getArray(4).getArray()));
  }

  /** What changed, by whom and when; nothing that tells who a person is. */
  static final class History {
    private static final String ADD =
        """
        INSERT INTO registry_history (change_id, subject, change, caller_id, change_time)
        VALUES (?, ?, ?, ?, ?)
        """;

    private History() {}

    static void add(
        Connection connection,
        Secrets secrets,
        String subject,
        String change,
        String callerId,
        Instant now)
        throws SQLException {
      Sql.update(connection, ADD, secrets.newId(now), subject, change, callerId, now);
    }
  }
}
