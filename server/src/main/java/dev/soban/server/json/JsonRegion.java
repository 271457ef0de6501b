package dev.soban.server.json;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

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

  /** The value itself. */
  public MemorySegment of(MemorySegment text) {
    return text.asSlice(from, to - from);
  }

  /** The same value in a text of which this one is a part. */
  public JsonRegion within(JsonRegion part) {
    return new JsonRegion(part.from() + from, part.from() + to);
  }
}
