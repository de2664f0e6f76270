package io.yizhan.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is planted fits the gateway's source of today; that it is found is for the run itself. */
class PlantTest {
  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @Test
  void tests_each_haveAPlantThatMustFailThem() {
    List<String> planted = Arrays.stream(Plant.values()).map(Plant::test).sorted().toList();
    assertEquals(Harness.tests(), planted);
  }

  @Test
  void builds_ofAllPlants_haveEachOnceAndNoClassTwice() throws IOException {
    List<List<Plant>> builds = Plant.builds(Harness.tests());
    assertEquals(Plant.values().length, builds.stream().mapToInt(List::size).sum());
    for (List<Plant> build : builds) {
      List<String> sources = build.stream().map(Plant::source).toList();
      assertEquals(sources.size(), new HashSet<>(sources).size(), sources::toString);
      Path classes = Files.createDirectories(folder.resolve(build.get(0).test()));
      BrokenClasses.compile(build, HOME, classes);
      for (String source : sources) {
        Path made = classes.resolve("io/yizhan/gateway/" + source + ".class");
        assertTrue(Files.exists(made), made::toString);
      }
    }
    try (Stream<Path> files = Files.walk(folder)) {
      assertTrue(files.anyMatch(file -> file.endsWith("SettleQueue.class")));
    }
  }

  @Test
  void plant_whosePlaceIsGone_isRefused() {
    IllegalStateException gone =
        assertThrows(
            IllegalStateException.class,
            () -> BrokenClasses.changed(Plant.LEFT_IS_READ_AND_THEN_SET, "class Turnstile {}"));
    assertTrue(String.valueOf(gone.getMessage()).contains("must have once"));
  }
}
