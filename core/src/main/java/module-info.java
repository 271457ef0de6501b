import org.jspecify.annotations.NullMarked;

/** What serving is: tensors, models, predictors, batching; no network, no engine. */
@NullMarked
module dev.soban.core {
  requires com.github.benmanes.caffeine;
  requires static transitive org.jspecify;

  exports dev.soban.core.admission;
  exports dev.soban.core.batch;
  exports dev.soban.core.breaker;
  exports dev.soban.core.cache;
  exports dev.soban.core.deadline;
  exports dev.soban.core.engine;
  exports dev.soban.core.fallback;
  exports dev.soban.core.interpret;
  exports dev.soban.core.lifecycle;
  exports dev.soban.core.lifecycle.change;
  exports dev.soban.core.lifecycle.readiness;
  exports dev.soban.core.lifecycle.state;
  exports dev.soban.core.lifecycle.trial;
  exports dev.soban.core.model;
  exports dev.soban.core.observe;
  exports dev.soban.core.predict;
  exports dev.soban.core.prepare;
  exports dev.soban.core.schedule;
  exports dev.soban.core.schedule.line;
  exports dev.soban.core.schedule.terms;
  exports dev.soban.core.stack;
  exports dev.soban.core.tensor;
  exports dev.soban.core.time;
  exports dev.soban.core.validate;
}
