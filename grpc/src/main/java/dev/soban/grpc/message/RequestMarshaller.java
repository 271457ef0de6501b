package dev.soban.grpc.message;

import dev.soban.core.predict.Failures;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.tensor.TensorPool;
import dev.soban.server.call.BodyLimit;
import io.grpc.Detachable;
import io.grpc.HasByteBuffer;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;

/**
 * Takes requests for inference off the network, without a copy as they usually come. Never fails by
 * itself: what is wrong with a message is told when it is read.
 */
public final class RequestMarshaller implements MethodDescriptor.Marshaller<ReceivedMessage> {
  private static final int AT_ONCE_BYTES = 16 << 10;

  private final TensorPool pool;
  private final BodyLimit limit;

  /**
   * @param limit also after decompression
   */
  public RequestMarshaller(TensorPool pool, BodyLimit limit) {
    this.pool = pool;
    this.limit = limit;
  }

  @Override
  public ReceivedMessage parse(InputStream stream) {
    try {
      return stream instanceof KnownLength
              && stream instanceof Detachable detachable
              && stream instanceof HasByteBuffer buffers
              && buffers.byteBufferSupported()
          ? detached(detachable.detach())
          : gathered(stream);
    } catch (IOException e) {
      return ReceivedMessage.failed(new InvalidInput("message: " + e.getMessage()));
    } catch (RuntimeException e) {
      return ReceivedMessage.failed(Failures.of(e));
    }
  }

  private static ReceivedMessage detached(InputStream stream) throws IOException {
    return ReceivedMessage.of(new NetworkPieces(stream), stream.available());
  }

  /** What comes compressed has no length and no memory of its own. */
  private ReceivedMessage gathered(InputStream stream) throws IOException {
    TensorBuffer buffer = new TensorBuffer(pool, AT_ONCE_BYTES);
    boolean complete = false;
    try {
      byte[] bytes = new byte[AT_ONCE_BYTES];
      for (int size = stream.read(bytes); size >= 0; size = stream.read(bytes)) {
        if (size > limit.bytes() - buffer.sizeBytes()) {
          throw limit.exceeded();
        }
        buffer.add(size).copyFrom(MemorySegment.ofArray(bytes).asSlice(0, size));
      }
      complete = true;
      return ReceivedMessage.of(new BufferedPieces(buffer), buffer.sizeBytes());
    } finally {
      if (!complete) {
        buffer.close();
      }
    }
  }

  /** Requests are only received. */
  @Override
  public InputStream stream(ReceivedMessage value) {
    throw new UnsupportedOperationException("requests are not sent from here");
  }
}
