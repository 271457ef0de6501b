package dev.soban.net.server.exchange;

import dev.soban.net.Body;
import dev.soban.net.BodyException.BadBody;
import dev.soban.net.BodyException.BodyTooLarge;
import dev.soban.net.wire.PooledBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** Undoes a body's content encoding within bounds. Blocking: computes for as long as it takes. */
enum ContentDecoding {
  IDENTITY,
  GZIP,
  DEFLATE;

  private static final int MAX_RATIO = 100;
  private static final int RATIO_FREE_BYTES = 64 << 10;
  private static final int STEP_BYTES = 16 << 10;

  /** Null when the encoding is none of these. */
  static @Nullable ContentDecoding named(@Nullable String encoding) {
    if (encoding == null) {
      return IDENTITY;
    }
    return switch (encoding.trim().toLowerCase(Locale.ROOT)) {
      case "", "identity" -> IDENTITY;
      case "gzip", "x-gzip" -> GZIP;
      case "deflate" -> DEFLATE;
      default -> null;
    };
  }

  /** The decoded body; closes the one given. */
  Body decode(Body sent, ByteBufAllocator allocator, long maxBytes) {
    if (this == IDENTITY) {
      return sent;
    }
    ByteBuf decoded = allocator.directBuffer(STEP_BYTES);
    boolean whole = false;
    try (sent;
        InputStream in = open(sent.buffer())) {
      copy(in, decoded, limit(sent.size(), maxBytes));
      whole = true;
    } catch (IOException e) {
      throw new BadBody("content-encoding: " + name().toLowerCase(Locale.ROOT) + " data is broken");
    } finally {
      if (!whole) {
        decoded.release();
      }
    }
    return new PooledBody(decoded);
  }

  private InputStream open(ByteBuffer bytes) throws IOException {
    boolean raw = this == DEFLATE && !startsLikeZlib(bytes);
    InputStream in = new ByteBufInputStream(Unpooled.wrappedBuffer(bytes));
    if (this == GZIP) {
      return new GZIPInputStream(in, STEP_BYTES);
    }
    return raw ? inflateRaw(in) : new InflaterInputStream(in);
  }

  private static InputStream inflateRaw(InputStream in) {
    Inflater inflater = new Inflater(true);
    return new InflaterInputStream(in, inflater) {
      @Override
      public void close() throws IOException {
        super.close();
        inflater.end();
      }
    };
  }

  /** Some clients send deflate without its zlib frame. */
  private static boolean startsLikeZlib(ByteBuffer bytes) {
    if (bytes.remaining() < 2) {
      return true;
    }
    int first = bytes.get(0) & 0xff;
    int second = bytes.get(1) & 0xff;
    return (first & 0x0f) == 8 && ((first << 8) | second) % 31 == 0;
  }

  private static long limit(long sentBytes, long maxBytes) {
    return Math.min(maxBytes, Math.max(RATIO_FREE_BYTES, sentBytes * MAX_RATIO));
  }

  private static void copy(InputStream in, ByteBuf out, long maxBytes) throws IOException {
    byte[] step = new byte[STEP_BYTES];
    for (int read = in.read(step); read >= 0; read = in.read(step)) {
      int size = out.readableBytes() + read;
      if (size > maxBytes) {
        throw new BodyTooLarge(
            "body: too large when decoded (expected: at most " + maxBytes + " bytes)");
      }
      if (out.capacity() < size) {
        out.capacity((int) Math.min(Math.max(size, out.capacity() * 2L), maxBytes));
      }
      out.writeBytes(step, 0, read);
    }
  }
}
