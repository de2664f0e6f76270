package io.yizhan.torture;

import io.grpc.Channel;
import io.yizhan.auditor.Acknowledged.Call;
import io.yizhan.proto.v1.BookReadjudicationRequest;
import io.yizhan.proto.v1.PersonDocument;
import io.yizhan.proto.v1.PreviewReadjudicationRequest;
import io.yizhan.proto.v1.Readjudication;
import io.yizhan.proto.v1.ReadjudicationServiceGrpc;
import io.yizhan.torture.Caller.Definite;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * A clerk who decides persons' past afresh and books what differs, amid everything else: reversals
 * and undos free caps, grants and funds for what came after them. A booking is an order as any
 * other: written down before it is sent, and its answer before it counts.
 */
final class Readjudging {
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

  /** A claim that comes between supersedes a preview; so often it is made again. */
  private static final int PREVIEWS_MAX = 4;

  /** A booking without an answer after so many tries stays open until the house is whole again. */
  private static final int TRIES_MAX = 20;

  private final Caller caller;
  private final String prefix;
  private final AtomicLong sequence = new AtomicLong();

  Readjudging(Caller caller, String prefix) {
    this.caller = caller;
    this.prefix = prefix;
  }

  /** Previews a person's past and books what differs, again when it was superseded. */
  void act(PersonDocument person, RandomGenerator random, BooleanSupplier giveUp) {
    for (int i = 0; i < PREVIEWS_MAX; i++) {
      Optional<String> preview = preview(person, random, atMost(giveUp));
      if (preview.isEmpty()) {
        return;
      }
      Optional<Definite> booked = caller.ask(order(person, preview.get()), random, atMost(giveUp));
      if (booked.isEmpty() || booked.get().reply().isPresent()) {
        return;
      }
    }
  }

  private static BooleanSupplier atMost(BooleanSupplier giveUp) {
    AtomicInteger tries = new AtomicInteger();
    return () -> tries.getAndIncrement() >= TRIES_MAX || giveUp.getAsBoolean();
  }

  /** The hash of what is to be booked; empty where nothing is, or it cannot be. */
  private Optional<String> preview(
      PersonDocument person, RandomGenerator random, BooleanSupplier giveUp) {
    return caller
        .read("preview", channel -> shown(channel, person), random, giveUp)
        .filter(shown -> shown.getDifferencesCount() > 0 && !shown.hasObstacle())
        .map(Readjudication::getPreviewSha256);
  }

  private static Readjudication shown(Channel channel, PersonDocument person) {
    return ReadjudicationServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(Caller.DEADLINE_MILLIS, TimeUnit.MILLISECONDS)
        .previewReadjudication(
            PreviewReadjudicationRequest.newBuilder().setPersonDocument(person).build())
        .getReadjudications(0);
  }

  private Order order(PersonDocument person, String preview) {
    String requestId = prefix + "-c" + sequence.incrementAndGet();
    BookReadjudicationRequest request =
        BookReadjudicationRequest.newBuilder()
            .setRequestId(requestId)
            .setPersonDocument(person)
            .setPreviewSha256(preview)
            .setAccountingPeriod(YearMonth.from(LocalDate.now(ZONE)).toString())
            .setOperatorId("clerk-1")
            .setReason("decided afresh")
            .build();
    return new Order(Call.READJUDICATE, Town.CLERK, requestId, "", request.toByteArray());
  }
}
