package dev.soban.simulate;

import java.util.List;

/** Rows of one policy under one workload, by part, for tests. */
record Outcome(List<Row> rows) {

  static Outcome of(Setup setup, String cost, String workload, String policy) {
    List<Row> rows =
        Comparison.trials(setup, Cost.of(cost), List.of(workload), List.of(policy)).stream()
            .flatMap(trial -> trial.run(ignored -> {}).stream())
            .toList();
    return new Outcome(rows);
  }

  Row whole() {
    return rows.getFirst();
  }

  Row part(String name) {
    return rows.stream()
        .filter(row -> row.workload().endsWith("/" + name))
        .findFirst()
        .orElseThrow();
  }
}
