package dev.soban.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.soban.core.engine.BatchResult;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Models whose outputs go back in as inputs, so that every answer rests on all before it. */
class StatefulModelsTest {
  private static final int WINDOW = 512;
  private static final int CONTEXT = 64;
  private static final int WAV_HEADER_BYTES = 44;
  private static final int FRAMES = 200;

  @Test
  void speech_is_found_frame_by_frame() throws Exception {
    JsonNode wanted =
        new ObjectMapper()
            .readTree(TestData.file("audio/silero_vad.expected.json").toFile())
            .get("probs");
    float[] samples = samples();
    try (Loaded model = Loaded.of(TestData.file("audio/silero_vad.onnx"));
        Tensor rate = Tensors.longs(model.pool(), Shape.of(), 16_000)) {
      Tensor state = model.zeros(DataType.FP32, Shape.of(2, 1, 128));
      for (int frame = 0; frame < FRAMES; frame++) {
        try (Tensor window = window(model, samples, frame)) {
          BatchResult result = model.run(Map.of("input", window, "state", state, "sr", rate));
          state.close();
          state = result.outputs().get("stateN");
          try (Tensor speech = result.outputs().get("output")) {
            assertThat((double) Tensors.floats(speech)[0])
                .as("frame %s", frame)
                .isCloseTo(wanted.get(frame).asDouble(), within(2e-3));
          }
        }
      }
      state.close();
    }
  }

  private static float[] samples() throws Exception {
    ByteBuffer wav =
        ByteBuffer.wrap(Files.readAllBytes(TestData.file("audio/silero_test.wav")))
            .order(ByteOrder.LITTLE_ENDIAN)
            .position(WAV_HEADER_BYTES);
    float[] samples = new float[WINDOW * FRAMES];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = wav.getShort() / 32768f;
    }
    return samples;
  }

  private static Tensor window(Loaded model, float[] samples, int frame) {
    float[] window = new float[CONTEXT + WINDOW];
    int start = frame * WINDOW - CONTEXT;
    for (int i = 0; i < window.length; i++) {
      window[i] = start + i < 0 ? 0 : samples[start + i];
    }
    return Tensors.floats(model.pool(), Shape.of(1, window.length), window);
  }

  @Test
  void a_story_is_told_token_by_token() throws Exception {
    JsonNode ids =
        new ObjectMapper()
            .readTree(TestData.file("text/tinyllama260k/expected_greedy.json").toFile())
            .get("ids");
    try (Loaded model = Loaded.of(TestData.file("text/tinyllama260k/model.onnx"))) {
      Tensor past = model.zeros(DataType.FP32, Shape.of(4, 2, 1, 4, 0, 16));
      for (int i = 0; i + 1 < Math.min(100, ids.size()); i++) {
        try (Tensor token = Tensors.longs(model.pool(), Shape.of(1, 1), ids.get(i).asLong())) {
          BatchResult result = model.run(Map.of("input_ids", token, "past_kv", past));
          past.close();
          past = result.outputs().get("present_kv");
          try (Tensor logits = result.outputs().get("logits")) {
            assertThat(largest(Tensors.floats(logits))).isEqualTo(ids.get(i + 1).asInt());
          }
        }
      }
      past.close();
    }
  }

  private static int largest(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }
}
