package dev.soban.benchmarks.generator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Finds the end of an HTTP/1.1 answer that has a Content-Length; nothing more. */
final class AnswerParser {
  private static final int MAX_HEAD_BYTES = 16 * 1024;

  private final byte[] head = new byte[MAX_HEAD_BYTES];
  private int headLength;
  private long bodyLeft = -1;
  private int status;
  private boolean closes;

  /** Takes bytes of one answer; true when it is complete. */
  boolean feed(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining() && bodyLeft < 0) {
      if (headLength == MAX_HEAD_BYTES) {
        throw new IOException("answer head: more than " + MAX_HEAD_BYTES + " bytes");
      }
      head[headLength++] = bytes.get();
      if (headComplete()) {
        readHead();
      }
    }
    if (bodyLeft >= 0) {
      bodyLeft -= bytes.remaining();
      if (bodyLeft < 0) {
        throw new IOException("answer body: longer than its Content-Length");
      }
    }
    boolean complete = bodyLeft == 0;
    if (complete) {
      headLength = 0;
      bodyLeft = -1;
    }
    return complete;
  }

  int status() {
    return status;
  }

  /** Whether the server said that it closes the connection behind this answer. */
  boolean closes() {
    return closes;
  }

  private boolean headComplete() {
    return headLength >= 4
        && head[headLength - 1] == '\n'
        && head[headLength - 2] == '\r'
        && head[headLength - 3] == '\n'
        && head[headLength - 4] == '\r';
  }

  private void readHead() throws IOException {
    String text = new String(head, 0, headLength, StandardCharsets.ISO_8859_1);
    status = Integer.parseInt(text, 9, 12, 10);
    String lower = text.toLowerCase(Locale.ROOT);
    closes = lower.contains("\r\nconnection: close\r\n");
    int at = lower.indexOf("\r\ncontent-length:");
    if (at < 0) {
      throw new IOException("answer head: no Content-Length in " + text);
    }
    int from = at + "\r\ncontent-length:".length();
    bodyLeft = Long.parseLong(text.substring(from, text.indexOf('\r', from)).trim());
  }
}
