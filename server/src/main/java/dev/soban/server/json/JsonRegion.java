package dev.soban.server.json;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

/** Where in a body a value lies that is read later, because what it means comes behind it. */
public record JsonRegion(long from, long to) {
  /** Steps over the value that the parser stands on, and notes where it was. */
  public static JsonRegion skip(JsonParser parser) throws IOException {
    long from = parser.currentTokenLocation().getByteOffset();
    parser.skipChildren();
    // A scalar's end is known only once the parser read it whole.
    parser.finishToken();
    return new JsonRegion(from, parser.currentLocation().getByteOffset());
  }
}
