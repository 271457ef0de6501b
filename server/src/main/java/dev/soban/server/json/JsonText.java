package dev.soban.server.json;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;

/**
 * JSON that can be read any number of times, as long as the memory lives that it lies in.
 *
 * @param source opens it once more
 */
public record JsonText(Supplier<InputStream> source, long sizeBytes) {
  public static JsonText of(MemorySegment text) {
    return new JsonText(() -> new SegmentInput(text), text.byteSize());
  }

  /** With brackets around it. */
  public static JsonText inArray(MemorySegment text) {
    return new JsonText(
        () ->
            new SequenceInputStream(
                new SequenceInputStream(bytes('['), new SegmentInput(text)), bytes(']')),
        text.byteSize() + 2);
  }

  private static InputStream bytes(char one) {
    return new ByteArrayInputStream(new byte[] {(byte) one});
  }
}
