package dev.soban.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LineBudgetTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long START = Long.MAX_VALUE - 500_000_000L;

  private final LineBudget budget = new LineBudget(3);

  @Test
  void the_first_lines_of_a_kind_pass_and_the_rest_of_the_second_is_left_out() {
    for (int i = 0; i < 3; i++) {
      assertThat(budget.ask("overloaded", after(i))).isZero();
    }
    assertThat(budget.ask("overloaded", after(3))).isEqualTo(LineBudget.LEAVE_OUT);
    assertThat(budget.ask("overloaded", after(SECOND - 1))).isEqualTo(LineBudget.LEAVE_OUT);
  }

  @Test
  void the_first_line_of_the_next_second_tells_how_many_were_left_out() {
    for (int i = 0; i < 8; i++) {
      budget.ask("overloaded", START);
    }

    assertThat(budget.ask("overloaded", after(SECOND))).isEqualTo(5);
    assertThat(budget.ask("overloaded", after(SECOND))).isZero();
  }

  @Test
  void one_kind_does_not_use_up_the_lines_of_another() {
    for (int i = 0; i < 8; i++) {
      budget.ask("overloaded", START);
    }

    assertThat(budget.ask("engine_failed", START)).isZero();
  }

  /** Wraps around, as readings may. */
  private static long after(long nanos) {
    return START + nanos;
  }
}
