package io.yizhan.gateway.demo;

import io.yizhan.gateway.Gateway;
import io.yizhan.gateway.ServeSettings;
import io.yizhan.gateway.terminal.Paint;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * The guided tour: a gateway on a fresh embedded database in a temporary folder, the scenes played
 * against it by real calls, and everything taken down again, also when the tour is interrupted.
 */
public final class Demo implements AutoCloseable {
  private static final int POOL_SIZE = 4;
  private static final int WORKERS = 4;
  private static final int QUEUE_MAX = 64;
  private static final Duration STOP_GRACE = Duration.ofSeconds(10);
  private static final Duration POLICY_POLL = Duration.ofMillis(200);

  private final Path folder;
  private final Gateway gateway;
  private final Thread hook = new Thread(this::takeDown, "demo-take-down");
  private boolean down;

  private Demo(Path folder, Gateway gateway) {
    this.folder = folder;
    this.gateway = gateway;
  }

  /**
   * Plays the tour.
   *
   * @param policies the folder that holds {@code zhengzhou/*.yaml} and {@code binhai/*.yaml}
   * @return true when every figure is as expected
   */
  public static boolean run(PrintStream out, Paint paint, Path policies) throws IOException {
    out.println(paint.heading("Yizhan 一站：一站式医疗救助结算演示 / one-stop settlement, a tour"));
    out.println("  启动内嵌 PostgreSQL 和网关 / starting an embedded PostgreSQL and a gateway");
    try (Demo demo = start()) {
      Verdicts verdicts = new Verdicts(out, paint);
      try (DemoClient client = new DemoClient(demo.gateway.port())) {
        String operator = Files.readString(demo.gateway.operatorTokenFile()).strip();
        String hospital = DemoWorld.build(client, operator, policies, out);
        new Scenes(client.settlements(hospital), out, paint, verdicts).play();
        new BinhaiStory(client, operator, out, paint, verdicts).play();
      }
      out.println();
      return verdicts.conclude();
    }
  }

  private static Demo start() throws IOException {
    Path folder = Files.createTempDirectory("yizhan-demo-");
    boolean started = false;
    try {
      Demo demo = new Demo(folder, Gateway.start(settings(folder), Gateway.ExtraServices.NONE));
      Runtime.getRuntime().addShutdownHook(demo.hook);
      started = true;
      return demo;
    } finally {
      if (!started) {
        delete(folder);
      }
    }
  }

  private static ServeSettings settings(Path folder) {
    ServeSettings.Address anyPort = new ServeSettings.Address("127.0.0.1", 0);
    return new ServeSettings(
        folder,
        anyPort,
        null,
        POOL_SIZE,
        WORKERS,
        QUEUE_MAX,
        null,
        anyPort,
        false,
        null,
        POLICY_POLL,
        STOP_GRACE);
  }

  @Override
  public void close() {
    takeDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException goingDown) {
      // The hook is what is taking the tour down; it has done its work above.
      return;
    }
  }

  private synchronized void takeDown() {
    if (!down) {
      down = true;
      gateway.stop();
      delete(folder);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException left) {
      throw new java.io.UncheckedIOException("could not be deleted: " + folder, left);
    }
  }
}
