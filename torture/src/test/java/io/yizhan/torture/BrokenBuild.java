package io.yizhan.torture;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A gateway that is wrong on purpose: one class of it, compiled from its own source with one place
 * changed, stands before the right one on the class path. A place that is no longer there fails the
 * test instead of proving nothing.
 */
final class BrokenBuild {
  /** A cap is judged as if nothing of it had been used by earlier claims. */
  static final BrokenBuild CAP_NOT_CHECKED_AGAIN =
      new BrokenBuild(
          "settlement-core/src/main/java/io/yizhan/settlement/WaterfallRun.java",
          "return Math.max(0, cap - Fen.plus(used, addedByEarlierLayers(planned)));",
          "return Math.max(0, cap - addedByEarlierLayers(planned));");

  /** A caller is answered before the commit is on disk. */
  static final BrokenBuild ANSWER_BEFORE_COMMIT =
      new BrokenBuild(
          "gateway/src/main/java/io/yizhan/gateway/postgres/PostgresStores.java",
          "\"SET synchronous_commit = on;",
          "\"SET synchronous_commit = off;");

  private final String source;
  private final String right;
  private final String wrong;

  private BrokenBuild(String source, String right, String wrong) {
    this.source = source;
    this.right = right;
    this.wrong = wrong;
  }

  /** Compiles it into the folder. */
  GatewayProcess.Build in(Path folder) throws IOException {
    String text = Files.readString(Path.of("..").resolve(source));
    if (text.split(java.util.regex.Pattern.quote(right), -1).length != 2) {
      throw new AssertionError(source + " must have once: " + right);
    }
    Path classes = Files.createDirectories(folder.resolve("broken"));
    Path file = folder.resolve(String.valueOf(Path.of(source).getFileName()));
    Files.writeString(file, text.replace(right, wrong));
    JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
    StringWriter says = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  says,
                  files,
                  null,
                  List.of(
                      "-proc:none",
                      "-cp",
                      GatewayProcess.Build.ownClassPath(),
                      "-d",
                      classes.toString()),
                  null,
                  files.getJavaFileObjects(file))
              .call();
      if (!compiled) {
        throw new AssertionError(says.toString());
      }
    }
    try (Stream<Path> made = Files.walk(classes)) {
      if (made.noneMatch(path -> path.toString().endsWith(".class"))) {
        throw new AssertionError("a class must be made");
      }
    }
    return GatewayProcess.Build.broken(classes);
  }
}
