package io.yizhan.gateway.insurer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.yizhan.claim.Bill;
import io.yizhan.claim.Care;
import io.yizhan.claim.Claim;
import io.yizhan.claim.ClaimKey;
import io.yizhan.claim.OwnFacts;
import io.yizhan.claim.Referral;
import io.yizhan.claim.ServiceDates;
import io.yizhan.gateway.desk.BrokenRule;
import io.yizhan.gateway.desk.Insurers.Answer;
import io.yizhan.gateway.desk.Insurers.Asking;
import io.yizhan.gateway.desk.PersonDocument;
import io.yizhan.proto.insurer.v1.Amounts;
import io.yizhan.proto.insurer.v1.FundPayment;
import io.yizhan.proto.insurer.v1.InsurerServiceGrpc.InsurerServiceImplBase;
import io.yizhan.proto.insurer.v1.LookUpRequest;
import io.yizhan.proto.insurer.v1.LookUpResponse;
import io.yizhan.proto.insurer.v1.Refusal;
import io.yizhan.proto.insurer.v1.RequestStanding;
import io.yizhan.proto.insurer.v1.RequestState;
import io.yizhan.proto.insurer.v1.Reservation;
import io.yizhan.proto.insurer.v1.ReserveRequest;
import io.yizhan.proto.insurer.v1.ReserveResponse;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers that break the contract are named by the rule, and counted. */
class InvalidAnswersTest {
  private static final String INSURER = "4201/390";
  private static final long BILL_FEN = 1_000_000;
  private static final long CALL_NANOS = TimeUnit.SECONDS.toNanos(20);

  private static ReserveResponse reserved(String id, FundPayment... payments) {
    return ReserveResponse.newBuilder()
        .setReservation(
            Reservation.newBuilder()
                .setInsurerSettlementId(id)
                .setAmounts(Amounts.newBuilder().addAllPayments(List.of(payments))))
        .build();
  }

  private static FundPayment pays(String fund, long fen) {
    return FundPayment.newBuilder().setFundCode(fund).setAmountFen(fen).build();
  }

  private static Stream<Arguments> broken() {
    FundPayment[] many = new FundPayment[17];
    for (int i = 0; i < many.length; i++) {
      many[i] = pays("F" + i, 1);
    }
    return Stream.of(
        Arguments.of(BrokenRule.OVER_TOTAL, reserved("I", pays("390100", BILL_FEN + 1))),
        Arguments.of(BrokenRule.AMOUNT_RANGE, reserved("I", pays("390100", -5))),
        Arguments.of(BrokenRule.FUND_TWICE, reserved("I", pays("390100", 5), pays("390100", 5))),
        Arguments.of(BrokenRule.FUND_CODE, reserved("I", pays("", 5))),
        Arguments.of(BrokenRule.TOO_MANY_PAYMENTS, reserved("I", many)),
        Arguments.of(BrokenRule.SETTLEMENT_ID, reserved("x".repeat(100), pays("390100", 5))),
        Arguments.of(BrokenRule.NO_OUTCOME, ReserveResponse.getDefaultInstance()),
        Arguments.of(
            BrokenRule.REASON_CODE,
            ReserveResponse.newBuilder().setRefusal(Refusal.getDefaultInstance()).build()),
        Arguments.of(BrokenRule.LOOK_UP_DIFFERS, reserved("I", pays("390100", 5))));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void answer_thatBreaksTheContract_isInvalidByItsRuleAndCounted(
      BrokenRule rule, ReserveResponse answer) throws Exception {
    Server server = serve(answer, RequestState.REQUEST_STATE_RESERVED, 4);
    try (InsurerClients clients = clients(server)) {
      Answer.Invalid invalid =
          assertInstanceOf(
              Answer.Invalid.class, clients.reserve(INSURER, "R1", asking(), CALL_NANOS));
      assertEquals(rule, invalid.rule());
      assertEquals(1, clients.brokenBy(INSURER, rule));
    } finally {
      server.shutdownNow().awaitTermination();
    }
  }

  @Test
  void reservation_cancelledWhileItWasAnswered_isNoFaultOfTheInsurer() throws Exception {
    Server server =
        serve(reserved("I", pays("390100", 5)), RequestState.REQUEST_STATE_CANCELLED, 5);
    try (InsurerClients clients = clients(server)) {
      assertInstanceOf(Answer.Away.class, clients.reserve(INSURER, "R1", asking(), CALL_NANOS));
      assertEquals(0, clients.brokenBy(INSURER, BrokenRule.LOOK_UP_DIFFERS));
    } finally {
      server.shutdownNow().awaitTermination();
    }
  }

  @Test
  void error_withoutAReason_isAwayAndCountedEachTime() throws Exception {
    Server server = serve(null, RequestState.REQUEST_STATE_RESERVED, 5);
    try (InsurerClients clients = clients(server)) {
      assertInstanceOf(Answer.Away.class, clients.reserve(INSURER, "R1", asking(), CALL_NANOS));
      assertEquals(3, clients.brokenBy(INSURER, BrokenRule.ERROR_WITHOUT_REASON));
    } finally {
      server.shutdownNow().awaitTermination();
    }
  }

  /** Answers every reservation so, INTERNAL for null, and every look-up with so many fen. */
  private static Server serve(@Nullable ReserveResponse answer, RequestState state, long fen)
      throws Exception {
    return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .addService(
            new InsurerServiceImplBase() {
              @Override
              public void reserve(
                  ReserveRequest request, StreamObserver<ReserveResponse> observer) {
                if (answer == null) {
                  observer.onError(Status.INTERNAL.asRuntimeException());
                  return;
                }
                observer.onNext(answer);
                observer.onCompleted();
              }

              @Override
              public void lookUp(LookUpRequest request, StreamObserver<LookUpResponse> observer) {
                observer.onNext(
                    LookUpResponse.newBuilder()
                        .addStandings(
                            RequestStanding.newBuilder()
                                .setRequestId(request.getRequestIds(0))
                                .setState(state)
                                .setInsurerSettlementId("I")
                                .setAmounts(Amounts.newBuilder().addPayments(pays("390100", fen))))
                        .build());
                observer.onCompleted();
              }
            })
        .build()
        .start();
  }

  private static InsurerClients clients(Server server) {
    return new InsurerClients(
        List.of(new InsurerAddress("4201", "390", "127.0.0.1", server.getPort())),
        InsurerChannels.plaintext());
  }

  private static Asking asking() {
    LocalDate day = LocalDate.of(2016, 8, 9);
    return new Asking(
        new PersonDocument("birth_certificate", "P000000001"),
        new Claim(
            new ClaimKey("H1", "E1", "1"),
            new Claim.Desk("op", "", "", ""),
            false,
            Optional.empty(),
            "420102",
            "390",
            Care.INPATIENT,
            new ServiceDates(day, day),
            List.of(),
            "",
            "",
            "",
            Referral.NONE,
            false,
            new Bill(BILL_FEN, 0, 0, 0),
            List.of(),
            Optional.empty(),
            0,
            0,
            OwnFacts.NONE));
  }
}
