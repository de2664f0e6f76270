package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.type.Date;
import io.grpc.StatusRuntimeException;
import io.yizhan.gateway.desk.ReconciliationStore;
import io.yizhan.gateway.desk.ReconciliationStore.Person;
import io.yizhan.gateway.desk.ReconciliationStore.Preparing;
import io.yizhan.proto.v1.ApproveMendRequest;
import io.yizhan.proto.v1.Break;
import io.yizhan.proto.v1.BreakKind;
import io.yizhan.proto.v1.Mend;
import io.yizhan.proto.v1.MendState;
import io.yizhan.proto.v1.PrepareMendRequest;
import io.yizhan.proto.v1.ReconcileRequest;
import io.yizhan.proto.v1.ReconciliationSummary;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.UndoRequestRequest;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two persons have a break mended, once. */
class MendTest {
  private final House house = House.open();
  private final Statements statements = new Statements(house);

  /** Whether a day was passed over that nobody closed, which an audit would find. */
  private boolean daysMoved;

  @AfterEach
  void close() {
    try {
      assertEquals(List.of(), daysMoved ? List.of() : house.audit());
    } finally {
      house.close();
    }
  }

  private Settlement settle(int person) {
    return house.settle(
        Claims.request(
            "R" + person,
            Claims.settledStay(
                World.HOSPITAL,
                Invented.person(person),
                "E" + person,
                "2016-08-01",
                1_000_000,
                700_000)));
  }

  private void age() {
    house.execute("UPDATE settlement SET settle_time = settle_time - interval '1 minute'");
  }

  private Mend prepare(String token, Break each) {
    return house
        .client()
        .reconciliations(token)
        .prepareMend(
            PrepareMendRequest.newBuilder()
                .setParty(Statements.hospital())
                .setBreakId(each.getBreakId())
                .setOperatorId("finance-1")
                .build())
        .getMend();
  }

  private Mend approve(String token, Break each) {
    return house
        .client()
        .reconciliations(token)
        .approveMend(
            ApproveMendRequest.newBuilder()
                .setParty(Statements.hospital())
                .setBreakId(each.getBreakId())
                .setOperatorId("finance-2")
                .build())
        .getMend();
  }

  private void refused(String reason, Callable<Mend> call) {
    assertEquals(
        reason,
        Refusals.of(assertThrows(StatusRuntimeException.class, call::call)).info().getReason());
  }

  private Break missingThere() throws Exception {
    Settlement agreed = settle(1);
    settle(2);
    age();
    statements.send("day-1", Statements.line(1, agreed));
    List<Break> breaks = statements.breaks();
    assertEquals(1, breaks.size(), breaks::toString);
    assertEquals(BreakKind.BREAK_KIND_MISSING_THERE, breaks.get(0).getKind());
    return breaks.get(0);
  }

  @Test
  void undo_byTwoPersons_takesTheSettlementBackOnce() throws Exception {
    Break each = missingThere();
    String hospital = house.world().token();
    String operator = house.world().operatorToken();
    refused("MEND_NOT_PREPARED", () -> approve(operator, each));
    Mend prepared = prepare(hospital, each);
    assertEquals(MendState.MEND_STATE_PREPARED, prepared.getState());
    assertEquals(prepared, prepare(hospital, each));
    refused("SAME_PERSON", () -> approve(hospital, each));
    assertEquals(prepared, statements.breaks().get(0).getMend());
    List<Callable<Mend>> atOnce =
        List.of(() -> approve(operator, each), () -> approve(operator, each));
    Callers.atOnce(atOnce);
    Mend done = approve(operator, each);
    assertEquals(MendState.MEND_STATE_DONE, done.getState());
    assertEquals(
        List.of(done.getReversalId()), house.database().rows("SELECT reversal_id FROM reversal"));
    assertEquals(0, statements.reconcile().getBreaksCount());
    assertEquals(2, statements.reconcile().getCancelledCount());
  }

  @Test
  void undo_bookedOnTheNextDay_isLeftOutOfBothDays() throws Exception {
    Break each = missingThere();
    String hospital = house.world().token();
    prepare(hospital, each);
    daysMoved = true;
    house.execute(
        "UPDATE posting_clock SET open_from = (now() AT TIME ZONE 'Asia/Shanghai')::date + 1");
    Mend done = approve(house.world().operatorToken(), each);
    assertEquals(MendState.MEND_STATE_DONE, done.getState());
    ReconciliationSummary first = statements.reconcile();
    assertEquals(0, first.getBreaksCount(), first::toString);
    assertEquals(1, first.getCancelledCount());
    assertEquals(first.getThere(), first.getHere());
    assertEquals(List.of(), statements.breaks());
    Date next = Claims.date(Statements.today().plusDays(1).toString());
    statements.send(
        hospital, Statements.heading("day-2").setFromDate(next).setToDate(next), List.of());
    ReconciliationSummary second =
        house
            .client()
            .reconciliations(hospital)
            .reconcile(
                ReconcileRequest.newBuilder()
                    .setParty(Statements.hospital())
                    .setFromDate(next)
                    .setToDate(next)
                    .build())
            .getSummary();
    assertEquals(0, second.getBreaksCount(), second::toString);
    assertEquals(1, second.getCancelledCount());
  }

  @Test
  void reverse_ofWhatTheHospitalTookBack_isBookedHere() throws Exception {
    Settlement settled = settle(1);
    age();
    statements.send(
        "day-1",
        Statements.line(1, settled),
        Statements.line(2, settled)
            .setRefund(true)
            .setBillFen(-Statements.total(settled))
            .setFundFen(-Statements.funds(settled)));
    Break each = statements.breaks().get(0);
    assertEquals(BreakKind.BREAK_KIND_REVERSED_ON_ONE_SIDE, each.getKind());
    prepare(house.world().operatorToken(), each);
    Mend done = approve(house.world().approverToken(), each);
    assertEquals(MendState.MEND_STATE_DONE, done.getState());
    age();
    assertEquals(0, statements.reconcile().getBreaksCount());
  }

  @Test
  void reverse_underAnIdThatTheHospitalForbade_isBookedHere() throws Exception {
    Settlement settled = settle(1);
    age();
    for (String id : List.of("mend-" + settled.getSettlementId(), settled.getSettlementId())) {
      house
          .client()
          .settlements(house.world().token())
          .undoRequest(
              UndoRequestRequest.newBuilder()
                  .setHospitalId(World.HOSPITAL)
                  .setUndoneRequestId(id)
                  .setOperatorId("cashier")
                  .build());
    }
    refused(
        "BAD_REQUEST",
        () -> {
          var unused =
              house
                  .client()
                  .settlements(house.world().token())
                  .undoRequest(
                      UndoRequestRequest.newBuilder()
                          .setHospitalId(World.HOSPITAL)
                          .setUndoneRequestId("mend " + settled.getSettlementId())
                          .setOperatorId("cashier")
                          .build());
          return Mend.getDefaultInstance();
        });
    statements.send(
        "day-1",
        Statements.line(1, settled),
        Statements.line(2, settled)
            .setRefund(true)
            .setRequestId("mend " + settled.getSettlementId())
            .setBillFen(-Statements.total(settled))
            .setFundFen(-Statements.funds(settled)));
    Break each = statements.breaks().get(0);
    prepare(house.world().operatorToken(), each);
    Mend done = approve(house.world().approverToken(), each);
    assertEquals(MendState.MEND_STATE_DONE, done.getState());
    assertEquals(
        List.of(done.getReversalId()), house.database().rows("SELECT reversal_id FROM reversal"));
  }

  /** Approves in the name of a gateway that dies before it carries anything out. */
  private ReconciliationStore approvedByTheDead(Break each) {
    ReconciliationStore store = house.database().stores().reconciliations();
    ReconciliationStore.Party party =
        new ReconciliationStore.Party(ReconciliationStore.PartyKind.HOSPITAL, World.HOSPITAL);
    Preparing approved =
        store.approve(party, each.getBreakId(), new Person("dead", "finance-2"), Instant.now());
    assertEquals(
        ReconciliationStore.MendState.APPROVED, ((Preparing.Stands) approved).mend().state());
    return store;
  }

  @Test
  void round_withAMendThatFails_carriesOutTheOthers() throws Exception {
    Break each = missingThere();
    prepare(house.world().token(), each);
    house.execute(
        "INSERT INTO reconciliation_mend (bucket, break_id, party, mending, state, hospital_id,"
            + " settlement_id, request_id, preparer_id, prepare_operator, prepare_time,"
            + " approver_id, approve_operator, approve_time)"
            + " SELECT bucket, 'stuck', party, 'UNDO', 'APPROVED', hospital_id, '',"
            + " (SELECT string_agg(md5(n::text), '') FROM generate_series(1, 500) AS n),"
            + " 'a', 'a', prepare_time - interval '1 hour',"
            + " 'b', 'b', prepare_time - interval '1 hour' FROM reconciliation_mend");
    ReconciliationStore store = approvedByTheDead(each);
    for (int i = 0; i < 600 && store.due(2).size() == 2; i++) {
      World.pause(100);
    }
    assertEquals(
        List.of("DONE"),
        house.database().rows("SELECT state FROM reconciliation_mend WHERE break_id <> 'stuck'"));
    house.execute("DELETE FROM reconciliation_mend WHERE break_id = 'stuck'");
  }

  @Test
  void approval_whoseGatewayDied_isCarriedOutOnceByARound() throws Exception {
    Break each = missingThere();
    prepare(house.world().token(), each);
    ReconciliationStore store = approvedByTheDead(each);
    for (int i = 0; i < 600 && !store.due(1).isEmpty(); i++) {
      World.pause(100);
    }
    assertEquals(List.of("DONE"), house.database().rows("SELECT state FROM reconciliation_mend"));
    assertEquals(List.of("1"), house.database().rows("SELECT count(*) FROM reversal"));
    Mend again = approve(house.world().operatorToken(), each);
    assertEquals("dead", again.getApproverId());
    assertEquals(MendState.MEND_STATE_DONE, again.getState());
  }

  @Test
  void mend_ofWhatIsThereNoMore_isRefused() throws Exception {
    Break each = missingThere();
    prepare(house.world().token(), each);
    statements.send(
        "day-1b",
        Statements.line(1, house.settle(again(1))),
        Statements.line(2, house.settle(again(2))));
    refused("BREAK_NOT_FOUND", () -> approve(house.world().operatorToken(), each));
    assertEquals(List.of("0"), house.database().rows("SELECT count(*) FROM reversal"));
  }

  /** The same request id again, which answers the same settlement. */
  private static io.yizhan.proto.v1.SettleClaimRequest again(int person) {
    return Claims.request(
        "R" + person,
        Claims.settledStay(
            World.HOSPITAL,
            Invented.person(person),
            "E" + person,
            "2016-08-01",
            1_000_000,
            700_000));
  }
}
