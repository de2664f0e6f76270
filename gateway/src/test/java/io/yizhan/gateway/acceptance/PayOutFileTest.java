package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yizhan.auditor.LedgerAuditor;
import io.yizhan.proto.v1.ExportPayOutsRequest;
import io.yizhan.proto.v1.ExportPayOutsResponse;
import io.yizhan.proto.v1.GetPayOutFileResponse;
import io.yizhan.proto.v1.ListReceivablesRequest;
import io.yizhan.proto.v1.Receivable;
import io.yizhan.proto.v1.RecordPaymentResponse;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.UndoRequestRequest;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Payment files of what persons are to be paid: no two name the same money. */
class PayOutFileTest {
  private final PayOutScene scene = new PayOutScene();

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void file_ofPayOuts_namesEachOnceAndHoldsItsSettlement() {
    Settlement first = scene.settle("paper-1");
    Settlement second = scene.settle("paper-2");
    ExportPayOutsRequest request = scene.file().build();
    ExportPayOutsResponse made = scene.desk().exportPayOuts(request);
    assertEquals(2, made.getRowCount());
    assertEquals(2 * PayOutScene.AID_FEN, made.getTotalFen());
    assertEquals(made, scene.desk().exportPayOuts(request), "the same request, the same file");
    assertEquals(
        "NOTHING_TO_PAY",
        PayOutScene.reason(() -> scene.desk().exportPayOuts(scene.file().build())));
    assertEquals(
        "NOT_YOUR_REGION",
        PayOutScene.reason(
            () ->
                scene
                    .house()
                    .client()
                    .receivables(scene.other())
                    .exportPayOuts(scene.file().build())));
    Receivable one = scene.payOut(first);
    assertEquals(made.getFileId(), one.getPaymentFileId());
    assertEquals(
        2,
        scene
            .desk()
            .listReceivables(
                ListReceivablesRequest.newBuilder().setPaymentFileId(made.getFileId()).build())
            .getReceivablesCount());

    assertEquals("IN_PAYMENT_FILE", PayOutScene.reason(() -> scene.reverse(first)));
    assertEquals(
        "IN_PAYMENT_FILE",
        PayOutScene.reason(
            () ->
                scene
                    .house()
                    .client()
                    .settlements(scene.months().clerkToken())
                    .undoRequest(
                        UndoRequestRequest.newBuilder()
                            .setHospitalId(Offices.OFFICE)
                            .setUndoneRequestId("paper-1")
                            .setOperatorId("clerk-8")
                            .build())));
    assertEquals(
        PayOutScene.AID_FEN, scene.again(one).getOutstandingFen(), "a refusal changes nothing");

    assertEquals(
        "IN_PAYMENT_FILE", PayOutScene.reason(() -> scene.pay(one, PayOutScene.AID_FEN, "B-1")));
    assertEquals(
        "NOT_IN_PAYMENT_FILE",
        PayOutScene.reason(
            () ->
                scene
                    .desk()
                    .recordPayment(
                        scene
                            .payment(one, 10_000, "B-1")
                            .setPaymentFileId(made.getFileId())
                            .build())));
    scene.payFiled(one, "B-1");
    assertEquals("", scene.again(one).getPaymentFileId());
    assertEquals(
        "NOT_IN_PAYMENT_FILE",
        PayOutScene.reason(
            () ->
                scene
                    .desk()
                    .recordPayment(
                        scene
                            .payment(scene.payOut(scene.settle("paper-3")), 1, "B-1")
                            .setPaymentFileId("none")
                            .build())));
    ExportPayOutsResponse next =
        scene.desk().exportPayOuts(scene.file().setReplacesFileId(made.getFileId()).build());
    assertEquals(2, next.getRowCount(), "what is paid is in no file");
    assertEquals(
        next.getFileId(),
        scene.rows(scene.months().clerkToken(), made.getFileId()).getReplacedByFileId());
    assertEquals(
        2 * PayOutScene.AID_FEN,
        scene.rows(scene.months().clerkToken(), next.getFileId()).getNamedFen());
    String left = scene.payOut(second).getReceivableId();
    ExportPayOutsResponse without =
        scene
            .desk()
            .exportPayOuts(
                scene
                    .file()
                    .setReplacesFileId(next.getFileId())
                    .addLeftOutReceivableIds(left)
                    .build());
    assertEquals(1, without.getRowCount());
    assertEquals("", scene.payOut(second).getPaymentFileId());
    scene.reverse(second);
    assertEquals(
        "ROLE_MAY_NOT",
        PayOutScene.reason(
            () ->
                scene
                    .house()
                    .client()
                    .receivables(scene.house().world().operatorToken())
                    .exportPayOuts(scene.file().build())));
    assertEquals(
        "PAYMENT_FILE_NOT_FOUND",
        PayOutScene.reason(
            () -> scene.desk().exportPayOuts(scene.file().setReplacesFileId("none").build())));
  }

  @Test
  void file_read_hasTheAccountsEachTimeAndKeepsWhoLooked() {
    Settlement settled = scene.settle("paper-1");
    String fileId = scene.desk().exportPayOuts(scene.file().build()).getFileId();
    GetPayOutFileResponse found = scene.rows(scene.months().clerkToken(), fileId);
    String text = found.getContent().toStringUtf8();
    assertEquals(
        List.of(
            "账户名氏,"
                + Offices.ACCOUNT
                + ",某农商行,"
                + Offices.AID
                + ",2100.00,"
                + scene.payOut(settled).getReceivableId()
                + ","
                + settled.getSettlementId(),
            "合计 total,1,,,2100.00,,"),
        text.lines().skip(1).toList());
    assertEquals(found, scene.rows(scene.months().clerkToken(), fileId));
    assertEquals(
        2,
        scene
            .house()
            .database()
            .number("SELECT count(*) FROM person_access WHERE purpose = '本周付款'"));
    assertEquals(
        "PAYMENT_FILE_NOT_FOUND", PayOutScene.reason(() -> scene.rows(scene.other(), fileId)));
    assertEquals(
        0,
        scene
            .house()
            .database()
            .number(
                "SELECT count(*) FROM request WHERE position('"
                    + Offices.ACCOUNT
                    + "'::bytea IN coalesce(reply, '')) > 0"),
        "no stored reply has an account");
    assertFalse(text.getBytes(StandardCharsets.UTF_8).length == 0);
  }

  @Test
  void file_replacedTwiceOrLeavingOutWhatItCannot_isRefused() {
    Receivable one = scene.payOut(scene.settle("paper-1"));
    String first = scene.desk().exportPayOuts(scene.file().build()).getFileId();
    Receivable two = scene.payOut(scene.settle("paper-2"));
    assertEquals(
        "IN_PAYMENT_FILE",
        PayOutScene.reason(
            () ->
                scene
                    .desk()
                    .exportPayOuts(
                        scene.file().addLeftOutReceivableIds(one.getReceivableId()).build())));
    assertEquals(
        "RECEIVABLE_NOT_FOUND",
        PayOutScene.reason(
            () ->
                scene.desk().exportPayOuts(scene.file().addLeftOutReceivableIds("none").build())));
    assertEquals("", scene.again(two).getPaymentFileId(), "a refusal names nothing");
    String second =
        scene.desk().exportPayOuts(scene.file().setReplacesFileId(first).build()).getFileId();
    Refusals again =
        PayOutScene.refused(
            () -> scene.desk().exportPayOuts(scene.file().setReplacesFileId(first).build()));
    assertEquals("PAYMENT_FILE_REPLACED", again.info().getReason());
    assertEquals(second, again.info().getMetadataOrThrow("file_id"));
  }

  @Test
  void file_whereAnotherFundAsksSomethingBack_leavesItOutUntilThatIsSettled() {
    Receivable owed = scene.payOut(scene.settle("paper-1"));
    scene.payOut(scene.settle("paper-2"));
    scene
        .house()
        .execute(
            "INSERT INTO receivable (bucket, person_id, receivable_id, kind, party, county,"
                + " settlement_id, source_id, amount_fen, outstanding_fen, opened_date, reason,"
                + " plan_due, plan_fen, plan_from_fen, caller_id, open_time)"
                + " SELECT bucket, person_id, 'planted', 'CLAW_BACK', '610199@410122', county, settlement_id,"
                + " 'correction', 10, 10, opened_date, '', plan_due, plan_fen, 0, caller_id, open_time"
                + " FROM receivable WHERE receivable_id = '"
                + owed.getReceivableId()
                + "'");
    assertEquals(1, scene.desk().exportPayOuts(scene.file().build()).getRowCount());
    assertEquals("", scene.again(owed).getPaymentFileId());
    scene
        .house()
        .execute("UPDATE receivable SET outstanding_fen = 0 WHERE receivable_id = 'planted'");
    ExportPayOutsResponse later = scene.desk().exportPayOuts(scene.file().build());
    assertEquals(1, later.getRowCount());
    scene
        .house()
        .execute("UPDATE receivable SET outstanding_fen = 10 WHERE receivable_id = 'planted'");
    assertEquals(
        0,
        scene
            .desk()
            .exportPayOuts(scene.file().setReplacesFileId(later.getFileId()).build())
            .getRowCount());
    assertEquals("", scene.again(owed).getPaymentFileId());
    scene.house().execute("DELETE FROM receivable WHERE receivable_id = 'planted'");
  }

  @Test
  void books_ofPayOutsTamperedWith_areFound() throws SQLException {
    Receivable one = scene.payOut(scene.settle("paper-1"));
    Receivable two = scene.payOut(scene.settle("paper-2"));
    scene.desk().exportPayOuts(scene.file().build());
    RecordPaymentResponse paid = scene.payFiled(one, "B-1");
    scene.desk().takeBackPayment(scene.takeBack(one, paid, "R-1").build());
    assertFalse(two.getReceivableId().isEmpty());
    tamper("UPDATE receivable SET party = '610101@410122'", "is owed by each fund");
    tamper("UPDATE receivable SET county = '410199'", "is owed by each fund");
    tamper(
        "UPDATE receivable_entry SET returns_id = 'none' WHERE kind = 'RETURN'",
        "is the mirror of one");
    tamper(
        "UPDATE receivable SET file_id = '', file_fen = 0 WHERE file_id <> ''",
        "name the same money");
    tamper("UPDATE pay_out_file_part SET amount_fen = amount_fen + 1", "name the same money");
    tamper(
        "UPDATE receivable_entry SET file_id = '' WHERE kind = 'PAYMENT'", "name the same money");
  }

  private void tamper(String sql, String rule) throws SQLException {
    try (Connection connection = scene.house().connection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      try {
        assertTrue(statement.executeUpdate(sql) > 0, "the tampering must change something");
        List<String> findings = LedgerAuditor.findings(connection);
        assertTrue(
            findings.stream().anyMatch(finding -> finding.split(":", 2)[0].contains(rule)),
            sql + findings);
      } finally {
        connection.rollback();
      }
    }
  }
}
