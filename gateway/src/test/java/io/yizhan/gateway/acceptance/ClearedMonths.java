package io.yizhan.gateway.acceptance;

import io.yizhan.gateway.desk.SettlementDesk;
import io.yizhan.proto.v1.ApproveClearingsRequest;
import io.yizhan.proto.v1.CallerRole;
import io.yizhan.proto.v1.CheckClearingsRequest;
import io.yizhan.proto.v1.Claim;
import io.yizhan.proto.v1.Clearing;
import io.yizhan.proto.v1.ClearingKind;
import io.yizhan.proto.v1.ClearingPayment;
import io.yizhan.proto.v1.ClearingServiceGrpc.ClearingServiceBlockingStub;
import io.yizhan.proto.v1.ClearingStep;
import io.yizhan.proto.v1.ClosePostingDayRequest;
import io.yizhan.proto.v1.GetClearingRequest;
import io.yizhan.proto.v1.Hospital;
import io.yizhan.proto.v1.ListClearingsRequest;
import io.yizhan.proto.v1.PayClearingsRequest;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PostingDayState;
import io.yizhan.proto.v1.PrepareClearingsRequest;
import io.yizhan.proto.v1.PrepareClearingsResponse;
import io.yizhan.proto.v1.PutHospitalRequest;
import io.yizhan.proto.v1.RegisterCallerRequest;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.TakeClearingStepRequest;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A house whose day a test sets, forward only, so that months go by, all of them past by the
 * database: two persons of the county's office, and a hospital elsewhere. It begins on the first of
 * September 2025.
 */
final class ClearedMonths implements AutoCloseable {
  static final String ELSEWHERE = "H41019901";

  private final AtomicReference<Instant> now = new AtomicReference<>(at("2025-09-01"));
  private final House house = House.open(now::get);
  private final AtomicInteger ids = new AtomicInteger();
  private final String clerk;
  private final String chief;
  private final String elsewhereToken;

  private ClearedMonths() {
    house
        .client()
        .registry(house.world().operatorToken())
        .putHospital(
            PutHospitalRequest.newBuilder()
                .setHospital(
                    Hospital.newBuilder()
                        .setHospitalId(ELSEWHERE)
                        .setName("外县医院, “二部”")
                        .setRegionCode("410199")
                        .setLevelCode("2"))
                .build());
    this.elsewhereToken = register("his-elsewhere", CallerRole.CALLER_ROLE_HOSPITAL, ELSEWHERE);
    this.clerk = Offices.register(house, "clerk", Claims.COUNTY);
    this.chief = Offices.register(house, "chief", Claims.COUNTY);
  }

  static ClearedMonths open() {
    return new ClearedMonths();
  }

  private String register(String id, CallerRole role, String hospital) {
    return house
        .client()
        .registry(house.world().operatorToken())
        .registerCaller(
            RegisterCallerRequest.newBuilder()
                .setCallerId(id)
                .setRole(role)
                .setHospitalId(hospital)
                .build())
        .getToken();
  }

  House house() {
    return house;
  }

  /** The first person of the county's office. */
  ClearingServiceBlockingStub clerk() {
    return house.client().clearings(clerk);
  }

  /** The second person. */
  ClearingServiceBlockingStub chief() {
    return house.client().clearings(chief);
  }

  String chiefToken() {
    return chief;
  }

  String clerkToken() {
    return clerk;
  }

  String token(String hospital) {
    return hospital.equals(ELSEWHERE) ? elsewhereToken : house.world().token(hospital);
  }

  String nextId() {
    return "id-" + ids.incrementAndGet();
  }

  /** A person of the county with dibao. */
  PersonDocument person(int number) {
    PersonDocument document = Invented.person(number);
    house.world().put(house.client(), World.known(document, "dibao"));
    return document;
  }

  /** From now on the day is this one. */
  void day(String day) {
    if (at(day).isBefore(now.get())) {
      throw new IllegalArgumentException("time must not go back");
    }
    now.set(at(day));
  }

  private static Instant at(String day) {
    return LocalDate.parse(day).atTime(10, 0).atZone(SettlementDesk.CIVIL_ZONE).toInstant();
  }

  /** Settles a stay of 2016 on a day. */
  Settlement settle(String day, String hospital, PersonDocument person, long fen) {
    return settle(day, hospital, Claims.stay(hospital, person, "E-" + nextId(), "2016-08-01", fen));
  }

  /** Settles a claim on a day. */
  Settlement settle(String day, String hospital, Claim.Builder claim) {
    day(day);
    var reply =
        house.client().settlements(token(hospital)).settleClaim(Claims.request(nextId(), claim));
    if (!reply.hasSettlement()) {
      throw new AssertionError("must settle: " + reply.getRefusal().getReasonCode());
    }
    return reply.getSettlement();
  }

  /** Reverses a settlement on a day. */
  void reverse(String day, String hospital, Settlement settlement) {
    day(day);
    house
        .client()
        .settlements(token(hospital))
        .reverseSettlement(
            ReverseSettlementRequest.newBuilder()
                .setRequestId(nextId())
                .setHospitalId(hospital)
                .setSettlementId(settlement.getSettlementId())
                .setOperatorId("cashier-1")
                .setReason("wrong bill")
                .build());
  }

  /** Closes the posting days of all months up to this one, on the third day after it. */
  void close(String month) {
    String day = YearMonth.parse(month).plusMonths(1).atDay(3).toString();
    if (at(day).isAfter(now.get())) {
      day(day);
    }
    var closed =
        house
            .client()
            .days(house.world().operatorToken())
            .closePostingDay(
                ClosePostingDayRequest.newBuilder()
                    .setPostingDate(Claims.date(YearMonth.parse(month).atEndOfMonth().toString()))
                    .build());
    if (closed.getDay().getState() != PostingDayState.POSTING_DAY_STATE_CLOSED) {
      throw new AssertionError("the month must close");
    }
  }

  PrepareClearingsRequest prepareRequest(String month) {
    return PrepareClearingsRequest.newBuilder()
        .setRequestId("prepare-" + month)
        .setCountyCode(Claims.COUNTY)
        .setMonth(Claims.date(month + "-01"))
        .build();
  }

  /** Closes a month and prepares it. */
  PrepareClearingsResponse prepare(String month) {
    close(month);
    return clerk().prepareClearings(prepareRequest(month));
  }

  /** The clearings of a month. */
  List<Clearing> of(String month) {
    return clerk()
        .listClearings(
            ListClearingsRequest.newBuilder()
                .setCountyCode(Claims.COUNTY)
                .setMonth(Claims.date(month + "-01"))
                .setKind(ClearingKind.CLEARING_KIND_MONTH)
                .build())
        .getClearingsList();
  }

  /** The clearing of a month of this hospital and fund. */
  Clearing of(String month, String hospital, String fund) {
    return of(month).stream()
        .filter(each -> each.getHospitalId().equals(hospital))
        .filter(each -> each.getFundCode().equals(fund + "@" + Claims.COUNTY))
        .findFirst()
        .orElseThrow();
  }

  /** The clerk takes a step that is no payment. */
  Clearing step(Clearing of, ClearingStep step, long fen) {
    return clerk()
        .takeClearingStep(
            TakeClearingStepRequest.newBuilder()
                .setRequestId(nextId())
                .setClearingId(of.getClearingId())
                .setStep(step)
                .setAmountFen(fen)
                .setReason("按规定")
                .build())
        .getClearing();
  }

  /** The clerk checks it, the chief approves it; answers it. */
  Clearing approve(Clearing of) {
    clerk()
        .checkClearings(
            CheckClearingsRequest.newBuilder()
                .setRequestId(nextId())
                .addClearingIds(of.getClearingId())
                .build());
    chief()
        .approveClearings(
            ApproveClearingsRequest.newBuilder()
                .setRequestId(nextId())
                .addClearingIds(of.getClearingId())
                .setUnpaidFen(read(of).getUnpaidFen())
                .build());
    return read(of);
  }

  /** The clerk pays a part or all; answers it. */
  Clearing pay(Clearing of, long fen) {
    String id = nextId();
    return clerk()
        .payClearings(
            PayClearingsRequest.newBuilder()
                .setRequestId(id)
                .setBankReference("BANK-" + id)
                .addPayments(
                    ClearingPayment.newBuilder()
                        .setClearingId(of.getClearingId())
                        .setAmountFen(fen))
                .build())
        .getClearings(0);
  }

  /** As it stands now. */
  Clearing read(Clearing of) {
    return clerk()
        .getClearing(GetClearingRequest.newBuilder().setClearingId(of.getClearingId()).build())
        .getClearing();
  }

  @Override
  public void close() {
    house.close();
  }
}
