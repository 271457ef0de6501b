package dev.soban.cli.infer;

import dev.soban.cli.CommandFailure;
import dev.soban.cli.Progress;
import dev.soban.core.model.ModelVersion;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Asks one model of one server, a few files at once. */
final class Client implements AutoCloseable {
  private static final int AT_ONCE = 4;
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

  private final HttpClient http;
  private final URI place;
  private final Optional<String> key;

  /**
   * @param server as http://HOST:PORT
   * @param model or model/version
   * @param key to present
   */
  Client(String server, String model, Optional<String> key) {
    this.place = place(server(server), model);
    this.key = key;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_LIMIT)
            .build();
  }

  private static URI server(String text) {
    URI server = null;
    try {
      server = new URI(text);
    } catch (URISyntaxException _) {
      // As every other text that is no server's address.
    }
    if (server == null
        || server.getHost() == null
        || !List.of("http", "https").contains(server.getScheme())) {
      throw CommandFailure.usage("--url: " + text + " (expected: http://HOST:PORT)");
    }
    return server;
  }

  private static URI place(URI server, String model) {
    List<String> parts = List.of(model.split("/", -1));
    if (parts.size() > 2 || !parts.stream().allMatch(ModelVersion::validName)) {
      throw CommandFailure.usage("model: " + model + " (expected: MODEL or MODEL/VERSION)");
    }
    String base = server.toString();
    return URI.create(base + (base.endsWith("/") ? "" : "/") + "predictions/" + model);
  }

  /** The answers in the order of the files; blocking. */
  List<Exchange> ask(List<Path> files, Progress progress) throws InterruptedException {
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<Exchange>> asked = new ArrayList<>();
      for (Path file : files) {
        asked.add(threads.submit(() -> ask(file, progress)));
      }
      try {
        return answers(asked);
      } finally {
        asked.forEach(future -> future.cancel(true));
      }
    }
  }

  private static List<Exchange> answers(List<Future<Exchange>> asked) throws InterruptedException {
    List<Exchange> answers = new ArrayList<>();
    for (Future<Exchange> future : asked) {
      try {
        answers.add(future.get());
      } catch (ExecutionException e) {
        if (e.getCause() instanceof CommandFailure failure) {
          throw failure;
        }
        throw new IllegalStateException(e.getCause());
      }
    }
    return answers;
  }

  private Exchange ask(Path file, Progress progress) throws InterruptedException {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(place)
              .header("Content-Type", FileKind.contentType(file))
              .POST(HttpRequest.BodyPublishers.ofFile(file));
      key.ifPresent(text -> request.header("Authorization", "Bearer " + text));
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      progress.step();
      return new Exchange(file, response.statusCode(), response.body());
    } catch (FileNotFoundException e) {
      throw CommandFailure.usage(file + ": not found (expected: a file that can be read)");
    } catch (IOException e) {
      String reason = e.getMessage() == null ? "no connection" : e.getMessage();
      throw CommandFailure.failed(
          place + ": " + reason + " (expected: a running server, as 'soban serve' starts one)");
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
