package io.yizhan.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that starts Java, in an unpacked archive. */
class LauncherTest {
  private static final String JAVA = Path.of(System.getProperty("java.home")).toString();

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  /** Runs the launcher with a Java that only says in which charset it reads names of files. */
  private String namesOf(Map<String, String> locale) throws IOException, InterruptedException {
    Path home = Files.createDirectories(folder.resolve("archive"));
    Files.createDirectories(home.resolve("lib"));
    Path launcher = home.resolve("yizhan");
    Files.copy(
        Path.of("..", "yizhan"), launcher, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    Path java = Files.createDirectories(folder.resolve("java/bin")).resolve("java");
    Files.writeString(
        java,
        """
        #!/bin/sh
        [ "$1" = -version ] && exec "$REAL/bin/java" -version
        exec "$REAL/bin/java" -XshowSettings:properties -version
        """);
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
    Path out = folder.resolve("out");
    ProcessBuilder builder =
        new ProcessBuilder("sh", launcher.toString(), "serve")
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    Map<String, String> environment = builder.environment();
    String path = Optional.ofNullable(environment.get("PATH")).orElse("/usr/bin:/bin");
    environment.clear();
    environment.put("PATH", path);
    environment.put("REAL", JAVA);
    environment.put("JAVA_HOME", folder.resolve("java").toString());
    environment.putAll(locale);
    Process process = builder.start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    String printed = Files.readString(out, StandardCharsets.UTF_8);
    assertEquals(0, process.exitValue(), printed);
    return printed
        .lines()
        .filter(line -> line.contains("sun.jnu.encoding"))
        .findFirst()
        .map(line -> line.replaceFirst(".*= ", ""))
        .orElse(printed);
  }

  @Test
  void locale_thatIsNotUtf8_isMadeSo() throws Exception {
    for (Map<String, String> locale :
        java.util.List.<Map<String, String>>of(
            Map.of(),
            Map.of("LANG", "C"),
            Map.of("LC_ALL", "POSIX"),
            Map.of("LANG", "zh_CN.GB18030"),
            Map.of("LC_CTYPE", "nowhere_NO"))) {
      assertEquals("UTF-8", namesOf(locale), locale::toString);
    }
  }

  @Test
  void locale_thatIsUtf8_staysAsItIs() throws Exception {
    assertEquals("UTF-8", namesOf(Map.of("LANG", "C.UTF-8")));
  }
}
