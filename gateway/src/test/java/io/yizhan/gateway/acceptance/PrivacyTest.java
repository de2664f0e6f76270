package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.yizhan.gateway.OneAnswer;
import io.yizhan.proto.v1.Claim;
import io.yizhan.proto.v1.GetPersonRequest;
import io.yizhan.proto.v1.GetUsageRequest;
import io.yizhan.proto.v1.ImportMode;
import io.yizhan.proto.v1.ImportPersonsRequest;
import io.yizhan.proto.v1.ImportPersonsResponse;
import io.yizhan.proto.v1.ImportRefusal;
import io.yizhan.proto.v1.JoinPersonsRequest;
import io.yizhan.proto.v1.MeansCheckResult;
import io.yizhan.proto.v1.Person;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PutPersonRequest;
import io.yizhan.proto.v1.QuoteSettlementRequest;
import io.yizhan.proto.v1.RegisterNewbornRequest;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.SettleClaimRequest;
import io.yizhan.proto.v1.SettleClaimResponse;
import io.yizhan.proto.v1.UndoRequestRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Marked numbers and names go through every call, through errors and through an outage, and are
 * then looked for in all that the gateway wrote anywhere.
 */
class PrivacyTest {
  private static final String ID = Invented.withCheck("99019919580314777");
  private static final String OTHER_ID = Invented.withCheck("99019919610722888");
  private static final String UNKNOWN_ID = Invented.withCheck("99019919630815666");
  private static final String OLD_ID = "990199580917555";
  private static final String BAD_ID = "990199195803149991";
  private static final String CERTIFICATE = "Q987604321";
  private static final String CARD = "YZCARD80177310";
  private static final String PASSPORT = "YZP7731905";
  private static final String NAME = "隐名氏甲某";
  private static final String LATIN_NAME = "Markedname Unshown";
  private static final List<String> MARKS =
      List.of(
          ID,
          ID.substring(0, 17),
          OTHER_ID,
          UNKNOWN_ID,
          OLD_ID,
          "990199195809175",
          BAD_ID,
          CERTIFICATE,
          CARD,
          PASSPORT,
          NAME,
          LATIN_NAME);

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  /** What was received with errors, by what was tried. */
  private final Map<String, String> errors = new LinkedHashMap<>();

  @Test
  void marks_sentThroughEverything_appearNowhere() throws Exception {
    Path data = folder.resolve("data");
    String printed;
    String metrics;
    Map<String, String> tables;
    try (GatewayProcess gateway =
        GatewayProcess.start(
            data,
            folder.resolve("serve.log"),
            "America/Los_Angeles",
            List.of("-Dyizhan.log.level=TRACE"),
            List.of())) {
      try (Client client = new Client(gateway.port())) {
        World world = World.build(client, gateway.operatorToken());
        register(client, world);
        settle(client, world);
        enlist(client, world);
        makeMistakes(client, world);
        breakTables(gateway, client, world);
        tables = tables(gateway);
        metrics = gateway.page("/metrics");
        loseTheDatabase(data, client, world);
      }
    }
    printed = Files.readString(folder.resolve("serve.log"));

    assertTrue(printed.contains("incident"), "failures were logged");
    assertTrue(metrics.contains("grpc") || metrics.contains("yizhan"), "calls were measured");
    assertTrue(tables.size() > 15);
    assertTrue(errors.size() >= 12, errors.keySet()::toString);
    assertUnmarked("output", printed);
    assertUnmarked("metrics", metrics);
    tables.forEach((table, text) -> assertUnmarked("table " + table, text));
    errors.forEach((tried, text) -> assertUnmarked("error of " + tried, text));
    assertFilesUnmarked(data);
    for (String secret : List.of("operator.token", "database.password", "secrets")) {
      String value = House.read(data.resolve(secret));
      assertFalse(printed.contains(value) || metrics.contains(value), secret);
    }
  }

  private static PersonDocument document(String kind, String number) {
    return PersonDocument.newBuilder().setKindCode(kind).setNumber(number).build();
  }

  private static void register(Client client, World world) throws Exception {
    world.put(
        client,
        World.known(document("resident_id", ID), "dibao")
            .setName(NAME)
            .addDocuments(document("birth_certificate", CERTIFICATE))
            .addDocuments(document("social_security_card", CARD)));
    world.put(
        client, World.known(document("resident_id", OTHER_ID), "tekun_home").setName(LATIN_NAME));
    var found =
        client
            .registry(world.operatorToken())
            .getPerson(
                GetPersonRequest.newBuilder()
                    .setPersonDocument(document("birth_certificate", CERTIFICATE))
                    .setPurpose("acceptance")
                    .build());
    assertEquals(NAME, found.getPerson().getName(), "the register does know the name");
    assertEquals(3, found.getPerson().getDocumentsCount());
  }

  private void enlist(Client client, World world) {
    Rosters.send(
        client.rosterStream(world.operatorToken()),
        Rosters.complete(ImportMode.IMPORT_MODE_ALL_OR_NOTHING, "2016-12-31"),
        List.of(
            Rosters.line(2, document("resident_id", ID), World.identity("dibao", "2014-02-01"))
                .toBuilder()
                .setName(LATIN_NAME)
                .build(),
            Rosters.line(3, document("passport", PASSPORT), World.identity("dibao", "2015-01-01"))
                .toBuilder()
                .setName(NAME)
                .build()));
    Rosters.Answers refused =
        Rosters.send(
            client.rosterStream(world.operatorToken()),
            Rosters.order(ImportMode.IMPORT_MODE_GOOD_LINES_ONLY),
            List.of(
                Rosters.line(4, document("resident_id", BAD_ID), World.identity(NAME, "2014-02-01"))
                    .toBuilder()
                    .setName(NAME.repeat(20))
                    .build(),
                Rosters.check(
                    5,
                    document("resident_id", UNKNOWN_ID),
                    "R-1",
                    MeansCheckResult.MEANS_CHECK_RESULT_PASS,
                    "2016-01-01")));
    assertEquals(2, refused.last().getCounts().getRefusedCount());
    errors.put("lines of a list", refused.refusals().toString());
    var roster = client.roster(world.operatorToken());
    JoinPersonsRequest join =
        JoinPersonsRequest.newBuilder()
            .setRequestId("p-join")
            .setKeptDocument(document("resident_id", ID))
            .setJoinedDocument(document("passport", PASSPORT))
            .setReason("同一人")
            .build();
    roster.joinPersons(join);
    failing(
        "a join with other documents",
        () ->
            roster.joinPersons(
                join.toBuilder().setJoinedDocument(document("resident_id", OTHER_ID)).build()));
    failing(
        "a newborn of nobody",
        () ->
            roster.registerNewborn(
                RegisterNewbornRequest.newBuilder()
                    .setRequestId("p-newborn")
                    .setMotherDocument(document("resident_id", UNKNOWN_ID))
                    .setChild(
                        World.known(document("birth_certificate", "R990000009"), "dibao")
                            .setName(NAME))
                    .build()));
  }

  private static Claim.Builder stay(String id, String encounter) {
    return Claims.stay(
        World.HOSPITAL, document("resident_id", id), encounter, "2016-08-01", 1_000_000);
  }

  private static void settle(Client client, World world) throws Exception {
    var settlements = client.settlements(world.token());
    for (String id : List.of(ID, OTHER_ID, OLD_ID)) {
      settlements.quoteSettlement(
          QuoteSettlementRequest.newBuilder().setClaim(stay(id, "E-quote")).build());
      SettleClaimRequest request =
          Claims.request(
              "s-" + Integer.toHexString(id.hashCode()),
              stay(id, "E-" + Integer.toHexString(id.hashCode())));
      client.settle(world.token(), request);
      client.settle(world.token(), request);
      settlements.getUsage(
          GetUsageRequest.newBuilder()
              .setHospitalId(World.HOSPITAL)
              .setPersonDocument(document("resident_id", id))
              .setInsuredRegionCode(Claims.COUNTY)
              .setAsOfDate(Claims.date("2016-08-01"))
              .build());
    }
    SettleClaimResponse settled =
        settlements.settleClaim(
            Claims.request(
                "s-card",
                stay(ID, "E-card").setPersonDocument(document("social_security_card", CARD))));
    settlements.reverseSettlement(
        ReverseSettlementRequest.newBuilder()
            .setRequestId("s-reverse")
            .setHospitalId(World.HOSPITAL)
            .setSettlementId(settled.getSettlement().getSettlementId())
            .setOperatorId("cashier-1")
            .build());
    settlements.undoRequest(
        UndoRequestRequest.newBuilder()
            .setHospitalId(World.HOSPITAL)
            .setUndoneRequestId("s-never")
            .setOperatorId("cashier-1")
            .build());
  }

  /** A call that must fail; what came with the failure is kept. */
  private void failing(String what, Runnable call) {
    try {
      call.run();
    } catch (StatusRuntimeException e) {
      errors.put(what, e.getMessage() + "\n" + Refusals.text(e));
      return;
    }
    throw new AssertionError("must fail: " + what);
  }

  private void failingSettle(String what, Client client, World world, Claim.Builder claim) {
    failing(
        what,
        () -> client.settle(world.token(), Claims.request("f-" + what.replace(' ', '-'), claim)));
  }

  private void makeMistakes(Client client, World world) throws Exception {
    failingSettle("a wrong check digit", client, world, stay(BAD_ID, "E-bad"));
    failingSettle(
        "a number as kind",
        client,
        world,
        stay(ID, "E-kind").setPersonDocument(document(ID, CARD)));
    failingSettle(
        "a passport as certificate",
        client,
        world,
        stay(ID, "E-form").setPersonDocument(document("birth_certificate", PASSPORT)));
    failingSettle(
        "a number in other fields",
        client,
        world,
        stay(ID, "E-fields")
            .setInsuredRegionCode(ID)
            .setInsuredSchemeCode(ID)
            .setCareTypeCode(ID)
            .setReferralCode(ID)
            .setHospitalLevelCode(ID + ID)
            .setOperatorId(ID + "\n" + NAME));
    failing(
        "an id reused for another person",
        () -> client.settle(world.token(), Claims.request("s-card", stay(OTHER_ID, "E-card"))));
    failing(
        "a bill settled for another person",
        () ->
            client.settle(
                world.token(),
                Claims.request(
                    "f-again", stay(OTHER_ID, "E-" + Integer.toHexString(ID.hashCode())))));
    failing(
        "two persons in one",
        () ->
            world.put(
                client,
                World.known(document("resident_id", ID), "dibao")
                    .setName(NAME)
                    .addDocuments(document("resident_id", OTHER_ID))));
    failing(
        "a name that is too long",
        () ->
            world.put(
                client, World.known(document("resident_id", BAD_ID), ID).setName(NAME.repeat(20))));
    failing(
        "a person nobody knows",
        () ->
            client
                .registry(world.operatorToken())
                .getPerson(
                    GetPersonRequest.newBuilder()
                        .setPersonDocument(document("resident_id", UNKNOWN_ID))
                        .setPurpose("acceptance")
                        .build()));
    failing(
        "opening usage of a person nobody knows",
        () ->
            world.open(
                client, "o-1", document("resident_id", UNKNOWN_ID), "zhengzhou/IN", 2016, 1));
    importPersons(client, world);
  }

  private void importPersons(Client client, World world) throws Exception {
    CompletableFuture<ImportPersonsResponse> answer = new CompletableFuture<>();
    StreamObserver<ImportPersonsRequest> persons =
        client.registryStream(world.operatorToken()).importPersons(new OneAnswer<>(answer));
    List<Person.Builder> sent =
        List.of(
            World.known(document("passport", PASSPORT), "dibao").setName(LATIN_NAME),
            World.known(document("resident_id", BAD_ID), "dibao").setName(NAME),
            World.known(document("resident_id", ID), "dibao")
                .setName(NAME)
                .addDocuments(document("resident_id", OTHER_ID)),
            World.known(document("resident_id", OLD_ID), "dibao").setName(NAME));
    sent.forEach(
        person -> persons.onNext(ImportPersonsRequest.newBuilder().setPerson(person).build()));
    persons.onCompleted();
    ImportPersonsResponse response = answer.get(30, TimeUnit.SECONDS);
    assertEquals(2, response.getRefusedCount(), response::toString);
    for (ImportRefusal refusal : response.getRefusalsList()) {
      errors.put(
          "import at " + refusal.getPlaceNumber(),
          refusal.toString() + refusal.getSentence().getZh());
    }
  }

  /** Makes statements fail with details that quote rows. */
  private void breakTables(GatewayProcess gateway, Client client, World world) throws SQLException {
    String never = "CHECK (bucket < 0) NOT VALID";
    for (String table : List.of("settlement", "person_private", "person_alias", "identity")) {
      execute(gateway, "ALTER TABLE " + table + " ADD CONSTRAINT never " + never);
    }
    failingSettle("a broken settlement table", client, world, stay(ID, "E-broken-1"));
    failingSettle("a broken person table", client, world, stay(UNKNOWN_ID, "E-broken-2"));
    failing(
        "a broken register",
        () ->
            client
                .registry(world.operatorToken())
                .putPerson(
                    PutPersonRequest.newBuilder()
                        .setPerson(
                            World.known(document("resident_id", UNKNOWN_ID), "dibao").setName(NAME))
                        .build()));
    for (String table : List.of("settlement", "person_private", "person_alias", "identity")) {
      execute(gateway, "ALTER TABLE " + table + " DROP CONSTRAINT never");
    }
  }

  private static void execute(GatewayProcess gateway, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(gateway.embeddedUrl());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** kill -9 of the database under the gateway. */
  private void loseTheDatabase(Path data, Client client, World world) throws Exception {
    ProcessHandle server = GatewayProcess.postmaster(data).orElseThrow();
    server.destroyForcibly();
    server.onExit().get(30, TimeUnit.SECONDS);
    failingSettle("an outage", client, world, stay(ID, "E-outage"));
    failing(
        "an outage while quoting",
        () ->
            client
                .settlements(world.token())
                .quoteSettlement(
                    QuoteSettlementRequest.newBuilder().setClaim(stay(ID, "E-outage")).build()));
    failing(
        "an outage while registering",
        () -> world.put(client, World.known(document("resident_id", ID), "dibao").setName(NAME)));
  }

  private static Map<String, String> tables(GatewayProcess gateway) throws SQLException {
    Map<String, String> texts = new LinkedHashMap<>();
    try (Connection connection = DriverManager.getConnection(gateway.embeddedUrl());
        Statement statement = connection.createStatement()) {
      List<String> names = new ArrayList<>();
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")) {
        while (rows.next()) {
          names.add(rows.getString(1));
        }
      }
      for (String name : names) {
        StringBuilder text = new StringBuilder();
        try (ResultSet rows = statement.executeQuery("SELECT t::text FROM " + name + " t")) {
          while (rows.next()) {
            text.append(rows.getString(1)).append('\n');
          }
        }
        texts.put(name, text.toString());
      }
    }
    assertFalse(texts.getOrDefault("person_private", "").isEmpty(), "persons were kept");
    return texts;
  }

  /** The marks as they are, in hexadecimal and in base 64. */
  private static Map<String, String> forms() {
    Map<String, String> forms = new LinkedHashMap<>();
    for (String mark : MARKS) {
      byte[] bytes = mark.getBytes(StandardCharsets.UTF_8);
      forms.put(mark, mark);
      forms.put(HexFormat.of().formatHex(bytes), mark);
      forms.put(Base64.getEncoder().withoutPadding().encodeToString(bytes), mark);
    }
    return forms;
  }

  private static void assertUnmarked(String place, String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    forms()
        .forEach(
            (form, mark) ->
                assertFalse(
                    lower.contains(form.toLowerCase(Locale.ROOT)), place + " shows " + mark));
  }

  /** Not even the database's own files and logs hold a mark in clear. */
  private static void assertFilesUnmarked(Path data) throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (file.startsWith(data.resolve("binaries"))) {
          continue;
        }
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        for (String mark : MARKS) {
          String form =
              new String(mark.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
          assertFalse(bytes.contains(form), () -> file + " holds " + mark);
        }
      }
    }
  }
}
