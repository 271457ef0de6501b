package dev.soban.net.server.exchange;

import dev.soban.net.Body;
import io.netty.buffer.ByteBufAllocator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Decodes a body that was read: a small one at once, a large one beside the event loop. */
record DecodedBody(
    ContentDecoding decoding, ByteBufAllocator allocator, long maxBytes, Executor home) {
  private static final int SMALL_BYTES = 16 << 10;

  CompletionStage<Body> from(CompletionStage<Body> sent) {
    CompletableFuture<Body> decoded = new CompletableFuture<>();
    sent.whenComplete(
        (body, thrown) -> {
          if (thrown != null) {
            decoded.completeExceptionally(thrown);
          } else {
            decode(body, decoded);
          }
        });
    return decoded;
  }

  private void decode(Body sent, CompletableFuture<Body> decoded) {
    boolean small = sent.size() <= SMALL_BYTES;
    Executor place = small ? Runnable::run : Thread::startVirtualThread;
    Executor back = small ? Runnable::run : home;
    var _ =
        CompletableFuture.supplyAsync(() -> decoding.decode(sent, allocator, maxBytes), place)
            .whenCompleteAsync((body, thrown) -> settle(decoded, body, thrown), back);
  }

  private static void settle(
      CompletableFuture<Body> decoded, @Nullable Body body, @Nullable Throwable thrown) {
    if (thrown != null) {
      boolean wrapped = thrown instanceof CompletionException && thrown.getCause() != null;
      decoded.completeExceptionally(wrapped ? thrown.getCause() : thrown);
    } else {
      decoded.complete(body);
    }
  }
}
