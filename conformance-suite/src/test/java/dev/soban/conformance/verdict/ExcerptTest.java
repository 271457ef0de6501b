package dev.soban.conformance.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ExcerptTest {
  @Test
  void text_stays_text_and_bytes_are_counted() {
    byte[] body = "{\"a\":\"소반\"}\u0000\u0001\u0002".getBytes(StandardCharsets.UTF_8);

    assertThat(Excerpt.of(body)).isEqualTo("{\"a\":\"소반\"}<3 bytes>");
    assertThat(Excerpt.of(new byte[0])).isEmpty();
  }

  @Test
  void long_texts_are_cut_and_say_so() {
    assertThat(Excerpt.shortened("x".repeat(700)))
        .hasSizeLessThan(640)
        .endsWith("… (700 characters)");
  }
}
