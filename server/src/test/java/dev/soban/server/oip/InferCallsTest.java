package dev.soban.server.oip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.core.lifecycle.Served;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.predict.PredictionException.Unsupported;
import dev.soban.core.tensor.BytesElements;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.net.HeaderList;
import dev.soban.server.ScriptedModel;
import dev.soban.server.TestCalls;
import dev.soban.server.call.Call;
import dev.soban.server.call.IncomingCall;
import dev.soban.server.json.JsonStreams;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InferCallsTest {
  private final TensorPool pool = new TensorPool(64L << 20, 1 << 20);
  private final InferCalls calls = new InferCalls(new JsonStreams(), pool);
  private final Served model =
      ScriptedModel.echo("m", ScriptedModel.spec("x", DataType.FP32, -1, 2));

  @AfterEach
  void nothing_is_held() {
    assertThat(pool.heldSlabs()).isZero();
  }

  @Test
  void keys_may_come_in_any_order() {
    List<String> keys =
        List.of(
            "\"name\":\"x\"",
            "\"shape\":[2,2]",
            "\"datatype\":\"FP32\"",
            "\"data\":[[1,2],[3,4]]",
            "\"extra\":{\"data\":[9]}");
    permutations(keys)
        .forEach(
            order -> {
              String body = "{\"inputs\":[{" + String.join(",", order) + "}],\"id\":\"7\"}";

              Call call = calls.read(TestCalls.incoming(model, body));

              assertThat(call.inputs()).containsOnlyKeys("x");
              assertThat(hex(call, "x")).as(body).isEqualTo("0000803f000000400000404000008040");
              close(call);
            });
  }

  @Test
  void data_in_front_of_its_shape_may_be_larger_than_any_buffer() {
    StringBuilder data = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      data.append(i == 0 ? "" : ", ").append(i);
    }
    String body =
        "{\"id\":\""
            + "소".repeat(5_000)
            + "\",\"inputs\":[{\"data\":["
            + data
            + "],"
            + "\"name\":\"x\",\"datatype\":\"INT32\",\"shape\":[20000]}]}";

    Call call = calls.read(TestCalls.incoming(model, body));

    var values = call.inputs().get("x").data().toArray(ValueLayout.JAVA_INT);
    assertThat(values).hasSize(20_000).startsWith(0, 1, 2).endsWith(19_998, 19_999);
    close(call);
  }

  @Test
  void parameters_of_every_kind_are_kept_and_unknown_keys_stepped_over() {
    Call call =
        calls.read(
            TestCalls.incoming(
                model,
                """
                {"parameters": {"priority": 1, "ratio": 0.5, "flag": true, "text": "t"},
                 "unknown": [{"deep": [1]}],
                 "outputs": [{"name": "y"}, {"name": "z", "parameters": {"binary_data": false}}],
                 "inputs": [{"name": "x", "shape": [0, 2], "datatype": "FP32", "data": []}]}"""));

    assertThat(call.parameters().values())
        .isEqualTo(Map.of("priority", 1L, "ratio", 0.5, "flag", true, "text", "t"));
    assertThat(call.outputs()).containsExactly("y", "z");
    close(call);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]|body: an array (expected: a JSON object)",
        "{}|inputs: missing (expected: an array of objects)",
        "{\"inputs\":{}}|inputs: an object (expected: an array of objects)",
        "{\"inputs\":[1]}|inputs[0]: 1 (expected: an object)",
        "{\"id\":7}|id: 7 (expected: a string)",
        "{\"id\":\"a\",\"id\":\"b\"}|id: given twice (expected: once)",
        "{\"parameters\":{\"triton_x\":1}}|parameters.triton_x: reserved",
        "{\"parameters\":{\"a\":[]}}|parameters.a: an array (expected: bool, number or string)",
        "{\"parameters\":{\"a\":1,\"a\":2}}|parameters.a: given twice",
        "{\"parameters\":{\"a\":9223372036854775808}}|parameters.a: 9223372036854775808",
        "{\"outputs\":[{}]}|outputs[0].name: missing",
        "{\"outputs\":[{\"name\":\"y\",\"parameters\":{\"classification\":0}}]}|outputs[0].parameters.classification: 0 (expected: >= 1)",
        "{\"outputs\":[{\"name\":\"y\",\"parameters\":{\"binary_data\":1}}]}|outputs[0].parameters.binary_data: 1 (expected: true or false)",
        "{\"inputs\":[{\"shape\":[1],\"datatype\":\"FP32\",\"data\":[1]}]}|inputs[0].name: missing",
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"data\":[1]}]}|inputs[0].shape: missing",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"data\":[1]}]}|inputs[0].datatype: missing",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\"}]}|inputs[0]: no values (expected: data",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FLOAT\"}]}|inputs[0].datatype: FLOAT (expected: BOOL, UINT8",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[-1],\"datatype\":\"FP32\"}]}|inputs[0].shape: -1 (expected: dimensions >= 0)",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1.5],\"datatype\":\"FP32\"}]}|inputs[0].shape: 1.5 (expected: an integer)",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[4294967296,4294967296],\"datatype\":\"FP32\"}]}|inputs[0].shape: [4294967296,4294967296] (expected: fewer elements)",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,4],\"datatype\":\"FP32\",\"data\":[1,2,3,4,5]}]}|inputs[0].data: 5 values (expected: 4 for shape [1,4])",
        "{\"inputs\":[{\"data\":[1,2,3,4,5],\"name\":\"x\",\"shape\":[1,4],\"datatype\":\"FP32\"}]}|inputs[0].data: 5 values (expected: 4 for shape [1,4])",
        "{\"inputs\":[{\"name\":\"x\",\"name\":\"x\"}]}|inputs[0].name: given twice (expected: once)",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[1]},{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[1]}]}|inputs[1].name: x (expected: not twice)",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[1]},{\"name\":\"y\"}]}|inputs[1].datatype: missing",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"parameters\":{\"binary_data_size\":4}}]}|inputs[0]: binary_data_size (expected: with the header",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[1],\"parameters\":{\"binary_data_size\":4}}]}|inputs[0]: both data and binary_data_size",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[1]}|body: not JSON at byte",
        "{\"parameters\":{\"binary_data_output\":1},\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[1]}]}|parameters.binary_data_output: 1 (expected: true or false)"
      })
  void what_is_wrong_is_named_with_its_place(String body, String message) {
    assertThatThrownBy(() -> calls.read(TestCalls.incoming(model, body)))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining(message);
  }

  @Test
  void a_model_without_inputs_is_asked_with_none() {
    Call call = calls.read(TestCalls.incoming(model, "{\"inputs\":[]}"));

    assertThat(call.inputs()).isEmpty();
  }

  @Test
  void shared_memory_is_not_offered() {
    String body =
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\","
            + "\"parameters\":{\"shared_memory_region\":\"r\"}}]}";

    assertThatThrownBy(() -> calls.read(TestCalls.incoming(model, body)))
        .isInstanceOf(Unsupported.class);
  }

  @Test
  void binary_data_is_dealt_out_in_the_order_of_the_inputs() {
    String json =
        """
        {"inputs":[
          {"name":"b","shape":[2],"datatype":"UINT8","parameters":{"binary_data_size":2}},
          {"name":"j","shape":[1],"datatype":"UINT8","data":[9]},
          {"name":"s","shape":[2],"datatype":"BYTES","parameters":{"binary_data_size":10}}]}""";

    Call call = calls.read(binary(json, "0102" + "01000000ff" + "0100000041"));

    assertThat(hex(call, "b")).isEqualTo("0102");
    assertThat(hex(call, "j")).isEqualTo("09");
    assertThat(hex(call, "s")).isEqualTo("01000000ff0100000041");
    close(call);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FP32  | 4  | 00000000       | ",
        "FP32  | 8  | 00000000       | inputs[0]: binary_data_size 8 (expected: at most the 4 bytes",
        "FP32  | 4  | 0000000000     | body: 1 bytes left behind the last input (expected: none)",
        "FP64  | 4  | 00000000       | inputs[0]: binary_data_size 4 (expected: 8 for FP64[1])",
        "BYTES | 4  | 00000000       | ",
        "BYTES | 8  | 0000000000000000 | inputs[0]: 2 strings (expected: 1 for shape [1])",
        "BYTES | 4  | 05000000       | inputs[0]: element 0: 5 bytes",
        "BYTES | 3  | 000000         | inputs[0]: element 0: cut off in its length",
        "BYTES | -1 | 00             | inputs[0].parameters.binary_data_size: -1 (expected: >= 0)"
      })
  void binary_data_must_be_exactly_what_was_announced(
      String type, long size, String hex, String message) {
    String json =
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\""
            + type
            + "\",\"parameters\":{\"binary_data_size\":"
            + size
            + "}}]}";
    if (message == null) {
      close(calls.read(binary(json, hex)));
      return;
    }
    assertThatThrownBy(() -> calls.read(binary(json, hex)))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({"-1", "x", "3", "99999999999999999999"})
  void a_header_length_that_cannot_be_is_refused(String length) {
    HeaderList headers = HeaderList.of(InferCalls.HEADER_LENGTH, length);

    assertThatThrownBy(() -> calls.read(TestCalls.incoming(model, headers, new byte[] {'{', '}'})))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining("Inference-Header-Content-Length: " + length);
  }

  @Test
  void a_raw_body_is_the_only_input_of_one_row() {
    Call call = calls.read(raw(model, "0000803f00000040"));

    assertThat(call.inputs().get("x").shape()).isEqualTo(Shape.of(1, 2));
    assertThat(hex(call, "x")).isEqualTo("0000803f00000040");
    close(call);
  }

  @Test
  void a_raw_body_fixes_the_one_dimension_that_varies() {
    Served open = ScriptedModel.echo("m", ScriptedModel.spec("x", DataType.UINT8, -1, 2, -1));

    Call call = calls.read(raw(open, "010203040506"));

    assertThat(call.inputs().get("x").shape()).isEqualTo(Shape.of(1, 2, 3));
    close(call);
  }

  @Test
  void a_raw_body_for_strings_is_one_string() {
    Served strings = ScriptedModel.echo("m", ScriptedModel.spec("x", DataType.BYTES, -1));

    Call call = calls.read(raw(strings, "ff00"));

    assertThat(hex(call, "x")).isEqualTo("02000000ff00");
    close(call);
  }

  @Test
  void a_raw_body_that_does_not_fit_is_refused() {
    Served two =
        ScriptedModel.echo(
            "m",
            ScriptedModel.spec("x", DataType.UINT8, -1),
            ScriptedModel.spec("y", DataType.UINT8, -1));

    assertThatThrownBy(() -> calls.read(raw(model, "00")))
        .hasMessageContaining("body: 1 bytes (expected: 8 for x: FP32[-1,2])");
    assertThatThrownBy(() -> calls.read(raw(two, "00"))).hasMessageContaining("2 inputs");
  }

  @Test
  void strings_that_are_no_text_are_refused_in_json_with_the_way_out() {
    Call call =
        calls.read(
            TestCalls.incoming(
                model,
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"UINT8\",\"data\":[1]}]}"));
    close(call);
    try (Tensor bytes =
        BytesElements.tensorOf(pool, List.of(new byte[] {'a'}, new byte[] {(byte) 0xff}))) {
      assertThatThrownBy(() -> TestCalls.answer(call, Map.of("y", bytes)))
          .isInstanceOf(InvalidInput.class)
          .hasMessageContaining("output y: element 1 is not UTF-8 text")
          .hasMessageContaining("binary_data: true");
    }
  }

  @Test
  void classes_are_the_best_first_with_index_and_label() {
    Served labelled = ScriptedModel.classifier("c", false, List.of("no", "yes", "maybe"));
    Call call =
        calls.read(
            TestCalls.incoming(
                labelled,
                "{\"outputs\":[{\"name\":\"scores\",\"parameters\":{\"classification\":2}}],"
                    + "\"inputs\":[{\"name\":\"x\",\"shape\":[2,3],\"datatype\":\"FP32\","
                    + "\"data\":[0.25,0.5,0.125,3,1,2]}]}"));

    String answer = TestCalls.answer(call, Map.of("scores", call.inputs().get("x")));

    assertThat(answer)
        .contains(
            "{\"name\":\"scores\",\"datatype\":\"BYTES\",\"shape\":[2,2],"
                + "\"data\":[\"0.5:1:yes\",\"0.25:0:no\",\"3.0:0:no\",\"2.0:2:maybe\"]}");
    close(call);
  }

  private static IncomingCall raw(Served served, String hex) {
    return TestCalls.incoming(
        served, HeaderList.of(InferCalls.HEADER_LENGTH, "0"), HexFormat.of().parseHex(hex));
  }

  private IncomingCall binary(String json, String hex) {
    byte[] text = json.getBytes(StandardCharsets.UTF_8);
    byte[] tail = HexFormat.of().parseHex(hex);
    byte[] body = Arrays.copyOf(text, text.length + tail.length);
    System.arraycopy(tail, 0, body, text.length, tail.length);
    return TestCalls.incoming(
        model, HeaderList.of(InferCalls.HEADER_LENGTH, Integer.toString(text.length)), body);
  }

  private static String hex(Call call, String input) {
    return HexFormat.of().formatHex(call.inputs().get(input).data().toArray(ValueLayout.JAVA_BYTE));
  }

  private static void close(Call call) {
    call.inputs().values().forEach(Tensor::close);
  }

  private static List<List<String>> permutations(List<String> items) {
    List<List<String>> all = new ArrayList<>();
    permute(new ArrayList<>(items), 0, all);
    return all;
  }

  private static void permute(List<String> items, int from, List<List<String>> all) {
    if (from == items.size()) {
      all.add(List.copyOf(items));
    }
    for (int i = from; i < items.size(); i++) {
      Collections.swap(items, from, i);
      permute(items, from + 1, all);
      Collections.swap(items, from, i);
    }
  }
}
