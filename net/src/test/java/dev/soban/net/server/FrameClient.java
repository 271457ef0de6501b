package dev.soban.net.server;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Speaks HTTP/2 frame by frame over a plain socket, rightly or wrongly as it is told. */
final class FrameClient implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int PRIORITY = 2;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PUSH_PROMISE = 5;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int ACK = 1;
  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;
  static final int PADDED = 8;
  static final int PRIORITISED = 0x20;

  static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final int TIMEOUT_MILLIS = 8_000;

  /** One frame as it stands on the wire. */
  record Frame(int type, int flags, int stream, ByteBuffer payload) {
    boolean has(int flag) {
      return (flags & flag) != 0;
    }

    int number() {
      return payload.getInt(0);
    }

    String text() {
      return StandardCharsets.ISO_8859_1.decode(payload.duplicate()).toString();
    }
  }

  private final Socket socket;
  private final DataInputStream in;
  private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);

  private final Map<Integer, String> answers = new HashMap<>();

  private FrameClient(Socket socket) throws IOException {
    this.socket = socket;
    in = new DataInputStream(socket.getInputStream());
  }

  /** Before anything is said. */
  static FrameClient silent(HttpServer server) throws IOException {
    return silent(server, 0);
  }

  /** With a receive buffer of about that many bytes, 0 for the system's own. */
  static FrameClient silent(HttpServer server, int receiveBytes) throws IOException {
    Socket socket = new Socket();
    if (receiveBytes > 0) {
      socket.setReceiveBufferSize(receiveBytes);
    }
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    return new FrameClient(socket);
  }

  /** After the preface and settings that change nothing. */
  static FrameClient connect(HttpServer server) throws IOException {
    return silent(server).say(PREFACE).frame(SETTINGS, 0, 0);
  }

  Socket socket() {
    return socket;
  }

  FrameClient say(String text) throws IOException {
    return say(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  FrameClient say(byte[] bytes) throws IOException {
    try {
      socket.getOutputStream().write(bytes);
    } catch (SocketException e) {
      // The server may have heard enough; what it said is still to be read.
      return this;
    }
    return this;
  }

  FrameClient frame(int type, int flags, int stream, byte... payload) throws IOException {
    return say(bytes(type, flags, stream, payload));
  }

  static byte[] bytes(int type, int flags, int stream, byte... payload) {
    ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
    frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
    frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
    return frame.array();
  }

  static byte[] integer(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  static byte[] setting(int id, int value) {
    return ByteBuffer.allocate(6).putShort((short) id).putInt(value).array();
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  static byte[] text(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A header block of {@code name value} lines separated by bars, nothing of it compressed. */
  static byte[] block(String lines) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String line : lines.split("\\|", -1)) {
      int blank = line.indexOf(' ');
      out.write(0);
      literal(out, line.substring(0, blank));
      literal(out, line.substring(blank + 1));
    }
    return out.toByteArray();
  }

  private static void literal(ByteArrayOutputStream out, String text) {
    int length = text.length();
    if (length < 0x7f) {
      out.write(length);
    } else {
      out.write(0x7f);
      int rest = length - 0x7f;
      while (rest >= 0x80) {
        out.write(rest % 0x80 | 0x80);
        rest /= 0x80;
      }
      out.write(rest);
    }
    out.writeBytes(text(text));
  }

  /** The head of a request with further lines, if any, behind the usual ones. */
  static byte[] head(String method, String path, String... more) {
    String usual = ":method " + method + "|:scheme http|:path " + path + "|:authority a";
    return block(more.length == 0 ? usual : usual + "|" + String.join("|", more));
  }

  FrameClient get(int stream, String path, String... more) throws IOException {
    return frame(HEADERS, END_HEADERS | END_STREAM, stream, head("GET", path, more));
  }

  /** A head to which data belongs. */
  FrameClient post(int stream, String path, String... more) throws IOException {
    return frame(HEADERS, END_HEADERS, stream, head("POST", path, more));
  }

  /** The next frame, whatever it is. */
  Frame hear() throws IOException {
    int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
    int type = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    int stream = in.readInt();
    byte[] payload = new byte[length];
    in.readFully(payload);
    return new Frame(type, flags, stream, ByteBuffer.wrap(payload).asReadOnlyBuffer());
  }

  /** The next frame of that type; others before it are passed over. */
  Frame hear(int type) throws IOException {
    Frame frame = hear();
    while (frame.type() != type) {
      frame = hear();
    }
    return frame;
  }

  Http2Headers headers(Frame frame) throws IOException {
    try {
      return decoder.decodeHeaders(frame.stream(), Unpooled.wrappedBuffer(frame.payload()));
    } catch (Http2Exception e) {
      throw new IOException(e);
    }
  }

  /**
   * What comes of what was said, in words: {@code answer 1: 200 body}, {@code reset 1: REASON},
   * {@code goaway REASON} or {@code closed}.
   */
  String outcome() throws IOException {
    try {
      while (true) {
        Frame frame = hear();
        String outcome = outcome(frame);
        if (outcome != null) {
          return outcome;
        }
      }
    } catch (EOFException | SocketException e) {
      return "closed";
    }
  }

  private @Nullable String outcome(Frame frame) throws IOException {
    int stream = frame.stream();
    switch (frame.type()) {
      case RST_STREAM -> {
        return "reset " + stream + ": " + error(frame.number());
      }
      case GOAWAY -> {
        return "goaway " + error(frame.payload().getInt(4));
      }
      case HEADERS -> answers.merge(stream, headers(frame).status() + " ", String::concat);
      case DATA -> answers.merge(stream, frame.text(), String::concat);
      default -> {}
    }
    boolean last = frame.type() <= HEADERS && frame.has(END_STREAM);
    return last ? "answer " + stream + ": " + answers.remove(stream) : null;
  }

  private static String error(int code) {
    return String.valueOf(Http2Error.valueOf(code));
  }

  void hangUp() throws IOException {
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
