package dev.soban.server.call;

import dev.soban.core.lifecycle.Served;
import dev.soban.core.predict.Cancellation;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.Parameters;
import dev.soban.core.predict.RequestContext;
import dev.soban.core.predict.Timings;
import dev.soban.core.tensor.Tensor;
import dev.soban.net.server.RequestHead;
import dev.soban.server.access.Asker;
import dev.soban.server.transport.CacheWish;
import dev.soban.server.transport.Correlation;
import dev.soban.server.transport.Wait;
import java.time.Duration;

/**
 * Who asks, when, and how long they wait: what a request brings beside its question.
 *
 * @param head the answer comes home to its executor
 * @param patience how long the transport itself lets an answer take
 */
public record Asked(RequestHead head, Correlation correlation, Asker asker, Duration patience) {
  /** Over a transport that waits as long as it takes. */
  public Asked(RequestHead head, Correlation correlation, Asker asker) {
    this(head, correlation, asker, Wait.FOR_EVER);
  }

  /**
   * The question as a model's stack takes it. The question's tensors are closed when there is
   * something wrong with what stands around it.
   *
   * @throws dev.soban.core.predict.PredictionException then
   */
  public InferenceRequest request(
      Question question, Served served, Timings timings, Cancellation cancellation) {
    boolean complete = false;
    try {
      InferenceRequest request =
          new InferenceRequest(
              question.inputs(),
              question.outputs(),
              parameters(question, served),
              context(question, timings, cancellation));
      complete = true;
      return request;
    } finally {
      if (!complete) {
        question.inputs().values().forEach(Tensor::close);
      }
    }
  }

  private Parameters parameters(Question question, Served served) {
    return served.cache().isPresent()
        ? CacheWish.of(head.headers(), question.parameters())
        : question.parameters();
  }

  private RequestContext context(Question question, Timings timings, Cancellation cancellation) {
    return new RequestContext(
        correlation.requestId(),
        Wait.caller(head.headers(), question.parameters(), asker),
        Wait.deadline(head.headers(), question.parameters(), head.receivedAtNanos(), patience),
        cancellation,
        head.executor(),
        timings,
        correlation.traceParent());
  }
}
