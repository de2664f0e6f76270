package io.yizhan.gateway.cli;

import io.yizhan.proto.v1.RosterRefusal;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with lines, in a file that a spreadsheet opens and, the first ones, on the
 * terminal. No value of a line is repeated but one that is like a day: names and numbers of persons
 * stay in the list.
 */
final class RosterErrors implements AutoCloseable {
  private static final int SHOWN_MAX = 20;

  private final Path file;
  private final PrintWriter terminal;
  private final Set<Integer> toldHere = new HashSet<>();
  private @Nullable BufferedWriter out;
  private int count;

  /** Errors that go to this file; it is made when there is one. */
  RosterErrors(Path file, PrintWriter terminal) {
    this.file = file;
    this.terminal = terminal;
  }

  /** A problem that was found before the line was sent. */
  void add(RosterRows.Problem problem) {
    toldHere.add(problem.line());
    add(problem.line(), problem.field(), problem.zh(), problem.en());
  }

  /** A refusal of the gateway; one of a line that was sent without content says nothing new. */
  void add(RosterRefusal refusal) {
    if (!toldHere.contains(refusal.getLineNumber())) {
      add(
          refusal.getLineNumber(),
          refusal.getField(),
          refusal.getSentence().getZh(),
          refusal.getSentence().getEn());
    }
  }

  private synchronized void add(int line, String field, String zh, String en) {
    try {
      if (out == null) {
        out = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
        out.write("\uFEFF行 line,列 field,问题,problem\r\n");
      }
      out.write(line + "," + quoted(field) + "," + quoted(zh) + "," + quoted(en) + "\r\n");
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    count++;
    if (count <= SHOWN_MAX) {
      terminal.println("第 " + line + " 行 line " + line + ": " + field + ": " + zh + " / " + en);
    } else if (count == SHOWN_MAX + 1) {
      terminal.println("… 其余见 the others are in " + file);
    }
  }

  private static String quoted(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }

  /** How many there are. */
  synchronized int count() {
    return count;
  }

  @Override
  public synchronized void close() throws IOException {
    if (out != null) {
      out.close();
      terminal.println("问题清单 problems: " + file);
    }
  }
}
