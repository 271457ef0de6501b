package dev.soban.repository.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:8000, 127.0.0.1:8000, true",
    "127.1.2.3:1, 127.1.2.3:1, true",
    "localhost:0, localhost:0, true",
    "8000, 127.0.0.1:8000, true",
    "[::1]:80, [::1]:80, true",
    "[0:0:0:0:0:0:0:1]:80, [0:0:0:0:0:0:0:1]:80, true",
    "[::]:80, [::]:80, false",
    "0.0.0.0:80, 0.0.0.0:80, false",
    "gpu-1.example.com:65535, gpu-1.example.com:65535, false",
    "127.evil.example:80, 127.evil.example:80, false",
    "[2001:db8::1]:80, [2001:db8::1]:80, false"
  })
  void host_and_port_are_read(String text, String expected, boolean loopback) {
    ListenAddress address = ListenAddress.parse(text).orElseThrow();

    assertThat(address).hasToString(expected);
    assertThat(address.loopback()).isEqualTo(loopback);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ":80", "host", "host:", "host:65536", "::1:80", "a b:80", "http://a:80"})
  void anything_else_is_none(String text) {
    assertThat(ListenAddress.parse(text)).isEmpty();
  }
}
