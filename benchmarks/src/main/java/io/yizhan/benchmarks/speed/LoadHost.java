package io.yizhan.benchmarks.speed;

/** The load generator in a process of its own. */
public final class LoadHost {
  private LoadHost() {}

  /** Port, token, count of persons, first number of request ids. */
  public static void main(String[] arguments) throws Exception {
    try (Calls calls =
        new Calls(
            Integer.parseInt(arguments[0]),
            arguments[1],
            Integer.parseInt(arguments[2]),
            Long.parseLong(arguments[3]))) {
      HostProcess.say("ready");
      Loops.answer(calls::of, line -> "?");
    }
    System.exit(0);
  }
}
