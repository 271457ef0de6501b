package dev.soban.cli.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessEndTest {
  @Test
  void a_broken_process_ends_with_an_exit_code_of_its_own() {
    List<Integer> codes = new ArrayList<>();

    new ProcessEnd(codes::add).broke(new InternalError("broken, as it should be"));

    assertThat(codes).containsExactly(3);
  }
}
