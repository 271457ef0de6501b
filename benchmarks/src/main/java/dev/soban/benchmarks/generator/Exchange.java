package dev.soban.benchmarks.generator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;

/** One keep-alive connection that sends the next request as soon as the last one was answered. */
final class Exchange {
  private final SocketChannel channel;
  private final List<ByteBuffer> requests;
  private final AnswerParser parser = new AnswerParser();
  private ByteBuffer request;
  private int next;
  private long sentAtNanos;

  Exchange(SocketChannel channel, List<ByteBuffer> requests, int first) {
    this.channel = channel;
    this.requests = requests.stream().map(ByteBuffer::duplicate).toList();
    this.request = this.requests.getFirst();
    this.next = first % requests.size();
  }

  /** Begins the next request. */
  void begin(long nowNanos) throws IOException {
    request = requests.get(next).rewind();
    next = (next + 1) % requests.size();
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
