package dev.soban.net;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Compresses whole answers for clients that ask for it. */
public final class Compression {
  private Compression() {}

  /** Whether an {@code accept-encoding} value allows gzip with a weight above zero. */
  public static boolean acceptsGzip(@Nullable String acceptEncoding) {
    if (acceptEncoding == null) {
      return false;
    }
    boolean any = false;
    for (String choice : acceptEncoding.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] parts = choice.split(";", 2);
      String coding = parts[0].trim();
      boolean wanted = parts.length < 2 || !parts[1].replace(" ", "").matches("q=0(\\.0*)?");
      if (coding.equals("gzip") || coding.equals("x-gzip")) {
        return wanted;
      }
      any |= wanted && coding.equals("*");
    }
    return any;
  }

  /** The bytes as gzip. Computes for as long as it takes. */
  public static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream(bytes.length / 2 + 64);
    try (OutputStream out = new GZIPOutputStream(compressed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return compressed.toByteArray();
  }
}
