package dev.soban.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulateTest {
  private static final List<String> FEW =
      List.of("--requests", "2000", "--workload", "mix-200", "--policy", "fifo-alone,adaptive");

  @TempDir Path folder;

  @Test
  void a_table_for_each_cost_says_what_was_simulated_and_what_is_unstable() {
    CommandRun run = scheduling();

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("cost 2ms+6ms, load 0.85, 1 worker, batches of at most 10 rows, 2,000 requests")
        .contains("cost 8ms+0.8ms, ")
        .containsPattern("mix-200 +adaptive +\\d")
        .containsPattern("mix-200, fifo-alone: unstable: needs 1\\d\\d % of the workers");
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 120);
    assertThat(run.err()).isEmpty();
  }

  @Test
  void json_has_an_object_per_line_with_the_columns_of_the_table() throws IOException {
    JsonNode lines = new ObjectMapper().readTree(scheduling("--json").out());

    List<String> names = new ArrayList<>();
    lines.get(1).fieldNames().forEachRemaining(names::add);
    assertThat(names)
        .containsExactly(
            "cost",
            "workload",
            "policy",
            "small_p50_ms",
            "small_p99_ms",
            "large_p50_ms",
            "large_p99_ms",
            "max_gap_ms",
            "throughput",
            "mean_batch",
            "jain",
            "rejected");
    assertThat(lines).hasSize(4);
    assertThat(lines.get(1).get("small_p99_ms").asDouble()).isBetween(50.0, 1000.0);
    assertThat(lines.get(1).get("jain").isNull()).isTrue();
    assertThat(lines.get(2).get("small_p99_ms").isNull()).isTrue();
    assertThat(lines.get(2).get("note").asText()).startsWith("unstable: needs ");
  }

  @Test
  void the_same_seed_prints_the_same_and_another_seed_does_not() {
    assertThat(scheduling().out()).isEqualTo(scheduling("--seed", "1").out());
    assertThat(scheduling("--seed", "2", "--json").out()).isNotEqualTo(scheduling("--json").out());
  }

  @Test
  void plots_are_drawn_into_a_folder_that_need_not_exist() throws IOException {
    Path plots = folder.resolve("new/plots");

    assertThat(scheduling("--plots", plots.toString()).exitCode()).isZero();

    try (Stream<Path> files = Files.list(plots)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("mix-200-2ms-6ms.svg", "mix-200-8ms-0.8ms.svg");
    }
    assertThat(plots.resolve("mix-200-2ms-6ms.svg"))
        .content()
        .contains("85 % load, half of the rows in requests of 200, half of 1 to 4");
  }

  @Test
  void names_of_workloads_and_policies_can_be_looked_up() {
    assertThat(CommandRun.of("simulate", "scheduling", "--list").out())
        .containsPattern("mix-200 +85 % load, half of the rows")
        .containsPattern("rr-alone +round robin, a turn is a batch of one request");
  }

  @Test
  void a_wrong_flag_is_named_with_what_is_expected() {
    assertThat(scheduling("--load", "3").err())
        .startsWith("soban simulate scheduling: --load: 3.0 (expected: above 0 and at most 2");
    assertThat(scheduling("--cost", "5ms").err()).contains("--cost: 5ms (expected: BATCH+ROW");
    assertThat(scheduling("--policy", "best").err())
        .contains("--policy: best (expected: one of fifo-alone, fifo, ");
    assertThat(scheduling("--policy", "mlfq-bound").err())
        .contains("--policy: mlfq-bound needs --workers 2 or more");
  }

  private static CommandRun scheduling(String... more) {
    List<String> arguments = new ArrayList<>(List.of("simulate", "scheduling"));
    List<String> flags = Arrays.asList(more);
    for (int i = 0; i < FEW.size(); i += 2) {
      if (!flags.contains(FEW.get(i))) {
        arguments.addAll(FEW.subList(i, i + 2));
      }
    }
    arguments.addAll(flags);
    return CommandRun.of(arguments.toArray(String[]::new));
  }
}
