package dev.soban.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.cli.acceptance.client.Json;
import dev.soban.cli.acceptance.client.Question;
import dev.soban.cli.acceptance.client.TensorValue;
import dev.soban.cli.acceptance.client.Transfer;
import dev.soban.cli.acceptance.data.KnownModel;
import dev.soban.cli.acceptance.data.ModelsFolder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every model that is known to load and run is served from a folder, with nothing declared. */
class EveryModelTest {
  private static final Transfer BINARY_TO_JSON = new Transfer(true, false, false, false);

  private static ServedModels served;

  @BeforeAll
  static void serve(@TempDir Path root) {
    ModelsFolder models = new ModelsFolder(root);
    KnownModel.all().forEach(model -> models.version(model.name(), model.file()));
    served = ServedModels.of(models);
  }

  @AfterAll
  static void close() {
    if (served != null) {
      served.expectNothingHeld();
      served.close();
    }
  }

  static Stream<KnownModel> models() {
    return KnownModel.all().stream();
  }

  @ParameterizedTest
  @MethodSource("models")
  void a_known_model_answers_in_the_shapes_it_is_known_for(KnownModel model) {
    assertThat(served.ready(model.name())).isTrue();
    Map<String, Object> metadata = served.metadata(model.name());
    Question question = new MadeUpInputs(model.name()).question(metadata);

    Map<String, TensorValue> outputs =
        served.client().infer(model.name(), question, Transfer.BINARY).outputs();

    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    outputs.forEach((name, value) -> shapes.put(name, value.shape()));
    assertThat(shapes).containsAllEntriesOf(model.outputs());
    outputs.values().forEach(value -> assertThat(value.held()).isEqualTo(value.elements()));
    declares(metadata, outputs);
    assertThat(served.client().infer(model.name(), question, BINARY_TO_JSON).outputs())
        .isEqualTo(outputs);
  }

  private static void declares(Map<String, Object> metadata, Map<String, TensorValue> outputs) {
    assertThat((String) metadata.get("platform")).startsWith("onnx");
    assertThat(Json.list(metadata.get("versions"))).containsExactly("1");
    for (Object entry : Json.list(metadata.get("outputs"))) {
      Map<String, Object> declared = Json.object(entry);
      TensorValue given = outputs.get(declared.get("name"));
      assertThat(given).as("output " + declared).isNotNull();
      assertThat(given.dataType()).isEqualTo(declared.get("datatype"));
      List<Long> dims =
          Arrays.stream(Json.numbers(declared.get("shape"))).mapToObj(dim -> (long) dim).toList();
      assertThat(fits(given.shape(), dims)).as(given.shape() + " fits " + declared).isTrue();
    }
    assertThat(Json.list(metadata.get("outputs"))).hasSameSizeAs(outputs.keySet());
  }

  private static boolean fits(List<Long> shape, List<Long> declared) {
    for (int i = 0; i < shape.size(); i++) {
      if (declared.get(i) >= 0 && !declared.get(i).equals(shape.get(i))) {
        return false;
      }
    }
    return shape.size() == declared.size();
  }
}
