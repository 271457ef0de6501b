package dev.soban.core.lifecycle.readiness;

import dev.soban.core.predict.RequestContext;
import java.util.concurrent.CompletionStage;

/** One request that a version is known to answer, to find out whether it still does. */
@FunctionalInterface
public interface Canary {
  /**
   * @return completes with whatever the answer is, which is freed already
   */
  CompletionStage<?> ask(RequestContext context);
}
