package io.yizhan.gateway.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A migration that has landed is never edited: databases have run it, and a gateway whose file is
 * another does not start on them. What landed is what {@code landed.sha256} names, in the form that
 * {@code sha256sum -c} reads; a change of the schema is a new file with a new line there.
 */
final class LandedMigrationsTest {
  private static final Path MIGRATIONS = Path.of("src", "main", "resources", "db", "migration");
  private static final String LANDED = "landed.sha256";

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path copy;

  @BeforeEach
  void copyAll() throws IOException {
    for (Path file : files(MIGRATIONS)) {
      Files.copy(file, copy.resolve(name(file)));
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static String sha256(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What is wrong with a folder of migrations. */
  private static List<String> problems(Path folder) throws IOException {
    Map<String, String> now = new TreeMap<>();
    for (Path file : files(folder)) {
      if (name(file).endsWith(".sql")) {
        now.put(name(file), sha256(file));
      }
    }
    List<String> problems = new ArrayList<>();
    Map<String, String> landed = new TreeMap<>();
    for (String line : Files.readAllLines(folder.resolve(LANDED))) {
      String[] words = line.split(" +", 2);
      if (words.length < 2 || landed.put(words[1], words[0]) != null) {
        problems.add(LANDED + " must have a line \"SUM  FILE\" a file, once: " + line);
      }
    }
    landed.forEach(
        (name, sum) -> {
          if (!sum.equals(now.get(name))) {
            problems.add(
                name + " has landed and was edited or removed: a change must be a new migration");
          }
        });
    now.forEach(
        (name, sum) -> {
          if (!landed.containsKey(name)) {
            problems.add(name + " is new: add the line \"" + sum + "  " + name + "\" to " + LANDED);
          }
        });
    return problems;
  }

  @Test
  void migrations_thatLanded_areAsTheyLanded() throws IOException {
    assertEquals(List.of(), problems(MIGRATIONS));
  }

  @Test
  void migration_edited_isNamed() throws IOException {
    Files.writeString(copy.resolve("V3__the_funds.sql"), "-- a word\n", StandardOpenOption.APPEND);
    assertEquals(
        List.of(
            "V3__the_funds.sql has landed and was edited or removed: a change must be a new"
                + " migration"),
        problems(copy));
  }

  @Test
  void migration_removed_isNamed() throws IOException {
    Files.delete(copy.resolve("V13__the_aid_office.sql"));
    assertEquals(
        List.of(
            "V13__the_aid_office.sql has landed and was edited or removed: a change must be a new"
                + " migration"),
        problems(copy));
  }

  @Test
  void migration_new_isToldItsLine() throws IOException {
    Path added = copy.resolve("V999__more.sql");
    Files.writeString(added, "SELECT 1;\n");
    String line = sha256(added) + "  V999__more.sql";
    assertEquals(
        List.of("V999__more.sql is new: add the line \"" + line + "\" to " + LANDED),
        problems(copy));
    Files.writeString(
        copy.resolve(LANDED), line + "\n", StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    assertEquals(List.of(), problems(copy));
  }

  @Test
  void line_twice_isNamed() throws IOException {
    String first = Files.readAllLines(copy.resolve(LANDED)).get(0);
    Files.writeString(
        copy.resolve(LANDED), first + "\n", StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    assertEquals(
        List.of(LANDED + " must have a line \"SUM  FILE\" a file, once: " + first), problems(copy));
  }
}
