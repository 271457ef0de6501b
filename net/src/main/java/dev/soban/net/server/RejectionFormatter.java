package dev.soban.net.server;

import dev.soban.net.HeaderList;
import dev.soban.net.HeaderName;

/** Decides what a refusal by the server itself looks like. Runs on event loops. */
@FunctionalInterface
public interface RejectionFormatter {
  /** The headers and the text of an answer. */
  record Formatted(HeaderList headers, String body) {}

  Formatted format(Rejection rejection);

  /** {@code {"error": reason}}; reasons are fixed texts of this module without quotes. */
  static RejectionFormatter json() {
    return rejection ->
        new Formatted(
            HeaderList.of(HeaderName.CONTENT_TYPE, "application/json"),
            "{\"error\":\"" + rejection.reason() + "\"}");
  }
}
