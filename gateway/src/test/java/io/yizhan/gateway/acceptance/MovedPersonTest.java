package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.GetPersonRequest;
import io.yizhan.proto.v1.Identity;
import io.yizhan.proto.v1.ImportMode;
import io.yizhan.proto.v1.JoinPersonsRequest;
import io.yizhan.proto.v1.Person;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PutPersonRequest;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whose a person is who has moved from one county to another: of the one that holds it today. */
class MovedPersonTest {
  private static final String OTHER_COUNTY = "410105";

  private static House house;
  private static String before;
  private static String now;

  @BeforeAll
  static void open() {
    house = House.open();
    before = Offices.register(house, "office-before", Claims.COUNTY);
    now = Offices.register(house, "office-now", OTHER_COUNTY);
  }

  @AfterAll
  static void close() {
    house.close();
  }

  private static void put(String token, Person.Builder person) {
    house
        .client()
        .registry(token)
        .putPerson(PutPersonRequest.newBuilder().setPerson(person).build());
  }

  private static Person.Builder of(PersonDocument document) {
    return Person.newBuilder().addDocuments(document);
  }

  private static Person seen(String token, PersonDocument document) {
    return house
        .client()
        .registry(token)
        .getPerson(
            GetPersonRequest.newBuilder().setPersonDocument(document).setPurpose("test").build())
        .getPerson();
  }

  private static String refusedField(String token, Person.Builder person) {
    return Refusals.of(assertThrows(StatusRuntimeException.class, () -> put(token, person)))
        .info()
        .getMetadataOrThrow("field");
  }

  private static Identity.Builder ended() {
    return World.identity("dibao", "2016-01-01").setToDate(Claims.date("2020-12-31"));
  }

  private static Identity.Builder moved() {
    return World.identity("tekun", "2021-01-01").setCountyCode(OTHER_COUNTY);
  }

  @Test
  void person_whoseIdentityEndedInTheOtherCounty_isTheNewCountysAlone() {
    PersonDocument person = Invented.person(730_001);
    put(
        before,
        of(person).setName("原名").addIdentities(ended()).addApprovals(World.dialysisApproval()));
    put(now, of(person).setName("现名").addIdentities(moved()));
    Person whole = seen(now, person);
    assertEquals("现名", whole.getName());
    assertEquals(2, whole.getIdentitiesCount());
    assertEquals(1, whole.getApprovalsCount());
    Person past = seen(before, person);
    assertEquals("", past.getName());
    assertEquals(List.of(ended().build()), past.getIdentitiesList());
    assertEquals(0, past.getApprovalsCount());
    assertEquals("person.name", refusedField(before, of(person).setName("改回")));
    PersonDocument further = Invented.person(730_002);
    assertEquals("person.documents", refusedField(before, of(person).addDocuments(further)));
    put(now, of(person).addDocuments(further));
    assertEquals(2, seen(now, person).getDocumentsCount());
  }

  @Test
  void person_whomBothCountiesHold_isWhollyNeithers() {
    PersonDocument person = Invented.person(730_003);
    put(before, of(person).setName("原名").addIdentities(World.identity("dibao", "2016-01-01")));
    assertEquals("person.name", refusedField(now, of(person).setName("现名").addIdentities(moved())));
    put(now, of(person).addIdentities(moved()));
    for (String office : List.of(before, now)) {
      assertEquals("", seen(office, person).getName());
      assertEquals(1, seen(office, person).getIdentitiesCount());
    }
  }

  @Test
  void person_whomAnotherCountyIsToHoldLater_isNotItsYet() {
    PersonDocument person = Invented.person(730_006);
    put(before, of(person).setName("原名").addIdentities(ended()));
    put(now, of(person).addIdentities(moved().setFromDate(Claims.date("2099-01-01"))));
    assertEquals("", seen(now, person).getName());
    assertEquals("person.name", refusedField(now, of(person).setName("现名")));
  }

  @Test
  void listOfTheNewCounty_namingAPersonWhoMoved_correctsTheName() {
    PersonDocument person = Invented.person(730_007);
    put(before, of(person).setName("原名").addIdentities(ended()));
    put(now, of(person).addIdentities(moved()));
    Rosters.send(
        house.client().rosterStream(now),
        Rosters.order(ImportMode.IMPORT_MODE_GOOD_LINES_ONLY),
        List.of(Rosters.line(2, person, moved()).toBuilder().setName("现名").build()));
    assertEquals("现名", seen(now, person).getName());
  }

  @Test
  void records_ofAPersonWhoMoved_areJoinedByTheNewCounty() {
    PersonDocument kept = Invented.person(730_004);
    PersonDocument joined = Invented.person(730_005);
    put(before, of(kept).addIdentities(ended()));
    put(now, of(kept).addIdentities(moved()));
    put(now, of(joined).addIdentities(moved()));
    JoinPersonsRequest join =
        JoinPersonsRequest.newBuilder()
            .setRequestId("join-moved")
            .setKeptDocument(kept)
            .setJoinedDocument(joined)
            .setReason("同一人")
            .build();
    house.client().roster(now).joinPersons(join);
    assertEquals(2, seen(now, joined).getDocumentsCount());
  }
}
