package dev.soban.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
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
  void many_large_answers_that_nobody_reads_yet_are_held_or_refused_and_the_process_lives()
      throws Exception {
    List<Socket> sockets = new ArrayList<>();
    try (Server server = new Server(folder)) {
      for (int i = 0; i < CLIENTS; i++) {
        sockets.add(server.askForLargeAnswer());
      }
      List<String> statuses = new ArrayList<>();
      for (Socket socket : sockets) {
        statuses.add(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII));
      }

      assertThat(statuses).contains("HTTP/1.1 200").isSubsetOf("HTTP/1.1 200", "HTTP/1.1 429");
      for (int i = 0; i < CLIENTS; i++) {
        long rest = sockets.get(i).getInputStream().transferTo(OutputStream.nullOutputStream());
        assertThat(rest).isGreaterThan(statuses.get(i).endsWith("200") ? 18_000_000 : 0);
      }
      assertThat(server.process.isAlive()).as(server.log()).isTrue();
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void many_large_tables_at_once_are_read_or_refused_and_the_process_lives() throws Exception {
    try (Server server = new Server(folder);
        HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = server.request("text/csv", CSV_ROW.repeat(3 << 20));

      List<Integer> answers = all(client, request);

      assertThat(answers).contains(200).isSubsetOf(200, 429, 503);
      assertThat(server.process.isAlive()).as(server.log()).isTrue();
    }
  }

  @Test
  void many_large_json_bodies_at_once_are_read_or_refused_and_the_process_lives() throws Exception {
    try (Server server = new Server(folder);
        HttpClient client = HttpClient.newHttpClient()) {
      String rows = "[" + "[1.5],".repeat(2 << 20) + "[1.5]]";
      String oneString = "[[\"" + "x".repeat(16 << 20) + "\"]]";

      assertThat(all(client, server.request("application/json", rows)))
          .contains(200)
          .isSubsetOf(200, 429, 503);
      assertThat(all(client, server.request("application/json", oneString)))
          .contains(413)
          .isSubsetOf(413, 429, 503);
      assertThat(server.process.isAlive()).as(server.log()).isTrue();
    }
  }

  private static List<Integer> all(HttpClient client, HttpRequest request) {
    List<CompletableFuture<HttpResponse<Void>>> asked = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      asked.add(client.sendAsync(request, HttpResponse.BodyHandlers.discarding()));
    }
    return asked.stream().map(each -> each.join().statusCode()).toList();
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

    Socket askForLargeAnswer() throws IOException {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
      String head =
          "POST /predictions/large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
              + "Content-Type: application/json\r\nContent-Length: 5\r\n\r\n[[1]]";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      return socket;
    }

    HttpRequest request(String contentType, String body) {
      return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/predictions/small"))
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
