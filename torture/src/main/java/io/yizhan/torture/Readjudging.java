package io.yizhan.torture;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.yizhan.proto.v1.BookReadjudicationRequest;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PreviewReadjudicationRequest;
import io.yizhan.proto.v1.Readjudication;
import io.yizhan.proto.v1.ReadjudicationServiceGrpc;
import io.yizhan.proto.v1.ReadjudicationServiceGrpc.ReadjudicationServiceBlockingStub;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * A clerk who decides persons' past afresh and books what differs, amid everything else: reversals
 * and undos free caps, grants and funds for what came after them. Persons of whom quotes hold
 * something are left out: what a hold settles must be what it promised.
 */
final class Readjudging {
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  private static final long DEADLINE_MILLIS = 4_000;
  private static final int TRIES_MAX = 20;
  private static final int PAUSE_MILLIS = 50;

  /** Nothing was booked, and the clerk would look again: a claim came between, a clock jumped. */
  private static final Set<Status.Code> REFUSED =
      Set.of(Status.Code.FAILED_PRECONDITION, Status.Code.NOT_FOUND);

  private final List<Wire> wires;
  private final Town town;
  private final Tally tally;
  private final String prefix;
  private final AtomicLong sequence = new AtomicLong();

  Readjudging(List<Wire> wires, Town town, Tally tally, String prefix) {
    this.wires = wires;
    this.town = town;
    this.tally = tally;
    this.prefix = prefix;
  }

  /** Previews a person's past and books what differs, once, at whatever gateway answers. */
  void act(PersonDocument person, RandomGenerator random, BooleanSupplier giveUp) {
    String requestId = prefix + "-c" + sequence.incrementAndGet();
    String preview = "";
    int wire = random.nextInt(wires.size());
    for (int i = 0; i < TRIES_MAX && !giveUp.getAsBoolean(); i++) {
      ReadjudicationServiceBlockingStub service =
          ReadjudicationServiceGrpc.newBlockingStub(wires.get(wire).as(town.operator()))
              .withDeadlineAfter(DEADLINE_MILLIS, TimeUnit.MILLISECONDS);
      try {
        if (preview.isEmpty()) {
          Readjudication shown =
              service
                  .previewReadjudication(
                      PreviewReadjudicationRequest.newBuilder().setPersonDocument(person).build())
                  .getReadjudications(0);
          if (shown.getDifferencesCount() == 0 || shown.hasObstacle()) {
            return;
          }
          preview = shown.getPreviewSha256();
        }
        // After an answer that is open the very same booking is sent again.
        service.bookReadjudication(order(requestId, person, preview));
        tally.readjudicated.incrementAndGet();
        return;
      } catch (StatusRuntimeException e) {
        if (REFUSED.contains(e.getStatus().getCode())) {
          return;
        }
        wire = (wire + 1) % wires.size();
        Pause.millis(PAUSE_MILLIS);
      }
    }
  }

  private static BookReadjudicationRequest order(
      String requestId, PersonDocument person, String preview) {
    return BookReadjudicationRequest.newBuilder()
        .setRequestId(requestId)
        .setPersonDocument(person)
        .setPreviewSha256(preview)
        .setAccountingPeriod(YearMonth.from(LocalDate.now(ZONE)).toString())
        .setOperatorId("clerk-1")
        .setReason("decided afresh")
        .build();
  }
}
