package io.yizhan.gateway.acceptance;

import static io.yizhan.proto.v1.ImportMode.IMPORT_MODE_PREVIEW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.proto.v1.CallerRole;
import io.yizhan.proto.v1.GetPersonRequest;
import io.yizhan.proto.v1.ImportOrder;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.RegisterCallerRequest;
import io.yizhan.proto.v1.RosterChange;
import io.yizhan.proto.v1.RosterLine;
import io.yizhan.proto.v1.Settlement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a list would do, before it is taken in. */
final class RosterPreviewTest {
  private static House house;
  private static String office;
  private static int persons = 100_000;

  @BeforeAll
  static void open() {
    house = House.open();
    office =
        house
            .client()
            .registry(house.world().operatorToken())
            .registerCaller(
                RegisterCallerRequest.newBuilder()
                    .setCallerId("office-preview")
                    .setRole(CallerRole.CALLER_ROLE_OFFICE)
                    .addRegionCodes(Claims.COUNTY)
                    .build())
            .getToken();
  }

  @AfterAll
  static void close() {
    house.close();
  }

  private static PersonDocument newPerson() {
    return Invented.person(persons++);
  }

  private static Rosters.Answers send(ImportOrder order, List<RosterLine> lines) {
    return Rosters.send(house.client().rosterStream(office), order, lines);
  }

  private static String personId(PersonDocument person) {
    return house
        .client()
        .registry(house.world().operatorToken())
        .getPerson(
            GetPersonRequest.newBuilder().setPersonDocument(person).setPurpose("test").build())
        .getPersonId();
  }

  @Test
  void preview_ofAPersonTheOfficeDoesNotSee_countsSettlementsAndNamesNone() {
    PersonDocument person = newPerson();
    settled("PX", person, "2016-08-02");
    RosterLine line = Rosters.line(7, person, World.identity("dibao", "2016-01-01"));
    RosterChange unseen = send(Rosters.order(IMPORT_MODE_PREVIEW), List.of(line)).changes().get(0);
    assertEquals(1, unseen.getSettlementCount());
    assertEquals(List.of(), unseen.getSettlementsList());
    RosterChange byOperator =
        Rosters.send(
                house.client().rosterStream(house.world().operatorToken()),
                Rosters.order(IMPORT_MODE_PREVIEW),
                List.of(line))
            .changes()
            .get(0);
    assertEquals(1, byOperator.getSettlementsCount());
  }

  @Test
  void preview_backDatedEnd_namesTheSettlementsInBetweenAndChangesNothing() {
    PersonDocument person = newPerson();
    house.world().put(house.client(), World.known(person, "dibao"));
    Settlement before = settled("P1", person, "2016-08-02");
    Settlement inside = settled("P2", person, "2016-09-02");
    Map<String, String> digests = house.digests();

    Rosters.Answers preview =
        send(
            Rosters.order(IMPORT_MODE_PREVIEW),
            List.of(
                Rosters.line(
                    7,
                    person,
                    World.identity("dibao", "2014-01-01").setToDate(Claims.date("2016-08-31")))));
    Map<String, String> after = house.digests();
    digests.remove("person_access");
    after.remove("person_access");
    assertEquals(digests, after);
    RosterChange change = preview.changes().get(0);
    assertEquals(7, change.getLineNumber());
    assertFalse(change.getWas().hasToDate());
    assertEquals(Claims.date("2016-08-31"), change.getNow().getToDate());
    assertEquals(1, change.getSettlementCount());
    assertEquals(inside.getSettlementId(), change.getSettlements(0).getSettlementId());
    assertEquals(1, preview.last().getCounts().getTouchedCount());
    assertTrue(before.getSettlementId().compareTo(inside.getSettlementId()) < 0);
  }

  @Test
  void preview_ofWhoIsKnownAndWhoWouldEnd_isInTheAccessLogOnceEachByWhom() {
    PersonDocument known = newPerson();
    PersonDocument ends = newPerson();
    house.world().put(house.client(), World.known(known, "dibao"));
    house.world().put(house.client(), World.known(ends, "orphan"));
    send(
        Rosters.complete(IMPORT_MODE_PREVIEW, "2016-05-31"),
        List.of(
            Rosters.line(1, known, World.identity("dibao", "2016-01-01")),
            Rosters.line(2, known, World.identity("tekun", "2016-01-01")),
            Rosters.line(3, newPerson(), World.identity("orphan", "2016-01-01"))));
    for (PersonDocument each : List.of(known, ends)) {
      assertEquals(
          List.of("office-preview|1"),
          house
              .database()
              .rows(
                  "SELECT caller_id, count(*) FROM person_access WHERE purpose = 'roster preview'"
                      + " AND person_id = '"
                      + personId(each)
                      + "' GROUP BY 1"));
    }
  }

  private static Settlement settled(String id, PersonDocument person, String day) {
    String unique = id + "-" + person.getNumber().substring(10);
    return house.settle(
        Claims.request(
            unique, Claims.settledStay(World.HOSPITAL, person, unique, day, 100_000, 50_000)));
  }
}
