package dev.soban.net.client;

import io.netty.handler.codec.http.HttpMethod;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** A request on its way to an answer. Belongs to the client's event loop. */
final class Call {
  private final HttpRequest request;
  private final HttpMethod method;
  private final Endpoint endpoint;
  private final CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
  private @Nullable Future<?> timeout;
  private @Nullable ClientConnection connection;
  private boolean retried;

  Call(HttpRequest request) {
    this.request = request;
    method = HttpMethod.valueOf(request.method());
    endpoint = request.endpoint();
  }

  HttpRequest request() {
    return request;
  }

  HttpMethod method() {
    return method;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  CompletableFuture<HttpResponse> answer() {
    return answer;
  }

  boolean settled() {
    return answer.isDone();
  }

  void endsWith(Future<?> timer) {
    timeout = timer;
  }

  void runsOn(ClientConnection chosen) {
    connection = chosen;
  }

  @Nullable ClientConnection connection() {
    return connection;
  }

  /** Whether it may be sent once more after a kept connection turned out dead. */
  boolean mayRetry() {
    boolean may = !retried && request.idempotent() && !settled();
    retried = true;
    return may;
  }

  void succeed(HttpResponse response) {
    stopTimer();
    if (!answer.complete(response)) {
      response.close();
    }
  }

  void fail(HttpClientException why) {
    stopTimer();
    answer.completeExceptionally(why);
  }

  private void stopTimer() {
    if (timeout != null) {
      timeout.cancel(false);
    }
  }
}
