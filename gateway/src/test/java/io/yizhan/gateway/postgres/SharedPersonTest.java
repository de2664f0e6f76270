package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.PutRight;
import io.yizhan.gateway.desk.RegistryStore.PersonRecord;
import io.yizhan.gateway.desk.RegistryStore.PutPersonResult;
import io.yizhan.settlement.Standing;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A person of whom two counties keep something. */
class SharedPersonTest {
  private static final String CHARITY = "zhengzhou_charity";
  private static final String OTHER_COUNTY = "410102";
  private static final String WAITING =
      "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
          + " AND wait_event_type = 'Lock'";

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

  /** What an office of some divisions may do: change the name of whom it shares with nobody. */
  private static PutRight office(String... regions) {
    PutRight any = new PutRight(List.of(regions), (person, whose) -> Optional.empty());
    return new PutRight(
        List.of(regions),
        (person, whose) ->
            person.name().isEmpty() || whose.counties().stream().allMatch(any::owns)
                ? Optional.empty()
                : Optional.of("person.name"));
  }

  private static PutPersonResult put(PersonRecord person, PutRight right) {
    return scene.registry().putPerson(person, right, "office", StoreScene.NOW);
  }

  private static String name(PersonDocument person) {
    return scene
        .registry()
        .person(person, "office", "look", StoreScene.NOW)
        .orElseThrow()
        .person()
        .name();
  }

  /** Another county's import holds the person while the office puts a name; then it commits. */
  @Test
  void putPerson_sharedWhileItWaitsForTheLock_isRefused() throws Exception {
    PersonDocument person = scene.member("410105196005060011", 0);
    String id =
        scene.registry().person(person, "office", "look", StoreScene.NOW).orElseThrow().personId();
    PersonRecord renamed = new PersonRecord(List.of(person), "改名", List.of(), List.of(), List.of());
    CompletableFuture<PutPersonResult> put;
    try (Connection connection = database.stores().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SELECT 1 FROM account WHERE account_id = '" + id + "' FOR UPDATE");
      put = CompletableFuture.supplyAsync(() -> put(renamed, office(StoreScene.COUNTY)));
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (database.number(WAITING) == 0) {
        assertTrue(System.nanoTime() < deadline, "the put must wait for the lock");
        Thread.sleep(5);
      }
      statement.execute(
          "INSERT INTO identity SELECT bucket, person_id, category, '"
              + OTHER_COUNTY
              + "', valid_from, valid_to, source FROM identity WHERE person_id = '"
              + id
              + "'");
      connection.commit();
    }
    assertEquals(
        new PutPersonResult.NotYours("person.name", List.of()), put.get(20, TimeUnit.SECONDS));
    assertEquals("测试某", name(person));
  }

  @Test
  void putPerson_documentsOfTwoPersonsOfAnotherCounty_saysOnlyThatTheyAreNotTheCallers() {
    PersonDocument first = scene.member("410105196005060022", 0);
    PersonDocument second = scene.member("410105196005060033", 0);
    PersonRecord both =
        new PersonRecord(List.of(first, second), "改名", List.of(), List.of(), List.of());
    assertEquals(
        new PutPersonResult.NotYours("person.name", List.of()), put(both, office(OTHER_COUNTY)));
    assertEquals(new PutPersonResult.DocumentsOfTwoPersons(), put(both, office(StoreScene.COUNTY)));
  }

  private static Standing.Approval approval(String disease) {
    return new Standing.Approval(
        "1",
        "special_disease",
        disease,
        "outpatient",
        "",
        StoreScene.START,
        Optional.empty(),
        Optional.empty(),
        Optional.of(500_000));
  }

  private static PersonRecord approving(PersonDocument person, String disease) {
    return new PersonRecord(List.of(person), "", List.of(), List.of(approval(disease)), List.of());
  }

  private static PersonRecord granting(PersonDocument person, String fund, long fen) {
    return new PersonRecord(
        List.of(person),
        "",
        List.of(),
        List.of(),
        List.of(new Standing.Grant("1", fund, fen, 0, StoreScene.START, StoreScene.END)));
  }

  /** Somebody of both counties of this test. */
  private static PersonDocument shared(String number) {
    PersonDocument person = scene.member(number, 0);
    PersonRecord also =
        new PersonRecord(
            List.of(person),
            "",
            List.of(
                new Standing.Identity(
                    "dibao", OTHER_COUNTY, StoreScene.START, Optional.of(StoreScene.END), "o")),
            List.of(),
            List.of());
    assertInstanceOf(PutPersonResult.Kept.class, put(also, office(OTHER_COUNTY)));
    return person;
  }

  private static void assertKept(PersonRecord person, PutRight right) {
    assertInstanceOf(PutPersonResult.Kept.class, put(person, right));
  }

  private static String awards(PersonDocument person, String columns, String table) {
    String id =
        scene.registry().person(person, "office", "look", StoreScene.NOW).orElseThrow().personId();
    return String.join(
        "; ",
        database.rows("SELECT " + columns + " FROM " + table + " WHERE person_id = '" + id + "'"));
  }

  private static List<String> history(PersonDocument person) {
    String id =
        scene.registry().person(person, "office", "look", StoreScene.NOW).orElseThrow().personId();
    return database.rows(
        "SELECT change FROM registry_history WHERE subject = 'person:"
            + id
            + "' AND change LIKE '% was: %' ORDER BY change");
  }

  @Test
  void approval_ofAnotherCounty_staysAsItWas() {
    PersonDocument person = shared("410105196005060044");
    assertKept(approving(person, "esrd"), office(StoreScene.COUNTY));
    PutPersonResult notYours =
        new PutPersonResult.NotYours("person.approvals[0].approval_id", List.of(StoreScene.COUNTY));
    assertEquals(notYours, put(approving(person, "diabetes"), office(OTHER_COUNTY)));
    assertKept(approving(person, "esrd"), office(OTHER_COUNTY));
    assertEquals("esrd|{410105}", awards(person, "disease, divisions", "approval"));
    assertEquals(List.of(), history(person));
  }

  @Test
  void approval_correctedByWhoActsForItsCounty_keepsItsCountyAndWhatItWas() {
    PersonDocument person = shared("410105196005060055");
    assertKept(approving(person, "a"), office(StoreScene.COUNTY));
    assertKept(approving(person, "b"), office(OTHER_COUNTY, StoreScene.COUNTY));
    assertKept(approving(person, "c"), office("4101"));
    assertKept(approving(person, "d"), PutRight.ANY);
    assertEquals("d|{410105}", awards(person, "disease, divisions", "approval"));
    String rest = ", form outpatient, from 2016-01-01, rate_ppm 500000, of 410105";
    assertEquals(
        List.of(
            "approval 1 was: kind special_disease, disease a" + rest,
            "approval 1 was: kind special_disease, disease b" + rest,
            "approval 1 was: kind special_disease, disease c" + rest),
        history(person));
  }

  @Test
  void approval_givenForTwoCounties_isNotOneOfThemsToChange() {
    PersonDocument person = shared("410105196005060066");
    assertKept(approving(person, "a"), office("4101"));
    assertEquals("a|{410102,410105}", awards(person, "disease, divisions", "approval"));
    assertEquals(
        new PutPersonResult.NotYours(
            "person.approvals[0].approval_id", List.of(OTHER_COUNTY, StoreScene.COUNTY)),
        put(approving(person, "b"), office(StoreScene.COUNTY)));
  }

  @Test
  void approval_ofNobody_isOfTheNextOfficeThatPutsIt() {
    PersonDocument person = shared("410105196005060077");
    assertKept(approving(person, "a"), PutRight.ANY);
    assertEquals("a|{}", awards(person, "disease, divisions", "approval"));
    assertKept(approving(person, "a"), office(OTHER_COUNTY));
    assertEquals("a|{410102}", awards(person, "disease, divisions", "approval"));
    assertInstanceOf(
        PutPersonResult.NotYours.class, put(approving(person, "b"), office(StoreScene.COUNTY)));
  }

  @Test
  void award_byAnOperatorToAPersonOfOneCounty_isThatCountys() {
    PersonDocument person = scene.member("410105196005060088", 0);
    assertKept(approving(person, "a"), PutRight.ANY);
    assertEquals("a|{410105}", awards(person, "disease, divisions", "approval"));
  }

  @Test
  void award_toAPersonWithoutIdentity_isOfAllRegionsOfTheOffice() {
    PersonDocument person = StoreScene.document("410105196005060099");
    assertKept(approving(person, "a"), office("4101", "4102"));
    assertEquals("a|{4101,4102}", awards(person, "disease, divisions", "approval"));
  }

  @Test
  void grant_ofAnotherCounty_keepsFundAmountAndDays() {
    PersonDocument person = shared("41010519600506010X");
    assertKept(granting(person, CHARITY, 500), office(StoreScene.COUNTY));
    assertEquals(
        new PutPersonResult.NotYours("person.grants[0].grant_id", List.of(StoreScene.COUNTY)),
        put(granting(person, "other_fund", 700), office(OTHER_COUNTY)));
    assertKept(granting(person, "other_fund", 700), office(StoreScene.COUNTY));
    assertEquals(
        "other_fund|700|{410105}",
        awards(person, "fund_code, amount_fen, divisions", "charity_grant"));
    assertEquals(
        List.of(
            "grant 1 was: fund zhengzhou_charity, amount_fen 500, from 2016-01-01 to 2017-12-31,"
                + " of 410105"),
        history(person));
  }

  /** 90,000 fen of 300,000 are drawn, held by quotes, or both. */
  @ParameterizedTest
  @CsvSource({"90000, 0", "0, 90000", "40000, 50000"})
  void grant_drawnOrHeld_keepsItsFundAndCoversWhatIsUsed(long drawnFen, long heldFen) {
    PersonDocument person = shared(scene.next("41010519600506"));
    PutRight office = office(StoreScene.COUNTY);
    assertKept(granting(person, CHARITY, 300_000), office);
    database.execute(
        "UPDATE charity_grant SET drawn_fen = "
            + drawnFen
            + ", held_fen = "
            + heldFen
            + " WHERE person_id = '"
            + awards(person, "DISTINCT person_id", "charity_grant")
            + "'");
    assertEquals(
        inUse("person.grants[0].fund_code"), put(granting(person, "other_fund", 300_000), office));
    assertEquals(
        inUse("person.grants[0].fund_code"),
        put(granting(person, "other_fund", 300_000), PutRight.ANY));
    assertEquals(
        inUse("person.grants[0].amount_fen"), put(granting(person, CHARITY, 89_999), office));
    assertKept(granting(person, CHARITY, 90_000), office);
    assertKept(granting(person, CHARITY, 400_000), office);
  }

  private static PutPersonResult inUse(String field) {
    return new PutPersonResult.GrantInUse(field, "1", CHARITY, 90_000);
  }
}
