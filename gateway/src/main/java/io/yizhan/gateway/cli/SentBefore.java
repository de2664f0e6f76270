package io.yizhan.gateway.cli;

import io.grpc.Channel;
import io.yizhan.gateway.desk.Sha256;
import io.yizhan.proto.v1.ListStatementsRequest;
import io.yizhan.proto.v1.ListStatementsResponse;
import io.yizhan.proto.v1.ReconciliationServiceGrpc;
import io.yizhan.proto.v1.ReconciliationServiceGrpc.ReconciliationServiceBlockingStub;
import io.yizhan.proto.v1.SentStatement;
import io.yizhan.proto.v1.StatementHeading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What a party sent of some days before. A statement that is sent again under its id changes
 * nothing, also where another has taken its place since.
 */
final class SentBefore {
  private static final String ID_PREFIX = "file-";
  private static final int ID_DIGITS = 32;

  private final List<SentStatement> sent = new ArrayList<>();

  /** Asks the gateway for those of the days that a heading names. */
  SentBefore(Channel channel, StatementHeading heading) {
    ReconciliationServiceBlockingStub stub = ReconciliationServiceGrpc.newBlockingStub(channel);
    ListStatementsRequest.Builder request =
        ListStatementsRequest.newBuilder()
            .setParty(heading.getParty())
            .setFromDate(heading.getFromDate())
            .setToDate(heading.getToDate())
            .setPageSize(BreaksCommand.PAGE_SIZE);
    ListStatementsResponse page;
    do {
      page = stub.listStatements(request.build());
      sent.addAll(page.getStatementsList());
      request.setPageToken(page.getNextPageToken());
    } while (!page.getNextPageToken().isEmpty());
  }

  /** A statement, and the first that took its place on any of its days. */
  record Superseded(SentStatement statement, SentStatement by) {}

  /** Whether what was sent under this id has lost its place. */
  Optional<Superseded> superseded(String id) {
    return sent.stream()
        .filter(each -> each.getStatementId().equals(id))
        .findFirst()
        .flatMap(
            statement ->
                sent.stream()
                    .filter(each -> !each.getPart() && time(each).isAfter(time(statement)))
                    .min(Comparator.comparing(SentBefore::time))
                    .map(by -> new Superseded(statement, by)));
  }

  private static Instant time(SentStatement statement) {
    return BreaksText.time(statement.getAcceptTime());
  }

  /**
   * The id under which a file with this id takes its place again: made of the statements that
   * superseded it, so that a call which is repeated finds the same.
   */
  String standing(String id) {
    String standing = id;
    for (Optional<Superseded> next = superseded(id);
        next.isPresent();
        next = superseded(standing)) {
      standing = id(Sha256.of(standing + " " + next.get().by().getStatementId()));
    }
    return standing;
  }

  /** An id made of a hash. */
  static String id(byte[] sha256) {
    return ID_PREFIX + HexFormat.of().formatHex(sha256).substring(0, ID_DIGITS);
  }
}
