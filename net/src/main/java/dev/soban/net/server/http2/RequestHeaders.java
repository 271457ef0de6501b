package dev.soban.net.server.http2;

import dev.soban.net.HeaderName;
import dev.soban.net.Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Headers as HTTP/2 brought them; its authority is the host that HTTP/1 knows. */
final class RequestHeaders implements Headers {
  private final Http2Headers headers;

  RequestHeaders(Http2Headers headers) {
    this.headers = headers;
    CharSequence authority = headers.authority();
    if (authority != null) {
      headers.set(HeaderName.HOST.text(), authority);
    }
    for (Http2Headers.PseudoHeaderName pseudo : Http2Headers.PseudoHeaderName.values()) {
      headers.remove(pseudo.value());
    }
  }

  @Override
  public @Nullable String get(HeaderName name) {
    return text(headers.get(name.text()));
  }

  @Override
  public @Nullable String get(String name) {
    return text(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  private static @Nullable String text(@Nullable CharSequence value) {
    return value == null ? null : value.toString();
  }

  @Override
  public List<String> all(HeaderName name) {
    return headers.getAll(name.text()).stream().map(CharSequence::toString).toList();
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
    for (Map.Entry<CharSequence, CharSequence> header : headers) {
      action.accept(header.getKey().toString(), header.getValue().toString());
    }
  }

  @Override
  public String toString() {
    return headers.toString();
  }
}
