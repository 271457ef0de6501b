package dev.soban.cli.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class LinesTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private static LogEvent event(String message, Throwable thrown) {
    return new LogEvent(NOON, Level.WARNING, "dev.soban.server.requests", message, thrown);
  }

  @Test
  void json_lines_carry_model_version_and_request_as_fields() throws Exception {
    String line =
        new JsonLines()
            .line(
                event(
                    "request failed request_id=a-1 model=iris version=2 error=\"no \\\"x\\\" =1\"",
                    null));

    JsonNode json = new ObjectMapper().readTree(line);
    assertThat(json.get("time").asText()).isEqualTo("2026-03-01T12:00:00Z");
    assertThat(json.get("level").asText()).isEqualTo("WARNING");
    assertThat(json.get("model").asText()).isEqualTo("iris");
    assertThat(json.get("version").asText()).isEqualTo("2");
    assertThat(json.get("request_id").asText()).isEqualTo("a-1");
    assertThat(json.get("error").asText()).isEqualTo("no \"x\" =1");
  }

  @Test
  void a_message_cannot_replace_the_fields_of_the_line() throws Exception {
    JsonNode json = new ObjectMapper().readTree(new JsonLines().line(event("level=low", null)));

    assertThat(json.get("level").asText()).isEqualTo("WARNING");
  }

  @Test
  void a_stack_trace_stays_on_one_json_line() throws Exception {
    String line = new JsonLines().line(event("broken", new IllegalStateException("why")));

    assertThat(line).doesNotContain("\n");
    assertThat(new ObjectMapper().readTree(line).get("stack").asText())
        .contains("IllegalStateException: why");
  }

  @Test
  void text_lines_say_when_how_bad_where_and_what() {
    assertThat(new TextLines(ZoneOffset.ofHours(9)).line(event("model=iris", null)))
        .isEqualTo("2026-03-01T21:00:00.000+09:00 WARNING requests: model=iris");
  }

  @Test
  void what_is_below_the_level_is_not_written() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    LogOutput output =
        LogOutput.text(
            Level.WARNING,
            new PrintStream(bytes, true, StandardCharsets.UTF_8),
            InstantSource.fixed(NOON));

    assertThat(output.takes(Level.INFO)).isFalse();
    assertThat(output.takes(Level.ERROR)).isTrue();
  }
}
