package io.yizhan.gateway.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** How a command ended whose reader was gone. */
record BrokenOutput(int code, String err) {
  private static final class Gone extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      throw new IOException("broken pipe");
    }
  }

  /** Runs a command to its end. */
  static BrokenOutput run(String... words) {
    CommandLine line = Yizhan.commandLine();
    StringWriter err = new StringWriter();
    line.setOut(new PrintWriter(new Gone(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(err, true));
    int code = line.execute(words);
    return new BrokenOutput(code, err.toString());
  }
}
