package io.yizhan.gateway.month;

import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import io.yizhan.proto.WireDate;
import io.yizhan.proto.v1.Break;
import io.yizhan.proto.v1.BreakEntry;
import io.yizhan.proto.v1.ListBreaksRequest;
import io.yizhan.proto.v1.ListBreaksResponse;
import io.yizhan.proto.v1.Party;
import io.yizhan.proto.v1.PartyKind;
import io.yizhan.proto.v1.ReconcileRequest;
import io.yizhan.proto.v1.ReconciliationServiceGrpc;
import io.yizhan.proto.v1.ReconciliationSummary;
import io.yizhan.proto.v1.SendStatementRequest;
import io.yizhan.proto.v1.SendStatementResponse;
import io.yizhan.proto.v1.StatementFund;
import io.yizhan.proto.v1.StatementHeading;
import io.yizhan.proto.v1.StatementLine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends a statement, has it compared, and reads every break, in the words of the sealed file. */
final class Reconciling {
  private static final int LINES_PER_MESSAGE = 1_000;
  private static final int PAGE = 500;
  private static final int PAGES_MAX = 200;

  private final MonthOrder order;
  private final Book book;

  Reconciling(MonthOrder order, Book book) {
    this.order = order;
    this.book = book;
  }

  /** What came of one statement. */
  record Found(ReconciliationSummary summary, List<PlantedBreak> breaks, boolean addsUp) {
    Found {
      breaks = List.copyOf(breaks);
    }
  }

  /** Does all three, as this caller. */
  Found of(Statement statement, Channel caller) {
    Party party =
        Party.newBuilder()
            .setKind(
                statement.partyKind().equals(PlantedBreak.HOSPITAL)
                    ? PartyKind.PARTY_KIND_HOSPITAL
                    : PartyKind.PARTY_KIND_INSURER)
            .setPartyCode(statement.partyCode())
            .build();
    SendStatementResponse sent = send(statement, party, caller);
    if (!sent.getAccepted()) {
      throw new IllegalStateException("a statement must be accepted: " + sent);
    }
    var service = ReconciliationServiceGrpc.newBlockingStub(caller);
    ReconciliationSummary summary =
        service
            .withDeadlineAfter(MonthClient.DEADLINE_SECONDS, TimeUnit.SECONDS)
            .reconcile(
                ReconcileRequest.newBuilder()
                    .setParty(party)
                    .setFromDate(WireDate.of(order.first()))
                    .setToDate(WireDate.of(order.last()))
                    .build())
            .getSummary();
    List<PlantedBreak> found = new ArrayList<>();
    long fundFen = 0;
    String token = "";
    for (int page = 0; page < PAGES_MAX && (page == 0 || !token.isEmpty()); page++) {
      ListBreaksResponse answer =
          service
              .withDeadlineAfter(MonthClient.DEADLINE_SECONDS, TimeUnit.SECONDS)
              .listBreaks(
                  ListBreaksRequest.newBuilder()
                      .setParty(party)
                      .setFromDate(WireDate.of(order.first()))
                      .setToDate(WireDate.of(order.last()))
                      .setPageSize(PAGE)
                      .setPageToken(token)
                      .build());
      for (Break each : answer.getBreaksList()) {
        found.add(planted(statement, each));
        fundFen += each.getFundFen();
      }
      token = answer.getNextPageToken();
    }
    long between = summary.getThere().getFundFen() - summary.getHere().getFundFen();
    return new Found(summary, found, between == fundFen);
  }

  /** A break that the sealed file has no word for keeps its own, and so is told as invented. */
  private PlantedBreak planted(Statement statement, Break each) {
    String kind = each.getKind().name().replace("BREAK_KIND_", "");
    String side = each.getSide().name().replace("BREAK_SIDE_", "");
    return new PlantedBreak(
        statement.partyKind(),
        statement.partyCode(),
        PlantedBreak.Kind.of(kind),
        PlantedBreak.Side.valueOf(side),
        about(statement, each));
  }

  private String about(Statement statement, Break each) {
    if (each.getLinesCount() > 0) {
      return statement.lines().get(each.getLines(0).getLineNumber() - 1).about();
    }
    BreakEntry entry = each.getEntries(0);
    return book.requestOf(entry.getSettlementId());
  }

  private SendStatementResponse send(Statement statement, Party party, Channel caller) {
    CompletableFuture<SendStatementResponse> answer = new CompletableFuture<>();
    StreamObserver<SendStatementRequest> lines =
        ReconciliationServiceGrpc.newStub(caller)
            .withDeadlineAfter(MonthClient.DEADLINE_SECONDS, TimeUnit.SECONDS)
            .sendStatement(
                new StreamObserver<SendStatementResponse>() {
                  @Override
                  public void onNext(SendStatementResponse response) {
                    answer.complete(response);
                  }

                  @Override
                  public void onError(Throwable thrown) {
                    answer.completeExceptionally(thrown);
                  }

                  @Override
                  public void onCompleted() {
                    answer.completeExceptionally(new IllegalStateException("no answer"));
                  }
                });
    lines.onNext(
        SendStatementRequest.newBuilder()
            .setHeading(
                StatementHeading.newBuilder()
                    .setStatementId("month-" + order.month())
                    .setParty(party)
                    .setFromDate(WireDate.of(order.first()))
                    .setToDate(WireDate.of(order.last()))
                    .addAllFundCodes(statement.funds()))
            .build());
    for (int from = 0; from < statement.lines().size(); from += LINES_PER_MESSAGE) {
      SendStatementRequest.Builder message = SendStatementRequest.newBuilder();
      int to = Math.min(statement.lines().size(), from + LINES_PER_MESSAGE);
      for (int i = from; i < to; i++) {
        message.addLines(line(i + 1, statement.lines().get(i)));
      }
      lines.onNext(message.build());
    }
    lines.onCompleted();
    try {
      return answer.get(MonthClient.DEADLINE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    } catch (ExecutionException | TimeoutException failed) {
      throw new IllegalStateException("a statement must be taken in", failed);
    }
  }

  private static StatementLine line(int number, Statement.Line line) {
    StatementLine.Builder made =
        StatementLine.newBuilder()
            .setLineNumber(number)
            .setSettlementId(line.settlementId())
            .setRequestId(line.requestId())
            .setInsurerSettlementId(line.insurerId())
            .setRefund(line.refund())
            .setSettleDate(WireDate.of(line.day()))
            .setFundFen(line.fundFen());
    if (!line.document().isEmpty()) {
      made.setPersonDocument(Visit.documentOf(line.document()));
    }
    line.billFen().ifPresent(made::setBillFen);
    line.funds()
        .forEach(
            (code, fen) ->
                made.addFunds(StatementFund.newBuilder().setFundCode(code).setAmountFen(fen)));
    return made.build();
  }
}
