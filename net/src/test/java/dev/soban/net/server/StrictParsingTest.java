package dev.soban.net.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Raw bytes in, status line out; in the texts {@code |} stands for CR LF. */
class StrictParsingTest {
  private static HttpServer server;

  @BeforeAll
  static void start() throws IOException {
    server = TestServer.start(TestServer::echo);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1||",
        "GET / HTTP/1.1|host: a|host: a||",
        "GET / HTTP/1.1|host: a b||",
        "GET / HTTP/1.1|host: a/b||",
        "GET / HTTP/1.1|host : a||",
        "GET / HTTP/1.1|host: a|x : b||",
        "GET / HTTP/1.1|host: a|x: b| folded||",
        "GET / HTTP/1.1|host: a|x: b|\tfolded||",
        "GET / HTTP/1.1| host: a||",
        "GET / HTTP/1.1|host: a|no colon||",
        "GET / HTTP/1.1|host: a|: empty||",
        "GET / HTTP/1.1|host: a|x: b\0c||",
        "GET / HTTP/1.1|host: a|x\0y: b||",
        "GET / HTTP/1.1|host: a|x: b\u000bc||",
        "GET / HTTP/1.1|host: a|x: b\rc||",
        "GET / HTTP/1.1\nhost: a\n\n",
        "GET / HTTP/1.1|host: a\nx: b||",
        "GET / HTTP/1.1|host: a|x: b\n\n",
        "\nGET / HTTP/1.1|host: a||",
        "\0GET / HTTP/1.1|host: a||",
        " GET / HTTP/1.1|host: a||",
        "GET  / HTTP/1.1|host: a||",
        "GET /  HTTP/1.1|host: a||",
        "GET\t/ HTTP/1.1|host: a||",
        "GET / HTTP/1.1 |host: a||",
        "GET / HTTP/1.1 x|host: a||",
        "GET / x HTTP/1.1|host: a||",
        "GET /|host: a||",
        "GET / http/1.1|host: a||",
        "GET / HTTP/1|host: a||",
        "GET / HTTP/11.1|host: a||",
        "GET HTTP/1.1|host: a||",
        "G(T / HTTP/1.1|host: a||",
        "GET a HTTP/1.1|host: a||",
        "GET * HTTP/1.1|host: a||",
        "GET ftp://a/ HTTP/1.1|host: a||",
        "GET http:///a HTTP/1.1|host: a||",
        "GET /a#b HTTP/1.1|host: a||",
        "GET /a%2 HTTP/1.1|host: a||",
        "GET /a%zz HTTP/1.1|host: a||",
        "GET /a%00 HTTP/1.1|host: a||",
        "GET /\u0001 HTTP/1.1|host: a||",
        "GET /\u00ff HTTP/1.1|host: a||",
        "GET /a\\b HTTP/1.1|host: a||",
        "CONNECT a:1 HTTP/1.1|host: a||",
        "POST / HTTP/1.1|host: a|content-length: 3|transfer-encoding: chunked||0||",
        "POST / HTTP/1.1|host: a|transfer-encoding: chunked|content-length: 3||0||",
        "POST / HTTP/1.0|host: a|transfer-encoding: chunked||0||",
        "POST / HTTP/1.1|host: a|transfer-encoding: identity||abc",
        "POST / HTTP/1.1|host: a|transfer-encoding: chunked, gzip||0||",
        "POST / HTTP/1.1|host: a|transfer-encoding: chunked, chunked||0||",
        "POST / HTTP/1.1|host: a|transfer-encoding: \u000bchunked||0||",
        "POST / HTTP/1.1|host: a|transfer-encoding : chunked||0||",
        "POST / HTTP/1.1|host: a|content-length: 3|content-length: 4||abcd",
        "POST / HTTP/1.1|host: a|content-length: 3, 4||abcd",
        "POST / HTTP/1.1|host: a|content-length: -3||abc",
        "POST / HTTP/1.1|host: a|content-length: +3||abc",
        "POST / HTTP/1.1|host: a|content-length: 0x3||abc",
        "POST / HTTP/1.1|host: a|content-length: 3 3||abc",
        "POST / HTTP/1.1|host: a|content-length:||abc",
        "POST / HTTP/1.1|host: a|content-length: 99999999999999999999||abc",
        "POST / HTTP/1.1|host: a|transfer-encoding: chunked||x|abc|0||",
        "POST / HTTP/1.1|host: a|transfer-encoding: chunked||-1|abc|0||",
        "POST / HTTP/1.1|host: a|transfer-encoding: chunked||0x3|abc|0||",
        "POST / HTTP/1.1|host: a|transfer-encoding: chunked||ffffffff|abc|0||",
        "POST / HTTP/1.1|host: a|transfer-encoding: chunked||10000000000000003|abc|0||",
        "POST / HTTP/1.1|host: a|transfer-encoding: chunked||3|abcd|0||",
        "POST / HTTP/1.1|host: a|transfer-encoding: chunked||3\nabc|0||",
        "POST / HTTP/1.1|host: a|transfer-encoding: chunked||3|abc\n0||",
        "POST / HTTP/1.1|host: a|transfer-encoding: chunked||3;a\nb|abc|0||",
        "POST / HTTP/1.1|host: a|transfer-encoding: chunked||3 |abc|0||",
        "POST / HTTP/1.1|host: a|transfer-encoding: chunked|| 3|abc|0||",
        "POST / HTTP/1.1|host: a|transfer-encoding: chunked|||abc|0||",
        "POST / HTTP/1.1|host: a|transfer-encoding: chunked||3|abc|0|x y||",
      })
  void malformed_requests_get_400_and_the_connection_ends(String request) throws IOException {
    String answer = answerTo(request);

    assertThat(answer).startsWith("HTTP/1.1 400 Bad Request\r\n").contains("connection: close\r\n");
    assertThat(answer.split("HTTP/1.1 ", -1)).as("one answer").hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "GET / HTTP/1.2|host: a||~505",
        "GET / HTTP/2.0|host: a||~505",
        "PRI * HTTP/2.0|host: a||~505",
        "POST / HTTP/1.1|host: a|transfer-encoding: gzip, chunked||0||~501",
        "POST / HTTP/1.1|host: a|expect: tea|content-length: 1||x~417",
      })
  void what_is_not_supported_is_named(String request, int status) throws IOException {
    assertThat(answerTo(request)).startsWith("HTTP/1.1 " + status + " ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.0|connection: close||",
        "|GET / HTTP/1.1|host: a|connection: close||",
        "GET / HTTP/1.1|HOST: a:80|Connection: Close||",
        "GET / HTTP/1.1|host:|connection: close||",
        "GET / HTTP/1.1|host: [::1]:80|connection: close||",
        "GET http://b/ HTTP/1.1|host: a|connection: close||",
        "GET /?a=%ff HTTP/1.1|host: a|connection: close||",
        "OPTIONS * HTTP/1.1|host: a|connection: close||",
        "PURGE / HTTP/1.1|host: a|connection: close||",
        "POST / HTTP/1.1|host: a|connection: close|transfer-encoding: Chunked||3;x=y|abc|0|t: u||",
        "POST / HTTP/1.1|host: a|connection: close|content-length:  3 ||abc",
      })
  void odd_but_right_requests_are_answered(String request) throws IOException {
    assertThat(answerTo(request)).startsWith("HTTP/1.1 200 OK\r\n");
  }

  @Test
  void a_request_behind_a_malformed_one_is_never_served() throws IOException {
    String answer = answerTo("GET / HTTP/1.1|x: y| z||GET /smuggled HTTP/1.1|host: a||");

    assertThat(answer).doesNotContain("smuggled");
  }

  @Test
  void too_long_lines_and_headers_are_refused() throws IOException {
    String longPath = "/" + "a".repeat(9_000);
    String header = "x: " + "b".repeat(1_000) + "|";

    assertThat(answerTo("GET " + longPath + " HTTP/1.1|host: a||")).startsWith("HTTP/1.1 414 ");
    assertThat(answerTo("GET / HTTP/1.1|host: a|" + header.repeat(40) + "|"))
        .startsWith("HTTP/1.1 431 ");
    assertThat(answerTo("GET / HTTP/1.1|host: a|" + "x: y|".repeat(200) + "|"))
        .startsWith("HTTP/1.1 431 ");
    assertThat(answerTo("GET / HTTP/1.1|host: a|connection: close|" + "x: y|".repeat(198) + "|"))
        .startsWith("HTTP/1.1 200 ");
  }

  private static String answerTo(String request) throws IOException {
    try (RawClient client = RawClient.connect(server)) {
      return client.say(request.replace("|", "\r\n")).hearAll();
    }
  }
}
