package dev.soban.net.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.net.wire.EventLoops;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PipeliningTest {
  private static final String GET = "GET /%d HTTP/1.1\r\nhost: x\r\n\r\n";

  @Test
  void pipelined_requests_are_answered_in_order() throws IOException {
    try (HttpServer server = TestServer.start(TestServer::echo);
        RawClient client = RawClient.connect(server)) {
      StringBuilder requests = new StringBuilder();
      for (int i = 0; i < 500; i++) {
        requests
            .append("POST /")
            .append(i)
            .append(" HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\nab");
      }
      client.say(requests.toString());

      for (int i = 0; i < 500; i++) {
        assertThat(client.hearAnswer()).endsWith("POST /" + i + " ab");
      }
    }
  }

  @Test
  void a_later_request_waits_for_the_answer_before_it() throws Exception {
    BlockingQueue<ResponseWriter> asked = new LinkedBlockingQueue<>();
    try (HttpServer server = TestServer.start((head, body, response) -> asked.add(response));
        RawClient client = RawClient.connect(server)) {
      client.say(GET.formatted(0) + GET.formatted(1));

      ResponseWriter first = next(asked);
      assertThat(asked).isEmpty();
      TestServer.answer(first, 200, "first");
      ResponseWriter second = next(asked);
      TestServer.answer(second, 200, "second");
      assertThat(client.hearAnswer()).endsWith("first");
      assertThat(client.hearAnswer()).endsWith("second");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void what_a_client_sends_ahead_is_read_only_up_to_a_bound(boolean nio) throws Exception {
    BlockingQueue<ResponseWriter> asked = new LinkedBlockingQueue<>();
    EventLoops loops = nio ? EventLoops.startOnNio(1, "nio") : EventLoops.start(1, "best");
    HttpServerConfig config = HttpServerConfig.on("127.0.0.1", 0);
    try (HttpServer server =
            HttpServer.start(config, (head, body, response) -> asked.add(response), loops);
        RawClient client = RawClient.connect(server)) {
      client.say(GET.formatted(0));
      ResponseWriter first = next(asked);
      Thread sender = Thread.startVirtualThread(() -> flood(client));
      long before = -1;
      long received = 0;
      while (received != before || received < 1_000) {
        before = received;
        sender.join(Duration.ofMillis(200));
        received = server.snapshot().receivedBytes();
      }

      assertThat(received).isLessThan(1 << 20);
      assertThat(sender.isAlive()).isTrue();
      TestServer.answer(first, 200, "first");
      assertThat(client.hearAnswer()).endsWith("first");
      assertThat(next(asked)).isNotNull();
    }
  }

  private static void flood(RawClient client) {
    String requests = GET.formatted(0).repeat(1_000);
    try {
      for (int i = 0; i < 2_000; i++) {
        client.say(requests);
      }
    } catch (IOException e) {
      assertThat(client.socket().isClosed()).isTrue();
    }
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T element = queue.poll(10, TimeUnit.SECONDS);
    assertThat(element).isNotNull();
    return element;
  }
}
