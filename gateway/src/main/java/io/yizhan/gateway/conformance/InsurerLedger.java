package io.yizhan.gateway.conformance;

import com.google.protobuf.Timestamp;
import io.yizhan.proto.insurer.v1.Amounts;
import io.yizhan.proto.insurer.v1.CancelFinding;
import io.yizhan.proto.insurer.v1.CancelRequest;
import io.yizhan.proto.insurer.v1.CancelResponse;
import io.yizhan.proto.insurer.v1.Claim;
import io.yizhan.proto.insurer.v1.ConfirmRequest;
import io.yizhan.proto.insurer.v1.ConfirmResponse;
import io.yizhan.proto.insurer.v1.FundPayment;
import io.yizhan.proto.insurer.v1.LookUpRequest;
import io.yizhan.proto.insurer.v1.LookUpResponse;
import io.yizhan.proto.insurer.v1.QuoteRequest;
import io.yizhan.proto.insurer.v1.QuoteResponse;
import io.yizhan.proto.insurer.v1.Refusal;
import io.yizhan.proto.insurer.v1.RequestStanding;
import io.yizhan.proto.insurer.v1.RequestState;
import io.yizhan.proto.insurer.v1.Reservation;
import io.yizhan.proto.insurer.v1.ReserveRequest;
import io.yizhan.proto.insurer.v1.ReserveResponse;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The books of a simulated insurer, in memory: the contract as plain as it can be written, and the
 * defects that it can be given. One call at a time.
 */
final class InsurerLedger {
  private static final int ID_CHARACTERS_MAX = 64;
  private static final int LOOK_UP_MAX = 100;

  /** What a fund pays of what is in scope, percent. */
  private static final Map<String, Integer> FUNDS = Map.of("390100", 60);

  private final Set<Defect> defects;
  private final InstantSource clock;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Map<List<String>, String> liveBills = new HashMap<>();

  /** Books that begin anew must not give the numbers of those before again. */
  private final String booksSince;

  private int settlementNumber;

  InsurerLedger(Set<Defect> defects, InstantSource clock) {
    this.defects = Set.copyOf(defects);
    this.clock = clock;
    this.booksSince = Long.toString(clock.millis(), Character.MAX_RADIX);
  }

  /** What is known of a request id. */
  private static final class Entry {
    private RequestState state = RequestState.REQUEST_STATE_NEVER_ARRIVED;
    private Claim claim = Claim.getDefaultInstance();
    private ReserveResponse reserved = ReserveResponse.getDefaultInstance();
    private ConfirmResponse confirmed = ConfirmResponse.getDefaultInstance();
    private CancelFinding finding = CancelFinding.CANCEL_FINDING_UNSPECIFIED;
    private boolean byInsurer;

    private Amounts amounts() {
      return reserved.getReservation().getAmounts();
    }
  }

  private boolean has(Defect defect) {
    return defects.contains(defect);
  }

  private RuntimeException error(InsurerErrors error) {
    return error.failure(!has(Defect.ERRORS_WITHOUT_REASON));
  }

  private static List<String> bill(Claim claim) {
    return List.of(claim.getHospitalId(), claim.getEncounterId(), claim.getBillNumber());
  }

  private void check(Claim claim) {
    long parts =
        claim.getInScopeFen()
            + claim.getPreSelfPayFen()
            + claim.getOverLimitFen()
            + claim.getOutOfListFen();
    boolean good =
        !bill(claim).contains("")
            && !claim.getDocumentNumber().isEmpty()
            && claim.getInsuredRegionCode().matches("[0-9]{6}")
            && claim.getTotalFen() > 0
            && claim.getInScopeFen() >= 0
            && parts == claim.getTotalFen();
    if (!good && !has(Defect.BAD_FIELDS_TAKEN)) {
      throw error(InsurerErrors.BAD_REQUEST);
    }
  }

  private void checkId(String requestId) {
    boolean good = !requestId.isEmpty() && requestId.length() <= ID_CHARACTERS_MAX;
    if (!good && !has(Defect.BAD_FIELDS_TAKEN)) {
      throw error(InsurerErrors.BAD_REQUEST);
    }
  }

  private Amounts decide(Claim claim) {
    Amounts.Builder amounts = Amounts.newBuilder();
    FUNDS.forEach(
        (fund, percent) ->
            amounts.addPayments(
                FundPayment.newBuilder()
                    .setFundCode(fund)
                    .setAmountFen(
                        has(Defect.OVER_TOTAL)
                            ? claim.getTotalFen() + 1
                            : (claim.getInScopeFen() * percent + 50) / 100)));
    return amounts.build();
  }

  synchronized QuoteResponse quote(QuoteRequest request) {
    check(request.getClaim());
    if (has(Defect.QUOTE_RESERVES)) {
      liveBills.putIfAbsent(bill(request.getClaim()), "quote");
    }
    return QuoteResponse.newBuilder().setAmounts(decide(request.getClaim())).build();
  }

  synchronized ReserveResponse reserve(ReserveRequest request, boolean refused, boolean differs) {
    checkId(request.getRequestId());
    check(request.getClaim());
    Entry entry = entries.computeIfAbsent(request.getRequestId(), id -> new Entry());
    if (entry.state == RequestState.REQUEST_STATE_CANCELLED) {
      boolean late = has(Defect.LATE_ORIGINAL_RESERVES) && entry.claim.getTotalFen() == 0;
      if (!late) {
        throw error(InsurerErrors.REQUEST_CANCELLED);
      }
      entry.state = RequestState.REQUEST_STATE_NEVER_ARRIVED;
    }
    if (entry.state != RequestState.REQUEST_STATE_NEVER_ARRIVED) {
      return repeated(entry, request.getClaim(), differs || has(Defect.RESERVE_DIFFERS));
    }
    entry.claim = request.getClaim();
    if (refused) {
      entry.state = RequestState.REQUEST_STATE_REFUSED;
      entry.reserved =
          ReserveResponse.newBuilder()
              .setRefusal(
                  Refusal.newBuilder()
                      .setReasonCode("NOT_COVERED")
                      .setSentenceZh("模拟：不予支付")
                      .setSentenceEn("simulated: not covered"))
              .build();
      return entry.reserved;
    }
    String other = liveBills.putIfAbsent(bill(entry.claim), request.getRequestId());
    if (other != null && !has(Defect.BILL_TWICE)) {
      entries.remove(request.getRequestId());
      throw error(InsurerErrors.BILL_TAKEN);
    }
    entry.state = RequestState.REQUEST_STATE_RESERVED;
    entry.reserved = reservation(entry.claim);
    return entry.reserved;
  }

  private ReserveResponse reservation(Claim claim) {
    settlementNumber++;
    return ReserveResponse.newBuilder()
        .setReservation(
            Reservation.newBuilder()
                .setAmounts(decide(claim))
                .setInsurerSettlementId("SIM-" + booksSince + "-" + settlementNumber))
        .build();
  }

  private ReserveResponse repeated(Entry entry, Claim claim, boolean differs) {
    if (!entry.claim.equals(claim) && !has(Defect.REUSED_ID_TAKEN)) {
      throw error(InsurerErrors.REQUEST_ID_REUSED);
    }
    if (has(Defect.RESERVE_FORGETS)) {
      entry.reserved = reservation(entry.claim);
    }
    if (differs && entry.reserved.hasReservation()) {
      ReserveResponse.Builder other = entry.reserved.toBuilder();
      other
          .getReservationBuilder()
          .getAmountsBuilder()
          .getPaymentsBuilderList()
          .forEach(payment -> payment.setAmountFen(Math.max(0, payment.getAmountFen() - 1)));
      return other.build();
    }
    return entry.reserved;
  }

  synchronized ConfirmResponse confirm(ConfirmRequest request) {
    checkId(request.getRequestId());
    Entry entry = entries.getOrDefault(request.getRequestId(), new Entry());
    switch (entry.state) {
      case REQUEST_STATE_SETTLED -> {
        if (has(Defect.CONFIRM_FORGETS)) {
          entry.confirmed = confirmation(entry);
        }
        return entry.confirmed;
      }
      case REQUEST_STATE_RESERVED -> {
        if (!entry.amounts().equals(request.getAmounts()) && !has(Defect.CONFIRM_ANY_AMOUNT)) {
          throw error(InsurerErrors.AMOUNTS_DIFFER);
        }
      }
      case REQUEST_STATE_CANCELLED -> {
        if (!has(Defect.CONFIRM_CANCELLED)) {
          throw error(InsurerErrors.REQUEST_CANCELLED);
        }
      }
      default -> {
        if (!has(Defect.CONFIRM_UNKNOWN)) {
          throw error(InsurerErrors.REQUEST_UNKNOWN);
        }
      }
    }
    entry.state = RequestState.REQUEST_STATE_SETTLED;
    entry.confirmed = confirmation(entry);
    return entry.confirmed;
  }

  private ConfirmResponse confirmation(Entry entry) {
    var now = clock.instant();
    return ConfirmResponse.newBuilder()
        .setInsurerSettlementId(entry.reserved.getReservation().getInsurerSettlementId())
        .setSettleTime(
            Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano()))
        .build();
  }

  synchronized CancelResponse cancel(CancelRequest request) {
    checkId(request.getRequestId());
    if (!entries.containsKey(request.getRequestId()) && has(Defect.CANCEL_UNKNOWN_FAILS)) {
      throw error(InsurerErrors.REQUEST_UNKNOWN);
    }
    Entry entry = entries.computeIfAbsent(request.getRequestId(), id -> new Entry());
    boolean first = entry.finding == CancelFinding.CANCEL_FINDING_UNSPECIFIED;
    if (first || has(Defect.CANCEL_FORGETS)) {
      entry.finding =
          switch (entry.state) {
            case REQUEST_STATE_RESERVED -> CancelFinding.CANCEL_FINDING_RELEASED;
            case REQUEST_STATE_SETTLED -> CancelFinding.CANCEL_FINDING_TAKEN_BACK;
            case REQUEST_STATE_CANCELLED ->
                entry.byInsurer
                    ? CancelFinding.CANCEL_FINDING_TAKEN_BACK
                    : CancelFinding.CANCEL_FINDING_FORBIDDEN;
            default -> CancelFinding.CANCEL_FINDING_FORBIDDEN;
          };
    }
    end(request.getRequestId(), entry);
    return CancelResponse.newBuilder().setFinding(entry.finding).build();
  }

  private void end(String requestId, Entry entry) {
    entry.state = RequestState.REQUEST_STATE_CANCELLED;
    if (!has(Defect.CANCEL_KEEPS_BILL)) {
      liveBills.remove(bill(entry.claim), requestId);
    }
  }

  synchronized LookUpResponse lookUp(LookUpRequest request) {
    List<String> ids = new ArrayList<>(request.getRequestIdsList());
    boolean good =
        !ids.isEmpty() && ids.size() <= LOOK_UP_MAX && new HashSet<>(ids).size() == ids.size();
    if (!good && !has(Defect.BAD_FIELDS_TAKEN)) {
      throw error(InsurerErrors.BAD_REQUEST);
    }
    if (has(Defect.LOOK_UP_DISORDERED)) {
      Collections.reverse(ids);
    }
    LookUpResponse.Builder found = LookUpResponse.newBuilder();
    for (String id : ids) {
      if (!entries.containsKey(id) && has(Defect.LOOK_UP_UNKNOWN_FAILS)) {
        throw error(InsurerErrors.REQUEST_UNKNOWN);
      }
      found.addStandings(standing(id, entries.getOrDefault(id, new Entry())));
    }
    return found.build();
  }

  private RequestStanding standing(String id, Entry entry) {
    RequestState state = entry.state;
    if (state == RequestState.REQUEST_STATE_SETTLED && has(Defect.LOOK_UP_STALE)) {
      state = RequestState.REQUEST_STATE_RESERVED;
    }
    RequestStanding.Builder standing =
        RequestStanding.newBuilder()
            .setRequestId(id)
            .setState(state)
            .setCancelledByInsurer(entry.byInsurer);
    if (state == RequestState.REQUEST_STATE_RESERVED
        || state == RequestState.REQUEST_STATE_SETTLED) {
      standing
          .setAmounts(entry.amounts())
          .setInsurerSettlementId(entry.reserved.getReservation().getInsurerSettlementId());
    }
    return standing.build();
  }

  /** The insurer takes a settlement back of its own accord; false when it is not settled. */
  synchronized boolean cancelOwn(String requestId) {
    Entry entry = entries.get(requestId);
    if (entry == null || entry.state != RequestState.REQUEST_STATE_SETTLED) {
      return false;
    }
    entry.byInsurer = true;
    end(requestId, entry);
    return true;
  }

  /** Where every request stands, in the order in which they arrived. */
  synchronized List<RequestStanding> standings() {
    List<RequestStanding> all = new ArrayList<>();
    entries.forEach((id, entry) -> all.add(standing(id, entry)));
    return all;
  }
}
