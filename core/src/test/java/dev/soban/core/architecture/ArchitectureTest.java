package dev.soban.core.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArchitectureTest {
  private static final String CORE = "dev.soban.core";
  private static final JavaClasses PRODUCTION = HouseRules.production(CORE);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "time      | ''",
        "tensor    | ''",
        "model     | tensor",
        "predict   | time model tensor",
        "engine    | tensor model",
        "admission | time tensor model predict engine",
        "batch     | time tensor model predict engine schedule",
        "breaker   | time tensor model predict engine",
        "cache     | time tensor model predict engine",
        "deadline  | time tensor model predict engine",
        "fallback  | time tensor model predict engine",
        "validate  | time tensor model predict engine",
        "interpret | time tensor model predict engine",
        "prepare   | time tensor model predict engine schedule",
        "observe   | time tensor model predict engine",
        "schedule  | model",
        "schedule.terms | model",
        "schedule.share | schedule.terms",
        "schedule.line | model schedule.terms schedule.share",
        "lifecycle | time tensor model predict engine observe",
        "lifecycle.readiness | time tensor predict",
        "lifecycle.state | model",
        "lifecycle.trial | time tensor model engine",
      })
  void each_package_knows_only_those_below_it(String name, String allowed) {
    String[] known = allowed.isBlank() ? new String[0] : allowed.split(" ");

    HouseRules.knowsOnly(CORE, name, known).check(PRODUCTION);
  }

  @Test
  void packages_form_no_cycles() {
    HouseRules.noCycles(CORE).check(PRODUCTION);
  }

  @Test
  void only_the_package_time_reads_the_clock() {
    HouseRules.noClock(CORE, CORE + ".time..").check(PRODUCTION);
  }

  @Test
  void nothing_reads_environment_or_properties() {
    HouseRules.noSettingsFromNowhere(CORE).check(PRODUCTION);
  }

  @Test
  void tests_never_sleep() {
    HouseRules.noSleeping(CORE).check(HouseRules.tests(CORE));
  }
}
