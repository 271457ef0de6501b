package dev.soban.grpc.call;

import dev.soban.net.HeaderName;
import dev.soban.net.Headers;
import io.grpc.Metadata;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A call's metadata as the headers that they are on the wire; binary ones are left out. */
record MetadataHeaders(Metadata metadata) implements Headers {
  @Override
  public @Nullable String get(HeaderName name) {
    return get(name.toString());
  }

  @Override
  public @Nullable String get(String name) {
    List<String> values = all(name);
    return values.isEmpty() ? null : values.getFirst();
  }

  @Override
  public List<String> all(HeaderName name) {
    return all(name.toString());
  }

  private List<String> all(String name) {
    Metadata.Key<String> key = Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    if (!metadata.containsKey(key)) {
      return List.of();
    }
    List<String> values = new ArrayList<>(1);
    Iterable<String> found = metadata.getAll(key);
    if (found != null) {
      found.forEach(values::add);
    }
    return values;
  }

  @Override
  public boolean contains(HeaderName name) {
    return metadata.containsKey(Metadata.Key.of(name.toString(), Metadata.ASCII_STRING_MARSHALLER));
  }

  @Override
  public int size() {
    int[] size = new int[1];
    forEach((name, value) -> size[0]++);
    return size[0];
  }

  @Override
  public void forEach(BiConsumer<? super String, ? super String> action) {
    for (String name : metadata.keys()) {
      if (!name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
        all(name).forEach(value -> action.accept(name, value));
      }
    }
  }
}
