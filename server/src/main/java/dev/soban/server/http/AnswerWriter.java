package dev.soban.server.http;

import dev.soban.core.predict.Origin;
import dev.soban.net.Compression;
import dev.soban.net.HeaderList;
import dev.soban.net.HeaderName;
import dev.soban.net.server.ResponseWriter;
import dev.soban.server.call.Answer;
import dev.soban.server.json.ByteSink;
import dev.soban.server.oip.InferCalls;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Sends answers: text as one piece, large tensors straight from their memory, or gzipped. */
final class AnswerWriter {
  private static final int OK = 200;
  private static final int WORTH_COMPRESSING_BYTES = 1 << 10;
  private static final int ONE_PIECE_BYTES = 64 << 10;
  private static final int CHUNK_BYTES = 1 << 20;
  private static final int COMPRESSED_AT_ONCE_BYTES = 64 << 10;

  private AnswerWriter() {}

  /**
   * @param sinks for what the answer is compressed into
   */
  static void send(Exchange exchange, Answer answer, Origin origin, Sinks sinks) {
    HeaderList headers =
        exchange.headers(answer.binary() ? "application/octet-stream" : Exchange.JSON);
    answer.marks().accept(headers);
    OriginHeaders.add(headers, origin);
    if (answer.binary()) {
      headers.add(InferCalls.HEADER_LENGTH, Long.toString(answer.text().size()));
    }
    if (answer.sizeBytes() > WORTH_COMPRESSING_BYTES && takesGzip(exchange)) {
      sendCompressed(exchange, headers, answer, sinks.another());
    } else if (answer.sizeBytes() <= ONE_PIECE_BYTES || !answer.binary()) {
      answer.tensors().forEach(answer.text()::write);
      sendText(exchange, headers, answer.text());
    } else {
      sendInPieces(exchange, headers, answer);
    }
  }

  private static void sendText(Exchange exchange, HeaderList headers, ByteSink text) {
    if (text.size() <= ByteSink.PIECE_BYTES) {
      exchange.writer().send(OK, headers, text.view());
    } else {
      headers.add(HeaderName.CONTENT_LENGTH, Long.toString(text.size()));
      exchange.writer().start(OK, headers);
      sendRest(exchange.writer(), text.detach());
    }
  }

  /** Waits for the client after each piece, so that the network holds little of the text. */
  private static void sendRest(ResponseWriter writer, ByteSink.Pieces pieces) {
    while (true) {
      ByteBuffer piece = pieces.buffers().poll();
      if (piece == null) {
        pieces.close();
        writer.end();
        return;
      }
      CompletableFuture<Void> written = writer.write(piece).toCompletableFuture();
      if (!written.isDone() || written.isCompletedExceptionally()) {
        var _ =
            written.whenComplete(
                (none, gone) -> {
                  if (gone == null) {
                    sendRest(writer, pieces);
                  } else {
                    pieces.close();
                  }
                });
        return;
      }
    }
  }

  private static void sendInPieces(Exchange exchange, HeaderList headers, Answer answer) {
    headers.add(HeaderName.CONTENT_LENGTH, Long.toString(answer.sizeBytes()));
    exchange.writer().start(OK, headers);
    for (ByteBuffer text : answer.text().views()) {
      var _ = exchange.writer().write(text);
    }
    for (MemorySegment tensor : answer.tensors()) {
      for (long from = 0; from < tensor.byteSize(); from += CHUNK_BYTES) {
        long size = Math.min(CHUNK_BYTES, tensor.byteSize() - from);
        var _ = exchange.writer().write(tensor.asSlice(from, size).asByteBuffer());
      }
    }
    exchange.writer().end();
  }

  private static void sendCompressed(
      Exchange exchange, HeaderList headers, Answer answer, ByteSink compressed) {
    boolean complete = false;
    try (OutputStream gzip = fastGzip(compressed)) {
      answer.text().writeTo(gzip);
      byte[] piece = new byte[COMPRESSED_AT_ONCE_BYTES];
      for (MemorySegment tensor : answer.tensors()) {
        for (long from = 0; from < tensor.byteSize(); from += piece.length) {
          int size = (int) Math.min(piece.length, tensor.byteSize() - from);
          MemorySegment.copy(tensor, ValueLayout.JAVA_BYTE, from, piece, 0, size);
          gzip.write(piece, 0, size);
        }
      }
      complete = true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      if (!complete) {
        compressed.clear();
      }
    }
    headers.add(HeaderName.CONTENT_ENCODING, "gzip").add(HeaderName.VARY, "accept-encoding");
    sendText(exchange, headers, compressed);
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
