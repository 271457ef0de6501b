package dev.soban.server.predictions;

import dev.soban.core.predict.PredictionException.Unsupported;
import dev.soban.server.call.MediaType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/** What a raw body is: by its content type when that says, else by its first bytes. */
enum BodyKind {
  PICTURE,
  CSV,
  JSON;

  private static final int SNIFFED_BYTES = 64;

  /**
   * @param takesPictures whether the model has an input for pictures
   */
  static BodyKind of(@Nullable String contentType, MemorySegment body, boolean takesPictures) {
    String type = MediaType.of(contentType);
    if (type.startsWith("image/")) {
      return PICTURE;
    }
    if (type.startsWith("multipart/")) {
      throw new Unsupported(
          "content-type: "
              + type
              + " is not offered (expected: multipart/form-data, or the file itself)");
    }
    if (MediaType.json(type)) {
      return JSON;
    }
    return switch (type) {
      case "text/csv", "application/csv" -> CSV;
      default -> sniffed(body, takesPictures);
    };
  }

  /** Whatever is no JSON goes to the decoder of a picture model, which says what is wrong. */
  private static BodyKind sniffed(MemorySegment body, boolean takesPictures) {
    if (startsLikeJson(body)) {
      return JSON;
    }
    return takesPictures || startsLikePicture(body) ? PICTURE : CSV;
  }

  private static boolean startsLikeJson(MemorySegment body) {
    for (long i = 0; i < Math.min(SNIFFED_BYTES, body.byteSize()); i++) {
      byte b = body.get(ValueLayout.JAVA_BYTE, i);
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return b == '{' || b == '[';
      }
    }
    return false;
  }

  private static boolean startsLikePicture(MemorySegment body) {
    return starts(body, 0, 0xff, 0xd8, 0xff)
        || starts(body, 0, 0x89, 'P', 'N', 'G')
        || starts(body, 0, 'G', 'I', 'F', '8')
        || starts(body, 8, 'W', 'E', 'B', 'P')
        || starts(body, 0, 'I', 'I', 42, 0)
        || starts(body, 0, 'M', 'M', 0, 42);
  }

  private static boolean starts(MemorySegment body, long at, int... bytes) {
    if (body.byteSize() < at + bytes.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if ((body.get(ValueLayout.JAVA_BYTE, at + i) & 0xff) != bytes[i]) {
        return false;
      }
    }
    return true;
  }
}
