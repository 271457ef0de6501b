package dev.soban.server.http;

import dev.soban.core.predict.Origin;
import dev.soban.core.predict.Origin.CacheUse;
import dev.soban.net.HeaderList;
import dev.soban.net.HeaderName;

/** Tells the client when an answer is not simply the model's own, made for this request. */
final class OriginHeaders {
  static final HeaderName CACHE = HeaderName.of("x-soban-cache");
  static final HeaderName DEGRADED = HeaderName.of("x-soban-degraded");

  private OriginHeaders() {}

  static void add(HeaderList headers, Origin origin) {
    if (origin.cache() != CacheUse.NONE) {
      headers.add(CACHE, origin.cache().label());
    }
    if (origin.isDegraded()) {
      headers.add(DEGRADED, origin.degraded());
    }
  }
}
