package dev.soban.server.cloudevents;

import dev.soban.net.HeaderName;
import dev.soban.net.Headers;
import dev.soban.server.call.MediaType;
import java.util.List;

/** How an HTTP message carries an event, if it carries one. */
enum EventMode {
  /** It carries none. */
  NONE,
  /** Attributes are headers, data is the body. */
  BINARY,
  /** The body is the event. */
  STRUCTURED,
  /** The body is an array of events. */
  BATCHED;

  static final String STRUCTURED_TYPE = "application/cloudevents+json";
  private static final String EVENTS = "application/cloudevents";
  private static final List<HeaderName> SIGNS =
      List.of(
          HeaderName.of("ce-specversion"),
          HeaderName.of("ce-id"),
          HeaderName.of("ce-source"),
          HeaderName.of("ce-type"));

  static EventMode of(Headers headers) {
    String type = MediaType.of(headers.get(HeaderName.CONTENT_TYPE));
    if (type.startsWith(EVENTS + "-batch")) {
      return BATCHED;
    }
    if (type.startsWith(EVENTS)) {
      return STRUCTURED;
    }
    for (HeaderName sign : SIGNS) {
      if (headers.contains(sign)) {
        return BINARY;
      }
    }
    return NONE;
  }
}
