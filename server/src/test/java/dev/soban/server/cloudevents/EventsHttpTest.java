package dev.soban.server.cloudevents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.soban.core.tensor.DataType;
import dev.soban.server.ScriptedModel;
import dev.soban.server.http.TestPort;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventsHttpTest {
  private static final String PATH = "/v1/models/echo:predict";
  private static final String BODY = "{\"instances\":[[1,2]]}";
  private static final String STRUCTURED = "application/cloudevents+json";
  private static final TestPort PORT =
      new TestPort(
          ScriptedModel.loaded(
              ScriptedModel.echo("echo", ScriptedModel.spec("x", DataType.FP32, -1, 2))));

  private final ObjectMapper json = new ObjectMapper();

  @AfterAll
  static void stop() {
    PORT.endWithNothingHeld();
    PORT.close();
  }

  @Test
  void an_event_in_headers_is_answered_in_headers() {
    HttpResponse<String> answer =
        ask(
            PATH,
            BODY,
            "Content-Type",
            "application/json; charset=utf-8",
            "ce-specversion",
            "1.0",
            "ce-id",
            "a%C3%A9 1",
            "ce-source",
            "/cam",
            "ce-type",
            "frame",
            "ce-time",
            "2026-01-01T00:00:00Z",
            "ce-lane",
            "3%20a");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"predictions\":[[1.0,2.0]]}");
    assertThat(header(answer, "content-type")).isEqualTo("application/json");
    assertThat(header(answer, "ce-specversion")).isEqualTo("1.0");
    assertThat(header(answer, "ce-type")).isEqualTo("io.kserve.inference.response");
    assertThat(header(answer, "ce-source")).isEqualTo("io.kserve.inference.echo");
    assertThat(header(answer, "ce-id")).isNotEqualTo("a%C3%A9%201").isNotEmpty();
    assertThat(header(answer, "ce-causationid")).isEqualTo("a%C3%A9%201");
    assertThat(header(answer, "ce-correlationid")).isEqualTo("a%C3%A9%201");
    assertThat(header(answer, "ce-lane")).isEqualTo("3%20a");
    assertThat(answer.headers().firstValue("ce-time")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"data\":{\"instances\":[[1,2]]}",
        "\"datacontenttype\":\"application/json\",\"data\":{\"instances\":[[1,2]]}",
        "\"datacontenttype\":null,\"data_base64\":\"eyJpbnN0YW5jZXMiOltbMSwyXV19\""
      })
  void an_event_as_a_body_is_answered_as_a_body(String data) throws Exception {
    HttpResponse<String> answer =
        ask(
            PATH,
            "{\"specversion\":\"1.0\",\"id\":\"e1\",\"source\":\"/cam\",\"type\":\"frame\","
                + "\"lane\":3,\"night\":true,\"correlationid\":\"c9\","
                + data
                + "}",
            "Content-Type",
            STRUCTURED);

    JsonNode event = json.readTree(answer.body());
    assertThat(header(answer, "content-type")).isEqualTo(STRUCTURED);
    assertThat(answer.headers().firstValue("ce-id")).isEmpty();
    assertThat(event.path("data").toString()).isEqualTo("{\"predictions\":[[1.0,2.0]]}");
    assertThat(event.path("type").asText()).isEqualTo("io.kserve.inference.response");
    assertThat(event.path("id").asText()).isNotEqualTo("e1").isNotEmpty();
    assertThat(event.path("causationid").asText()).isEqualTo("e1");
    assertThat(event.path("correlationid").asText()).isEqualTo("c9");
    assertThat(event.path("lane").asInt()).isEqualTo(3);
    assertThat(event.path("night").isBoolean()).isTrue();
    assertThat(event.path("datacontenttype").asText()).isEqualTo("application/json");
  }

  @Test
  void every_answer_has_an_id_of_its_own() {
    String[] event = {"ce-specversion", "1.0", "ce-id", "1", "ce-source", "s", "ce-type", "t"};

    assertThat(header(ask(PATH, BODY, event), "ce-id"))
        .isNotEqualTo(header(ask(PATH, BODY, event), "ce-id"));
  }

  @Test
  void errors_are_events_too() throws Exception {
    HttpResponse<String> binary =
        ask(PATH, "{}", "ce-specversion", "1.0", "ce-id", "7", "ce-source", "s", "ce-type", "t");
    HttpResponse<String> structured =
        ask(
            "/v1/models/echo:regress",
            "{\"specversion\":\"1.0\",\"id\":\"7\",\"source\":\"s\",\"type\":\"t\",\"data\":{}}",
            "Content-Type",
            STRUCTURED);
    HttpResponse<String> unknown =
        ask("/v1/models/nobody:predict", "{}", "Content-Type", STRUCTURED);

    assertThat(binary.statusCode()).isEqualTo(400);
    assertThat(binary.body()).startsWith("{\"error\":\"body: neither of");
    assertThat(header(binary, "ce-type")).isEqualTo("io.kserve.inference.error");
    assertThat(header(binary, "ce-causationid")).isEqualTo("7");
    JsonNode event = json.readTree(structured.body());
    assertThat(structured.statusCode()).isEqualTo(400);
    assertThat(event.path("type").asText()).isEqualTo("io.kserve.inference.error");
    assertThat(event.path("causationid").asText()).isEqualTo("7");
    assertThat(event.path("data").path("error").asText()).contains("one number for each row");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(header(unknown, "content-type")).isEqualTo(STRUCTURED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|attribute specversion of the event: missing (expected: 1.0)",
        "{\"specversion\":\"0.3\"}|attribute specversion of the event: 0.3 (expected: 1.0)",
        "{\"specversion\":\"1.0\",\"id\":\"\"}|attribute id of the event: missing",
        "{\"specversion\":\"1.0\",\"id\":7}|attribute id of the event: 7 (expected: text",
        "{\"specversion\":\"1.0\",\"id\":\"1\"}|attribute source of the event: missing",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\"}|attribute type of the event: missing",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\"}|data: missing",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"data\":1,\"data_base64\":\"\"}|data: given twice",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"data_base64\":\"?\"}|data_base64: ",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"id\":\"2\"}|id: given twice",
        "{\"specversion\":\"1.0\",\"Lane\":1}|attribute Lane of the event (expected: lower-case",
        "{\"specversion\":\"1.0\",\"lane\":{}}|attribute lane of the event: an object",
        "{\"datacontenttype\":\"text/xml\"}|attribute datacontenttype of the event: text/xml",
        "[]|body: an array (expected: an event",
        "``|body: empty (expected: an event"
      })
  void a_bad_event_is_told_which_attribute_is_wrong(String body, String message) throws Exception {
    HttpResponse<String> answer = ask(PATH, body, "Content-Type", STRUCTURED);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(json.readTree(answer.body()).path("data").path("error").asText())
        .startsWith(message);
  }

  @Test
  void bad_headers_are_told_too() {
    assertThat(ask(PATH, BODY, "ce-id", "1").body())
        .contains("attribute specversion of the event: missing");
    assertThat(ask(PATH, BODY, "ce-specversion", "1.0", "ce-id", "%4").body())
        .contains("ce-id: %4 (expected: two digits behind each %)");
    assertThat(ask(PATH, BODY, "ce-specversion", "1.0", "ce-a_b", "1").body())
        .contains("attribute a_b of the event");
    String[] xml = {
      "ce-specversion",
      "1.0",
      "ce-id",
      "1",
      "ce-source",
      "s",
      "ce-type",
      "t",
      "Content-Type",
      "text/xml"
    };
    assertThat(ask(PATH, BODY, xml).body()).contains("content-type: text/xml");
  }

  @Test
  void an_event_has_a_bounded_number_of_attributes() {
    StringBuilder event = new StringBuilder("{");
    for (int i = 0; i < 1_001; i++) {
      event.append("\"a").append(i).append("\":1,");
    }
    HttpResponse<String> answer =
        ask(PATH, event.append("\"data\":{}}").toString(), "Content-Type", STRUCTURED);

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("event: more attributes (expected: at most 1000)");
  }

  @Test
  void batches_are_415() {
    HttpResponse<String> answer =
        ask(PATH, "[]", "Content-Type", "application/cloudevents-batch+json; charset=utf-8");

    assertThat(answer.statusCode()).isEqualTo(415);
    assertThat(answer.body()).contains("batches of events are not offered");
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElseThrow();
  }

  private static HttpResponse<String> ask(String path, String body, String... headers) {
    return PORT.send(
        PORT.to(path).headers(headers).POST(HttpRequest.BodyPublishers.ofString(body)).build());
  }
}
