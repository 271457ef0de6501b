package dev.soban.net.wire;

import dev.soban.net.HeaderName;
import dev.soban.net.Headers;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Headers as the decoder read them. */
public final class ReceivedHeaders implements Headers {
  private final HttpHeaders headers;

  public ReceivedHeaders(HttpHeaders headers) {
    this.headers = headers;
  }

  @Override
  public @Nullable String get(HeaderName name) {
    return headers.get(name.text());
  }

  @Override
  public @Nullable String get(String name) {
    return headers.get(name);
  }

  @Override
  public List<String> all(HeaderName name) {
    return headers.getAll(name.text());
  }

  @Override
  public boolean contains(HeaderName name) {
    return headers.contains(name.text());
  }

  @Override
  public int size() {
    return headers.size();
  }

  @Override
  public void forEach(BiConsumer<? super String, ? super String> action) {
    headers.forEach(entry -> action.accept(entry.getKey(), entry.getValue()));
  }

  @Override
  public String toString() {
    return headers.entries().toString();
  }
}
