package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.gateway.desk.ListedSettlements;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.gateway.desk.RequestKey;
import io.yizhan.gateway.desk.SettledBefore;
import io.yizhan.gateway.desk.SettlementScope;
import io.yizhan.gateway.desk.SettlementStore.ListQuery;
import io.yizhan.gateway.desk.SettlementStore.ReverseResult;
import io.yizhan.gateway.desk.SettlementStore.SettleOrder;
import io.yizhan.gateway.desk.SettlementStore.SettleResult;
import io.yizhan.gateway.desk.SettlementStore.SettlementRow;
import io.yizhan.gateway.desk.SettlementStore.StoredInputs;
import io.yizhan.gateway.desk.SettlementStore.StoredRequest;
import io.yizhan.gateway.desk.SettlementStore.UndoResult;
import io.yizhan.gateway.desk.Stamp;
import io.yizhan.settlement.Decision;
import io.yizhan.settlement.Standing;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One call after the other. */
class SettlementStoreTest {
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

  private static byte[] recorded(SettleResult result, boolean replayed) {
    SettleResult.Recorded recorded = assertInstanceOf(SettleResult.Recorded.class, result);
    assertEquals(replayed, recorded.replayed());
    return recorded.reply();
  }

  @Test
  void settle_dibaoMember_booksBalancedEntryAndUsage() {
    PersonDocument person = scene.member("410105196001010011", 0);
    SettleOrder order = scene.order(scene.next("R"), person, StoreScene.claim("E-a", 1_000_000));
    byte[] reply = recorded(scene.settle(order), false);
    assertEquals("settled " + order.stamp().id() + " patient 90000", StoreScene.text(reply));
    assertEquals(210_000, scene.usedFen(person, "zhengzhou/IN"));
    String id = order.stamp().id();
    assertEquals(
        "1000000|910000|90000|zhengzhou@2016-07-01",
        database
            .rows(
                "SELECT total_fen, paid_fen, patient_share_fen, policy_versions[1] FROM settlement"
                    + " WHERE settlement_id = '"
                    + id
                    + "'")
            .get(0));
    assertEquals(
        0,
        database.number("SELECT sum(amount_fen) FROM posting WHERE settlement_id = '" + id + "'"));
    assertEquals(
        1_000_000,
        database.number(
            "SELECT sum(amount_fen) FROM posting WHERE amount_fen > 0 AND settlement_id = '"
                + id
                + "'"));
  }

  @Test
  void settle_sameRequestAgain_answersSameBytes() {
    PersonDocument person = scene.member("410105196001010022", 0);
    SettleOrder order = scene.order(scene.next("R"), person, StoreScene.claim("E-b", 1_000_000));
    byte[] first = recorded(scene.settle(order), false);
    SettleOrder again = scene.order(order.key().requestId(), person, order.claim());
    assertArrayEquals(first, recorded(scene.settle(again), true));
    assertEquals(210_000, scene.usedFen(person, "zhengzhou/IN"));
  }

  @Test
  void settle_sameIdOtherContent_namesTheField() {
    PersonDocument person = scene.member("410105196001010033", 0);
    String request = scene.next("R");
    scene.settle(scene.order(request, person, StoreScene.claim("E-c", 1_000_000)));
    assertEquals(
        new SettleResult.IdReused(List.of("claim.bill.total_fen")),
        scene.settle(scene.order(request, person, StoreScene.claim("E-c", 1_000_001))));
  }

  private static SettleResult settledBefore(SettleOrder first) {
    return new SettleResult.ClaimSettled(
        new SettledBefore(
            SettledBefore.What.BILL,
            StoreScene.HOSPITAL,
            first.stamp().id(),
            first.key().requestId()));
  }

  @Test
  void settle_claimSettledUnderOtherId_namesTheFirst() {
    PersonDocument person = scene.member("410105196001010044", 0);
    SettleOrder first = scene.order(scene.next("R"), person, StoreScene.claim("E-d", 1_000_000));
    scene.settle(first);
    SettleOrder second = scene.order(scene.next("R"), person, first.claim());
    assertEquals(settledBefore(first), scene.settle(second));
    assertEquals(Optional.empty(), scene.store.findRequest(second.key()));
    assertEquals(210_000, scene.usedFen(person, "zhengzhou/IN"));
  }

  @Test
  void settle_claimSettledThenHospitalSuspended_namesTheFirstInsteadOfRefusing() {
    PersonDocument person = scene.member("410105196001010041", 0);
    SettleOrder first = scene.order(scene.next("R"), person, StoreScene.claim("E-d2", 1_000_000));
    scene.settle(first);
    SettleOrder second = scene.order(scene.next("R"), person, first.claim());
    SettleResult again =
        StoreScene.now(
            scene.store.settle(
                second,
                standing ->
                    scene.settler.settle(
                        second.claim(),
                        new Standing(
                            standing.personId(),
                            Optional.of(
                                new Standing.Hospital(
                                    StoreScene.HOSPITAL, StoreScene.COUNTY, "3", true)),
                            standing.identities(),
                            standing.approvals(),
                            standing.grants(),
                            standing.usage(),
                            standing.funds())),
                scene.codec));
    assertEquals(settledBefore(first), again);
    assertEquals(Optional.empty(), scene.store.findRequest(second.key()));
  }

  @Test
  void settle_refusedClaim_recordsAndReplaysRefusal() {
    SettleOrder order =
        scene.order(
            scene.next("R"),
            StoreScene.document("410105196001010055"),
            StoreScene.claim("E-e", 100));
    SettleResult first =
        StoreScene.now(
            scene.store.settle(
                order,
                standing ->
                    scene.settler.settle(
                        order.claim(),
                        new Standing(
                            standing.personId(),
                            Optional.empty(),
                            List.of(),
                            List.of(),
                            List.of(),
                            List.of(),
                            standing.funds())),
                scene.codec));
    byte[] reply = recorded(first, false);
    assertEquals("refused HOSPITAL_UNKNOWN", StoreScene.text(reply));
    assertArrayEquals(reply, recorded(scene.settle(order), true));
    StoredRequest stored = scene.store.findRequest(order.key()).orElseThrow();
    assertEquals(StoredRequest.State.REFUSED, stored.state());
    assertEquals("", stored.settlementId());
    assertEquals("NOTHING_TO_UNDO", StoreScene.text(scene.undo(order.key().requestId())));
  }

  @Test
  void settle_unknownPerson_registersRandomIdAndSettlesInsurance() {
    PersonDocument person = StoreScene.document("410105196001010066");
    assertEquals("", scene.standing(person).personId());
    SettleOrder order = scene.order(scene.next("R"), person, StoreScene.claim("E-f", 1_000_000));
    assertTrue(StoreScene.text(recorded(scene.settle(order), false)).endsWith("patient 300000"));
    Standing standing = scene.standing(person);
    assertEquals(36, standing.personId().length());
  }

  @Test
  void standing_unknownPersonAndHospital_isEmpty() {
    Standing standing =
        scene.store.standing(StoreScene.document("nobody"), "nowhere", StoreScene.DISCHARGE);
    assertEquals("", standing.personId());
    assertTrue(standing.hospital().isEmpty());
    assertTrue(standing.usage().isEmpty());
  }

  @Test
  void standing_personWithManyYears_hasThoseOfTheServiceAlone() {
    PersonDocument person = scene.member("410105196001010078", 0);
    scene.settled(person);
    database.execute(
        "INSERT INTO account_year SELECT bucket, account_id, year, version, codes, used_fen,"
            + " held_fen, pending_fen, seqs FROM account_year,"
            + " unnest(ARRAY[0, 2010, 2014, 2015, 2017, 2018]) AS t (year)"
            + " WHERE account_id = '"
            + scene.standing(person).personId()
            + "'");
    assertEquals(
        Set.of(0, 2015, 2016),
        scene.standing(person).usage().stream()
            .map(Standing.Usage::benefitYear)
            .collect(Collectors.toSet()));
  }

  @Test
  void reverse_settled_givesBackExactlyAndFlagsLater() {
    scene.fundMoney(10_000_000);
    PersonDocument person = scene.member("410105196001010077", 1_000_000);
    String first = scene.settled(person);
    String second = scene.settled(person);
    assertEquals(420_000, scene.usedFen(person, "zhengzhou/IN"));
    long fundBefore = database.number("SELECT used_fen FROM fund");
    String request = scene.next("V");
    byte[] reply =
        assertInstanceOf(ReverseResult.Recorded.class, scene.reverse(request, first)).reply();
    assertTrue(StoreScene.text(reply).contains("zhengzhou/IN-210000@420000"));
    assertTrue(StoreScene.text(reply).endsWith("differ [" + second + "]"));
    assertEquals(210_000, scene.usedFen(person, "zhengzhou/IN"));
    assertEquals(fundBefore - 90_000, database.number("SELECT used_fen FROM fund"));
    assertEquals(90_000, scene.standing(person).grants().get(0).drawnFen());
    ReverseResult.Recorded again =
        assertInstanceOf(ReverseResult.Recorded.class, scene.reverse(request, first));
    assertTrue(again.replayed());
    assertArrayEquals(reply, again.reply());
    assertInstanceOf(ReverseResult.AlreadyReversed.class, scene.reverse(scene.next("V"), first));
    assertInstanceOf(ReverseResult.IdReused.class, scene.reverse(request, second));
    assertInstanceOf(ReverseResult.NotFound.class, scene.reverse(scene.next("V"), "none"));
    StoredRequest stored = scene.store.findSettlement(first).orElseThrow();
    assertEquals(StoredRequest.State.REVERSED, stored.state());
    assertArrayEquals(reply, stored.reversedReply());
    assertEquals(
        0,
        database.number(
            "SELECT count(*) FROM (SELECT account FROM posting JOIN settlement"
                + " USING (bucket, settlement_id) WHERE '"
                + first
                + "' IN (settlement_id, reverses) GROUP BY account HAVING sum(amount_fen) <> 0)"
                + " t"));
  }

  @Test
  void settle_afterReversal_sameClaimMaySettleAgain() {
    PersonDocument person = scene.member("410105196001010088", 0);
    SettleOrder first = scene.order(scene.next("R"), person, StoreScene.claim("E-h", 1_000_000));
    scene.settle(first);
    scene.reverse(scene.next("V"), first.stamp().id());
    recorded(scene.settle(scene.order(scene.next("R"), person, first.claim())), false);
    recorded(scene.settle(first), true);
    assertEquals(210_000, scene.usedFen(person, "zhengzhou/IN"));
  }

  @Test
  void undo_settledRequest_reversesOnceAndRepeats() {
    PersonDocument person = scene.member("410105196001010099", 0);
    SettleOrder order = scene.order(scene.next("R"), person, StoreScene.claim("E-i", 1_000_000));
    byte[] settled = recorded(scene.settle(order), false);
    byte[] undone = scene.undo(order.key().requestId());
    assertTrue(StoreScene.text(undone).startsWith("REVERSED reversed"));
    assertArrayEquals(undone, scene.undo(order.key().requestId()));
    assertEquals(0, scene.usedFen(person, "zhengzhou/IN"));
    assertArrayEquals(settled, recorded(scene.settle(order), true));
    assertInstanceOf(
        ReverseResult.AlreadyReversed.class, scene.reverse(scene.next("V"), order.stamp().id()));
  }

  @Test
  void undo_beforeArrival_forbidsLateOriginal() {
    PersonDocument person = scene.member("410105196001010100", 0);
    SettleOrder order = scene.order(scene.next("R"), person, StoreScene.claim("E-j", 1_000_000));
    byte[] undone = scene.undo(order.key().requestId());
    assertEquals("FORBIDDEN", StoreScene.text(undone));
    assertArrayEquals(undone, scene.undo(order.key().requestId()));
    assertEquals(new SettleResult.Undone(), scene.settle(order));
    assertEquals(0, scene.usedFen(person, "zhengzhou/IN"));
    assertEquals(
        StoredRequest.State.FORBIDDEN, scene.store.findRequest(order.key()).orElseThrow().state());
  }

  @Test
  void undo_reversedRequest_findsNothing() {
    PersonDocument person = scene.member("410105196001010111", 0);
    SettleOrder order = scene.order(scene.next("R"), person, StoreScene.claim("E-k", 1_000_000));
    scene.settle(order);
    scene.reverse(scene.next("V"), order.stamp().id());
    assertEquals("NOTHING_TO_UNDO", StoreScene.text(scene.undo(order.key().requestId())));
  }

  @Test
  void findRequest_reverseRequest_showsWhatItTookBack() {
    PersonDocument person = scene.member("410105196001010112", 0);
    String settlement = scene.settled(person);
    String request = scene.next("V");
    byte[] reply =
        assertInstanceOf(ReverseResult.Recorded.class, scene.reverse(request, settlement)).reply();
    StoredRequest stored =
        scene.store.findRequest(new RequestKey(StoreScene.HOSPITAL, request)).orElseThrow();
    assertEquals(StoredRequest.State.REVERSED, stored.state());
    assertEquals(settlement, stored.settlementId());
    assertArrayEquals(reply, stored.reversedReply());
  }

  @Test
  void undo_reverseRequest_isRefusedAndWritesNothing() {
    PersonDocument person = scene.member("410105196001010113", 0);
    String settlement = scene.settled(person);
    String request = scene.next("V");
    scene.reverse(request, settlement);
    assertEquals(new UndoResult.NotASettleRequest(), scene.undoResult(request));
    assertEquals(
        0,
        database.number(
            "SELECT count(*) FROM request WHERE undo_reply IS NOT NULL AND request_id = '"
                + request
                + "'"));
    assertEquals(0, scene.usedFen(person, "zhengzhou/IN"));
  }

  @Test
  void inputs_ofSettlement_decideTheSameAgain() {
    scene.fundMoney(1_000_000);
    PersonDocument person = scene.member("410105196001010122", 1_000_000);
    scene.settled(person);
    SettleOrder order = scene.order(scene.next("R"), person, StoreScene.claim("E-l", 1_000_000));
    Standing[] seen = new Standing[1];
    Decision[] decided = new Decision[1];
    StoreScene.now(
        scene.store.settle(
            order,
            standing -> {
              seen[0] = standing;
              decided[0] = scene.settler.settle(order.claim(), standing);
              return decided[0];
            },
            scene.codec));
    StoredInputs inputs = scene.store.inputs(order.stamp().id()).orElseThrow();
    assertEquals(
        new StoredInputs(
            order.claim(),
            seen[0],
            List.of("zhengzhou@2016-07-01"),
            Optional.of(List.of("zhengzhou@2016-07-01"))),
        inputs);
    Decision.Settled again =
        (Decision.Settled) scene.settler.settle(inputs.claim(), inputs.standing());
    assertEquals(((Decision.Settled) decided[0]).settlement().uses(), again.settlement().uses());
  }

  @Test
  void inputs_ofAFormatOfLater_areRefusedInsteadOfGuessed() {
    PersonDocument person = scene.member("410105196001010123", 0);
    String id = scene.settled(person);
    String where = " WHERE settlement_id = '" + id + "'";
    assertEquals(
        Integer.toString(ClaimJson.FORMAT),
        database.rows("SELECT inputs->>'format' FROM settlement" + where).get(0));
    database.rows(
        "UPDATE settlement SET inputs = jsonb_set(inputs::jsonb, '{format}', '99')::json"
            + where
            + " RETURNING 1");
    assertThrows(IllegalStateException.class, () -> scene.store.inputs(id));
  }

  @Test
  void settle_postedWhereItsIdIsNotLookedFor_isNotBooked() {
    SettleOrder order =
        scene.order(
            scene.next("R"),
            scene.member("410105196001010143", 0),
            StoreScene.claim(scene.next("E"), 1_000_000));
    Stamp stamp = order.stamp();
    SettleOrder astray =
        new SettleOrder(
            order.key(),
            order.content(),
            order.person(),
            order.claim(),
            new Stamp(
                stamp.id(),
                stamp.requestId(),
                stamp.time().plus(Duration.ofDays(2)),
                stamp.postingDate()),
            order.callerId(),
            order.wanted());
    assertThrows(IllegalStateException.class, () -> scene.settle(astray));
    assertTrue(scene.store.findRequest(order.key()).isEmpty());
    assertInstanceOf(SettleResult.Recorded.class, scene.settle(order));
  }

  @Test
  void list_pages_keepOrderAndShowReversals() {
    PersonDocument person = scene.member("410105196001010133", 0);
    String id = scene.settled(person);
    scene.reverse(scene.next("V"), id);
    Optional<ListQuery.After> after = Optional.empty();
    List<SettlementRow> all = new java.util.ArrayList<>();
    while (true) {
      ListedSettlements page =
          scene.store.list(
              new ListQuery(
                  StoreScene.HOSPITAL,
                  inAidCounty("410105"),
                  StoreScene.POSTING_DATE,
                  StoreScene.POSTING_DATE,
                  after,
                  3));
      all.addAll(page.rows());
      if (page.next().isEmpty()) {
        break;
      }
      assertEquals(3, page.rows().size());
      after = page.next();
    }
    assertEquals(all.size(), all.stream().map(SettlementRow::id).distinct().count());
    assertEquals(database.number("SELECT count(*) FROM settlement"), all.size());
    assertTrue(all.stream().filter(row -> row.id().equals(id)).findFirst().get().reversed());
    SettlementRow mirror =
        all.stream().filter(row -> row.reverses().equals(Optional.of(id))).findFirst().get();
    assertEquals(-1_000_000, mirror.totalFen());
    assertFalse(mirror.reversed());
    assertTrue(
        scene
            .store
            .list(
                new ListQuery(
                    "",
                    inAidCounty("11"),
                    StoreScene.POSTING_DATE,
                    StoreScene.POSTING_DATE,
                    Optional.empty(),
                    3))
            .rows()
            .isEmpty());
  }

  @Test
  void list_fewLinesFit_looksAtSoManyRowsAPageAndGoesOn() throws SQLException {
    PersonDocument person = scene.member("410105196001010145", 0);
    for (int i = 0; i < 7; i++) {
      recorded(
          scene.settle(
              scene.order(
                  scene.next("R"),
                  person,
                  StoreScene.claim(scene.next("E"), 1_000_000, i == 5 ? "410100" : "410105"))),
          false);
    }
    long rows = database.number("SELECT count(*) FROM settlement");
    long few = database.number("SELECT count(*) FROM settlement WHERE insured_region = '410100'");
    assertTrue(few > 0 && few < rows / 2);
    for (String hospital : List.of("", StoreScene.HOSPITAL)) {
      List<SettlementRow> found = new java.util.ArrayList<>();
      Optional<ListQuery.After> after = Optional.empty();
      int pages = 0;
      try (Connection connection = database.stores().dataSource().getConnection()) {
        do {
          ListQuery query =
              new ListQuery(
                  hospital,
                  new SettlementScope(SettlementScope.Kind.INSURED_REGION, List.of("410100")),
                  StoreScene.POSTING_DATE,
                  StoreScene.POSTING_DATE,
                  after,
                  100);
          ListedSettlements page = Lookups.list(connection, query, 2);
          found.addAll(page.rows());
          after = page.next();
          pages++;
        } while (after.isPresent());
      }
      assertEquals(few, found.size());
      assertEquals(rows / 2 + 1, pages, "two rows a page, the last of which is short");
    }
  }

  @Test
  void list_ofADivision_readsTheLedgerInItsOrderAndSortsNothing() throws SQLException {
    String sql = Lookups.LIST_OF_ALL;
    for (String value :
        List.of(
            "'AID_COUNTY'",
            "'{42}'",
            "'AID_COUNTY'",
            "'2016-01-01'::date",
            "'2016-12-31'::date",
            "'2016-01-01'::date",
            "''",
            "''",
            "10000",
            "10000",
            "101")) {
      sql = sql.replaceFirst("\\?", value);
    }
    recorded(
        scene.settle(
            scene.order(
                scene.next("R"),
                scene.member("410105196001010144", 0),
                StoreScene.claim("E-listed", 1_000_000, "410100"))),
        false);
    try (Connection connection = database.stores().dataSource().getConnection()) {
      connection.setAutoCommit(false);
      Sql.update(
          connection,
          "INSERT INTO settlement SELECT (jsonb_populate_record(s, jsonb_build_object("
              + "'settlement_id', 'X' || n))).* FROM (SELECT s FROM settlement s LIMIT 1) one,"
              + " generate_series(1, 20000) n");
      assertTrue(readsAll(connection, sql), "a database without statistics must show the fault");
      Lookups.readInOrder(connection);
      assertFalse(readsAll(connection, sql));
      connection.rollback();
    }
  }

  private static boolean readsAll(Connection connection, String sql) throws SQLException {
    return Sql.list(connection, "EXPLAIN " + sql, row -> row.getString(1)).stream()
        .anyMatch(line -> line.contains("Sort") || line.contains("Heap Scan on settlement"));
  }

  private static SettlementScope inAidCounty(String digits) {
    return new SettlementScope(SettlementScope.Kind.AID_COUNTY, List.of(digits));
  }

  @Test
  void list_scope_takesTheDivisionItNamesAndNoOther() {
    SettleOrder order =
        scene.order(
            scene.next("R"),
            scene.member("410105196001010144", 0),
            StoreScene.claim("E-m", 1_000_000, "410100"));
    recorded(scene.settle(order), false);
    StoredRequest stored = scene.store.findRequest(order.key()).orElseThrow();
    assertEquals("410100", stored.insuredRegion());
    assertEquals(StoreScene.COUNTY, stored.aidCounty());
    for (SettlementScope.Kind kind : SettlementScope.Kind.values()) {
      for (List<String> digits :
          List.of(List.<String>of(), List.of("4101"), List.of("410100"), List.of("11", "410105"))) {
        SettlementScope scope = new SettlementScope(kind, digits);
        boolean listed =
            scene
                .store
                .list(
                    new ListQuery(
                        "",
                        scope,
                        StoreScene.POSTING_DATE,
                        StoreScene.POSTING_DATE,
                        Optional.empty(),
                        1_000))
                .rows()
                .stream()
                .anyMatch(row -> row.id().equals(order.stamp().id()));
        assertEquals(expected(kind, digits), listed, scope::toString);
        assertEquals(
            listed, scope.covers(stored.insuredRegion(), stored.aidCounty()), scope::toString);
      }
    }
  }

  private static boolean expected(SettlementScope.Kind kind, List<String> digits) {
    return switch (kind) {
      case ALL -> true;
      case INSURED_REGION -> digits.contains("4101") || digits.contains("410100");
      case AID_COUNTY -> digits.contains("4101") || digits.contains("410105");
    };
  }

  @Test
  void findRequest_neverArrived_isEmpty() {
    assertEquals(
        Optional.empty(), scene.store.findRequest(new RequestKey(StoreScene.HOSPITAL, "no")));
    assertEquals(Optional.empty(), scene.store.findSettlement("no"));
  }
}
