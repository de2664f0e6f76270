package io.yizhan.gateway.rpc;

import com.google.rpc.BadRequest;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.IdSource;
import io.yizhan.gateway.desk.ReconciliationDesk;
import io.yizhan.gateway.desk.ReconciliationStore;
import io.yizhan.gateway.desk.ReconciliationStore.Acceptance;
import io.yizhan.gateway.desk.ReconciliationStore.Counts;
import io.yizhan.gateway.desk.ReconciliationStore.Heading;
import io.yizhan.gateway.desk.ReconciliationStore.StatedLine;
import io.yizhan.gateway.desk.Sha256;
import io.yizhan.money.Fen;
import io.yizhan.proto.v1.SendStatementRequest;
import io.yizhan.proto.v1.SendStatementResponse;
import io.yizhan.proto.v1.StatementLine;
import io.yizhan.proto.v1.StatementRefusal;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One statement as it comes in. A batch is kept at a time and the next is asked for when it is
 * kept, so a statement holds one place of the pool and the memory of one batch, however long it is.
 * Nothing of it counts before it is accepted whole. A credential that is withdrawn meanwhile ends
 * it.
 */
final class StatementImport implements StreamObserver<SendStatementRequest> {
  static final int LINES_PER_MESSAGE_MAX = 1_000;
  static final int LINES_MAX = 2_000_000;
  static final int REFUSALS_NAMED_MAX = 1_000;

  private final ReconciliationStore store;
  private final CallRunner runner;
  private final InstantSource clock;
  private final IdSource ids;
  private final Caller caller;
  private final BooleanSupplier stillKnown;
  private final ServerCallStreamObserver<SendStatementResponse> call;
  private final SendStatementResponse.Builder reply = SendStatementResponse.newBuilder();
  private final MessageDigest content = Sha256.running();
  private Counts counts = new Counts(0, 0, 0, 0, 0, 0, 0, 0);
  private String receiptId = "";
  private @Nullable Heading heading;
  private int lastNumber;

  // Guarded by this: the event loop and one worker meet here.
  private boolean busy;
  private boolean halfClosed;
  private boolean ended;

  StatementImport(
      ReconciliationStore store,
      CallRunner runner,
      InstantSource clock,
      IdSource ids,
      Caller caller,
      BooleanSupplier stillKnown,
      ServerCallStreamObserver<SendStatementResponse> call) {
    this.store = store;
    this.runner = runner;
    this.clock = clock;
    this.ids = ids;
    this.caller = caller;
    this.stillKnown = stillKnown;
    this.call = call;
  }

  /** Begins: one message at a time. */
  void begin() {
    call.disableAutoRequest();
    call.setOnCancelHandler(this::end);
    call.request(1);
  }

  @Override
  public void onNext(SendStatementRequest request) {
    synchronized (this) {
      if (ended) {
        return;
      }
      busy = true;
    }
    runner.runPatiently(() -> work(request), this::fail);
  }

  private void work(SendStatementRequest request) {
    requireKnown();
    Heading known = heading;
    if (known == null) {
      open(request);
    } else {
      take(known, request);
    }
    next();
  }

  /** Refuses a caller whose credential was withdrawn meanwhile. May block. */
  private void requireKnown() {
    if (!stillKnown.getAsBoolean()) {
      throw CallerInterceptor.unknown();
    }
  }

  private void open(SendStatementRequest request) {
    if (request.getLinesCount() > 0) {
      throw wrong("lines", "首条消息只写抬头", "must be absent in the first message");
    }
    Heading opened =
        ReconciliationReader.heading(request.hasHeading(), request.getHeading(), caller);
    content.update(request.getHeading().toByteArray());
    receiptId = ids.next(clock.instant());
    store.begin(opened, receiptId, caller.callerId(), now());
    heading = opened;
  }

  private java.time.Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private void take(Heading known, SendStatementRequest request) {
    int count = request.getLinesCount();
    if (request.hasHeading() || count == 0 || count > LINES_PER_MESSAGE_MAX) {
      throw wrong(
          "lines",
          "除首条外每条消息应为 1–" + LINES_PER_MESSAGE_MAX + " 行，且不再写抬头",
          "must be 1 to "
              + LINES_PER_MESSAGE_MAX
              + " in every message but the first, without a heading");
    }
    if (counts.lines() + count > LINES_MAX) {
      throw wrong("lines", "至多 " + LINES_MAX + " 行", "must be at most " + LINES_MAX + " in all");
    }
    List<StatedLine> good = new ArrayList<>(count);
    for (StatementLine line : request.getLinesList()) {
      content.update(line.toByteArray());
      Violations violations = new Violations();
      StatedLine read = read(line, known, violations);
      if (violations.count() == 0) {
        good.add(read);
        count(read);
      } else {
        refuse(line.getLineNumber(), violations.all());
      }
    }
    if (reply.getRefusedCount() == 0 && !store.keep(known.span().party(), receiptId, good)) {
      throw cleared();
    }
  }

  private static StatusRuntimeException cleared() {
    long hours = ReconciliationDesk.RECEIPT_STILL_MAX.toHours();
    return Failure.of(
        ErrorReason.STATEMENT_CLEARED,
        "对账单超过 " + hours + " 小时没有续传，已收到的行已清除；请用同一 statement_id 从抬头起重发",
        "nothing came of the statement for over "
            + hours
            + " hours and its lines were cleared; send it again from its heading under the same"
            + " statement_id");
  }

  private StatedLine read(StatementLine line, Heading known, Violations violations) {
    if (line.getLineNumber() <= lastNumber) {
      violations.add(
          "line_number",
          "应大于前一行的 " + lastNumber + "，实为 " + line.getLineNumber(),
          "must be above that of the line before, " + lastNumber + ", was " + line.getLineNumber());
    } else {
      lastNumber = line.getLineNumber();
    }
    boolean allHave = counts.bills() == counts.lines();
    if (line.hasBillFen() ? !allHave : counts.bills() > 0) {
      violations.add("bill_fen", "应每行都填或都不填", "must be in every line or in none");
    }
    return ReconciliationReader.line(line, known, violations);
  }

  private void count(StatedLine line) {
    counts =
        new Counts(
            counts.lines() + 1,
            counts.bills() + (line.billFen().isPresent() ? 1 : 0),
            counts.ids() + (line.settlementId().isEmpty() ? 0 : 1),
            counts.requests() + (line.requestId().isEmpty() ? 0 : 1),
            counts.insurers() + (line.insurerSettlementId().isEmpty() ? 0 : 1),
            counts.funds() + (line.fundsFen().isEmpty() ? 0 : 1),
            Fen.plus(counts.billFen(), line.billFen().orElse(0)),
            Fen.plus(counts.fundFen(), line.fundFen()));
  }

  /** Descriptions are "Chinese / English". */
  private void refuse(int lineNumber, List<BadRequest.FieldViolation> violations) {
    reply.setRefusedCount(reply.getRefusedCount() + 1);
    for (BadRequest.FieldViolation each : violations) {
      if (reply.getRefusalsCount() < REFUSALS_NAMED_MAX) {
        String description = each.getDescription();
        int cut = description.indexOf(" / ");
        reply.addRefusals(
            StatementRefusal.newBuilder()
                .setLineNumber(lineNumber)
                .setField(each.getField())
                .setSentence(
                    Wire.sentence(
                        "BAD_REQUEST",
                        cut < 0 ? description : description.substring(0, cut),
                        cut < 0 ? description : description.substring(cut + 3))));
      }
    }
  }

  private static StatusRuntimeException wrong(String field, String zh, String en) {
    Violations violations = new Violations();
    violations.add(field, zh, en);
    return violations.failure(ErrorReason.BAD_REQUEST);
  }

  private void next() {
    boolean finish;
    synchronized (this) {
      busy = false;
      finish = halfClosed && !ended;
    }
    if (finish) {
      finish();
    } else {
      call.request(1);
    }
  }

  @Override
  public void onCompleted() {
    boolean finish;
    synchronized (this) {
      halfClosed = true;
      finish = !busy && !ended;
      busy = true;
    }
    if (finish) {
      runner.runPatiently(this::finish, this::fail);
    }
  }

  private void finish() {
    requireKnown();
    Heading known = heading;
    if (known == null) {
      throw wrong("heading", "没有抬头", "must be present in the first message");
    }
    if (reply.getRefusedCount() > 0) {
      store.abandon(known.span().party(), receiptId);
    } else {
      Acceptance acceptance =
          store.accept(known, receiptId, counts, HexFormat.of().formatHex(content.digest()), now());
      if (acceptance instanceof Acceptance.Cleared) {
        throw cleared();
      }
      if (!(acceptance instanceof Acceptance.Accepted accepted)) {
        throw Failure.idReused(List.of("lines"));
      }
      if (accepted.replayed()) {
        CallTrailers.markReplayed();
      }
      reply
          .setAccepted(true)
          .setBillFen(accepted.counts().billFen())
          .setFundFen(accepted.counts().fundFen());
    }
    reply.setLineCount(counts.lines() + reply.getRefusedCount());
    if (end()) {
      call.onNext(reply.build());
      call.onCompleted();
    }
  }

  private void fail(StatusRuntimeException failure) {
    if (end()) {
      call.onError(failure);
    }
  }

  /** Ends it once; what was received and not accepted is cleared away later. */
  private synchronized boolean end() {
    boolean first = !ended;
    ended = true;
    return first;
  }

  @Override
  public void onError(Throwable thrown) {
    end();
  }
}
