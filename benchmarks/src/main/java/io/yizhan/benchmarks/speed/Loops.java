package io.yizhan.benchmarks.speed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** Answers commands with measurements, inside a process that has calls to send. */
final class Loops {
  private Loops() {}

  /**
   * {@code closed KIND INFLIGHT MILLIS}, {@code open KIND RATE SECONDS}, {@code count KIND INFLIGHT
   * COUNT MILLIS}; anything else is the other's.
   */
  static void answer(Function<String, OpenLoop.Call> calls, Function<String, String> other)
      throws IOException, InterruptedException {
    BufferedReader asked =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = asked.readLine(); line != null; line = asked.readLine()) {
      String[] words = line.split(" ", -1);
      HostProcess.say(
          switch (words[0]) {
            case "closed" ->
                text(
                    ClosedLoop.run(
                        calls.apply(words[1]),
                        Integer.parseInt(words[2]),
                        Long.parseLong(words[3]),
                        Long.MAX_VALUE));
            case "count" ->
                text(
                    ClosedLoop.run(
                        calls.apply(words[1]),
                        Integer.parseInt(words[2]),
                        Long.parseLong(words[4]),
                        Long.parseLong(words[3])));
            case "open" ->
                text(
                    new OpenLoop()
                        .run(
                            calls.apply(words[1]),
                            Integer.parseInt(words[2]),
                            Integer.parseInt(words[3])));
            default -> other.apply(line);
          });
    }
  }

  private static String text(OpenLoop.Measured measured) {
    return Measurement.of(measured).line();
  }
}
