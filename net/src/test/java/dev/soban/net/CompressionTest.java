package dev.soban.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompressionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "~false",
        "gzip~true",
        "GZIP~true",
        "br, gzip;q=0.5~true",
        "gzip;q=0~false",
        "gzip; q=0.00~false",
        "*~true",
        "*;q=0~false",
        "gzip;q=0, *~false",
        "br~false",
        "identity~false",
      })
  void gzip_is_used_only_when_asked_for(@Nullable String accepted, boolean expected) {
    assertThat(Compression.acceptsGzip(accepted)).isEqualTo(expected);
  }
}
