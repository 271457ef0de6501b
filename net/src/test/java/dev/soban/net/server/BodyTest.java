package dev.soban.net.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.net.Body;
import dev.soban.net.BodyException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BodyTest {
  private static final int MAX = 10 << 20;
  private static HttpServer server;

  @BeforeAll
  static void start() throws IOException {
    server =
        TestServer.start(
            (head, body, response) ->
                body.readAllDecoded(MAX)
                    .whenComplete((whole, thrown) -> answer(response, whole, thrown)));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void a_large_body_in_many_pieces_arrives_whole() throws IOException {
    byte[] bytes = new byte[3_000_000];
    bytes[2_999_999] = 7;

    assertThat(post("", bytes)).endsWith("3000000 bytes, last 7");
  }

  @Test
  void a_chunked_body_arrives_whole() throws IOException {
    try (RawClient client = RawClient.connect(server)) {
      client.say("POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n");
      client.say("3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n");

      assertThat(client.hearAnswer()).endsWith("6 bytes, last 102");
    }
  }

  @Test
  void a_chunked_body_over_the_limit_is_refused() throws IOException {
    try (RawClient client = RawClient.connect(server)) {
      client.say("POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n");
      String chunk = "100000\r\n" + "a".repeat(1 << 20) + "\r\n";
      for (int i = 0; i < 11; i++) {
        client.say(chunk);
      }
      assertThat(client.hearAnswer()).startsWith("HTTP/1.1 413 ").contains("connection: close");
    }
  }

  @Test
  void a_declared_length_over_the_limit_is_refused_before_a_byte_comes() throws IOException {
    try (RawClient client = RawClient.connect(server)) {
      client.say("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999\r\n\r\n");

      assertThat(client.hearAll()).startsWith("HTTP/1.1 413 ").contains("connection: close");
    }
  }

  @Test
  void a_client_is_told_to_continue_only_when_its_body_is_wanted() throws IOException {
    String head = "POST / HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: ";
    try (RawClient client = RawClient.connect(server)) {
      client.say(head + "3\r\n\r\n");
      assertThat(client.hearUntil("\r\n\r\n")).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      assertThat(client.say("abc").hearAnswer()).endsWith("3 bytes, last 99");

      client.say(head + "99999999\r\n\r\n");
      assertThat(client.hearAll()).startsWith("HTTP/1.1 413 ");
    }
  }

  @Test
  void gzip_and_deflate_are_undone() throws IOException {
    byte[] bytes = "hello hello hello".getBytes(StandardCharsets.US_ASCII);
    byte[] large = new byte[2_000_000];
    new Random(1).nextBytes(large);

    assertThat(post("gzip", gzip(bytes))).endsWith("17 bytes, last 111");
    assertThat(post("GZIP", gzip(large))).contains("2000000 bytes");
    assertThat(post("deflate", deflate(bytes, false))).endsWith("17 bytes, last 111");
    assertThat(post("deflate", deflate(bytes, true))).endsWith("17 bytes, last 111");
    assertThat(post("identity", bytes)).endsWith("17 bytes, last 111");
  }

  @Test
  void other_encodings_are_refused() throws IOException {
    assertThat(post("br", new byte[3])).startsWith("HTTP/1.1 415 ").contains("'br'");
    assertThat(post("gzip, gzip", new byte[3])).startsWith("HTTP/1.1 415 ");
  }

  @Test
  void broken_encodings_are_refused() throws IOException {
    byte[] whole = gzip(new byte[5_000]);
    byte[] cut = Arrays.copyOf(whole, whole.length - 4);

    assertThat(post("gzip", cut)).startsWith("HTTP/1.1 400 ");
    assertThat(post("gzip", "not gzip".getBytes(StandardCharsets.US_ASCII)))
        .startsWith("HTTP/1.1 400 ");
    assertThat(post("deflate", "not deflate".getBytes(StandardCharsets.US_ASCII)))
        .startsWith("HTTP/1.1 400 ");
  }

  @Test
  void bombs_are_refused_by_size_and_by_ratio() throws IOException {
    byte[] random = new byte[200_000];
    new Random(1).nextBytes(random);
    ByteArrayOutputStream mixed = new ByteArrayOutputStream();
    mixed.write(random);
    mixed.write(new byte[MAX]);

    assertThat(post("gzip", gzip(new byte[1_000_000]))).startsWith("HTTP/1.1 413 ");
    assertThat(post("gzip", gzip(mixed.toByteArray()))).startsWith("HTTP/1.1 413 ");
  }

  private static void answer(
      ResponseWriter response, @Nullable Body whole, @Nullable Throwable thrown) {
    if (thrown != null) {
      int status =
          switch ((BodyException) thrown) {
            case BodyException.BodyTooLarge e -> 413;
            case BodyException.BadBody e -> 400;
            case BodyException.UnsupportedEncoding e -> 415;
            case BodyException.ConnectionClosed e -> 499;
          };
      TestServer.answer(response, status, String.valueOf(thrown.getMessage()));
      return;
    }
    try (Body body = whole) {
      long size = body.size();
      byte last = body.buffer().get((int) size - 1);
      TestServer.answer(response, 200, size + " bytes, last " + last);
    }
  }

  private static String post(String encoding, byte[] bytes) throws IOException {
    String coding = encoding.isEmpty() ? "" : "content-encoding: " + encoding + "\r\n";
    try (RawClient client = RawClient.connect(server)) {
      client.say("POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n" + coding);
      client.say("content-length: " + bytes.length + "\r\n\r\n").say(bytes);
      return client.hearAll();
    }
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private static byte[] deflate(byte[] bytes, boolean raw) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Deflater deflater = new Deflater(6, raw);
        OutputStream deflating = new DeflaterOutputStream(out, deflater)) {
      deflating.write(bytes);
    }
    return out.toByteArray();
  }
}
