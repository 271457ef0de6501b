package dev.soban.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.cli.acceptance.client.Answer;
import dev.soban.cli.acceptance.client.Json;
import dev.soban.cli.acceptance.client.Question;
import dev.soban.cli.acceptance.client.TensorValue;
import dev.soban.cli.acceptance.client.Transfer;
import dev.soban.cli.acceptance.client.V2Client;
import dev.soban.cli.acceptance.data.ModelsFolder;
import dev.soban.cli.serve.RunningServer;
import dev.soban.repository.yaml.Overlay;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server with clients at both of its ports. */
record ServedModels(RunningServer server, V2Client client, V2Client admin)
    implements AutoCloseable {
  private static final String HELD_SLABS = "soban_tensor_held_slabs";

  static ServedModels of(ModelsFolder models, Overlay... more) {
    RunningServer server = RunningServer.of(models.root(), more);
    return new ServedModels(server, new V2Client(server.url()), new V2Client(server.adminUrl()));
  }

  Map<String, Object> metadata(String model) {
    return Json.object(client.get("/v2/models/" + model).json());
  }

  boolean ready(String model) {
    return client.get("/v2/models/" + model + "/ready").status() == 200;
  }

  /** Why a model is not ready, as the repository index says it. */
  String reason(String model) {
    Object index =
        client
            .post("/v2/repository/index", "application/json", "{}".getBytes(StandardCharsets.UTF_8))
            .json();
    List<String> reasons =
        Json.list(index).stream()
            .map(Json::object)
            .filter(entry -> model.equals(entry.get("name")))
            .filter(entry -> !"READY".equals(entry.get("state")))
            .map(entry -> (String) entry.get("reason"))
            .toList();
    assertThat(reasons).as("failed versions of " + model).hasSize(1);
    return reasons.getFirst();
  }

  /** That the model beside the bad ones is well. */
  void expectIrisAnswers() {
    TensorValue row = TensorValue.floats(TensorValue.shape(1, 4), 5.1f, 3.5f, 1.4f, 0.2f);
    Answer answer = client.infer("iris_logreg", Question.of("float_input", row), Transfer.JSON);
    assertThat(answer.output("label").numbers()).containsExactly(0);
  }

  /** Answers may arrive a moment before the server has tidied up behind them. */
  void expectNothingHeld() {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (metric(HELD_SLABS) != 0 && System.nanoTime() - until < 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    assertThat(metric(HELD_SLABS)).as("held slabs").isZero();
  }

  /** A metric without labels. */
  double metric(String name) {
    OptionalDouble value = series(name);
    assertThat(value).as(name + " in the metrics").isPresent();
    return value.getAsDouble();
  }

  /** A metric of version 1 of a model; 0 as long as there is none. */
  double metric(String name, String model) {
    return series(name + "\\{model=\"" + model + "\",version=\"1\"\\}").orElse(0);
  }

  private OptionalDouble series(String pattern) {
    Matcher line =
        Pattern.compile("(?m)^" + pattern + " (\\S+)$").matcher(admin.get("/metrics").text());
    return line.find()
        ? OptionalDouble.of(Double.parseDouble(line.group(1)))
        : OptionalDouble.empty();
  }

  @Override
  public void close() {
    client.close();
    admin.close();
    server.close();
  }
}
