package dev.soban.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.cache.CacheLayer;
import dev.soban.core.cache.CacheSettings;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.TensorPool;
import dev.soban.core.time.Ticker;
import dev.soban.server.ScriptedModel;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cache as a client sees it. */
class CacheHttpTest {
  private static final String INFER = "/v2/models/m/infer";

  private final CacheLayer cache =
      new CacheLayer(
          new CacheSettings(true, 1L << 20, Duration.ZERO, false, Optional.empty()),
          Duration.ZERO,
          new TensorPool(4L << 20, 0),
          Ticker.system());
  private final TestPort port = new TestPort(ScriptedModel.loaded(cached()));

  private Served cached() {
    Served echo = ScriptedModel.echo("m", ScriptedModel.spec("x", DataType.FP32, -1, 2));
    return ScriptedModel.cached(
        ScriptedModel.of(echo.description(), cache.around(echo.predictor())), cache);
  }

  @AfterEach
  void end() {
    cache.close();
    port.endWithNothingHeld();
    port.close();
  }

  private HttpResponse<String> ask(String id, String cacheControl) {
    String body =
        "{\"id\":\""
            + id
            + "\",\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"FP32\",\"data\":[1,2]}]}";
    HttpRequest.Builder request = port.to(INFER).POST(HttpRequest.BodyPublishers.ofString(body));
    if (!cacheControl.isEmpty()) {
      request.header("Cache-Control", cacheControl);
    }
    return port.send(request.build());
  }

  private static String use(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.headers().firstValue("x-soban-cache").orElse("none");
  }

  @Test
  void the_second_of_two_equal_requests_is_a_hit_with_its_own_id() {
    assertThat(use(ask("a", ""))).isEqualTo("miss");

    HttpResponse<String> second = ask("b", "");

    assertThat(use(second)).isEqualTo("hit");
    assertThat(second.body()).startsWith("{\"id\":\"b\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no-store           | none",
        "No-Cache           | none",
        "max-age=0,no-store | none",
        "max-age=0          | hit",
        "no-storehouse      | hit",
      })
  void the_header_of_http_asks_past_the_cache(String header, String use) {
    ask("a", "");

    assertThat(use(ask("b", header))).isEqualTo(use);
  }

  @Test
  void statistics_tell_hits_and_misses_with_their_times() {
    ask("a", "");
    ask("a", "");
    ask("a", "");

    assertThat(port.get("/v2/models/m/stats").body())
        .containsPattern("\"cache_hit\":\\{\"count\":2,\"ns\":[1-9][0-9]*}")
        .containsPattern("\"cache_miss\":\\{\"count\":1,\"ns\":[1-9][0-9]*}");
  }
}
