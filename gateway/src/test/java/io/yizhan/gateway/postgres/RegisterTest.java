package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.PutRight;
import io.yizhan.gateway.desk.RegistryStore;
import io.yizhan.gateway.desk.RegistryStore.HospitalRecord;
import io.yizhan.gateway.desk.RegistryStore.RenewResult;
import io.yizhan.gateway.desk.RegistryStore.RevokeResult;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.Sha256;
import io.yizhan.settlement.Standing;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Persons, entries and callers. */
class RegisterTest {
  private static TestDatabase database;
  private static StoreScene scene;

  @BeforeAll
  static void open() {
    database = TestDatabase.create();
    scene = new StoreScene(database);
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @Test
  void everyTable_afterSettlingAndLooking_holdsNoDocumentOrName() {
    String marked = "410105777701010017";
    PersonDocument person = scene.member(marked, 0);
    String id = scene.settled(person);
    scene.reverse(scene.next("V"), id);
    assertTrue(scene.registry().person(person, "office", "check", StoreScene.NOW).isPresent());
    List<String> tables =
        database.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
    assertTrue(tables.size() > 20);
    for (String table : tables) {
      for (String row : database.rows("SELECT t::text FROM " + table + " t")) {
        assertFalse(row.contains(marked), table);
        assertFalse(row.contains("测试某"), table);
        assertFalse(
            row.contains(
                java.util.HexFormat.of()
                    .formatHex(marked.getBytes(java.nio.charset.StandardCharsets.UTF_8))),
            table);
      }
    }
    assertEquals(
        1,
        database.number(
            "SELECT count(*) FROM person_access WHERE caller_id = 'office' AND purpose ="
                + " 'check'"));
  }

  @Test
  void putPerson_secondDocument_isTheSamePerson() {
    PersonDocument first = scene.member("410105196005050011", 0);
    PersonDocument card = new PersonDocument("social_security_card", "C0001");
    RegistryStore.PersonRecord record =
        new RegistryStore.PersonRecord(
            List.of(first, card), "测试乙", List.of(), List.of(), List.of());
    RegistryStore.PutPersonResult.Kept result =
        assertInstanceOf(
            RegistryStore.PutPersonResult.Kept.class,
            scene.registry().putPerson(record, PutRight.ANY, "office", StoreScene.NOW));
    assertFalse(result.newlyRegistered());
    scene.settled(card);
    assertEquals(210_000, scene.usedFen(first, "zhengzhou/IN"));
    RegistryStore.FoundPerson found =
        scene.registry().person(card, "office", "look", StoreScene.NOW).orElseThrow();
    assertEquals(result.personId(), found.personId());
    assertEquals("测试乙", found.person().name());
    assertEquals(List.of(first, card), found.person().documents());
    assertEquals(
        List.of(StoreScene.COUNTY),
        scene.registry().identitiesOf(card).orElseThrow().stream()
            .map(Standing.Identity::county)
            .toList());
    assertEquals(Optional.empty(), scene.registry().identitiesOf(StoreScene.document("unknown")));
  }

  @Test
  void putPerson_documentsOfTwoPersons_isRefused() {
    PersonDocument first = scene.member("410105196005050022", 0);
    PersonDocument second = scene.member("410105196005050033", 0);
    RegistryStore.PersonRecord record =
        new RegistryStore.PersonRecord(List.of(first, second), "", List.of(), List.of(), List.of());
    assertEquals(
        new RegistryStore.PutPersonResult.DocumentsOfTwoPersons(),
        scene.registry().putPerson(record, PutRight.ANY, "office", StoreScene.NOW));
  }

  @Test
  void approval_withDecidedFigures_isReadAsItWasKept() {
    PersonDocument person = scene.member("410105196005050034", 0);
    List<Standing.Approval> approvals =
        List.of(
            approval("A1", Optional.of(345_600L), Optional.empty()),
            approval("A2", Optional.empty(), Optional.of(650_000)),
            approval("A3", Optional.of(0L), Optional.of(0)),
            approval("A4", Optional.empty(), Optional.empty()));
    scene
        .registry()
        .putPerson(withApprovals(person, approvals), PutRight.ANY, "office", StoreScene.NOW);
    assertEquals(approvals, scene.standing(person).approvals());
    scene
        .registry()
        .putPerson(
            withApprovals(person, List.of(approval("A3", Optional.empty(), Optional.of(1)))),
            PutRight.ANY,
            "office",
            StoreScene.NOW);
    assertEquals(
        approval("A3", Optional.empty(), Optional.of(1)),
        scene
            .registry()
            .person(person, "office", "look", StoreScene.NOW)
            .orElseThrow()
            .person()
            .approvals()
            .get(2));
  }

  private static Standing.Approval approval(
      String id, Optional<Long> decidedFen, Optional<Integer> decidedPpm) {
    return new Standing.Approval(
        id, "committee", "", "", "", StoreScene.START, Optional.empty(), decidedFen, decidedPpm);
  }

  private static RegistryStore.PersonRecord withApprovals(
      PersonDocument person, List<Standing.Approval> approvals) {
    return new RegistryStore.PersonRecord(List.of(person), "", List.of(), approvals, List.of());
  }

  @Test
  void openingUsage_onceForEachRequest_lowersWhatIsLeft() {
    PersonDocument person = scene.member("410105196005050044", 0);
    RegistryStore.OpeningUsage usage = opening("O1", person, 1_900_000);
    RegistryStore.OnceResult booked = new RegistryStore.OnceResult.Booked(0, 1_900_000);
    assertEquals(booked, scene.registry().putOpeningUsage(usage, "office", StoreScene.NOW));
    assertEquals(booked, scene.registry().putOpeningUsage(usage, "office", StoreScene.NOW));
    assertEquals(
        new RegistryStore.OnceResult.IdReused(List.of("used_fen")),
        scene.registry().putOpeningUsage(opening("O1", person, 1), "office", StoreScene.NOW));
    assertEquals(
        new RegistryStore.OnceResult.PersonUnknown(),
        scene
            .registry()
            .putOpeningUsage(
                opening("O2", StoreScene.document("nobody"), 1), "office", StoreScene.NOW));
    scene.settled(person);
    assertEquals(2_000_000, scene.usedFen(person, "zhengzhou/IN"));
    assertEquals(
        "2|1900000",
        database
            .rows(
                "SELECT seq, before_fen FROM settlement_usage WHERE account_code = 'zhengzhou/IN'"
                    + " AND before_fen = 1900000")
            .get(0));
  }

  @Test
  void openingUsage_corrected_staysAtZeroOrAboveAndReversible() {
    PersonDocument person = scene.member("410105196005050045", 0);
    scene.registry().putOpeningUsage(opening("C1", person, 500), "office", StoreScene.NOW);
    String settlement = scene.settled(person);
    assertEquals(
        new RegistryStore.OnceResult.BelowZero(500),
        scene.registry().putOpeningUsage(opening("C2", person, -501), "office", StoreScene.NOW));
    RegistryStore.OnceResult corrected = new RegistryStore.OnceResult.Booked(0, 210_000);
    assertEquals(
        corrected,
        scene.registry().putOpeningUsage(opening("C3", person, -500), "office", StoreScene.NOW));
    assertEquals(
        corrected,
        scene.registry().putOpeningUsage(opening("C3", person, -500), "office", StoreScene.NOW));
    scene.reverse(scene.next("V"), settlement);
    assertEquals(0, scene.usedFen(person, "zhengzhou/IN"));
    assertEquals(
        new RegistryStore.OnceResult.BelowZero(0),
        scene
            .registry()
            .putOpeningUsage(
                opening("C4", scene.member("410105196005050046", 0), -1),
                "office",
                StoreScene.NOW));
  }

  private static RegistryStore.OpeningUsage opening(
      String request, PersonDocument person, long fen) {
    return new RegistryStore.OpeningUsage(
        new RequestKey("office", request),
        StoreScene.content("used_fen", Long.toString(fen)),
        new RegistryStore.AccountOwner.OfPerson(person),
        "zhengzhou/IN",
        2016,
        fen,
        "paper");
  }

  @Test
  void fundMoney_twice_addsUp() {
    RegistryStore.FundMoneyEntry entry =
        new RegistryStore.FundMoneyEntry(
            new RequestKey("office", "F1"), StoreScene.content("amount_fen", "5"), "pool", 0, 5);
    RegistryStore.OnceResult booked = new RegistryStore.OnceResult.Booked(5, 0);
    assertEquals(booked, scene.registry().addFundMoney(entry, "office", StoreScene.NOW));
    assertEquals(booked, scene.registry().addFundMoney(entry, "office", StoreScene.NOW));
    RegistryStore.FundMoneyEntry more =
        new RegistryStore.FundMoneyEntry(
            new RequestKey("office", "F2"), StoreScene.content("amount_fen", "7"), "pool", 0, 7);
    assertEquals(
        new RegistryStore.OnceResult.Booked(12, 0),
        scene.registry().addFundMoney(more, "office", StoreScene.NOW));
  }

  @Test
  void caller_registeredThenRevoked_isKnownThenNot() {
    byte[] token = {1, 2, 3};
    Caller caller = new Caller("his-1", Caller.Role.HOSPITAL, StoreScene.HOSPITAL, List.of("41"));
    assertEquals(
        RegistryStore.RegisterResult.REGISTERED,
        scene.registry().registerCaller(caller, token, "ab", StoreScene.NOW));
    assertEquals(Optional.of(caller), scene.registry().callerByToken(token));
    assertEquals(Optional.of(caller), scene.registry().callerByCertificate("ab"));
    assertEquals(
        RevokeResult.REVOKED, scene.registry().revokeCaller("his-1", "operator", StoreScene.NOW));
    assertEquals(
        RevokeResult.REVOKED_BEFORE,
        scene.registry().revokeCaller("his-1", "operator", StoreScene.NOW));
    assertEquals(
        RevokeResult.UNKNOWN, scene.registry().revokeCaller("his-l", "operator", StoreScene.NOW));
    assertEquals(
        List.of("revoked|operator"),
        database.rows(
            "SELECT change, caller_id FROM registry_history WHERE subject = 'caller:his-1'"));
    assertEquals(Optional.empty(), scene.registry().callerByToken(token));
    assertEquals(Optional.empty(), scene.registry().callerByCertificate(""));
  }

  @Test
  void caller_registeredAgain_tellsItselfFromAnotherIdAndCertificate() {
    byte[] token = {1, 2, 4};
    byte[] otherToken = {1, 2, 5};
    Caller caller = new Caller("his-2", Caller.Role.HOSPITAL, StoreScene.HOSPITAL, List.of());
    Caller other = new Caller("his-3", Caller.Role.HOSPITAL, StoreScene.HOSPITAL, List.of());
    RegistryStore registry = scene.registry();
    assertEquals(
        RegistryStore.RegisterResult.REGISTERED,
        registry.registerCaller(caller, token, "cd", StoreScene.NOW));
    assertEquals(
        RegistryStore.RegisterResult.REGISTERED,
        registry.registerCaller(caller, token, "cd", StoreScene.NOW));
    assertEquals(
        RegistryStore.RegisterResult.ID_TAKEN,
        registry.registerCaller(caller, otherToken, "", StoreScene.NOW));
    assertEquals(
        RegistryStore.RegisterResult.CERTIFICATE_TAKEN,
        registry.registerCaller(other, otherToken, "cd", StoreScene.NOW));
    assertEquals(RevokeResult.REVOKED, registry.revokeCaller("his-2", "op", StoreScene.NOW));
    assertEquals(
        RegistryStore.RegisterResult.REGISTERED,
        registry.registerCaller(other, otherToken, "cd", StoreScene.NOW));
    assertEquals(Optional.of(other), registry.callerByCertificate("cd"));
  }

  @Test
  void caller_byCertificateAlone_registeredAgain_isTheSame() {
    RegistryStore registry = scene.registry();
    byte[] none = {};
    Caller caller = new Caller("by-cert", Caller.Role.OFFICE, "", List.of("41"));
    for (int i = 0; i < 2; i++) {
      assertEquals(
          RegistryStore.RegisterResult.REGISTERED,
          registry.registerCaller(caller, none, "ef", StoreScene.NOW));
    }
    assertEquals(
        RegistryStore.RegisterResult.ID_TAKEN,
        registry.registerCaller(
            new Caller("by-cert", Caller.Role.OPERATOR, "", List.of()),
            none,
            "ef",
            StoreScene.NOW));
    assertEquals(Optional.of(caller), registry.callerByCertificate("ef"));
  }

  @Test
  void caller_renewed_isKnownByTheNewCredentialsAlone() {
    RegistryStore registry = scene.registry();
    byte[] none = {};
    byte[] token = {7, 1};
    byte[] newToken = {7, 2};
    Caller caller = new Caller("renewed", Caller.Role.OFFICE, "", List.of("4101", "4102"));
    registry.registerCaller(caller, token, "0a", StoreScene.NOW);
    registry.registerCaller(
        new Caller("renewed-2", Caller.Role.INSURER, "", List.of("41")),
        none,
        "0b",
        StoreScene.NOW);
    assertEquals(
        RenewResult.CERTIFICATE_TAKEN,
        registry.renewCaller("renewed", newToken, "0b", "operator", StoreScene.NOW));
    assertEquals(Optional.of(caller), registry.callerByToken(token));
    assertEquals(
        RenewResult.RENEWED,
        registry.renewCaller("renewed", newToken, "", "operator", StoreScene.NOW));
    assertEquals(Optional.empty(), registry.callerByToken(token));
    assertEquals(Optional.empty(), registry.callerByCertificate("0a"));
    assertEquals(Optional.of(caller), registry.callerByToken(newToken));
    assertEquals(
        RenewResult.RENEWED,
        registry.renewCaller("renewed", none, "0a", "operator", StoreScene.NOW));
    assertEquals(Optional.empty(), registry.callerByToken(newToken));
    assertEquals(Optional.of(caller), registry.callerByCertificate("0a"));
    assertEquals(
        List.of("renewed|operator", "renewed|operator"),
        database.rows(
            "SELECT change, caller_id FROM registry_history WHERE subject = 'caller:renewed'"));
    assertEquals(
        RenewResult.UNKNOWN,
        registry.renewCaller("renewd", newToken, "", "operator", StoreScene.NOW));
    registry.revokeCaller("renewed", "operator", StoreScene.NOW);
    assertEquals(
        RenewResult.REVOKED,
        registry.renewCaller("renewed", newToken, "", "operator", StoreScene.NOW));
    assertEquals(
        List.of(
            new RegistryStore.CallerRecord(
                caller, false, "0a", StoreScene.NOW, Optional.of(StoreScene.NOW), Optional.empty()),
            new RegistryStore.CallerRecord(
                new Caller("renewed-2", Caller.Role.INSURER, "", List.of("41")),
                false,
                "0b",
                StoreScene.NOW,
                Optional.empty(),
                Optional.empty())),
        registry.callers("renewe", 2));
  }

  @Test
  void calls_noted_keepTheLastDayOfEachCaller() {
    RegistryStore registry = scene.registry();
    for (String id : List.of("noted-a", "noted-b")) {
      registry.registerCaller(
          new Caller(id, Caller.Role.INSURER, "", List.of("41")),
          Sha256.of(id),
          "",
          StoreScene.NOW);
    }
    LocalDate day = LocalDate.of(2026, 1, 2);
    registry.noteCalls(Set.of("noted-a", "gone"), day);
    assertEquals(List.of(Optional.of(day), Optional.empty()), lastCalled(registry));
    registry.noteCalls(Set.of("noted-a", "noted-b"), day.plusDays(1));
    registry.noteCalls(Set.of("noted-a"), day);
    assertEquals(
        List.of(Optional.of(day.plusDays(1)), Optional.of(day.plusDays(1))), lastCalled(registry));
  }

  private static List<Optional<LocalDate>> lastCalled(RegistryStore registry) {
    return registry.callers("noted-", 2).stream()
        .map(RegistryStore.CallerRecord::lastCalled)
        .toList();
  }

  @Test
  void operators_revokingEachOtherAtOnce_leaveOne() throws Exception {
    RegistryStore registry = scene.registry();
    List<Callable<RevokeResult>> calls = new ArrayList<>();
    for (byte i = 0; i < 8; i++) {
      String id = "operator-" + i;
      registry.registerCaller(
          new Caller(id, Caller.Role.OPERATOR, "", List.of()),
          new byte[] {9, i},
          "",
          StoreScene.NOW);
      calls.add(() -> registry.revokeCaller(id, "another", StoreScene.NOW));
    }
    ExecutorService together = Executors.newFixedThreadPool(calls.size());
    try {
      List<RevokeResult> results = new ArrayList<>();
      for (Future<RevokeResult> result : together.invokeAll(calls)) {
        results.add(result.get());
      }
      assertEquals(1, Collections.frequency(results, RevokeResult.LAST_OPERATOR));
      assertEquals(7, Collections.frequency(results, RevokeResult.REVOKED));
    } finally {
      together.shutdown();
    }
  }

  @Test
  void id_ofAHospitalOrACaller_isNeverTheOthers() {
    RegistryStore registry = scene.registry();
    assertEquals(
        RegistryStore.RegisterResult.ID_OF_HOSPITAL,
        registry.registerCaller(
            new Caller(StoreScene.HOSPITAL, Caller.Role.OFFICE, "", List.of("41")),
            new byte[] {7},
            "",
            StoreScene.NOW));
    registry.registerCaller(
        new Caller("taken", Caller.Role.OFFICE, "", List.of("41")),
        new byte[] {8},
        "",
        StoreScene.NOW);
    HospitalRecord record = new HospitalRecord("taken", "示例医院", "410122", "2", false);
    assertFalse(registry.putHospital(record, "operator", StoreScene.NOW));
    assertTrue(
        registry.putHospital(
            new HospitalRecord("not-taken", "示例医院", "410122", "2", false),
            "operator",
            StoreScene.NOW));
  }

  @Test
  void hospitals_afterId_pages() {
    assertEquals(StoreScene.HOSPITAL, scene.registry().hospitals("", 10).get(0).hospitalId());
    assertTrue(scene.registry().hospitals(StoreScene.HOSPITAL, 10).isEmpty());
  }
}
