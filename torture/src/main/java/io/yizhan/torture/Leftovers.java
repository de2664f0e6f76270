package io.yizhan.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Processes of an earlier run on the same folder that was itself killed. */
final class Leftovers {
  private static final Duration END_MAX = Duration.ofSeconds(30);

  private Leftovers() {}

  /** Kills whatever runs with the folder on its command line, this process not. */
  static void end(Path folder) {
    String named = folder.toString() + "/";
    List<ProcessHandle> left =
        ProcessHandle.allProcesses()
            .filter(process -> process.pid() != ProcessHandle.current().pid())
            .filter(process -> isServer(process, named))
            .toList();
    left.forEach(
        process -> {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly();
        });
    if (!Pause.until(END_MAX, () -> left.stream().noneMatch(ProcessHandle::isAlive))) {
      throw new IllegalStateException("processes of an earlier run must end: " + left);
    }
  }

  private static boolean isServer(ProcessHandle process, String named) {
    try {
      String words =
          Files.readString(Path.of("/proc", "" + process.pid(), "cmdline")).replace('\0', ' ');
      return words.contains(named)
          && (words.contains("bin/postgres -D") || words.contains(" serve --data-folder"));
    } catch (IOException gone) {
      return false;
    }
  }
}
