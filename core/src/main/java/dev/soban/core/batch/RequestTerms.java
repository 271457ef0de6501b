package dev.soban.core.batch;

import dev.soban.core.model.Signature;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.RequestContext;
import dev.soban.core.schedule.terms.Priority;
import dev.soban.core.schedule.terms.Terms;
import dev.soban.core.tensor.Tensor;

/** What the scheduler must know of a request. */
final class RequestTerms {
  private final Grouping grouping;
  private final boolean merges;

  /**
   * @param merges whether requests may share a run; otherwise each is one row to the scheduler
   */
  RequestTerms(Signature signature, boolean merges) {
    this.grouping = new Grouping(signature);
    this.merges = merges;
  }

  Terms of(InferenceRequest request) {
    RequestContext context = request.context();
    RequestContext.Caller caller = context.caller();
    return new Terms(
        merges ? grouping.of(request) : this,
        merges ? rows(request) : 1,
        request.inputBytes(),
        caller.tenant(),
        caller.weight(),
        Priority.of(caller.priority()),
        context.deadline().atNanos(),
        request.keepLatest());
  }

  private static long rows(InferenceRequest request) {
    for (Tensor input : request.inputs().values()) {
      if (input.shape().rank() > 0) {
        return Math.max(1, input.shape().dim(0));
      }
    }
    return 1;
  }
}
