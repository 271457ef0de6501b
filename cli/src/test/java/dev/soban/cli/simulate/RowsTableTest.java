package dev.soban.cli.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.simulate.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowsTableTest {
  private static final double NONE = Double.NaN;
  private static final List<Row> ROWS =
      List.of(
          new Row("tenants-sizes", "mlfq-tens-tick", 0, 1, 2, 3, 1e6, 1e6, 161.3, 9.99, 0.9, 0.51),
          new Row("mix-200", "rr", 1.466, NONE, NONE, NONE, NONE, NONE, 361, 4.04, NONE, NONE));

  @Test
  void a_wide_terminal_gets_one_table_with_every_column() {
    List<String> lines = RowsTable.lines(ROWS, 118);

    assertThat(lines).allMatch(line -> line.length() <= 118);
    assertThat(lines.get(0)).contains("workload", "policy", "throughput", "jain", "rejected");
    assertThat(lines.get(2)).contains("tenants-sizes", "mlfq-tens-tick", "1000000", "51.0 %");
    assertThat(lines).hasSize(6);
  }

  @Test
  void eighty_columns_get_waits_and_shares_one_below_the_other() {
    List<String> lines = RowsTable.lines(ROWS, 80);

    assertThat(lines).allMatch(line -> line.length() <= 80);
    assertThat(lines.get(0)).contains("workload", "large_").doesNotContain("jain");
    assertThat(lines).anyMatch(line -> line.contains("jain") && line.contains("workload"));
  }

  @Test
  void an_unstable_policy_is_said_to_be_so() {
    assertThat(RowsTable.lines(ROWS, 118))
        .anyMatch(line -> line.startsWith("mix-200") && line.contains("unstable"))
        .endsWith("mix-200, rr: unstable: needs 147 % of the workers");
  }
}
