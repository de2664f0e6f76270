package io.yizhan.gateway.cli;

import io.grpc.Channel;
import io.yizhan.gateway.desk.Sha256;
import io.yizhan.gateway.terminal.Progress;
import io.yizhan.proto.v1.SendStatementResponse;
import io.yizhan.proto.v1.StatementHeading;
import io.yizhan.proto.v1.StatementLine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The file that a statement's lines are in; read once to look at it, and once to send it. */
final class StatementSource {
  private static final int PROBLEMS_SHOWN_MAX = 20;
  private static final int READ_BYTES = 1 << 16;

  private final Path file;
  private final LocalDate day;
  private @Nullable StatementColumns columns;

  /**
   * Of a file.
   *
   * @param day of lines that have no date
   */
  StatementSource(Path file, LocalDate day) {
    this.file = file;
    this.day = day;
  }

  /** What a first reading of the file tells. */
  static final class Look {
    private final List<String> problems = new ArrayList<>();
    private long problemCount;
    private long lines;

    long problemCount() {
      return problemCount;
    }

    long lines() {
      return lines;
    }

    /** The first of them. */
    List<String> problems() {
      return problems;
    }

    private void add(List<String> more) {
      problemCount += more.size();
      more.stream().limit(PROBLEMS_SHOWN_MAX - problems.size()).forEach(problems::add);
    }
  }

  Look look() throws IOException {
    Look look = new Look();
    List<String> head =
        read(
            made -> {
              look.lines++;
              look.add(made.problems());
            });
    look.add(head);
    return look;
  }

  /** Reads the file row by row; answers what is wrong with its headings. */
  private List<String> read(Consumer<StatementRows.Made> each) throws IOException {
    try (StatementFile rows = StatementFile.open(file)) {
      StatementFile.Cells first = rows.next();
      boolean headless =
          StatementFile.isNational(file) && !StatementColumns.isNationalHeading(first.cells());
      if (headless && first.cells().isEmpty()) {
        return List.of(
            "文件里一行也没有；确无明细的，请写一行表头。It must have lines; where there are none to send, headings.");
      }
      StatementColumns.Reading head =
          StatementColumns.read(headless ? StatementFile.NATIONAL : first.cells());
      if (!head.problems().isEmpty()) {
        return head.problems();
      }
      columns = head.columns();
      StatementRows lines = new StatementRows(head.columns(), day);
      StatementFile.Cells row = headless ? first : rows.next();
      for (; !row.cells().isEmpty(); row = rows.next()) {
        each.accept(lines.line(row));
      }
      return List.of();
    }
  }

  /** A field that the gateway names, behind the heading that it has in the file. */
  String shown(String field) {
    return columns == null ? field : columns.shown(field);
  }

  /** Those of some funds that have no column, where the file has columns of others. */
  List<String> fundsWithoutColumn(List<String> fundCodes) {
    List<String> known = columns == null ? List.of() : columns.funds();
    return known.isEmpty()
        ? List.of()
        : fundCodes.stream().filter(code -> !known.contains(code)).toList();
  }

  /** The same file of the same days is the same statement, however often it is sent. */
  String idFor(StatementHeading heading) {
    MessageDigest digest = Sha256.running();
    digest.update(heading.toByteArray());
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[READ_BYTES];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
      return SentBefore.id(digest.digest());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends its lines. */
  SendStatementResponse upload(Channel channel, StatementHeading heading, Progress progress) {
    StatementUpload upload = new StatementUpload(channel, heading);
    List<StatementLine> batch = new ArrayList<>();
    long[] sent = {0};
    try {
      read(
          made -> {
            batch.add(made.line());
            if (batch.size() == StatementUpload.LINES_PER_MESSAGE) {
              upload.send(batch);
              sent[0] += batch.size();
              progress.at(sent[0]);
              batch.clear();
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!batch.isEmpty()) {
      upload.send(batch);
      progress.at(sent[0] + batch.size());
    }
    return upload.finish();
  }
}
