package io.yizhan.stress;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.runners.TestList;

/** Runs jcstress as a process of its own and reads what it wrote. */
final class Harness {
  private final Path folder;
  private final List<String> options;
  private final long minutesMax;

  /**
   * A harness.
   *
   * @param folder where each run has a folder
   * @param options jcstress's own
   * @param minutesMax a run that lasts longer has failed
   */
  Harness(Path folder, List<String> options, long minutesMax) {
    this.folder = folder;
    this.options = List.copyOf(options);
    this.minutesMax = minutesMax;
  }

  /** The simple names of all tests. */
  static List<String> tests() {
    return TestList.tests().stream().map(Harness::simple).sorted().toList();
  }

  private static String simple(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** What was seen of a test in all its runs. */
  static Seen seen(String test, Collection<TestResult> results) {
    return Seen.of(
        test, results.stream().filter(result -> simple(result.getName()).equals(test)).toList());
  }

  /**
   * Runs tests.
   *
   * @param name of the run's folder, which must not be there
   * @param classesBefore class path in front of this process's own; may be empty
   * @return a result for each test and way to run it
   */
  Collection<TestResult> run(String name, List<String> tests, String classesBefore)
      throws IOException, InterruptedException {
    Path place = Files.createDirectories(folder.resolve(name));
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add("-cp");
    words.add(
        (classesBefore.isEmpty() ? "" : classesBefore + File.pathSeparator)
            + BrokenClasses.ownClassPath());
    words.add("org.openjdk.jcstress.Main");
    words.addAll(options);
    words.addAll(List.of("-r", place.resolve("report").toString(), "-t"));
    words.add(tests.stream().collect(Collectors.joining("|", "\\.(", ")$")));
    Process process =
        new ProcessBuilder(words)
            .directory(place.toFile())
            .redirectErrorStream(true)
            .redirectOutput(place.resolve("log").toFile())
            .start();
    try {
      if (!process.waitFor(minutesMax, TimeUnit.MINUTES)) {
        throw new IllegalStateException("jcstress did not end in " + minutesMax + " minutes");
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return read(place);
  }

  private static Collection<TestResult> read(Path place) throws IOException {
    List<Path> written = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(place, "jcstress-results-*.gz")) {
      files.forEach(written::add);
    }
    Path newest =
        written.stream()
            .max(Comparator.naturalOrder())
            .orElseThrow(
                () -> new IllegalStateException("jcstress has no result: " + place + "/log"));
    InProcessCollector results = new InProcessCollector();
    DiskReadCollector reader = new DiskReadCollector(newest.toString(), results);
    try {
      reader.dump();
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    } finally {
      reader.close();
    }
    return results.getTestResults();
  }
}
