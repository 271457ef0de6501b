package dev.soban.server.predictions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.core.lifecycle.Served;
import dev.soban.core.predict.Cancellation;
import dev.soban.core.predict.Deadline;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.PredictionException.InputTooLarge;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.predict.PredictionException.Unsupported;
import dev.soban.core.predict.RequestContext;
import dev.soban.core.predict.Timings;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.net.HeaderList;
import dev.soban.net.HeaderName;
import dev.soban.server.ScriptedModel;
import dev.soban.server.TestCalls;
import dev.soban.server.call.Call;
import dev.soban.server.call.IncomingCall;
import dev.soban.server.json.HeapRoom;
import dev.soban.server.json.JsonStreams;
import dev.soban.server.oip.InferCalls;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PredictionCallsTest {
  private static final String CSV = "text/csv";

  private final TensorPool pool = new TensorPool(64L << 20, 1 << 20);
  private final JsonStreams json = new JsonStreams();
  private final PredictionCalls calls =
      new PredictionCalls(json, pool, new InferCalls(json, pool), new HeapRoom(64L << 20));
  private final Served iris =
      ScriptedModel.echo("iris", ScriptedModel.spec("x", DataType.FP32, -1, 2));
  private final Served mixed =
      ScriptedModel.echo(
          "mixed",
          ScriptedModel.spec("age", DataType.FP32, -1, 1),
          ScriptedModel.spec("name", DataType.BYTES, -1, 1),
          ScriptedModel.spec("count", DataType.INT64, -1));

  @AfterEach
  void nothing_is_held() {
    assertThat(pool.heldSlabs()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[[1,2],[3,4]]|{\"x\":[[1.0,2.0],[3.0,4.0]]}",
        "[1,2]|{\"x\":[[1.0,2.0]]}",
        "{\"x\":[[1,2]]}|{\"x\":[[1.0,2.0]]}",
        "{\"x\":[1,\"NaN\"]}|{\"x\":[[1.0,\"NaN\"]]}",
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"FP32\",\"data\":[1,2]}]}|{\"x\":[[1.0,2.0]]}"
      })
  void json_comes_as_rows_columns_or_an_infer_request(String body, String outputs) {
    assertThat(echoed(iris, "application/json", body))
        .isEqualTo("{\"model\":\"m\",\"version\":\"1\",\"outputs\":" + outputs + "}");
  }

  @Test
  void a_string_that_the_heap_has_no_room_for_is_too_large() {
    JsonStreams narrow = new JsonStreams(100_000);
    InferCalls inferCalls = new InferCalls(narrow, pool);
    PredictionCalls narrowCalls =
        new PredictionCalls(narrow, pool, inferCalls, new HeapRoom(1 << 20));
    byte[] body =
        ("{\"age\":[1],\"name\":[\"" + "x".repeat(200_000) + "\"],\"count\":[1]}")
            .getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> narrowCalls.read(call(mixed, "application/json", body)))
        .isInstanceOf(InputTooLarge.class)
        .hasMessageContaining("a JSON string of more than 100000 characters");
  }

  @Test
  void columns_of_several_inputs_may_be_plain() {
    String body = "{\"age\":[1.5,2],\"name\":[\"a\",\"b\"],\"count\":[7,8]}";

    assertThat(echoed(mixed, "application/json", body))
        .contains("{\"age\":[[1.5],[2.0]],\"name\":[[\"a\"],[\"b\"]],\"count\":[7,8]}");
  }

  @ParameterizedTest
  @CsvSource({
    "'1,2\n3,4\n'",
    "'a,b\r\n1,2\r\n3,4'",
    "'\uFEFF1,2\n3,4'",
    "'\uFEFFa,b\n1,2\n\n 3 , 4 \n'",
    "'\"1\",2\n3,\"4\"'"
  })
  void csv_comes_with_or_without_header(String body) {
    assertThat(echoed(iris, CSV, body)).contains("\"outputs\":{\"x\":[[1.0,2.0],[3.0,4.0]]}");
  }

  @Test
  void one_row_of_several_inputs_may_be_bare_values() {
    assertThat(echoed(mixed, "application/json", "{\"age\":1.5,\"name\":\"a\",\"count\":7}"))
        .contains("{\"age\":[[1.5]],\"name\":[[\"a\"]],\"count\":[7]}");
  }

  @Test
  void an_object_has_a_bounded_number_of_keys() {
    StringBuilder body = new StringBuilder("{\"x\":1");
    for (int i = 0; i < 10_000; i++) {
      body.append(",\"k").append(i).append("\":1");
    }
    byte[] bytes = body.append('}').toString().getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> calls.read(call(iris, "application/json", bytes)))
        .isInstanceOf(InputTooLarge.class)
        .hasMessageContaining("body: more keys (expected: at most 10000)");
  }

  @Test
  void text_beyond_its_limit_is_too_large_rather_than_decoded() {
    assertThatThrownBy(() -> calls.read(call(iris, CSV, new byte[(16 << 20) + 1])))
        .isInstanceOf(InputTooLarge.class);
  }

  @Test
  void an_empty_cell_is_missing() {
    assertThat(echoed(iris, CSV, "1,\n")).contains("{\"x\":[[1.0,\"NaN\"]]}");
  }

  @Test
  void columns_go_to_the_inputs_that_the_header_names() {
    assertThat(echoed(mixed, CSV, "count,name,age\n7,\"a,\"\"b\"\"\",1.5\n"))
        .contains("{\"age\":[[1.5]],\"name\":[[\"a,\\\"b\\\"\"]],\"count\":[7]}");
  }

  @Test
  void columns_without_header_go_to_the_inputs_in_order() {
    assertThat(echoed(mixed, CSV, "1.5,소반,7\n"))
        .contains("{\"age\":[[1.5]],\"name\":[[\"소반\"]],\"count\":[7]}");
  }

  @Test
  void korean_text_is_read_in_the_charset_that_the_model_or_the_request_names() {
    byte[] body = "1.5,뷁,7\n".getBytes(Charset.forName("x-windows-949"));
    Served korean =
        ScriptedModel.of(
            ScriptedModel.withTabular(
                mixed.description(),
                new Served.Tabular("CP949", Served.Header.FALSE, ',', new LinkedHashMap<>())),
            mixed.predictor());

    assertThat(echoed(call(korean, CSV, body))).contains("\"뷁\"");
    assertThat(echoed(call(mixed, "text/csv; charset=\"CP949\"", body))).contains("\"뷁\"");
    assertThatThrownBy(() -> calls.read(call(mixed, CSV, body)))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining("body: byte 4 is not UTF-8");
  }

  @Test
  void fields_stand_between_the_delimiters_that_the_owner_names() {
    Served table = tabular(iris, ';', new LinkedHashMap<>());

    assertThat(echoed(table, CSV, "a;\"b;c\"\n1.5;2\n")).contains("{\"x\":[[1.5,2.0]]}");
    assertThat(echoed(tabular(iris, '\t', new LinkedHashMap<>()), CSV, "1\t\n"))
        .contains("{\"x\":[[1.0,\"NaN\"]]}");
    assertThatThrownBy(() -> echoed(table, CSV, "1;2\n1,2\n"))
        .hasMessageContaining("record 2: 1 fields (expected: 2)");
  }

  @Test
  void columns_go_where_the_owner_says_and_others_are_passed_over() {
    Served table = tabular(pairAndCity(), ';', columns());

    assertThat(echoed(table, CSV, "id;몸무게;도시;키\n9;60;서울;1.7\n"))
        .contains("{\"measures\":[[1.7,60.0]],\"city\":[[\"서울\"]]}");
    assertThat(echoed(table, CSV, "1.7;60;서울\n"))
        .contains("{\"measures\":[[1.7,60.0]],\"city\":[[\"서울\"]]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true  | '키;도시\n1;서울\n'        | header: column 몸무게 is missing (expected: 키, 몸무게, 도시)",
        "true  | '키;키;몸무게;도시\n1;2;3;4\n' | header: column 키 comes twice (expected: once)",
        "false | '1;2\n'                  | record 1: 2 fields (expected: 3, 키, 몸무게, 도시)",
        "false | '1;2;a\n1;a;a\n'         | record 2, field 2: \"a\" (expected: FP32"
      })
  void columns_that_are_not_as_the_owner_says_are_told(
      boolean header, String body, String message) {
    Served model = pairAndCity();
    Served.Header lines = header ? Served.Header.TRUE : Served.Header.FALSE;
    Served table =
        ScriptedModel.of(
            ScriptedModel.withTabular(
                model.description(), new Served.Tabular("UTF-8", lines, ';', columns())),
            model.predictor());

    assertThatThrownBy(() -> echoed(table, CSV, body))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining(message);
  }

  private static Served pairAndCity() {
    return ScriptedModel.echo(
        "people",
        ScriptedModel.spec("measures", DataType.FP32, -1, 2),
        ScriptedModel.spec("city", DataType.BYTES, -1, 1));
  }

  private static SequencedMap<String, List<String>> columns() {
    SequencedMap<String, List<String>> columns = new LinkedHashMap<>();
    columns.put("measures", List.of("키", "몸무게"));
    columns.put("city", List.of("도시"));
    return columns;
  }

  private static Served tabular(
      Served model, char delimiter, SequencedMap<String, List<String>> columns) {
    return ScriptedModel.of(
        ScriptedModel.withTabular(
            model.description(),
            new Served.Tabular("UTF-8", Served.Header.AUTO, delimiter, columns)),
        model.predictor());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'1,2\n3\n'      | record 2: 1 fields (expected: 2)",
        "'1,2\n3,x\n'    | record 2, field 2: \"x\" (expected: FP32 for input x)",
        "'1,2\n3,1e99\n' | record 2, field 2: \"1e99\" (expected: FP32 for input x)",
        "'1,2\n3,0x1p3\n'| record 2, field 2: \"0x1p3\"",
        "'1,2,3\n'       | record 1: 3 fields (expected: 2 for input x: FP32[-1,2])",
        "'a,b\n'         | body: a header and no records",
        "'\n\n'          | body: no records",
        "'1,\"2\n'       | record 1: a quote is never closed",
        "'1,\"2\"3\n'    | record 1: text behind a closing quote"
      })
  void broken_csv_is_told_with_record_and_field(String body, String message) {
    assertThatThrownBy(() -> calls.read(call(iris, CSV, body.getBytes(StandardCharsets.UTF_8))))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"y\":[1]}|input y: unknown (expected: x)",
        "{\"x\":[1],\"x\":[2]}|x: given twice (expected: once)",
        "[[1,2],[3]]|x: an array of 1 values at depth 2 (expected: 2 for shape [2,2])",
        "[[1,2],[3,{}]]|x[3]: an object (expected: a number within FP32"
      })
  void broken_json_is_told_with_its_place(String body, String message) {
    assertThatThrownBy(
            () -> calls.read(call(iris, "application/json", body.getBytes(StandardCharsets.UTF_8))))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining(message);
  }

  @Test
  void a_picture_goes_undecoded_to_the_input_that_takes_pictures() {
    Served pictures =
        ScriptedModel.of(ScriptedModel.withPictures(iris.description(), "x"), iris.predictor());
    byte[] jpeg = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, 1};

    for (String type : List.of("image/jpeg", "application/octet-stream", "")) {
      Call call = calls.read(call(pictures, type, jpeg));
      assertThat(call.inputs().get("x").toString()).isEqualTo("BYTES[1]");
      assertThat(call.inputs().get("x").sizeBytes()).isEqualTo(8);
      call.inputs().values().forEach(Tensor::close);
    }
    assertThatThrownBy(() -> calls.read(call(iris, "", jpeg)))
        .hasMessageContaining("no one input for pictures");
  }

  @Test
  void what_is_not_offered_is_refused_in_words() {
    assertThatThrownBy(() -> calls.read(call(iris, "multipart/mixed; boundary=x", new byte[9])))
        .isInstanceOf(Unsupported.class);
    assertThatThrownBy(() -> calls.read(call(iris, CSV, new byte[0])))
        .hasMessageContaining("body: empty");
  }

  @Test
  void classes_are_answered_with_label_and_probability_as_many_as_asked() {
    Served soft = ScriptedModel.classifier("c", true, List.of("no", "yes", "maybe"));

    assertThat(echoed(soft, CSV, "0,0,0.6931472\n"))
        .isEqualTo(
            "{\"model\":\"m\",\"version\":\"1\",\"classes\":["
                + "{\"index\":2,\"label\":\"maybe\",\"probability\":0.5},"
                + "{\"index\":0,\"label\":\"no\",\"probability\":0.25}]}");
    assertThat(
            echoed(
                TestCalls.incoming(
                    soft,
                    "/predictions/c?top_k=1",
                    HeaderList.of(HeaderName.CONTENT_TYPE, CSV),
                    "0,9,0\n9,0,0\n".getBytes(StandardCharsets.UTF_8))))
        .contains("\"rows\":[{\"classes\":[{\"index\":1,")
        .contains("{\"classes\":[{\"index\":0,");
  }

  private String echoed(Served served, String contentType, String body) {
    return echoed(call(served, contentType, body.getBytes(StandardCharsets.UTF_8)));
  }

  private String echoed(IncomingCall incoming) {
    Call call = calls.read(incoming);
    try (var response =
        incoming
            .served()
            .predictor()
            .predict(
                new InferenceRequest(
                    call.inputs(),
                    List.of(),
                    call.parameters(),
                    new RequestContext(
                        "",
                        RequestContext.Caller.ANONYMOUS,
                        Deadline.after(0, Duration.ofDays(1)),
                        new Cancellation(),
                        Runnable::run,
                        new Timings(0))))
            .toCompletableFuture()
            .join()) {
      return TestCalls.answer(call, response.outputs());
    } finally {
      call.inputs().values().forEach(Tensor::close);
    }
  }

  private static IncomingCall call(Served served, String contentType, byte[] body) {
    HeaderList headers = HeaderList.of();
    if (!contentType.isEmpty()) {
      headers.add(HeaderName.CONTENT_TYPE, contentType);
    }
    return TestCalls.incoming(served, headers, body);
  }
}
