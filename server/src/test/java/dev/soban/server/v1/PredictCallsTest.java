package dev.soban.server.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.core.lifecycle.Served;
import dev.soban.core.predict.PredictionException.InputTooLarge;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.tensor.BytesElements;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Slab;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.server.ScriptedModel;
import dev.soban.server.TestCalls;
import dev.soban.server.call.Call;
import dev.soban.server.json.HeapRoom;
import dev.soban.server.json.JsonStreams;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PredictCallsTest {
  private final TensorPool pool = new TensorPool(64L << 20, 1 << 20);
  private final PredictCalls calls =
      new PredictCalls(new JsonStreams(), pool, new HeapRoom(1 << 20));
  private final Served pairs =
      ScriptedModel.echo("pairs", ScriptedModel.spec("x", DataType.FP32, -1, 2));
  private final Served mixed =
      ScriptedModel.echo(
          "mixed",
          ScriptedModel.spec("age", DataType.FP32, -1, 1),
          ScriptedModel.spec("name", DataType.BYTES, -1));
  private final Served pictures =
      ScriptedModel.of(
          ScriptedModel.withPictures(
              ScriptedModel.echo("p", ScriptedModel.spec("image", DataType.FP32, -1, 3, 2, 2))
                  .description(),
              "image"),
          mixed.predictor());

  @AfterEach
  void nothing_is_held() {
    assertThat(pool.heldSlabs()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"instances\":[[1,2],[3,4]]} | {\"predictions\":[[1.0,2.0],[3.0,4.0]]}",
        "{\"instances\":[{\"x\":[1,2]},{\"x\":[3,\"NaN\"]}]} | {\"predictions\":[[1.0,2.0],[3.0,\"NaN\"]]}",
        "{\"signature_name\":\"serving_default\",\"instances\":[[1,2]]} | {\"predictions\":[[1.0,2.0]]}",
        "{\"inputs\":[[1,2],[3,4]]} | {\"outputs\":[[1.0,2.0],[3.0,4.0]]}",
        "{\"signature_name\":\"\",\"inputs\":{\"x\":[[1,2]]},\"else\":{\"is\":[\"passed over\"]}} | {\"outputs\":[[1.0,2.0]]}"
      })
  void a_model_with_one_input_is_asked_in_rows_or_columns(String body, String answer) {
    assertThat(echoed(pairs, body)).isEqualTo(answer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"instances\":[{\"age\":1.5,\"name\":\"a\"},{\"name\":{\"b64\":\"/w==\"},\"age\":2}]} |"
            + " {\"predictions\":[{\"age\":[1.5],\"name\":\"a\"},{\"age\":[2.0],\"name\":{\"b64\":\"/w==\"}}]}",
        "{\"instances\":[{\"age\":[1.5],\"name\":\"a\"},{\"name\":\"b\",\"age\":[2]}]} |"
            + " {\"predictions\":[{\"age\":[1.5],\"name\":\"a\"},{\"age\":[2.0],\"name\":\"b\"}]}",
        "{\"inputs\":{\"age\":[1,2],\"name\":[\"a\",{\"b64\":\"Yg==\"}]}} |"
            + " {\"outputs\":{\"age\":[[1.0],[2.0]],\"name\":[\"a\",\"b\"]}}"
      })
  void several_inputs_are_named_and_bytes_may_be_base64(String body, String answer) {
    assertThat(echoed(mixed, body)).isEqualTo(answer);
  }

  @Test
  void pictures_come_as_base64_one_for_each_row() {
    for (String body :
        List.of(
            "{\"instances\":[{\"b64\":\"AAEC\"},{\"b64\":\"\"}]}",
            "{\"instances\":[{\"image\":{\"b64\":\"AAEC\"}},{\"image\":{\"b64\":\"\"}}]}",
            "{\"inputs\":{\"image\":[{\"b64\":\"AAEC\"},{\"b64\":\"\"}]}}",
            "{\"inputs\":[{\"b64\":\"AAEC\"},{\"b64\":\"\"}]}")) {
      Call call = calls.read(TestCalls.incoming(pictures, body));
      try (Tensor image = call.inputs().get("image")) {
        assertThat(image).hasToString("BYTES[2]");
        assertThat(BytesElements.of(image).getFirst().toArray(ValueLayout.JAVA_BYTE))
            .containsExactly(0, 1, 2);
      }
    }
  }

  @Test
  void so_many_rows_that_the_heap_has_no_room_to_note_them_are_too_large() {
    String row = "{\"age\":1,\"name\":\"\"},";

    assertThatThrownBy(() -> echoed(mixed, "{\"instances\":[" + row.repeat(70_000) + row + "0]}"))
        .isInstanceOf(InputTooLarge.class)
        .hasMessageContaining("instances: takes more than 1048576 bytes of the Java heap");
    for (int i = 0; i < 3; i++) {
      assertThat(echoed(mixed, "{\"instances\":[" + row.repeat(20_000) + row.replace("},", "}]}")))
          .endsWith("{\"age\":[1.0],\"name\":\"\"}]}");
    }
  }

  @Test
  void the_outermost_array_always_holds_the_rows() {
    Call call = calls.read(TestCalls.incoming(pairs, "{\"instances\":[1,2]}"));

    assertThat(call.inputs().get("x")).hasToString("FP32[2]");
    call.inputs().values().forEach(Tensor::close);
  }

  @Test
  void a_model_of_pictures_also_takes_the_finished_tensor() {
    Call call =
        calls.read(
            TestCalls.incoming(
                pictures, "{\"instances\":[[[[1,2],[3,4]],[[1,2],[3,4]],[[1,2],[3,4]]]]}"));

    assertThat(call.inputs().get("image")).hasToString("FP32[1,3,2,2]");
    call.inputs().values().forEach(Tensor::close);
  }

  @Test
  void outputs_named_for_bytes_are_base64_even_where_they_are_text() {
    Call call = calls.read(TestCalls.incoming(pairs, "{\"instances\":[[1,2]]}"));
    try (Tensor text = BytesElements.tensorOf(pool, List.of(new byte[] {'a'}))) {
      assertThat(TestCalls.answer(call, Map.of("word_bytes", text)))
          .isEqualTo("{\"predictions\":[{\"b64\":\"YQ==\"}]}");
      assertThat(TestCalls.answer(call, Map.of("word", text)))
          .isEqualTo("{\"predictions\":[\"a\"]}");
    }
    call.inputs().values().forEach(Tensor::close);
  }

  @Test
  void outputs_without_a_value_for_each_row_are_only_told_in_columns() {
    Call rows = calls.read(TestCalls.incoming(pairs, "{\"instances\":[[1,2]]}"));
    Call columns = calls.read(TestCalls.incoming(pairs, "{\"inputs\":[[1,2]]}"));
    try (Tensor scalar = Tensor.of(DataType.UINT8, Shape.of(), zeroed())) {
      assertThatThrownBy(() -> TestCalls.answer(rows, Map.of("y", scalar)))
          .isInstanceOf(InvalidInput.class)
          .hasMessageContaining("output y: UINT8[] for 1 rows");
      assertThat(TestCalls.answer(columns, Map.of("y", scalar))).isEqualTo("{\"outputs\":0}");
    }
    rows.inputs().values().forEach(Tensor::close);
    columns.inputs().values().forEach(Tensor::close);
  }

  private Slab zeroed() {
    Slab slab = pool.allocate(1);
    slab.memory().set(ValueLayout.JAVA_BYTE, 0, (byte) 0);
    return slab;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|body: empty",
        "[]|body: an array (expected: a JSON object)",
        "{}|body: neither of instances and inputs",
        "{\"instances\":[[1,2]],\"inputs\":[[1,2]]}|body: both of instances and inputs",
        "{\"instances\":[[1,2]],\"instances\":[[1,2]]}|instances: given twice",
        "{\"instances\":[]}|instances: [] (expected: at least one)",
        "{\"instances\":{\"x\":[1]}}|instances: no array",
        "{\"instances\":[{}]}|instances[0]: {} (expected: a value for each input)",
        "{\"instances\":[{\"x\":[1,2]},[1,2]]}|instances[1]: an array (expected: an object",
        "{\"instances\":[[1,2],{\"x\":[1,2]}]}|an object",
        "{\"instances\":[{\"x\":[1,2],\"x\":[1,2]}]}|instances[0].x: given twice",
        "{\"instances\":[{\"x\":[1,2]},{}]}|instances[1].x: missing",
        "{\"instances\":[{\"x\":[1,2]},{\"x\":[1,2],\"y\":1}]}|instances[1].y: missing in the rows before",
        "{\"instances\":[{\"z\":[1,2]}]}|input z: unknown (expected: x)",
        "{\"instances\":[[1,\"a\"]]}|x[1]: \"a\" (expected: a number",
        "{\"instances\":[[1,2],[3]]}|an array of 1 values",
        "{\"signature_name\":\"other\",\"instances\":[[1,2]]}|signature_name: other (expected: serving_default",
        "{\"signature_name\":1,\"instances\":[[1,2]]}|signature_name: 1 (expected: a string)",
        "{\"inputs\":{}}|inputs: {}",
        "{\"inputs\":{\"x\":[[1,2]],\"x\":[[1,2]]}}|inputs.x: given twice",
        "{\"instances\":[[1,2]]|body: not JSON"
      })
  void what_is_wrong_is_refused_where_it_is(String body, String message) {
    assertThatThrownBy(() -> calls.read(TestCalls.incoming(pairs, body)))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"instances\":[[1,2]]}|instances: values without names, but model mixed/1 has several",
        "{\"inputs\":[1]}|inputs: values without names",
        "{\"inputs\":{\"name\":[{\"b64\":\"?\"}]}}|name[0].b64: ",
        "{\"inputs\":{\"name\":[{\"b64\":1}]}}|name[0].b64: 1 (expected: a string)",
        "{\"inputs\":{\"name\":[{\"b65\":\"\"}]}}|name[0]: an object (expected: a string or",
        "{\"inputs\":{\"name\":[{\"b64\":\"\",\"c\":1}]}}|name[0]: more keys (expected: only b64)",
        "{\"inputs\":{\"age\":[{\"b64\":\"\"}]}}|age[0]: an object (expected: a number"
      })
  void what_is_wrong_with_names_and_bytes_is_refused_too(String body, String message) {
    assertThatThrownBy(() -> calls.read(TestCalls.incoming(mixed, body)))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining(message);
  }

  private String echoed(Served model, String body) {
    Call call = calls.read(TestCalls.incoming(model, body));
    try {
      return TestCalls.answer(call, new LinkedHashMap<>(call.inputs()));
    } finally {
      call.inputs().values().forEach(Tensor::close);
    }
  }
}
