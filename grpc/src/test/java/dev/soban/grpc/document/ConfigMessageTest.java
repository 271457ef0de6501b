package dev.soban.grpc.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.protocol.inference.DataType;
import dev.soban.protocol.inference.ModelConfig;
import dev.soban.protocol.inference.ModelInstanceGroup;
import dev.soban.protocol.inference.ModelMetrics.MetricControl;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigMessageTest {
  @Test
  void every_kind_of_field_becomes_what_the_message_has_for_it() {
    ModelConfig config =
        ConfigMessage.of(
            Map.of(
                "name", "m",
                "max_batch_size", 8,
                "input",
                    List.of(
                        Map.of(
                            "name",
                            "x",
                            "data_type",
                            "TYPE_BF16",
                            "dims",
                            List.of(3L, -1L),
                            "optional",
                            true)),
                "instance_group", List.of(Map.of("kind", "KIND_GPU", "gpus", List.of(0, 1))),
                "parameters", Map.of("k", Map.of("string_value", "v")),
                "dynamic_batching",
                    Map.of(
                        "priority_levels",
                        new BigInteger("18446744073709551615"),
                        "priority_queue_policy",
                        Map.of("18446744073709551615", Map.of("max_queue_size", 4294967295L))),
                "model_metrics",
                    Map.of(
                        "metric_control",
                        List.of(
                            Map.of("histogram_options", Map.of("buckets", List.of(0.5, 1.0)))))));

    assertThat(config.getName()).isEqualTo("m");
    assertThat(config.getMaxBatchSize()).isEqualTo(8);
    assertThat(config.getInput(0).getDataType()).isEqualTo(DataType.TYPE_BF16);
    assertThat(config.getInput(0).getDimsList()).containsExactly(3L, -1L);
    assertThat(config.getInput(0).getOptional()).isTrue();
    assertThat(config.getInstanceGroup(0).getKind()).isEqualTo(ModelInstanceGroup.Kind.KIND_GPU);
    assertThat(config.getInstanceGroup(0).getGpusList()).containsExactly(0, 1);
    assertThat(config.getParametersOrThrow("k").getStringValue()).isEqualTo("v");
    assertThat(config.getDynamicBatching().getPriorityLevels()).isEqualTo(-1L);
    assertThat(config.getDynamicBatching().getPriorityQueuePolicyOrThrow(-1L).getMaxQueueSize())
        .isEqualTo(-1);
    MetricControl control = config.getModelMetrics().getMetricControl(0);
    assertThat(control.getHistogramOptions().getBucketsList()).containsExactly(0.5, 1.0);
  }
}
