package io.yizhan.gateway.rpc;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.ReadjudicationDesk;
import io.yizhan.gateway.desk.ReadjudicationDesk.Shown;
import io.yizhan.gateway.desk.ReadjudicationStore.BookResult;
import io.yizhan.gateway.desk.ReadjudicationStore.ClosePeriodResult;
import io.yizhan.gateway.desk.ReadjudicationStore.NoticeQuery;
import io.yizhan.gateway.desk.ReadjudicationStore.Subject;
import io.yizhan.proto.v1.BookReadjudicationRequest;
import io.yizhan.proto.v1.BookReadjudicationResponse;
import io.yizhan.proto.v1.CloseAccountingPeriodRequest;
import io.yizhan.proto.v1.CloseAccountingPeriodResponse;
import io.yizhan.proto.v1.ListAccountingPeriodsRequest;
import io.yizhan.proto.v1.ListAccountingPeriodsResponse;
import io.yizhan.proto.v1.ListReadjudicationNoticesRequest;
import io.yizhan.proto.v1.ListReadjudicationNoticesResponse;
import io.yizhan.proto.v1.PreviewReadjudicationRequest;
import io.yizhan.proto.v1.PreviewReadjudicationResponse;
import io.yizhan.proto.v1.ReadjudicationServiceGrpc;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;

/** Re-adjudication and accounting periods over the desk. */
public final class ReadjudicationEndpoint
    extends ReadjudicationServiceGrpc.ReadjudicationServiceImplBase implements Crowded {
  private final ReadjudicationDesk desk;
  private final CallRunner runner;

  /** An endpoint over the desk. */
  public ReadjudicationEndpoint(ReadjudicationDesk desk, CallRunner runner) {
    this.desk = desk;
    this.runner = runner;
  }

  @Override
  public Optional<Turnstile> turnstile(String fullMethodName) {
    return Optional.of(runner.turnstile());
  }

  @Override
  public void previewReadjudication(
      PreviewReadjudicationRequest request,
      StreamObserver<PreviewReadjudicationResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          ReadjudicationReader.Ask ask = ReadjudicationReader.preview(request, caller);
          return () ->
              ask instanceof ReadjudicationReader.Ask.Many many
                  ? ReadjudicationWriter.page(desk.page(many.query(), caller))
                  : one((ReadjudicationReader.Ask.One) ask, caller);
        });
  }

  private PreviewReadjudicationResponse one(ReadjudicationReader.Ask.One ask, Caller caller) {
    Shown shown = desk.preview(ask.subject(), ask.supplied(), caller);
    if (shown instanceof Shown.Preview preview) {
      return ReadjudicationWriter.one(preview.readjudication());
    }
    if (shown instanceof Shown.TooLarge large) {
      throw tooLarge(large.persons(), large.settlements());
    }
    if (shown instanceof Shown.NotYours) {
      throw Permissions.notYourRegion("subject");
    }
    throw unknown(ask.subject());
  }

  private static StatusRuntimeException unknown(Subject subject) {
    return subject instanceof Subject.OfPerson
        ? RegistryEndpoint.personNotFound()
        : SettlementReplies.notFound();
  }

  private static StatusRuntimeException tooLarge(int persons, int settlements) {
    return Failure.of(
        ErrorReason.CIRCLE_TOO_LARGE,
        "共用账户的人或结算过多，不能一次重新核算",
        "more persons or settlements share accounts than are decided in one booking",
        Map.of("persons", Integer.toString(persons), "settlements", Integer.toString(settlements)));
  }

  @Override
  public void bookReadjudication(
      BookReadjudicationRequest request, StreamObserver<BookReadjudicationResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          ReadjudicationDesk.Order order = ReadjudicationReader.book(request);
          return () ->
              booked(desk.book(order, caller, ReadjudicationWriter::booked), order.subject());
        });
  }

  private static BookReadjudicationResponse booked(BookResult result, Subject subject) {
    if (result instanceof BookResult.Recorded recorded) {
      return StoredReply.answer(
          BookReadjudicationResponse.getDefaultInstance(), recorded.reply(), recorded.replayed());
    }
    if (result instanceof BookResult.IdReused reused) {
      throw Failure.idReused(reused.fields());
    }
    if (result instanceof BookResult.TooLarge large) {
      throw tooLarge(large.persons(), large.settlements());
    }
    if (result instanceof BookResult.NotYours) {
      throw Permissions.notYourRegion("subject");
    }
    if (result instanceof BookResult.InsurerSettlementUsed used) {
      throw SettlementReplies.settledBefore(used.first());
    }
    if (result instanceof BookResult.PeriodNotOpen closed) {
      String first = CorrectionWriter.period(closed.closedBefore());
      throw Failure.of(
          ErrorReason.PERIOD_NOT_OPEN,
          "此记账期间已关账、尚未开始，或早于所更正的结算；最早可用 " + first,
          "the accounting period is closed, to come, or before what it corrects was settled; the first"
              + " that may be named is "
              + first,
          Map.of("first_open_period", first));
    }
    if (result instanceof BookResult.Superseded superseded) {
      throw Failure.of(
          ErrorReason.PREVIEW_SUPERSEDED,
          "预览之后情况有变，未作任何更正，请重新预览",
          "it would now book something else than the preview showed; nothing was booked, preview"
              + " again",
          Map.of("preview_sha256", superseded.now().sha256()));
    }
    if (result instanceof BookResult.Blocked blocked) {
      throw Failure.of(
          ErrorReason.READJUDICATION_BLOCKED,
          blocked.obstacle().zh(),
          blocked.obstacle().en(),
          Map.of(
              "settlement_id",
              blocked.obstacle().settlementId(),
              "code",
              blocked.obstacle().code()));
    }
    throw unknown(subject);
  }

  @Override
  public void closeAccountingPeriod(
      CloseAccountingPeriodRequest request,
      StreamObserver<CloseAccountingPeriodResponse> observer) {
    runner.run(
        observer,
        () -> {
          Caller caller = Permissions.caller();
          Violations violations = new Violations();
          Optional<LocalDate> period =
              ReadjudicationReader.period(
                  "accounting_period", request.getAccountingPeriod(), violations);
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          return () -> closed(desk.closePeriod(period.orElseThrow(), caller));
        });
  }

  private static CloseAccountingPeriodResponse closed(ClosePeriodResult result) {
    if (result instanceof ClosePeriodResult.Standing standing) {
      return CloseAccountingPeriodResponse.newBuilder()
          .setPeriod(ReadjudicationWriter.period(standing.row()))
          .build();
    }
    throw Failure.of(
        ErrorReason.PERIOD_NOT_OVER,
        "此月份自次月第二日起才能关账",
        "a month can be closed from the second day of the next one on");
  }

  @Override
  public void listAccountingPeriods(
      ListAccountingPeriodsRequest request,
      StreamObserver<ListAccountingPeriodsResponse> observer) {
    runner.run(
        observer,
        () -> {
          Violations violations = new Violations();
          int size = violations.pageSize(request.getPageSize());
          Optional<LocalDate> before =
              Pages.key(request.getPageToken(), violations)
                  .flatMap(key -> ReadjudicationReader.period("page_token", key, violations));
          violations.throwIfAny(ErrorReason.BAD_REQUEST);
          return () -> {
            ListAccountingPeriodsResponse.Builder out = ListAccountingPeriodsResponse.newBuilder();
            return out.setNextPageToken(
                    Pages.show(
                        desk.periods(before, size + 1),
                        size,
                        row -> out.addPeriods(ReadjudicationWriter.period(row)),
                        row -> Pages.token(CorrectionWriter.period(row.period()))))
                .build();
          };
        });
  }

  @Override
  public void listReadjudicationNotices(
      ListReadjudicationNoticesRequest request,
      StreamObserver<ListReadjudicationNoticesResponse> observer) {
    runner.run(
        observer,
        () -> {
          NoticeQuery query = ReadjudicationReader.notices(request, Permissions.caller());
          return () -> {
            ListReadjudicationNoticesResponse.Builder out =
                ListReadjudicationNoticesResponse.newBuilder();
            return out.setNextPageToken(
                    Pages.show(
                        desk.notices(query),
                        query.limit() - 1,
                        row -> out.addNotices(ReadjudicationWriter.notice(row)),
                        ReadjudicationReader::token))
                .build();
          };
        });
  }
}
