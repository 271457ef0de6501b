package dev.soban.net.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DrainTest {
  private static final String GET = "GET / HTTP/1.1\r\nhost: x\r\n\r\n";

  @Test
  void requests_in_flight_are_answered_and_idle_connections_closed() throws Exception {
    BlockingQueue<ResponseWriter> asked = new LinkedBlockingQueue<>();
    try (HttpServer server = TestServer.start((head, body, response) -> asked.add(response));
        RawClient busy = RawClient.connect(server);
        RawClient idle = RawClient.connect(server)) {
      idle.say(GET);
      TestServer.answer(next(asked), 200, "");
      idle.hearAnswer();
      busy.say(GET);
      ResponseWriter response = next(asked);
      assertThat(server.snapshot().requestsInFlight()).isEqualTo(1);

      var drained = server.drain().toCompletableFuture();

      assertThat(idle.hearAll()).isEmpty();
      assertThatThrownBy(() -> RawClient.connect(server)).isInstanceOf(IOException.class);
      assertThat(drained).isNotDone();
      TestServer.answer(response, 200, "done");
      assertThat(busy.hearAll()).contains("connection: close\r\n").endsWith("done");
      drained.get(10, TimeUnit.SECONDS);
      assertThat(server.snapshot().openConnections()).isZero();
      assertThat(server.snapshot().requestsInFlight()).isZero();
    }
  }

  @Test
  void closing_ends_what_is_still_in_flight() throws Exception {
    BlockingQueue<ResponseWriter> asked = new LinkedBlockingQueue<>();
    HttpServer server = TestServer.start((head, body, response) -> asked.add(response));
    try (RawClient busy = RawClient.connect(server)) {
      busy.say(GET);
      ResponseWriter response = next(asked);
      BlockingQueue<String> told = new LinkedBlockingQueue<>();
      response.onDisconnect(() -> told.add("gone"));

      server.close();

      assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("gone");
      assertThat(busy.hearAll()).isEmpty();
    } finally {
      server.close();
    }
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T element = queue.poll(10, TimeUnit.SECONDS);
    assertThat(element).isNotNull();
    return element;
  }
}
