package io.yizhan.gateway.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** What a command printed and how it ended, for tests of other rooms. */
public record CommandRun(int code, String out, String err) {
  /** Runs what is typed behind the launcher's name. */
  public static CommandRun of(String... words) {
    CommandLine line = Yizhan.commandLine();
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    int code = line.execute(words);
    return new CommandRun(code, out.toString(), err.toString());
  }
}
