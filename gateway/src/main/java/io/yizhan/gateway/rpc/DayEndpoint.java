package io.yizhan.gateway.rpc;

import io.grpc.stub.StreamObserver;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.DayDesk;
import io.yizhan.gateway.desk.DayStore.CutOffResult;
import io.yizhan.gateway.desk.DayStore.DetailQuery;
import io.yizhan.gateway.desk.DayStore.LateLimit;
import io.yizhan.gateway.desk.DayStore.State;
import io.yizhan.gateway.desk.DayStore.TotalQuery;
import io.yizhan.gateway.desk.PostingClock;
import io.yizhan.gateway.desk.SettlementDesk;
import io.yizhan.gateway.desk.ShiftStore.ShiftKey;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.ClosePostingDayRequest;
import io.yizhan.proto.v1.ClosePostingDayResponse;
import io.yizhan.proto.v1.CloseShiftRequest;
import io.yizhan.proto.v1.CloseShiftResponse;
import io.yizhan.proto.v1.DayServiceGrpc;
import io.yizhan.proto.v1.GetShiftRequest;
import io.yizhan.proto.v1.GetShiftResponse;
import io.yizhan.proto.v1.ListDayDetailsRequest;
import io.yizhan.proto.v1.ListDayDetailsResponse;
import io.yizhan.proto.v1.ListDayTotalsRequest;
import io.yizhan.proto.v1.ListDayTotalsResponse;
import io.yizhan.proto.v1.ListLateClaimLimitsRequest;
import io.yizhan.proto.v1.ListLateClaimLimitsResponse;
import io.yizhan.proto.v1.ListPostingDaysRequest;
import io.yizhan.proto.v1.ListPostingDaysResponse;
import io.yizhan.proto.v1.PutLateClaimLimitRequest;
import io.yizhan.proto.v1.PutLateClaimLimitResponse;
import io.yizhan.proto.v1.SetCutOffRequest;
import io.yizhan.proto.v1.SetCutOffResponse;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Posting days, their totals and their lines over the desk. */
public final class DayEndpoint extends DayServiceGrpc.DayServiceImplBase implements Crowded {
  private static final Set<String> READINGS =
      Set.of(
          DayServiceGrpc.getListDayTotalsMethod().getFullMethodName(),
          DayServiceGrpc.getListDayDetailsMethod().getFullMethodName());

  private static final Set<String> CLOSINGS =
      Set.of(
          DayServiceGrpc.getClosePostingDayMethod().getFullMethodName(),
          DayServiceGrpc.getCloseShiftMethod().getFullMethodName());

  private final DayDesk desk;
  private final CallRunner runner;
  private final CallRunner readings;
  private final CallRunner closings;

  /**
   * An endpoint over the desk.
   *
   * @param readings over a pool of their own: totals of a year take seconds
   * @param closings over a pool of their own: they wait for others' transactions
   */
  public DayEndpoint(DayDesk desk, CallRunner runner, CallRunner readings, CallRunner closings) {
    this.desk = desk;
    this.runner = runner;
    this.readings = readings;
    this.closings = closings;
  }

  @Override
  public Optional<Turnstile> turnstile(String fullMethodName) {
    if (READINGS.contains(fullMethodName)) {
      return Optional.of(readings.turnstile());
    }
    return Optional.of((CLOSINGS.contains(fullMethodName) ? closings : runner).turnstile());
  }

  @Override
  public void listPostingDays(
      ListPostingDaysRequest request, StreamObserver<ListPostingDaysResponse> observer) {
    runner.run(
        observer,
        () -> {
          DayReader.DaysAsk ask = DayReader.days(request);
          return () -> {
            PostingClock clock = desk.store().clock();
            ListPostingDaysResponse.Builder out =
                ListPostingDaysResponse.newBuilder()
                    .setOpenFromDate(WireDate.of(clock.openFrom()))
                    .setCutOffMinutes(clock.cutOffOf(today()));
            if (clock.laterFrom().isAfter(today())) {
              out.setLaterCutOffMinutes(clock.laterCutOff())
                  .setLaterCutOffFromDate(WireDate.of(clock.laterFrom()));
            }
            return out.setNextPageToken(
                    Pages.show(
                        desk.store().list(ask.days().from(), ask.days().to(), ask.size() + 1),
                        ask.size(),
                        day -> out.addDays(DayWriter.day(day)),
                        day -> Pages.token(day.date().toString())))
                .build();
          };
        });
  }

  private LocalDate today() {
    return LocalDate.ofInstant(desk.now(), SettlementDesk.CIVIL_ZONE);
  }

  @Override
  public void closePostingDay(
      ClosePostingDayRequest request, StreamObserver<ClosePostingDayResponse> observer) {
    closings.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          Violations violations = new Violations();
          Optional<LocalDate> day =
              violations.date("posting_date", request.hasPostingDate(), request.getPostingDate());
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          return () ->
              desk.close(day.orElseThrow(), caller)
                  .map(
                      stands ->
                          ClosePostingDayResponse.newBuilder()
                              .setDay(DayWriter.day(stands))
                              .build())
                  .orElseThrow(
                      () ->
                          Failure.of(
                              ErrorReason.DAY_NOT_OVER,
                              "此日尚未日切，不能关账",
                              "the cut-off of this day has not come"));
        });
  }

  @Override
  public void setCutOff(SetCutOffRequest request, StreamObserver<SetCutOffResponse> observer) {
    runner.run(
        observer,
        () -> {
          DayReader.CutOff ask = DayReader.cutOff(request);
          return () -> {
            CutOffResult result = desk.store().setCutOff(ask.minutes(), ask.from(), desk.now());
            if (result instanceof CutOffResult.Set set) {
              return SetCutOffResponse.newBuilder()
                  .setCutOffMinutes(set.clock().cutOff())
                  .setLaterCutOffMinutes(set.clock().laterCutOff())
                  .setLaterCutOffFromDate(WireDate.of(set.clock().laterFrom()))
                  .build();
            }
            LocalDate first = ((CutOffResult.Fixed) result).firstDay();
            throw Failure.of(
                ErrorReason.CUT_OFF_FIXED,
                "此日的日切时间已定，最早可自 " + first + " 起更改",
                "the cut-off of that day is fixed; it can be changed from " + first + " on",
                Map.of("first_date", first.toString()));
          };
        });
  }

  @Override
  public void listDayTotals(
      ListDayTotalsRequest request, StreamObserver<ListDayTotalsResponse> observer) {
    readings.run(
        observer,
        () -> {
          TotalQuery query = DayReader.totals(request, Permissions.caller());
          return () -> {
            boolean isFinal = desk.store().find(query.span().to()).state() == State.CLOSED;
            ListDayTotalsResponse.Builder out =
                ListDayTotalsResponse.newBuilder().setFinal(isFinal);
            return out.setNextPageToken(
                    Pages.show(
                        desk.store().totals(query),
                        query.limit() - 1,
                        total -> out.addTotals(DayWriter.total(total)),
                        total -> DayReader.token(total.key())))
                .build();
          };
        });
  }

  @Override
  public void listDayDetails(
      ListDayDetailsRequest request, StreamObserver<ListDayDetailsResponse> observer) {
    readings.run(
        observer,
        () -> {
          DetailQuery query = DayReader.details(request, Permissions.caller());
          return () -> {
            ListDayDetailsResponse.Builder out = ListDayDetailsResponse.newBuilder();
            return out.setNextPageToken(
                    Pages.show(
                        desk.store().details(query),
                        query.limit() - 1,
                        detail -> out.addDetails(DayWriter.detail(detail)),
                        detail -> ListReader.token(detail.postingDate(), detail.id())))
                .build();
          };
        });
  }

  @Override
  public void closeShift(CloseShiftRequest request, StreamObserver<CloseShiftResponse> observer) {
    closings.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          Permissions.requireOwnHospital(caller, request.getHospitalId());
          Violations violations = new Violations();
          ShiftKey key = DayReader.shift(request, violations);
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          return () ->
              CloseShiftResponse.newBuilder()
                  .setShift(
                      DayWriter.shift(
                          desk.close(key, request.getRequestId(), caller)
                              .orElseThrow(() -> Failure.idReused(List.of("shift_id")))))
                  .build();
        });
  }

  @Override
  public void getShift(GetShiftRequest request, StreamObserver<GetShiftResponse> observer) {
    runner.run(
        observer,
        () -> {
          Permissions.requireOwnHospital(Permissions.caller(), request.getHospitalId());
          Violations violations = new Violations();
          ShiftKey key =
              DayReader.shift(
                  request.getHospitalId(),
                  request.getOperatorId(),
                  request.getTerminalId(),
                  request.getShiftId(),
                  violations);
          if (request.getPart() < 0) {
            violations.add("part", "不得为负", "must not be negative");
          }
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          return () ->
              GetShiftResponse.newBuilder()
                  .setShift(
                      DayWriter.shift(
                          desk.shifts()
                              .find(key, request.getPart())
                              .orElseThrow(
                                  () ->
                                      Failure.of(
                                          ErrorReason.SHIFT_NOT_FOUND,
                                          "此班次未交班",
                                          "this shift was never closed"))))
                  .build();
        });
  }

  @Override
  public void putLateClaimLimit(
      PutLateClaimLimitRequest request, StreamObserver<PutLateClaimLimitResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          LateLimit limit = DayReader.lateLimit(request.getLimit(), caller);
          return () -> {
            desk.store().putLateLimit(limit, caller.callerId(), desk.now());
            return PutLateClaimLimitResponse.newBuilder()
                .setLimit(DayWriter.lateLimit(limit))
                .build();
          };
        });
  }

  @Override
  public void listLateClaimLimits(
      ListLateClaimLimitsRequest request, StreamObserver<ListLateClaimLimitsResponse> observer) {
    runner.run(
        observer,
        () -> {
          Violations violations = new Violations();
          String county = violations.region("county_code", request.getCountyCode());
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          return () -> {
            ListLateClaimLimitsResponse.Builder out = ListLateClaimLimitsResponse.newBuilder();
            desk.store()
                .lateLimits(county)
                .forEach(limit -> out.addLimits(DayWriter.lateLimit(limit)));
            return out.build();
          };
        });
  }
}
