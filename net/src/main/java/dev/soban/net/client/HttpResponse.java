package dev.soban.net.client;

import dev.soban.net.Body;
import dev.soban.net.Headers;
import java.nio.charset.StandardCharsets;

/** A whole answer. Who receives it closes it, which releases the body. */
public record HttpResponse(int status, Headers headers, Body body) implements AutoCloseable {
  /** The body as UTF-8 text. */
  public String text() {
    return StandardCharsets.UTF_8.decode(body.buffer()).toString();
  }

  @Override
  public void close() {
    body.close();
  }
}
