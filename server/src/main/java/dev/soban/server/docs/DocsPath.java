package dev.soban.server.docs;

import org.jspecify.annotations.Nullable;

/**
 * A path that is answered here.
 *
 * @param file of the page; empty but for {@link Kind#FILE}
 */
record DocsPath(Kind kind, String file) {
  private static final String PAGE = "/docs";
  private static final String API = "/openapi.json";

  enum Kind {
    /** The front door, from which browsers are led to the page. */
    ROOT,
    /** The page without the slash behind it that its links need. */
    BARE_PAGE,
    FILE,
    API
  }

  /** Null for all other paths; cheap for them, as every request passes here. */
  static @Nullable DocsPath of(String target) {
    int query = target.indexOf('?');
    int end = query < 0 ? target.length() : query;
    if (end == 1) {
      return new DocsPath(Kind.ROOT, "");
    }
    if (target.startsWith(API) && end == API.length()) {
      return new DocsPath(Kind.API, "");
    }
    if (!target.startsWith(PAGE)) {
      return null;
    }
    if (end == PAGE.length()) {
      return new DocsPath(Kind.BARE_PAGE, "");
    }
    if (target.charAt(PAGE.length()) != '/') {
      return null;
    }
    String file = target.substring(PAGE.length() + 1, end);
    return new DocsPath(Kind.FILE, file.isEmpty() ? "index.html" : file);
  }
}
