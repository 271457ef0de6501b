package dev.soban.core.prepare;

import dev.soban.core.model.TensorSpec;
import dev.soban.core.predict.Failures;
import dev.soban.core.predict.Homecoming;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Phase;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Slab;
import dev.soban.core.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One request's elements on their way to rows. Each element is a task of its own, and a task asks
 * for the next only when it is done, so that large requests take turns with small ones.
 */
final class RequestDecoding {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final InferenceRequest request;
  private final PrepareLayer.Encoded encoded;
  private final PrepareLayer.Surroundings surroundings;
  private final Tensor source;
  private final Map<String, Tensor> others;
  private final Slab rows;
  private final long rowBytes;
  private final long startedAtNanos;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger unfinished;
  private final AtomicReference<@Nullable PredictionException> failure = new AtomicReference<>();
  private final CompletableFuture<InferenceResponse> answer = new CompletableFuture<>();

  RequestDecoding(
      InferenceRequest request,
      PrepareLayer.Encoded encoded,
      PrepareLayer.Surroundings surroundings) {
    this.request = request;
    this.encoded = encoded;
    this.surroundings = surroundings;
    this.rowBytes = shape(1).elements() * surroundings.decoder().target().dataType().sizeBytes();
    this.rows = surroundings.memory().allocate(rowBytes * encoded.files().size());
    this.source = encoded.tensor().share();
    this.others = othersShared();
    this.startedAtNanos = surroundings.ticker().nanos();
    int lanes = Math.min(encoded.files().size(), surroundings.pool().width());
    this.unfinished = new AtomicInteger(Math.max(lanes, 1));
  }

  /** Inputs that need no decoding: their owner may let go of them before the decoding ends. */
  private Map<String, Tensor> othersShared() {
    Map<String, Tensor> shared = LinkedHashMap.newLinkedHashMap(request.inputs().size());
    request
        .inputs()
        .forEach(
            (name, tensor) -> {
              if (!name.equals(surroundings.decoder().target().name())) {
                shared.put(name, tensor.share());
              }
            });
    return shared;
  }

  CompletionStage<InferenceResponse> start() {
    int lanes = unfinished.get();
    boolean taken = false;
    surroundings.line().joined(startedAtNanos);
    for (int i = 0; i < lanes; i++) {
      if (submitted()) {
        taken = true;
      } else {
        refuseUnless(taken);
        laneEnded();
      }
    }
    if (!taken) {
      surroundings.line().turnedAway();
    }
    return answer;
  }

  private void refuseUnless(boolean taken) {
    if (!taken) {
      failure.compareAndSet(
          null,
          new PredictionException.Overloaded("too many pictures wait to be decoded", RETRY_AFTER));
    }
  }

  private boolean submitted() {
    try {
      surroundings.pool().executor().execute(this::decodeNext);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Goes on by itself when the pool takes no more: what was begun is not thrown away. */
  private void decodeNext() {
    do {
      int index = next.getAndIncrement();
      if (index == 0) {
        surroundings.line().served(surroundings.ticker().nanos());
      }
      if (index >= encoded.files().size() || failure.get() != null || cancelled()) {
        laneEnded();
        return;
      }
      decode(index);
    } while (!submitted());
  }

  private void decode(int index) {
    MemorySegment row = rows.memory().asSlice(index * rowBytes, rowBytes);
    try {
      surroundings.decoder().decode(encoded.files().get(index), row);
    } catch (PredictionException.InvalidInput refusal) {
      failure.compareAndSet(
          null, encoded.files().size() == 1 ? refusal : PrepareLayer.numbered(index, refusal));
    } catch (RuntimeException | Error unexpected) {
      failure.compareAndSet(null, Failures.of(unexpected));
    }
  }

  private boolean cancelled() {
    PredictionException reason = request.context().cancellation().reason();
    return reason != null && failure.compareAndSet(null, reason);
  }

  private void laneEnded() {
    if (unfinished.decrementAndGet() > 0) {
      return;
    }
    source.close();
    request.context().timings().add(Phase.DECODE, surroundings.ticker().nanos() - startedAtNanos);
    PredictionException reason = failure.get();
    if (reason != null) {
      rows.release();
      close(others);
      Homecoming.run(request.context().home(), () -> answer.completeExceptionally(reason));
      return;
    }
    passOn();
  }

  private void passOn() {
    TensorSpec target = surroundings.decoder().target();
    Map<String, Tensor> inputs = new LinkedHashMap<>(request.inputs());
    inputs.putAll(others);
    inputs.put(target.name(), Tensor.of(target.dataType(), shape(encoded.files().size()), rows));
    Thread decodingThread = Thread.currentThread();
    answerOf(request.withInputs(inputs))
        .whenComplete(
            (response, thrown) -> {
              close(inputs);
              if (Thread.currentThread().equals(decodingThread)) {
                // Completed before anybody could listen, as a refusal is: still bring it home.
                Homecoming.run(request.context().home(), () -> complete(response, thrown));
              } else {
                complete(response, thrown);
              }
            });
  }

  private CompletionStage<InferenceResponse> answerOf(InferenceRequest decoded) {
    try {
      return surroundings.next().predict(decoded);
    } catch (RuntimeException thrown) {
      return CompletableFuture.failedFuture(thrown);
    }
  }

  private void complete(InferenceResponse response, @Nullable Throwable thrown) {
    if (thrown == null) {
      answer.complete(response);
    } else {
      answer.completeExceptionally(thrown);
    }
  }

  private static void close(Map<String, Tensor> tensors) {
    tensors.values().forEach(Tensor::close);
  }

  private Shape shape(long count) {
    return surroundings.decoder().target().shape().withRows(count);
  }
}
