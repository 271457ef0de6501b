package dev.soban.conformance.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.soban.conformance.verdict.Exchange;
import dev.soban.conformance.verdict.Transcript;
import dev.soban.conformance.verdict.Unmet;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Asks one server over HTTP/1.1 and notes what was said. Blocking; for any number of threads. */
public final class HttpLine implements AutoCloseable {
  private final HttpClient client;
  private final URI base;
  private final Optional<String> key;
  private final Duration timeout;
  private final Transcript transcript;

  /**
   * @param server as http://HOST:PORT, with a slash at its end
   * @param key to present with every request
   * @param timeout of each request
   */
  public HttpLine(URI server, Optional<String> key, Duration timeout, Transcript transcript) {
    this.base = server;
    this.key = key;
    this.timeout = timeout;
    this.transcript = transcript;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .build();
  }

  public URI base() {
    return base;
  }

  Optional<String> key() {
    return key;
  }

  Duration timeout() {
    return timeout;
  }

  Transcript transcript() {
    return transcript;
  }

  public Reply get(String path) {
    return send(Sent.of("GET", path));
  }

  public Reply post(String path, JsonNode json) {
    return send(Sent.post(path, json));
  }

  public Reply post(String path, String json) {
    return send(Sent.post(path, json));
  }

  public Reply send(Sent sent) {
    return send(sent, BodyPublishers.ofByteArray(sent.body()), false);
  }

  /** Sends the body in chunks, without its length. */
  public Reply sendChunked(Sent sent) {
    return send(sent, BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(sent.body())), false);
  }

  /** Sends the head, and the body when the server has said that it wants it. */
  public Reply sendExpectingContinue(Sent sent) {
    return send(sent, BodyPublishers.ofByteArray(sent.body()), true);
  }

  private Reply send(Sent sent, HttpRequest.BodyPublisher body, boolean expectContinue) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(sent.path()))
            .timeout(timeout)
            .expectContinue(expectContinue)
            .method(sent.method(), sent.body().length == 0 ? emptyBody(sent) : body);
    sent.headers().forEach(request::header);
    key.ifPresent(text -> request.header("Authorization", "Bearer " + text));
    try {
      HttpResponse<byte[]> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      Reply reply = new Reply(response.statusCode(), response.headers(), response.body());
      transcript.add(new Exchange(sent.toString(), reply.toString()));
      return reply;
    } catch (IOException e) {
      transcript.add(new Exchange(sent.toString(), e.toString()));
      throw new Unmet("an HTTP answer", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** A POST says that it has no body; other methods say nothing. */
  private static HttpRequest.BodyPublisher emptyBody(Sent sent) {
    return sent.method().equals("POST")
        ? BodyPublishers.ofByteArray(new byte[0])
        : BodyPublishers.noBody();
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
