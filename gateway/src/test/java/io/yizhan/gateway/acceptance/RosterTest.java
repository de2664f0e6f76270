package io.yizhan.gateway.acceptance;

import static io.yizhan.proto.v1.ImportMode.IMPORT_MODE_ALL_OR_NOTHING;
import static io.yizhan.proto.v1.ImportMode.IMPORT_MODE_GOOD_LINES_ONLY;
import static io.yizhan.proto.v1.ImportMode.IMPORT_MODE_PREVIEW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.StatusRuntimeException;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.CallerRole;
import io.yizhan.proto.v1.GetPersonRequest;
import io.yizhan.proto.v1.Identity;
import io.yizhan.proto.v1.IdentityChange;
import io.yizhan.proto.v1.ImportMode;
import io.yizhan.proto.v1.ImportOrder;
import io.yizhan.proto.v1.ListIdentityChangesRequest;
import io.yizhan.proto.v1.Person;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.RegisterCallerRequest;
import io.yizhan.proto.v1.RosterLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Lists of who is entitled, over real gRPC and a real database. */
final class RosterTest {
  private static House house;
  private static String office;
  private static String otherOffice;
  private static int persons = 100_000;

  @BeforeAll
  static void open() {
    house = House.open();
    office = office("office-roster", Claims.COUNTY);
    otherOffice = office("office-roster-other", "410105");
  }

  @AfterAll
  static void close() {
    house.close();
  }

  private static String office(String id, String region) {
    return house
        .client()
        .registry(house.world().operatorToken())
        .registerCaller(
            RegisterCallerRequest.newBuilder()
                .setCallerId(id)
                .setRole(CallerRole.CALLER_ROLE_OFFICE)
                .addRegionCodes(region)
                .build())
        .getToken();
  }

  private static PersonDocument newPerson() {
    return Invented.person(persons++);
  }

  private static Rosters.Answers send(ImportOrder order, List<RosterLine> lines) {
    return Rosters.send(house.client().rosterStream(office), order, lines);
  }

  private static List<Identity> identities(PersonDocument person) {
    return person(person).getIdentitiesList();
  }

  private static Person person(PersonDocument person) {
    return house
        .client()
        .registry(house.world().operatorToken())
        .getPerson(
            GetPersonRequest.newBuilder().setPersonDocument(person).setPurpose("test").build())
        .getPerson();
  }

  private static List<IdentityChange> history(String token, PersonDocument person) {
    return house
        .client()
        .roster(token)
        .listIdentityChanges(
            ListIdentityChangesRequest.newBuilder().setPersonDocument(person).build())
        .getChangesList();
  }

  private static Identity.Builder until(String from, String to) {
    return World.identity("dibao", from).setToDate(Claims.date(to));
  }

  @Test
  void list_newChangedAndUnchanged_areKeptOnceWithTheirHistory() {
    PersonDocument known = newPerson();
    PersonDocument fresh = newPerson();
    house.world().put(house.client(), World.known(known, "dibao"));
    List<RosterLine> lines =
        List.of(
            Rosters.line(2, known, until("2014-01-01", "2016-12-31")),
            Rosters.line(3, fresh, World.identity("dibao", "2016-01-01")),
            Rosters.line(
                4, fresh, World.identity("tekun", "2016-01-01").setSourceCode("insurer_1101")));

    Rosters.Answers first = send(Rosters.order(IMPORT_MODE_GOOD_LINES_ONLY), lines);
    assertTrue(first.last().getFinished());
    assertEquals(List.of(), first.refusals());
    assertEquals(3, first.last().getCounts().getLineCount());
    assertEquals(1, first.last().getCounts().getRegisteredCount());
    assertEquals(2, first.last().getCounts().getNewCount());
    assertEquals(1, first.last().getCounts().getChangedCount());
    assertEquals(Claims.date("2016-12-31"), identities(known).get(0).getToDate());
    assertEquals("insurer_1101", identities(fresh).get(1).getSourceCode());

    Map<String, String> before = house.digests();
    Rosters.Answers again = send(Rosters.order(IMPORT_MODE_GOOD_LINES_ONLY), lines);
    assertEquals(3, again.last().getCounts().getUnchangedCount());
    Map<String, String> after = house.digests();
    before.remove("roster_import");
    after.remove("roster_import");
    before.remove("person_access");
    after.remove("person_access");
    assertEquals(before, after);

    List<IdentityChange> history = history(office, known);
    assertEquals(
        List.of("PUT", "IMPORT"), history.stream().map(IdentityChange::getOriginCode).toList());
    assertFalse(history.get(0).hasWas());
    assertFalse(history.get(1).getWas().hasToDate());
    assertEquals(Claims.date("2016-12-31"), history.get(1).getNow().getToDate());
    assertEquals("office-roster", history.get(1).getCallerId());
    assertEquals(first.last().getImportId(), history.get(1).getImportId());
  }

  @Test
  void line_ofAnEarlierStart_replacesWhatItOverlaps() {
    PersonDocument person = newPerson();
    send(
        Rosters.order(IMPORT_MODE_GOOD_LINES_ONLY),
        List.of(Rosters.line(2, person, World.identity("dibao", "2016-03-01"))));
    send(
        Rosters.order(IMPORT_MODE_GOOD_LINES_ONLY),
        List.of(Rosters.line(2, person, World.identity("dibao", "2016-01-01"))));
    assertEquals(1, identities(person).size());
    assertEquals(Claims.date("2016-01-01"), identities(person).get(0).getFromDate());
    IdentityChange last = history(office, person).get(1);
    assertEquals(Claims.date("2016-03-01"), last.getWas().getFromDate());
    assertEquals(Claims.date("2016-01-01"), last.getNow().getFromDate());
  }

  private static List<String> spans(PersonDocument person) {
    return identities(person).stream()
        .map(
            each ->
                WireDate.day(each.getFromDate())
                    + "–"
                    + (each.hasToDate() ? WireDate.day(each.getToDate()) : "")
                    + " "
                    + each.getSourceCode())
        .sorted()
        .toList();
  }

  private static Rosters.Answers one(RosterLine.Builder line) {
    return send(Rosters.order(IMPORT_MODE_GOOD_LINES_ONLY), List.of(line.build()));
  }

  private static RosterLine.Builder line(PersonDocument person, Identity.Builder identity) {
    return Rosters.line(2, person, identity).toBuilder();
  }

  @Test
  void line_ofALaterStart_leavesTheDaysBeforeIt() {
    PersonDocument person = newPerson();
    one(line(person, World.identity("dibao", "2015-06-01")));
    Rosters.Answers later = one(line(person, World.identity("dibao", "2016-03-01")));
    assertEquals(1, later.last().getCounts().getUnchangedCount());
    one(line(person, until("2016-03-01", "2016-05-31")));
    assertEquals(List.of("2015-06-01– civil_affairs_file"), spans(person));
    one(line(person, until("2016-03-01", "2016-05-31").setSourceCode("insurer")));
    assertEquals(
        List.of(
            "2015-06-01–2016-02-29 civil_affairs_file",
            "2016-03-01–2016-05-31 insurer",
            "2016-06-01– civil_affairs_file"),
        spans(person));
  }

  @Test
  void line_overlappingTheEndOfASpan_lengthensIt() {
    PersonDocument person = newPerson();
    one(line(person, until("2015-06-01", "2015-12-31")));
    one(line(person, until("2015-10-01", "2016-09-30")));
    assertEquals(List.of("2015-06-01–2016-09-30 civil_affairs_file"), spans(person));
  }

  @Test
  void line_thatNamesTheWrongStart_correctsItOnce() {
    PersonDocument person = newPerson();
    one(line(person, World.identity("dibao", "2015-06-01")));
    RosterLine.Builder line =
        line(person, World.identity("dibao", "2016-03-01"))
            .setCorrectedFromDate(Claims.date("2015-06-01"));
    Rosters.Answers typo = one(line.clone().setCorrectedFromDate(Claims.date("2015-06-02")));
    assertEquals("NOTHING_TO_CORRECT", typo.refusals().get(0).getSentence().getCode());
    assertEquals("corrected_from_date", typo.refusals().get(0).getField());
    assertEquals(1, one(line).last().getCounts().getChangedCount());
    assertEquals(List.of("2016-03-01– civil_affairs_file"), spans(person));
    assertEquals(1, one(line).last().getCounts().getUnchangedCount());
    IdentityChange last = history(office, person).get(1);
    assertEquals(Claims.date("2015-06-01"), last.getWas().getFromDate());
    assertEquals(Claims.date("2016-03-01"), last.getNow().getFromDate());
  }

  @Test
  void list_thatEndsASpanAndBeginsAnother_isTheSameInEitherOrderAndAcrossMessages() {
    for (boolean endFirst : List.of(true, false)) {
      for (int between : List.of(0, 1_000)) {
        PersonDocument person = newPerson();
        one(line(person, World.identity("dibao", "2015-06-01")));
        RosterLine ends = Rosters.line(1, person, until("2015-06-01", "2015-12-31"));
        RosterLine begins = Rosters.line(2, person, World.identity("dibao", "2016-03-01"));
        PersonDocument filler = newPerson();
        List<RosterLine> lines = new ArrayList<>(List.of(endFirst ? ends : begins));
        for (int i = 0; i < between; i++) {
          lines.add(Rosters.line(3 + i, filler, World.identity("dibao", "2016-01-01")));
        }
        lines.add(endFirst ? begins : ends);
        send(Rosters.order(IMPORT_MODE_GOOD_LINES_ONLY), lines);
        assertEquals(
            List.of("2015-06-01–2015-12-31 civil_affairs_file", "2016-03-01– civil_affairs_file"),
            spans(person));
      }
    }
  }

  @Test
  void allOrNothing_oneBadLine_keepsNothing() {
    PersonDocument good = newPerson();
    List<RosterLine> lines =
        List.of(
            Rosters.line(2, good, World.identity("dibao", "2016-01-01")),
            Rosters.line(
                3, newPerson(), World.identity("dibao", "2016-01-01").setCountyCode("41")));
    Rosters.Answers answers = send(Rosters.order(IMPORT_MODE_ALL_OR_NOTHING), lines);
    assertEquals("NOTHING_KEPT", answers.last().getHeldBack().getCode());
    assertEquals(3, answers.refusals().get(0).getLineNumber());
    assertEquals("identity.county_code", answers.refusals().get(0).getField());
    assertThrows(StatusRuntimeException.class, () -> person(good));

    Rosters.Answers whole = send(Rosters.order(IMPORT_MODE_ALL_OR_NOTHING), lines.subList(0, 1));
    assertEquals(1, whole.last().getCounts().getRegisteredCount());
    assertEquals(1, identities(good).size());
  }

  @Test
  void goodLinesOnly_oneBadLine_keepsTheOther() {
    PersonDocument good = newPerson();
    Rosters.Answers answers =
        send(
            Rosters.order(IMPORT_MODE_GOOD_LINES_ONLY),
            List.of(
                Rosters.line(2, newPerson(), World.identity("dibao", "2016-01-01").clearFromDate()),
                Rosters.line(3, good, World.identity("dibao", "2016-01-01")),
                Rosters.line(4, good, until("2016-02-01", "2016-03-01"))));
    assertEquals(
        List.of("BAD_REQUEST", "LISTED_TWICE"),
        answers.refusals().stream().map(each -> each.getSentence().getCode()).toList());
    assertEquals(1, identities(good).size());
    assertFalse(identities(good).get(0).hasToDate());
  }

  @Test
  void onePerson_twiceInOneListFarApart_isRefusedInEveryMode() {
    for (ImportMode mode :
        List.of(IMPORT_MODE_PREVIEW, IMPORT_MODE_GOOD_LINES_ONLY, IMPORT_MODE_ALL_OR_NOTHING)) {
      PersonDocument twice = newPerson();
      PersonDocument filler = newPerson();
      List<RosterLine> lines = new ArrayList<>();
      lines.add(Rosters.line(1, twice, World.identity("dibao", "2016-01-01")));
      while (lines.size() < 2_000) {
        lines.add(Rosters.line(lines.size() + 1, filler, World.identity("dibao", "2016-01-01")));
      }
      lines.add(Rosters.line(2_001, twice, World.identity("dibao", "2016-01-01")));
      lines.add(Rosters.line(2_002, twice, until("2016-02-01", "2016-03-01")));
      Rosters.Answers answers = send(Rosters.order(mode), lines);
      assertEquals(
          List.of("2002 LISTED_TWICE"),
          answers.refusals().stream()
              .map(each -> each.getLineNumber() + " " + each.getSentence().getCode())
              .toList(),
          mode.name());
      if (mode == IMPORT_MODE_GOOD_LINES_ONLY) {
        assertEquals(1, identities(twice).size());
        assertFalse(identities(twice).get(0).hasToDate());
      }
    }
  }

  @Test
  void office_ofAnotherCounty_isRefusedByLineAndSeesNoHistory() {
    PersonDocument person = newPerson();
    Rosters.Answers answers =
        Rosters.send(
            house.client().rosterStream(otherOffice),
            Rosters.order(IMPORT_MODE_GOOD_LINES_ONLY),
            List.of(Rosters.line(2, person, World.identity("dibao", "2016-01-01"))));
    assertEquals(1, answers.last().getCounts().getRefusedCount());
    assertEquals("identity.county_code", answers.refusals().get(0).getField());
    send(
        Rosters.order(IMPORT_MODE_GOOD_LINES_ONLY),
        List.of(Rosters.line(2, person, World.identity("dibao", "2016-01-01"))));
    assertEquals(1, history(office, person).size());
    assertEquals(
        "PERSON_NOT_FOUND",
        Refusals.of(assertThrows(StatusRuntimeException.class, () -> history(otherOffice, person)))
            .info()
            .getReason());
    StatusRuntimeException refused =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                Rosters.send(
                    house.client().rosterStream(otherOffice),
                    Rosters.complete(IMPORT_MODE_PREVIEW, "2016-12-31"),
                    List.of()));
    assertEquals("NOT_YOUR_REGION", Refusals.of(refused).info().getReason());
  }

  @Test
  void completeList_whoIsNotOnIt_endsOnTheDay() {
    PersonDocument stays = newPerson();
    PersonDocument goes = newPerson();
    List<RosterLine> both = new ArrayList<>();
    both.add(Rosters.line(2, stays, World.identity("orphan", "2016-01-01")));
    both.add(Rosters.line(3, goes, World.identity("orphan", "2016-01-01")));
    send(Rosters.order(IMPORT_MODE_GOOD_LINES_ONLY), both);
    List<RosterLine> rest = both.subList(0, 1);

    Rosters.Answers preview = send(Rosters.complete(IMPORT_MODE_PREVIEW, "2016-05-31"), rest);
    assertEquals(1, preview.last().getCounts().getEndedCount());
    assertEquals(0, preview.changes().get(0).getLineNumber());
    assertFalse(identities(goes).get(0).hasToDate());

    List<RosterLine> withBad = new ArrayList<>(rest);
    withBad.add(RosterLine.newBuilder().setLineNumber(9).build());
    Rosters.Answers held =
        send(Rosters.complete(IMPORT_MODE_GOOD_LINES_ONLY, "2016-05-31"), withBad);
    assertEquals("NOBODY_ENDED", held.last().getHeldBack().getCode());
    assertFalse(identities(goes).get(0).hasToDate());

    Rosters.Answers done = send(Rosters.complete(IMPORT_MODE_ALL_OR_NOTHING, "2016-05-31"), rest);
    assertEquals(1, done.last().getCounts().getEndedCount());
    assertEquals(Claims.date("2016-05-31"), identities(goes).get(0).getToDate());
    assertFalse(identities(stays).get(0).hasToDate());
    assertEquals("REPLACE", history(office, goes).get(1).getOriginCode());
    Rosters.Answers again = send(Rosters.complete(IMPORT_MODE_GOOD_LINES_ONLY, "2016-05-31"), rest);
    assertEquals(0, again.last().getCounts().getEndedCount());
  }

  @Test
  void completeList_withoutALine_isRefusedAndEndsNobody() {
    PersonDocument person = newPerson();
    one(line(person, World.identity("sanwu", "2016-01-01")));
    for (ImportMode mode :
        List.of(IMPORT_MODE_PREVIEW, IMPORT_MODE_GOOD_LINES_ONLY, IMPORT_MODE_ALL_OR_NOTHING)) {
      ImportOrder.Builder order = Rosters.complete(mode, "2016-05-31").toBuilder();
      order.getReplacementBuilder().addCategoryCodes("sanwu");
      Refusals refused =
          Refusals.of(
              assertThrows(StatusRuntimeException.class, () -> send(order.build(), List.of())));
      assertEquals(List.of("lines"), refused.fieldNames());
      Rosters.Answers other =
          send(
              order.build(),
              List.of(Rosters.line(2, newPerson(), World.identity("tekun", "2016-01-01"))));
      assertEquals("CATEGORY_NOT_LISTED", other.last().getHeldBack().getCode());
      assertEquals(0, other.last().getCounts().getEndedCount());
    }
    assertFalse(identities(person).get(0).hasToDate());
  }
}
