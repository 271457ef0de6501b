package dev.soban.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.soban.cli.acceptance.client.Answer;
import dev.soban.cli.acceptance.client.Json;
import dev.soban.cli.acceptance.client.Question;
import dev.soban.cli.acceptance.client.TensorValue;
import dev.soban.cli.acceptance.client.Transfer;
import dev.soban.cli.acceptance.data.ModelsFolder;
import dev.soban.cli.acceptance.data.TestData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models of text and speech, whose state the client carries from one request to the next. */
class SequenceAnswersTest {
  private static final int CONTEXT = 64;
  private static final int WINDOW = 512;
  private static final int WAV_HEADER_BYTES = 44;
  private static final int POSITIONS = 128;

  private static ServedModels served;

  @BeforeAll
  static void serve(@TempDir Path root) {
    ModelsFolder models = new ModelsFolder(root);
    models.version("story", TestData.path("text/tinyllama260k/model.onnx"));
    models.bare(TestData.path("text/bert_tiny_RANDOM_WEIGHTS.onnx"));
    models.bare(TestData.path("audio/silero_vad.onnx"));
    served = ServedModels.of(models);
  }

  @AfterAll
  static void close() {
    if (served != null) {
      served.expectNothingHeld();
      served.close();
    }
  }

  @Test
  void a_story_is_told_word_by_word_as_expected() {
    double[] expected = Json.numbers(json("text/tinyllama260k/expected_greedy.json").get("ids"));
    List<Double> told = new ArrayList<>(List.of(expected[0]));
    TensorValue past = TensorValue.floats(TensorValue.shape(4, 2, 1, 4, 0, 16));

    while (told.size() < expected.length && told.size() < POSITIONS) {
      Question question =
          Question.of(
                  "input_ids",
                  TensorValue.longs(TensorValue.shape(1, 1), told.getLast().longValue()))
              .input("past_kv", past);
      Answer answer = served.client().infer("story", question, Transfer.BINARY);
      past = answer.output("present_kv");
      told.add((double) best(answer.output("logits").floats()));
    }

    assertThat(told.stream().mapToDouble(id -> id).toArray())
        .containsExactly(Arrays.copyOf(expected, told.size()));
    assertThat(told).hasSizeGreaterThan(80);
  }

  @Test
  void a_story_that_outgrows_its_model_is_refused_and_the_next_is_told() {
    TensorValue empty = TensorValue.floats(TensorValue.shape(4, 2, 1, 4, 0, 16));
    Question tooLong =
        Question.of(
                "input_ids",
                TensorValue.longs(TensorValue.shape(1, POSITIONS + 1), new long[POSITIONS + 1]))
            .input("past_kv", empty);
    Question fitting =
        Question.of("input_ids", TensorValue.longs(TensorValue.shape(1, 1), 1))
            .input("past_kv", empty);

    Answer refused = served.client().infer("story", tooLong, Transfer.BINARY);

    assertThat(refused.status()).isBetween(400, 500);
    assertThat(refused.error()).isNotBlank();
    assertThat(served.client().infer("story", fitting, Transfer.JSON).status()).isEqualTo(200);
  }

  @Test
  void words_become_the_expected_numbers_in_json_and_binary() {
    Map<String, Object> expected = json("text/bert_tiny_RANDOM_WEIGHTS.expected.json");
    Question question = new Question();
    for (String name : List.of("input_ids", "attention_mask", "token_type_ids")) {
      long[] ids =
          Arrays.stream(Json.numbers(expected.get(name))).mapToLong(v -> (long) v).toArray();
      question.input(name, TensorValue.longs(TensorValue.shape(2, 6), ids));
    }
    double[] firstOfEach = Json.numbers(expected.get("first8_of_cls"));

    for (Transfer transfer : List.of(Transfer.JSON, Transfer.BINARY)) {
      TensorValue hidden =
          served
              .client()
              .infer("bert_tiny_RANDOM_WEIGHTS", question, transfer)
              .output("last_hidden_state");

      assertThat(hidden.shape()).containsExactly(2L, 6L, 64L);
      for (int row = 0; row < 2; row++) {
        assertThat(Arrays.copyOfRange(hidden.numbers(), row * 6 * 64, row * 6 * 64 + 8))
            .containsExactly(Arrays.copyOfRange(firstOfEach, row * 8, row * 8 + 8), within(1e-4));
      }
    }
  }

  @Test
  void speech_is_heard_window_by_window_as_expected() {
    double[] expected = Json.numbers(json("audio/silero_vad.expected.json").get("probs"));
    float[] sound = sound();
    TensorValue state = TensorValue.floats(TensorValue.shape(2, 1, 128), new float[2 * 128]);
    double[] heard = new double[expected.length];

    for (int i = 0; i < heard.length; i++) {
      float[] window = new float[CONTEXT + WINDOW];
      for (int k = 0; k < window.length; k++) {
        int at = i * WINDOW - CONTEXT + k;
        window[k] = at < 0 || at >= sound.length ? 0 : sound[at];
      }
      Question question =
          Question.of("input", TensorValue.floats(TensorValue.shape(1, window.length), window))
              .input("state", state)
              .input("sr", TensorValue.longs(List.of(), 16_000));
      Answer answer = served.client().infer("silero_vad", question, Transfer.BINARY);
      state = answer.output("stateN");
      heard[i] = answer.output("output").floats()[0];
    }

    assertThat(heard).containsExactly(expected, within(1e-3));
  }

  private static int best(float[] scores) {
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      best = scores[i] > scores[best] ? i : best;
    }
    return best;
  }

  private static float[] sound() {
    byte[] wav = TestData.bytes("audio/silero_test.wav");
    ShortBuffer samples =
        ByteBuffer.wrap(wav, WAV_HEADER_BYTES, wav.length - WAV_HEADER_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .asShortBuffer();
    float[] sound = new float[samples.remaining()];
    for (int i = 0; i < sound.length; i++) {
      sound[i] = samples.get(i) / 32_768f;
    }
    return sound;
  }

  private static Map<String, Object> json(String file) {
    return Json.object(Json.read(TestData.text(file)));
  }
}
