package io.yizhan.gateway.cli;

import io.yizhan.gateway.demo.Demo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Runs the guided tour. */
@Command(
    name = "demo",
    description = {
      "演示：临时数据库、真实网关、真实调用、逐笔核对 / A tour: a temporary database, a real gateway,",
      "real calls on invented persons, every figure checked. Leaves nothing behind.",
      "退出码 1 表示有金额不符 / Exit code 1 when a figure differs."
    },
    footer = {"", "例 / Example:", "  ./yizhan demo", "  NO_COLOR=1 ./yizhan demo"})
final class DemoCommand implements Callable<Integer> {
  /** Read by logback.xml; a tour is not interrupted by what a log would say. */
  private static final String LOG_LEVEL_PROPERTY = "yizhan.log.level";

  @Override
  public Integer call() throws IOException {
    if (System.getProperty(LOG_LEVEL_PROPERTY) == null) {
      System.setProperty(LOG_LEVEL_PROPERTY, "WARN");
    }
    Path home = Path.of(System.getProperty("yizhan.home", ".")).toAbsolutePath().normalize();
    return Demo.run(System.out, Terminal.paint(), home.resolve("policies"))
        ? ExitCode.DONE
        : ExitCode.NO;
  }
}
