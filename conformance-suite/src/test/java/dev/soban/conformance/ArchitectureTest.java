package dev.soban.conformance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

@AnalyzeClasses(
    packages = "dev.soban.conformance",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule packages_have_no_cycles =
      SlicesRuleDefinition.slices()
          .matching("dev.soban.conformance.(*)..")
          .should()
          .beFreeOfCycles();

  @ArchTest
  static final ArchRule tables_of_both_protocols_do_not_meet =
      noClasses()
          .that()
          .resideInAPackage("dev.soban.conformance.catalog.rest..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.soban.conformance.catalog.grpc..");

  @ArchTest
  static final ArchRule nothing_sleeps =
      noClasses().should().callMethod(Thread.class, "sleep", long.class);
}
