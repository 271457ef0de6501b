package dev.soban.benchmarks.generator;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** A keep-alive connection that carries one request after the other, with pauses. */
final class OpenConnection {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final int IDLE = -1;

  private final SocketChannel channel;
  private final SelectionKey key;
  private final AnswerParser parser = new AnswerParser();
  private ByteBuffer request = NOTHING;
  private int arrival = IDLE;

  private OpenConnection(SocketChannel channel, Selector selector) throws IOException {
    this.channel = channel;
    this.key = channel.register(selector, SelectionKey.OP_READ, this);
  }

  /** A request under way on a connection. */
  record Asked(int arrival, OpenConnection connection) {}

  static OpenConnection open(InetSocketAddress server, Selector selector) throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.connect(server);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      return new OpenConnection(channel, selector);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  Asked ask(int nextArrival, ByteBuffer nextRequest) throws IOException {
    arrival = nextArrival;
    request = nextRequest.duplicate();
    write();
    return new Asked(nextArrival, this);
  }

  /** Writes what is left of the request, as much as the socket takes. */
  void write() throws IOException {
    channel.write(request);
    int wanted =
        request.hasRemaining()
            ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
            : SelectionKey.OP_READ;
    if (key.interestOps() != wanted) {
      key.interestOps(wanted);
    }
  }

  /** Reads what came; true when the answer is complete. */
  boolean read(ByteBuffer scratch) throws IOException {
    scratch.clear();
    if (channel.read(scratch) < 0) {
      throw new EOFException("closed by the server");
    }
    return parser.feed(scratch.flip());
  }

  /** The request under way, or one below 0. */
  int arrival() {
    return arrival;
  }

  int status() {
    return parser.status();
  }

  /** Whether the server takes another request here; an answer may precede the request's end. */
  boolean goesOn() {
    return !parser.closes() && !request.hasRemaining();
  }

  void rest() {
    arrival = IDLE;
  }

  void close() {
    try {
      channel.close();
    } catch (IOException gone) {
      // Nobody is left to tell.
    }
  }
}
