package dev.soban.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.TextFormat;
import dev.soban.protocol.inference.DataType;
import dev.soban.protocol.inference.GRPCInferenceServiceGrpc;
import dev.soban.protocol.inference.InferParameter;
import dev.soban.protocol.inference.InferStatistics;
import dev.soban.protocol.inference.InferTensorContents;
import dev.soban.protocol.inference.ModelConfig;
import dev.soban.protocol.inference.ModelDynamicBatching;
import dev.soban.protocol.inference.ModelInferRequest;
import dev.soban.protocol.inference.ModelInferResponse;
import dev.soban.protocol.inference.ModelInput;
import dev.soban.protocol.inference.ModelMetadataResponse;
import dev.soban.protocol.inference.ModelQueuePolicy;
import dev.soban.protocol.inference.ModelStatistics;
import dev.soban.protocol.inference.ModelStreamInferResponse;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Numbers that other programs' messages have: to change one is to understand nobody any more. */
class WireNumbersTest {
  static Arguments[] messages() {
    return new Arguments[] {
      Arguments.of(
          ModelInferRequest.getDescriptor(),
          "model_name=1 model_version=2 id=3 parameters=4 inputs=5 outputs=6 raw_input_contents=7"),
      Arguments.of(
          ModelInferRequest.InferInputTensor.getDescriptor(),
          "name=1 datatype=2 shape=3 parameters=4 contents=5"),
      Arguments.of(
          InferTensorContents.getDescriptor(),
          "bool_contents=1 int_contents=2 int64_contents=3 uint_contents=4 uint64_contents=5"
              + " fp32_contents=6 fp64_contents=7 bytes_contents=8"),
      Arguments.of(
          InferParameter.getDescriptor(),
          "bool_param=1 int64_param=2 string_param=3 double_param=4 uint64_param=5"),
      Arguments.of(
          ModelInferResponse.getDescriptor(),
          "model_name=1 model_version=2 id=3 parameters=4 outputs=5 raw_output_contents=6"),
      Arguments.of(ModelStreamInferResponse.getDescriptor(), "error_message=1 infer_response=2"),
      Arguments.of(
          ModelMetadataResponse.getDescriptor(),
          "name=1 versions=2 platform=3 inputs=4 outputs=5 properties=6"),
      Arguments.of(
          ModelStatistics.getDescriptor(),
          "name=1 version=2 last_inference=3 inference_count=4 execution_count=5 inference_stats=6"
              + " batch_stats=7 memory_usage=8 response_stats=9"),
      Arguments.of(
          InferStatistics.getDescriptor(),
          "success=1 fail=2 queue=3 compute_input=4 compute_infer=5 compute_output=6 cache_hit=7"
              + " cache_miss=8"),
      Arguments.of(
          ModelInput.getDescriptor(),
          "name=1 data_type=2 format=3 dims=4 reshape=5 is_shape_tensor=6 allow_ragged_batch=7"
              + " optional=8 is_non_linear_format_io=9"),
      Arguments.of(
          ModelDynamicBatching.getDescriptor(),
          "preferred_batch_size=1 max_queue_delay_microseconds=2 preserve_ordering=3"
              + " priority_levels=4 default_priority_level=5 default_queue_policy=6"
              + " priority_queue_policy=7"),
      Arguments.of(
          ModelQueuePolicy.getDescriptor(),
          "timeout_action=1 default_timeout_microseconds=2 allow_timeout_override=3"
              + " max_queue_size=4"),
      Arguments.of(
          ModelConfig.getDescriptor(),
          "name=1 platform=2 version_policy=3 max_batch_size=4 input=5 output=6 instance_group=7"
              + " default_model_filename=8 cc_model_filenames=9 metric_tags=10 dynamic_batching=11"
              + " optimization=12 sequence_batching=13 parameters=14 ensemble_scheduling=15"
              + " model_warmup=16 backend=17 model_operations=18 model_transaction_policy=19"
              + " batch_input=20 batch_output=21 model_repository_agents=23 response_cache=24"
              + " runtime=25 model_metrics=26"),
    };
  }

  @ParameterizedTest
  @MethodSource("messages")
  void fields_have_the_numbers_of_the_wire(Descriptor message, String expected) {
    String numbers =
        message.getFields().stream()
            .sorted(Comparator.comparingInt(FieldDescriptor::getNumber))
            .map(field -> field.getName() + "=" + field.getNumber())
            .collect(Collectors.joining(" "));

    assertThat(numbers).isEqualTo(expected);
  }

  @Test
  void data_types_have_the_numbers_of_the_wire() {
    EnumDescriptor types = DataType.getDescriptor();

    assertThat(types.getValues().stream().map(EnumValueDescriptor::getName))
        .containsExactly(
            Arrays.stream(
                    ("INVALID BOOL UINT8 UINT16 UINT32 UINT64 INT8 INT16 INT32 INT64 FP16 FP32 FP64"
                            + " STRING BF16")
                        .split(" "))
                .map(name -> "TYPE_" + name)
                .toArray(String[]::new));
    assertThat(types.getValues().stream().map(EnumValueDescriptor::getNumber))
        .isSorted()
        .endsWith(14);
  }

  @Test
  void the_service_has_the_name_and_the_calls_that_clients_ask_for() {
    assertThat(GRPCInferenceServiceGrpc.SERVICE_NAME).isEqualTo("inference.GRPCInferenceService");
    assertThat(GRPCInferenceServiceGrpc.getServiceDescriptor().getMethods())
        .hasSize(20)
        .extracting(method -> method.getFullMethodName())
        .contains(
            "inference.GRPCInferenceService/ModelInfer",
            "inference.GRPCInferenceService/ModelStreamInfer",
            "inference.GRPCInferenceService/RepositoryModelUnload");
  }

  @Test
  void a_configuration_is_read_from_its_text() throws TextFormat.ParseException {
    ModelConfig config =
        TextFormat.parse(
            """
            name: "simple"
            platform: "onnxruntime_onnx"
            max_batch_size: 8
            input [ { name: "INPUT0" data_type: TYPE_INT32 dims: [ 16 ] } ]
            version_policy: { latest { num_versions: 2 } }
            dynamic_batching { priority_queue_policy { key: 1 value { timeout_action: DELAY } } }
            instance_group [ { count: 2 kind: KIND_CPU } ]
            parameters { key: "threads" value: { string_value: "1" } }
            """,
            ModelConfig.class);

    assertThat(config.getInput(0).getDims(0)).isEqualTo(16);
    assertThat(config.getVersionPolicy().getLatest().getNumVersions()).isEqualTo(2);
    assertThat(config.getDynamicBatching().getPriorityQueuePolicyOrThrow(1).getTimeoutAction())
        .isEqualTo(ModelQueuePolicy.TimeoutAction.DELAY);
    assertThat(config.getInstanceGroup(0).getCount()).isEqualTo(2);
    assertThat(config.getParametersOrThrow("threads").getStringValue()).isEqualTo("1");
  }
}
