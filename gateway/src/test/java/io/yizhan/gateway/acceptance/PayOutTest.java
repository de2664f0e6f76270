package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.StatusRuntimeException;
import io.yizhan.auditor.LedgerAuditor;
import io.yizhan.proto.v1.ExportPayOutsRequest;
import io.yizhan.proto.v1.ExportPayOutsResponse;
import io.yizhan.proto.v1.GetPaperClaimRequest;
import io.yizhan.proto.v1.GetPayOutFileRequest;
import io.yizhan.proto.v1.GetPayOutFileResponse;
import io.yizhan.proto.v1.GetReceivableRequest;
import io.yizhan.proto.v1.ListReceivablesRequest;
import io.yizhan.proto.v1.Party;
import io.yizhan.proto.v1.PartyKind;
import io.yizhan.proto.v1.Receivable;
import io.yizhan.proto.v1.ReceivableEntry;
import io.yizhan.proto.v1.ReceivableEntryKind;
import io.yizhan.proto.v1.ReceivableKind;
import io.yizhan.proto.v1.ReceivableServiceGrpc.ReceivableServiceBlockingStub;
import io.yizhan.proto.v1.ReconcileRequest;
import io.yizhan.proto.v1.ReconciliationSummary;
import io.yizhan.proto.v1.RecordPaymentRequest;
import io.yizhan.proto.v1.RecordPaymentResponse;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.StatementHeading;
import io.yizhan.proto.v1.StatementLine;
import io.yizhan.proto.v1.TakeBackPaymentRequest;
import io.yizhan.proto.v1.UndoRequestRequest;
import io.yizhan.proto.v1.WriteOffReceivableRequest;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What claims on paper leave to be paid out: listed, filed, paid, sent back, compared. */
class PayOutTest {
  private static final Party BANK =
      Party.newBuilder().setKind(PartyKind.PARTY_KIND_BANK).setPartyCode(Claims.COUNTY).build();
  private static final String DAY = "2026-10-05";
  private static final long AID_FEN = 210_000;

  private final ClearedMonths months = ClearedMonths.open();
  private final House house = months.house();
  private final String other = Offices.register(house, "aid-410199", "410199");
  private int persons;

  @AfterEach
  void close() {
    assertEquals(List.of(), house.audit());
    months.close();
  }

  private ReceivableServiceBlockingStub desk() {
    return house.client().receivables(months.clerkToken());
  }

  private Settlement settle(String requestId) {
    months.day(DAY);
    var claim = Offices.paperStay(months.person(++persons), requestId, 1_000_000, 700_000);
    return house
        .client()
        .settlements(months.clerkToken())
        .settleClaim(Claims.request(requestId, claim))
        .getSettlement();
  }

  private static ListReceivablesRequest.Builder open() {
    return ListReceivablesRequest.newBuilder()
        .setKind(ReceivableKind.RECEIVABLE_KIND_PAY_OUT)
        .setOpenOnly(true);
  }

  private Receivable payOut(Settlement of) {
    List<Receivable> found =
        desk().listReceivables(open().build()).getReceivablesList().stream()
            .filter(each -> each.getSettlementId().equals(of.getSettlementId()))
            .toList();
    assertEquals(1, found.size(), found::toString);
    return found.get(0);
  }

  private Receivable again(Receivable before) {
    return desk()
        .getReceivable(
            GetReceivableRequest.newBuilder().setReceivableId(before.getReceivableId()).build())
        .getReceivable();
  }

  private RecordPaymentRequest.Builder payment(Receivable of, long fen, String reference) {
    return RecordPaymentRequest.newBuilder()
        .setRequestId(months.nextId())
        .setReceivableId(of.getReceivableId())
        .setAmountFen(fen)
        .setNote("转账")
        .setBankReference(reference);
  }

  private RecordPaymentResponse pay(Receivable of, long fen, String reference) {
    return desk().recordPayment(payment(of, fen, reference).build());
  }

  /** By the file that names it. */
  private RecordPaymentResponse payFiled(Receivable of, String reference) {
    Receivable now = again(of);
    return desk()
        .recordPayment(
            payment(of, now.getPaymentFileFen(), reference)
                .setPaymentFileId(now.getPaymentFileId())
                .build());
  }

  private TakeBackPaymentRequest.Builder takeBack(
      Receivable of, RecordPaymentResponse paid, String reference) {
    return TakeBackPaymentRequest.newBuilder()
        .setRequestId(months.nextId())
        .setReceivableId(of.getReceivableId())
        .setEntryId(paid.getEntryId())
        .setNote("户名不符")
        .setBankReference(reference);
  }

  private ExportPayOutsRequest.Builder file() {
    return ExportPayOutsRequest.newBuilder()
        .setRequestId(months.nextId())
        .setCountyCode(Claims.COUNTY);
  }

  private GetPayOutFileResponse rows(String token, String fileId) {
    return house
        .client()
        .receivables(token)
        .getPayOutFile(
            GetPayOutFileRequest.newBuilder().setFileId(fileId).setPurpose("本周付款").build());
  }

  private void reverse(Settlement settlement) {
    house
        .client()
        .settlements(months.clerkToken())
        .reverseSettlement(
            ReverseSettlementRequest.newBuilder()
                .setRequestId(months.nextId())
                .setHospitalId(Offices.OFFICE)
                .setSettlementId(settlement.getSettlementId())
                .setOperatorId("clerk-8")
                .setReason("发票有误")
                .build());
  }

  private static Refusals refused(Runnable call) {
    return Refusals.of(assertThrows(StatusRuntimeException.class, call::run));
  }

  private static String reason(Runnable call) {
    return refused(call).info().getReason();
  }

  @Test
  void paperClaim_settled_isToBePaidOutAndOwedBackWhenReversed() {
    Settlement settled = settle("paper-1");
    Receivable owed = payOut(settled);
    assertEquals(Offices.AID, owed.getPartyCode());
    assertEquals(Claims.COUNTY, owed.getCountyCode());
    assertEquals(AID_FEN, owed.getOutstandingFen());
    assertEquals(
        0, house.client().receivables(other).listReceivables(open().build()).getReceivablesCount());
    assertEquals(
        "SUPPLEMENT_STANDS",
        reason(
            () ->
                desk()
                    .writeOffReceivable(
                        WriteOffReceivableRequest.newBuilder()
                            .setRequestId("off")
                            .setReceivableId(owed.getReceivableId())
                            .setAmountFen(1)
                            .setFundCode(Offices.AID)
                            .setReason("x")
                            .build())));
    assertEquals("MORE_THAN_OWED", reason(() -> pay(owed, AID_FEN + 1, "B-0")));
    pay(owed, 200_000, "");
    var papers =
        house
            .client()
            .aid(months.clerkToken())
            .getPaperClaim(
                GetPaperClaimRequest.newBuilder()
                    .setSettlementId(settled.getSettlementId())
                    .setPurpose("核对")
                    .build());
    assertEquals(AID_FEN, papers.getPayoutFen());
    assertEquals(10_000, papers.getOutstandingFen());
    assertEquals(List.of(owed.getReceivableId()), papers.getPayOutIdsList());
    reverse(settled);
    assertEquals(0, again(owed).getOutstandingFen());
    Receivable back =
        desk()
            .listReceivables(
                ListReceivablesRequest.newBuilder()
                    .setKind(ReceivableKind.RECEIVABLE_KIND_CLAW_BACK)
                    .build())
            .getReceivables(0);
    assertEquals(200_000, back.getOutstandingFen());
    assertEquals(Offices.AID, back.getPartyCode());
  }

  @Test
  void file_ofPayOuts_namesEachOnceAndHoldsItsSettlement() {
    Settlement first = settle("paper-1");
    Settlement second = settle("paper-2");
    ExportPayOutsRequest request = file().build();
    ExportPayOutsResponse made = desk().exportPayOuts(request);
    assertEquals(2, made.getRowCount());
    assertEquals(2 * AID_FEN, made.getTotalFen());
    assertEquals(made, desk().exportPayOuts(request), "the same request, the same file");
    assertEquals("NOTHING_TO_PAY", reason(() -> desk().exportPayOuts(file().build())));
    assertEquals(
        "NOT_YOUR_REGION",
        reason(() -> house.client().receivables(other).exportPayOuts(file().build())));
    Receivable one = payOut(first);
    assertEquals(made.getFileId(), one.getPaymentFileId());
    assertEquals(
        2,
        desk()
            .listReceivables(
                ListReceivablesRequest.newBuilder().setPaymentFileId(made.getFileId()).build())
            .getReceivablesCount());

    assertEquals("IN_PAYMENT_FILE", reason(() -> reverse(first)));
    assertEquals(
        "IN_PAYMENT_FILE",
        reason(
            () ->
                house
                    .client()
                    .settlements(months.clerkToken())
                    .undoRequest(
                        UndoRequestRequest.newBuilder()
                            .setHospitalId(Offices.OFFICE)
                            .setUndoneRequestId("paper-1")
                            .setOperatorId("clerk-8")
                            .build())));
    assertEquals(AID_FEN, again(one).getOutstandingFen(), "a refusal changes nothing");

    assertEquals("IN_PAYMENT_FILE", reason(() -> pay(one, AID_FEN, "B-1")));
    assertEquals(
        "NOT_IN_PAYMENT_FILE",
        reason(
            () ->
                desk()
                    .recordPayment(
                        payment(one, 10_000, "B-1").setPaymentFileId(made.getFileId()).build())));
    payFiled(one, "B-1");
    assertEquals("", again(one).getPaymentFileId());
    assertEquals(
        "NOT_IN_PAYMENT_FILE",
        reason(
            () ->
                desk()
                    .recordPayment(
                        payment(payOut(settle("paper-3")), 1, "B-1")
                            .setPaymentFileId("none")
                            .build())));
    ExportPayOutsResponse next =
        desk().exportPayOuts(file().setReplacesFileId(made.getFileId()).build());
    assertEquals(2, next.getRowCount(), "what is paid is in no file");
    assertEquals(
        next.getFileId(), rows(months.clerkToken(), made.getFileId()).getReplacedByFileId());
    assertEquals(2 * AID_FEN, rows(months.clerkToken(), next.getFileId()).getNamedFen());
    String left = payOut(second).getReceivableId();
    ExportPayOutsResponse without =
        desk()
            .exportPayOuts(
                file().setReplacesFileId(next.getFileId()).addLeftOutReceivableIds(left).build());
    assertEquals(1, without.getRowCount());
    assertEquals("", payOut(second).getPaymentFileId());
    reverse(second);
    assertEquals(
        "ROLE_MAY_NOT",
        reason(
            () ->
                house
                    .client()
                    .receivables(house.world().operatorToken())
                    .exportPayOuts(file().build())));
    assertEquals(
        "PAYMENT_FILE_NOT_FOUND",
        reason(() -> desk().exportPayOuts(file().setReplacesFileId("none").build())));
  }

  @Test
  void file_read_hasTheAccountsEachTimeAndKeepsWhoLooked() {
    Settlement settled = settle("paper-1");
    String fileId = desk().exportPayOuts(file().build()).getFileId();
    GetPayOutFileResponse found = rows(months.clerkToken(), fileId);
    String text = found.getContent().toStringUtf8();
    assertEquals(
        List.of(
            "账户名氏,"
                + Offices.ACCOUNT
                + ",某农商行,"
                + Offices.AID
                + ",2100.00,"
                + payOut(settled).getReceivableId()
                + ","
                + settled.getSettlementId(),
            "合计 total,1,,,2100.00,,"),
        text.lines().skip(1).toList());
    assertEquals(found, rows(months.clerkToken(), fileId));
    assertEquals(
        2, house.database().number("SELECT count(*) FROM person_access WHERE purpose = '本周付款'"));
    assertEquals("PAYMENT_FILE_NOT_FOUND", reason(() -> rows(other, fileId)));
    assertEquals(
        0,
        house
            .database()
            .number(
                "SELECT count(*) FROM request WHERE position('"
                    + Offices.ACCOUNT
                    + "'::bytea IN coalesce(reply, '')) > 0"),
        "no stored reply has an account");
    assertFalse(text.getBytes(StandardCharsets.UTF_8).length == 0);
  }

  @Test
  void payment_takenBack_isOwedAgainAndInTheRightFile() {
    Receivable owed = payOut(settle("paper-1"));
    String first = desk().exportPayOuts(file().build()).getFileId();
    RecordPaymentResponse paid = payFiled(owed, "B-1");
    assertEquals(
        List.of("bank_date"),
        refused(
                () ->
                    desk()
                        .takeBackPayment(
                            takeBack(owed, paid, "").setBankDate(Claims.date(DAY)).build()))
            .fieldNames());
    TakeBackPaymentRequest neverWas = takeBack(owed, paid, "").build();
    Receivable after = desk().takeBackPayment(neverWas).getReceivable();
    assertEquals(AID_FEN, after.getOutstandingFen());
    assertEquals(first, after.getPaymentFileId(), "the bank may still pay the file");
    assertEquals(after, desk().takeBackPayment(neverWas).getReceivable());
    assertEquals(
        "PAYMENT_NOT_RECORDED",
        reason(() -> desk().takeBackPayment(takeBack(owed, paid, "").build())));

    RecordPaymentResponse repaid = payFiled(owed, "B-2");
    Receivable sentBack =
        desk().takeBackPayment(takeBack(owed, repaid, "R-2").build()).getReceivable();
    assertEquals("", sentBack.getPaymentFileId(), "what came back is in the next file");
    ReceivableEntry last =
        desk()
            .getReceivable(
                GetReceivableRequest.newBuilder().setReceivableId(owed.getReceivableId()).build())
            .getEntriesList()
            .stream()
            .filter(each -> each.getBankReference().equals("R-2"))
            .findFirst()
            .orElseThrow();
    assertEquals(ReceivableEntryKind.RECEIVABLE_ENTRY_KIND_RETURN, last.getKind());
    assertEquals(-AID_FEN, last.getAmountFen());
    assertEquals(repaid.getEntryId(), last.getReturnedEntryId());
    assertEquals("R-2", last.getBankReference());
    assertEquals(Claims.date(DAY), last.getBankDate());
    assertEquals("户名不符", last.getNote());

    RecordPaymentResponse cash = pay(owed, 10_000, "");
    assertEquals(
        "PAYMENT_NOT_RECORDED",
        reason(() -> desk().takeBackPayment(takeBack(owed, cash, "R-3").build())));
    String rest = desk().exportPayOuts(file().build()).getFileId();
    Receivable more = desk().takeBackPayment(takeBack(owed, cash, "").build()).getReceivable();
    assertEquals(AID_FEN, more.getOutstandingFen());
    assertEquals(rest, more.getPaymentFileId());
    assertEquals(AID_FEN - 10_000, more.getPaymentFileFen(), "it names what it named");
    payFiled(owed, "B-4");
    assertEquals(10_000, again(owed).getOutstandingFen(), "the rest is in the next");
    assertEquals(10_000, desk().exportPayOuts(file().build()).getTotalFen());
  }

  @Test
  void payment_thatNeverWasBesideAnotherFile_isTakenBackOnceItsFileIsReplaced() {
    Receivable owed = payOut(settle("paper-1"));
    RecordPaymentResponse cash = pay(owed, 10_000, "");
    String first = desk().exportPayOuts(file().build()).getFileId();
    RecordPaymentResponse never = payFiled(owed, "B-1");
    desk().takeBackPayment(takeBack(owed, cash, "").build());
    String rest = desk().exportPayOuts(file().build()).getFileId();
    assertEquals(10_000, again(owed).getPaymentFileFen());
    assertEquals(
        "IN_PAYMENT_FILE",
        reason(() -> desk().takeBackPayment(takeBack(owed, never, "").build())),
        "two files would name it");
    assertEquals(0, desk().exportPayOuts(file().setReplacesFileId(first).build()).getRowCount());
    Receivable after = desk().takeBackPayment(takeBack(owed, never, "").build()).getReceivable();
    assertEquals(AID_FEN, after.getOutstandingFen());
    assertEquals(rest, after.getPaymentFileId());
    payFiled(owed, "B-2");
    assertEquals(AID_FEN - 10_000, desk().exportPayOuts(file().build()).getTotalFen());
  }

  @Test
  void payment_ofAReversedSettlementThatNeverWas_isNotOwedBack() {
    Settlement settled = settle("paper-1");
    Receivable owed = payOut(settled);
    RecordPaymentResponse paid = pay(owed, 200_000, "B-1");
    reverse(settled);
    Receivable back = clawBack();
    assertEquals(200_000, back.getOutstandingFen());
    assertEquals(
        "ALREADY_REVERSED",
        reason(() -> desk().takeBackPayment(takeBack(owed, paid, "R-1").build())),
        "what the bank sent back is a payment of what is owed back");
    TakeBackPaymentRequest neverWas = takeBack(owed, paid, "").build();
    assertEquals(0, desk().takeBackPayment(neverWas).getReceivable().getOutstandingFen());
    desk().takeBackPayment(neverWas);
    assertEquals(0, again(back).getOutstandingFen());
  }

  @Test
  void payment_ofAReversedSettlementThatItsFileStillNames_isTakenBackOnceThatIsReplaced() {
    Settlement settled = settle("paper-1");
    Receivable owed = payOut(settled);
    String file = desk().exportPayOuts(file().build()).getFileId();
    RecordPaymentResponse paid = payFiled(owed, "B-1");
    reverse(settled);
    assertEquals(
        "IN_PAYMENT_FILE",
        reason(() -> desk().takeBackPayment(takeBack(owed, paid, "").build())),
        "the bank may still pay the file");
    desk().exportPayOuts(file().setReplacesFileId(file).build());
    desk().takeBackPayment(takeBack(owed, paid, "").build());
    assertEquals(0, again(clawBack()).getOutstandingFen());
  }

  @Test
  void file_replacedTwiceOrLeavingOutWhatItCannot_isRefused() {
    Receivable one = payOut(settle("paper-1"));
    String first = desk().exportPayOuts(file().build()).getFileId();
    Receivable two = payOut(settle("paper-2"));
    assertEquals(
        "IN_PAYMENT_FILE",
        reason(
            () ->
                desk()
                    .exportPayOuts(file().addLeftOutReceivableIds(one.getReceivableId()).build())));
    assertEquals(
        "RECEIVABLE_NOT_FOUND",
        reason(() -> desk().exportPayOuts(file().addLeftOutReceivableIds("none").build())));
    assertEquals("", again(two).getPaymentFileId(), "a refusal names nothing");
    String second = desk().exportPayOuts(file().setReplacesFileId(first).build()).getFileId();
    Refusals again = refused(() -> desk().exportPayOuts(file().setReplacesFileId(first).build()));
    assertEquals("PAYMENT_FILE_REPLACED", again.info().getReason());
    assertEquals(second, again.info().getMetadataOrThrow("file_id"));
  }

  private Receivable clawBack() {
    return desk()
        .listReceivables(
            ListReceivablesRequest.newBuilder()
                .setKind(ReceivableKind.RECEIVABLE_KIND_CLAW_BACK)
                .build())
        .getReceivables(0);
  }

  @Test
  void payment_ofAClawBackThatTheBankSentBack_isNotRecovered() throws Exception {
    Settlement settled = settle("paper-1");
    pay(payOut(settled), AID_FEN, "");
    reverse(settled);
    Receivable back = clawBack();
    RecordPaymentResponse paid = pay(back, 50_000, "C-1");
    assertEquals(50_000, recoveredFen());
    desk().takeBackPayment(takeBack(back, paid, "C-2").build());
    assertEquals(0, recoveredFen());
    assertEquals(AID_FEN, again(back).getOutstandingFen());
    months.day("2026-10-07");
    ReconciliationSummary agreed = reconciled(line(1, "C-1", -50_000), line(2, "C-2", 50_000));
    assertEquals(2, agreed.getPairedCount(), agreed::toString);
    assertEquals(0, agreed.getBreaksCount(), agreed::toString);
  }

  private long recoveredFen() {
    return house
        .database()
        .number("SELECT coalesce(sum(amount_fen), 0)::bigint FROM recovered_money");
  }

  @Test
  void file_whereACorrectionTookSomethingBack_leavesItOutUntilThatIsSettled() {
    Receivable owed = payOut(settle("paper-1"));
    payOut(settle("paper-2"));
    house.execute(
        "INSERT INTO receivable (bucket, person_id, receivable_id, kind, party, county,"
            + " settlement_id, source_id, amount_fen, outstanding_fen, opened_date, reason,"
            + " plan_due, plan_fen, plan_from_fen, caller_id, open_time)"
            + " SELECT bucket, person_id, 'planted', 'CLAW_BACK', party, county, settlement_id,"
            + " 'correction', 10, 10, opened_date, '', plan_due, plan_fen, 0, caller_id, open_time"
            + " FROM receivable WHERE receivable_id = '"
            + owed.getReceivableId()
            + "'");
    assertEquals(1, desk().exportPayOuts(file().build()).getRowCount());
    assertEquals("", again(owed).getPaymentFileId());
    house.execute("UPDATE receivable SET outstanding_fen = 0 WHERE receivable_id = 'planted'");
    ExportPayOutsResponse later = desk().exportPayOuts(file().build());
    assertEquals(1, later.getRowCount());
    house.execute("UPDATE receivable SET outstanding_fen = 10 WHERE receivable_id = 'planted'");
    assertEquals(
        0, desk().exportPayOuts(file().setReplacesFileId(later.getFileId()).build()).getRowCount());
    assertEquals("", again(owed).getPaymentFileId());
    house.execute("DELETE FROM receivable WHERE receivable_id = 'planted'");
  }

  private static StatementLine line(int number, String reference, long fen) {
    return StatementLine.newBuilder()
        .setLineNumber(number)
        .setRequestId(reference)
        .setSettleDate(Claims.date(DAY))
        .setRefund(fen < 0)
        .setFundFen(fen)
        .build();
  }

  @Test
  void payments_ofPayOuts_areComparedWithTheBank() throws Exception {
    Receivable one = payOut(settle("paper-1"));
    Receivable two = payOut(settle("paper-2"));
    Receivable three = payOut(settle("paper-3"));
    Receivable four = payOut(settle("paper-4"));
    months.day("2026-10-07");
    for (Receivable each : List.of(one, two)) {
      desk().recordPayment(payment(each, AID_FEN, "B-1").setBankDate(Claims.date(DAY)).build());
    }
    RecordPaymentResponse never =
        desk().recordPayment(payment(three, 1_00, "B-2").setBankDate(Claims.date(DAY)).build());
    desk().takeBackPayment(takeBack(three, never, "").build());
    RecordPaymentResponse wrong =
        desk().recordPayment(payment(three, AID_FEN, "B-3").setBankDate(Claims.date(DAY)).build());
    desk().takeBackPayment(takeBack(three, wrong, "R-3").setBankDate(Claims.date(DAY)).build());
    pay(four, AID_FEN, "");
    ReconciliationSummary agreed =
        reconciled(line(1, "B-1", 2 * AID_FEN), line(2, "B-3", AID_FEN), line(3, "R-3", -AID_FEN));
    assertEquals(3, agreed.getPairedCount(), agreed::toString);
    assertEquals(0, agreed.getBreaksCount(), agreed::toString);
    assertEquals(2 * AID_FEN, agreed.getHere().getFundFen());
  }

  private ReconciliationSummary reconciled(StatementLine... lines) throws Exception {
    new Statements(house)
        .send(
            months.clerkToken(),
            StatementHeading.newBuilder()
                .setStatementId("bank-1")
                .setParty(BANK)
                .setFromDate(Claims.date(DAY))
                .setToDate(Claims.date(DAY)),
            List.of(lines));
    return house
        .client()
        .reconciliations(months.clerkToken())
        .reconcile(
            ReconcileRequest.newBuilder()
                .setParty(BANK)
                .setFromDate(Claims.date(DAY))
                .setToDate(Claims.date(DAY))
                .build())
        .getSummary();
  }

  @Test
  void books_ofPayOutsTamperedWith_areFound() throws SQLException {
    Receivable one = payOut(settle("paper-1"));
    Receivable two = payOut(settle("paper-2"));
    desk().exportPayOuts(file().build());
    RecordPaymentResponse paid = payFiled(one, "B-1");
    desk().takeBackPayment(takeBack(one, paid, "R-1").build());
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
    try (Connection connection = house.connection();
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
