package dev.soban.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.lifecycle.Served;
import dev.soban.core.model.OutputMeaning;
import dev.soban.core.predict.Origin;
import dev.soban.core.predict.Origin.CacheUse;
import dev.soban.core.tensor.DataType;
import dev.soban.server.ScriptedModel;
import java.net.http.HttpHeaders;
import java.util.List;
import org.junit.jupiter.api.Test;

class OriginHeadersTest {
  private static final String INFER = "/v2/models/m/infer";
  private static final String BODY =
      "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"FP32\",\"data\":[1,2]}]}";

  @Test
  void the_models_own_answer_has_neither_header() {
    HttpHeaders headers = answeredWith(Origin.ENGINE);

    assertThat(headers.firstValue("x-soban-cache")).isEmpty();
    assertThat(headers.firstValue("x-soban-degraded")).isEmpty();
  }

  @Test
  void the_client_reads_what_the_cache_did() {
    assertThat(answeredWith(new Origin(CacheUse.MISS, "")).firstValue("x-soban-cache"))
        .contains("miss");
    assertThat(answeredWith(new Origin(CacheUse.HIT, "")).firstValue("x-soban-cache"))
        .contains("hit");
    assertThat(answeredWith(new Origin(CacheUse.JOINED, "")).firstValue("x-soban-cache"))
        .contains("joined");
  }

  @Test
  void the_client_reads_what_stands_in_for_the_model() {
    HttpHeaders headers = answeredWith(Origin.ENGINE.degradedTo("model:small"));

    assertThat(headers.firstValue("x-soban-degraded")).contains("model:small");
    assertThat(headers.firstValue("x-soban-cache")).isEmpty();
  }

  private static HttpHeaders answeredWith(Origin origin) {
    var spec = List.of(ScriptedModel.spec("x", DataType.FP32, -1, 2));
    Served echo = ScriptedModel.echo("m", spec.getFirst());
    Served marked =
        ScriptedModel.of(
            ScriptedModel.description("m", spec, spec, new OutputMeaning.PlainTensors()),
            request ->
                echo.predictor().predict(request).thenApply(answer -> answer.withOrigin(origin)));
    try (TestPort port = new TestPort(ScriptedModel.loaded(marked))) {
      HttpHeaders headers = port.post(INFER, BODY).headers();
      port.endWithNothingHeld();
      return headers;
    }
  }
}
