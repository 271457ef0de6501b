package dev.soban.net.server;

import static dev.soban.net.server.FrameClient.ACK;
import static dev.soban.net.server.FrameClient.DATA;
import static dev.soban.net.server.FrameClient.END_HEADERS;
import static dev.soban.net.server.FrameClient.END_STREAM;
import static dev.soban.net.server.FrameClient.GOAWAY;
import static dev.soban.net.server.FrameClient.HEADERS;
import static dev.soban.net.server.FrameClient.PING;
import static dev.soban.net.server.FrameClient.PREFACE;
import static dev.soban.net.server.FrameClient.PRIORITY;
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

import dev.soban.net.Body;
import dev.soban.net.BodyException;
import dev.soban.net.HeaderList;
import dev.soban.net.HeaderName;
import dev.soban.net.HttpVersion;
import dev.soban.net.server.FrameClient.Frame;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What requests, answers and limits are over HTTP/2. */
@Timeout(60)
class Http2RequestsTest {
  private static final int WHOLE = END_HEADERS | END_STREAM;
  private static final Duration TINY = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofHours(1);

  /** What the handler saw of one request. */
  private record Seen(
      RequestHead head,
      ResponseWriter response,
      CompletionStage<Void> body,
      CompletableFuture<Void> gone) {}

  private final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();

  /** Reads the body unless the path says so, and leaves the answer to the test. */
  private void hold(RequestHead head, BodyReader body, ResponseWriter response) {
    CompletableFuture<Void> gone = new CompletableFuture<>();
    response.onDisconnect(() -> gone.complete(null));
    CompletionStage<Void> read =
        head.path().equals("/unread")
            ? new CompletableFuture<>()
            : body.readAll().thenAccept(Body::close);
    seen.add(new Seen(head, response, read, gone));
  }

  private Seen next() throws InterruptedException {
    Seen request = seen.poll(10, TimeUnit.SECONDS);
    assertThat(request).isNotNull();
    return request;
  }

  @Test
  void the_handler_sees_a_request_as_it_sees_one_of_http_1() throws Exception {
    try (HttpServer server = TestServer.start(this::hold);
        FrameClient client = FrameClient.connect(server)) {
      client.get(1, "/a%20b?c=d", "x-request-id r1", "te trailers", "x-request-id r2");
      RequestHead head = next().head();

      assertThat(head.method()).isEqualTo("GET");
      assertThat(head.target()).isEqualTo("/a%20b?c=d");
      assertThat(head.version()).isEqualTo(HttpVersion.HTTP_2);
      assertThat(head.headers().get(HeaderName.HOST)).isEqualTo("a");
      assertThat(head.headers().get("X-Request-Id")).isEqualTo("r1");
      assertThat(head.headers().all(HeaderName.X_REQUEST_ID)).containsExactly("r1", "r2");
      assertThat(head.headers().contains(HeaderName.CONNECTION)).isFalse();
      assertThat(head.headers().toString()).doesNotContain(":path");
    }
  }

  @Test
  void answers_leave_in_the_order_in_which_they_are_given() throws Exception {
    try (HttpServer server = TestServer.start(this::hold);
        FrameClient client = FrameClient.connect(server)) {
      client.get(1, "/").get(3, "/").get(5, "/");
      Seen first = next();
      Seen second = next();
      Seen third = next();

      TestServer.answer(third.response(), 200, "c");
      TestServer.answer(first.response(), 201, "a");
      TestServer.answer(second.response(), 202, "b");

      assertThat(client.outcome()).isEqualTo("answer 5: 200 c");
      assertThat(client.outcome()).isEqualTo("answer 1: 201 a");
      assertThat(client.outcome()).isEqualTo("answer 3: 202 b");
      assertThat(server.snapshot().requests()).isEqualTo(3);
      nothingIsInFlight(server);
    }
  }

  @Test
  void framing_headers_are_the_servers_own() throws Exception {
    HttpHandler handler =
        (head, body, response) ->
            response.send(
                200,
                HeaderList.of(HeaderName.CONNECTION, "close")
                    .add(HeaderName.TRANSFER_ENCODING, "chunked")
                    .add(HeaderName.CONTENT_LENGTH, "77")
                    .add(HeaderName.of("X-A"), "b"),
                new byte[3]);
    try (HttpServer server = TestServer.start(handler);
        FrameClient client = FrameClient.connect(server)) {
      client.get(1, "/");

      Http2Headers headers = client.headers(client.hear(HEADERS));
      assertThat(headers.get("content-length")).hasToString("3");
      assertThat(headers.get("x-a")).hasToString("b");
      assertThat(headers.contains("connection")).isFalse();
      assertThat(headers.contains("transfer-encoding")).isFalse();
    }
  }

  @Test
  void the_answer_to_head_says_how_long_it_would_be() throws Exception {
    try (HttpServer server = TestServer.start(TestServer::echo);
        FrameClient client = FrameClient.connect(server)) {
      client.frame(HEADERS, WHOLE, 1, head("HEAD", "/"));

      Frame answer = client.hear(HEADERS);
      assertThat(answer.has(END_STREAM)).isTrue();
      assertThat(client.headers(answer).get("content-length")).hasToString("7");
    }
  }

  @Test
  void a_streamed_answer_arrives_piece_by_piece() throws Exception {
    try (HttpServer server = TestServer.start(this::hold);
        FrameClient client = FrameClient.connect(server)) {
      client.get(1, "/");
      ResponseWriter response = next().response();
      response.start(200, HeaderList.of());
      assertThat(client.hear(HEADERS).has(END_STREAM)).isFalse();

      response.write(ByteBuffer.wrap(text("one")));
      assertThat(client.hear(DATA).text()).isEqualTo("one");
      response.write(ByteBuffer.wrap(text("two")));
      assertThat(client.hear(DATA).text()).isEqualTo("two");
      response.end();
      assertThat(client.hear(DATA).has(END_STREAM)).isTrue();
    }
  }

  @Test
  void an_answer_shorter_than_promised_is_no_whole_answer() throws Exception {
    try (HttpServer server = TestServer.start(this::hold);
        FrameClient client = FrameClient.connect(server)) {
      client.get(1, "/");
      ResponseWriter response = next().response();
      response.start(200, HeaderList.of(HeaderName.CONTENT_LENGTH, "5"));
      response.write(ByteBuffer.wrap(text("abc")));
      response.end();

      assertThat(client.outcome()).isEqualTo("reset 1: INTERNAL_ERROR");
    }
  }

  @Test
  void a_handler_that_throws_is_answered_for() throws Exception {
    HttpHandler handler =
        (head, body, response) -> {
          throw new IllegalStateException("planted");
        };
    try (HttpServer server = TestServer.start(handler);
        FrameClient client = FrameClient.connect(server)) {
      client.get(1, "/").get(3, "/");

      assertThat(client.outcome()).isEqualTo("answer 1: 500 {\"error\":\"internal error\"}");
      assertThat(client.outcome()).startsWith("answer 3: 500");
      assertThat(server.snapshot().rejectedRequests()).isEqualTo(2);
    }
  }

  @Test
  void trailers_end_a_body_and_are_passed_over() throws Exception {
    try (HttpServer server = TestServer.start(TestServer::echo);
        FrameClient client = FrameClient.connect(server)) {
      client.post(1, "/").frame(DATA, 0, 1, text("ab"));
      client.frame(HEADERS, WHOLE, 1, block("x-sum 1"));

      assertThat(client.outcome()).isEqualTo("answer 1: 200 POST / ab");

      client.post(3, "/").frame(HEADERS, WHOLE, 3, block(":path /"));
      assertThat(client.outcome()).isEqualTo("reset 3: PROTOCOL_ERROR");
      client.post(5, "/").frame(HEADERS, END_HEADERS, 5, block("x-sum 1"));
      assertThat(client.outcome()).isEqualTo("reset 5: PROTOCOL_ERROR");
    }
  }

  @Test
  void a_client_is_told_to_continue_only_when_its_body_is_wanted() throws Exception {
    try (HttpServer server =
            TestServer.start(limits -> limits.withSizes(sizes(10)), TestServer::echo);
        FrameClient client = FrameClient.connect(server)) {
      client.post(1, "/", "expect 100-continue", "content-length 2");
      assertThat(client.headers(client.hear(HEADERS)).status()).hasToString("100");
      client.frame(DATA, END_STREAM, 1, text("ab"));
      assertThat(client.outcome()).isEqualTo("answer 1: 200 POST / ab");

      client.post(3, "/", "expect 100-continue", "content-length 11");
      assertThat(client.outcome()).startsWith("answer 3: 413 body: too large");
    }
  }

  @Test
  void gzip_bodies_are_undone() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(text("hello hello"));
    }
    HttpHandler handler =
        (head, body, response) ->
            body.readAllDecoded(100)
                .thenAccept(
                    whole -> {
                      TestServer.answer(response, 200, "size " + whole.size());
                      whole.close();
                    });
    try (HttpServer server = TestServer.start(handler);
        FrameClient client = FrameClient.connect(server)) {
      client.post(1, "/", "content-encoding gzip");
      client.frame(DATA, END_STREAM, 1, packed.toByteArray());

      assertThat(client.outcome()).isEqualTo("answer 1: 200 size 11");
    }
  }

  @Test
  void a_body_over_the_limit_is_answered_and_then_no_longer_listened_to() throws Exception {
    try (HttpServer server =
            TestServer.start(limits -> limits.withSizes(sizes(100_000)), TestServer::echo);
        FrameClient client = FrameClient.connect(server)) {
      client.post(1, "/", "content-length 900000");

      assertThat(client.outcome()).startsWith("answer 1: 413 ");
      assertThat(client.outcome()).isEqualTo("reset 1: NO_ERROR");
      client.get(3, "/still");
      assertThat(client.outcome()).isEqualTo("answer 3: 200 GET /still ");
    }
  }

  @Test
  void a_large_body_arrives_whole_as_windows_open() throws Exception {
    HttpHandler handler =
        (head, body, response) ->
            body.readAll()
                .thenAccept(
                    whole -> {
                      TestServer.answer(response, 200, "size " + whole.size());
                      whole.close();
                    });
    try (HttpServer server = TestServer.start(handler);
        FrameClient client = FrameClient.connect(server)) {
      client.post(1, "/");
      client.hear(SETTINGS);
      int room = 65_535;
      for (int sent = 0; sent < 160; sent++) {
        while (room < 16_000) {
          Frame update = client.hear(WINDOW_UPDATE);
          room += update.stream() == 1 ? update.number() : 0;
        }
        client.frame(DATA, sent == 159 ? END_STREAM : 0, 1, new byte[16_000]);
        room -= 16_000;
      }
      assertThat(client.outcome()).isEqualTo("answer 1: 200 size 2560000");
    }
  }

  @Test
  void windows_open_only_as_bodies_are_taken() throws Exception {
    CompletableFuture<Runnable> unread = new CompletableFuture<>();
    HttpHandler handler =
        (head, body, response) -> unread.complete(() -> head.executor().execute(() -> take(body)));
    try (HttpServer server = TestServer.start(handler);
        FrameClient client = FrameClient.connect(server)) {
      client.frame(SETTINGS, ACK, 0).post(1, "/unread");
      for (int i = 0; i < 16; i++) {
        client.frame(DATA, 0, 1, new byte[16_000]);
      }
      client.frame(PING, 0, 0, new byte[8]);
      int granted = 0;
      Frame frame = client.hear();
      while (frame.type() != PING) {
        boolean ofStream = frame.type() == WINDOW_UPDATE && frame.stream() == 1;
        granted += ofStream ? frame.number() : 0;
        frame = client.hear();
      }
      assertThat(granted).isZero();

      unread.get(10, TimeUnit.SECONDS).run();

      Frame update = client.hear(WINDOW_UPDATE);
      assertThat(update.number()).isGreaterThan(100_000);
    }
  }

  private static void take(BodyReader body) {
    body.subscribe(new Ignoring());
    body.request(Long.MAX_VALUE);
  }

  private static final class Ignoring implements BodyConsumer {
    @Override
    public void onChunk(ByteBuffer chunk) {}

    @Override
    public void onEnd() {}

    @Override
    public void onFailure(BodyException failure) {}
  }

  @Test
  void answers_keep_to_the_clients_windows() throws Exception {
    HttpHandler handler =
        (head, body, response) -> response.send(200, HeaderList.of(), new byte[100]);
    try (HttpServer server = TestServer.start(handler);
        FrameClient client = FrameClient.silent(server)) {
      client.say(PREFACE).frame(SETTINGS, 0, 0, setting(4, 0)).get(1, "/");
      assertThat(client.hear(HEADERS).has(END_STREAM)).isFalse();

      client.frame(WINDOW_UPDATE, 0, 1, integer(30));
      assertThat(client.hear(DATA).text()).hasSize(30);
      client.frame(SETTINGS, 0, 0, setting(4, 50));
      assertThat(client.hear(DATA).text()).hasSize(50);
      client.frame(WINDOW_UPDATE, 0, 1, integer(1_000));
      Frame last = client.hear(DATA);
      assertThat(last.text()).hasSize(20);
      assertThat(last.has(END_STREAM)).isTrue();
    }
  }

  @Test
  void writers_wait_for_the_clients_windows() throws Exception {
    try (HttpServer server = TestServer.start(this::hold);
        FrameClient client = FrameClient.silent(server)) {
      client.say(PREFACE).frame(SETTINGS, 0, 0, setting(4, 10)).get(1, "/");
      ResponseWriter response = next().response();
      response.start(200, HeaderList.of());

      CompletionStage<Void> written = response.write(ByteBuffer.allocate(100));
      assertThat(client.hear(DATA).text()).hasSize(10);
      assertThat(written.toCompletableFuture()).isNotDone();
      client.frame(WINDOW_UPDATE, 0, 1, integer(1_000));

      assertThat(written).succeedsWithin(Duration.ofSeconds(10));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "/~expect tea~417",
        "/a#b~x y~400",
        "a~x y~400",
        "http://a/~x y~400",
        "/%zz~x y~400",
      })
  void what_cannot_be_served_is_named(String path, String header, int status) throws Exception {
    try (HttpServer server = TestServer.start(TestServer::echo);
        FrameClient client = FrameClient.connect(server)) {
      client.get(1, path, header);

      assertThat(client.outcome()).startsWith("answer 1: " + status + " {\"error\":");
      assertThat(server.snapshot().rejectedRequests()).isEqualTo(1);
      nothingIsInFlight(server);
    }
  }

  @Test
  void too_long_paths_and_headers_are_refused() throws Exception {
    String[] many = new String[200];
    Arrays.fill(many, "x y");
    String[] large = new String[9];
    Arrays.fill(large, "x " + "y".repeat(3_900));
    try (HttpServer server = TestServer.start(TestServer::echo);
        FrameClient client = FrameClient.connect(server)) {
      client.get(1, "/" + "a".repeat(9_000));
      assertThat(client.outcome()).startsWith("answer 1: 414 ");
      client.get(3, "/", many);
      assertThat(client.outcome()).startsWith("answer 3: 431 ");
      byte[] block = head("GET", "/", large);
      client.frame(HEADERS, END_STREAM, 5, Arrays.copyOf(block, 16_000));
      client.frame(FrameClient.CONTINUATION, 0, 5, Arrays.copyOfRange(block, 16_000, 32_000));
      client.frame(
          FrameClient.CONTINUATION,
          END_HEADERS,
          5,
          Arrays.copyOfRange(block, 32_000, block.length));
      assertThat(client.outcome())
          .isEqualTo("answer 5: 431 {\"error\":\"request headers too large\"}");
    }
  }

  @Test
  void a_request_without_a_host_is_refused() throws Exception {
    try (HttpServer server = TestServer.start(TestServer::echo);
        FrameClient client = FrameClient.connect(server)) {
      client.frame(HEADERS, WHOLE, 1, block(":method GET|:scheme http|:path /"));
      assertThat(client.outcome()).startsWith("answer 1: 400 {\"error\":\"host: ");
      client.frame(HEADERS, WHOLE, 3, block(":method GET|:scheme http|:path /|host b"));
      assertThat(client.outcome()).isEqualTo("answer 3: 200 GET / ");
    }
  }

  @Test
  void more_requests_at_once_than_allowed_are_turned_away_unread() throws Exception {
    try (HttpServer server =
            TestServer.start(
                limits -> limits.withConnections(new ServerLimits.Connections(10, 10, 2)),
                this::hold);
        FrameClient client = FrameClient.connect(server)) {
      client.get(1, "/").get(3, "/").get(5, "/");

      assertThat(client.outcome()).isEqualTo("reset 5: REFUSED_STREAM");
      TestServer.answer(next().response(), 200, "");
      assertThat(client.outcome()).isEqualTo("answer 1: 200 ");
      client.get(7, "/");
      next();
      assertThat(next().head().path()).isEqualTo("/");
    }
  }

  @Test
  void a_client_that_gives_a_request_up_ends_that_request_alone() throws Exception {
    try (HttpServer server = TestServer.start(this::hold);
        FrameClient client = FrameClient.connect(server)) {
      client.post(1, "/").frame(DATA, 0, 1, text("a")).get(3, "/");
      Seen given = next();
      Seen kept = next();

      client.frame(RST_STREAM, 0, 1, integer(8));

      given.gone().get(10, TimeUnit.SECONDS);
      assertThat(given.body())
          .failsWithin(Duration.ofSeconds(10))
          .withThrowableThat()
          .havingRootCause()
          .isInstanceOf(BodyException.ConnectionClosed.class);
      TestServer.answer(given.response(), 200, "dropped");
      TestServer.answer(kept.response(), 200, "kept");
      assertThat(client.outcome()).isEqualTo("answer 3: 200 kept");
      assertThat(kept.gone()).isNotDone();
      nothingIsInFlight(server);
    }
  }

  @Test
  void a_client_that_hangs_up_ends_all_its_requests() throws Exception {
    try (HttpServer server = TestServer.start(this::hold);
        FrameClient client = FrameClient.connect(server)) {
      client.get(1, "/").post(3, "/unread").frame(DATA, 0, 3, new byte[16_000]);
      Seen first = next();
      Seen second = next();

      client.hangUp();

      first.gone().get(10, TimeUnit.SECONDS);
      second.gone().get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void a_client_that_only_stops_sending_still_gets_its_answers() throws Exception {
    try (HttpServer server = TestServer.start(this::hold);
        FrameClient client = FrameClient.connect(server)) {
      client.get(1, "/");
      Seen request = next();
      client.socket().shutdownOutput();
      request.gone().get(10, TimeUnit.SECONDS);

      TestServer.answer(request.response(), 200, "late");

      assertThat(client.hear(HEADERS).stream()).isEqualTo(1);
      assertThat(client.hear(DATA).text()).isEqualTo("late");
      assertThat(client.outcome()).isEqualTo("closed");
    }
  }

  /** The last answer may have arrived before it is counted. */
  private static void nothingIsInFlight(HttpServer server) {
    for (int i = 0; i < 1_000 && server.snapshot().requestsInFlight() != 0; i++) {
      new CompletableFuture<Void>().completeOnTimeout(null, 10, TimeUnit.MILLISECONDS).join();
    }
    assertThat(server.snapshot().requestsInFlight()).isZero();
  }

  // Floods.

  @ParameterizedTest
  @CsvSource({"ping", "settings", "priority", "empty data", "unknown"})
  void frames_that_ask_for_nothing_are_borne_up_to_a_point(String kind) throws Exception {
    byte[] frame =
        switch (kind) {
          case "ping" -> bytes(PING, 0, 0, new byte[8]);
          case "settings" -> bytes(SETTINGS, 0, 0);
          case "priority" -> bytes(PRIORITY, 0, 1, join(integer(0), new byte[] {1}));
          case "empty data" -> bytes(DATA, 0, 1);
          default -> bytes(0x70, 0, 0);
        };
    try (HttpServer server = TestServer.start(this::hold);
        FrameClient client = FrameClient.connect(server)) {
      client.post(1, "/");
      for (int i = 0; i < 5_000; i++) {
        client.say(frame);
      }
      assertThat(client.outcome()).isEqualTo("goaway ENHANCE_YOUR_CALM");
      next().gone().get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void requests_that_are_given_up_at_once_are_borne_up_to_a_point() throws Exception {
    try (HttpServer server = TestServer.start(this::hold);
        FrameClient client = FrameClient.connect(server)) {
      for (int i = 0; i < 3_000; i++) {
        int stream = 2 * i + 1;
        client.say(
            join(
                bytes(HEADERS, WHOLE, stream, head("GET", "/")),
                bytes(RST_STREAM, 0, stream, integer(8))));
      }
      assertThat(client.outcome()).isEqualTo("goaway ENHANCE_YOUR_CALM");
      assertThat(seen).hasSizeLessThan(2_000);
    }
  }

  @Test
  void streams_that_the_server_must_reset_are_borne_up_to_a_point() throws Exception {
    try (HttpServer server = TestServer.start(this::hold);
        FrameClient client = FrameClient.connect(server)) {
      byte[] malformed = block(":method GET|:scheme http|:authority a");
      for (int i = 0; i < 3_000; i++) {
        client.frame(HEADERS, WHOLE, 2 * i + 1, malformed);
      }
      assertThat(client.hear(GOAWAY).payload().getInt(4)).isEqualTo(11);
    }
  }

  // Slow clients.

  @Test
  void an_idle_connection_is_told_and_closed() throws Exception {
    try (HttpServer server = start(new ServerLimits.Pace(LONG, TINY, LONG, LONG, 1));
        FrameClient client = FrameClient.connect(server)) {
      assertThat(client.outcome()).isEqualTo("goaway NO_ERROR");
      assertThat(client.outcome()).isEqualTo("closed");
    }
  }

  @Test
  void a_body_that_stalls_gets_408_and_others_go_on() throws Exception {
    try (HttpServer server = start(new ServerLimits.Pace(LONG, LONG, LONG, TINY, 1000));
        FrameClient client = FrameClient.connect(server)) {
      client.get(1, "/").post(3, "/").frame(DATA, 0, 3, text("abc"));
      Seen other = next();

      assertThat(client.outcome()).startsWith("answer 3: 408 ");
      assertThat(client.outcome()).isEqualTo("reset 3: NO_ERROR");
      TestServer.answer(other.response(), 200, "fine");
      assertThat(client.outcome()).isEqualTo("answer 1: 200 fine");
    }
  }

  @Test
  void a_window_that_never_opens_ends_its_stream_alone() throws Exception {
    try (HttpServer server = start(new ServerLimits.Pace(LONG, LONG, TINY, LONG, 1));
        FrameClient client = FrameClient.silent(server)) {
      client.say(PREFACE).frame(SETTINGS, 0, 0, setting(4, 0)).get(1, "/").get(3, "/");
      Seen first = next();
      Seen second = next();
      TestServer.answer(first.response(), 200, "stuck");

      client.hear(HEADERS);
      assertThat(client.hear(RST_STREAM).stream()).isEqualTo(1);
      client.frame(WINDOW_UPDATE, 0, 3, integer(100));
      TestServer.answer(second.response(), 200, "fine");
      assertThat(client.outcome()).isEqualTo("answer 3: 200 fine");
    }
  }

  private HttpServer start(ServerLimits.Pace pace) throws IOException {
    return TestServer.start(limits -> limits.withPace(pace), this::hold);
  }

  // The end of the server.

  @Test
  void draining_tells_first_and_takes_what_was_under_way() throws Exception {
    try (HttpServer server = TestServer.start(this::hold);
        FrameClient client = FrameClient.connect(server)) {
      client.get(1, "/");
      Seen first = next();

      var drained = server.drain().toCompletableFuture();
      assertThat(client.hear(GOAWAY).payload().getInt(0)).isEqualTo(Integer.MAX_VALUE);
      client.get(3, "/");
      Seen second = next();
      client.frame(PING, ACK, 0, new byte[8]);
      Frame last = client.hear(GOAWAY);
      assertThat(last.payload().getInt(0)).isEqualTo(3);
      assertThat(last.payload().getInt(4)).isZero();
      client.get(5, "/");

      TestServer.answer(first.response(), 200, "one");
      TestServer.answer(second.response(), 200, "two");
      // What comes too late is passed over, or refused when it crosses the last word.
      assertThat(outcomesUntilClosed(client))
          .filteredOn(outcome -> !outcome.equals("reset 5: REFUSED_STREAM"))
          .containsExactly("answer 1: 200 one", "answer 3: 200 two", "closed");
      client.hangUp();
      drained.get(10, TimeUnit.SECONDS);
      assertThat(seen).isEmpty();
    }
  }

  private static List<String> outcomesUntilClosed(FrameClient client) throws IOException {
    List<String> outcomes = new ArrayList<>();
    do {
      outcomes.add(client.outcome());
    } while (!outcomes.getLast().equals("closed"));
    return outcomes;
  }

  @Test
  void a_client_that_hears_nothing_does_not_hold_a_drain_up() throws Exception {
    try (HttpServer server = TestServer.start(this::hold);
        FrameClient client = FrameClient.connect(server)) {
      client.get(1, "/");
      Seen request = next();
      var drained = server.drain().toCompletableFuture();
      TestServer.answer(request.response(), 200, "one");

      drained.get(20, TimeUnit.SECONDS);
      assertThat(server.snapshot().openConnections()).isZero();
    }
  }

  // Upgrades.

  @Test
  void a_request_of_http_1_may_be_answered_in_http_2() throws Exception {
    try (HttpServer server = TestServer.start(this::hold);
        FrameClient client = FrameClient.silent(server)) {
      String settings = Base64.getUrlEncoder().withoutPadding().encodeToString(setting(4, 3));
      client.say(
          "GET /up HTTP/1.1\r\nhost: a\r\nconnection: upgrade, http2-settings\r\n"
              + "upgrade: h2c\r\nhttp2-settings: "
              + settings
              + "\r\nx-request-id: r1\r\n\r\n");
      byte[] switching =
          text("HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n");
      assertThat(client.socket().getInputStream().readNBytes(switching.length))
          .isEqualTo(switching);
      Seen request = next();
      assertThat(request.head().version()).isEqualTo(HttpVersion.HTTP_2);
      assertThat(request.head().headers().get(HeaderName.X_REQUEST_ID)).isEqualTo("r1");
      assertThat(request.head().headers().get("upgrade")).isNull();

      client.say(PREFACE).frame(SETTINGS, 0, 0, setting(4, 3)).get(3, "/");
      TestServer.answer(request.response(), 200, "abcd");
      assertThat(client.hear(HEADERS).stream()).isEqualTo(1);
      assertThat(client.hear(DATA).text()).isEqualTo("abc");
      client.frame(WINDOW_UPDATE, 0, 1, integer(1));
      assertThat(client.hear(DATA).text()).isEqualTo("d");
      assertThat(next().head().path()).isEqualTo("/");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "GET~upgrade~h2c~AAQAAAAD",
        "GET~upgrade, http2-settings~h2~AAQAAAAD",
        "GET~upgrade, http2-settings~websocket~AAQAAAAD",
        "GET~upgrade, http2-settings~h2c~AAQAAAA",
        "GET~upgrade, http2-settings~h2c~AAQAAAAD====x",
        "GET~upgrade, http2-settings~h2c~AAL_____",
        "POST~upgrade, http2-settings~h2c~AAQAAAAD",
      })
  void an_upgrade_that_may_not_be_is_passed_over(
      String method, String connection, String upgrade, String settings) throws Exception {
    try (HttpServer server = TestServer.start(TestServer::echo);
        RawClient client = RawClient.connect(server)) {
      String body = method.equals("POST") ? "content-length: 1\r\n\r\na" : "\r\n";
      client.say(
          "%s / HTTP/1.1\r\nhost: a\r\nconnection: %s\r\nupgrade: %s\r\nhttp2-settings: %s\r\n%s"
              .formatted(method, connection, upgrade, settings, body));

      assertThat(client.hearAnswer()).startsWith("HTTP/1.1 200 OK\r\n");
    }
  }

  @Test
  void a_preface_behind_a_request_of_http_1_is_refused() throws Exception {
    try (HttpServer server = TestServer.start(TestServer::echo);
        RawClient client = RawClient.connect(server)) {
      client.say("GET / HTTP/1.1\r\nhost: a\r\n\r\n" + PREFACE);

      assertThat(client.hearAll()).contains("HTTP/1.1 200 ").contains("HTTP/1.1 505 ");
    }
  }

  private static ServerLimits.Sizes sizes(long bodyBytes) {
    return new ServerLimits.Sizes(8 << 10, 32 << 10, 200, bodyBytes);
  }
}
