package dev.soban.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.soban.cli.acceptance.client.Answer;
import dev.soban.cli.acceptance.client.V2Client;
import dev.soban.cli.acceptance.data.KnownModel;
import dev.soban.cli.acceptance.data.ModelsFolder;
import dev.soban.cli.acceptance.data.TestData;
import dev.soban.cli.serve.RunningServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every example of the API's description is sent as it stands, and answered as is described. */
class OpenApiExamplesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** One example. */
  private record Sent(String path, String type, ByteBuffer body, JsonNode answerSchema) {}

  @Test
  void examples_of_the_models_that_ship_work() throws Exception {
    List<String> asked;
    try (RunningServer server = RunningServer.of(TestData.ofRepository("examples/models"))) {
      asked = askAll(server);
    }

    assertThat(asked)
        .contains(
            "/predictions/digits image/*",
            "/predictions/iris text/csv",
            "/predictions/iris application/json",
            "/predictions/iris/1 application/json",
            "/v1/models/digits:predict application/json",
            "/v1/models/iris:predict application/json",
            "/v1/models/iris/versions/1:predict application/json",
            "/v2/models/iris/infer application/json",
            "/v2/models/iris/versions/1/infer application/json");
  }

  @Test
  void examples_of_every_known_model_work(@TempDir Path root) throws Exception {
    ModelsFolder models = new ModelsFolder(root);
    KnownModel.all().forEach(model -> models.version(model.name(), model.file()));
    DetectionModels.yunet(DetectionModels.yolox(models));
    List<String> asked;
    try (RunningServer server = RunningServer.of(models.root())) {
      asked = askAll(server);
    }

    assertThat(asked).hasSizeGreaterThan(100).contains("/predictions/yunet image/*");
    assertThat(asked.stream().filter(each -> each.endsWith("text/csv"))).hasSizeGreaterThan(5);
  }

  private static List<String> askAll(RunningServer server) throws Exception {
    List<String> asked = new ArrayList<>();
    SoftAssertions softly = new SoftAssertions();
    try (HttpClient client = HttpClient.newHttpClient();
        V2Client sender = new V2Client(server.url())) {
      URI place = URI.create(server.url() + "/openapi.json");
      JsonNode document = JSON.readTree(get(client, place));
      for (Sent sent : examples(client, place, document)) {
        Answer answer = sender.post(sent.path(), sent.type(), sent.body().array());
        softly.assertThat(answer.status()).as(sent + ": " + answer.text()).isEqualTo(200);
        softly
            .assertThat(complaints(document, sent.answerSchema(), answer.text()))
            .as(sent.path() + ": " + answer.text())
            .isEmpty();
        asked.add(sent.path() + " " + sent.type());
      }
    }
    softly.assertAll();
    return asked;
  }

  private static List<Sent> examples(HttpClient client, URI place, JsonNode document)
      throws Exception {
    List<Sent> all = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      JsonNode post = path.getValue().path("post");
      JsonNode schema = post.at("/responses/200/content/application~1json/schema");
      for (Map.Entry<String, JsonNode> media : post.at("/requestBody/content").properties()) {
        for (JsonNode example : media.getValue().path("examples")) {
          for (String concrete : concrete(path.getKey(), post)) {
            byte[] body = body(client, place, media.getKey(), example);
            all.add(new Sent(concrete, media.getKey(), ByteBuffer.wrap(body), schema));
          }
        }
      }
    }
    return all;
  }

  /** A path for each version that may stand in it. */
  private static List<String> concrete(String path, JsonNode operation) {
    if (!path.contains("{")) {
      return List.of(path);
    }
    JsonNode parameter = operation.path("parameters").path(0);
    List<String> paths = new ArrayList<>();
    for (JsonNode value : parameter.at("/schema/enum")) {
      paths.add(path.replace("{" + parameter.path("name").asText() + "}", value.asText()));
    }
    return paths;
  }

  private static byte[] body(HttpClient client, URI place, String type, JsonNode example)
      throws Exception {
    if (example.has("externalValue")) {
      return get(client, place.resolve(example.path("externalValue").asText()));
    }
    JsonNode value = example.path("value");
    String text = type.equals("text/csv") ? value.asText() : value.toString();
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] get(HttpClient client, URI uri) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).as(uri.toString()).isEqualTo(200);
    return answer.body();
  }

  private static List<String> complaints(JsonNode document, JsonNode schema, String text)
      throws IOException {
    ObjectNode whole = document.deepCopy();
    JsonSchema compiled =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(whole.put("$ref", schema.path("$ref").asText()));
    return compiled.validate(JSON.readTree(text)).stream().map(Object::toString).toList();
  }
}
