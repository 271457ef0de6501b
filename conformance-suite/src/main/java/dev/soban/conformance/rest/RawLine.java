package dev.soban.conformance.rest;

import dev.soban.conformance.verdict.Excerpt;
import dev.soban.conformance.verdict.Exchange;
import dev.soban.conformance.verdict.Unmet;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLSocketFactory;

/** One connection to the server, so that a check knows which requests share it. */
public final class RawLine implements AutoCloseable {
  private static final int LONGEST_HEAD_BYTES = 64 << 10;

  private final HttpLine line;
  private final Socket socket;

  public RawLine(HttpLine line) {
    this.line = line;
    try {
      this.socket = connected(line.base());
      socket.setSoTimeout(Math.toIntExact(line.timeout().toMillis()));
    } catch (IOException e) {
      throw new Unmet("a connection", e.toString());
    }
  }

  private static Socket connected(URI server) throws IOException {
    boolean secure = "https".equals(server.getScheme());
    int usual = secure ? 443 : 80;
    int port = server.getPort() < 0 ? usual : server.getPort();
    return secure
        ? SSLSocketFactory.getDefault().createSocket(server.getHost(), port)
        : new Socket(server.getHost(), port);
  }

  /** Asks on this connection; throws when it ends before the answer does. */
  public Reply send(Sent sent) {
    try {
      socket.getOutputStream().write(bytes(sent));
      socket.getOutputStream().flush();
      Reply reply = reply(socket.getInputStream());
      line.transcript().add(new Exchange(sent.toString(), reply.toString()));
      return reply;
    } catch (IOException e) {
      line.transcript().add(new Exchange(sent.toString(), e.toString()));
      throw new Unmet("an answer on the same connection", e.toString());
    }
  }

  private byte[] bytes(Sent sent) {
    URI base = line.base();
    StringBuilder head = new StringBuilder();
    head.append(sent.method()).append(' ').append(base.getPath()).append(sent.path());
    head.append(" HTTP/1.1\r\nHost: ").append(base.getAuthority()).append("\r\n");
    sent.headers().forEach((name, value) -> header(head, name, value));
    line.key().ifPresent(key -> header(head, "Authorization", "Bearer " + key));
    byte[] body = sent.body();
    header(head, "Content-Length", Integer.toString(body.length));
    head.append("\r\n");
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    all.writeBytes(body);
    return all.toByteArray();
  }

  private static void header(StringBuilder head, String name, String value) {
    head.append(name).append(": ").append(value).append("\r\n");
  }

  private static Reply reply(InputStream in) throws IOException {
    List<String> lines = head(in).lines().toList();
    Map<String, List<String>> headers = new HashMap<>();
    for (String header : lines.subList(1, lines.size())) {
      String[] parts = header.split(":", 2);
      Unmet.unless(parts.length == 2 && !parts[0].isBlank(), "header lines of HTTP", header);
      headers
          .computeIfAbsent(parts[0].strip().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(parts[1].strip());
    }
    HttpHeaders read = HttpHeaders.of(headers, (name, value) -> true);
    return new Reply(status(lines.getFirst()), read, body(read, in));
  }

  private static int status(String line) {
    String[] parts = line.split(" ", 3);
    boolean http = parts.length > 1 && parts[0].startsWith("HTTP/1.") && parts[1].matches("\\d{3}");
    Unmet.unless(http, "an HTTP status line", line);
    return Integer.parseInt(parts[1]);
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (head.size() < LONGEST_HEAD_BYTES) {
      String text = line(in);
      if (text.isEmpty()) {
        return head.toString(StandardCharsets.ISO_8859_1);
      }
      head.writeBytes((text + "\n").getBytes(StandardCharsets.ISO_8859_1));
    }
    throw new Unmet("a head of an answer", Excerpt.of(head.toByteArray()));
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0 || line.size() > LONGEST_HEAD_BYTES) {
        throw new EOFException("closed before the answer was complete");
      }
      line.write(next);
    }
    return line.toString(StandardCharsets.ISO_8859_1).strip();
  }

  private static byte[] body(HttpHeaders headers, InputStream in) throws IOException {
    boolean chunked = headers.firstValue("transfer-encoding").orElse("").contains("chunked");
    if (chunked) {
      return chunks(in);
    }
    long length = headers.firstValueAsLong("content-length").orElse(-1);
    Unmet.unless(
        length >= 0, "Content-Length or chunks on a connection that is kept", headers.map());
    return exactly(in, Math.toIntExact(length));
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (true) {
      int size = Integer.parseInt(line(in).split(";", 2)[0].strip(), 16);
      if (size == 0) {
        while (!line(in).isEmpty()) {}
        return all.toByteArray();
      }
      all.writeBytes(exactly(in, size));
      line(in);
    }
  }

  private static byte[] exactly(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("closed before the answer was complete");
    }
    return bytes;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new Unmet("a connection that closes", e.toString());
    }
  }
}
