package dev.soban.net.server.http1;

import dev.soban.net.HeaderList;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;

/** Writes the head of an answer as it stands on the wire. */
final class ResponseEncoder {
  /** Content lengths that are none. */
  static final long CHUNKED = -1;

  static final long UNFRAMED = -2;

  private static final int FRAMING_BYTES = 96;
  private static final byte[] CONTINUE = ascii("HTTP/1.1 100 Continue\r\n\r\n");
  private static final byte[] CONTENT_LENGTH = ascii("content-length: ");
  private static final byte[] TRANSFER_CHUNKED = ascii("transfer-encoding: chunked\r\n");
  private static final byte[] CLOSE = ascii("connection: close\r\n");
  private static final byte[] KEEP_ALIVE = ascii("connection: keep-alive\r\n");
  private static final byte[] CRLF = ascii("\r\n");
  private static final byte[][] STATUS_LINES = statusLines();

  private ResponseEncoder() {}

  /** What the connection header says. */
  enum Persistence {
    IMPLIED,
    KEEP_ALIVE,
    CLOSE
  }

  /** An upper bound of what {@link #head} writes. */
  static int headBytes(HeaderList headers) {
    return headers.wireBytes() + FRAMING_BYTES;
  }

  static void head(
      ByteBuf out, int status, HeaderList headers, long contentLength, Persistence persistence) {
    out.writeBytes(STATUS_LINES[status - 100]);
    headers.writeTo(out);
    if (contentLength >= 0) {
      out.writeBytes(CONTENT_LENGTH);
      ByteBufUtil.writeAscii(out, Long.toString(contentLength));
      out.writeBytes(CRLF);
    } else if (contentLength == CHUNKED) {
      out.writeBytes(TRANSFER_CHUNKED);
    }
    switch (persistence) {
      case KEEP_ALIVE -> out.writeBytes(KEEP_ALIVE);
      case CLOSE -> out.writeBytes(CLOSE);
      case IMPLIED -> {}
    }
    out.writeBytes(CRLF);
  }

  /** A whole answer after which the connection ends. */
  static ByteBuf closing(ByteBufAllocator allocator, int status, HeaderList headers, byte[] body) {
    HeaderList kept = headers.withoutFraming();
    ByteBuf out = allocator.directBuffer(headBytes(kept) + body.length);
    head(out, status, kept, body.length, Persistence.CLOSE);
    return out.writeBytes(body);
  }

  static ByteBuf continuing(ByteBufAllocator allocator) {
    return allocator.directBuffer(CONTINUE.length).writeBytes(CONTINUE);
  }

  private static byte[][] statusLines() {
    byte[][] lines = new byte[500][];
    for (int i = 0; i < lines.length; i++) {
      HttpResponseStatus status = HttpResponseStatus.valueOf(100 + i);
      lines[i] = ascii("HTTP/1.1 " + status.code() + " " + status.reasonPhrase() + "\r\n");
    }
    return lines;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
