package io.yizhan.gateway.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.BadRequest;
import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.BankAccount;
import io.yizhan.proto.v1.ConfirmPayeeAccountRequest;
import io.yizhan.proto.v1.ExportPaymentsRequest;
import io.yizhan.proto.v1.ExportPaymentsResponse;
import io.yizhan.proto.v1.Hospital;
import io.yizhan.proto.v1.ListPayeeAccountsRequest;
import io.yizhan.proto.v1.PayeeAccount;
import io.yizhan.proto.v1.PayeeAccountState;
import io.yizhan.proto.v1.PayeeServiceGrpc.PayeeServiceBlockingStub;
import io.yizhan.proto.v1.ProposePayeeAccountRequest;
import io.yizhan.proto.v1.PutHospitalRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** A payment file names the bank account that two persons have agreed on, and no other. */
class PayeeAccountTest {
  private static final String NUMBER = "253312345678";
  private static final String NEWER = "6222020200112233";
  private static final int AT_ONCE = 8;

  private final ClearedMonths months = ClearedMonths.open();

  @AfterEach
  void close() {
    assertEquals(List.of(), months.house().audit());
    months.close();
  }

  private PayeeServiceBlockingStub as(String token) {
    return months.house().client().payees(token);
  }

  private PayeeServiceBlockingStub clerk() {
    return as(months.clerkToken());
  }

  private PayeeServiceBlockingStub chief() {
    return as(months.chiefToken());
  }

  private static String reason(Executable call) {
    return Refusals.of(assertThrows(StatusRuntimeException.class, call)).info().getReason();
  }

  private ProposePayeeAccountRequest proposal(String number) {
    return ProposePayeeAccountRequest.newBuilder()
        .setRequestId(months.nextId())
        .setCountyCode(Claims.COUNTY)
        .setHospitalId(World.HOSPITAL)
        .setAccount(
            BankAccount.newBuilder()
                .setBankName("中国银行新密支行")
                .setHolderName("新密市中医院")
                .setNumber(number))
        .setBankCode("104491012345")
        .build();
  }

  private ConfirmPayeeAccountRequest confirmation(PayeeAccount of, String number) {
    return ConfirmPayeeAccountRequest.newBuilder()
        .setRequestId(months.nextId())
        .setPayeeAccountId(of.getPayeeAccountId())
        .setAccountNumber(number)
        .build();
  }

  private PayeeAccount propose(String number) {
    return clerk().proposePayeeAccount(proposal(number)).getPayeeAccount();
  }

  private PayeeAccount confirm(PayeeAccount of) {
    return chief()
        .confirmPayeeAccount(confirmation(of, of.getAccount().getNumber()))
        .getPayeeAccount();
  }

  private List<PayeeAccount> list(PayeeServiceBlockingStub stub, ListPayeeAccountsRequest request) {
    return stub.listPayeeAccounts(request).getPayeeAccountsList();
  }

  private List<PayeeAccount> list() {
    return list(clerk(), ListPayeeAccountsRequest.getDefaultInstance());
  }

  /** The row of the hospital in a file that replaces the one before. */
  private String row(String replaces, int withoutAccount) {
    ExportPaymentsResponse file = export(replaces);
    assertEquals(withoutAccount, file.getWithoutAccountCount());
    return file.getContent().toStringUtf8().lines().toList().get(1);
  }

  private ExportPaymentsResponse export(String replaces) {
    ExportPaymentsResponse file =
        months
            .clerk()
            .exportPayments(
                ExportPaymentsRequest.newBuilder()
                    .setRequestId(months.nextId())
                    .setCountyCode(Claims.COUNTY)
                    .setReplacesFileId(replaces)
                    .build());
    last = file.getFileId();
    return file;
  }

  private String last = "";

  @Test
  void file_namesTheAccountOfTwoPersons_andTheOneBeforeUntilThen() {
    months.settle("2025-09-02", World.HOSPITAL, months.person(1), 1_000_000);
    months.prepare("2025-09");
    months.approve(months.of("2025-09", World.HOSPITAL, "610100"));
    PayeeAccount proposed = propose(NUMBER);
    assertEquals(PayeeAccountState.PAYEE_ACCOUNT_STATE_PROPOSED, proposed.getState());
    assertTrue(row("", 1).startsWith("H41010001,示例医院,,,,,610100@410122,"));
    PayeeAccount first = confirm(proposed);
    assertEquals(PayeeAccountState.PAYEE_ACCOUNT_STATE_IN_FORCE, first.getState());
    assertEquals(List.of("clerk", "chief"), List.of(first.getProposerId(), first.getConfirmerId()));
    String named = "H41010001,示例医院,新密市中医院," + NUMBER + ",中国银行新密支行,104491012345,610100@410122,";
    assertTrue(row(last, 0).startsWith(named));
    PayeeAccount second = propose(NEWER);
    assertTrue(row(last, 0).startsWith(named), "nobody has confirmed the newer one");
    confirm(second);
    assertTrue(row(last, 0).startsWith(named.replace(NUMBER, NEWER)));
    assertEquals(
        Map.of(
            NUMBER, PayeeAccountState.PAYEE_ACCOUNT_STATE_REPLACED,
            NEWER, PayeeAccountState.PAYEE_ACCOUNT_STATE_IN_FORCE),
        list().stream()
            .collect(
                Collectors.toMap(each -> each.getAccount().getNumber(), PayeeAccount::getState)));
  }

  @Test
  void proposal_isConfirmedByAnotherWhoReadTheSameNumber_once() {
    PayeeAccount proposed = propose(NUMBER);
    assertEquals(
        "SAME_PERSON", reason(() -> clerk().confirmPayeeAccount(confirmation(proposed, NUMBER))));
    assertEquals(
        "ACCOUNT_NUMBER_DIFFERS",
        reason(() -> chief().confirmPayeeAccount(confirmation(proposed, NEWER))));
    ConfirmPayeeAccountRequest right = confirmation(proposed, NUMBER);
    var confirmed = chief().confirmPayeeAccount(right);
    assertEquals(confirmed, chief().confirmPayeeAccount(right), "sent again");
    assertEquals(
        "PAYEE_ACCOUNT_NOT_PROPOSED",
        reason(() -> chief().confirmPayeeAccount(confirmation(proposed, NUMBER))));
    PayeeAccount older = propose(NEWER);
    propose("1234567890");
    assertEquals(
        "PAYEE_ACCOUNT_NOT_PROPOSED",
        reason(() -> chief().confirmPayeeAccount(confirmation(older, NEWER))));
    ProposePayeeAccountRequest again = proposal(NEWER);
    var made = clerk().proposePayeeAccount(again);
    assertEquals(made, clerk().proposePayeeAccount(again), "sent again");
    assertEquals(
        "REQUEST_ID_REUSED",
        reason(() -> clerk().proposePayeeAccount(again.toBuilder().setBankCode("").build())));
    assertEquals(4, list().size());
  }

  @Test
  void account_isSeenByItsCountyAndItsHospital_andByNobodyElse() {
    PayeeAccount proposed = propose(NUMBER);
    String other = Offices.register(months.house(), "other", "410199");
    assertEquals(List.of(), list(as(other), ListPayeeAccountsRequest.getDefaultInstance()));
    assertEquals(
        "PAYEE_ACCOUNT_NOT_FOUND",
        reason(() -> as(other).confirmPayeeAccount(confirmation(proposed, NUMBER))));
    assertEquals("NOT_YOUR_REGION", reason(() -> as(other).proposePayeeAccount(proposal(NEWER))));
    var ofElsewhere =
        ListPayeeAccountsRequest.newBuilder().setHospitalId(ClearedMonths.ELSEWHERE).build();
    assertEquals(
        List.of(proposed), list(as(months.token(World.HOSPITAL)), ofElsewhere), "its own alone");
    assertEquals(
        List.of(),
        list(
            as(months.token(ClearedMonths.ELSEWHERE)),
            ListPayeeAccountsRequest.getDefaultInstance()));
    assertEquals(
        "ROLE_MAY_NOT",
        reason(() -> as(months.token(World.HOSPITAL)).proposePayeeAccount(proposal(NEWER))));
    assertEquals(
        "HOSPITAL_NOT_FOUND",
        reason(
            () ->
                clerk()
                    .proposePayeeAccount(
                        proposal(NEWER).toBuilder().setHospitalId("H99999999").build())));
  }

  @Test
  void proposal_withBadFields_namesEachAndShowsNoNumber() {
    StatusRuntimeException refused =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                clerk()
                    .proposePayeeAccount(
                        ProposePayeeAccountRequest.newBuilder()
                            .setRequestId("r")
                            .setCountyCode("4101")
                            .setHospitalId("")
                            .setAccount(BankAccount.newBuilder().setNumber("6222 0202 0011 2233"))
                            .setBankCode("10449101234")
                            .build()));
    assertEquals(
        List.of(
            "county_code",
            "hospital_id",
            "account.bank_name",
            "account.holder_name",
            "account.number",
            "bank_code"),
        Refusals.of(refused).fields().getFieldViolationsList().stream()
            .map(BadRequest.FieldViolation::getField)
            .toList());
    assertTrue(!String.valueOf(refused.getMessage()).contains("6222"), refused.getMessage());
    assertEquals(List.of(), list());
  }

  @Test
  void names_thatASpreadsheetComputesOrABankDoesNotKnow_areRefused() {
    for (String name :
        List.of(
            "=HYPERLINK(\"http://x\")",
            "+1",
            "-1",
            "@SUM(1)",
            "＝1",
            " ",
            "新密市中医院 ",
            "\u3000新密市中医院")) {
      BankAccount.Builder account = proposal(NUMBER).getAccount().toBuilder();
      for (BankAccount one :
          List.of(
              account.setHolderName(name).build(),
              proposal(NUMBER).getAccount().toBuilder().setBankName(name).build())) {
        assertEquals(
            "BAD_REQUEST",
            reason(
                () ->
                    clerk()
                        .proposePayeeAccount(proposal(NUMBER).toBuilder().setAccount(one).build())),
            name);
      }
      assertEquals("BAD_REQUEST", reason(() -> rename(name)), name);
    }
    for (String id : List.of("=HYPERLINK(1)", "-1", "@x", "H1,H2", "H'1", "\"H1\"")) {
      assertEquals("BAD_REQUEST", reason(() -> put(id, "医院")), id);
    }
    assertEquals(List.of(), list());
  }

  /** Gives the hospital, which a payment file names too, another name. */
  private void rename(String name) {
    put(World.HOSPITAL, name);
  }

  private void put(String id, String name) {
    months
        .house()
        .client()
        .registry(months.house().world().operatorToken())
        .putHospital(
            PutHospitalRequest.newBuilder()
                .setHospital(
                    Hospital.newBuilder()
                        .setHospitalId(id)
                        .setName(name)
                        .setRegionCode("410100")
                        .setLevelCode("3"))
                .build());
  }

  @Test
  void proposalsAndConfirmations_atOnce_leaveOneInForceAndOneThatWaitsAtMost() throws Exception {
    List<PayeeAccount> proposed = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<Callable<PayeeAccount>> calls = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        String number = "12345678" + i;
        calls.add(() -> propose(number));
      }
      for (var made : threads.invokeAll(calls)) {
        proposed.add(made.get());
      }
      List<Callable<String>> confirmations = new ArrayList<>();
      for (PayeeAccount each : proposed) {
        confirmations.add(
            () -> {
              try {
                return confirm(each).getState().name();
              } catch (StatusRuntimeException e) {
                return Refusals.of(e).info().getReason();
              }
            });
      }
      int confirmed = 0;
      for (var ended : threads.invokeAll(confirmations)) {
        String said = ended.get();
        confirmed += said.equals("PAYEE_ACCOUNT_STATE_IN_FORCE") ? 1 : 0;
        assertTrue(
            said.equals("PAYEE_ACCOUNT_STATE_IN_FORCE")
                || said.equals("PAYEE_ACCOUNT_NOT_PROPOSED"),
            said);
      }
      assertEquals(1, confirmed);
    } finally {
      threads.shutdownNow();
    }
    assertEquals(
        1,
        list(
                clerk(),
                ListPayeeAccountsRequest.newBuilder()
                    .setState(PayeeAccountState.PAYEE_ACCOUNT_STATE_IN_FORCE)
                    .build())
            .size());
    assertEquals(AT_ONCE, list().size());
  }
}
