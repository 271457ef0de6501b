package dev.soban.cli.runtime;

import dev.soban.cli.table.Table;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.lifecycle.VersionState;
import dev.soban.core.lifecycle.VersionStatus;
import dev.soban.core.model.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Model versions with their state, inputs and outputs; below, at full width, where each answers or
 * why it failed.
 */
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
    Table table = new Table("MODEL", "VERSION", "STATE", "INPUTS", "OUTPUTS");
    Table places = new Table("MODEL", "URL, OR WHY IT FAILED");
    for (VersionStatus status : statuses) {
      String state = status.state().name().toLowerCase(Locale.ROOT);
      table.row(status.name(), status.version(), state, inputs(status), outputs(status));
      String where = whereOrWhy(status, state);
      if (!where.isEmpty()) {
        places.row(status.name() + "/" + status.version(), where);
      }
    }
    if (table.empty()) {
      return List.of("no models (expected: NAME/1/model.onnx or NAME.onnx in the folder)");
    }
    List<String> lines = new ArrayList<>(table.lines(terminalWidth));
    if (!places.empty()) {
      lines.add("");
      lines.addAll(places.lines(terminalWidth));
    }
    return lines;
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

  private String whereOrWhy(VersionStatus status, String state) {
    if (!status.reason().isEmpty()) {
      return state + ": " + status.reason();
    }
    return status.state() == VersionState.READY ? place.apply(status) : "";
  }
}
