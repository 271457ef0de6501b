package dev.soban.server.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.core.lifecycle.Served;
import dev.soban.core.model.OutputMeaning;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.server.ScriptedModel;
import dev.soban.server.TestCalls;
import dev.soban.server.call.JsonCall;
import dev.soban.server.json.HeapRoom;
import dev.soban.server.json.JsonStreams;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExampleCallsTest {
  private final TensorPool pool = new TensorPool(64L << 20, 1 << 20);
  private final ExampleCalls classify =
      ExampleCalls.classifying(new JsonStreams(), pool, new HeapRoom(1 << 20));
  private final ExampleCalls regress =
      ExampleCalls.regressing(new JsonStreams(), pool, new HeapRoom(1 << 20));
  private final Served classes = ScriptedModel.classifier("c", false, List.of("low", "mid"));
  private final Served houses =
      ScriptedModel.of(
          ScriptedModel.description(
              "h",
              List.of(
                  ScriptedModel.spec("rooms", DataType.FP32, -1, 1),
                  ScriptedModel.spec("town", DataType.INT64, -1)),
              List.of(
                  ScriptedModel.spec("price", DataType.FP32, -1, 1),
                  ScriptedModel.spec("why", DataType.FP32, -1, 2)),
              new OutputMeaning.PlainTensors()),
          classes.predictor());

  @AfterEach
  void nothing_is_held() {
    assertThat(pool.heldSlabs()).isZero();
  }

  @Test
  void classes_come_in_their_own_order_with_labels_or_numbers() {
    JsonCall call =
        classify.read(
            TestCalls.incoming(
                classes, "{\"examples\":[{\"x\":[0.1,0.7,0.2]},{\"x\":[3,2,\"NaN\"]}]}"));

    assertThat(call.outputs()).containsExactly("scores");
    assertThat(answer(call, "scores", "x"))
        .isEqualTo(
            "{\"results\":[[[\"low\",0.1],[\"mid\",0.7],[\"2\",0.2]],"
                + "[[\"low\",3.0],[\"mid\",2.0],[\"2\",\"NaN\"]]]}");
  }

  @Test
  void what_is_in_the_context_stands_for_every_example_that_lacks_it() {
    JsonCall call =
        regress.read(
            TestCalls.incoming(
                houses,
                "{\"context\":{\"town\":7},"
                    + "\"examples\":[{\"rooms\":3.5},{\"rooms\":4,\"town\":9}]}"));

    assertThat(call.outputs()).containsExactly("price");
    assertThat(call.inputs().get("town").data().toArray(ValueLayout.JAVA_LONG))
        .containsExactly(7, 9);
    assertThat(answer(call, "price", "rooms")).isEqualTo("{\"results\":[3.5,4.0]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|examples: missing",
        "{\"examples\":{}}|examples: an object (expected: an array of objects)",
        "{\"examples\":[]}|examples: [] (expected: at least one)",
        "{\"examples\":[[1]]}|examples[0]: an array (expected: an object",
        "{\"examples\":[{\"rooms\":1},{\"rooms\":1,\"town\":2}]}|examples[1].town: missing in the rows before",
        "{\"examples\":[{\"rooms\":1}],\"context\":[]}|context: an array (expected: an object)",
        "{\"examples\":[{\"rooms\":1}],\"context\":{\"street\":1}}|input street: unknown"
      })
  void wrong_examples_are_refused(String body, String message) {
    assertThatThrownBy(() -> regress.read(TestCalls.incoming(houses, body)))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining(message);
  }

  @Test
  void a_model_without_classes_or_without_one_number_says_so() {
    String body = "{\"examples\":[{\"x\":[1,2,3]}]}";

    assertThatThrownBy(() -> classify.read(TestCalls.incoming(houses, body)))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining("model h/1: declares no classes");
    assertThatThrownBy(() -> regress.read(TestCalls.incoming(classes, body)))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining("model c/1: 0 outputs have one number for each row");
  }

  /** As if the model answered an input as its output. */
  private static String answer(JsonCall call, String output, String input) {
    try {
      return TestCalls.answer(call, Map.of(output, call.inputs().get(input)));
    } finally {
      call.inputs().values().forEach(Tensor::close);
    }
  }
}
