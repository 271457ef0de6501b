package dev.soban.simulate;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.soban.core.architecture.HouseRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final String SIMULATE = "dev.soban.simulate";
  private static final JavaClasses PRODUCTION = HouseRules.production(SIMULATE);

  @Test
  void nothing_reads_the_clock() {
    HouseRules.noClock(SIMULATE).check(PRODUCTION);
  }

  @Test
  void nothing_reads_environment_or_properties() {
    HouseRules.noSettingsFromNowhere(SIMULATE).check(PRODUCTION);
  }

  @Test
  void packages_form_no_cycles() {
    HouseRules.noCycles(SIMULATE).check(PRODUCTION);
  }

  @Test
  void tests_never_sleep() {
    HouseRules.noSleeping(SIMULATE).check(HouseRules.tests(SIMULATE));
  }
}
