package dev.soban.cli.exchanges;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What came back over a socket until its end.
 *
 * @param headers as lines, names in lower case
 */
record Reply(String status, List<String> headers, String body) {
  private static final int PATIENCE_MILLIS = 30_000;

  static Reply to(RecordedExchange exchange, String url) {
    URI server = URI.create(url);
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(exchange.bytes());
      socket.getOutputStream().flush();
      return of(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Reply of(String text) {
    int end = text.indexOf("\r\n\r\n");
    List<String> head = text.substring(0, end).lines().toList();
    return new Reply(
        head.getFirst().split(" ")[1],
        head.subList(1, head.size()),
        text.substring(end + 4).stripTrailing());
  }
}
