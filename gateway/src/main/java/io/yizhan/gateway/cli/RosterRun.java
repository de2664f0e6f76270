package io.yizhan.gateway.cli;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.yizhan.gateway.terminal.Progress;
import io.yizhan.proto.v1.ImportMode;
import io.yizhan.proto.v1.ImportOrder;
import io.yizhan.proto.v1.ImportRosterResponse;
import io.yizhan.proto.v1.RosterCounts;
import io.yizhan.proto.v1.RosterLine;
import io.yizhan.proto.v1.Sentence;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;

/** Reads a list and sends it to a gateway, with a bar that grows and what is wrong by line. */
final class RosterRun {
  private static final int RETRIES_MAX = 5;

  /** 200,000 lines. */
  private static final int MESSAGES_PER_STREAM = 200;

  private final RosterRows.What what;
  private final Path file;
  private final Path errorsFile;
  private final String county;
  private final Map<String, String> categories;
  private final ImportOrder order;
  private final PrintWriter out;
  private final PrintWriter err;
  private final Set<Sentence> said = new HashSet<>();

  RosterRun(
      RosterRows.What what,
      Path file,
      Path errorsFile,
      String county,
      Map<String, String> categories,
      ImportOrder order,
      PrintWriter out,
      PrintWriter err) {
    this.what = what;
    this.file = file;
    this.errorsFile = errorsFile;
    this.county = county;
    this.categories = categories;
    this.order = order;
    this.out = out;
    this.err = err;
  }

  /** Runs it; answers the exit code. */
  int run(RemoteGateway gateway) throws IOException {
    RosterFile.Look look = RosterFile.look(file);
    try (RosterErrors errors = new RosterErrors(errorsFile, err);
        RosterFile rows = RosterFile.open(file, look.charset())) {
      if (!rows.hasNext()) {
        throw new IOException(file + ": 文件是空的。The file is empty.");
      }
      RosterColumns.Reading head =
          RosterColumns.read(rows.next().cells(), RosterRows.required(what, !county.isEmpty()));
      if (!head.problems().isEmpty()) {
        head.problems().forEach(problem -> err.println("yizhan: " + file + ": " + problem));
        return ExitCode.NO;
      }
      RosterRows lines = new RosterRows(what, head.columns(), new RosterWords(categories), county);
      Progress progress = new Progress(err, Terminal.isWatched(), look.lines());
      try {
        RosterCounts counts = gateway.call(channel -> send(channel, rows, lines, errors, progress));
        progress.done();
        summary(counts);
        return counts.getRefusedCount() == 0 ? ExitCode.DONE : ExitCode.NO;
      } catch (StatusRuntimeException refused) {
        progress.done();
        return RemoteGateway.explain(refused, err);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * Sends all lines. Where nothing is decided at the end, a stream is ended after a while and the
   * next begun: a gateway closes connections of an age, and a stream that broke off is sent again
   * from the lines that were not answered. Lines that were kept before change nothing.
   */
  private RosterCounts send(
      Channel channel, RosterFile rows, RosterRows lines, RosterErrors errors, Progress progress) {
    boolean whole =
        order.getMode() == ImportMode.IMPORT_MODE_ALL_OR_NOTHING || order.hasReplacement();
    RosterCounts.Builder all = RosterCounts.newBuilder();
    Deque<List<RosterLine>> open = new ConcurrentLinkedDeque<>();
    int retries = 0;
    try {
      while (true) {
        RosterUpload upload =
            new RosterUpload(
                channel,
                order,
                answer -> {
                  open.pollFirst();
                  answer.getRefusalsList().forEach(errors::add);
                  show(answer);
                  progress.at(all.getLineCount() + answer.getCounts().getLineCount());
                });
        try {
          List.copyOf(open).forEach(upload::send);
          boolean more = send(upload, rows, lines, errors, open, whole);
          add(all, upload.finish());
          open.clear();
          if (!more) {
            return all.build();
          }
          retries = 0;
        } catch (StatusRuntimeException broken) {
          add(all, upload.counts());
          retries++;
          if (whole
              || retries > RETRIES_MAX
              || RemoteGateway.exitCodeOf(broken) != ExitCode.UNAVAILABLE) {
            throw broken;
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends further lines; false when there are no more. */
  private static boolean send(
      RosterUpload upload,
      RosterFile rows,
      RosterRows lines,
      RosterErrors errors,
      Deque<List<RosterLine>> open,
      boolean whole)
      throws IOException {
    try {
      for (int messages = 0; whole || messages < MESSAGES_PER_STREAM; messages++) {
        List<RosterLine> message = new ArrayList<>();
        while (message.size() < RosterUpload.LINES_PER_MESSAGE && rows.hasNext()) {
          RosterRows.Made made = lines.line(rows.next());
          made.problems().forEach(errors::add);
          message.add(made.line());
        }
        if (message.isEmpty()) {
          return false;
        }
        open.addLast(message);
        upload.send(message);
      }
      return true;
    } catch (IOException e) {
      upload.abandon();
      throw e;
    }
  }

  private static void add(RosterCounts.Builder all, RosterCounts more) {
    all.setLineCount(all.getLineCount() + more.getLineCount())
        .setRefusedCount(all.getRefusedCount() + more.getRefusedCount())
        .setUnchangedCount(all.getUnchangedCount() + more.getUnchangedCount())
        .setRegisteredCount(all.getRegisteredCount() + more.getRegisteredCount())
        .setNewCount(all.getNewCount() + more.getNewCount())
        .setChangedCount(all.getChangedCount() + more.getChangedCount())
        .setEndedCount(all.getEndedCount() + more.getEndedCount())
        .setTouchedCount(all.getTouchedCount() + more.getTouchedCount());
  }

  private void show(ImportRosterResponse answer) {
    if (order.getMode() == ImportMode.IMPORT_MODE_PREVIEW) {
      answer.getChangesList().forEach(change -> out.println(RosterText.of(change)));
    }
    if (answer.hasHeldBack()) {
      say(answer.getHeldBack());
    }
    answer.getNotesList().stream().filter(said::add).forEach(this::say);
  }

  private void say(Sentence sentence) {
    err.println(sentence.getZh() + " / " + sentence.getEn());
  }

  private void summary(RosterCounts counts) {
    boolean preview = order.getMode() == ImportMode.IMPORT_MODE_PREVIEW;
    out.println(
        (preview ? "预览，未改动 preview, nothing was changed: " : "")
            + counts.getLineCount()
            + " 行 lines, 新登记 newly registered "
            + counts.getRegisteredCount()
            + ", 新增 new "
            + counts.getNewCount()
            + ", 变更 changed "
            + counts.getChangedCount()
            + ", 终止 ended "
            + counts.getEndedCount()
            + ", 未变 unchanged "
            + counts.getUnchangedCount()
            + ", 不合格 refused "
            + counts.getRefusedCount()
            + (preview ? ", 涉及结算 settlements touched " + counts.getTouchedCount() : ""));
  }
}
