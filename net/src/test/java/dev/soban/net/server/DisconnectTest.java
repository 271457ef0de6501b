package dev.soban.net.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.net.Body;
import dev.soban.net.BodyException;
import dev.soban.net.HeaderList;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DisconnectTest {
  private static final String POST = "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ";

  /** What the handler saw of one request. */
  private record Seen(
      ResponseWriter response, CompletionStage<Void> body, CompletableFuture<Void> gone) {}

  private final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        TestServer.start(
            (head, body, response) -> {
              CompletableFuture<Void> gone = new CompletableFuture<>();
              response.onDisconnect(() -> gone.complete(null));
              boolean reads = !head.path().equals("/unread");
              seen.add(
                  new Seen(
                      response,
                      reads ? body.readAll().thenAccept(Body::close) : new CompletableFuture<>(),
                      gone));
            });
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void an_orderly_close_is_told_while_the_request_is_handled() throws Exception {
    try (RawClient client = RawClient.connect(server)) {
      client.say(POST + "3\r\n\r\nabc");
      Seen request = next();

      client.hangUp();

      request.gone().get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void a_reset_is_told_while_the_request_is_handled() throws Exception {
    try (RawClient client = RawClient.connect(server)) {
      client.say(POST + "3\r\n\r\nabc");
      Seen request = next();

      client.reset();

      request.gone().get(10, TimeUnit.SECONDS);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void leaving_is_told_while_nobody_reads_the_body(boolean reset) throws Exception {
    try (RawClient client = RawClient.connect(server)) {
      client.say("POST /unread HTTP/1.1\r\nhost: x\r\ncontent-length: 9000000\r\n\r\n");
      Seen request = next();
      client.say(new byte[150_000]);

      if (reset) {
        client.reset();
      } else {
        client.hangUp();
      }

      request.gone().get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void a_body_that_ends_early_fails_its_reader() throws Exception {
    try (RawClient client = RawClient.connect(server)) {
      client.say(POST + "5\r\n\r\nabc");
      Seen request = next();

      client.socket().shutdownOutput();

      assertThat(request.body())
          .failsWithin(Duration.ofSeconds(10))
          .withThrowableThat()
          .havingRootCause()
          .isInstanceOf(BodyException.ConnectionClosed.class);
    }
  }

  @Test
  void a_client_that_only_stops_sending_still_gets_its_answer() throws Exception {
    try (RawClient client = RawClient.connect(server)) {
      client.say(POST + "3\r\n\r\nabc");
      client.socket().shutdownOutput();
      Seen request = next();
      request.gone().get(10, TimeUnit.SECONDS);

      TestServer.answer(request.response(), 200, "late");

      assertThat(client.hearAll()).endsWith("late");
    }
  }

  @Test
  void requests_pipelined_before_a_half_close_are_all_answered() throws Exception {
    try (RawClient client = RawClient.connect(server)) {
      client.say((POST + "3\r\n\r\nabc").repeat(3));
      client.socket().shutdownOutput();

      for (int i = 0; i < 3; i++) {
        TestServer.answer(next().response(), 200, "answer" + i);
      }

      assertThat(client.hearAll()).contains("answer0").contains("answer1").endsWith("answer2");
    }
  }

  @Test
  void writing_to_a_client_that_left_fails() throws Exception {
    try (RawClient client = RawClient.connect(server)) {
      client.say(POST + "0\r\n\r\n");
      Seen request = next();
      request.response().start(200, HeaderList.of());
      client.reset();
      request.gone().get(10, TimeUnit.SECONDS);

      assertThat(request.response().write(ByteBuffer.allocate(10)))
          .failsWithin(Duration.ofSeconds(10))
          .withThrowableThat()
          .havingRootCause()
          .isInstanceOf(BodyException.ConnectionClosed.class);
    }
  }

  @Test
  void an_answered_request_hears_nothing_of_the_end() throws Exception {
    try (RawClient client = RawClient.connect(server)) {
      client.say(POST + "0\r\n\r\n");
      Seen request = next();
      TestServer.answer(request.response(), 200, "done");
      client.hearAnswer();
      client.say(POST + "0\r\n\r\n");
      Seen second = next();

      client.hangUp();

      second.gone().get(10, TimeUnit.SECONDS);
      assertThat(request.gone()).isNotDone();
    }
  }

  private Seen next() throws InterruptedException {
    Seen request = seen.poll(10, TimeUnit.SECONDS);
    assertThat(request).isNotNull();
    return request;
  }
}
