package io.yizhan.gateway.rpc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.yizhan.proto.v1.Bill;
import io.yizhan.proto.v1.Claim;
import io.yizhan.proto.v1.GetSettlementRequest;
import io.yizhan.proto.v1.GetSettlementResponse;
import io.yizhan.proto.v1.GetUsageRequest;
import io.yizhan.proto.v1.GetUsageResponse;
import io.yizhan.proto.v1.ListSettlementsRequest;
import io.yizhan.proto.v1.Payment;
import io.yizhan.proto.v1.QuoteSettlementRequest;
import io.yizhan.proto.v1.RequestState;
import io.yizhan.proto.v1.Reversal;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.SettleClaimRequest;
import io.yizhan.proto.v1.SettleClaimResponse;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.SettlementServiceGrpc;
import io.yizhan.proto.v1.UndoOutcome;
import io.yizhan.proto.v1.UndoRequestRequest;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class SettlementDoorTest {
  private Door door = new Door();

  @BeforeEach
  void reopen() {
    door.close();
    door = new Door();
  }

  @AfterEach
  void close() {
    door.close();
  }

  private StatusRuntimeException refused(SettleClaimRequest request) {
    return assertThrows(
        StatusRuntimeException.class,
        () -> door.settlement(Door.HOSPITAL_TOKEN).settleClaim(request));
  }

  @Test
  void settle_dibaoAfterJuly2016_addsUpAndQuotesTheSame() {
    var stub = door.settlement(Door.HOSPITAL_TOKEN);
    Settlement settled = stub.settleClaim(Door.settle("R1")).getSettlement();
    Settlement quoted =
        stub.quoteSettlement(QuoteSettlementRequest.newBuilder().setClaim(Door.claim()).build())
            .getQuote();
    long paid = settled.getPaymentsList().stream().mapToLong(Payment::getAmountFen).sum();
    assertEquals(
        settled.getTotalFen(), paid + settled.getHospitalShareFen() + settled.getPatientShareFen());
    assertEquals(90_000, settled.getPatientShareFen());
    assertEquals("H1", settled.getPayments(0).getPayeeCode());
    assertFalse(quoted.hasSettleTime());
    assertEquals(
        quoted,
        settled.toBuilder()
            .clearSettlementId()
            .clearRequestId()
            .clearSettleTime()
            .clearPostingDate()
            .build());
  }

  @Test
  void settle_repeated_answersTheSameBytesAndSaysSo() throws Exception {
    AtomicReference<Metadata> trailers = new AtomicReference<>();
    var stub =
        door.settlement(Door.HOSPITAL_TOKEN)
            .withInterceptors(
                MetadataUtils.newCaptureMetadataInterceptor(new AtomicReference<>(), trailers));
    SettleClaimResponse first = stub.settleClaim(Door.settle("R1"));
    assertFalse(String.valueOf(trailers.get()).contains("yizhan-replayed"));
    SettleClaimResponse again = stub.settleClaim(Door.settle("R1"));
    assertTrue(String.valueOf(trailers.get()).contains("yizhan-replayed=true"));
    assertArrayEquals(first.toByteArray(), again.toByteArray());
    assertArrayEquals(
        first.toByteArray(), SettleClaimResponse.parseFrom(first.toByteArray()).toByteArray());
  }

  @Test
  void settle_sameIdOtherContent_isRefusedNamingTheField() {
    door.settlement(Door.HOSPITAL_TOKEN).settleClaim(Door.settle("R1"));
    SettleClaimRequest.Builder other = Door.settle("R1").toBuilder();
    other.getClaimBuilder().setInvoiceNumber("X");
    ErrorInfo info = Door.info(refused(other.build()));
    assertEquals("REQUEST_ID_REUSED", info.getReason());
    assertEquals("claim.invoice_number", info.getMetadataOrThrow("fields"));
  }

  @Test
  void settle_sameBillOtherId_namesTheFirst() {
    Settlement first =
        door.settlement(Door.HOSPITAL_TOKEN).settleClaim(Door.settle("R1")).getSettlement();
    ErrorInfo info = Door.info(refused(Door.settle("R2")));
    assertEquals("CLAIM_ALREADY_SETTLED", info.getReason());
    assertEquals(first.getSettlementId(), info.getMetadataOrThrow("settlement_id"));
    assertEquals("R1", info.getMetadataOrThrow("request_id"));
  }

  @Test
  void undo_neverArrived_forbidsTheLateOriginal() {
    UndoRequestRequest undo =
        UndoRequestRequest.newBuilder()
            .setHospitalId("H1")
            .setUndoneRequestId("R1")
            .setOperatorId("cashier")
            .build();
    assertEquals(
        UndoOutcome.UNDO_OUTCOME_FORBIDDEN,
        door.settlement(Door.HOSPITAL_TOKEN).undoRequest(undo).getOutcome());
    assertEquals("REQUEST_UNDONE", Door.info(refused(Door.settle("R1"))).getReason());
  }

  @Test
  void reverseRequest_lookedUpAndUndone_isShownAndCannotBeUndone() {
    var stub = door.settlement(Door.HOSPITAL_TOKEN);
    Settlement settled = stub.settleClaim(Door.settle("R1")).getSettlement();
    Reversal reversal =
        stub.reverseSettlement(
                ReverseSettlementRequest.newBuilder()
                    .setRequestId("V1")
                    .setHospitalId("H1")
                    .setSettlementId(settled.getSettlementId())
                    .setOperatorId("cashier")
                    .build())
            .getReversal();
    GetSettlementResponse found =
        stub.getSettlement(
            GetSettlementRequest.newBuilder().setHospitalId("H1").setRequestId("V1").build());
    assertEquals(RequestState.REQUEST_STATE_REVERSED, found.getState());
    assertEquals(settled, found.getSettlement());
    assertEquals(reversal, found.getReversal());
    UndoRequestRequest undo =
        UndoRequestRequest.newBuilder()
            .setHospitalId("H1")
            .setUndoneRequestId("V1")
            .setOperatorId("cashier")
            .build();
    StatusRuntimeException error =
        assertThrows(StatusRuntimeException.class, () -> stub.undoRequest(undo));
    assertEquals("NOT_A_SETTLE_REQUEST", Door.info(error).getReason());
  }

  @Test
  void reverse_settled_negatesEveryAmount() {
    var stub = door.settlement(Door.HOSPITAL_TOKEN);
    Settlement settled = stub.settleClaim(Door.settle("R1")).getSettlement();
    ReverseSettlementRequest request =
        ReverseSettlementRequest.newBuilder()
            .setRequestId("V1")
            .setHospitalId("H1")
            .setSettlementId(settled.getSettlementId())
            .setOperatorId("cashier")
            .build();
    Reversal reversal = stub.reverseSettlement(request).getReversal();
    assertEquals(-settled.getTotalFen(), reversal.getTotalFen());
    assertEquals(-settled.getPatientShareFen(), reversal.getPatientShareFen());
    for (int i = 0; i < settled.getPaymentsCount(); i++) {
      assertEquals(-settled.getPayments(i).getAmountFen(), reversal.getPayments(i).getAmountFen());
    }
    GetSettlementResponse found =
        stub.getSettlement(
            GetSettlementRequest.newBuilder().setSettlementId(settled.getSettlementId()).build());
    assertEquals(RequestState.REQUEST_STATE_REVERSED, found.getState());
    assertEquals(settled, found.getSettlement());
    StatusRuntimeException again =
        assertThrows(
            StatusRuntimeException.class,
            () -> stub.reverseSettlement(request.toBuilder().setRequestId("V2").build()));
    assertEquals("ALREADY_REVERSED", Door.info(again).getReason());
  }

  @Test
  void settle_unknownHospitalOfTheRegister_isARefusalNotAnError() {
    SettleClaimRequest.Builder request = Door.settle("R1").toBuilder();
    request.getClaimBuilder().clearInsurerSettlement().setInsuredRegionCode("110100");
    SettleClaimResponse reply = door.settlement(Door.HOSPITAL_TOKEN).settleClaim(request.build());
    assertEquals("INSURANCE_NOT_CONNECTED", reply.getRefusal().getReasonCode());
    assertTrue(reply.getRefusal().getSentence().getEn().contains("on any day"), reply::toString);
    request.setRequestId("R2").getClaimBuilder().setInsuredRegionCode("410100");
    request.getClaimBuilder().setAdmissionDate(Door.date(2010, 8, 1));
    request.getClaimBuilder().setDischargeDate(Door.date(2010, 8, 2)).setBillNumber("B2");
    reply = door.settlement(Door.HOSPITAL_TOKEN).settleClaim(request.build());
    assertEquals("INSURANCE_NOT_CONNECTED", reply.getRefusal().getReasonCode());
    assertTrue(reply.getRefusal().getSentence().getEn().contains("on 2010-08-02"), reply::toString);
  }

  @Test
  void settle_everyFieldBad_namesThemAllAtOnceAndAsksNoStore() {
    Claim.Builder claim =
        Door.claim()
            .setHospitalId("")
            .setOperatorId("a\u0000b")
            .setEncounterId("x".repeat(65))
            .clearBillNumber()
            .clearBillKind()
            .setPersonDocument(Door.document("410102194912310017"))
            .setInsuredRegionCode("41")
            .setInsuredSchemeCode("?")
            .setReferralCode("maybe")
            .setAdmissionDate(Door.date(2016, 2, 30))
            .setDischargeDate(Door.date(1, 1, 1))
            .setVisitDate(Door.date(2016, 8, 1))
            .setSpecialDiseaseCode("d")
            .setPersonalAccountFen(-1)
            .setPrepaymentFen(Long.MAX_VALUE)
            .setBill(Bill.newBuilder().setTotalFen(Long.MAX_VALUE).setInScopeFen(-5));
    claim.getInsurerSettlementBuilder().clearSettlementId();
    StatusRuntimeException error =
        refused(SettleClaimRequest.newBuilder().setRequestId("有").setClaim(claim).build());
    assertEquals("BAD_CLAIM", Door.info(error).getReason());
    List<String> fields = Door.fields(error);
    for (String field :
        List.of(
            "request_id",
            "claim.hospital_id",
            "claim.operator_id",
            "claim.encounter_id",
            "claim.bill_number",
            "claim.bill_kind",
            "claim.person_document.number",
            "claim.insured_region_code",
            "claim.insured_scheme_code",
            "claim.referral_code",
            "claim.admission_date",
            "claim.discharge_date",
            "claim.visit_date",
            "claim.special_disease_code",
            "claim.personal_account_fen",
            "claim.prepayment_fen",
            "claim.bill.total_fen",
            "claim.bill.in_scope_fen",
            "claim.insurer_settlement.settlement_id")) {
      assertTrue(fields.contains(field), field + " in " + fields);
    }
    assertFalse(
        Door.details(error, com.google.rpc.BadRequest.class).toString().contains("19491231"));
    assertEquals(0, door.settlements.calls.get());
  }

  @Test
  void settle_partsDoNotAddUp_namesTheDifference() {
    SettleClaimRequest.Builder request = Door.settle("R1").toBuilder();
    request.getClaimBuilder().getBillBuilder().setOutOfListFen(7);
    StatusRuntimeException error = refused(request.build());
    assertEquals(List.of("claim.bill.total_fen"), Door.fields(error));
    assertTrue(
        Door.details(error, com.google.rpc.BadRequest.class)
            .get(0)
            .getFieldViolations(0)
            .getDescription()
            .contains("-7"));
  }

  @Test
  void settle_thousandBadLines_staysWithinStockMetadataLimits() {
    SettleClaimRequest.Builder request = Door.settle("R1").toBuilder();
    for (int i = 0; i < 1_000; i++) {
      request.getClaimBuilder().getBillBuilder().addItemLinesBuilder();
    }
    StatusRuntimeException error = refused(request.build());
    assertEquals("BAD_CLAIM", Door.info(error).getReason());
    assertTrue(Door.fields(error).contains("..."));
  }

  @Test
  void settle_oldFifteenDigitNumber_isTheSameRequestAsTheNewOne() {
    SettleClaimRequest.Builder old = Door.settle("R1").toBuilder();
    old.getClaimBuilder().setPersonDocument(Door.document("410102491231001"));
    var stub = door.settlement(Door.HOSPITAL_TOKEN);
    assertEquals(stub.settleClaim(Door.settle("R1")), stub.settleClaim(old.build()));
  }

  @Test
  void message_wrongUtf8_isInvalidArgument() {
    byte[] bytes = {0x0a, 2, (byte) 0xc3, (byte) 0x28};
    StatusRuntimeException error = assertThrows(StatusRuntimeException.class, () -> raw(bytes));
    assertEquals("GARBLED_MESSAGE", Door.info(error).getReason());
  }

  private void raw(byte[] bytes) {
    MethodDescriptor.Marshaller<byte[]> marshaller =
        new MethodDescriptor.Marshaller<>() {
          @Override
          public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
          }

          @Override
          public byte[] parse(InputStream stream) {
            return new byte[0];
          }
        };
    Metadata headers = new Metadata();
    headers.put(CallerInterceptor.AUTHORIZATION, "Bearer " + Door.HOSPITAL_TOKEN);
    ClientCalls.blockingUnaryCall(
        io.grpc.ClientInterceptors.intercept(
            door.channel, MetadataUtils.newAttachHeadersInterceptor(headers)),
        SettlementServiceGrpc.getSettleClaimMethod().toBuilder(marshaller, marshaller).build(),
        CallOptions.DEFAULT,
        bytes);
  }

  @Test
  void store_silent_isOutcomeUnknownWithAdvice() {
    door.settlements.mode = FakeSettlementStore.Mode.SILENT;
    StatusRuntimeException error = refused(Door.settle("R1"));
    assertEquals("OUTCOME_UNKNOWN", Door.info(error).getReason());
    assertEquals(1, Door.details(error, RetryInfo.class).size());
  }

  @Test
  void store_silent_isUnavailableToWhoReadsAndNoOutcomeIsUnknown() {
    door.settlements.mode = FakeSettlementStore.Mode.SILENT;
    SettlementServiceGrpc.SettlementServiceBlockingStub stub = door.settlement(Door.HOSPITAL_TOKEN);
    QuoteSettlementRequest quote =
        QuoteSettlementRequest.newBuilder().setClaim(Door.settle("R1").getClaim()).build();
    GetSettlementRequest lookUp =
        GetSettlementRequest.newBuilder().setHospitalId("H1").setRequestId("R1").build();
    for (Executable read :
        List.<Executable>of(() -> stub.quoteSettlement(quote), () -> stub.getSettlement(lookUp))) {
      StatusRuntimeException error = assertThrows(StatusRuntimeException.class, read);
      assertEquals("STORE_UNAVAILABLE", Door.info(error).getReason());
      assertEquals(Status.Code.UNAVAILABLE, error.getStatus().getCode());
      assertEquals(1, Door.details(error, RetryInfo.class).size());
    }
  }

  @Test
  void settle_refusedByAClock_isUnavailableAndNothingWasDone() {
    door.settlements.mode = FakeSettlementStore.Mode.REFUSING;
    StatusRuntimeException error = refused(Door.settle("R1"));
    assertEquals("STORE_UNAVAILABLE", Door.info(error).getReason());
  }

  @Test
  void store_broken_saysNothingOfTheException() {
    door.settlements.mode = FakeSettlementStore.Mode.BROKEN;
    door.settlements.breakingText = "secret " + Door.RESIDENT_ID;
    StatusRuntimeException error = refused(Door.settle("R1"));
    ErrorInfo info = Door.info(error);
    assertEquals("INTERNAL", info.getReason());
    assertTrue(info.containsMetadata("incident_id"));
    assertFalse(error.toString().contains("secret"));
  }

  @Test
  void pool_full_refusesAtOnceWithARetryHint() throws Exception {
    door.close();
    door = new Door(1, 1);
    var warm = door.settlement(Door.HOSPITAL_TOKEN);
    warm.quoteSettlement(QuoteSettlementRequest.newBuilder().setClaim(Door.claim()).build());
    int before = door.settlements.calls.get();
    CountDownLatch gate = new CountDownLatch(1);
    door.settlements.gate = gate;
    var future = Door.as(SettlementServiceGrpc.newFutureStub(door.channel), Door.HOSPITAL_TOKEN);
    var running = future.settleClaim(Door.settle("R1"));
    Door.await(() -> door.settlements.calls.get() != before);
    var waiting = future.settleClaim(Door.settle("R1"));
    Door.await(() -> door.pool.waitingCount() > 0);
    StatusRuntimeException error = refused(Door.settle("R3"));
    assertEquals("OVERLOADED", Door.info(error).getReason());
    assertEquals(1, Door.details(error, RetryInfo.class).size());
    gate.countDown();
    assertEquals(running.get(10, TimeUnit.SECONDS), waiting.get(10, TimeUnit.SECONDS));
  }

  @Test
  void randomTokens_waitingForTheRegister_leaveSettlementsAlone() {
    door.close();
    door = new Door(1, 1);
    door.settlement(Door.HOSPITAL_TOKEN)
        .quoteSettlement(QuoteSettlementRequest.newBuilder().setClaim(Door.claim()).build());
    CountDownLatch gate = new CountDownLatch(1);
    door.registry.strangersGate = gate;
    List<Future<SettleClaimResponse>> random = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      random.add(
          Door.as(SettlementServiceGrpc.newFutureStub(door.channel), "random-" + i)
              .settleClaim(Door.settle("R" + i)));
    }
    Door.await(() -> door.strangers.waitingCount() >= 64);
    assertTrue(door.settlement(Door.HOSPITAL_TOKEN).settleClaim(Door.settle("R1")).hasSettlement());
    gate.countDown();
    for (Future<SettleClaimResponse> call : random) {
      assertThrows(ExecutionException.class, () -> call.get(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void firstCalls_withOneUnseenCredential_areAllLetIn() throws Exception {
    door.close();
    door = new Door(1, 1);
    CountDownLatch gate = new CountDownLatch(1);
    door.registry.knownGate = gate;
    List<Future<GetUsageResponse>> calls = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      calls.add(
          Door.as(SettlementServiceGrpc.newFutureStub(door.channel), Door.HOSPITAL_TOKEN)
              .getUsage(GetUsageRequest.getDefaultInstance()));
    }
    Door.await(() -> door.registry.lookUps.get() == 1);
    gate.countDown();
    for (Future<GetUsageResponse> call : calls) {
      ExecutionException refused =
          assertThrows(ExecutionException.class, () -> call.get(10, TimeUnit.SECONDS));
      assertEquals(
          Status.Code.INVALID_ARGUMENT,
          Status.fromThrowable(refused).getCode(),
          "what asks for nothing is read, and refused for that alone");
    }
    assertEquals(1, door.registry.lookUps.get());
  }

  @Test
  void list_tokenThatIsNoneOfOurs_isABadRequest() {
    ListSettlementsRequest.Builder request =
        ListSettlementsRequest.newBuilder()
            .setHospitalId("H1")
            .setFromDate(Door.date(2026, 1, 1))
            .setToDate(Door.date(2026, 1, 2));
    for (String key :
        List.of("+999999999-12-31|A", "-4000-01-01|A", "2026-01-01|\u0000", "2026-01-01|结")) {
      StatusRuntimeException error =
          assertThrows(
              StatusRuntimeException.class,
              () ->
                  door.settlement(Door.HOSPITAL_TOKEN)
                      .listSettlements(request.setPageToken(Pages.token(key)).build()));
      assertEquals(List.of("page_token"), Door.fields(error), key);
      String said =
          Door.details(error, com.google.rpc.BadRequest.class)
              .get(0)
              .getFieldViolations(0)
              .getDescription();
      int length = Pages.token(key).length();
      assertTrue(said.endsWith("unchanged, was " + length + " characters"), said);
    }
  }

  @Test
  void metrics_afterCalls_haveMethodAndCodeOnly() {
    door.settlement(Door.HOSPITAL_TOKEN).settleClaim(Door.settle("R1"));
    door.meters.getMeters().stream()
        .filter(meter -> meter.getId().getName().equals(CallMeter.NAME))
        .forEach(
            meter ->
                assertEquals(
                    List.of("code", "method"),
                    meter.getId().getTags().stream()
                        .map(io.micrometer.core.instrument.Tag::getKey)
                        .toList()));
  }
}
