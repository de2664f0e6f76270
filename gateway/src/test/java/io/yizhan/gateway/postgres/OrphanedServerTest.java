package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stopping a process on a system that has a shell and little else. */
class OrphanedServerTest {
  private static final int TERMINATED = 128 + 15;

  @Test
  void signalling_whereNoProgramKillIs_reachesTheProcess(@TempDir Path programs) throws Exception {
    Path shell = Path.of("/bin/sh");
    Files.createSymbolicLink(programs.resolve("sh"), shell);
    Process sleeper = new ProcessBuilder("sleep", "60").start();
    try {
      List<String> command = new ArrayList<>(OrphanedServer.signalling("-TERM", sleeper.pid()));
      command.set(0, programs.resolve(command.get(0)).toString());
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().put("PATH", programs.toString());
      assertEquals(0, builder.start().waitFor());
      assertTrue(sleeper.waitFor(10, TimeUnit.SECONDS));
      assertEquals(TERMINATED, sleeper.exitValue());
    } finally {
      sleeper.destroyForcibly();
    }
  }
}
