package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.yizhan.gateway.OneAnswer;
import io.yizhan.proto.v1.AidFigure;
import io.yizhan.proto.v1.ChangeHighCostStateRequest;
import io.yizhan.proto.v1.GetHighCostRequest;
import io.yizhan.proto.v1.GetHighCostResponse;
import io.yizhan.proto.v1.GetPersonRequest;
import io.yizhan.proto.v1.HighCost;
import io.yizhan.proto.v1.HighCostState;
import io.yizhan.proto.v1.ImportOwnCostsRequest;
import io.yizhan.proto.v1.ImportOwnCostsResponse;
import io.yizhan.proto.v1.ListHighCostsRequest;
import io.yizhan.proto.v1.ListHighCostsResponse;
import io.yizhan.proto.v1.MakeHighCostListRequest;
import io.yizhan.proto.v1.MakeHighCostListResponse;
import io.yizhan.proto.v1.OwnCost;
import io.yizhan.proto.v1.Person;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PutAidFigureRequest;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.SettleClaimRequest;
import io.yizhan.proto.v1.Settlement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** High own cost: from settlements and imports, listed once, with its history. */
class HighCostTest {
  private static final String ELSEWHERE = "410199";
  private static final String MOVED_FROM = "410123";

  private final House house = House.open();
  private String office = "";
  private String other = "";

  @BeforeEach
  void register() {
    office = Offices.register(house, "aid-410122", Claims.COUNTY);
    other = Offices.register(house, "aid-410199", ELSEWHERE);
    threshold("2016-01-01", 300_000);
  }

  @AfterEach
  void close() {
    assertEquals(List.of(), house.audit());
    house.close();
  }

  private void threshold(String from, long fen) {
    threshold(Claims.COUNTY, from, fen);
  }

  private void threshold(String county, String from, long fen) {
    house
        .client()
        .aid(county.equals(ELSEWHERE) ? other : office)
        .putAidFigure(
            PutAidFigureRequest.newBuilder()
                .setFigure(
                    AidFigure.newBuilder()
                        .setCountyCode(county)
                        .setFigureCode("high_own_cost")
                        .setFromDate(Claims.date(from))
                        .setAmountFen(fen)
                        .setSource("防止因病返贫监测办法"))
                .build());
  }

  /** Leaves 30 % of the bill to a person who holds no identity. */
  private Settlement stay(String id, PersonDocument person, String day, long fen) {
    return house.settle(
        Claims.request(id, Claims.settledStay(World.HOSPITAL, person, id, day, fen, fen / 10 * 7)));
  }

  private MakeHighCostListResponse make(String asOf) {
    return make(office, Claims.COUNTY, asOf);
  }

  private MakeHighCostListResponse make(String token, String county, String asOf) {
    return house
        .client()
        .highCosts(token)
        .makeHighCostList(
            MakeHighCostListRequest.newBuilder()
                .setCountyCode(county)
                .setCostYear(Integer.parseInt(asOf, 0, 4, 10))
                .setAsOfDate(Claims.date(asOf))
                .build());
  }

  private List<HighCost> list(String token, HighCostState state, int pageSize) {
    List<HighCost> all = new ArrayList<>();
    ListHighCostsRequest.Builder request =
        ListHighCostsRequest.newBuilder().setState(state).setPageSize(pageSize);
    ListHighCostsResponse page;
    do {
      page = house.client().highCosts(token).listHighCosts(request.build());
      all.addAll(page.getHighCostsList());
      request.setPageToken(page.getNextPageToken());
    } while (!page.getNextPageToken().isEmpty());
    return all;
  }

  private List<HighCost> list() {
    return list(office, HighCostState.HIGH_COST_STATE_UNSPECIFIED, 1);
  }

  private static OwnCost.Builder cost(PersonDocument person, long fen) {
    return OwnCost.newBuilder()
        .setPersonDocument(person)
        .setName("示例人员")
        .setTelephone("13900001111")
        .setAddress("某村三组")
        .setCountyCode(Claims.COUNTY)
        .setTownship("某镇")
        .setCostYear(2016)
        .setOwnCostFen(fen)
        .setSource("医保局年度清单");
  }

  private ImportOwnCostsResponse send(String token, OwnCost.Builder... costs) throws Exception {
    CompletableFuture<ImportOwnCostsResponse> answer = new CompletableFuture<>();
    StreamObserver<ImportOwnCostsRequest> lines =
        house.client().highCostStream(token).importOwnCosts(new OneAnswer<>(answer));
    for (OwnCost.Builder cost : costs) {
      lines.onNext(ImportOwnCostsRequest.newBuilder().setOwnCost(cost).build());
    }
    lines.onCompleted();
    return answer.get(30, TimeUnit.SECONDS);
  }

  private static String reason(Runnable call) {
    return Refusals.of(assertThrows(StatusRuntimeException.class, call::run)).info().getReason();
  }

  @Test
  void settlements_ofTheYear_addUpWithoutWhatWasReversed() {
    PersonDocument rich = Invented.person(1);
    PersonDocument poor = Invented.person(2);
    stay("a-1", rich, "2016-03-01", 600_000);
    stay("a-2", rich, "2016-04-01", 400_000);
    stay("b-1", poor, "2016-03-01", 600_000);
    Settlement wrong = stay("b-2", poor, "2016-04-01", 600_000);
    stay("b-3", poor, "2015-12-31", 10_000_000);
    reverse(wrong);
    assertEquals(0, make("2016-03-31").getNewlyListedCount(), "180,000 each by then");
    MakeHighCostListResponse made = make("2016-12-31");
    assertEquals(1, made.getNewlyListedCount());
    assertEquals(300_000, made.getThresholdFen());
    assertFalse(made.getMore());
    HighCost one = list().get(0);
    assertEquals(300_000, one.getSettledFen());
    assertEquals(300_000, one.getOwnCostFen());
    assertEquals(HighCostState.HIGH_COST_STATE_NEW, one.getState());
    assertFalse(one.getIdentityHeld());
    assertEquals("FIGURE_NOT_FOUND", reason(() -> make("2015-12-31")));
  }

  @Test
  void settlements_ofSomebodyWhoMovedWithinTheYear_addUpInTheNewCounty() {
    PersonDocument moved = Invented.person(1);
    PersonDocument neverHere = Invented.person(2);
    stayOf("a-1", moved, MOVED_FROM, "2016-03-01");
    stayOf("b-1", neverHere, MOVED_FROM, "2016-03-01");
    stayOf("b-2", neverHere, MOVED_FROM, "2016-05-01");
    assertEquals(0, make("2016-12-31").getNewlyListedCount());
    stayOf("a-2", moved, Claims.COUNTY, "2016-05-01");
    assertEquals(1, make("2016-12-31").getNewlyListedCount());
    assertEquals(360_000, list().get(0).getSettledFen());
  }

  @Test
  void settlements_ofWhomOnlyAReversedOneWasHere_listNobody() {
    PersonDocument mistyped = Invented.person(1);
    reverse(stayOf("a-1", mistyped, Claims.COUNTY, "2016-03-01"));
    stayOf("a-2", mistyped, MOVED_FROM, "2016-03-01");
    stayOf("a-3", mistyped, MOVED_FROM, "2016-05-01");
    assertEquals(0, make("2016-12-31").getNewlyListedCount());
  }

  private void reverse(Settlement wrong) {
    house
        .client()
        .settlements(house.world().token())
        .reverseSettlement(
            ReverseSettlementRequest.newBuilder()
                .setRequestId("r-" + wrong.getSettlementId())
                .setHospitalId(World.HOSPITAL)
                .setSettlementId(wrong.getSettlementId())
                .setOperatorId("cashier")
                .build());
  }

  private Settlement stayOf(String id, PersonDocument person, String county, String day) {
    SettleClaimRequest.Builder request =
        Claims.request(id, Claims.settledStay(World.HOSPITAL, person, id, day, 600_000, 420_000))
            .toBuilder();
    request.getClaimBuilder().setInsuredRegionCode(county);
    return house.settle(request.build());
  }

  @Test
  void imports_ofPeopleOutsideTheRegister_areListedOnceByTheLargerFigure() throws Exception {
    PersonDocument stranger = Invented.person(1);
    PersonDocument both = Invented.person(2);
    stay("b-1", both, "2016-03-01", 1_500_000);
    ImportOwnCostsResponse kept =
        send(
            office,
            cost(stranger, 300_000),
            cost(both, 400_000),
            cost(Invented.person(3), 299_999),
            cost(stranger, 1).setCountyCode("4101"),
            cost(stranger, 1).setCountyCode(ELSEWHERE));
    assertEquals(3, kept.getKeptCount());
    assertEquals(2, kept.getRefusedCount());
    assertEquals(4, kept.getRefusals(0).getPlaceNumber());
    assertEquals("own_cost.county_code", kept.getRefusals(1).getField());
    assertEquals(2, make("2016-12-31").getNewlyListedCount());
    assertEquals(0, make("2016-12-31").getNewlyListedCount(), "nobody twice");
    send(office, cost(stranger, 900_000));
    assertEquals(0, make("2016-12-31").getNewlyListedCount());
    List<HighCost> listed = list();
    assertEquals(
        List.of(300_000L, 450_000L),
        listed.stream().map(HighCost::getOwnCostFen).sorted().toList());
    assertTrue(listed.stream().allMatch(one -> one.getTownship().equals("某镇")));
    threshold("2016-07-01", 800_000);
    assertEquals(1, make("2016-12-31").getNewlyListedCount(), "another threshold, listed again");
    assertEquals(3, list().size());
  }

  @Test
  void settlements_ofRecordsThatWereJoined_addUpAndAreListedOnce() throws Exception {
    PersonDocument kept = Invented.person(1);
    PersonDocument joined = Invented.person(2);
    house.world().put(house.client(), World.known(joined, "dibao"));
    long leftFen =
        stay("e-1", kept, "2016-05-01", 600_000).getPatientShareFen()
            + stay("e-2", joined, "2016-06-01", 2_400_000).getPatientShareFen();
    send(office, cost(joined, 301_000), cost(kept, 302_000));
    Offices.join(house, "join-1", kept, joined);
    assertEquals(1, make("2016-12-31").getNewlyListedCount());
    assertEquals(0, make("2016-12-31").getNewlyListedCount());
    HighCost listed = list().get(0);
    assertEquals(leftFen, listed.getSettledFen());
    assertEquals(302_000, listed.getImportedFen());
    assertTrue(listed.getIdentityHeld(), "the identity of the record that is gone is the person's");
  }

  @Test
  void persons_listedAndThenJoined_areOneLineWithTheVisitThatWasMade() throws Exception {
    PersonDocument kept = Invented.person(1);
    PersonDocument joined = Invented.person(2);
    house.world().put(house.client(), World.known(kept, "dibao"));
    house.world().put(house.client(), World.known(joined, "dibao"));
    send(office, cost(kept, 301_000), cost(joined, 302_000), cost(Invented.person(3), 303_000));
    make("2016-12-31");
    String visited = listedFor(302_000).getHighCostId();
    change(office, Claims.COUNTY, "c-1", visited, HighCostState.HIGH_COST_STATE_VISITED, "已入户");
    Offices.join(house, "join-1", kept, joined);
    assertEquals(2, list().size());
    HighCost one = listedFor(302_000);
    assertEquals(personId(kept), one.getPersonId());
    assertEquals(HighCostState.HIGH_COST_STATE_VISITED, one.getState());
    assertEquals(1, list(office, HighCostState.HIGH_COST_STATE_NEW, 100).size());
    change(office, Claims.COUNTY, "c-2", visited, HighCostState.HIGH_COST_STATE_ADMITTED, "纳入");
    GetHighCostResponse found = get(office, visited);
    assertEquals(personId(kept), found.getHighCost().getPersonId());
    assertEquals(2, found.getChangesCount());
    assertEquals("纳入", found.getChanges(1).getNote());
    assertEquals(0, make("2016-12-31").getNewlyListedCount());
  }

  @Test
  void persons_listedAndThenJoinedUnvisited_areTheLineOfTheOneThatStays() throws Exception {
    PersonDocument kept = Invented.person(1);
    PersonDocument joined = Invented.person(2);
    house.world().put(house.client(), World.known(kept, "dibao"));
    house.world().put(house.client(), World.known(joined, "dibao"));
    send(office, cost(kept, 301_000), cost(joined, 302_000));
    make("2016-12-31");
    Offices.join(house, "join-1", kept, joined);
    assertEquals(List.of(301_000L), list().stream().map(HighCost::getOwnCostFen).toList());
  }

  private HighCost listedFor(long fen) {
    return list().stream().filter(one -> one.getOwnCostFen() == fen).findFirst().orElseThrow();
  }

  private String personId(PersonDocument document) {
    return house
        .client()
        .registry(office)
        .getPerson(
            GetPersonRequest.newBuilder().setPersonDocument(document).setPurpose("check").build())
        .getPersonId();
  }

  @Test
  void lists_ofManyCallsAtOnce_nameEverybodyOnce() throws Exception {
    List<OwnCost.Builder> costs = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      costs.add(cost(Invented.person(i), 300_000 + i));
    }
    send(office, costs.toArray(OwnCost.Builder[]::new));
    List<Callable<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      calls.add(() -> make("2016-12-31").getNewlyListedCount());
    }
    assertEquals(20, Callers.atOnce(calls).stream().mapToInt(Integer::intValue).sum());
    assertEquals(20, list().size());
  }

  private HighCost change(
      String token, String county, String requestId, String id, HighCostState to, String note) {
    return house
        .client()
        .highCosts(token)
        .changeHighCostState(
            ChangeHighCostStateRequest.newBuilder()
                .setRequestId(requestId)
                .setCountyCode(county)
                .setHighCostId(id)
                .setState(to)
                .setOperatorId("village-3")
                .setNote(note)
                .build())
        .getHighCost();
  }

  private GetHighCostResponse get(String token, String id) {
    return house
        .client()
        .highCosts(token)
        .getHighCost(GetHighCostRequest.newBuilder().setHighCostId(id).setPurpose("visit").build());
  }

  @Test
  void states_changed_keepTheirHistoryAndAreWrittenOnce() throws Exception {
    send(office, cost(Invented.person(1), 300_000));
    make("2016-12-31");
    String id = list().get(0).getHighCostId();
    HighCost visited =
        change(office, Claims.COUNTY, "c-1", id, HighCostState.HIGH_COST_STATE_VISITED, "已入户");
    assertEquals(
        visited,
        change(office, Claims.COUNTY, "c-1", id, HighCostState.HIGH_COST_STATE_VISITED, "已入户"));
    assertEquals(
        "REQUEST_ID_REUSED",
        reason(
            () ->
                change(
                    office, Claims.COUNTY, "c-1", id, HighCostState.HIGH_COST_STATE_REFUSED, "")));
    change(office, Claims.COUNTY, "c-2", id, HighCostState.HIGH_COST_STATE_ADMITTED, "");
    GetHighCostResponse found = get(office, id);
    assertEquals(HighCostState.HIGH_COST_STATE_ADMITTED, found.getHighCost().getState());
    assertEquals(2, found.getChangesCount());
    assertEquals("已入户", found.getChanges(0).getNote());
    assertEquals("village-3", found.getChanges(0).getOperatorId());
    assertEquals("示例人员", found.getName());
    assertEquals("13900001111", found.getTelephone());
    assertEquals("某村三组", found.getAddress());
    assertEquals(List.of(Invented.person(1)), found.getDocumentsList());
    assertEquals(
        1, house.database().number("SELECT count(*) FROM person_access WHERE purpose = 'visit'"));
    assertEquals(1, list(office, HighCostState.HIGH_COST_STATE_ADMITTED, 100).size());
    assertEquals(0, list(office, HighCostState.HIGH_COST_STATE_NEW, 100).size());
  }

  @Test
  void office_importsANumberOfAnotherCountysPerson_getsBackWhatItSentAndNoMore() throws Exception {
    PersonDocument id = Invented.person(1);
    PersonDocument card =
        PersonDocument.newBuilder()
            .setKindCode("social_security_card")
            .setNumber("SSC00012345")
            .build();
    Person.Builder person = World.known(id, "dibao").addDocuments(card).clearName();
    person.getIdentitiesBuilder(0).setCountyCode(ELSEWHERE);
    house.world().put(house.client(), person);
    send(office, cost(card, 300_000).setName("猜的名字"));
    assertEquals(1, make("2016-12-31").getNewlyListedCount());
    HighCost listed = list().get(0);
    assertFalse(listed.getIdentityHeld(), "that another county holds the person is not said");
    GetHighCostResponse found = get(office, listed.getHighCostId());
    assertEquals(List.of(card), found.getDocumentsList());
    assertEquals("猜的名字", found.getName());
    assertEquals("", person(other, id).getName(), "an import names nobody");
    threshold(ELSEWHERE, "2016-01-01", 300_000);
    send(other, cost(id, 400_000).setCountyCode(ELSEWHERE).setTownship("另一镇").clearName());
    assertEquals(1, make(other, ELSEWHERE, "2016-12-31").getNewlyListedCount());
    HighCost own = list(other, HighCostState.HIGH_COST_STATE_NEW, 100).get(0);
    assertEquals(400_000, own.getOwnCostFen());
    assertTrue(own.getIdentityHeld());
    assertEquals(Set.of(id, card), Set.copyOf(get(other, own.getHighCostId()).getDocumentsList()));
    assertEquals(List.of(card), get(office, listed.getHighCostId()).getDocumentsList());
  }

  @Test
  void office_listsWhomAHospitalSettledForInTheCounty_seesWhoItIs() throws Exception {
    PersonDocument treated = Invented.person(1);
    PersonDocument card =
        PersonDocument.newBuilder()
            .setKindCode("social_security_card")
            .setNumber("SSC00012345")
            .build();
    house
        .world()
        .put(
            house.client(),
            Person.newBuilder().setName("在册姓名").addDocuments(treated).addDocuments(card));
    send(office, cost(card, 300_000));
    make("2016-12-31");
    String id = list().get(0).getHighCostId();
    assertEquals(List.of(card), get(office, id).getDocumentsList(), "an import gives no sight");
    Settlement settled = stay("a-1", treated, "2016-03-01", 1_000_000);
    GetHighCostResponse found = get(office, id);
    assertEquals(Set.of(treated, card), Set.copyOf(found.getDocumentsList()));
    assertEquals("在册姓名", found.getName());
    reverse(settled);
    assertEquals(List.of(card), get(office, id).getDocumentsList());
  }

  private Person person(String token, PersonDocument document) {
    return house
        .client()
        .registry(token)
        .getPerson(
            GetPersonRequest.newBuilder().setPersonDocument(document).setPurpose("check").build())
        .getPerson();
  }

  @Test
  void office_ofAnotherCounty_neitherSeesNorChanges() throws Exception {
    send(office, cost(Invented.person(1), 300_000));
    make("2016-12-31");
    String id = list().get(0).getHighCostId();
    assertEquals("HIGH_COST_NOT_FOUND", reason(() -> get(other, id)));
    assertEquals(0, list(other, HighCostState.HIGH_COST_STATE_UNSPECIFIED, 100).size());
    assertEquals(
        "NOT_YOUR_REGION",
        reason(
            () ->
                change(
                    other, Claims.COUNTY, "c-1", id, HighCostState.HIGH_COST_STATE_VISITED, "")));
    assertEquals(
        "HIGH_COST_NOT_FOUND",
        reason(
            () -> change(other, ELSEWHERE, "c-1", id, HighCostState.HIGH_COST_STATE_VISITED, "")));
    for (String token : List.of(house.world().token(), house.world().operatorToken())) {
      assertEquals("ROLE_MAY_NOT", reason(() -> get(token, id)));
    }
    StatusRuntimeException error =
        assertThrows(
            StatusRuntimeException.class,
            () -> change(office, "41", "", "", HighCostState.HIGH_COST_STATE_NEW, ""));
    assertEquals(
        List.of("request_id", "county_code", "high_cost_id", "state"),
        Refusals.of(error).fieldNames());
  }
}
