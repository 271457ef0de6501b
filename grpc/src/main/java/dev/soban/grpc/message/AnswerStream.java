package dev.soban.grpc.message;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Iterator;

/** A message's pieces one after another, for whoever puts them into frames. */
final class AnswerStream extends InputStream implements Drainable, KnownLength {
  private static final int AT_ONCE_BYTES = 16 << 10;

  private final Iterator<MemorySegment> pieces;
  private MemorySegment piece = MemorySegment.NULL;
  private long position;
  private long left;

  AnswerStream(AnswerMessage answer) {
    this.pieces = answer.pieces().iterator();
    this.left = answer.sizeBytes();
  }

  @Override
  public int drainTo(OutputStream target) throws IOException {
    int all = available();
    byte[] bytes = new byte[Math.min(AT_ONCE_BYTES, all)];
    for (int size = read(bytes); size > 0; size = read(bytes)) {
      target.write(bytes, 0, size);
    }
    return all;
  }

  @Override
  public int available() {
    return Math.toIntExact(left);
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (left == 0) {
      return -1;
    }
    int wanted = (int) Math.min(length, left);
    for (int done = 0; done < wanted; ) {
      int part = (int) Math.min(wanted - done, atHand());
      MemorySegment.copy(piece, ValueLayout.JAVA_BYTE, position, target, offset + done, part);
      position += part;
      done += part;
    }
    left -= wanted;
    return wanted;
  }

  private long atHand() {
    while (position == piece.byteSize()) {
      piece = pieces.next();
      position = 0;
    }
    return piece.byteSize() - position;
  }
}
