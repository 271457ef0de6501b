package dev.soban.net.server;

/** Answers requests. */
@FunctionalInterface
public interface HttpHandler {
  /**
   * Answers one request, now or later. Runs on the connection's event loop and must not block. An
   * exception becomes a 500 when nothing was answered yet, else it ends the connection. A request
   * that is never answered holds its connection until the peer leaves.
   */
  void handle(RequestHead head, BodyReader body, ResponseWriter response);
}
