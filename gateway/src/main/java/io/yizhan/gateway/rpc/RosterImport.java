package io.yizhan.gateway.rpc;

import com.google.rpc.BadRequest;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.yizhan.gateway.desk.Caller;
import io.yizhan.gateway.desk.IdSource;
import io.yizhan.gateway.desk.ListedLines;
import io.yizhan.gateway.desk.RegisterWords;
import io.yizhan.gateway.desk.RosterStore;
import io.yizhan.gateway.desk.RosterStore.Mode;
import io.yizhan.proto.v1.ImportOrder;
import io.yizhan.proto.v1.ImportRosterRequest;
import io.yizhan.proto.v1.ImportRosterResponse;
import io.yizhan.proto.v1.RosterLine;
import io.yizhan.proto.v1.Sentence;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One import of a list, many lines a message, each message answered. What it remembers is bounded:
 * all lines of an import that keeps all or nothing, and what was listed, to know a line that says
 * otherwise and who is not on a complete list.
 */
final class RosterImport extends ImportStream<ImportRosterRequest> {
  /** Of those whom a complete list would end, so many are shown; all are counted. */
  static final int ENDS_SHOWN_MAX = 10_000;

  private static final int CHANGES_PER_MESSAGE = 500;

  /** Different notes that are told; a list with more has one mistake in many forms. */
  private static final int NOTES_MAX = 20;

  private final RosterStore store;
  private final Supplier<RegisterWords> words;
  private final CallRunner runner;
  private final InstantSource clock;
  private final IdSource ids;
  private final Caller caller;
  private final ServerCallStreamObserver<ImportRosterResponse> call;
  private final Semaphore places;

  private final RosterAnswers answers = new RosterAnswers();
  private final List<RosterStore.Line> all = new ArrayList<>();
  private final Set<Sentence> notes = new LinkedHashSet<>();
  private final ListedLines listed = new ListedLines();
  private ImportOrder wireOrder = ImportOrder.getDefaultInstance();
  private RosterStore.@Nullable Order order;

  // Guarded by this: the event loop and one worker meet here.
  private boolean placed;

  RosterImport(
      RosterStore store,
      Supplier<RegisterWords> words,
      CallRunner runner,
      InstantSource clock,
      IdSource ids,
      Caller caller,
      BooleanSupplier stillKnown,
      ServerCallStreamObserver<ImportRosterResponse> call,
      Semaphore places) {
    super(runner, stillKnown, call);
    this.store = store;
    this.words = words;
    this.runner = runner;
    this.clock = clock;
    this.ids = ids;
    this.caller = caller;
    this.call = call;
    this.places = places;
  }

  @Override
  void work(ImportRosterRequest request) {
    RosterStore.Order known = order;
    if (known == null) {
      open(request);
    } else {
      take(known, request);
    }
  }

  private void open(ImportRosterRequest request) {
    if (request.getLinesCount() > 0) {
      throw wrong("lines", "首条消息只写导入方式", "must be absent in the first message");
    }
    RosterStore.Order opened =
        RosterReader.order(
            request.hasOrder(), request.getOrder(), ids.next(clock.instant()), caller);
    takePlace();
    if (opened.mode() != Mode.PREVIEW) {
      store.begin(opened, clock.instant());
      answers.nameImport(opened.importId());
    }
    wireOrder = request.getOrder();
    order = opened;
  }

  /** Only a good order takes a place: it is what the import remembers that is bounded. */
  private void takePlace() {
    if (!places.tryAcquire()) {
      throw runner.overloaded(runner.turnstile());
    }
    synchronized (this) {
      placed = true;
    }
    if (hasEnded()) {
      leavePlace();
    }
  }

  private void leavePlace() {
    synchronized (this) {
      if (!placed) {
        return;
      }
      placed = false;
    }
    places.release();
  }

  private void take(RosterStore.Order known, ImportRosterRequest request) {
    int count = request.getLinesCount();
    if (request.hasOrder() || count == 0 || count > RosterReader.LINES_PER_MESSAGE_MAX) {
      throw wrong(
          "lines",
          "除首条外每条消息应为 1–" + RosterReader.LINES_PER_MESSAGE_MAX + " 行，且不再写导入方式",
          "must be 1 to "
              + RosterReader.LINES_PER_MESSAGE_MAX
              + " in every message but the first, without an order");
    }
    requireRoom(known, answers.lines() + count);
    ImportRosterResponse.Builder reply = ImportRosterResponse.newBuilder();
    List<RosterStore.Line> good = new ArrayList<>();
    for (RosterLine line : request.getLinesList()) {
      Violations violations = new Violations();
      RosterReader.line(line, wireOrder, caller, violations).ifPresent(good::add);
      if (violations.count() > 0) {
        for (BadRequest.FieldViolation each : violations.all()) {
          answers.refuse(reply, line.getLineNumber(), each);
        }
        answers.countRefused();
      }
    }
    good.forEach(this::note);
    if (known.mode() == Mode.ALL_OR_NOTHING) {
      all.addAll(good);
    } else if (!good.isEmpty()) {
      RosterStore.Kept kept = store.keep(known, listed, good, clock.instant());
      answers.add(reply, kept, known.mode() == Mode.PREVIEW);
    }
    answers.countLines(count);
    send(answers.complete(reply));
  }

  /** What gives nothing because no policy has a word for it: it is kept, and said once. */
  private void note(RosterStore.Line line) {
    if (line.content() instanceof RosterStore.Content.OfIdentity one && notes.size() < NOTES_MAX) {
      words
          .get()
          .category(one.identity().county(), one.identity().category())
          .map(Wire::sentence)
          .ifPresent(notes::add);
    }
  }

  private static void requireRoom(RosterStore.Order order, int lines) {
    int max =
        order.mode() == Mode.ALL_OR_NOTHING
            ? RosterReader.ALL_OR_NOTHING_LINES_MAX
            : order.replacement().isPresent() ? RosterReader.COMPLETE_LINES_MAX : Integer.MAX_VALUE;
    if (lines > max) {
      throw wrong(
          "lines",
          "此方式至多 " + max + " 行，未再处理",
          "must be at most " + max + " lines in this mode; no more was done");
    }
  }

  private static StatusRuntimeException wrong(String field, String zh, String en) {
    Violations violations = new Violations();
    violations.add(field, zh, en);
    return violations.failure(ErrorReason.BAD_REQUEST);
  }

  /** The end asks the store. */
  @Override
  void finishIdle() {
    runner.runPatiently(
        () -> {
          requireKnown();
          finish();
        },
        this::fail);
  }

  @Override
  void finish() {
    RosterStore.Order known = order;
    if (known == null) {
      throw wrong("order", "没有写明导入方式", "must be present in the first message");
    }
    if (known.replacement().isPresent() && answers.lines() == 0) {
      throw wrong(
          "lines",
          "整份名单应至少有 1 行，实为 0 行：未终止任何人",
          "must be at least 1 where the list is complete, was 0: nobody was ended");
    }
    ImportRosterResponse.Builder reply = ImportRosterResponse.newBuilder();
    if (known.mode() == Mode.ALL_OR_NOTHING) {
      finishAll(known, reply);
    } else if (known.replacement().isPresent()) {
      finishList(known, known.replacement().get(), reply);
    }
    if (known.mode() != Mode.PREVIEW) {
      store.finish(known, answers.counts(), clock.instant());
    }
    send(answers.complete(reply).toBuilder().setFinished(true).addAllNotes(notes).build());
    if (end()) {
      call.onCompleted();
    }
  }

  private void finishAll(RosterStore.Order known, ImportRosterResponse.Builder reply) {
    if (answers.refused() > 0) {
      reply.setHeldBack(
          Wire.sentence("NOTHING_KEPT", "有行不合格，全部未收", "a line was refused, so nothing was kept"));
      return;
    }
    ListedLines said = new ListedLines();
    for (RosterStore.Line line : all) {
      if (line.content() instanceof RosterStore.Content.OfIdentity one) {
        said.add("", one.identity());
      }
    }
    Optional<Sentence> missing = known.replacement().flatMap(asked -> notListed(asked, said));
    if (missing.isPresent()) {
      reply.setHeldBack(missing.get());
      return;
    }
    RosterStore.Kept kept = store.keepAll(known, all, clock.instant());
    answers.add(reply, kept, false);
    answers.countEnded(kept.ends().size());
    if (answers.refused() > 0) {
      reply.setHeldBack(
          Wire.sentence("NOTHING_KEPT", "有行不合格，全部未收", "a line was refused, so nothing was kept"));
    }
  }

  private void finishList(
      RosterStore.Order known,
      RosterStore.Replacement replacement,
      ImportRosterResponse.Builder reply) {
    if (answers.refused() > 0) {
      reply.setHeldBack(
          Wire.sentence(
              "NOBODY_ENDED",
              "有行不合格，可能正是名单上的人，因此未终止任何人",
              "a line was refused and may be about somebody who is on the list: nobody was ended"));
      return;
    }
    Optional<Sentence> missing = notListed(replacement, listed);
    if (missing.isPresent()) {
      reply.setHeldBack(missing.get());
      return;
    }
    int shown = 0;
    for (String category :
        replacement.categories().isEmpty() ? listed.categories() : replacement.categories()) {
      Optional<RosterStore.After> after = Optional.of(RosterStore.After.NONE);
      while (after.isPresent()) {
        RosterStore.Ends page = store.end(known, listed, category, after.get(), clock.instant());
        answers.countEnded(page.changes().size());
        if (known.mode() == Mode.PREVIEW) {
          shown = show(page.changes(), shown);
        }
        after = page.next();
      }
    }
  }

  /** A category that is named and stands on no line is a slip more often than nobody's. */
  private static Optional<Sentence> notListed(
      RosterStore.Replacement replacement, ListedLines said) {
    Set<String> missing = new TreeSet<>(replacement.categories());
    missing.removeAll(said.categories());
    if (missing.isEmpty()) {
      return Optional.empty();
    }
    String names = String.join(", ", missing);
    return Optional.of(
        Wire.sentence(
            "CATEGORY_NOT_LISTED",
            "名单上没有一行是 " + names + "，因此未终止任何人",
            "no line of the list is of " + names + ": nobody was ended"));
  }

  private int show(List<RosterStore.Change> ends, int shownBefore) {
    int shown = shownBefore;
    for (int i = 0; i < ends.size() && shown < ENDS_SHOWN_MAX; i += CHANGES_PER_MESSAGE) {
      int last = Math.min(ends.size(), i + CHANGES_PER_MESSAGE);
      ImportRosterResponse.Builder reply = ImportRosterResponse.newBuilder();
      ends.subList(i, last).forEach(each -> answers.show(reply, 0, each));
      send(answers.complete(reply));
      shown += last - i;
    }
    return shown;
  }

  /** Not into a call that has ended: the two meet under one lock. */
  private void send(ImportRosterResponse reply) {
    synchronized (this) {
      if (!hasEnded()) {
        call.onNext(reply);
      }
    }
  }

  @Override
  void ended() {
    leavePlace();
  }
}
