package io.yizhan;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The core is one line of rooms, each importing only rooms to its left, and the JDK. */
class RoomsTest {
  private static final List<String> LINE =
      List.of(
          "money",
          "claim",
          "policy",
          "settlement",
          "proof",
          "ledger",
          "fund",
          "clearing",
          "reconciliation");

  private final JavaClasses core =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.yizhan");

  @Test
  void core_everyRoom_importsOnlyRoomsToItsLeft() {
    for (int i = 0; i < LINE.size(); i++) {
      String[] toTheRight =
          LINE.subList(i + 1, LINE.size()).stream()
              .map(room -> "io.yizhan." + room + "..")
              .toArray(String[]::new);
      if (toTheRight.length > 0) {
        noClasses()
            .that()
            .resideInAPackage("io.yizhan." + LINE.get(i) + "..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(toTheRight)
            .check(core);
      }
    }
  }

  @Test
  void core_everyClass_knowsOnlyTheJdk() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "io.yizhan..")
        .check(core);
  }

  @Test
  void core_everyClass_neitherReadsTheClockNorDoesInputOrOutput() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.io..", "java.net..", "java.nio..", "java.sql..", "java.time.zone..")
        .check(core);
    noClasses()
        .should()
        .callMethod(java.time.LocalDate.class, "now")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(core);
  }

  @Test
  void core_everyField_isNoBinaryFloatingPoint() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.Double")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.Float")
        .check(core);
    core.stream()
        .flatMap(type -> type.getFields().stream())
        .map(field -> field.getRawType().getName())
        .filter(type -> type.equals("double") || type.equals("float"))
        .findAny()
        .ifPresent(
            type -> {
              throw new AssertionError("no field of core may be " + type);
            });
  }
}
