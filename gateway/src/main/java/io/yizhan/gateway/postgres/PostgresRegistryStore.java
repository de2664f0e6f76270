package io.yizhan.gateway.postgres;

import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.PutRight;
import io.yizhan.gateway.desk.RegistryStore;
import io.yizhan.gateway.postgres.CallerRows.Credentials;
import io.yizhan.settlement.Standing;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The register's port: hospitals here, callers, persons and entries in their own classes. */
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

  /** A row without an identity is of a person who has none. */
  private static final String IDENTITIES =
      """
      SELECT i.category, i.county, i.valid_from, i.valid_to, i.source FROM person_alias p
      LEFT JOIN identity i ON i.bucket = p.person_bucket AND i.person_id = p.person_id
      WHERE p.bucket = ? AND p.alias = ? ORDER BY i.county, i.category, i.valid_from
      """;

  private static final String COUNTIES_THEN =
      """
      SELECT DISTINCT i.county FROM person_alias p
      JOIN identity i ON i.bucket = p.person_bucket AND i.person_id = p.person_id
      WHERE p.bucket = ? AND p.alias = ? AND i.valid_from <= ?
        AND (i.valid_to IS NULL OR i.valid_to >= ?)
      ORDER BY i.county
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
          CallerRows.lockIds(connection);
          if (!CallerRows.isHospital(connection, hospital.hospitalId())
              && CallerRows.isCaller(connection, hospital.hospitalId())) {
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
  public PutPersonResult putPerson(
      PersonRecord person, PutRight right, String callerId, Instant now) {
    return transactions.write(
        PutPersonResult.class,
        connection -> register.put(connection, person, right, callerId, now));
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
  public Optional<List<Standing.Identity>> identitiesOf(PersonDocument document) {
    byte[] alias = secrets.alias(document);
    List<Optional<Standing.Identity>> identities =
        transactions.read(
            connection ->
                Sql.list(
                    connection,
                    IDENTITIES,
                    row ->
                        row.getString(1) == null
                            ? Optional.empty()
                            : Optional.of(RosterBatch.identity(row, 1)),
                    Bucket.of(alias),
                    alias));
    return identities.isEmpty()
        ? Optional.empty()
        : Optional.of(identities.stream().flatMap(Optional::stream).toList());
  }

  @Override
  public List<String> countiesOf(PersonDocument document, LocalDate from, LocalDate to) {
    byte[] alias = secrets.alias(document);
    return transactions.read(
        connection ->
            Sql.list(
                connection,
                COUNTIES_THEN,
                row -> row.getString(1),
                Bucket.of(alias),
                alias,
                to,
                from));
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
        connection ->
            CallerRows.register(
                connection, caller, new Credentials(tokenSha256, certificateSha256), now));
  }

  @Override
  public RevokeResult revokeCaller(String callerId, String byCallerId, Instant now) {
    return transactions.write(
        RevokeResult.class,
        connection -> {
          RevokeResult result = CallerRows.revoke(connection, callerId, now);
          if (result == RevokeResult.REVOKED) {
            History.add(connection, secrets, "caller:" + callerId, "revoked", byCallerId, now);
          }
          return result;
        });
  }

  @Override
  public RenewResult renewCaller(
      String callerId,
      byte[] tokenSha256,
      String certificateSha256,
      String byCallerId,
      Instant now) {
    return transactions.write(
        RenewResult.class,
        connection -> {
          RenewResult result =
              CallerRows.renew(
                  connection, callerId, new Credentials(tokenSha256, certificateSha256));
          if (result == RenewResult.RENEWED) {
            History.add(connection, secrets, "caller:" + callerId, "renewed", byCallerId, now);
          }
          return result;
        });
  }

  @Override
  public List<CallerRecord> callers(String afterId, int limit) {
    return transactions.read(connection -> CallerRows.list(connection, afterId, limit));
  }

  @Override
  public void noteCalls(Set<String> callerIds, LocalDate day) {
    transactions.write(
        Boolean.class,
        connection -> {
          CallerRows.note(connection, callerIds, day);
          return true;
        });
  }

  @Override
  public Optional<Caller> callerByToken(byte[] tokenSha256) {
    return transactions.read(connection -> CallerRows.ofToken(connection, tokenSha256));
  }

  @Override
  public Optional<Caller> callerByCertificate(String certificateSha256) {
    return transactions.read(connection -> CallerRows.ofCertificate(connection, certificateSha256));
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
