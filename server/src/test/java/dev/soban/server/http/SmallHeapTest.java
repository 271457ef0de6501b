package dev.soban.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large texts on a small heap: some are refused, and the process lives. */
class SmallHeapTest {
  private static final int CLIENTS = 32;
  private static final String CSV_ROW = "1.5\n";

  @TempDir Path folder;

  @Test
  void many_large_answers_at_once_are_answered_or_refused_and_the_process_lives() throws Exception {
    try (Server server = new Server(folder);
        HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = server.request("application/json", "[[1]]");
      List<HttpResponse<Integer>> answers = all(client, request);

      assertThat(answers).extracting(HttpResponse::statusCode).contains(200);
      assertThat(answers).allSatisfy(SmallHeapTest::wholeOrRefused);
      assertThat(all(client, request)).allSatisfy(SmallHeapTest::wholeOrRefused);
      assertThat(server.process.isAlive()).as(server.log()).isTrue();
    }
  }

  @Test
  void many_large_tables_at_once_are_read_or_refused_and_the_process_lives() throws Exception {
    try (Server server = new Server(folder);
        HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = server.request("text/csv", CSV_ROW.repeat(3 << 20));

      List<HttpResponse<Integer>> answers = all(client, request);

      assertThat(answers).extracting(HttpResponse::statusCode).contains(200);
      assertThat(answers).allSatisfy(SmallHeapTest::wholeOrRefused);
      assertThat(server.process.isAlive()).as(server.log()).isTrue();
    }
  }

  private static void wholeOrRefused(HttpResponse<Integer> answer) {
    assertThat(answer.statusCode()).isIn(200, 429, 503);
    if (answer.statusCode() == 200) {
      assertThat(answer.body()).isGreaterThan(18_000_000);
    }
  }

  private static List<HttpResponse<Integer>> all(HttpClient client, HttpRequest request) {
    List<CompletableFuture<HttpResponse<Integer>>> asked = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      asked.add(client.sendAsync(request, any -> counting()));
    }
    return asked.stream().map(CompletableFuture::join).toList();
  }

  private static HttpResponse.BodySubscriber<Integer> counting() {
    int[] size = new int[1];
    return HttpResponse.BodySubscribers.mapping(
        HttpResponse.BodySubscribers.ofByteArrayConsumer(
            piece -> piece.ifPresent(bytes -> size[0] += bytes.length)),
        none -> size[0]);
  }

  /** {@link LargeAnswers} on a heap of 256 MiB. */
  private static final class Server implements AutoCloseable {
    private final Process process;
    private final Path err;
    private final int port;

    Server(Path folder) throws IOException {
      err = folder.resolve("err");
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "--sun-misc-unsafe-memory-access=allow",
                  "-XX:+UseSerialGC",
                  "-XX:+ExitOnOutOfMemoryError",
                  "-Xmx256m",
                  "-XX:MaxDirectMemorySize=1g",
                  "-cp",
                  System.getProperty("java.class.path"),
                  LargeAnswers.class.getName())
              .redirectError(err.toFile())
              .start();
      port = Integer.parseInt(process.inputReader(StandardCharsets.US_ASCII).readLine());
    }

    HttpRequest request(String contentType, String body) {
      return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/predictions/large"))
          .header("Content-Type", contentType)
          .POST(HttpRequest.BodyPublishers.ofString(body))
          .build();
    }

    String log() throws IOException {
      return Files.readString(err);
    }

    @Override
    public void close() throws IOException {
      process.outputWriter(StandardCharsets.US_ASCII).close();
      process.onExit().completeOnTimeout(process, 30, TimeUnit.SECONDS).join();
      process.destroyForcibly();
    }
  }
}
