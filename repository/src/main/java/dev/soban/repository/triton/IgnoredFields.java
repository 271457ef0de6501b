package dev.soban.repository.triton;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.MapEntry;
import com.google.protobuf.Message;
import dev.soban.protocol.inference.ModelConfig;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which fields are set and change nothing. What changes something, or is refused, is listed. */
final class IgnoredFields {
  /** Paths of fields that are read; a path that ends in a message stands for all of it. */
  static final Set<String> READ =
      Set.of(
          "name",
          "platform",
          "backend",
          "version_policy",
          "max_batch_size",
          "input.name",
          "input.data_type",
          "input.dims",
          "input.reshape",
          "input.optional",
          "output.name",
          "output.data_type",
          "output.dims",
          "output.reshape",
          "output.label_filename",
          "batch_input",
          "batch_output",
          "instance_group.count",
          "instance_group.gpus",
          "instance_group.kind",
          "default_model_filename",
          "dynamic_batching.max_queue_delay_microseconds",
          "dynamic_batching.preserve_ordering",
          "dynamic_batching.priority_levels",
          "dynamic_batching.default_priority_level",
          "dynamic_batching.default_queue_policy",
          "dynamic_batching.priority_queue_policy",
          "sequence_batching",
          "ensemble_scheduling",
          "parameters",
          "model_warmup",
          "response_cache.enable");

  /** Of no effect in Triton either: they say what clients may want to know. */
  private static final Set<String> TOLD = Set.of("input.format", "instance_group.name");

  private final SortedSet<String> found = new TreeSet<>();

  private IgnoredFields() {}

  static SortedSet<String> in(ModelConfig config) {
    IgnoredFields ignored = new IgnoredFields();
    ignored.walk("", config);
    return ignored.found;
  }

  private void walk(String prefix, Message message) {
    for (Map.Entry<FieldDescriptor, Object> set : message.getAllFields().entrySet()) {
      FieldDescriptor field = set.getKey();
      String path = prefix + field.getName();
      if (READ.contains(path) || TOLD.contains(path)) {
        continue;
      }
      if (READ.stream().noneMatch(read -> read.startsWith(path + "."))) {
        found.add(path);
        continue;
      }
      List<?> values = field.isRepeated() ? (List<?>) set.getValue() : List.of(set.getValue());
      for (Object value : values) {
        if (value instanceof Message below && !(value instanceof MapEntry)) {
          walk(path + ".", below);
        }
      }
    }
  }
}
