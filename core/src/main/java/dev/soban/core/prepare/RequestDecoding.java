package dev.soban.core.prepare;

import dev.soban.core.model.PictureFrame;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.predict.Failures;
import dev.soban.core.predict.Homecoming;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Phase;
import dev.soban.core.predict.PredictionException;
import dev.soban.core.predict.RequestContext;
import dev.soban.core.schedule.line.Waiting;
import dev.soban.core.schedule.terms.Priority;
import dev.soban.core.schedule.terms.Terms;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Slab;
import dev.soban.core.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One request's elements on their way to rows. It ends when each of them is either decoded or given
 * up; whoever sees to the last one passes the request on, or brings the failure home.
 */
final class RequestDecoding {
  private final InferenceRequest request;
  private final PrepareLayer.Encoded encoded;
  private final PrepareLayer.Surroundings surroundings;
  private final Waiting<RequestDecoding> waiting;
  private final Tensor source;
  private final Map<String, Tensor> others;
  private final PictureFrame[] frames;
  private final long rowBytes;
  private final long startedAtNanos;
  private final AtomicLong unfinished;
  private final AtomicReference<@Nullable PredictionException> failure = new AtomicReference<>();
  private final CompletableFuture<InferenceResponse> answer = new CompletableFuture<>();

  /** Taken when the first element is decoded: what waits holds no more than its files. */
  private @Nullable Slab rows;

  RequestDecoding(
      InferenceRequest request,
      PrepareLayer.Encoded encoded,
      PrepareLayer.Surroundings surroundings) {
    this.request = request;
    this.encoded = encoded;
    this.surroundings = surroundings;
    this.rowBytes = shape(1).elements() * surroundings.decoder().target().dataType().sizeBytes();
    this.waiting = new Waiting<>(this, terms());
    this.unfinished = new AtomicLong(waiting.rows());
    this.startedAtNanos = surroundings.ticker().nanos();
    this.frames = new PictureFrame[encoded.files().size()];
    this.source = encoded.tensor().share();
    this.others = othersShared();
  }

  private Terms terms() {
    RequestContext context = request.context();
    RequestContext.Caller caller = context.caller();
    return new Terms(
        RequestDecoding.class,
        encoded.files().size(),
        request.inputBytes(),
        caller.tenant(),
        caller.weight(),
        Priority.of(caller.priority()),
        context.deadline().atNanos(),
        request.keepLatest());
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

  /** Its place in the line. */
  Waiting<RequestDecoding> waiting() {
    return waiting;
  }

  CompletionStage<InferenceResponse> start() {
    PredictionException refusal = surroundings.line().enter(this);
    if (refusal != null) {
      letGo();
      return CompletableFuture.failedFuture(refusal);
    }
    request.context().cancellation().onCancel(this::cancelled);
    return answer;
  }

  /** Decodes one element, on the calling thread. */
  void decode(int index) {
    if (failure.get() == null) {
      try {
        MemorySegment row = rows().memory().asSlice(index * rowBytes, rowBytes);
        frames[index] = surroundings.decoder().decode(encoded.files().get(index), row);
      } catch (PredictionException.InvalidInput refusal) {
        fail(encoded.files().size() == 1 ? refusal : PrepareLayer.numbered(index, refusal));
      } catch (RuntimeException | Error unexpected) {
        fail(Failures.of(unexpected));
      }
    }
    finished(1);
  }

  private synchronized Slab rows() {
    if (rows == null) {
      rows = surroundings.memory().allocate(rowBytes * encoded.files().size());
    }
    return rows;
  }

  private void cancelled() {
    PredictionException reason = request.context().cancellation().reason();
    if (reason != null) {
      fail(reason);
    }
  }

  private void fail(PredictionException reason) {
    failure.compareAndSet(null, reason);
    finished(surroundings.line().leave(waiting));
  }

  /** The line has taken out what waited, past its deadline. */
  void expire() {
    giveUp(request.context().deadline().exceeded());
  }

  /** The line has taken out what waited. */
  void giveUp(PredictionException reason) {
    failure.compareAndSet(null, reason);
    finished(waiting.rowsWaiting());
  }

  private void finished(long elements) {
    if (elements > 0 && unfinished.addAndGet(-elements) == 0) {
      end();
    }
  }

  private void end() {
    request.context().timings().add(Phase.DECODE, surroundings.ticker().nanos() - startedAtNanos);
    PredictionException reason = failure.get();
    if (reason != null) {
      letGo();
      Homecoming.run(request.context().home(), () -> answer.completeExceptionally(reason));
      return;
    }
    source.close();
    passOn();
  }

  private void letGo() {
    source.close();
    close(others);
    if (rows != null) {
      rows.release();
    }
  }

  private void passOn() {
    TensorSpec target = surroundings.decoder().target();
    Map<String, Tensor> inputs = new LinkedHashMap<>(request.inputs());
    inputs.putAll(others);
    inputs.put(target.name(), Tensor.of(target.dataType(), shape(encoded.files().size()), rows()));
    Thread decodingThread = Thread.currentThread();
    answerOf(request.withInputs(inputs).withFrames(List.of(frames)))
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
