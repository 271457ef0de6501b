package dev.soban.repository.triton;

import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.protocol.inference.ModelConfig;
import dev.soban.protocol.inference.ModelWarmup;
import dev.soban.repository.triton.WarmupSample.Content;
import dev.soban.repository.yaml.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the warm-up samples of a config.pbtxt, whose files lie in the folder {@code warmup}. */
final class WarmupReader {
  private static final int MOST_RUNS = 100_000;

  private final ModelConfig config;
  private final Places places;
  private final Findings findings;

  WarmupReader(ModelConfig config, Places places, Findings findings) {
    this.config = config;
    this.places = places;
    this.findings = findings;
  }

  List<WarmupSample> samples() {
    List<WarmupSample> samples = new ArrayList<>();
    for (int i = 0; i < config.getModelWarmupCount(); i++) {
      samples.add(
          sample(
              config.getModelWarmup(i),
              places.below(ModelConfig.getDescriptor(), ModelConfig.MODEL_WARMUP_FIELD_NUMBER, i)));
    }
    return samples;
  }

  private WarmupSample sample(ModelWarmup warmup, Places at) {
    Place rowsPlace = at.place(ModelWarmup.getDescriptor(), ModelWarmup.BATCH_SIZE_FIELD_NUMBER);
    Place countPlace = at.place(ModelWarmup.getDescriptor(), ModelWarmup.COUNT_FIELD_NUMBER);
    Place place = at.place(ModelWarmup.getDescriptor(), ModelWarmup.INPUTS_FIELD_NUMBER);
    List<WarmupSample.Input> inputs = new ArrayList<>();
    warmup
        .getInputsMap()
        .forEach((name, input) -> input(place, name, input).ifPresent(inputs::add));
    return new WarmupSample(
        at.place(),
        warmup.getName(),
        findings.within(
            rowsPlace,
            "batch_size",
            Integer.toUnsignedLong(warmup.getBatchSize()),
            1,
            Math.max(1, config.getMaxBatchSize())),
        warmup.getCount() == 0
            ? 1
            : findings.within(
                countPlace, "count", Integer.toUnsignedLong(warmup.getCount()), 1, MOST_RUNS),
        inputs);
  }

  private Optional<WarmupSample.Input> input(Place place, String name, ModelWarmup.Input input) {
    @Nullable DataType dataType = TensorReader.dataType(input.getDataType());
    if (dataType == null) {
      findings.wrong(place, name, "no data_type", "a type such as TYPE_FP32");
      return Optional.empty();
    }
    List<Long> dims = new ArrayList<>(input.getDimsList());
    for (long dim : dims) {
      if (dim < 1) {
        findings.wrong(place, name, "dims " + dim, ">= 1");
        return Optional.empty();
      }
    }
    if (config.getMaxBatchSize() > 0) {
      dims.addFirst(Shape.DYNAMIC);
    }
    return content(place, name, input)
        .map(content -> new WarmupSample.Input(name, dataType, Shape.of(dims), content));
  }

  private Optional<Content> content(Place place, String name, ModelWarmup.Input input) {
    return switch (input.getInputDataTypeCase()) {
      case ZERO_DATA -> Optional.of(new Content.Zeros());
      case RANDOM_DATA -> Optional.of(new Content.Numbers());
      case INPUT_DATA_FILE ->
          findings
              .file(place, "input_data_file", "warmup/" + input.getInputDataFile())
              .map(Content.InFile::new);
      case INPUTDATATYPE_NOT_SET -> {
        findings.wrong(place, name, "no data", "zero_data, random_data or input_data_file");
        yield Optional.empty();
      }
    };
  }
}
