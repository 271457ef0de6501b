package dev.soban.server.docs;

import dev.soban.net.Compression;
import dev.soban.net.HeaderList;
import dev.soban.net.HeaderName;
import dev.soban.server.http.Exchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Bytes that are sent as they are, gzipped to who takes that, and not again to who has them. */
final class Document {
  private static final HeaderName ETAG = HeaderName.of("etag");
  private static final HeaderName IF_NONE_MATCH = HeaderName.of("if-none-match");
  private static final HeaderName CACHE_CONTROL = HeaderName.of("cache-control");
  private static final byte[] NOTHING = new byte[0];
  private static final int OK = 200;
  private static final int NOT_MODIFIED = 304;
  private static final int TAG_BYTES = 12;

  private final String contentType;
  private final byte[] plain;
  private final byte[] zipped;
  private final String tag;

  Document(String contentType, byte[] plain) {
    this.contentType = contentType;
    this.plain = plain;
    this.zipped = zipped(plain);
    // Weak, as both forms have the same.
    this.tag = "W/\"" + hash(plain) + "\"";
  }

  /**
   * @param more headers beside its own
   */
  void send(Exchange exchange, HeaderList more) {
    HeaderList headers = exchange.headers(contentType);
    more.forEach((name, value) -> headers.add(HeaderName.of(name), value));
    headers
        .add(ETAG, tag)
        // Ask again each time: the answer is short when nothing changed.
        .add(CACHE_CONTROL, "no-cache")
        .add(HeaderName.VARY, "accept-encoding");
    if (has(exchange.head().headers().get(IF_NONE_MATCH))) {
      exchange.writer().send(NOT_MODIFIED, headers, NOTHING);
    } else if (zipped.length < plain.length
        && Compression.acceptsGzip(exchange.head().headers().get(HeaderName.ACCEPT_ENCODING))) {
      headers.add(HeaderName.CONTENT_ENCODING, "gzip");
      exchange.writer().send(OK, headers, zipped);
    } else {
      exchange.writer().send(OK, headers, plain);
    }
  }

  private boolean has(@Nullable String held) {
    if (held == null) {
      return false;
    }
    for (String each : held.split(",", -1)) {
      String text = each.strip();
      if (text.equals("*") || tag.equals(text.startsWith("W/") ? text : "W/" + text)) {
        return true;
      }
    }
    return false;
  }

  private static byte[] zipped(byte[] plain) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static String hash(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest, 0, TAG_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
