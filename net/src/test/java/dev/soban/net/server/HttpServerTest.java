package dev.soban.net.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpServerTest {
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = TestServer.start(TestServer::echo);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void a_request_is_answered_and_the_connection_kept() throws IOException {
    try (RawClient client = RawClient.connect(server)) {
      client.say("POST /a HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\n\r\nabc");
      assertThat(client.hearAnswer())
          .isEqualTo("HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\nPOST /a abc");

      client.say("GET /b?c HTTP/1.1\r\nhost: x\r\n\r\n");
      assertThat(client.hearAnswer()).endsWith("\r\n\r\nGET /b?c ");
    }
  }

  @Test
  void a_port_in_use_is_named() {
    HttpServerConfig taken = HttpServerConfig.on("127.0.0.1", server.port());

    assertThatThrownBy(() -> HttpServer.start(taken, TestServer::echo))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "cannot listen on 127.0.0.1:"
                + server.port()
                + ": the port is in use (expected: a free one, or 0 for any)");
  }

  @Test
  void an_address_of_another_machine_is_refused_in_plain_words() {
    // Of the range that is reserved for documentation.
    assertThatThrownBy(
            () -> HttpServer.start(HttpServerConfig.on("192.0.2.1", 0), TestServer::echo))
        .hasMessageStartingWith("cannot listen on 192.0.2.1:0: ")
        .hasMessageEndingWith("assign requested address")
        .hasMessageNotContaining("error(");
  }

  @Test
  void an_unknown_host_is_named() {
    HttpServerConfig nowhere = HttpServerConfig.on("no.such.host.invalid", 80);

    assertThatThrownBy(() -> HttpServer.start(nowhere, TestServer::echo))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot listen on no.such.host.invalid:80: unknown host");
  }
}
