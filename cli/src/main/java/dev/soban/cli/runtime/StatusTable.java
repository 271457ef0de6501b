package dev.soban.cli.runtime;

import dev.soban.cli.table.Table;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.lifecycle.VersionState;
import dev.soban.core.lifecycle.VersionStatus;
import dev.soban.core.model.TensorSpec;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Model versions with their inputs, outputs and state. */
public final class StatusTable {
  private final Function<VersionStatus, String> place;

  /** Says nothing of where models answer. */
  public StatusTable() {
    this(any -> "");
  }

  /**
   * @param place where a version answers: its URL
   */
  public StatusTable(Function<VersionStatus, String> place) {
    this.place = place;
  }

  public List<String> lines(List<VersionStatus> statuses, int terminalWidth) {
    Table table = new Table("MODEL", "VERSION", "INPUTS", "OUTPUTS", "STATE");
    for (VersionStatus status : statuses) {
      table.row(
          status.name(), status.version(), inputs(status), outputs(status), stateAndPlace(status));
    }
    return table.empty() ? List.of("no models") : table.lines(terminalWidth);
  }

  private static String inputs(VersionStatus status) {
    return status
        .served()
        .map(served -> specs(served.description().signature().inputs()) + pictures(served))
        .orElse("");
  }

  private static String pictures(Served served) {
    return served.description().encodedInputs().isEmpty() ? "" : "\nor a picture";
  }

  private static String outputs(VersionStatus status) {
    return status
        .served()
        .map(served -> specs(served.description().signature().outputs()))
        .orElse("");
  }

  private static String specs(List<TensorSpec> specs) {
    return specs.stream().map(TensorSpec::toString).collect(Collectors.joining("\n"));
  }

  private String stateAndPlace(VersionStatus status) {
    String state = status.state().name().toLowerCase(Locale.ROOT);
    if (!status.reason().isEmpty()) {
      return state + ": " + status.reason();
    }
    String where = status.state() == VersionState.READY ? place.apply(status) : "";
    return where.isEmpty() ? state : state + "  " + where;
  }
}
