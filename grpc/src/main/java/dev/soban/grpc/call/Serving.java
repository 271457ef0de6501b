package dev.soban.grpc.call;

import dev.soban.server.call.BodyLimit;
import dev.soban.server.document.ModelDirectory;
import dev.soban.server.http.HttpLimits;
import dev.soban.server.http.HttpSurroundings;
import dev.soban.server.transport.FailureLog;

/**
 * What all calls stand on.
 *
 * @param http what the routes over HTTP stand on, too
 */
public record Serving(HttpSurroundings http, HttpLimits limits, Homes homes, FailureLog log) {
  public ModelDirectory models() {
    return new ModelDirectory(http.models());
  }

  public BodyLimit bodyLimit() {
    return BodyLimit.ofServer(limits.bodyBytes());
  }
}
