package io.yizhan.torture;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Compiles the preloaded library on the machine it is for. */
final class Compiler {
  private static final long SECONDS_MAX = 60;
  private static final List<String> COMPILERS = List.of("gcc", "cc", "clang");

  private Compiler() {}

  /** The library, made in the folder; empty where there is no C compiler or no Linux. */
  static Optional<Path> library(Path folder) {
    if (!System.getProperty("os.name").equals("Linux")) {
      return Optional.empty();
    }
    Path source = folder.resolve("faults.c");
    Path library = folder.resolve("faults.so");
    try (InputStream text =
        Objects.requireNonNull(Compiler.class.getResourceAsStream("faults.c"), "faults.c")) {
      Files.write(source, text.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return COMPILERS.stream()
        .filter(
            compiler ->
                succeeds(
                    folder,
                    List.of(
                        compiler,
                        "-shared",
                        "-fPIC",
                        "-O2",
                        "-o",
                        library.toString(),
                        source.toString(),
                        "-ldl")))
        .findFirst()
        .map(compiler -> library);
  }

  private static boolean succeeds(Path folder, List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("compiler.log").toFile())
              .start();
      return process.waitFor(SECONDS_MAX, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException missing) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
