package io.yizhan.gateway.acceptance;

import io.grpc.StatusRuntimeException;
import io.yizhan.gateway.conformance.Misbehaviour;
import io.yizhan.proto.v1.BookReadjudicationRequest;
import io.yizhan.proto.v1.ChangedInput;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PreviewReadjudicationRequest;
import io.yizhan.proto.v1.Readjudication;
import io.yizhan.proto.v1.ReverseSettlementRequest;
import io.yizhan.proto.v1.Settlement;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What is settled while its insurer is away, and then trued up by an operator. */
record TrueUps(AskedWorld asked) {
  private static final Misbehaviour SILENT = new Misbehaviour(0, 1_000, 0, 0, 0, 0, 0, 0);

  Settlement settleAway(String request, PersonDocument person, String scheme) {
    asked.insurer().become(SILENT);
    return asked
        .house()
        .client()
        .settlements(asked.house().world().token())
        .withDeadlineAfter(1_500, TimeUnit.MILLISECONDS)
        .settleClaim(
            Claims.request(request, AskedWorld.stay(person, "E-" + request, scheme, 1_000_000)))
        .getSettlement();
  }

  void insurerIsBack(String state) {
    asked.insurer().become(Misbehaviour.NONE);
    AskedWorld.await(() -> asked.legs().getOrDefault(state, 0L) == 1);
  }

  Readjudication preview(PersonDocument person, ChangedInput... stated) {
    return asked
        .house()
        .client()
        .readjudications(asked.house().world().operatorToken())
        .previewReadjudication(
            PreviewReadjudicationRequest.newBuilder()
                .setPersonDocument(person)
                .addAllChangedInputs(List.of(stated))
                .build())
        .getReadjudications(0);
  }

  /** Empty when it is booked, else the reason of the refusal. */
  String book(
      String request, PersonDocument person, Readjudication preview, ChangedInput... stated) {
    try {
      asked
          .house()
          .client()
          .readjudications(asked.house().world().operatorToken())
          .bookReadjudication(
              BookReadjudicationRequest.newBuilder()
                  .setRequestId(request)
                  .setPersonDocument(person)
                  .addAllChangedInputs(List.of(stated))
                  .setPreviewSha256(preview.getPreviewSha256())
                  .setAccountingPeriod(
                      YearMonth.from(LocalDate.now(java.time.ZoneId.of("Asia/Shanghai")))
                          .toString())
                  .setOperatorId("clerk-1")
                  .setReason("医保补正")
                  .build());
      return "";
    } catch (StatusRuntimeException refused) {
      return Refusals.of(refused).info().getReason();
    }
  }

  void reverse(String request, Settlement settled) {
    asked
        .house()
        .client()
        .settlements(asked.house().world().token())
        .reverseSettlement(
            ReverseSettlementRequest.newBuilder()
                .setRequestId(request)
                .setHospitalId(World.HOSPITAL)
                .setSettlementId(settled.getSettlementId())
                .setOperatorId("op")
                .build());
  }

  long owedFen(String kind) {
    return asked
        .house()
        .database()
        .number(
            "SELECT coalesce(sum(amount_fen), 0)::bigint FROM receivable WHERE kind = '"
                + kind
                + "'");
  }

  /** What everybody bears of all settlements with their corrections, and to whom it is paid. */
  List<String> borne() {
    return asked
        .house()
        .database()
        .rows(
            "SELECT split_part(account, '@', 1), split_part(payee, ':', 1), sum(amount_fen)"
                + " FROM posting WHERE account <> payee GROUP BY 1, 2 ORDER BY 1, 2");
  }

  List<String> owed() {
    return asked
        .house()
        .database()
        .rows("SELECT kind, party, amount_fen, outstanding_fen FROM receivable ORDER BY 1, 2");
  }
}
