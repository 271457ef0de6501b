package dev.soban.repository.triton;

import dev.soban.protocol.inference.ModelConfig;
import dev.soban.protocol.inference.ModelInput;
import dev.soban.protocol.inference.ModelInstanceGroup;
import dev.soban.protocol.inference.ModelParameter;
import dev.soban.repository.triton.TritonSettings.Running;
import dev.soban.repository.yaml.Place;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads where the model of a config.pbtxt runs, and how often at once. */
final class RunningReader {
  private static final int MOST = 1024;
  private static final String INTRA_OP = "intra_op_thread_count";
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,4}");

  private final ModelConfig config;
  private final Places places;
  private final Findings findings;

  RunningReader(ModelConfig config, Places places, Findings findings) {
    this.config = config;
    this.places = places;
    this.findings = findings;
  }

  Running running() {
    return new Running(
        device(),
        instances(),
        intraOpThreads(),
        config.getInputList().stream()
            .filter(ModelInput::getOptional)
            .map(ModelInput::getName)
            .collect(Collectors.toSet()));
  }

  private String device() {
    List<ModelInstanceGroup> groups = config.getInstanceGroupList();
    if (groups.isEmpty()) {
      return "cpu";
    }
    ModelInstanceGroup first = groups.getFirst();
    if (groups.stream().anyMatch(group -> group.getKind() != first.getKind())) {
      findings.ignored("instance_group.kind of all but the first group");
    }
    if (groups.stream().mapToInt(ModelInstanceGroup::getGpusCount).sum() > 1) {
      findings.ignored("instance_group.gpus but the first");
    }
    int gpu = first.getGpusCount() == 0 ? 0 : first.getGpus(0);
    findings.within(place(0, ModelInstanceGroup.GPUS_FIELD_NUMBER), "gpus", gpu, 0, 999);
    return switch (first.getKind()) {
      case KIND_GPU -> "cuda:" + gpu;
      case KIND_AUTO, KIND_MODEL -> first.getGpusCount() == 0 ? "auto" : "cuda:" + gpu;
      case KIND_CPU, UNRECOGNIZED -> "cpu";
    };
  }

  /** Of all groups together; a group without a count has one. */
  private int instances() {
    long sum = 0;
    for (int i = 0; i < config.getInstanceGroupCount(); i++) {
      int count = config.getInstanceGroup(i).getCount();
      Place place = place(i, ModelInstanceGroup.COUNT_FIELD_NUMBER);
      sum += count == 0 ? 1 : findings.within(place, "count", count, 1, MOST);
    }
    if (sum > MOST) {
      findings.wrong(place(0, ModelInstanceGroup.COUNT_FIELD_NUMBER), "count", sum, "1 to " + MOST);
    }
    return (int) Math.min(sum, MOST);
  }

  private int intraOpThreads() {
    @Nullable ModelParameter written = config.getParametersMap().get(INTRA_OP);
    if (written == null) {
      return 0;
    }
    String text = written.getStringValue();
    if (!NUMBER.matcher(text).matches() || Integer.parseInt(text) > MOST) {
      findings.wrong(
          places.place(ModelConfig.getDescriptor(), ModelConfig.PARAMETERS_FIELD_NUMBER),
          "parameters." + INTRA_OP,
          text.isEmpty() ? "nothing" : text,
          "0 to " + MOST);
      return 0;
    }
    return Integer.parseInt(text);
  }

  private Place place(int group, int field) {
    return places
        .below(ModelConfig.getDescriptor(), ModelConfig.INSTANCE_GROUP_FIELD_NUMBER, group)
        .place(ModelInstanceGroup.getDescriptor(), field);
  }
}
