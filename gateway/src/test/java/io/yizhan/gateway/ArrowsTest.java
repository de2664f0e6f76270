package io.yizhan.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Doors and store meet at the desk and nowhere else; only the wiring sees all. */
class ArrowsTest {
  private final JavaClasses gateway =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.yizhan.gateway");

  @Test
  void doors_everyClass_knowsNeitherStoreNorSql() {
    noClasses()
        .that()
        .resideInAPackage("..gateway.rpc..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "..gateway.postgres..", "..gateway.cli..", "java.sql..", "org.postgresql..")
        .check(gateway);
  }

  @Test
  void store_everyClass_knowsNeitherDoorsNorGeneratedTypes() {
    noClasses()
        .that()
        .resideInAPackage("..gateway.postgres..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..gateway.rpc..", "..gateway.cli..", "io.grpc..", "io.yizhan.proto..")
        .check(gateway);
  }

  @Test
  void desk_everyClass_knowsOnlyCoreAndItself() {
    noClasses()
        .that()
        .resideInAPackage("..gateway.desk..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "..gateway.rpc..",
            "..gateway.postgres..",
            "..gateway.policyfile..",
            "..gateway.cli..",
            "io.grpc..",
            "io.yizhan.proto..",
            "java.sql..",
            "org.yaml..")
        .check(gateway);
  }

  @Test
  void policyfile_everyClass_knowsNeitherDoorsNorStore() {
    noClasses()
        .that()
        .resideInAPackage("..gateway.policyfile..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..gateway.rpc..", "..gateway.postgres..", "..gateway.cli..")
        .check(gateway);
  }

  /** A timer ends without a word at the first error of its work. */
  @Test
  void timers_everyClass_goesRoundThatNoErrorEnds() {
    noClasses()
        .that()
        .doNotHaveSimpleName("Rounds")
        .and()
        .doNotHaveFullyQualifiedName("io.yizhan.gateway.rpc.WatchEndpoint")
        .should()
        .callMethodWhere(
            JavaCall.Predicates.target(
                HasName.Predicates.nameMatching("schedule(WithFixedDelay|AtFixedRate)")))
        .check(gateway);
  }
}
