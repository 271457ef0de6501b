package dev.soban.server.docs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The files of the page, read from the program itself when first asked for. Thread-safe. */
final class PageFiles {
  private static final String FOLDER = "page/";
  private static final Map<String, String> CONTENT_TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png");

  private final Map<String, Document> read = new ConcurrentHashMap<>();

  /** A file that was read already. */
  Optional<Document> kept(String name) {
    return Optional.ofNullable(read.get(name));
  }

  /** A file; empty when there is none of that name. Blocking the first time. */
  Optional<Document> find(String name) {
    String type = CONTENT_TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (type == null || !plain(name)) {
      return Optional.empty();
    }
    try (InputStream in = PageFiles.class.getResourceAsStream(FOLDER + name)) {
      return in == null
          ? Optional.empty()
          : Optional.of(keep(name, new Document(type, in.readAllBytes())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Document keep(String name, Document document) {
    Document before = read.putIfAbsent(name, document);
    return before == null ? document : before;
  }

  /** Lower-case letters, digits, hyphens and one dot: nothing that leads out of the folder. */
  private static boolean plain(String name) {
    return name.matches("[a-z0-9-]+\\.[a-z]+");
  }
}
