package io.yizhan.torture;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A gateway that is wrong on purpose: a class or two of it, compiled from their own source with one
 * place changed in each, stand before the right ones on the class path. A place that is no longer
 * there fails the test instead of proving nothing.
 */
final class BrokenBuild {
  /**
   * A cap is judged as if nothing of it had been used by earlier claims, whether its row has a
   * fixed cap and is judged in one pass, or is not.
   */
  static final BrokenBuild CAP_NOT_CHECKED_AGAIN =
      new BrokenBuild(
          new Change(
              "settlement-core/src/main/java/io/yizhan/settlement/WaterfallRun.java",
              "long used = Fen.plus(accounts.usedFen(account), accounts.heldFen(account));",
              "long used = accounts.heldFen(account);"),
          new Change(
              "settlement-core/src/main/java/io/yizhan/settlement/LayerRun.java",
              "long used = Fen.plus(accounts.usedFen(cap.account()), accounts.heldFen(cap.account()));",
              "long used = accounts.heldFen(cap.account());"));

  /** A caller is answered before the commit is on disk. */
  static final BrokenBuild ANSWER_BEFORE_COMMIT =
      new BrokenBuild(
          new Change(
              "gateway/src/main/java/io/yizhan/gateway/postgres/PostgresStores.java",
              "\"SET synchronous_commit = on;",
              "\"SET synchronous_commit = off;"));

  private final List<Change> changes;

  private BrokenBuild(Change... changes) {
    this.changes = List.of(changes);
  }

  /** What a source says once, and what it says in place of that. */
  private record Change(String source, String right, String wrong) {}

  /** The changed sources, in a folder. */
  private List<Path> changed(Path folder) throws IOException {
    List<Path> changed = new ArrayList<>();
    for (Change change : changes) {
      String text = Files.readString(Path.of("..").resolve(change.source()));
      if (text.split(Pattern.quote(change.right()), -1).length != 2) {
        throw new AssertionError(change.source() + " must have once: " + change.right());
      }
      Path file = folder.resolve(String.valueOf(Path.of(change.source()).getFileName()));
      Files.writeString(file, text.replace(change.right(), change.wrong()));
      changed.add(file);
    }
    return changed;
  }

  /** Compiles it into the folder. */
  GatewayProcess.Build in(Path folder) throws IOException {
    Path classes = Files.createDirectories(folder.resolve("broken"));
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
                  files.getJavaFileObjectsFromPaths(changed(folder)))
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
