package dev.soban.cli.acceptance.client;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Asks a server over HTTP. Blocking; safe for many threads. */
public final class V2Client implements AutoCloseable {
  static final String HEADER_LENGTH = "Inference-Header-Content-Length";

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String base;

  /**
   * @param base such as {@code http://127.0.0.1:8000}
   */
  public V2Client(String base) {
    this.base = base;
  }

  public Answer get(String path) {
    return send(HttpRequest.newBuilder(uri(path)).GET());
  }

  public Answer post(String path, String contentType, byte[] body) {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", contentType)
            .POST(BodyPublishers.ofByteArray(body)));
  }

  public Answer infer(String model, Question question, Transfer transfer) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri("/v2/models/" + model + "/infer"))
            .header(
                "Content-Type",
                transfer.binaryInputs() ? "application/octet-stream" : "application/json");
    if (transfer.binaryInputs()) {
      request.header(HEADER_LENGTH, Integer.toString(question.headerLength(transfer)));
    }
    byte[] body = question.body(transfer);
    if (transfer.gzipRequest()) {
      request.header("Content-Encoding", "gzip");
      body = zipped(body);
    }
    if (transfer.gzipAnswer()) {
      request.header("Accept-Encoding", "gzip");
    }
    return send(request.POST(BodyPublishers.ofByteArray(body)));
  }

  /** Sends nothing but the bytes of a model's only input. */
  public Answer inferRaw(String model, TensorValue input) {
    return send(
        HttpRequest.newBuilder(uri("/v2/models/" + model + "/infer"))
            .header("Content-Type", "application/octet-stream")
            .header(HEADER_LENGTH, "0")
            .POST(BodyPublishers.ofByteArray(input.toArray())));
  }

  /** Asks, and goes away without waiting once the given condition holds. */
  public void inferAndHangUp(String model, Question question, BooleanSupplier asked) {
    byte[] body = question.body(Transfer.JSON);
    String head =
        "POST /v2/models/%s/infer HTTP/1.1\r\nHost: test\r\nContent-Length: %d\r\n\r\n"
            .formatted(model, body.length);
    URI server = URI.create(base);
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(body);
      while (!asked.getAsBoolean()) {
        Thread.onSpinWait();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private URI uri(String path) {
    return URI.create(base + path);
  }

  private Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<byte[]> response =
          http.send(request.timeout(PATIENCE).build(), BodyHandlers.ofByteArray());
      boolean zipped =
          response.headers().firstValue("Content-Encoding").filter("gzip"::equals).isPresent();
      byte[] body = zipped ? unzipped(response.body()) : response.body();
      return new Answer(response.statusCode(), response.headers().map(), body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static byte[] zipped(byte[] bytes) {
    ByteArrayOutputStream target = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(target)) {
      zip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return target.toByteArray();
  }

  private static byte[] unzipped(byte[] bytes) throws IOException {
    try (GZIPInputStream zip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return zip.readAllBytes();
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
