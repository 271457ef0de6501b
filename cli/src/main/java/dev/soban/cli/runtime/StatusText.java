package dev.soban.cli.runtime;

import dev.soban.core.lifecycle.Served;
import dev.soban.core.lifecycle.VersionStatus;
import dev.soban.core.model.OutputMeaning;
import dev.soban.core.model.TensorSpec;
import java.util.List;
import java.util.Locale;

/** One version in full, for reading. */
public final class StatusText {
  private final StringBuilder text = new StringBuilder();

  private StatusText() {}

  public static String of(VersionStatus status) {
    StatusText made = new StatusText();
    made.write(status);
    return made.text.toString().stripTrailing();
  }

  private void write(VersionStatus status) {
    text.append(status.name()).append(" version ").append(status.version()).append('\n');
    line("state", status.state().name().toLowerCase(Locale.ROOT));
    if (!status.reason().isEmpty()) {
      line("reason", status.reason());
    }
    status.served().map(Served::description).ifPresent(this::write);
  }

  private void write(Served.Description description) {
    if (!description.declared().description().isEmpty()) {
      line("purpose", description.declared().description());
    }
    line("platform", description.platform() + " on " + description.device());
    for (TensorSpec input : description.signature().inputs()) {
      boolean picture = description.encodedInputs().containsKey(input.name());
      line("input", input + (picture ? " (or BYTES: a picture file per row)" : ""));
    }
    for (TensorSpec output : description.signature().outputs()) {
      line("output", output.toString());
    }
    line("meaning", meaning(description.meaning()));
    line("batching", batching(description.batching()));
    line("layers", String.join(" > ", description.stack()));
    description.notes().forEach(note -> line("note", note));
    List<String> ignored = description.declared().configured().ignored();
    if (!ignored.isEmpty()) {
      line("ignored", "in config.pbtxt: " + String.join(", ", ignored));
    }
  }

  private static String meaning(OutputMeaning meaning) {
    return switch (meaning) {
      case OutputMeaning.PlainTensors() -> "tensors";
      case OutputMeaning.Classification classes ->
          "classification by "
              + classes.output()
              + (classes.softmax() ? " after softmax" : "")
              + ", best "
              + classes.topK()
              + (classes.labels().isEmpty() ? "" : " of " + classes.labels().size() + " labels");
      case OutputMeaning.Detection found ->
          "detection"
              + (found.labels().isEmpty() ? "" : " of " + found.labels().size() + " labels")
              + (found.keyPoints() == 0 ? "" : ", with " + found.keyPoints() + " key points");
    };
  }

  private static String batching(Served.Batching batching) {
    return batching.merges()
        ? "up to " + batching.settings().maxBatchSize() + " rows, " + instances(batching)
        : "requests run alone, " + instances(batching);
  }

  private static String instances(Served.Batching batching) {
    return batching.instances() + (batching.instances() == 1 ? " instance" : " instances");
  }

  private void line(String name, String value) {
    text.append("  ")
        .append(name)
        .repeat(' ', 10 - name.length())
        .append(value.replace("\n", "\n" + " ".repeat(12)))
        .append('\n');
  }
}
