package dev.soban.net.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.net.BodyException;
import dev.soban.net.HeaderList;
import dev.soban.net.HeaderName;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class StreamingTest {
  private static final String GET = "GET / HTTP/1.1\r\nhost: x\r\n\r\n";

  @Test
  void a_streamed_answer_is_chunked_and_keeps_the_connection() throws Exception {
    try (HttpServer server = TestServer.start((head, body, response) -> stream(response));
        RawClient client = RawClient.connect(server)) {
      for (int i = 0; i < 2; i++) {
        client.say(GET);
        assertThat(client.hearUntil("0\r\n\r\n"))
            .startsWith("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
            .endsWith("\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n");
      }
    }
  }

  @Test
  void to_http_1_0_a_streamed_answer_ends_with_the_connection() throws Exception {
    try (HttpServer server = TestServer.start((head, body, response) -> stream(response));
        RawClient client = RawClient.connect(server)) {
      client.say("GET / HTTP/1.0\r\nconnection: keep-alive\r\n\r\n");

      assertThat(client.hearAll())
          .isEqualTo("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nhello world");
    }
  }

  @Test
  void a_declared_length_is_kept_and_not_chunked() throws Exception {
    HttpHandler handler =
        (head, body, response) -> {
          response.start(200, HeaderList.of(HeaderName.CONTENT_LENGTH, "11"));
          var _ = response.write(bytes("hello"));
          var _ = response.write(bytes(" world"));
          response.end();
        };
    try (HttpServer server = TestServer.start(handler);
        RawClient client = RawClient.connect(server)) {
      assertThat(client.say(GET).hearAnswer())
          .isEqualTo("HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\nhello world");
    }
  }

  @Test
  void a_stream_that_breaks_its_promised_length_ends_the_connection() throws Exception {
    HttpHandler handler =
        (head, body, response) -> {
          response.start(200, HeaderList.of(HeaderName.CONTENT_LENGTH, "11"));
          var _ = response.write(bytes("hello"));
          response.end();
        };
    try (HttpServer server = TestServer.start(handler);
        RawClient client = RawClient.connect(server)) {
      assertThat(client.say(GET).hearAll()).doesNotContain("world");
    }
  }

  @Test
  void a_slow_reader_of_a_streamed_answer_holds_little_memory() throws Exception {
    AtomicLong written = new AtomicLong();
    long total = 256L << 20;
    try (HttpServer server =
            TestServer.start((head, body, response) -> pour(response, total, written));
        RawClient client = RawClient.connect(server, 64 << 10)) {
      client.say(GET);
      client.hearUntil("\r\n\r\n");
      untilStill(written);

      assertThat(written.get()).isLessThan(16L << 20);
      InputStream in = client.socket().getInputStream();
      in.skipNBytes(total);
      assertThat(written.get()).isEqualTo(total);
    }
  }

  @Test
  void a_slow_consumer_of_an_upload_holds_little_memory() throws Exception {
    int chunk = 1 << 20;
    int chunks = 256;
    Pulled pulled = new Pulled();
    try (HttpServer server = TestServer.start(pulled::take);
        RawClient client = RawClient.connect(server)) {
      client.say(
          "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: " + (long) chunk * chunks + "\r\n\r\n");
      Thread sender = Thread.startVirtualThread(() -> send(client, chunk, chunks));
      AtomicLong received = new AtomicLong();
      untilStill(received, () -> server.snapshot().receivedBytes());

      assertThat(received.get()).isLessThan(1 << 20);
      assertThat(pooledBytes()).isLessThan(16L << 20);
      pulled.pullAll();
      assertThat(pulled.ended.get(20, TimeUnit.SECONDS)).isEqualTo((long) chunk * chunks);
      sender.join(Duration.ofSeconds(10));
    }
  }

  @Test
  void chunks_come_as_far_as_they_are_asked_for() throws Exception {
    Pulled pulled = new Pulled();
    try (HttpServer server = TestServer.start(pulled::take);
        RawClient client = RawClient.connect(server)) {
      client.say("POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n");
      client.say("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");

      pulled.pull();
      assertThat(pulled.chunks.poll(10, TimeUnit.SECONDS)).isEqualTo("abc");
      assertThat(pulled.chunks.poll(50, TimeUnit.MILLISECONDS)).isNull();
      pulled.pull();
      assertThat(pulled.chunks.poll(10, TimeUnit.SECONDS)).isEqualTo("de");
      assertThat(pulled.ended.get(10, TimeUnit.SECONDS)).isEqualTo(5);
    }
  }

  @Test
  void bytes_can_stream_both_ways_at_once() throws Exception {
    HttpHandler handler =
        (head, body, response) -> {
          response.start(200, HeaderList.of());
          body.subscribe(new Relay(body, response));
          body.request(1);
        };
    try (HttpServer server = TestServer.start(handler);
        RawClient client = RawClient.connect(server)) {
      client.say("POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n");
      client.hearUntil("\r\n\r\n");
      for (String part : new String[] {"one", "two", "six"}) {
        client.say("3\r\n" + part + "\r\n");
        assertThat(client.hearUntil(part + "\r\n")).isEqualTo("3\r\n" + part + "\r\n");
      }
      client.say("0\r\n\r\n");
      assertThat(client.hearUntil("0\r\n\r\n")).isEqualTo("0\r\n\r\n");
    }
  }

  private static void stream(ResponseWriter response) {
    response.start(200, HeaderList.of());
    var _ = response.write(bytes("hello")).thenCompose(done -> response.write(bytes(" world")));
    response.end();
  }

  private static void pour(ResponseWriter response, long bytes, AtomicLong written) {
    response.start(200, HeaderList.of(HeaderName.CONTENT_LENGTH, Long.toString(bytes)));
    pourMore(response, bytes, written, ByteBuffer.allocate(16 << 10));
  }

  private static void pourMore(
      ResponseWriter response, long bytes, AtomicLong written, ByteBuffer chunk) {
    while (written.get() < bytes) {
      var taken = response.write(chunk.duplicate()).toCompletableFuture();
      written.addAndGet(chunk.remaining());
      if (!taken.isDone()) {
        var _ = taken.thenRun(() -> pourMore(response, bytes, written, chunk));
        return;
      }
    }
    response.end();
  }

  private static void send(RawClient client, int chunk, int chunks) {
    byte[] bytes = new byte[chunk];
    try {
      for (int i = 0; i < chunks; i++) {
        client.say(bytes);
      }
    } catch (IOException e) {
      assertThat(e).as("upload").isNull();
    }
  }

  private static void untilStill(AtomicLong value) throws InterruptedException {
    untilStill(new AtomicLong(), value::get);
  }

  /** Waits until a value that moves has stopped moving, and leaves it in {@code last}. */
  private static void untilStill(AtomicLong last, LongSupplier value) throws InterruptedException {
    BlockingQueue<String> never = new LinkedBlockingQueue<>();
    do {
      last.set(value.getAsLong());
      assertThat(never.poll(300, TimeUnit.MILLISECONDS)).isNull();
    } while (value.getAsLong() != last.get() || last.get() == 0);
  }

  private static long pooledBytes() {
    return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Sends each chunk back once the one before was taken. */
  private record Relay(BodyReader body, ResponseWriter response) implements BodyConsumer {
    @Override
    public void onChunk(ByteBuffer chunk) {
      var _ = response.write(chunk).thenRun(() -> body.request(1));
    }

    @Override
    public void onEnd() {
      response.end();
    }

    @Override
    public void onFailure(BodyException failure) {}
  }

  /** A consumer that a test pulls on by hand. */
  private static final class Pulled implements BodyConsumer {
    final BlockingQueue<String> chunks = new LinkedBlockingQueue<>();
    final CompletableFuture<Long> ended = new CompletableFuture<>();
    private final CompletableFuture<Runnable> pull = new CompletableFuture<>();
    private final CompletableFuture<Runnable> pullAll = new CompletableFuture<>();
    private long bytes;

    void take(RequestHead head, BodyReader body, ResponseWriter response) {
      body.subscribe(this);
      pull.complete(() -> head.executor().execute(() -> body.request(1)));
      pullAll.complete(() -> head.executor().execute(() -> body.request(Long.MAX_VALUE)));
    }

    void pull() throws Exception {
      pull.get(10, TimeUnit.SECONDS).run();
    }

    void pullAll() throws Exception {
      pullAll.get(10, TimeUnit.SECONDS).run();
    }

    @Override
    public void onChunk(ByteBuffer chunk) {
      bytes += chunk.remaining();
      if (chunk.remaining() < 100) {
        chunks.add(StandardCharsets.US_ASCII.decode(chunk).toString());
      }
    }

    @Override
    public void onEnd() {
      ended.complete(bytes);
    }

    @Override
    public void onFailure(BodyException failure) {
      ended.completeExceptionally(failure);
    }
  }
}
