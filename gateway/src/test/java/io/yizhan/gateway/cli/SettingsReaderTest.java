package io.yizhan.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.ServeSettings;
import io.yizhan.gateway.acceptance.ThrowAwayKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {
  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @Test
  void read_nothingSaid_givesTheDefaults() throws Exception {
    ServeSettings settings = SettingsReader.read(Map.of(), Map.of(), Optional.empty());
    assertEquals("127.0.0.1:7300", settings.listen().toString());
    assertEquals("127.0.0.1:7301", settings.metricsListen().toString());
    assertTrue(settings.reflection());
    assertNull(settings.database());
    assertNull(settings.tls());
    assertEquals(settings.dataFolder().resolve("secrets"), settings.secretsFile());
    assertEquals(Duration.ofMinutes(5), settings.clockDifferenceMax());
    // A publication must reach every gateway within a second.
    assertTrue(settings.policyPoll().toMillis() <= 1_000);
  }

  @Test
  void read_secretsFile_mayBeNewButNotInAFolderThatIsNot() throws Exception {
    Path shared = folder.resolve("shared-secrets");
    assertEquals(
        shared,
        SettingsReader.read(
                Map.of(Setting.SECRETS_FILE, shared.toString()), Map.of(), Optional.empty())
            .secretsFile());
    String nowhere = folder.resolve("none").resolve("secrets").toString();
    String message = refusal(Map.of(Setting.SECRETS_FILE, nowhere), Map.of(), "");
    assertTrue(message.contains("secrets-file"), message);
  }

  @Test
  void read_commentBehindAValue_isRefusedWithItsLine() throws Exception {
    String message = refusal(Map.of(), Map.of(), "workers = 4\ndata-folder = data # mine\n");
    assertTrue(message.contains(":2: "), message);
    assertTrue(message.contains("own"), message);
    Path hash = folder.resolve("a#b");
    Path file = Files.writeString(folder.resolve("ok.conf"), "# one\ndata-folder = " + hash + "\n");
    assertEquals(hash, SettingsReader.read(Map.of(), Map.of(), Optional.of(file)).dataFolder());
  }

  @Test
  void read_operator_mustBeAnIdThatNamesAFile() throws Exception {
    assertEquals(
        "night.2-b",
        SettingsReader.read(Map.of(Setting.OPERATOR, "night.2-b"), Map.of(), Optional.empty())
            .operator());
    for (String wrong : java.util.List.of("", "../up", ".hidden", "两个", "a b", "x".repeat(65))) {
      String message = refusal(Map.of(Setting.OPERATOR, wrong), Map.of(), "");
      assertTrue(message.contains("operator"), message);
    }
  }

  @Test
  void read_clockDifferenceOff_comparesNothing() throws Exception {
    Setting setting = Setting.CLOCK_DIFFERENCE_MAX_SECONDS;
    assertNull(
        SettingsReader.read(Map.of(setting, "off"), Map.of(), Optional.empty())
            .clockDifferenceMax());
    assertTrue(refusal(Map.of(setting, "0"), Map.of(), "").contains(setting.key()));
  }

  @Test
  void read_insurers_areReadOrNamed() throws Exception {
    ServeSettings settings =
        SettingsReader.read(
            Map.of(Setting.INSURERS, "4101/390=127.0.0.1:7400, 42/*=localhost:7401"),
            Map.of(),
            Optional.empty());
    assertEquals(
        java.util.List.of("4101/390", "42/*"),
        settings.insurers().addresses().stream().map(at -> at.name()).toList());
    for (String wrong :
        java.util.List.of("410/390=127.0.0.1:1", "4101=127.0.0.1:1", "4101/390=127.0.0.1")) {
      String message = refusal(Map.of(Setting.INSURERS, wrong), Map.of(), "");
      assertTrue(message.contains("insurers"), message);
    }
    String twice = "4101/390=127.0.0.1:1,4101/390=127.0.0.1:2";
    assertTrue(refusal(Map.of(Setting.INSURERS, twice), Map.of(), "").contains("只能写一次"));
    String far = refusal(Map.of(Setting.INSURERS, "4101/390=192.0.2.1:7400"), Map.of(), "");
    assertTrue(far.contains("insurers-tls-ca"), far);
  }

  @Test
  void read_moreWritersThanConnections_isRefused() throws Exception {
    String message = refusal(Map.of(), Map.of(), "pool-size = 4\nwriters = 3\n");
    assertTrue(message.contains("writers"), message);
    assertTrue(message.contains("不得多于 pool-size 减 2"), message);
  }

  @Test
  void read_fewConnections_leavesOneToReadersAndOneToOthers() throws Exception {
    ServeSettings settings =
        SettingsReader.read(Map.of(Setting.POOL_SIZE, "4"), Map.of(), Optional.empty());
    assertEquals(2, settings.writers());
    String message = refusal(Map.of(Setting.POOL_SIZE, "2"), Map.of(), "");
    assertTrue(message.contains("pool-size"), message);
  }

  @Test
  void read_saidInEveryPlace_flagThenEnvironmentThenFileWins() throws Exception {
    Path file = file("workers = 3\npool-size = 3\nqueue-max = 3 \n# a comment\n\n");
    ServeSettings settings =
        SettingsReader.read(
            Map.of(Setting.WORKERS, "5"),
            Map.of("YIZHAN_WORKERS", "4", "YIZHAN_POOL_SIZE", "4", "PATH", "/bin"),
            Optional.of(file));
    assertEquals(5, settings.workers());
    assertEquals(4, settings.poolSize());
    assertEquals(3, settings.queueMax());
  }

  @Test
  void read_tlsFilesThatDoNotFit_areNamedInBothLanguages() throws Exception {
    ThrowAwayKey own = ThrowAwayKey.create(folder, "own");
    ThrowAwayKey other = ThrowAwayKey.create(folder, "other");
    Map<Setting, String> fitting =
        Map.of(
            Setting.TLS_CERTIFICATE,
            own.certificate().toString(),
            Setting.TLS_KEY,
            own.key().toString());
    Instant now = Instant.now().plusSeconds(5);
    assertNotNull(SettingsReader.read(fitting, Map.of(), Optional.empty(), now).tls());
    String old =
        assertThrows(
                InvalidSettingsException.class,
                () ->
                    SettingsReader.read(
                        fitting, Map.of(), Optional.empty(), now.plus(Duration.ofDays(3_650))))
            .getMessage();
    assertTrue(String.valueOf(old).contains("过期"), old);
    assertTrue(String.valueOf(old).contains("it expired"), old);
    String mixed =
        refusal(
            Map.of(
                Setting.TLS_CERTIFICATE,
                own.certificate().toString(),
                Setting.TLS_KEY,
                other.key().toString(),
                Setting.TLS_CLIENT_CA,
                own.key().toString(),
                Setting.INSURERS_TLS_CERTIFICATE,
                own.certificate().toString(),
                Setting.INSURERS_TLS_KEY,
                own.certificate().toString()),
            Map.of(),
            "");
    assertTrue(mixed.contains("不是一对"), mixed);
    assertTrue(mixed.contains("tls-client-ca"), mixed);
    assertTrue(mixed.contains("insurers-tls-key"), mixed);
    assertEquals(3, mixed.lines().count(), mixed);
  }

  @Test
  void read_variablesOfAKubernetesService_areNotSettings() throws Exception {
    assertNotNull(
        SettingsReader.read(
            Map.of(),
            Map.of(
                "YIZHAN_SERVICE_HOST", "10.0.0.1",
                "YIZHAN_SERVICE_PORT", "7300",
                "YIZHAN_SERVICE_PORT_GRPC", "7300",
                "YIZHAN_PORT", "tcp://10.0.0.1:7300",
                "YIZHAN_PORT_7300_TCP", "tcp://10.0.0.1:7300",
                "YIZHAN_PORT_7300_TCP_PROTO", "tcp",
                "YIZHAN_PORT_7300_TCP_PORT", "7300",
                "YIZHAN_PORT_7300_TCP_ADDR", "10.0.0.1",
                "YIZHAN_METRICS_SERVICE_HOST", "10.0.0.2",
                "YIZHAN_METRICS_PORT", "tcp://10.0.0.2:7301"),
            Optional.empty()));
    String typed = refusal(Map.of(), Map.of("YIZHAN_PORT", "7300"), "");
    assertTrue(typed.contains("YIZHAN_PORT"), typed);
  }

  @Test
  void read_unknownKeyInFile_namesTheNearestAndItsLine() throws Exception {
    String message = refusal(Map.of(), Map.of(), "\nworker = 3\n");
    assertTrue(message.contains("gateway.conf:2: "), message);
    assertTrue(message.contains("did you mean workers?"), message);
    assertTrue(message.contains("是否指 workers"), message);
  }

  @Test
  void read_unknownVariable_namesTheNearest() throws Exception {
    String message = refusal(Map.of(), Map.of("YIZHAN_POOLSIZE", "3"), "");
    assertTrue(message.contains("did you mean YIZHAN_POOL_SIZE?"), message);
  }

  @Test
  void read_variableThatIsAlmostTheLaunchers_namesThat() {
    InvalidSettingsException invalid =
        assertThrows(
            InvalidSettingsException.class,
            () -> SettingsReader.read(Map.of(), Map.of("YIZHAN_JAVA_OPT", "3"), Optional.empty()));
    String said = String.valueOf(invalid.getMessage());
    assertTrue(said.contains("did you mean YIZHAN_JAVA_OPTS?"), said);
  }

  @Test
  void read_databaseUserWithoutAnUrl_isRefused() {
    for (String user : List.of("a", "yizhan")) {
      InvalidSettingsException invalid =
          assertThrows(
              InvalidSettingsException.class,
              () ->
                  SettingsReader.read(
                      Map.of(Setting.DATABASE_USER, user), Map.of(), Optional.empty()));
      String said = String.valueOf(invalid.getMessage());
      assertTrue(said.contains("database-user (" + user + ")"), said);
      assertTrue(said.contains("must stand with database-url only"), said);
    }
  }

  @Test
  void read_launcherVariables_areNotSettings() throws Exception {
    assertNotNull(
        SettingsReader.read(Map.of(), Map.of("YIZHAN_JAVA_OPTS", "-Xmx1g"), Optional.empty()));
  }

  @Test
  void read_manyInvalidValues_namesThemAll() throws Exception {
    String message =
        refusal(
            Map.of(Setting.WORKERS, "0"),
            Map.of("YIZHAN_REFLECTION", "yes"),
            "listen = nowhere\npool-size = many\nstop-grace-seconds = 601\ntls-key = /no/such\n");
    for (String key :
        new String[] {
          "workers", "reflection", "listen", "pool-size", "stop-grace-seconds", "tls-key"
        }) {
      assertTrue(message.contains(key), key + " must be named in: " + message);
    }
    assertEquals(7, message.lines().count(), message);
  }

  @Test
  void read_openAddressWithoutTls_isRefusedUnlessSaid() throws Exception {
    String message = refusal(Map.of(Setting.LISTEN, "0.0.0.0:7300"), Map.of(), "");
    assertTrue(message.contains("insecure-plaintext"), message);
    ServeSettings settings =
        SettingsReader.read(
            Map.of(Setting.LISTEN, "0.0.0.0:7300", Setting.INSECURE_PLAINTEXT, "true"),
            Map.of(),
            Optional.empty());
    assertEquals(7300, settings.listen().port());
  }

  @Test
  void read_sameKeyTwice_isRefused() throws Exception {
    String message = refusal(Map.of(), Map.of(), "workers = 1\nworkers = 2\n");
    assertTrue(message.contains("line 1 already"), message);
  }

  @Test
  void read_passwordFile_isTakenAndHidden() throws Exception {
    Path password = folder.resolve("password");
    Files.writeString(password, "s3cret-word\n");
    ServeSettings settings =
        SettingsReader.read(
            Map.of(
                Setting.DATABASE_URL,
                "jdbc:postgresql://db/yizhan?sslmode=verify-full",
                Setting.DATABASE_PASSWORD_FILE,
                password.toString()),
            Map.of(),
            Optional.empty());
    ServeSettings.Database database = settings.database();
    assertNotNull(database);
    assertEquals("s3cret-word", database.password());
    assertFalse(settings.toString().contains("s3cret-word"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://192.0.2.1/y",
        "jdbc:postgresql://192.0.2.1/y?sslmode=require",
        "jdbc:postgresql://127.0.0.1,192.0.2.1/y?sslmode=prefer",
        "jdbc:postgresql://192.0.2.1/y?sslmode=verify-full&sslfactory=org.postgresql.ssl.NonValidatingFactory"
      })
  void read_databaseElsewhereThatIsNotVerified_isRefusedUnlessSaid(String url) throws Exception {
    String message = refusal(Map.of(Setting.DATABASE_URL, url), Map.of(), "");
    assertTrue(message.contains("sslmode=verify-full"), message);
    assertTrue(message.contains("数据库不在本机"), message);
    ServeSettings settings =
        SettingsReader.read(
            Map.of(Setting.DATABASE_URL, url, Setting.DATABASE_INSECURE_PLAINTEXT, "true"),
            Map.of(),
            Optional.empty());
    assertNotNull(settings.database());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql:y",
        "jdbc:postgresql://127.0.0.1:5432/y",
        "jdbc:postgresql://[::1]/y",
        "jdbc:postgresql://localhost,127.0.0.2/y?sslmode=disable",
        "jdbc:postgresql://192.0.2.1/y?ssl=true",
        "jdbc:postgresql://192.0.2.1,192.0.2.2/y?sslmode=verify-ca"
      })
  void read_databaseHereOrVerified_isTaken(String url) throws Exception {
    ServeSettings settings =
        SettingsReader.read(Map.of(Setting.DATABASE_URL, url), Map.of(), Optional.empty());
    assertNotNull(settings.database());
  }

  @Test
  void read_databaseUrlThatTheDriverCannotRead_isRefused() throws Exception {
    for (String url : List.of("jdbc:postgresql://h:x/y", "jdbc:postgresql://h/y?sslmode=verify")) {
      String message = refusal(Map.of(Setting.DATABASE_URL, url), Map.of(), "");
      assertTrue(message.contains("that the driver can read"), message);
    }
  }

  @Test
  void read_passwordInUrl_isRefusedAndNotRepeated() throws Exception {
    String message =
        refusal(
            Map.of(Setting.DATABASE_URL, "jdbc:postgresql://db/y?password=s3cret-word"),
            Map.of(),
            "");
    assertTrue(message.contains("database-password-file"), message);
    assertFalse(message.contains("s3cret-word"), message);
  }

  @Test
  void address_ipv6_isReadInBrackets() {
    ServeSettings.Address address = ServeSettings.Address.parse("[::1]:7300");
    assertEquals("::1", address.host());
    assertEquals("[::1]:7300", address.toString());
    assertTrue(address.isLoopback());
  }

  private String refusal(Map<Setting, String> flags, Map<String, String> environment, String text)
      throws IOException {
    Path file = file(text);
    InvalidSettingsException refused =
        assertThrows(
            InvalidSettingsException.class,
            () -> SettingsReader.read(flags, environment, Optional.of(file)));
    return String.valueOf(refused.getMessage());
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("gateway.conf"), text);
  }
}
