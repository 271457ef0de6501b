package dev.soban.cli.acceptance.client;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One keep-alive connection whose ends are told apart: closed before a request was sent, or with a
 * request sent and not answered. Blocking, for one thread.
 */
public final class RawConnection implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *([0-9]+)\r\n");

  private final SocketChannel channel;

  /** Connects; fails when the server takes no connections. */
  public RawConnection(String url) throws IOException {
    URI server = URI.create(url);
    channel = SocketChannel.open(new InetSocketAddress(server.getHost(), server.getPort()));
  }

  /** What was answered, and whether the server closes the connection behind it. */
  public record Reply(int status, boolean closes, String body) {}

  /** A whole infer request with a JSON body. */
  public static byte[] infer(String model, String body) {
    return "POST /v2/models/%s/infer HTTP/1.1\r\nHost: test\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(model, body.length(), body)
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether the server has already said that it takes nothing more here. */
  public boolean closedByServer() throws IOException {
    return look() < 0;
  }

  /** Whether nothing came back so far. */
  public boolean silent() throws IOException {
    return look() == 0;
  }

  private int look() throws IOException {
    channel.configureBlocking(false);
    try {
      return channel.read(ByteBuffer.allocate(1));
    } finally {
      channel.configureBlocking(true);
    }
  }

  public void send(byte[] request) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(request);
    while (left.hasRemaining()) {
      channel.write(left);
    }
  }

  /** The answer to what was sent; fails when the connection ends before the answer does. */
  public Reply reply() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      head.write(read(1)[0]);
    }
    String text = head.toString(StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    Matcher length = LENGTH.matcher(text);
    byte[] body = read(length.find() ? Integer.parseInt(length.group(1)) : 0);
    return new Reply(
        Integer.parseInt(text, 9, 12, 10),
        text.contains("\r\nconnection: close\r\n"),
        new String(body, StandardCharsets.UTF_8));
  }

  private byte[] read(int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        throw new EOFException("closed without an answer");
      }
    }
    return bytes.array();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
