package io.yizhan.gateway.insurer;

import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.ReadjudicationDesk;
import io.yizhan.gateway.desk.ReadjudicationDesk.Shown;
import io.yizhan.gateway.desk.ReadjudicationStore.BookResult;
import io.yizhan.gateway.desk.ReadjudicationStore.Subject;
import io.yizhan.gateway.desk.RequestContent;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** An operator who trues up whatever an insurer said otherwise; the gateway may die in it. */
final class TrueUpClerk {
  private static final Caller OPERATOR =
      new Caller("operator", Caller.Role.OPERATOR, "", List.of());

  private final AskedClerk.Office office;
  private final Random deaths;
  private final int perMille;

  TrueUpClerk(AskedClerk.Office office, Random deaths, int perMille) {
    this.office = office;
    this.deaths = deaths;
    this.perMille = perMille;
  }

  void work() {
    for (String settlementId :
        office
            .database()
            .rows("SELECT settlement_id FROM insurer_leg WHERE state = 'TRUE_UP' ORDER BY 1")) {
      try {
        trueUp(new Subject.OfSettlement(settlementId));
      } catch (InsurerCrashTest.Died died) {
        // Its transaction is taken back with its connection.
      }
    }
  }

  private void trueUp(Subject subject) {
    ReadjudicationDesk desk =
        new ReadjudicationDesk(
            office.database().stores().readjudications(),
            office::book,
            InstantSource.system(),
            office.ids());
    if (desk.preview(subject, Map.of(), OPERATOR) instanceof Shown.Preview preview
        && !preview.readjudication().changes().isEmpty()) {
      BookResult result =
          desk.book(
              new ReadjudicationDesk.Order(
                  office.ids().next(Instant.now()),
                  new RequestContent(List.of(new RequestContent.Field("subject", "" + subject))),
                  subject,
                  Map.of(),
                  preview.readjudication().sha256(),
                  LocalDate.now(ZoneId.of("Asia/Shanghai")).withDayOfMonth(1),
                  "op",
                  "医保补正"),
              OPERATOR,
              booked -> {
                if (deaths.nextInt(1_000) < perMille) {
                  throw new InsurerCrashTest.Died();
                }
                return new byte[] {1};
              });
      if (result instanceof BookResult.Blocked blocked) {
        throw new IllegalStateException(blocked.toString());
      }
    }
  }
}
