package dev.soban.net.server;

import static dev.soban.net.server.FrameClient.ACK;
import static dev.soban.net.server.FrameClient.CONTINUATION;
import static dev.soban.net.server.FrameClient.DATA;
import static dev.soban.net.server.FrameClient.END_HEADERS;
import static dev.soban.net.server.FrameClient.END_STREAM;
import static dev.soban.net.server.FrameClient.GOAWAY;
import static dev.soban.net.server.FrameClient.HEADERS;
import static dev.soban.net.server.FrameClient.PADDED;
import static dev.soban.net.server.FrameClient.PING;
import static dev.soban.net.server.FrameClient.PREFACE;
import static dev.soban.net.server.FrameClient.PRIORITISED;
import static dev.soban.net.server.FrameClient.PRIORITY;
import static dev.soban.net.server.FrameClient.PUSH_PROMISE;
import static dev.soban.net.server.FrameClient.RST_STREAM;
import static dev.soban.net.server.FrameClient.SETTINGS;
import static dev.soban.net.server.FrameClient.WINDOW_UPDATE;
import static dev.soban.net.server.FrameClient.block;
import static dev.soban.net.server.FrameClient.bytes;
import static dev.soban.net.server.FrameClient.head;
import static dev.soban.net.server.FrameClient.integer;
import static dev.soban.net.server.FrameClient.join;
import static dev.soban.net.server.FrameClient.setting;
import static dev.soban.net.server.FrameClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What RFC 9113 asks of a server for each kind of frame, one line each. */
class Http2FramesTest {
  private static final byte[] GET = head("GET", "/");
  private static final byte[] POST = head("POST", "/");
  private static final int WHOLE = END_HEADERS | END_STREAM;
  private static HttpServer server;

  @BeforeAll
  static void start() throws IOException {
    server = TestServer.start(TestServer::echo);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /**
   * @param says follows a preface and settings
   */
  record Case(String name, String outcome, List<byte[]> says) {
    Case(String name, String outcome, byte[]... says) {
      this(name, outcome, List.of(says));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(data(), headers(), continuations(), small(), settings(), windows(), heads())
        .flatMap(cases -> cases);
  }

  private static Stream<Case> data() {
    return Stream.of(
        new Case("data on no stream", "goaway PROTOCOL_ERROR", bytes(DATA, 0, 0, text("a"))),
        new Case("data on an idle stream", "goaway PROTOCOL_ERROR", bytes(DATA, 0, 1, text("a"))),
        new Case(
            "data after the end of its stream",
            "reset 1: STREAM_CLOSED",
            bytes(HEADERS, END_HEADERS, 1, head("POST", "/held")),
            bytes(DATA, END_STREAM, 1, text("a")),
            bytes(DATA, 0, 1, text("a"))),
        new Case(
            "more padding than data",
            "goaway PROTOCOL_ERROR",
            bytes(HEADERS, END_HEADERS, 1, POST),
            bytes(DATA, PADDED, 1, (byte) 9, (byte) 'a')),
        new Case(
            "padding is no data",
            "answer 1: 200 POST / ab",
            bytes(HEADERS, END_HEADERS, 1, POST),
            bytes(DATA, PADDED | END_STREAM, 1, join(new byte[] {3}, text("ab"), new byte[3]))),
        new Case(
            "data and its end apart",
            "answer 1: 200 POST / ab",
            bytes(HEADERS, END_HEADERS, 1, POST),
            bytes(DATA, 0, 1, text("a")),
            bytes(DATA, 0, 1, text("b")),
            bytes(DATA, END_STREAM, 1)),
        new Case(
            "a frame larger than allowed",
            "goaway FRAME_SIZE_ERROR",
            bytes(HEADERS, END_HEADERS, 1, POST),
            bytes(DATA, 0, 1, new byte[16_385])),
        new Case(
            "less data than promised",
            "reset 1: PROTOCOL_ERROR",
            bytes(HEADERS, END_HEADERS, 1, head("POST", "/", "content-length 3")),
            bytes(DATA, END_STREAM, 1, text("ab"))),
        new Case(
            "more data than promised",
            "reset 1: PROTOCOL_ERROR",
            bytes(HEADERS, END_HEADERS, 1, head("POST", "/", "content-length 1")),
            bytes(DATA, END_STREAM, 1, text("ab"))),
        new Case(
            "data promised and none sent",
            "reset 1: PROTOCOL_ERROR",
            bytes(HEADERS, WHOLE, 1, head("POST", "/", "content-length 1"))),
        new Case(
            "two lengths",
            "reset 1: PROTOCOL_ERROR",
            bytes(
                HEADERS,
                END_HEADERS,
                1,
                head("POST", "/", "content-length 1", "content-length 2"))),
        new Case(
            "as much data as promised",
            "answer 1: 200 POST / ab",
            bytes(HEADERS, END_HEADERS, 1, head("POST", "/", "content-length 2")),
            bytes(DATA, END_STREAM, 1, text("ab"))));
  }

  private static Stream<Case> headers() {
    byte[] priority = join(integer(0), new byte[] {15});
    return Stream.of(
        new Case("headers on no stream", "goaway PROTOCOL_ERROR", bytes(HEADERS, WHOLE, 0, GET)),
        new Case("an even stream", "goaway PROTOCOL_ERROR", bytes(HEADERS, WHOLE, 2, GET)),
        new Case(
            "a stream below one that was opened counts as closed",
            "reset 3: STREAM_CLOSED",
            bytes(HEADERS, WHOLE, 5, head("GET", "/held")),
            bytes(HEADERS, WHOLE, 3, GET)),
        new Case(
            "headers after the end of their stream",
            "reset 1: PROTOCOL_ERROR",
            bytes(HEADERS, WHOLE, 1, head("GET", "/held")),
            bytes(HEADERS, WHOLE, 1, GET)),
        new Case(
            "padding and priority are no headers",
            "answer 1: 200 GET / ",
            bytes(
                HEADERS,
                WHOLE | PADDED | PRIORITISED,
                1,
                join(new byte[] {2}, priority, GET, new byte[2]))),
        new Case(
            "more padding than headers",
            "goaway PROTOCOL_ERROR",
            bytes(HEADERS, WHOLE | PADDED, 1, join(new byte[] {(byte) 200}, GET))),
        new Case(
            "a stream that depends on itself",
            "goaway PROTOCOL_ERROR",
            bytes(HEADERS, WHOLE | PRIORITISED, 1, join(integer(1), new byte[] {15}, GET))),
        new Case(
            "headers too short for their priority",
            "goaway FRAME_SIZE_ERROR",
            bytes(HEADERS, WHOLE | PRIORITISED, 1, new byte[] {0, 0})),
        new Case(
            "an index beyond the tables",
            "goaway COMPRESSION_ERROR",
            bytes(HEADERS, WHOLE, 1, new byte[] {(byte) 0xff, 0x7f})),
        new Case(
            "the index zero",
            "goaway COMPRESSION_ERROR",
            bytes(HEADERS, WHOLE, 1, new byte[] {(byte) 0x80})),
        new Case(
            "a block that ends within a header",
            "goaway COMPRESSION_ERROR",
            bytes(HEADERS, WHOLE, 1, new byte[] {0, 5, 'a'})),
        new Case(
            "a table larger than allowed",
            "goaway COMPRESSION_ERROR",
            bytes(HEADERS, WHOLE, 1, join(new byte[] {0x3f, (byte) 0xe2, 0x7f}, GET))),
        new Case(
            "a Huffman code that has an end in it",
            "goaway COMPRESSION_ERROR",
            bytes(
                HEADERS, WHOLE, 1, join(new byte[] {0, (byte) 0x84, -1, -1, -1, -1, 1, 'a'}, GET))),
        new Case(
            "the reserved bit of a stream is passed over",
            "answer 1: 200 GET / ",
            bytes(HEADERS, WHOLE, 0x8000_0001, GET)),
        new Case(
            "flags without meaning are passed over",
            "answer 1: 200 GET / ",
            bytes(HEADERS, WHOLE | 0x50, 1, GET)));
  }

  private static Stream<Case> continuations() {
    byte[] first = Arrays.copyOf(GET, 5);
    byte[] rest = Arrays.copyOfRange(GET, 5, GET.length);
    byte[] large = block("x " + "y".repeat(9_000));
    return Stream.of(
        new Case(
            "a head in two frames",
            "answer 1: 200 GET / ",
            bytes(HEADERS, END_STREAM, 1, first),
            bytes(CONTINUATION, END_HEADERS, 1, rest)),
        new Case(
            "an empty piece of a head",
            "answer 1: 200 GET / ",
            bytes(HEADERS, END_STREAM, 1, GET),
            bytes(CONTINUATION, END_HEADERS, 1)),
        new Case(
            "a continuation of nothing",
            "goaway PROTOCOL_ERROR",
            bytes(CONTINUATION, END_HEADERS, 1, GET)),
        new Case(
            "a continuation of another stream",
            "goaway PROTOCOL_ERROR",
            bytes(HEADERS, END_STREAM, 1, first),
            bytes(CONTINUATION, END_HEADERS, 3, rest)),
        new Case(
            "another frame within a head",
            "goaway PROTOCOL_ERROR",
            bytes(HEADERS, END_STREAM, 1, first),
            bytes(PING, 0, 0, new byte[8])),
        new Case(
            "an unknown frame within a head",
            "goaway PROTOCOL_ERROR",
            bytes(HEADERS, END_STREAM, 1, first),
            bytes(0x70, 0, 1)),
        new Case(
            "a flood of small continuations",
            "goaway ENHANCE_YOUR_CALM",
            join(bytes(HEADERS, END_STREAM, 1, GET), repeated(bytes(CONTINUATION, 0, 1), 100))),
        new Case(
            "a flood of large continuations",
            "goaway PROTOCOL_ERROR",
            join(
                bytes(HEADERS, END_STREAM, 1, GET),
                repeated(bytes(CONTINUATION, 0, 1, large), 6))));
  }

  private static Stream<Case> small() {
    return Stream.of(
        new Case(
            "priorities are passed over",
            "answer 1: 200 GET / ",
            bytes(PRIORITY, 0, 1, join(integer(0x8000_0003), new byte[] {15})),
            bytes(HEADERS, WHOLE, 1, GET)),
        new Case(
            "a priority of no stream", "goaway PROTOCOL_ERROR", bytes(PRIORITY, 0, 0, new byte[5])),
        new Case(
            "a priority too short",
            "reset 1: FRAME_SIZE_ERROR",
            bytes(PRIORITY, 0, 1, new byte[4])),
        new Case(
            "a priority that depends on itself",
            "reset 1: PROTOCOL_ERROR",
            bytes(PRIORITY, 0, 1, join(integer(1), new byte[] {15}))),
        new Case(
            "a reset of no stream", "goaway PROTOCOL_ERROR", bytes(RST_STREAM, 0, 0, integer(8))),
        new Case(
            "a reset of an idle stream",
            "goaway PROTOCOL_ERROR",
            bytes(RST_STREAM, 0, 1, integer(8))),
        new Case(
            "a reset too short", "goaway FRAME_SIZE_ERROR", bytes(RST_STREAM, 0, 1, new byte[3])),
        new Case(
            "a promise by a client",
            "goaway PROTOCOL_ERROR",
            bytes(HEADERS, WHOLE, 1, head("GET", "/held")),
            bytes(PUSH_PROMISE, END_HEADERS, 1, join(integer(2), GET))),
        new Case("a ping on a stream", "goaway PROTOCOL_ERROR", bytes(PING, 0, 1, new byte[8])),
        new Case("a ping too long", "goaway FRAME_SIZE_ERROR", bytes(PING, 0, 0, new byte[9])),
        new Case(
            "an answer to no ping is passed over",
            "answer 1: 200 GET / ",
            bytes(PING, ACK, 0, new byte[8]),
            bytes(HEADERS, WHOLE, 1, GET)),
        new Case(
            "a farewell on a stream", "goaway PROTOCOL_ERROR", bytes(GOAWAY, 0, 1, new byte[8])),
        new Case(
            "a farewell too short", "goaway FRAME_SIZE_ERROR", bytes(GOAWAY, 0, 0, new byte[7])),
        new Case(
            "who says farewell is still answered",
            "answer 1: 200 POST / a",
            bytes(HEADERS, END_HEADERS, 1, POST),
            bytes(GOAWAY, 0, 0, new byte[8]),
            bytes(DATA, END_STREAM, 1, text("a"))),
        new Case(
            "unknown frames are passed over",
            "answer 1: 200 GET / ",
            bytes(0x70, 0xff, 0, text("what?")),
            bytes(0x71, 0, 1, text("what?")),
            bytes(HEADERS, WHOLE, 1, GET)));
  }

  private static Stream<Case> settings() {
    return Stream.of(
        new Case("settings on a stream", "goaway PROTOCOL_ERROR", bytes(SETTINGS, 0, 1)),
        new Case("settings cut off", "goaway FRAME_SIZE_ERROR", bytes(SETTINGS, 0, 0, new byte[7])),
        new Case(
            "settings that confirm and say more",
            "goaway FRAME_SIZE_ERROR",
            bytes(SETTINGS, ACK, 0, setting(1, 1))),
        new Case(
            "push that is neither on nor off",
            "goaway PROTOCOL_ERROR",
            bytes(SETTINGS, 0, 0, setting(2, 2))),
        new Case(
            "a window beyond the largest",
            "goaway FLOW_CONTROL_ERROR",
            bytes(SETTINGS, 0, 0, setting(4, 0x8000_0000))),
        new Case(
            "frames below the smallest",
            "goaway PROTOCOL_ERROR",
            bytes(SETTINGS, 0, 0, setting(5, 16_383))),
        new Case(
            "frames beyond the largest",
            "goaway PROTOCOL_ERROR",
            bytes(SETTINGS, 0, 0, setting(5, 1 << 24))),
        new Case(
            "an unknown setting is passed over",
            "answer 1: 200 GET / ",
            bytes(SETTINGS, 0, 0, setting(0x7777, 5)),
            bytes(HEADERS, WHOLE, 1, GET)),
        new Case(
            "settings may come at any time",
            "answer 1: 200 POST / a",
            bytes(HEADERS, END_HEADERS, 1, POST),
            bytes(SETTINGS, 0, 0, join(setting(1, 0), setting(3, 5))),
            bytes(DATA, END_STREAM, 1, text("a"))));
  }

  private static Stream<Case> windows() {
    byte[] held = bytes(HEADERS, WHOLE, 1, head("GET", "/held"));
    return Stream.of(
        new Case(
            "a connection's window that grows by nothing",
            "goaway PROTOCOL_ERROR",
            bytes(WINDOW_UPDATE, 0, 0, integer(0))),
        new Case(
            "a stream's window that grows by nothing",
            "reset 1: PROTOCOL_ERROR",
            held,
            bytes(WINDOW_UPDATE, 0, 1, integer(0))),
        new Case(
            "a connection's window beyond the largest",
            "goaway FLOW_CONTROL_ERROR",
            bytes(WINDOW_UPDATE, 0, 0, integer(Integer.MAX_VALUE))),
        new Case(
            "a stream's window beyond the largest",
            "reset 1: FLOW_CONTROL_ERROR",
            held,
            bytes(WINDOW_UPDATE, 0, 1, integer(Integer.MAX_VALUE))),
        new Case(
            "a window of an idle stream",
            "goaway PROTOCOL_ERROR",
            bytes(WINDOW_UPDATE, 0, 1, integer(1))),
        new Case(
            "a window too short",
            "goaway FRAME_SIZE_ERROR",
            bytes(WINDOW_UPDATE, 0, 0, new byte[3])),
        new Case(
            "more data than a stream's window lets in",
            "reset 1: FLOW_CONTROL_ERROR",
            bytes(HEADERS, END_HEADERS, 1, head("POST", "/held")),
            repeated(bytes(DATA, 0, 1, new byte[16_384]), 17)));
  }

  private static Stream<Case> heads() {
    String reset = "reset 1: PROTOCOL_ERROR";
    return Stream.of(
            "no method~:scheme http|:path /|:authority a",
            "no scheme~:method GET|:path /|:authority a",
            "no path~:method GET|:scheme http|:authority a",
            "an empty path~:method GET|:scheme http|:path |:authority a",
            "two methods~:method GET|:method GET|:scheme http|:path /|:authority a",
            "two schemes~:method GET|:scheme http|:scheme http|:path /|:authority a",
            "two paths~:method GET|:scheme http|:path /|:path /b|:authority a",
            "two authorities~:method GET|:scheme http|:path /|:authority a|:authority a",
            "a status~:method GET|:scheme http|:path /|:authority a|:status 200",
            "a method with a blank~:method G T|:scheme http|:path /|:authority a",
            "an unknown pseudo header~:method GET|:scheme http|:path /|:authority a|:x y",
            "a pseudo header behind others~:method GET|:scheme http|:path /|x y|:authority a",
            "an upper case name~:method GET|:scheme http|:path /|:authority a|X y",
            "a name with a blank~:method GET|:scheme http|:path /|:authority a|x\u0000y z",
            "a value with a line break~:method GET|:scheme http|:path /|:authority a|x y\nz: 1",
            "connection~:method GET|:scheme http|:path /|:authority a|connection close",
            "keep-alive~:method GET|:scheme http|:path /|:authority a|keep-alive 5",
            "proxy-connection~:method GET|:scheme http|:path /|:authority a|proxy-connection x",
            "transfer-encoding~:method GET|:scheme http|:path /|:authority a|transfer-encoding gzip",
            "upgrade~:method GET|:scheme http|:path /|:authority a|upgrade h2c",
            "te other than trailers~:method GET|:scheme http|:path /|:authority a|te gzip",
            "two hosts~:method GET|:scheme http|:path /|:authority a|host b")
        .map(line -> line.split("~", 2))
        .map(parts -> new Case(parts[0], reset, bytes(HEADERS, WHOLE, 1, block(parts[1]))));
  }

  private static String words(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static byte[] repeated(byte[] frame, int times) {
    byte[][] frames = new byte[times][];
    Arrays.fill(frames, frame);
    return join(frames);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void each_frame_gets_what_the_standard_asks(Case frames) throws IOException {
    try (HttpServer holding = holding();
        FrameClient client = FrameClient.connect(holding)) {
      for (byte[] said : frames.says()) {
        client.say(said);
      }
      assertThat(client.outcome()).isEqualTo(frames.outcome());
    }
  }

  /** An echo that never answers what is under {@code /held}. */
  private static HttpServer holding() throws IOException {
    return TestServer.start(
        (head, body, response) -> {
          if (!head.path().equals("/held")) {
            TestServer.echo(head, body, response);
          }
        });
  }

  @Test
  void the_server_begins_with_its_settings_and_confirms_the_clients() throws IOException {
    try (FrameClient client = FrameClient.connect(server)) {
      FrameClient.Frame first = client.hear();

      assertThat(first.type()).isEqualTo(SETTINGS);
      assertThat(first.flags()).isZero();
      assertThat(first.text())
          .contains(words(setting(3, 128)))
          .contains(words(setting(4, 256 << 10)))
          .contains(words(setting(6, 32 << 10)));
      FrameClient.Frame confirmed = client.hear(SETTINGS);
      assertThat(confirmed.has(ACK)).isTrue();
      assertThat(confirmed.text()).isEmpty();
    }
  }

  @Test
  void a_ping_is_answered_with_what_it_said() throws IOException {
    try (FrameClient client = FrameClient.connect(server)) {
      client.frame(PING, 0x40, 0, text("12345678"));

      FrameClient.Frame answer = client.hear(PING);
      assertThat(answer.has(ACK)).isTrue();
      assertThat(answer.text()).isEqualTo("12345678");
    }
  }

  @Test
  void a_preface_may_come_byte_by_byte() throws IOException {
    try (FrameClient client = FrameClient.silent(server)) {
      for (byte each : text(PREFACE)) {
        client.say(new byte[] {each});
      }
      for (byte each : bytes(SETTINGS, 0, 0)) {
        client.say(new byte[] {each});
      }
      for (byte each : bytes(HEADERS, WHOLE, 1, GET)) {
        client.say(new byte[] {each});
      }
      assertThat(client.outcome()).isEqualTo("answer 1: 200 GET / ");
    }
  }

  @Test
  void a_preface_that_goes_wrong_ends_the_connection() throws IOException {
    try (FrameClient client = FrameClient.silent(server)) {
      client.say("PRI * HTTP/2.0\r\n\r\nMS\r\n\r\n");

      assertThat(client.outcome()).isEqualTo("goaway PROTOCOL_ERROR");
    }
  }

  @Test
  void settings_must_come_first() throws IOException {
    try (FrameClient client = FrameClient.silent(server)) {
      client.say(PREFACE).frame(HEADERS, WHOLE, 1, GET);

      assertThat(client.outcome()).isEqualTo("goaway PROTOCOL_ERROR");
    }
  }

  @Test
  void after_an_error_the_connection_is_closed() throws IOException {
    try (FrameClient client = FrameClient.connect(server)) {
      client.frame(DATA, 0, 0, text("a"));

      assertThat(client.outcome()).isEqualTo("goaway PROTOCOL_ERROR");
      assertThat(client.outcome()).isEqualTo("closed");
    }
  }

  @Test
  void a_stream_that_broke_leaves_the_others_alone() throws IOException {
    try (FrameClient client = FrameClient.connect(server)) {
      client.frame(HEADERS, WHOLE, 1, block(":method GET|:scheme http|:authority a"));
      client.frame(HEADERS, WHOLE, 3, GET);

      assertThat(client.outcome()).isEqualTo("reset 1: PROTOCOL_ERROR");
      assertThat(client.outcome()).isEqualTo("answer 3: 200 GET / ");
    }
  }
}
