package dev.soban.net.server.http1;

import dev.soban.net.HeaderList;
import dev.soban.net.HeaderName;
import dev.soban.net.HttpVersion;
import dev.soban.net.server.RequestHead;
import dev.soban.net.server.exchange.Exchange;
import dev.soban.net.server.exchange.IncomingBody;
import dev.soban.net.server.http1.ResponseEncoder.Persistence;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/** An exchange over HTTP/1: says how its answer is framed and whether the connection stays. */
final class Http1Exchange extends Exchange {
  private static final byte[] CRLF = {'\r', '\n'};
  private static final byte[] LAST_CHUNK = {'0', '\r', '\n', '\r', '\n'};

  private final Http1Connection connection;
  private boolean keepAlive;
  private boolean chunked;

  Http1Exchange(
      Http1Connection connection, RequestHead head, IncomingBody body, boolean keepAlive) {
    super(head, body, connection.executor());
    this.connection = connection;
    this.keepAlive = keepAlive;
  }

  boolean keepAlive() {
    return keepAlive;
  }

  private boolean old() {
    return head().version() == HttpVersion.HTTP_1_0;
  }

  @Override
  protected void writeWhole(int status, HeaderList headers, ByteBuffer content) {
    int length = content.remaining();
    int written = bodiless() ? 0 : length;
    HeaderList kept = ownFraming(headers);
    ByteBuf out = connection.allocator().directBuffer(ResponseEncoder.headBytes(kept) + written);
    long declared = mayHaveLength(status) ? length : ResponseEncoder.UNFRAMED;
    ResponseEncoder.head(out, status, kept, declared, persistence());
    if (written > 0) {
      out.writeBytes(content.duplicate());
    }
    connection.write(out);
  }

  @Override
  protected void writeHead(int status, HeaderList headers, long promisedBytes) {
    HeaderList kept = ownFraming(headers);
    boolean lengthAllowed = mayHaveLength(status);
    chunked = lengthAllowed && !old() && promisedBytes < 0;
    keepAlive &= !lengthAllowed || !old() || promisedBytes >= 0;
    long framing = chunked ? ResponseEncoder.CHUNKED : ResponseEncoder.UNFRAMED;
    ByteBuf out = connection.allocator().directBuffer(ResponseEncoder.headBytes(kept));
    ResponseEncoder.head(
        out,
        status,
        kept,
        lengthAllowed && promisedBytes >= 0 ? promisedBytes : framing,
        persistence());
    connection.write(out);
  }

  /** Leaves out what this writer decides itself, and heeds a wish to close. */
  private HeaderList ownFraming(HeaderList headers) {
    if (!headers.hasFraming()) {
      keepAlive &= connection.mayKeepAlive(body());
      return headers;
    }
    boolean close = "close".equalsIgnoreCase(headers.get(HeaderName.CONNECTION));
    keepAlive &= !close && connection.mayKeepAlive(body());
    return headers.withoutFraming();
  }

  private Persistence persistence() {
    if (!keepAlive) {
      return Persistence.CLOSE;
    }
    return old() ? Persistence.KEEP_ALIVE : Persistence.IMPLIED;
  }

  @Override
  protected CompletionStage<Void> writeChunk(ByteBuffer chunk) {
    int length = chunk.remaining();
    ByteBuf out = connection.allocator().directBuffer(length + 12);
    if (chunked) {
      ByteBufUtil.writeAscii(out, Integer.toHexString(length));
      out.writeBytes(CRLF);
    }
    out.writeBytes(chunk.duplicate());
    if (chunked) {
      out.writeBytes(CRLF);
    }
    connection.write(out);
    return connection.writable();
  }

  @Override
  protected void writeEnd(boolean broken) {
    if (chunked && !bodiless()) {
      connection.write(connection.allocator().directBuffer(8).writeBytes(LAST_CHUNK));
    }
    if (broken) {
      breakOff();
    }
  }

  @Override
  protected void ended() {
    connection.answerEnded(this);
  }

  @Override
  public void breakOff() {
    connection.abort();
  }
}
