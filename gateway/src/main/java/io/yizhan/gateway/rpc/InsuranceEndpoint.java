package io.yizhan.gateway.rpc;

import io.grpc.stub.StreamObserver;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.InsurerLegs;
import io.yizhan.gateway.desk.InsurerLegs.OneSided;
import io.yizhan.gateway.desk.InsurerLegs.OneSidedQuery;
import io.yizhan.gateway.desk.InsurerLegs.Told;
import io.yizhan.gateway.desk.SettlementScope;
import io.yizhan.proto.v1.InsuranceServiceGrpc;
import io.yizhan.proto.v1.ListOneSidedSettlementsRequest;
import io.yizhan.proto.v1.ListOneSidedSettlementsResponse;
import io.yizhan.proto.v1.NotifyCancelledRequest;
import io.yizhan.proto.v1.NotifyCancelledResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The insurance service over the legs' port. */
public final class InsuranceEndpoint extends InsuranceServiceGrpc.InsuranceServiceImplBase
    implements Crowded {
  /** What is being made equal is listed when it takes longer. */
  private static final Duration WAITING_SINCE = Duration.ofMinutes(1);

  private static final int REASON_CHARACTERS_MAX = 200;
  private static final String SEPARATOR = "|";

  private final InsurerLegs legs;
  private final CallRunner runner;

  /** An endpoint. */
  public InsuranceEndpoint(InsurerLegs legs, CallRunner runner) {
    this.legs = legs;
    this.runner = runner;
  }

  @Override
  public Optional<Turnstile> turnstile(String fullMethodName) {
    return Optional.of(runner.turnstile());
  }

  @Override
  public void notifyCancelled(
      NotifyCancelledRequest request, StreamObserver<NotifyCancelledResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          Violations violations = new Violations();
          violations.id(
              "insurer_request_id", request.getInsurerRequestId(), ClaimReader.ID_CHARACTERS_MAX);
          violations.text("reason", request.getReason(), 0, REASON_CHARACTERS_MAX);
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          return () -> notified(request, caller);
        });
  }

  private NotifyCancelledResponse notified(NotifyCancelledRequest request, Caller caller) {
    Told told =
        legs.find(request.getInsurerRequestId())
            .filter(found -> caller.actsFor(found.insuredRegion()))
            .orElseThrow(SettlementReplies::notFound);
    if (told.standsHere()) {
      // Its reason may name the person, and stays with the insurer.
      legs.gone(List.of(request.getInsurerRequestId()));
    }
    return NotifyCancelledResponse.newBuilder()
        .setSettlementId(told.settlementId().orElse(""))
        .setStandsHere(told.standsHere())
        .build();
  }

  @Override
  public void listOneSidedSettlements(
      ListOneSidedSettlementsRequest request,
      StreamObserver<ListOneSidedSettlementsResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          Permissions.requireOwnHospital(caller, request.getHospitalId());
          Violations violations = new Violations();
          if (caller.role() == Caller.Role.HOSPITAL || !request.getHospitalId().isEmpty()) {
            violations.id(
                "hospital_id", request.getHospitalId(), ClaimReader.HOSPITAL_ID_CHARACTERS_MAX);
          }
          int size = violations.pageSize(request.getPageSize());
          Optional<OneSidedQuery.After> after =
              Pages.key(request.getPageToken(), violations).flatMap(key -> after(key, violations));
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          OneSidedQuery query =
              new OneSidedQuery(
                  request.getHospitalId(),
                  SettlementScope.of(caller),
                  WAITING_SINCE,
                  after,
                  size + 1);
          return () -> page(legs.oneSided(query), size);
        });
  }

  private static Optional<OneSidedQuery.After> after(String key, Violations violations) {
    int at = key.indexOf(SEPARATOR);
    try {
      if (at > 0) {
        return Optional.of(
            new OneSidedQuery.After(Instant.parse(key.substring(0, at)), key.substring(at + 1)));
      }
    } catch (DateTimeException e) {
      // Not one of our tokens: named below.
    }
    Pages.refuse(Pages.token(key), violations);
    return Optional.empty();
  }

  private static ListOneSidedSettlementsResponse page(List<OneSided> found, int size) {
    ListOneSidedSettlementsResponse.Builder out = ListOneSidedSettlementsResponse.newBuilder();
    return out.setNextPageToken(
            Pages.show(
                found,
                size,
                line -> out.addLines(OneSidedWriter.line(line)),
                last -> Pages.token(last.created() + SEPARATOR + last.insurerRequestId())))
        .build();
  }
}
