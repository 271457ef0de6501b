package dev.soban.core.prepare;

import dev.soban.core.predict.Failures;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Layer;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.Predictor;
import dev.soban.core.tensor.BytesElements;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import dev.soban.core.time.Ticker;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Decodes encoded elements, just above the batcher, so that refused requests cost no decoding. They
 * wait for it in a line of their own. A request that sends the finished tensor passes untouched.
 */
public final class PrepareLayer implements Layer {
  private final RowDecoder decoder;
  private final DecodeLine line;
  private final TensorPool memory;
  private final Ticker ticker;

  /**
   * @param line for this layer's requests alone
   */
  public PrepareLayer(RowDecoder decoder, DecodeLine line, TensorPool memory, Ticker ticker) {
    this.decoder = decoder;
    this.line = line;
    this.memory = memory;
    this.ticker = ticker;
  }

  /**
   * Where decoding runs.
   *
   * @param width how many elements of one line may be decoded at once
   */
  public record DecodePool(Executor executor, int width) {}

  @Override
  public Predictor around(Predictor next) {
    return request -> {
      Tensor encoded = request.inputs().get(decoder.target().name());
      if (encoded == null || encoded.dataType() != DataType.BYTES) {
        return next.predict(request);
      }
      try {
        return decode(request, encoded, next);
      } catch (RuntimeException refusal) {
        return CompletableFuture.failedFuture(Failures.of(refusal));
      }
    };
  }

  private CompletionStage<InferenceResponse> decode(
      InferenceRequest request, Tensor encoded, Predictor next) {
    List<MemorySegment> files = elements(encoded);
    for (int i = 0; i < files.size(); i++) {
      check(files, i);
    }
    return new RequestDecoding(
            request,
            new Encoded(encoded, files),
            new Surroundings(decoder, line, memory, ticker, next))
        .start();
  }

  private static List<MemorySegment> elements(Tensor encoded) {
    long count;
    try {
      count = BytesElements.count(encoded.data());
    } catch (IllegalArgumentException cutOff) {
      throw new PredictionException.InvalidInput(String.valueOf(cutOff.getMessage()));
    }
    if (count != encoded.shape().elements()) {
      throw new PredictionException.InvalidInput(
          "elements: " + count + " (expected: as many as " + encoded.shape() + " says)");
    }
    if (count == 0) {
      throw new PredictionException.InvalidInput("elements: 0 (expected: at least 1)");
    }
    return BytesElements.of(encoded);
  }

  private void check(List<MemorySegment> files, int index) {
    try {
      decoder.check(files.get(index));
    } catch (PredictionException.InvalidInput refusal) {
      throw files.size() == 1 ? refusal : numbered(index, refusal);
    }
  }

  static PredictionException.InvalidInput numbered(int index, PredictionException refusal) {
    return new PredictionException.InvalidInput("element " + index + ": " + refusal.getMessage());
  }

  /** An input and its elements. */
  record Encoded(Tensor tensor, List<MemorySegment> files) {}

  /** What a decoding needs beside its request. */
  record Surroundings(
      RowDecoder decoder, DecodeLine line, TensorPool memory, Ticker ticker, Predictor next) {}
}
