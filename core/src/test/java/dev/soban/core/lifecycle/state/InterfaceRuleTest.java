package dev.soban.core.lifecycle.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.lifecycle.change.ScriptedRepository;
import dev.soban.core.model.Signature;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InterfaceRuleTest {
  private static final Signature FOUR = ScriptedRepository.signature(4);
  private static final Signature FIVE = ScriptedRepository.signature(5);

  @Test
  void the_same_first_two_numbers_promise_the_same_interface() {
    Map<String, Signature> known = Map.of("1.2.0-a.b", FOUR);

    assertThat(InterfaceRule.broken("1.2.10-c.d", FOUR, known)).isEmpty();
    assertThat(InterfaceRule.broken("1.2.1-a.b", FIVE, known))
        .contains(
            "inputs: x: FP32[-1,5] (expected: x: FP32[-1,4] as in 1.2.0-a.b, or a version whose"
                + " second number is not 2)");
  }

  @Test
  void another_release_or_interface_may_differ_and_plain_numbers_promise_nothing() {
    Map<String, Signature> known = Map.of("1.2.0-a.b", FOUR, "7", FOUR);

    assertThat(InterfaceRule.broken("1.3.0-a.b", FIVE, known)).isEmpty();
    assertThat(InterfaceRule.broken("2.2.0-a.b", FIVE, known)).isEmpty();
    assertThat(InterfaceRule.broken("12.2.0-a.b", FIVE, known)).isEmpty();
    assertThat(InterfaceRule.broken("7", FIVE, known)).isEmpty();
  }

  @Test
  void outputs_are_part_of_the_interface() {
    Signature more = new Signature(FOUR.inputs(), FOUR.inputs());

    assertThat(InterfaceRule.broken("1.2.1-a.b", more, Map.of("1.2.0-a.b", FOUR)))
        .hasValueSatisfying(words -> assertThat(words).startsWith("outputs: "));
  }
}
