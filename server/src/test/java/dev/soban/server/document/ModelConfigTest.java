package dev.soban.server.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.model.BatchingSettings;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.model.OutputMeaning;
import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ModelConfigTest {
  @Test
  void what_was_configured_goes_before_what_was_found() throws Exception {
    Map<String, Object> written =
        new TreeMap<>(
            Map.of(
                "max_batch_size", 4,
                "input",
                    List.of(Map.of("name", "x", "dims", List.of(-1L), "format", "FORMAT_NHWC")),
                "instance_group", List.of(Map.of("count", 2)),
                "parameters", Map.of("k", Map.of("string_value", "v")),
                "model_warmup", List.of(Map.of("count", new BigInteger("18446744073709551615"))),
                "response_cache", Map.of("enable", true)));

    String json = json(written, true);

    assertThat(json)
        .contains("\"max_batch_size\":4")
        .contains(
            "{\"name\":\"x\",\"data_type\":\"TYPE_FP32\",\"dims\":[-1],\"format\":\"FORMAT_NHWC\"}")
        .contains("{\"name\":\"s\",\"data_type\":\"TYPE_STRING\",\"dims\":[]}")
        .contains("\"instance_group\":[{\"count\":2}]")
        .contains("\"parameters\":{\"k\":{\"string_value\":\"v\"}}")
        .contains("\"model_warmup\":[{\"count\":18446744073709551615}]")
        .contains("\"response_cache\":{\"enable\":true}")
        .contains("\"model_transaction_policy\":{\"decoupled\":false}");
  }

  @Test
  void rows_are_left_out_where_they_are_counted_though_requests_run_alone() throws Exception {
    assertThat(json(Map.of("max_batch_size", 4), false))
        .contains("\"max_batch_size\":4")
        .contains("{\"name\":\"x\",\"data_type\":\"TYPE_FP32\",\"dims\":[2]}");
  }

  @Test
  void without_a_configuration_what_was_found_is_told() throws Exception {
    assertThat(json(Map.of(), false))
        .contains("\"max_batch_size\":0")
        .contains("{\"name\":\"x\",\"data_type\":\"TYPE_FP32\",\"dims\":[-1,2]}")
        .doesNotContain("dynamic_batching");
  }

  private static String json(Map<String, Object> written, boolean merges) throws IOException {
    Served.Description model =
        new Served.Description(
            new ModelVersion("m", "1"),
            "onnxruntime_onnx",
            "cpu",
            new Signature(
                List.of(
                    new TensorSpec("x", DataType.FP32, Shape.of(-1, 2)),
                    new TensorSpec("s", DataType.BYTES, Shape.of(-1))),
                List.of(new TensorSpec("y", DataType.FP32, Shape.of(-1, 1)))),
            Map.of(),
            new OutputMeaning.PlainTensors(),
            new Served.Declared(
                "",
                Served.Tabular.DEFAULT,
                Long.MAX_VALUE,
                new Served.Configured(written, List.of())),
            new Served.Batching(BatchingSettings.DEFAULT, merges, 2),
            List.of(),
            List.of(),
            Map.of());
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      new ModelConfig(model).write(json);
    }
    return text.toString();
  }
}
