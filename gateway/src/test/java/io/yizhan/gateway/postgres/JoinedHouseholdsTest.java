package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.PutRight;
import io.yizhan.gateway.desk.RegistryStore.HouseholdMembership;
import io.yizhan.gateway.desk.RegistryStore.PersonRecord;
import io.yizhan.gateway.desk.RegistryStore.PutPersonResult;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.RosterStore.JoinOrder;
import io.yizhan.gateway.desk.RosterStore.JoinResult;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Joined records of random memberships, each compared day by day. */
class JoinedHouseholdsTest {
  private static final int ROUNDS = 120;
  private static final int DAYS = 16;
  private static final long SEED = 20_161_129;

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

  /** Spans of a record, oldest first, no day in two of them; the last may be open. */
  private static List<HouseholdMembership> spans(Random random, String codes) {
    List<HouseholdMembership> spans = new ArrayList<>();
    int from = random.nextInt(6);
    while (from < DAYS && spans.size() < 4) {
      int last = from + random.nextInt(5);
      boolean open = random.nextInt(5) == 0;
      spans.add(
          new HouseholdMembership(
              StoreScene.COUNTY,
              String.valueOf(codes.charAt(random.nextInt(codes.length()))),
              StoreScene.START.plusDays(from),
              open ? Optional.empty() : Optional.of(StoreScene.START.plusDays(last))));
      from = open ? DAYS : last + 1 + random.nextInt(4);
    }
    return spans;
  }

  /** The household of each day, empty for none; the days after the last show what is open. */
  private static List<String> byDay(List<HouseholdMembership> spans) {
    List<String> codes = new ArrayList<>(Collections.nCopies(2 * DAYS, ""));
    for (HouseholdMembership span : spans) {
      for (int day = 0; day < codes.size(); day++) {
        LocalDate date = StoreScene.START.plusDays(day);
        if (!date.isBefore(span.from()) && span.to().map(to -> !date.isAfter(to)).orElse(true)) {
          assertEquals("", codes.set(day, span.code()), () -> "two memberships on " + date);
        }
      }
    }
    return codes;
  }

  /** The household of each day of both; empty where they say two of one day. */
  private static Optional<List<String>> together(
      List<HouseholdMembership> kept, List<HouseholdMembership> joined) {
    List<String> codes = byDay(kept);
    List<String> others = byDay(joined);
    for (int day = 0; day < codes.size(); day++) {
      String other = others.get(day);
      String before = other.isEmpty() ? "" : codes.set(day, other);
      if (!before.isEmpty() && !before.equals(other)) {
        return Optional.empty();
      }
    }
    return Optional.of(codes);
  }

  private static PersonDocument put(List<HouseholdMembership> spans) {
    PersonDocument person = scene.member(scene.next("P"), 0);
    assertInstanceOf(
        PutPersonResult.Kept.class,
        scene
            .registry()
            .putPerson(
                new PersonRecord(List.of(person), "", List.of(), List.of(), List.of(), spans),
                PutRight.ANY,
                "office",
                StoreScene.NOW));
    return person;
  }

  private static JoinResult join(PersonDocument kept, PersonDocument joined) {
    String request = scene.next("J");
    return database
        .stores()
        .roster()
        .join(
            new JoinOrder(
                new RequestKey("office", request),
                StoreScene.content("x", request),
                kept,
                joined,
                "同一人",
                "office",
                List.of()),
            StoreScene.NOW);
  }

  private static List<HouseholdMembership> households(PersonDocument person) {
    return scene
        .registry()
        .person(person, "office", "look", StoreScene.NOW)
        .orElseThrow()
        .person()
        .households();
  }

  @Test
  void join_ofRandomMemberships_leavesEachDayInItsHousehold() {
    Random random = new Random(SEED);
    int joins = 0;
    int refusals = 0;
    for (int round = 0; round < ROUNDS; round++) {
      String codes = random.nextInt(3) == 0 ? "AB" : "A";
      List<HouseholdMembership> kept = spans(random, codes);
      List<HouseholdMembership> joined = spans(random, codes);
      PersonDocument survivor = put(kept);
      PersonDocument gone = put(joined);
      JoinResult result = join(survivor, gone);
      Optional<List<String>> expected = together(kept, joined);
      if (expected.isEmpty()) {
        assertInstanceOf(JoinResult.HouseholdsOverlap.class, result, "round " + round);
        assertEquals(kept, households(survivor), "round " + round);
        assertEquals(joined, households(gone), "round " + round);
        refusals++;
        continue;
      }
      assertInstanceOf(JoinResult.Joined.class, result, "round " + round);
      assertEquals(expected.get(), byDay(households(survivor)), "round " + round);
      assertTrue(households(survivor).containsAll(kept), "round " + round);
      joins++;
    }
    assertTrue(joins > ROUNDS / 2 && refusals > ROUNDS / 20, joins + " and " + refusals);
  }
}
