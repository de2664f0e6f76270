package io.yizhan.stress;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Classes of the gateway, compiled from their own source with one change in each. */
final class BrokenClasses {
  private static final String ROOM = "gateway/src/main/java/io/yizhan/gateway/";

  private BrokenClasses() {}

  /**
   * Compiles them into a folder, which is to stand before the right ones on the class path.
   *
   * @param home the source checkout
   * @throws IllegalStateException where a place is no longer there: it would prove nothing
   */
  static void compile(List<Plant> plants, Path home, Path folder) throws IOException {
    List<Path> sources = new ArrayList<>();
    for (Plant plant : plants) {
      Path right = home.resolve(ROOM + plant.source() + ".java");
      Path wrong = folder.resolve("source").resolve(String.valueOf(right.getFileName()));
      Files.createDirectories(folder.resolve("source"));
      Files.writeString(wrong, changed(plant, Files.readString(right)));
      sources.add(wrong);
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new IllegalStateException("a JDK is needed: this Java has no compiler");
    }
    StringWriter says = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options = List.of("-proc:none", "-cp", ownClassPath(), "-d", folder.toString());
      if (!compiler
          .getTask(says, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
          .call()) {
        throw new IllegalStateException(says.toString());
      }
    }
  }

  /** This process's own class path. */
  static String ownClassPath() {
    return System.getProperty(
        "surefire.test.class.path", System.getProperty("java.class.path", ""));
  }

  /** The source with the plant's changes. */
  static String changed(Plant plant, String source) {
    String text = source;
    for (Plant.Change change : plant.changes()) {
      int place = text.indexOf(change.right());
      if (place < 0 || text.indexOf(change.right(), place + 1) >= 0) {
        throw new IllegalStateException(
            plant.source() + ".java must have once:\n" + change.right());
      }
      text = text.replace(change.right(), change.wrong());
    }
    return text;
  }
}
