package dev.soban.vision.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.soban.core.predict.PredictionException.InvalidInput;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class SegmentInputStreamTest {
  @Test
  void a_reader_that_goes_on_behind_the_end_is_stopped() throws Exception {
    try (SegmentInputStream stream = new SegmentInputStream(MemorySegment.ofArray(new byte[1]))) {
      assertThat(stream.read()).isZero();
      assertThat(stream.read()).isEqualTo(-1);
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 1_000_000; i++) {
                  stream.read();
                }
              })
          .isInstanceOf(InvalidInput.class)
          .hasMessage("picture: cut off (expected: a whole file)");
    }
  }
}
