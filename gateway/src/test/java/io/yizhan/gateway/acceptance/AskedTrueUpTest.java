package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.yizhan.proto.insurer.v1.RequestState;
import io.yizhan.proto.v1.ChangedInput;
import io.yizhan.proto.v1.ListOneSidedSettlementsRequest;
import io.yizhan.proto.v1.OneSidedSettlement;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.Readjudication;
import io.yizhan.proto.v1.Settlement;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What was computed while its insurer was away is trued up to what the insurer says, by the
 * re-adjudication of the person, and then settled on both sides.
 */
class AskedTrueUpTest {
  private AskedWorld asked;
  private TrueUps trueUps;

  @BeforeEach
  void open() {
    asked = AskedWorld.open();
    trueUps = new TrueUps(asked);
  }

  @AfterEach
  void close() {
    asked.close();
  }

  private List<OneSidedSettlement> oneSided() {
    return asked
        .house()
        .client()
        .insurance(asked.house().world().token())
        .listOneSidedSettlements(
            ListOneSidedSettlementsRequest.newBuilder().setHospitalId(World.HOSPITAL).build())
        .getLinesList();
  }

  @Test
  void trueUp_bookedByTwoAtOnce_booksTheDifferenceOnceAndIsConfirmedThere() throws Exception {
    PersonDocument person = asked.member(21);
    Settlement settled = trueUps.settleAway("R21", person, AskedWorld.APPRENTICES);
    assertEquals(500_000, House.paid(settled, "apprentices"));
    assertEquals(150_000, settled.getPatientShareFen());
    trueUps.insurerIsBack("TRUE_UP");
    assertEquals(1, oneSided().size());

    Readjudication preview = trueUps.preview(person);
    assertEquals(120_000, preview.getDifferences(0).getAfterPatientShareFen());
    assertEquals(1, preview.getDifferences(0).getOwedAmountsCount());
    assertEquals(30_000, preview.getDifferences(0).getOwedAmounts(0).getAmountFen());
    assertEquals("", preview.getDifferences(0).getOwedAmounts(0).getFundCode());
    assertFalse(preview.hasObstacle());
    ExecutorService two = Executors.newFixedThreadPool(2);
    List<Future<String>> callers = new ArrayList<>();
    for (String request : List.of("B21-a", "B21-b")) {
      Callable<String> call = () -> trueUps.book(request, person, preview);
      callers.add(two.submit(call));
    }
    TreeSet<String> outcomes = new TreeSet<>();
    for (Future<String> caller : callers) {
      outcomes.add(caller.get(1, TimeUnit.MINUTES));
    }
    two.shutdown();
    assertEquals(new TreeSet<>(List.of("", "PREVIEW_SUPERSEDED")), outcomes);

    AskedWorld.await(() -> asked.legs().getOrDefault("CONFIRMED", 0L) == 1);
    assertEquals(List.of(), oneSided());
    assertEquals(1, asked.atInsurer(RequestState.REQUEST_STATE_SETTLED));
    assertEquals(List.of(), trueUps.preview(person).getDifferencesList());
    assertEquals(
        1, asked.house().database().number("SELECT count(*) FROM settlement WHERE kind = 'C'"));
    assertEquals(List.of(), asked.house().audit());

    trueUps.reverse("V21", settled);
    AskedWorld.await(() -> !asked.legs().containsKey("CONFIRMED"));
    AskedWorld.await(() -> !asked.legs().containsKey("CANCELLING"));
    assertEquals(0, asked.atInsurer(RequestState.REQUEST_STATE_SETTLED));
    assertEquals(List.of(), asked.house().audit());
  }

  @Test
  void computed_insurerSaysTheSame_isItsPlatformsToPayAndNothingIsCorrected() {
    PersonDocument person = asked.member(24);
    Settlement settled = trueUps.settleAway("R24", person, AskedWorld.STUDENTS);
    assertEquals(600_000, House.paid(settled, "students"));
    assertEquals(List.of(), trueUps.preview(person).getDifferencesList());
    trueUps.insurerIsBack("CONFIRMED");
    assertEquals(List.of(), trueUps.preview(person).getDifferencesList());
    assertEquals(
        List.of("fund:390100@420102/students/by-insurer|600000"),
        asked
            .house()
            .database()
            .rows(
                "SELECT account, amount_fen FROM posting WHERE account LIKE 'fund:390100@%'"
                    + " AND amount_fen > 0"));
  }

  @Test
  void trueUp_otherAmountsAreStated_isBlockedAndTheSameAreTaken() {
    PersonDocument person = asked.member(22);
    Settlement settled = trueUps.settleAway("R22", person, AskedWorld.APPRENTICES);
    trueUps.insurerIsBack("TRUE_UP");
    ChangedInput.Builder stated =
        ChangedInput.newBuilder().setSettlementId(settled.getSettlementId());
    Readjudication other =
        trueUps.preview(
            person, stated.setInsurerSettlement(Claims.insurer("X", "390100", 700_000)).build());
    assertEquals("INSURER_SAID_OTHERWISE", other.getObstacle().getCode());
    Readjudication same =
        trueUps.preview(
            person, stated.setInsurerSettlement(Claims.insurer("X", "390100", 600_000)).build());
    assertEquals(trueUps.preview(person), same);
  }

  @Test
  void trueUp_afterOtherAmountsWereBookedWhileAway_owesTheRestToTheFen() {
    PersonDocument person = asked.member(27);
    Settlement settled = trueUps.settleAway("R27", person, AskedWorld.APPRENTICES);
    assertEquals(150_000, settled.getPatientShareFen());
    ChangedInput stated =
        ChangedInput.newBuilder()
            .setSettlementId(settled.getSettlementId())
            .setInsurerSettlement(Claims.insurer("X", "390100", 650_000))
            .build();
    Readjudication first = trueUps.preview(person, stated);
    assertEquals(105_000, first.getDifferences(0).getAfterPatientShareFen());
    assertEquals("", trueUps.book("B27-a", person, first, stated));
    assertEquals(45_000, trueUps.owedFen("REFUND"));
    trueUps.insurerIsBack("TRUE_UP");
    Readjudication second = trueUps.preview(person);
    assertEquals(120_000, second.getDifferences(0).getAfterPatientShareFen());
    assertEquals("", trueUps.book("B27-b", person, second));
    assertEquals(15_000, trueUps.owedFen("PATIENT_SHARE"));
    assertEquals(0, trueUps.owedFen("SUPPLEMENT") + trueUps.owedFen("CLAW_BACK"));
    AskedWorld.await(() -> asked.legs().getOrDefault("CONFIRMED", 0L) == 1);
    assertEquals(List.of(), asked.house().audit());
  }

  @Test
  void trueUp_policyThatRefusesTheDifference_isBlockedUntilItIsReversed() {
    PersonDocument person = asked.member(23);
    Settlement settled = trueUps.settleAway("R23", person, AskedWorld.PUPILS);
    trueUps.insurerIsBack("TRUE_UP");
    Readjudication preview = trueUps.preview(person);
    assertEquals("INSURER_DIFFERS", preview.getObstacle().getCode());
    assertEquals("READJUDICATION_BLOCKED", trueUps.book("B23", person, preview));
    assertEquals(1, oneSided().size());
    trueUps.reverse("V23", settled);
    AskedWorld.await(() -> oneSided().isEmpty());
    assertEquals(List.of(), trueUps.preview(person).getDifferencesList());
  }

  @Test
  void auditor_legThatHoldsOtherThanTheInsurerSaid_isFound() {
    PersonDocument person = asked.member(25);
    trueUps.settleAway("R25", person, AskedWorld.APPRENTICES);
    trueUps.insurerIsBack("TRUE_UP");
    assertEquals("", trueUps.book("B25", person, trueUps.preview(person)));
    AskedWorld.await(() -> asked.legs().getOrDefault("CONFIRMED", 0L) == 1);
    assertEquals(List.of(), asked.house().audit());
    for (String damage :
        List.of(
            "fund_fens = '{500000}'",
            "fund_codes = '{390200}'",
            "hospital_share_fen = 1",
            "fund_codes = '{}', fund_fens = '{}'")) {
      asked.house().execute("UPDATE insurer_leg SET " + damage + " WHERE state = 'CONFIRMED'");
      assertFalse(asked.house().audit().isEmpty(), damage);
      asked
          .house()
          .execute(
              "UPDATE insurer_leg SET fund_codes = '{390100}', fund_fens = '{600000}',"
                  + " hospital_share_fen = 0 WHERE state = 'CONFIRMED'");
      assertEquals(List.of(), asked.house().audit());
    }
  }

  @Test
  void trueUp_withoutItsCorrection_isFoundByTheAuditor() {
    trueUps.settleAway("R26", asked.member(26), AskedWorld.APPRENTICES);
    trueUps.insurerIsBack("TRUE_UP");
    assertEquals(List.of(), asked.house().audit());
    asked
        .house()
        .execute(
            "UPDATE insurer_leg SET state = 'CONFIRMED', fund_fens = said_fens"
                + " WHERE state = 'TRUE_UP'");
    assertFalse(asked.house().audit().isEmpty());
  }
}
