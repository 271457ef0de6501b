package dev.soban.repository.triton;

import dev.soban.protocol.inference.ModelConfig;
import dev.soban.protocol.inference.ModelOutput;
import dev.soban.repository.triton.TritonSettings.LabelFile;
import dev.soban.repository.triton.TritonSettings.Told;
import dev.soban.repository.yaml.ConfigException;
import dev.soban.repository.yaml.Place;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads config.pbtxt. */
public final class TritonReader {
  private static final Set<String> FLOATING =
      Set.of("TYPE_FP16", "TYPE_BF16", "TYPE_FP32", "TYPE_FP64");

  private final ConfigText text;
  private final ModelConfig config;
  private final Places places;
  private final Findings findings;

  private TritonReader(ConfigText text, Findings findings) {
    this.text = text;
    this.config = text.config();
    this.places = text.places();
    this.findings = findings;
  }

  /**
   * @param text of the file
   * @param source name of the file in errors
   * @param model name of the folder
   * @throws ConfigException with every problem of the file, once it is of the form at all
   */
  public static TritonSettings read(String text, String source, String model, FilesBeside files)
      throws ConfigException {
    Findings findings = new Findings(files);
    ConfigText parsed = ConfigText.parse(text, source);
    new NotServed(parsed.config(), parsed.places(), findings).find();
    // What is not served at all would have problems that nobody needs to mend.
    findings.throwIfAny();
    TritonSettings settings = new TritonReader(parsed, findings).settings(model);
    findings.throwIfAny();
    return settings;
  }

  private TritonSettings settings(String model) {
    checkName(model);
    findings.within(
        places.place(ModelConfig.getDescriptor(), ModelConfig.MAX_BATCH_SIZE_FIELD_NUMBER),
        "max_batch_size",
        config.getMaxBatchSize(),
        0,
        Integer.MAX_VALUE);
    return new TritonSettings(
        new ChoiceReader(config, places, findings).choice(),
        new TensorReader(config, places, findings).form(),
        new RunningReader(config, places, findings).running(),
        new SchedulingReader(config, places, findings).scheduling(),
        config.getResponseCache().getEnable(),
        labels(),
        new WarmupReader(config, places, findings).samples(),
        // Last, when all that was read has told what it ignores.
        told());
  }

  private void checkName(String model) {
    if (!config.getName().isEmpty() && !config.getName().equals(model)) {
      findings.wrong(
          places.place(ModelConfig.getDescriptor(), ModelConfig.NAME_FIELD_NUMBER),
          "name",
          config.getName(),
          model + ", as its folder is called");
    }
  }

  private @Nullable LabelFile labels() {
    @Nullable LabelFile first = null;
    for (int i = 0; i < config.getOutputCount(); i++) {
      ModelOutput output = config.getOutput(i);
      if (output.getLabelFilename().isEmpty()) {
        continue;
      }
      if (!FLOATING.contains(output.getDataType().name())) {
        findings.ignored("label_filename of " + output.getName() + " (no floating-point scores)");
      } else if (first != null) {
        findings.ignored("label_filename of " + output.getName() + " (one output has labels)");
      } else {
        first = labels(i, output);
      }
    }
    return first;
  }

  private @Nullable LabelFile labels(int index, ModelOutput output) {
    Place place =
        places
            .below(ModelConfig.getDescriptor(), ModelConfig.OUTPUT_FIELD_NUMBER, index)
            .place(ModelOutput.getDescriptor(), ModelOutput.LABEL_FILENAME_FIELD_NUMBER);
    String file = output.getLabelFilename();
    return findings
        .file(place, "label_filename", file)
        .map(any -> new LabelFile(place, output.getName(), file))
        .orElse(null);
  }

  private Told told() {
    SequencedMap<String, String> parameters = new LinkedHashMap<>();
    config
        .getParametersMap()
        .forEach((key, parameter) -> parameters.put(key, parameter.getStringValue()));
    IgnoredFields.in(config).forEach(findings::ignored);
    text.unknown().forEach(findings::ignored);
    return new Told(parameters, ConfigTree.of(config), findings.ignored());
  }
}
