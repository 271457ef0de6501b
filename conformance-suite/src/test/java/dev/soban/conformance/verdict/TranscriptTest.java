package dev.soban.conformance.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TranscriptTest {
  @Test
  void only_the_last_three_exchanges_are_kept_in_order() {
    Transcript transcript = new Transcript();
    for (int i = 0; i < 5; i++) {
      transcript.add(new Exchange("sent " + i, "came " + i));
    }

    assertThat(transcript.exchanges())
        .extracting(Exchange::sent)
        .containsExactly("sent 2", "sent 3", "sent 4");
    transcript.clear();
    assertThat(transcript.exchanges()).isEmpty();
  }
}
