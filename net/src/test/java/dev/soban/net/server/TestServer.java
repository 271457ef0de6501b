package dev.soban.net.server;

import dev.soban.net.Body;
import dev.soban.net.BodyException;
import dev.soban.net.HeaderList;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/** Servers on a free loopback port, with the leak detector at its strictest. */
final class TestServer {
  static {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
  }

  private TestServer() {}

  static HttpServer start(HttpHandler handler) throws IOException {
    return start(limits -> limits, handler);
  }

  static HttpServer start(UnaryOperator<ServerLimits> limits, HttpHandler handler)
      throws IOException {
    HttpServerConfig config = HttpServerConfig.on("127.0.0.1", 0).withEventLoops(1);
    return HttpServer.start(config.withLimits(limits.apply(config.limits())), handler);
  }

  /** Answers with the method, the target and the body. */
  static void echo(RequestHead head, BodyReader body, ResponseWriter response) {
    body.readAll()
        .whenComplete(
            (whole, thrown) -> {
              if (thrown != null) {
                fail(response, thrown);
                return;
              }
              try (Body closing = whole) {
                String text = StandardCharsets.ISO_8859_1.decode(closing.buffer()).toString();
                answer(response, 200, head.method() + " " + head.target() + " " + text);
              }
            });
  }

  static void answer(ResponseWriter response, int status, String text) {
    response.send(status, HeaderList.of(), text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void fail(ResponseWriter response, Throwable thrown) {
    int status =
        switch ((BodyException) thrown) {
          case BodyException.BodyTooLarge e -> 413;
          case BodyException.BadBody e -> 400;
          case BodyException.UnsupportedEncoding e -> 415;
          case BodyException.ConnectionClosed e -> 499;
        };
    answer(response, status, String.valueOf(thrown.getMessage()));
  }
}
