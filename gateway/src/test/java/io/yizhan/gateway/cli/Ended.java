package io.yizhan.gateway.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** What a command printed and how it ended. */
record Ended(int code, String out, String err) {
  /** Runs a command to its end. */
  static Ended of(String... words) {
    CommandLine line = Yizhan.commandLine();
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    int code = line.execute(words);
    return new Ended(code, out.toString(), err.toString());
  }
}
