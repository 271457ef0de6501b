package dev.soban.net;

import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The headers of one message; names compare without regard to case, order is kept. */
public interface Headers {
  /** The first value of that name, or null. */
  @Nullable String get(HeaderName name);

  /** The first value of that name, or null; slower than by {@link HeaderName}. */
  @Nullable String get(String name);

  /** Every value of that name, in order. */
  List<String> all(HeaderName name);

  boolean contains(HeaderName name);

  int size();

  void forEach(BiConsumer<? super String, ? super String> action);
}
