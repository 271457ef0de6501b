package dev.soban.repository.triton;

import com.google.protobuf.Descriptors.Descriptor;
import dev.soban.protocol.inference.ModelConfig;
import dev.soban.repository.yaml.Place;

/** Finds what a config.pbtxt asks for that is not served at all. */
final class NotServed {
  private static final Descriptor CONFIG = ModelConfig.getDescriptor();
  private static final String PLATFORM = "onnxruntime_onnx";
  private static final String BACKEND = "onnxruntime";

  private final ModelConfig config;
  private final Places places;
  private final Findings findings;

  NotServed(ModelConfig config, Places places, Findings findings) {
    this.config = config;
    this.places = places;
    this.findings = findings;
  }

  void find() {
    if (config.getPlatform().equals("ensemble") || config.hasEnsembleScheduling()) {
      ensemble();
      return;
    }
    only(ModelConfig.PLATFORM_FIELD_NUMBER, config.getPlatform(), PLATFORM);
    only(ModelConfig.BACKEND_FIELD_NUMBER, config.getBackend(), BACKEND);
    if (config.hasSequenceBatching()) {
      notServed(
          ModelConfig.SEQUENCE_BATCHING_FIELD_NUMBER,
          "a model whose requests do not depend on one another: make what it keeps between them"
              + " an input and an output");
    }
    if (config.getBatchInputCount() > 0) {
      notServed(ModelConfig.BATCH_INPUT_FIELD_NUMBER, "inputs that requests bring");
    }
    if (config.getBatchOutputCount() > 0) {
      notServed(
          ModelConfig.BATCH_OUTPUT_FIELD_NUMBER, "outputs with a row for each row of the inputs");
    }
  }

  private void ensemble() {
    int field =
        config.getPlatform().isEmpty()
            ? ModelConfig.ENSEMBLE_SCHEDULING_FIELD_NUMBER
            : ModelConfig.PLATFORM_FIELD_NUMBER;
    findings.wrong(
        place(field),
        "platform",
        "ensemble",
        PLATFORM + "; several models behind one name are a pipeline, and there are none yet");
  }

  private void only(int field, String value, String served) {
    if (!value.isEmpty() && !value.equals(served)) {
      findings.wrong(
          place(field), name(field), value, served + "; for others export the model to ONNX");
    }
  }

  private void notServed(int field, String expected) {
    findings.wrong(place(field), name(field), "not served", expected);
  }

  private static String name(int field) {
    return CONFIG.findFieldByNumber(field).getName();
  }

  private Place place(int field) {
    return places.place(CONFIG, field);
  }
}
