package io.yizhan.torture;

/** Whether a check that the machine has no tool for is a failure: {@code YIZHAN_TESTS_NO_SKIP}. */
final class NoSkip {
  private NoSkip() {}

  static boolean isSet() {
    return "true".equals(System.getenv("YIZHAN_TESTS_NO_SKIP"));
  }
}
