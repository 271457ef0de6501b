package dev.soban.conformance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers paths with fixed JSON, and everything else with 404 and an error; notes who asked. */
final class TinyServer implements AutoCloseable {
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final List<String> keys = new CopyOnWriteArrayList<>();
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  TinyServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  /** With one model that answers one number. */
  static TinyServer withModel() {
    return new TinyServer()
        .on("/v2/health/live", "{\"live\":true}")
        .on("/v2/health/ready", "{\"ready\":true}")
        .on("/v2", "{\"name\":\"tiny\",\"version\":\"1\",\"extensions\":[]}")
        .on("/v2/models", "{\"models\":[\"one\"]}")
        .on(
            "/v2/models/one",
            "{\"name\":\"one\",\"versions\":[\"1\"],\"platform\":\"none\",\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1]}],\"outputs\":[{\"name\":\"y\",\"datatype\":\"FP32\",\"shape\":[1]}]}")
        .on("/v2/models/one/ready", "{\"name\":\"one\",\"ready\":true}")
        .on(
            "/v2/models/one/infer",
            "{\"model_name\":\"one\",\"model_version\":\"1\",\"outputs\":[{\"name\":\"y\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":[0.5]}]}");
  }

  TinyServer on(String path, String json) {
    answers.put(path, json);
    return this;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  List<String> keys() {
    return keys;
  }

  List<String> bodies() {
    return bodies;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
      bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      String json = answers.get(exchange.getRequestURI().getPath());
      byte[] body =
          (json == null ? "{\"error\":\"not here\"}" : json).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(json == null ? 404 : 200, head ? -1 : body.length);
      if (!head) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
