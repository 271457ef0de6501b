package dev.soban.grpc.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.model.OutputMeaning;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Parameters;
import dev.soban.core.tensor.BytesElements;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Slab;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.protocol.inference.InferParameter;
import dev.soban.protocol.inference.ModelInferResponse;
import dev.soban.protocol.inference.ModelStreamInferResponse;
import dev.soban.server.oip.InferBody;
import dev.soban.server.oip.Place;
import dev.soban.server.oip.WantedOutput;
import io.grpc.Drainable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers are what any reader of protocol buffers reads, and nothing of them stays. */
class AnswerWriterTest {
  private static final OutputMeaning CLASSES =
      new OutputMeaning.Classification("scores", false, 2, List.of("a", "b", "c"));

  private final TensorPool pool = new TensorPool(64 << 20, 0);

  @AfterEach
  void nothing_is_held() {
    assertThat(pool.heldSlabs()).isZero();
  }

  private Tensor floats(float... values) {
    Slab slab = pool.allocate(4L * values.length);
    for (int i = 0; i < values.length; i++) {
      slab.memory()
          .set(
              ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN),
              4L * i,
              values[i]);
    }
    return Tensor.of(DataType.FP32, Shape.of(1, values.length), slab);
  }

  private InferenceResponse response() {
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    outputs.put("scores", floats(0.25f, 2, 1));
    outputs.put(
        "names", BytesElements.tensorOf(pool, List.of("소반".getBytes(StandardCharsets.UTF_8))));
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("flag", true);
    parameters.put("count", 3L);
    parameters.put("share", 0.5);
    parameters.put("labels", "x,y");
    return new InferenceResponse(new ModelVersion("m", "2"), outputs, new Parameters(parameters));
  }

  private static InferBody asked(WantedOutput... outputs) {
    return new InferBody("a1", Parameters.NONE, Map.of(), List.of(outputs));
  }

  private static byte[] sent(AnswerMessage answer) throws IOException {
    InputStream stream = new AnswerMarshaller().stream(answer);
    ByteArrayOutputStream drained = new ByteArrayOutputStream();
    assertThat(((Drainable) stream).drainTo(drained)).isEqualTo((int) answer.sizeBytes());
    assertThat(new AnswerMarshaller().stream(answer).readAllBytes())
        .isEqualTo(drained.toByteArray());
    return drained.toByteArray();
  }

  @Test
  void an_answer_is_read_by_any_client() throws IOException {
    ModelInferResponse read;
    try (InferenceResponse response = response()) {
      AnswerWriter writer = new AnswerWriter(asked(), new OutputMeaning.PlainTensors());
      read = ModelInferResponse.parseFrom(sent(writer.single(response)));
    }

    assertThat(read.getModelName()).isEqualTo("m");
    assertThat(read.getModelVersion()).isEqualTo("2");
    assertThat(read.getId()).isEqualTo("a1");
    assertThat(read.getParametersMap())
        .containsEntry("flag", InferParameter.newBuilder().setBoolParam(true).build())
        .containsEntry("count", InferParameter.newBuilder().setInt64Param(3).build())
        .containsEntry("share", InferParameter.newBuilder().setDoubleParam(0.5).build())
        .containsEntry("labels", InferParameter.newBuilder().setStringParam("x,y").build());
    assertThat(read.getOutputs(0).getDatatype()).isEqualTo("FP32");
    assertThat(read.getOutputs(0).getShapeList()).containsExactly(1L, 3L);
    assertThat(read.getRawOutputContents(0).asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN))
        .satisfies(bytes -> assertThat(bytes.getFloat(4)).isEqualTo(2));
    assertThat(read.getOutputs(1).getName()).isEqualTo("names");
    assertThat(read.getRawOutputContents(1).substring(4).toStringUtf8()).isEqualTo("소반");
  }

  @Test
  void a_streams_answer_says_that_it_is_the_last_one() throws IOException {
    ModelStreamInferResponse read;
    try (InferenceResponse response = response()) {
      AnswerWriter writer = new AnswerWriter(asked(), new OutputMeaning.PlainTensors());
      read = ModelStreamInferResponse.parseFrom(sent(writer.streamed(response)));
    }

    assertThat(read.getErrorMessage()).isEmpty();
    assertThat(read.getInferResponse().getRawOutputContents(0).size()).isEqualTo(12);
    assertThat(read.getInferResponse().getParametersOrThrow("triton_final_response").getBoolParam())
        .isTrue();
  }

  @Test
  void a_streams_error_names_the_question() throws InvalidProtocolBufferException, IOException {
    ModelStreamInferResponse read =
        ModelStreamInferResponse.parseFrom(sent(AnswerWriter.streamedError("q7", "no such model")));

    assertThat(read.getErrorMessage()).isEqualTo("no such model");
    assertThat(read.getInferResponse().getId()).isEqualTo("q7");
  }

  @Test
  void the_best_classes_stand_for_an_output_that_is_asked_for_so() throws IOException {
    WantedOutput best =
        WantedOutput.of(
            "scores", new Parameters(Map.of("classification", 2L)), new Place("outputs", 0, ""));
    ModelInferResponse read;
    try (InferenceResponse response = response()) {
      read =
          ModelInferResponse.parseFrom(
              sent(new AnswerWriter(asked(best), CLASSES).single(response)));
    }

    assertThat(read.getOutputs(0).getDatatype()).isEqualTo("BYTES");
    assertThat(read.getOutputs(0).getShapeList()).containsExactly(1L, 2L);
    assertThat(read.getRawOutputContents(0).toStringUtf8()).contains("2.0:1:b", "1.0:2:c");
  }
}
