package dev.soban.core.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Rules that every module keeps to, each for the packages that start with the given name. A module
 * that uses them needs {@code archunit-junit5} in test scope and {@code soban-core}'s test-jar.
 */
public final class HouseRules {
  private HouseRules() {}

  /** The module's own classes, without tests and without other modules' packages. */
  public static JavaClasses production(String packageName) {
    return new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        .withImportOption(location -> !location.contains("-tests.jar"))
        .importPackages(packageName);
  }

  /** The module's own tests. */
  public static JavaClasses tests(String packageName) {
    return new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
        .importPackages(packageName);
  }

  /** Tests wait for conditions, never for a while. */
  public static ArchRule noSleeping(String packageName) {
    return noClasses()
        .that()
        .resideInAPackage(packageName + "..")
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", long.class, int.class)
        .orShould()
        .callMethod(Thread.class, "sleep", Duration.class)
        .orShould()
        .callMethod(TimeUnit.class, "sleep", long.class)
        .because("a test that sleeps is slow and fails on a busy machine: use Await");
  }

  /** Elapsed time comes from a Ticker, the date from whoever wires. */
  public static ArchRule noClock(String packageName, String... exceptIn) {
    return noClasses()
        .that(resideInAPackage(packageName + "..").and(resideOutsideOfPackages(exceptIn)))
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Instant.class, "now")
        .because("time is a parameter: take a Ticker");
  }

  /** Environment and properties are read by the command line only. */
  public static ArchRule noSettingsFromNowhere(String packageName) {
    return noClasses()
        .that()
        .resideInAPackage(packageName + "..")
        .should()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .callMethod(System.class, "getProperty", String.class)
        .orShould()
        .callMethod(System.class, "getProperty", String.class, String.class)
        .orShould()
        .callMethod(System.class, "getProperties")
        .orShould()
        .callMethod(Integer.class, "getInteger", String.class)
        .orShould()
        .callMethod(Boolean.class, "getBoolean", String.class)
        .because("settings are passed in");
  }

  /** The packages of a module form no cycles, those within packages included. */
  public static ArchRule noCycles(String packageName) {
    return slices()
        .matching(packageName + ".(**)")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true);
  }

  /** A package knows no other package of its module than those named. */
  public static ArchRule knowsOnly(String moduleName, String packageName, String... allowed) {
    String[] known = new String[allowed.length + 1];
    known[0] = moduleName + "." + packageName + "..";
    for (int i = 0; i < allowed.length; i++) {
      known[i + 1] = moduleName + "." + allowed[i] + "..";
    }
    return noClasses()
        .that()
        .resideInAPackage(known[0])
        .should()
        .dependOnClassesThat(
            resideInAPackage(moduleName + "..")
                .and(DescribedPredicate.not(resideInAnyPackage(known))))
        .because("dependencies point downwards only");
  }
}
