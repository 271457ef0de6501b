package dev.soban.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/** The map's directions: who may know whom. */
@AnalyzeClasses(packages = "dev.soban", importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleMapTest {
  private static final String CORE = "dev.soban.core..";
  private static final String TIME = "dev.soban.core.time..";
  private static final String GRPC = "dev.soban.grpc..";
  private static final String NET = "dev.soban.net..";
  private static final String ENGINE = "dev.soban.engine..";
  private static final String VISION = "dev.soban.vision..";
  private static final String PROTOCOL = "dev.soban.protocol..";
  private static final String REPOSITORY = "dev.soban.repository..";
  private static final String SERVER = "dev.soban.server..";
  private static final String SIMULATE = "dev.soban.simulate..";
  private static final String CONFORMANCE = "dev.soban.conformance..";
  private static final String CLI = "dev.soban.cli..";

  @ArchTest static final ArchRule core_knows_no_other_module = mayKnowOnly(CORE, CORE);

  @ArchTest static final ArchRule net_knows_nothing_but_time = mayKnowOnly(NET, NET, TIME);

  @ArchTest static final ArchRule engines_know_only_core = mayKnowOnly(ENGINE, ENGINE, CORE);

  @ArchTest static final ArchRule vision_knows_only_core = mayKnowOnly(VISION, VISION, CORE);

  @ArchTest
  static final ArchRule repository_knows_core_and_the_messages =
      mayKnowOnly(REPOSITORY, REPOSITORY, CORE, PROTOCOL);

  @ArchTest static final ArchRule the_messages_know_nobody = mayKnowOnly(PROTOCOL, PROTOCOL);

  @ArchTest
  static final ArchRule server_knows_core_and_net = mayKnowOnly(SERVER, SERVER, CORE, NET);

  @ArchTest
  static final ArchRule grpc_knows_what_it_serves_and_its_messages =
      mayKnowOnly(GRPC, GRPC, SERVER, PROTOCOL, NET, CORE);

  @ArchTest
  static final ArchRule packages_of_grpc_have_no_cycles =
      SlicesRuleDefinition.slices().matching("dev.soban.grpc.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule the_simulator_knows_only_core = mayKnowOnly(SIMULATE, SIMULATE, CORE);

  @ArchTest
  static final ArchRule the_conformance_suite_knows_no_server =
      mayKnowOnly(CONFORMANCE, CONFORMANCE, PROTOCOL);

  @ArchTest
  static final ArchRule only_the_command_reads_the_environment =
      noClasses()
          .that()
          .resideInAPackage("dev.soban..")
          .and()
          .resideOutsideOfPackages(CLI)
          .should()
          .callMethod(System.class, "getenv", String.class)
          .orShould()
          .callMethod(System.class, "getenv")
          .orShould()
          .callMethod(System.class, "getProperty", String.class)
          .orShould()
          .callMethod(System.class, "getProperty", String.class, String.class);

  @ArchTest
  static final ArchRule core_touches_no_network_and_no_engine =
      noClasses()
          .that()
          .resideInAPackage(CORE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.netty..", "ai.onnxruntime..", "com.fasterxml..", "java.net..");

  @ArchTest
  static final ArchRule packages_of_the_command_have_no_cycles =
      SlicesRuleDefinition.slices().matching("dev.soban.cli.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule packages_of_the_server_have_no_cycles =
      SlicesRuleDefinition.slices().matching("dev.soban.server.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule families_of_routes_know_nothing_of_one_another =
      SlicesRuleDefinition.slices()
          .matching("dev.soban.server.(v1|v2|torchserve|sagemaker|cloudevents)..")
          .should()
          .notDependOnEachOther();

  /** Positive lists of our own packages: whatever else is of ours is forbidden. */
  private static ArchRule mayKnowOnly(String module, String... allowed) {
    return noClasses()
        .that()
        .resideInAPackage(module)
        .should()
        .dependOnClassesThat(
            DescribedPredicate.and(
                JavaClass.Predicates.resideInAPackage("dev.soban.."),
                JavaClass.Predicates.resideOutsideOfPackages(allowed)));
  }
}
