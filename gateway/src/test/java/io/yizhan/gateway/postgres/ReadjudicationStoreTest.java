package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.Readjudication;
import io.yizhan.gateway.desk.Readjudication.Change;
import io.yizhan.gateway.desk.Readjudication.Owed;
import io.yizhan.gateway.desk.ReadjudicationStore.BookResult;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What changed the past, what is booked of it, and that it is booked once. */
class ReadjudicationStoreTest {
  private static TestDatabase database;
  private static StoreScene scene;
  private static ReadjudicationScene past;

  @BeforeAll
  static void open() {
    database = TestDatabase.create();
    scene = new StoreScene(database);
    past = new ReadjudicationScene(database, scene);
  }

  @AfterAll
  static void close() {
    database.close();
  }

  private static List<Owed> owed(Readjudication decided) {
    return decided.changes().stream().map(Change::owed).flatMap(List::stream).toList();
  }

  @Test
  void nothingChanged_preview_isEmpty() {
    PersonDocument person = scene.member("410105198001010011", 0);
    scene.settled(person);
    scene.settled(person);
    Readjudication preview = past.preview(person);
    assertEquals(List.of(), preview.changes());
    assertEquals(2, preview.settlementCount());
    assertEquals(List.of(), preview.notices());
  }

  @Test
  void identityInArrears_booked_supplementsWhatAidWouldHavePaid() {
    PersonDocument person = StoreScene.document("410105198001010022");
    past.keep(person);
    String id = scene.settled(person);
    past.keep(person, ReadjudicationScene.dibao(StoreScene.START, StoreScene.END));
    Readjudication booked = past.booked(person);
    assertEquals(List.of(new Owed(true, "610100@410105", 210_000)), owed(booked));
    assertEquals(210_000, scene.usedFen(person, "zhengzhou/IN"));
    assertEquals(-210_000, scene.store.corrections(id).get(0).patientMoreFen());
    assertEquals(
        List.of("SUPPLEMENT|210000|210000"),
        database.rows(
            "SELECT kind, amount_fen, outstanding_fen FROM receivable WHERE settlement_id = '"
                + id
                + "'"));
    assertTrue(booked.notices().get(0).zh().contains("应付给您 2,100.00 元"));
    assertEquals(
        1,
        database.number(
            "SELECT count(*) FROM readjudication_notice WHERE supplement_fen = 210000"));
    past.assertAudited();
  }

  @Test
  void identityEndedInArrears_booked_clawsBackAllAidAndFreesTheCap() {
    PersonDocument person = scene.member("410105198001010033", 0);
    String first = scene.settled(person);
    String second = scene.settled(person);
    past.keep(person, ReadjudicationScene.dibao(StoreScene.START, LocalDate.of(2016, 2, 1)));
    Readjudication booked = past.booked(person);
    assertEquals(
        List.of(
            new Owed(false, "610100@410105", 210_000), new Owed(false, "610100@410105", 210_000)),
        owed(booked));
    assertEquals(0, scene.usedFen(person, "zhengzhou/IN"));
    assertEquals(420_000, booked.notices().get(0).clawBackFen());
    past.assertAudited();
    scene.reverse(scene.next("V"), first);
    assertEquals(List.of(), past.preview(person).changes());
    past.keep(person, ReadjudicationScene.dibao(StoreScene.START, StoreScene.END));
    Readjudication again = past.booked(person);
    assertEquals(List.of(second), again.notices().get(0).settlementIds());
    assertEquals(210_000, scene.usedFen(person, "zhengzhou/IN"));
    assertEquals(2, scene.store.corrections(second).size());
  }

  @Test
  void book_sameRequestTwice_answersTheSameBytesAndBooksOnce() {
    PersonDocument person = StoreScene.document("410105198001010044");
    past.keep(person);
    String id = scene.settled(person);
    past.keep(person, ReadjudicationScene.dibao(StoreScene.START, StoreScene.END));
    String sha = past.preview(person).sha256();
    String request = scene.next("B");
    BookResult.Recorded first =
        assertInstanceOf(
            BookResult.Recorded.class, past.book(person, sha, java.util.Map.of(), request));
    BookResult.Recorded again =
        assertInstanceOf(
            BookResult.Recorded.class, past.book(person, sha, java.util.Map.of(), request));
    assertTrue(again.replayed());
    assertArrayEquals(first.reply(), again.reply());
    assertEquals(1, scene.store.corrections(id).size());
    assertInstanceOf(
        BookResult.IdReused.class, past.book(person, "x", java.util.Map.of(), request));
    assertInstanceOf(BookResult.Superseded.class, past.book(person, sha));
    assertInstanceOf(BookResult.Unknown.class, past.book(StoreScene.document("nobody"), sha));
    past.assertAudited();
  }

  @Test
  void claimsNearTheCap_reversalOfTheFirst_isAsIfItHadNeverBeen() {
    PersonDocument person = scene.member("410105198001010055", 0);
    PersonDocument other = scene.member("410105198001010056", 0);
    String first = scene.settled(person);
    for (int i = 0; i < 12; i++) {
      scene.settled(person);
      scene.settled(other);
    }
    assertEquals(List.of(), past.preview(person).changes());
    scene.reverse(scene.next("V"), first);
    Readjudication booked = past.booked(person);
    assertTrue(booked.changes().size() > 0);
    assertEquals(totals(other), totals(person));
  }

  private static List<String> totals(PersonDocument person) {
    String id = scene.standing(person).personId();
    List<String> totals =
        database.rows(
            "SELECT account_code, used_fen FROM account_usage WHERE account_id = '"
                + id
                + "' AND used_fen <> 0 ORDER BY 1");
    totals.addAll(
        database.rows(
            "SELECT account, sum(amount_fen) FROM posting JOIN settlement USING (bucket,"
                + " settlement_id) WHERE person_id = '"
                + id
                + "' AND account LIKE 'fund:%' GROUP BY 1 HAVING sum(amount_fen) <> 0 ORDER BY 1"));
    return totals;
  }
}
