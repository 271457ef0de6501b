package dev.soban.net.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A plain socket that says exactly the bytes it is told. */
final class RawClient implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 8_000;

  private final Socket socket;

  private RawClient(Socket socket) {
    this.socket = socket;
  }

  static RawClient connect(HttpServer server) throws IOException {
    return connect(server, 0);
  }

  /** With a receive buffer of about that many bytes, 0 for the system's own. */
  static RawClient connect(HttpServer server, int receiveBytes) throws IOException {
    Socket socket = new Socket();
    if (receiveBytes > 0) {
      socket.setReceiveBufferSize(receiveBytes);
    }
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    return new RawClient(socket);
  }

  RawClient say(String text) throws IOException {
    return say(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawClient say(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  Socket socket() {
    return socket;
  }

  /** Everything until the server closes. */
  String hearAll() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  /** One answer with a content-length, or one without body when it has none. */
  String hearAnswer() throws IOException {
    String head = hearUntil("\r\n\r\n");
    int at = head.toLowerCase(Locale.ROOT).indexOf("content-length: ");
    if (at < 0) {
      return head;
    }
    int end = head.indexOf('\r', at);
    int length = Integer.parseInt(head.substring(at + 16, end));
    byte[] body = socket.getInputStream().readNBytes(length);
    return head + new String(body, StandardCharsets.ISO_8859_1);
  }

  String hearUntil(String mark) throws IOException {
    InputStream in = socket.getInputStream();
    ByteArrayOutputStream heard = new ByteArrayOutputStream();
    while (!heard.toString(StandardCharsets.ISO_8859_1).endsWith(mark)) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("closed after: " + heard.toString(StandardCharsets.ISO_8859_1));
      }
      heard.write(next);
    }
    return heard.toString(StandardCharsets.ISO_8859_1);
  }

  /** Closes in order. */
  void hangUp() throws IOException {
    socket.close();
  }

  /** Closes so that the peer sees a reset instead of an orderly end. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
