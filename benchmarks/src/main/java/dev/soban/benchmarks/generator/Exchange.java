package dev.soban.benchmarks.generator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** One keep-alive connection that sends the same request again as soon as it was answered. */
final class Exchange {
  private final SocketChannel channel;
  private final ByteBuffer request;
  private final AnswerParser parser = new AnswerParser();
  private long sentAtNanos;

  Exchange(SocketChannel channel, ByteBuffer request) {
    this.channel = channel;
    this.request = request.duplicate();
  }

  /** Begins the next request. */
  void begin(long nowNanos) throws IOException {
    request.rewind();
    sentAtNanos = nowNanos;
    write();
  }

  /** Writes what is left of the request; true when all of it is out. */
  boolean write() throws IOException {
    channel.write(request);
    return !request.hasRemaining();
  }

  boolean writing() {
    return request.hasRemaining();
  }

  /** Reads what came; true when the answer is complete. */
  boolean read(ByteBuffer scratch) throws IOException {
    scratch.clear();
    int count = channel.read(scratch);
    if (count < 0) {
      throw new IOException("the server closed the connection in the middle of an exchange");
    }
    scratch.flip();
    return parser.feed(scratch);
  }

  int status() {
    return parser.status();
  }

  long sentAtNanos() {
    return sentAtNanos;
  }
}
