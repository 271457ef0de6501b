package dev.soban.grpc.message;

import dev.soban.core.predict.PredictionException;
import dev.soban.core.tensor.TensorPool;
import org.jspecify.annotations.Nullable;

/**
 * A request for inference as it arrived, still unread: whoever reads it decides on which thread.
 * Read once or closed.
 */
public final class ReceivedMessage implements AutoCloseable {
  private final @Nullable Pieces pieces;
  private final long sizeBytes;
  private final @Nullable PredictionException failure;

  private ReceivedMessage(
      @Nullable Pieces pieces, long sizeBytes, @Nullable PredictionException failure) {
    this.pieces = pieces;
    this.sizeBytes = sizeBytes;
    this.failure = failure;
  }

  /**
   * @param pieces closed with the message
   */
  static ReceivedMessage of(Pieces pieces, long sizeBytes) {
    return new ReceivedMessage(pieces, sizeBytes, null);
  }

  /** One that could not even be received. */
  static ReceivedMessage failed(PredictionException failure) {
    return new ReceivedMessage(null, 0, failure);
  }

  public long sizeBytes() {
    return sizeBytes;
  }

  /**
   * The caller closes the message's tensors.
   *
   * @throws PredictionException when it is not what it should be; nothing is held then
   */
  public InferMessage read(TensorPool pool) {
    Pieces received = pieces;
    if (failure != null) {
      throw failure;
    }
    if (received == null) {
      throw new IllegalStateException("neither received nor failed");
    }
    try (received) {
      return new MessageReader(received, sizeBytes, pool).read();
    }
  }

  @Override
  public void close() {
    if (pieces != null) {
      pieces.close();
    }
  }
}
