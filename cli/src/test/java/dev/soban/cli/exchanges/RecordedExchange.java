package dev.soban.cli.exchanges;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.cli.acceptance.data.TestData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A request and the answer that was recorded for it, as a text:
 *
 * <pre>
 * ### what it shows
 * METHOD /path
 * name: value
 *
 * body, in which {{file PATH}} stands for a file of the repository
 * >>>
 * status
 * name: value
 *
 * body, in which {{any}} stands for what differs each time
 * </pre>
 *
 * Lines of a request's body end with CR LF, and the last one does not end.
 */
record RecordedExchange(String title, Message request, Message answer) {
  private static final Pattern FILE = Pattern.compile("\\{\\{file ([^}]+)}}");

  /** The lines of one message; the first is the request line or the status. */
  record Message(String first, List<String> headers, List<String> body) {
    static Message of(List<String> lines) {
      int blank = lines.indexOf("");
      int end = blank < 0 ? lines.size() : blank;
      List<String> body = blank < 0 ? List.of() : lines.subList(blank + 1, lines.size());
      return new Message(lines.getFirst(), lines.subList(1, end), trimmed(body));
    }

    private static List<String> trimmed(List<String> lines) {
      int size = lines.size();
      while (size > 0 && lines.get(size - 1).isEmpty()) {
        size--;
      }
      return lines.subList(0, size);
    }
  }

  /** Those of all files of a folder below that of the exchanges; that folder itself for none. */
  static List<RecordedExchange> in(String folder) {
    Path exchanges = TestData.ofRepository("cli/src/test/resources/exchanges");
    try (Stream<Path> files = Files.list(exchanges.resolve(folder))) {
      return files
          .filter(Files::isRegularFile)
          .sorted()
          .flatMap(file -> in(file).stream())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<RecordedExchange> in(Path file) {
    String text = new String(TestData.read(file), StandardCharsets.UTF_8);
    List<RecordedExchange> exchanges = new ArrayList<>();
    for (String part : text.split("(?m)^### ")) {
      if (!part.isBlank()) {
        exchanges.add(of(part.lines().toList()));
      }
    }
    return exchanges;
  }

  private static RecordedExchange of(List<String> lines) {
    int middle = lines.indexOf(">>>");
    return new RecordedExchange(
        lines.getFirst(),
        Message.of(lines.subList(1, middle)),
        Message.of(lines.subList(middle + 1, lines.size())));
  }

  String method() {
    return request.first().split(" ")[0];
  }

  String path() {
    return request.first().split(" ")[1].replaceFirst("\\?.*", "");
  }

  /** The request as it goes over the wire. */
  byte[] bytes() {
    byte[] body = body();
    String head =
        request.first()
            + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n"
            + request.headers().stream().map(line -> line + "\r\n").collect(Collectors.joining())
            + (method().equals("GET") ? "" : "Content-Length: " + body.length + "\r\n")
            + "\r\n";
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes(body);
    return bytes.toByteArray();
  }

  private byte[] body() {
    String text = String.join("\r\n", request.body());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Matcher file = FILE.matcher(text);
    int from = 0;
    while (file.find()) {
      bytes.writeBytes(text.substring(from, file.start()).getBytes(StandardCharsets.UTF_8));
      bytes.writeBytes(TestData.read(TestData.ofRepository(file.group(1))));
      from = file.end();
    }
    bytes.writeBytes(text.substring(from).getBytes(StandardCharsets.UTF_8));
    return bytes.toByteArray();
  }

  /** Asks again, and expects what was recorded. */
  void expectFrom(String url) {
    Reply reply = Reply.to(this, url);

    Recorded.text(String.join("\n", answer.body())).expectIn(reply.body());
    assertThat(reply.status()).isEqualTo(answer.first());
    for (String header : answer.headers()) {
      assertThat(reply.headers()).as(header).anyMatch(Recorded.text(header)::matches);
    }
  }

  @Override
  public String toString() {
    return title;
  }
}
