package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.proto.v1.OwePatientShareRequest;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.Readjudication;
import io.yizhan.proto.v1.RecordPaymentRequest;
import io.yizhan.proto.v1.Settlement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whose the difference is when an insurer that was away says another amount: it has paid nobody, so
 * it is the hospital's, and no fund's.
 */
class AskedTrueUpPayeeTest {
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

  /** Settled while the insurer was away, which has said 600,000 since. */
  private Settlement settledAway(String request, PersonDocument person, String scheme) {
    Settlement settled = trueUps.settleAway(request, person, scheme);
    trueUps.insurerIsBack("TRUE_UP");
    return settled;
  }

  @Test
  void trueUp_insurerSaysLess_personOwesTheHospitalAndAidPaysItMore() {
    PersonDocument person = asked.member(28);
    Settlement settled = settledAway("R28", person, AskedWorld.RETRAINED);
    Readjudication preview = trueUps.preview(person);
    assertEquals(120_000, preview.getDifferences(0).getAfterPatientShareFen());
    assertTrue(preview.getNotices(0).getZh().contains("其中向医院补交 300.00 元"));
    assertTrue(preview.getNotices(0).getEn().contains("you owe the hospital 300.00 yuan"));
    assertEquals("", trueUps.book("B28", person, preview));
    assertEquals(
        List.of(
            "fund:390100|hospital|600000",
            "fund:610100|hospital|280000",
            "patient|hospital|120000"),
        trueUps.borne());
    assertEquals(List.of("PATIENT_SHARE|" + World.HOSPITAL + "|30000|30000"), trueUps.owed());
    AskedWorld.await(() -> asked.legs().getOrDefault("CONFIRMED", 0L) == 1);
    assertEquals(List.of(), asked.house().audit());

    trueUps.reverse("V28", settled);
    assertEquals(List.of("PATIENT_SHARE|" + World.HOSPITAL + "|30000|0"), trueUps.owed());
    assertEquals(
        List.of("fund:390100|hospital|0", "fund:610100|hospital|0", "patient|hospital|0"),
        trueUps.borne());
    AskedWorld.await(() -> !asked.legs().containsKey("CANCELLING"));
    assertEquals(List.of(), asked.house().audit());
  }

  @Test
  void trueUp_insurerSaysMore_hospitalOwesThePersonAndGivesAidBack() {
    PersonDocument person = asked.member(29);
    Settlement settled = settledAway("R29", person, AskedWorld.APPRENTICES);
    assertEquals("", trueUps.book("B29", person, trueUps.preview(person)));
    assertEquals(
        List.of(
            "fund:390100|hospital|600000",
            "fund:610100|hospital|280000",
            "patient|hospital|120000"),
        trueUps.borne());
    assertEquals(List.of("REFUND|" + World.HOSPITAL + "|30000|30000"), trueUps.owed());
    AskedWorld.await(() -> asked.legs().getOrDefault("CONFIRMED", 0L) == 1);
    asked
        .house()
        .client()
        .receivables(asked.house().world().token())
        .recordPayment(
            RecordPaymentRequest.newBuilder()
                .setRequestId("P29")
                .setReceivableId(
                    asked.house().database().rows("SELECT receivable_id FROM receivable").get(0))
                .setAmountFen(30_000)
                .setNote("现金退还")
                .build());
    trueUps.reverse("V29", settled);
    assertEquals(
        List.of(
            "PATIENT_SHARE|" + World.HOSPITAL + "|30000|30000",
            "REFUND|" + World.HOSPITAL + "|30000|0"),
        trueUps.owed());
    AskedWorld.await(() -> !asked.legs().containsKey("CANCELLING"));
    assertEquals(List.of(), asked.house().audit());
  }

  @Test
  void trueUp_thenTheShareIsLeftOwed_bothAreOwedAndAuditedOnTheirOwn() {
    PersonDocument person = asked.member(30);
    Settlement settled = settledAway("R30", person, AskedWorld.RETRAINED);
    assertEquals("", trueUps.book("B30", person, trueUps.preview(person)));
    asked
        .house()
        .client()
        .receivables(asked.house().world().token())
        .owePatientShare(
            OwePatientShareRequest.newBuilder()
                .setRequestId("O30")
                .setHospitalId(World.HOSPITAL)
                .setSettlementId(settled.getSettlementId())
                .setAmountFen(90_000)
                .build());
    assertEquals(120_000, trueUps.owedFen("PATIENT_SHARE"));
    assertEquals(List.of(), asked.house().audit());
    asked
        .house()
        .execute("UPDATE receivable SET amount_fen = 1, outstanding_fen = 1 WHERE reason = ''");
    assertFalse(asked.house().audit().isEmpty());
  }
}
