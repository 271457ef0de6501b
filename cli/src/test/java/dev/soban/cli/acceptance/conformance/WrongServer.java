package dev.soban.cli.acceptance.conformance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands before a server that is right and breaks one rule of its answers. */
final class WrongServer implements AutoCloseable {
  private static final Charset BYTES = StandardCharsets.ISO_8859_1;
  private static final Set<String> OF_THE_CONNECTION =
      Set.of("connection", "content-length", "expect", "host", "transfer-encoding", "upgrade");

  private final String behind;
  private final Tampering tampering;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  /** What is done to each request and its answer. */
  interface Tampering {
    Came on(Call call, Upstream upstream);
  }

  /** The server that is right. */
  interface Upstream {
    Came ask(Call call);
  }

  WrongServer(String behind, Tampering tampering) {
    this.behind = behind;
    this.tampering = tampering;
    try {
      this.server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> headers = new TreeMap<>();
      exchange
          .getRequestHeaders()
          .forEach((name, values) -> headers.put(lower(name), values.getFirst()));
      String body = new String(exchange.getRequestBody().readAllBytes(), BYTES);
      Call call =
          new Call(
              exchange.getRequestMethod(), exchange.getRequestURI().getRawPath(), headers, body);
      answer(exchange, tampering.on(call, this::ask));
    }
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private Came ask(Call call) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(behind + call.path()))
            .method(
                call.method(), HttpRequest.BodyPublishers.ofByteArray(call.body().getBytes(BYTES)));
    call.headers()
        .forEach(
            (name, value) -> {
              if (!OF_THE_CONNECTION.contains(name)) {
                request.header(name, value);
              }
            });
    try {
      HttpResponse<byte[]> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      Map<String, String> headers = new TreeMap<>();
      response.headers().map().forEach((name, values) -> headers.put(name, values.getFirst()));
      return new Came(response.statusCode(), headers, new String(response.body(), BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void answer(HttpExchange exchange, Came came) throws IOException {
    came.headers()
        .forEach(
            (name, value) -> {
              if (name.equals("connection") || !OF_THE_CONNECTION.contains(name)) {
                exchange.getResponseHeaders().set(name, value);
              }
            });
    byte[] body = came.body().getBytes(BYTES);
    boolean empty = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(came.status(), empty ? -1 : body.length);
    if (!empty) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    client.shutdownNow();
  }
}
