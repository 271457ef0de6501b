package dev.soban.repository.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.soban.core.architecture.HouseRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final String REPOSITORY = "dev.soban.repository";
  private static final JavaClasses PRODUCTION = HouseRules.production(REPOSITORY);

  @Test
  void config_pbtxt_is_read_without_a_model_folder() {
    HouseRules.knowsOnly(REPOSITORY, "triton", "yaml").check(PRODUCTION);
  }

  @Test
  void yaml_is_read_without_a_model() {
    HouseRules.knowsOnly(REPOSITORY, "yaml").check(PRODUCTION);
  }

  @Test
  void packages_form_no_cycles() {
    HouseRules.noCycles(REPOSITORY).check(PRODUCTION);
  }

  @Test
  void time_and_settings_are_passed_in() {
    HouseRules.noClock(REPOSITORY).check(PRODUCTION);
    HouseRules.noSettingsFromNowhere(REPOSITORY).check(PRODUCTION);
  }

  @Test
  void tests_never_sleep() {
    HouseRules.noSleeping(REPOSITORY).check(HouseRules.tests(REPOSITORY));
  }
}
