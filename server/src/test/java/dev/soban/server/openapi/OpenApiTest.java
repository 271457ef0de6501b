package dev.soban.server.openapi;

import static dev.soban.server.ScriptedModel.classifier;
import static dev.soban.server.ScriptedModel.description;
import static dev.soban.server.ScriptedModel.echo;
import static dev.soban.server.ScriptedModel.loaded;
import static dev.soban.server.ScriptedModel.spec;
import static dev.soban.server.ScriptedModel.withPictures;
import static dev.soban.server.ScriptedModel.withTabular;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.lifecycle.VersionState;
import dev.soban.core.lifecycle.VersionStatus;
import dev.soban.core.lifecycle.readiness.Health;
import dev.soban.core.lifecycle.readiness.Vitals;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.model.OutputMeaning;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Slab;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.server.ScriptedModel;
import dev.soban.server.json.JsonStreams;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OpenApiTest {
  private static final OpenApi.Settings SETTINGS =
      new OpenApi.Settings("9.9.9", false, false, true);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TensorPool pool = new TensorPool(16 << 20, 1 << 20);

  @AfterEach
  void nothing_is_held() {
    assertThat(pool.heldSlabs()).isZero();
  }

  @Test
  void the_document_of_no_model_is_openapi() {
    JsonNode document = document(loaded(), SETTINGS);

    assertThat(OpenApiSpec.complaints(document)).isEmpty();
    assertThat(document.path("paths").has("/v2/health/ready")).isTrue();
    assertThat(document.path("paths").has("/v2/models/{model}")).isFalse();
  }

  @Test
  void the_document_of_many_kinds_of_models_is_openapi() {
    JsonNode document = document(loaded(everyKind()), SETTINGS);

    assertThat(OpenApiSpec.complaints(document)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(DataType.class)
  void every_data_type_has_a_schema_that_takes_its_values(DataType type) {
    JsonNode document = document(loaded(echo("m", spec("x", type, -1, 2))), SETTINGS);
    String value =
        switch (type) {
          case BOOL -> "true";
          case BYTES -> "\"a\"";
          case FP16, BF16, FP32, FP64 -> "\"NaN\"";
          case UINT64 -> "18446744073709551615";
          case INT64 -> "-9223372036854775808";
          default -> "7";
        };

    assertThat(complaints(document, "m.InferRequest", infer(type, value + "," + value))).isEmpty();
    assertThat(complaints(document, "m.InferRequest", infer(type, "null, {}"))).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'inputs': [{'name': 'x', 'shape': [1, 3], 'datatype': 'FP32', 'data': [1, 2, 3]}]} | true",
        "{'inputs': [{'name': 'x', 'shape': [1, 3], 'datatype': 'FP32', 'data': [[1, 2, 3]]}]} | true",
        "{'inputs': [{'name': 'x', 'shape': [1, 3], 'datatype': 'FP32', 'data': [[1, 2]]}]} | false",
        "{'inputs': [{'name': 'x', 'shape': [1, 4], 'datatype': 'FP32', 'data': [1, 2, 3]}]} | false",
        "{'inputs': [{'name': 'x', 'shape': [3], 'datatype': 'FP32', 'data': [1, 2, 3]}]} | false",
        "{'inputs': [{'name': 'y', 'shape': [1, 3], 'datatype': 'FP32', 'data': [1, 2, 3]}]} | false",
        "{'inputs': [{'name': 'x', 'shape': [1, 3], 'datatype': 'INT8', 'data': [1, 2, 3]}]} | false",
        "{'inputs': []} | false",
        "{} | false",
      })
  void an_infer_request_fits_its_schema_exactly_when_it_fits_the_model(String text, boolean fits) {
    JsonNode document = document(loaded(classifier("m", true, List.of())), SETTINGS);

    assertThat(complaints(document, "m.InferRequest", text.replace('\'', '"')).isEmpty())
        .isEqualTo(fits);
  }

  @Test
  void what_a_version_is_known_to_answer_becomes_the_example_in_every_form() {
    Served served =
        known(echo("m", spec("a", DataType.INT64, -1), spec("b", DataType.FP32, -1, 2)), row());
    JsonNode document = document(loaded(served), SETTINGS);

    assertThat(example(document, "/v2/models/m/infer", "application/json"))
        .hasToString(
            "{\"inputs\":[{\"name\":\"a\",\"shape\":[1],\"datatype\":\"INT64\",\"data\":[7]},"
                + "{\"name\":\"b\",\"shape\":[1,2],\"datatype\":\"FP32\",\"data\":[0.5,1.5]}]}");
    assertThat(example(document, "/predictions/m", "application/json"))
        .hasToString("{\"a\":[7],\"b\":[[0.5,1.5]]}");
    assertThat(requestContent(document, "/predictions/m").has("text/csv"))
        .as("an input with two columns of no name")
        .isFalse();
    assertThat(
            complaints(
                document,
                "m.InferRequest",
                example(document, "/v2/models/m/infer", "application/json").toString()))
        .isEmpty();
  }

  @Test
  void records_have_the_columns_names_and_order_of_the_owner() {
    Served plain = echo("m", spec("a", DataType.INT64, -1), spec("b", DataType.FP32, -1, 2));
    Map<String, List<String>> columns = new LinkedHashMap<>();
    columns.put("b", List.of("width", "height"));
    columns.put("a", List.of("count"));
    Served.Tabular tabular =
        new Served.Tabular("UTF-8", Served.Header.AUTO, ';', new LinkedHashMap<>(columns));
    Served served =
        known(
            ScriptedModel.of(withTabular(plain.description(), tabular), plain.predictor()), row());

    JsonNode document = document(loaded(served), SETTINGS);

    assertThat(example(document, "/predictions/m", "text/csv").asText())
        .isEqualTo("width;height;count\n0.5;1.5;7\n");
  }

  @Test
  void large_inputs_make_no_example_and_leave_nothing_behind() {
    Served served =
        known(
            echo("m", spec("x", DataType.UINT8, -1, -1)),
            () -> Map.of("x", tensor(DataType.UINT8, Shape.of(1, 1000))));
    JsonNode document = document(loaded(served), SETTINGS);

    assertThat(requestContent(document, "/v2/models/m/infer").at("/application~1json/examples"))
        .isEmpty();
    assertThat(OpenApiSpec.complaints(document)).isEmpty();
  }

  @Test
  void inputs_that_must_be_large_are_not_even_made() {
    Served served =
        known(
            echo("m", spec("x", DataType.UINT8, -1, 1000)),
            () -> {
              throw new IllegalStateException("made");
            });

    assertThat(requestContent(document(loaded(served), SETTINGS), "/v2/models/m/infer"))
        .isNotEmpty();
  }

  @Test
  void a_model_for_pictures_takes_files_and_the_finished_tensor() {
    JsonNode document = document(loaded(pictures()), SETTINGS);

    assertThat(requestContent(document, "/predictions/p").has("image/*")).isTrue();
    assertThat(document.at("/components/schemas/p.InferRequest/properties/inputs/items/anyOf"))
        .hasSize(2);
    assertThat(
            requestContent(document, "/predictions/p")
                .at("/image~1*/examples/picture/externalValue"))
        .hasToString("\"docs/sample.png\"");
  }

  @Test
  void without_the_page_there_is_no_sample_picture_to_point_to() {
    OpenApi.Settings noPage = new OpenApi.Settings("9.9.9", false, false, false);

    assertThat(
            requestContent(document(loaded(pictures()), noPage), "/predictions/p").at("/image~1*"))
        .hasSize(1);
  }

  @Test
  void versions_that_agree_share_their_paths_and_others_have_their_own() {
    LoadedModels models = loaded();
    TensorSpec narrow = spec("x", DataType.FP32, -1, 2);
    put(models, version("1", spec("x", DataType.FP32, -1, 3)));
    put(models, version("2", narrow));
    put(models, version("3", narrow));
    models.aliases("m", Map.of("champion", "3", "old", "1"));

    JsonNode document = document(models, SETTINGS);

    assertThat(OpenApiSpec.complaints(document)).isEmpty();
    assertThat(
            document.at(
                "/paths/~1v2~1models~1m~1versions~1{version}~1infer/post/parameters/0/schema/enum"))
        .hasToString("[\"2\",\"3\",\"champion\"]");
    assertThat(document.path("paths").has("/v2/models/m/versions/1/infer")).isTrue();
    assertThat(document.path("paths").has("/v2/models/m/versions/old/infer")).isTrue();
    assertThat(document.path("paths").has("/predictions/m/1")).isTrue();
    assertThat(document.at("/components/schemas/m.InferRequest.1").isMissingNode()).isFalse();
    assertThat(document.at("/x-soban-models/0/usual")).hasToString("\"3\"");
  }

  @Test
  void a_model_whose_champion_is_not_ready_has_paths_of_versions_only() {
    LoadedModels models = loaded();
    put(models, version("1", spec("x", DataType.FP32, -1, 3)));
    models.put(new VersionStatus("m", "2", VersionState.FAILED, "broken", Optional.empty()));
    models.aliases("m", Map.of("champion", "2"));

    JsonNode document = document(models, SETTINGS);

    assertThat(document.path("paths").has("/v2/models/m/infer")).isFalse();
    assertThat(document.path("paths").has("/v2/models/m/versions/1/infer")).isTrue();
    assertThat(document.at("/x-soban-models/0/usual")).hasToString("\"\"");
    assertThat(OpenApiSpec.complaints(document)).isEmpty();
  }

  @Test
  void models_that_cannot_answer_are_left_out() {
    LoadedModels models = loaded();
    models.put(new VersionStatus("m", "1", VersionState.FAILED, "broken", Optional.empty()));

    JsonNode document = document(models, SETTINGS);

    assertThat(document.path("x-soban-models")).isEmpty();
    assertThat(OpenApiSpec.complaints(document)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"false, false, 0", "true, false, 2", "true, true, 3"})
  void keys_are_asked_for_where_there_are_any(boolean keys, boolean open, int ways) {
    JsonNode document =
        document(loaded(everyKind()), new OpenApi.Settings("9.9.9", keys, open, true));

    assertThat(document.path("security")).hasSize(ways);
    assertThat(document.at("/components").has("securitySchemes")).isEqualTo(keys);
    assertThat(document.at("/paths/~1v2~1health~1live/get/security").isEmpty()).isTrue();
    assertThat(OpenApiSpec.complaints(document)).isEmpty();
  }

  @Test
  void the_answer_of_a_classifier_names_its_classes() {
    JsonNode document = document(loaded(classifier("m", true, List.of("a", "b", "c"))), SETTINGS);

    assertThat(
            complaints(
                document,
                "m.Prediction",
                """
                {"model": "m", "version": "1", "classes": [{"index": 1, "label": "b", "probability": 0.5}]}
                """))
        .isEmpty();
    assertThat(
            complaints(
                document,
                "m.Prediction",
                """
                {"model": "m", "version": "1", "classes": [{"index": 1, "label": "z", "probability": 0.5}]}
                """))
        .isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'box': [1, 2, 3, 4], 'score': 0.5, 'class': 0, 'label': 'face' | true",
        "'box': [1, 2, 3, 4], 'score': 0.5, 'class': 0, 'label': 'dog' | false",
        "'box': [1, 2, 3], 'score': 0.5, 'class': 0 | false",
        "'box': [1, 2, 3, 4], 'score': 0.5, 'class': 0, 'keypoints': [[1, 2]] | false",
        "'score': 0.5, 'class': 0 | false",
      })
  void the_answer_of_a_detector_has_boxes_of_four_and_key_points_of_two(String text, boolean fits) {
    JsonNode document = document(loaded(detector()), SETTINGS);
    String answer =
        "{'model': 'things', 'version': '1', 'width': 8, 'height': 8, 'detections': [{"
            + text
            + "}]}";

    assertThat(complaints(document, "things.Prediction", answer.replace('\'', '"')).isEmpty())
        .isEqualTo(fits);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'instances': [[1, 2, 3], [4, 5, 6]]} | true",
        "{'instances': [{'x': [1, 2, 3]}]} | true",
        "{'inputs': [[1, 2, 3]]} | true",
        "{'inputs': {'x': [[1, 2, 3]]}} | true",
        "{'instances': [[1, 2]]} | false",
        "{'instances': []} | false",
        "{'inputs': [1, 2, 3]} | false",
      })
  void rows_and_columns_fit_the_schema_of_v1(String text, boolean fits) {
    JsonNode document = document(loaded(classifier("m", true, List.of())), SETTINGS);
    JsonNode schema =
        document.at(
            "/paths/~1v1~1models~1m:predict/post/requestBody/content/application~1json/schema");

    assertThat(complaints(document, schema, text.replace('\'', '"')).isEmpty()).isEqualTo(fits);
  }

  private Served[] everyKind() {
    return new Served[] {
      pictures(),
      classifier("classes", true, List.of("a", "b", "c")),
      known(echo("two", spec("a", DataType.INT64, -1), spec("b", DataType.FP32, -1, 2)), row()),
      echo("scalar", spec("x", DataType.FP64)),
      echo("text", spec("x", DataType.BYTES, -1, 1)),
      echo("open", spec("x", DataType.BF16, -1, -1, 3)),
      detector(),
      echo("server", spec("live", DataType.BOOL, 2)),
    };
  }

  private static Served pictures() {
    TensorSpec input = spec("picture", DataType.FP32, -1, 3, 224, 224);
    TensorSpec output = spec("scores", DataType.FP32, -1, 3);
    Served.Description plain =
        description("p", List.of(input), List.of(output), new OutputMeaning.PlainTensors());
    return ScriptedModel.of(
        withPictures(plain, "picture"),
        request -> {
          throw new IllegalStateException();
        });
  }

  private static Served detector() {
    TensorSpec boxes = spec("boxes", DataType.FP32, -1, 100, 4);
    return ScriptedModel.of(
        description(
            "things",
            List.of(spec("picture", DataType.UINT8, -1, 3, 8, 8)),
            List.of(boxes),
            new OutputMeaning.Detection(5, List.of("face"))),
        request -> {
          throw new IllegalStateException();
        });
  }

  private static Served version(String number, TensorSpec input) {
    Served served = echo("m", input);
    Served.Description plain = served.description();
    Served.Description numbered =
        new Served.Description(
            new ModelVersion("m", number),
            plain.platform(),
            plain.device(),
            plain.signature(),
            plain.encodedInputs(),
            plain.meaning(),
            plain.declared(),
            plain.batching(),
            plain.stack(),
            plain.notes(),
            plain.properties());
    return ScriptedModel.of(numbered, served.predictor());
  }

  private static void put(LoadedModels models, Served served) {
    models.put(
        new VersionStatus("m", served.id().version(), VersionState.READY, "", Optional.of(served)));
  }

  /** Inputs to be made anew. */
  private interface Inputs {
    Map<String, Tensor> make();
  }

  private Inputs row() {
    return () -> {
      Map<String, Tensor> inputs = new LinkedHashMap<>();
      Tensor count = tensor(DataType.INT64, Shape.of(1), 7, 0, 0, 0, 0, 0, 0, 0);
      inputs.put("a", count);
      inputs.put("b", tensor(DataType.FP32, Shape.of(1, 2), 0, 0, 0, 0x3f, 0, 0, 0xc0, 0x3f));
      return inputs;
    };
  }

  private Tensor tensor(DataType type, Shape shape, int... bytes) {
    Slab slab = pool.allocate(shape.elements() * type.sizeBytes());
    for (int i = 0; i < bytes.length; i++) {
      slab.memory().set(ValueLayout.JAVA_BYTE, i, (byte) bytes[i]);
    }
    return Tensor.of(type, shape, slab);
  }

  private static Served known(Served served, Inputs inputs) {
    return served.with(
        new Vitals(new Health(Duration.ZERO, 0), Optional.empty(), Optional.of(inputs::make)));
  }

  private static String infer(DataType type, String data) {
    return "{\"inputs\": [{\"name\": \"x\", \"shape\": [1, 2], \"datatype\": \""
        + type
        + "\", \"data\": ["
        + data
        + "]}]}";
  }

  private static JsonNode requestContent(JsonNode document, String path) {
    return document.path("paths").path(path).at("/post/requestBody/content");
  }

  private static JsonNode example(JsonNode document, String path, String type) {
    return requestContent(document, path).path(type).at("/examples/known/value");
  }

  /** What a schema of the document has against a text. */
  private static List<String> complaints(JsonNode document, String schema, String text) {
    JsonNode pointer = JSON.createObjectNode().put("$ref", "#/components/schemas/" + schema);
    return complaints(document, pointer, text);
  }

  /** The schema goes on top of the document, so that what it points to is found. */
  private static List<String> complaints(JsonNode document, JsonNode schema, String text) {
    ObjectNode whole = document.deepCopy();
    whole.setAll((ObjectNode) schema);
    try {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(whole)
          .validate(JSON.readTree(text))
          .stream()
          .map(Object::toString)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode document(LoadedModels models, OpenApi.Settings settings) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    new JsonStreams().write(text, new OpenApi(models, settings)::write);
    try {
      return JSON.readTree(text.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
