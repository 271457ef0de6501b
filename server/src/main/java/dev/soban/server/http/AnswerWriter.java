package dev.soban.server.http;

import dev.soban.net.Compression;
import dev.soban.net.HeaderList;
import dev.soban.net.HeaderName;
import dev.soban.server.call.Answer;
import dev.soban.server.json.ByteSink;
import dev.soban.server.oip.InferCalls;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Sends answers: text as one piece, large tensors straight from their memory, or gzipped. */
final class AnswerWriter {
  private static final int WORTH_COMPRESSING_BYTES = 1 << 10;
  private static final int ONE_PIECE_BYTES = 64 << 10;
  private static final int CHUNK_BYTES = 1 << 20;

  private AnswerWriter() {}

  static void send(Exchange exchange, Answer answer) {
    HeaderList headers =
        exchange.headers(answer.binary() ? "application/octet-stream" : Exchange.JSON);
    if (answer.binary()) {
      headers.add(InferCalls.HEADER_LENGTH, Integer.toString(answer.text().size()));
    }
    if (answer.sizeBytes() > WORTH_COMPRESSING_BYTES && takesGzip(exchange)) {
      sendCompressed(exchange, headers, answer);
    } else if (answer.sizeBytes() <= ONE_PIECE_BYTES || !answer.binary()) {
      answer.tensors().forEach(answer.text()::write);
      exchange.writer().send(200, headers, answer.text().view());
    } else {
      sendInPieces(exchange, headers, answer);
    }
  }

  private static void sendInPieces(Exchange exchange, HeaderList headers, Answer answer) {
    headers.add(HeaderName.CONTENT_LENGTH, Long.toString(answer.sizeBytes()));
    exchange.writer().start(200, headers);
    var _ = exchange.writer().write(answer.text().view());
    for (MemorySegment tensor : answer.tensors()) {
      for (long from = 0; from < tensor.byteSize(); from += CHUNK_BYTES) {
        long size = Math.min(CHUNK_BYTES, tensor.byteSize() - from);
        var _ = exchange.writer().write(tensor.asSlice(from, size).asByteBuffer());
      }
    }
    exchange.writer().end();
  }

  private static void sendCompressed(Exchange exchange, HeaderList headers, Answer answer) {
    ByteSink compressed = new ByteSink();
    try (OutputStream gzip = fastGzip(compressed)) {
      gzip.write(answer.text().view().array(), 0, answer.text().size());
      ByteSink piece = new ByteSink();
      for (MemorySegment tensor : answer.tensors()) {
        for (long from = 0; from < tensor.byteSize(); from += CHUNK_BYTES) {
          piece.clear();
          piece.write(tensor.asSlice(from, Math.min(CHUNK_BYTES, tensor.byteSize() - from)));
          gzip.write(piece.view().array(), 0, piece.size());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    headers.add(HeaderName.CONTENT_ENCODING, "gzip").add(HeaderName.VARY, "accept-encoding");
    exchange.writer().send(200, headers, compressed.view());
  }

  private static OutputStream fastGzip(OutputStream target) throws IOException {
    return new GZIPOutputStream(target, 8 << 10) {
      {
        def.setLevel(Deflater.BEST_SPEED);
      }
    };
  }

  private static boolean takesGzip(Exchange exchange) {
    return Compression.acceptsGzip(exchange.head().headers().get(HeaderName.ACCEPT_ENCODING));
  }
}
