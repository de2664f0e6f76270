package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yizhan.proto.v1.GetPaperClaimRequest;
import io.yizhan.proto.v1.GetReceivableRequest;
import io.yizhan.proto.v1.ListReceivablesRequest;
import io.yizhan.proto.v1.Receivable;
import io.yizhan.proto.v1.ReceivableEntry;
import io.yizhan.proto.v1.ReceivableEntryKind;
import io.yizhan.proto.v1.ReceivableKind;
import io.yizhan.proto.v1.RecordPaymentResponse;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.TakeBackPaymentRequest;
import io.yizhan.proto.v1.WriteOffReceivableRequest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What claims on paper leave to be paid out: listed, paid, taken back. */
class PayOutTest {
  private final PayOutScene scene = new PayOutScene();

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void paperClaim_settled_isToBePaidOutAndOwedBackWhenReversed() {
    Settlement settled = scene.settle("paper-1");
    Receivable owed = scene.payOut(settled);
    assertEquals(Offices.AID, owed.getPartyCode());
    assertEquals(Claims.COUNTY, owed.getCountyCode());
    assertEquals(PayOutScene.AID_FEN, owed.getOutstandingFen());
    assertEquals(
        0,
        scene
            .house()
            .client()
            .receivables(scene.other())
            .listReceivables(PayOutScene.open().build())
            .getReceivablesCount());
    assertEquals(
        "SUPPLEMENT_STANDS",
        PayOutScene.reason(
            () ->
                scene
                    .desk()
                    .writeOffReceivable(
                        WriteOffReceivableRequest.newBuilder()
                            .setRequestId("off")
                            .setReceivableId(owed.getReceivableId())
                            .setAmountFen(1)
                            .setFundCode(Offices.AID)
                            .setReason("x")
                            .build())));
    assertEquals(
        "MORE_THAN_OWED",
        PayOutScene.reason(() -> scene.pay(owed, PayOutScene.AID_FEN + 1, "B-0")));
    scene.pay(owed, 200_000, "");
    var papers =
        scene
            .house()
            .client()
            .aid(scene.months().clerkToken())
            .getPaperClaim(
                GetPaperClaimRequest.newBuilder()
                    .setSettlementId(settled.getSettlementId())
                    .setPurpose("核对")
                    .build());
    assertEquals(PayOutScene.AID_FEN, papers.getPayoutFen());
    assertEquals(10_000, papers.getOutstandingFen());
    assertEquals(List.of(owed.getReceivableId()), papers.getPayOutIdsList());
    scene.reverse(settled);
    assertEquals(0, scene.again(owed).getOutstandingFen());
    Receivable back =
        scene
            .desk()
            .listReceivables(
                ListReceivablesRequest.newBuilder()
                    .setKind(ReceivableKind.RECEIVABLE_KIND_CLAW_BACK)
                    .build())
            .getReceivables(0);
    assertEquals(200_000, back.getOutstandingFen());
    assertEquals(Offices.AID, back.getPartyCode());
  }

  @Test
  void payment_takenBack_isOwedAgainAndInTheRightFile() {
    Receivable owed = scene.payOut(scene.settle("paper-1"));
    String first = scene.desk().exportPayOuts(scene.file().build()).getFileId();
    RecordPaymentResponse paid = scene.payFiled(owed, "B-1");
    assertEquals(
        List.of("bank_date"),
        PayOutScene.refused(
                () ->
                    scene
                        .desk()
                        .takeBackPayment(
                            scene
                                .takeBack(owed, paid, "")
                                .setBankDate(Claims.date(PayOutScene.DAY))
                                .build()))
            .fieldNames());
    TakeBackPaymentRequest neverWas = scene.takeBack(owed, paid, "").build();
    Receivable after = scene.desk().takeBackPayment(neverWas).getReceivable();
    assertEquals(PayOutScene.AID_FEN, after.getOutstandingFen());
    assertEquals(first, after.getPaymentFileId(), "the bank may still pay the file");
    assertEquals(after, scene.desk().takeBackPayment(neverWas).getReceivable());
    assertEquals(
        "PAYMENT_NOT_RECORDED",
        PayOutScene.reason(
            () -> scene.desk().takeBackPayment(scene.takeBack(owed, paid, "").build())));

    RecordPaymentResponse repaid = scene.payFiled(owed, "B-2");
    Receivable sentBack =
        scene.desk().takeBackPayment(scene.takeBack(owed, repaid, "R-2").build()).getReceivable();
    assertEquals("", sentBack.getPaymentFileId(), "what came back is in the next file");
    ReceivableEntry last =
        scene
            .desk()
            .getReceivable(
                GetReceivableRequest.newBuilder().setReceivableId(owed.getReceivableId()).build())
            .getEntriesList()
            .stream()
            .filter(each -> each.getBankReference().equals("R-2"))
            .findFirst()
            .orElseThrow();
    assertEquals(ReceivableEntryKind.RECEIVABLE_ENTRY_KIND_RETURN, last.getKind());
    assertEquals(-PayOutScene.AID_FEN, last.getAmountFen());
    assertEquals(repaid.getEntryId(), last.getReturnedEntryId());
    assertEquals("R-2", last.getBankReference());
    assertEquals(Claims.date(PayOutScene.DAY), last.getBankDate());
    assertEquals("户名不符", last.getNote());

    RecordPaymentResponse cash = scene.pay(owed, 10_000, "");
    assertEquals(
        "PAYMENT_NOT_RECORDED",
        PayOutScene.reason(
            () -> scene.desk().takeBackPayment(scene.takeBack(owed, cash, "R-3").build())));
    String rest = scene.desk().exportPayOuts(scene.file().build()).getFileId();
    Receivable more =
        scene.desk().takeBackPayment(scene.takeBack(owed, cash, "").build()).getReceivable();
    assertEquals(PayOutScene.AID_FEN, more.getOutstandingFen());
    assertEquals(rest, more.getPaymentFileId());
    assertEquals(PayOutScene.AID_FEN - 10_000, more.getPaymentFileFen(), "it names what it named");
    scene.payFiled(owed, "B-4");
    assertEquals(10_000, scene.again(owed).getOutstandingFen(), "the rest is in the next");
    assertEquals(10_000, scene.desk().exportPayOuts(scene.file().build()).getTotalFen());
  }

  @Test
  void payment_thatNeverWasBesideAnotherFile_isTakenBackOnceItsFileIsReplaced() {
    Receivable owed = scene.payOut(scene.settle("paper-1"));
    RecordPaymentResponse cash = scene.pay(owed, 10_000, "");
    String first = scene.desk().exportPayOuts(scene.file().build()).getFileId();
    RecordPaymentResponse never = scene.payFiled(owed, "B-1");
    scene.desk().takeBackPayment(scene.takeBack(owed, cash, "").build());
    String rest = scene.desk().exportPayOuts(scene.file().build()).getFileId();
    assertEquals(10_000, scene.again(owed).getPaymentFileFen());
    assertEquals(
        "IN_PAYMENT_FILE",
        PayOutScene.reason(
            () -> scene.desk().takeBackPayment(scene.takeBack(owed, never, "").build())),
        "two files would name it");
    assertEquals(
        0, scene.desk().exportPayOuts(scene.file().setReplacesFileId(first).build()).getRowCount());
    Receivable after =
        scene.desk().takeBackPayment(scene.takeBack(owed, never, "").build()).getReceivable();
    assertEquals(PayOutScene.AID_FEN, after.getOutstandingFen());
    assertEquals(rest, after.getPaymentFileId());
    scene.payFiled(owed, "B-2");
    assertEquals(
        PayOutScene.AID_FEN - 10_000,
        scene.desk().exportPayOuts(scene.file().build()).getTotalFen());
  }

  @Test
  void payment_ofAReversedSettlementThatNeverWas_isNotOwedBack() {
    Settlement settled = scene.settle("paper-1");
    Receivable owed = scene.payOut(settled);
    RecordPaymentResponse paid = scene.pay(owed, 200_000, "B-1");
    scene.reverse(settled);
    Receivable back = scene.clawBack();
    assertEquals(200_000, back.getOutstandingFen());
    assertEquals(
        "ALREADY_REVERSED",
        PayOutScene.reason(
            () -> scene.desk().takeBackPayment(scene.takeBack(owed, paid, "R-1").build())),
        "what the bank sent back is a payment of what is owed back");
    TakeBackPaymentRequest neverWas = scene.takeBack(owed, paid, "").build();
    assertEquals(0, scene.desk().takeBackPayment(neverWas).getReceivable().getOutstandingFen());
    scene.desk().takeBackPayment(neverWas);
    assertEquals(0, scene.again(back).getOutstandingFen());
  }

  @Test
  void payment_ofAReversedSettlementThatItsFileStillNames_isTakenBackOnceThatIsReplaced() {
    Settlement settled = scene.settle("paper-1");
    Receivable owed = scene.payOut(settled);
    String file = scene.desk().exportPayOuts(scene.file().build()).getFileId();
    RecordPaymentResponse paid = scene.payFiled(owed, "B-1");
    scene.reverse(settled);
    assertEquals(
        "IN_PAYMENT_FILE",
        PayOutScene.reason(
            () -> scene.desk().takeBackPayment(scene.takeBack(owed, paid, "").build())),
        "the bank may still pay the file");
    scene.desk().exportPayOuts(scene.file().setReplacesFileId(file).build());
    scene.desk().takeBackPayment(scene.takeBack(owed, paid, "").build());
    assertEquals(0, scene.again(scene.clawBack()).getOutstandingFen());
  }

  @Test
  void receivable_ofMoreEntriesThanAreShown_showsTheNewest() {
    Receivable owed = scene.payOut(scene.settle("paper-1"));
    String paid = scene.pay(owed, 10_000, "B-1").getEntryId();
    String planted =
        "bucket, person_id, receivable_id, kind, amount_fen, payer, note, entry_date,"
            + " owner_id, request_id, caller_id, entry_time, bank_reference, bank_date, file_id,"
            + " returns_id";
    scene
        .house()
        .execute(
            "INSERT INTO receivable_entry (entry_id, "
                + planted
                + ") SELECT '00' || n, "
                + planted
                    .replace("kind", "'PLAN'")
                    .replace("amount_fen", "0")
                    .replace("bank_reference", "''")
                    .replace("bank_date", "NULL")
                + " FROM receivable_entry, generate_series(1, 500) AS n WHERE entry_id = '"
                + paid
                + "'");
    var shown =
        scene
            .desk()
            .getReceivable(
                GetReceivableRequest.newBuilder().setReceivableId(owed.getReceivableId()).build())
            .getEntriesList();
    assertEquals(500, shown.size());
    assertEquals(paid, shown.get(499).getEntryId());
    scene.house().execute("DELETE FROM receivable_entry WHERE kind = 'PLAN'");
  }
}
