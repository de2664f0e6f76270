package io.yizhan.gateway.acceptance;

import io.grpc.stub.StreamObserver;
import io.yizhan.gateway.OneAnswer;
import io.yizhan.gateway.desk.SettlementDesk;
import io.yizhan.proto.v1.Break;
import io.yizhan.proto.v1.ListBreaksRequest;
import io.yizhan.proto.v1.ListBreaksResponse;
import io.yizhan.proto.v1.Party;
import io.yizhan.proto.v1.PartyKind;
import io.yizhan.proto.v1.ReconcileRequest;
import io.yizhan.proto.v1.ReconciliationSummary;
import io.yizhan.proto.v1.SendStatementRequest;
import io.yizhan.proto.v1.SendStatementResponse;
import io.yizhan.proto.v1.Settlement;
import io.yizhan.proto.v1.StatementHeading;
import io.yizhan.proto.v1.StatementLine;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Statements as a hospital's finance clerk would send them, and what is found. */
final class Statements {
  private final House house;

  Statements(House house) {
    this.house = house;
  }

  /** The civil day on which a house settles now. */
  static LocalDate today() {
    return LocalDate.now(SettlementDesk.CIVIL_ZONE);
  }

  static Party hospital() {
    return Party.newBuilder()
        .setKind(PartyKind.PARTY_KIND_HOSPITAL)
        .setPartyCode(World.HOSPITAL)
        .build();
  }

  static StatementHeading.Builder heading(String id) {
    return StatementHeading.newBuilder()
        .setStatementId(id)
        .setParty(hospital())
        .setFromDate(Claims.date(today().toString()))
        .setToDate(Claims.date(today().toString()));
  }

  /** A line that says what the settlement says. */
  static StatementLine.Builder line(int number, Settlement settlement) {
    return StatementLine.newBuilder()
        .setLineNumber(number)
        .setSettlementId(settlement.getSettlementId())
        .setSettleDate(settlement.getPostingDate())
        .setBillFen(total(settlement))
        .setFundFen(funds(settlement));
  }

  static long total(Settlement settlement) {
    return settlement.getTotalFen();
  }

  static long funds(Settlement settlement) {
    return settlement.getTotalFen()
        - settlement.getHospitalShareFen()
        - settlement.getPatientShareFen();
  }

  SendStatementResponse send(
      String token, StatementHeading.Builder heading, List<StatementLine> lines)
      throws ExecutionException, InterruptedException, TimeoutException {
    CompletableFuture<SendStatementResponse> answer = new CompletableFuture<>();
    StreamObserver<SendStatementRequest> out =
        house.client().reconciliationStream(token).sendStatement(new OneAnswer<>(answer));
    out.onNext(SendStatementRequest.newBuilder().setHeading(heading).build());
    for (int i = 0; i < lines.size(); i += 1000) {
      out.onNext(
          SendStatementRequest.newBuilder()
              .addAllLines(lines.subList(i, Math.min(lines.size(), i + 1000)))
              .build());
    }
    out.onCompleted();
    return answer.get(60, TimeUnit.SECONDS);
  }

  SendStatementResponse send(String id, StatementLine.Builder... lines) throws Exception {
    List<StatementLine> all = new ArrayList<>();
    for (StatementLine.Builder line : lines) {
      all.add(line.build());
    }
    return send(house.world().token(), heading(id), all);
  }

  ReconciliationSummary reconcile() {
    return reconcile(house.world().token(), hospital());
  }

  ReconciliationSummary reconcile(String token, Party party) {
    return reconcile(token, party, today());
  }

  /** From a day on until today. */
  ReconciliationSummary reconcile(String token, Party party, LocalDate from) {
    return house
        .client()
        .reconciliations(token)
        .reconcile(
            ReconcileRequest.newBuilder()
                .setParty(party)
                .setFromDate(Claims.date(from.toString()))
                .setToDate(Claims.date(today().toString()))
                .build())
        .getSummary();
  }

  List<Break> breaks() {
    return breaks(house.world().token(), hospital());
  }

  List<Break> breaks(String token, Party party) {
    List<Break> all = new ArrayList<>();
    ListBreaksRequest.Builder request =
        ListBreaksRequest.newBuilder()
            .setParty(party)
            .setFromDate(Claims.date(today().toString()))
            .setToDate(Claims.date(today().toString()))
            .setPageSize(2);
    ListBreaksResponse page;
    do {
      page = house.client().reconciliations(token).listBreaks(request.build());
      all.addAll(page.getBreaksList());
      request.setPageToken(page.getNextPageToken());
    } while (!page.getNextPageToken().isEmpty());
    return all;
  }
}
