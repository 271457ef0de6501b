package dev.soban.server.call;

import dev.soban.core.predict.InferenceResponse;
import dev.soban.server.json.ByteSink;

/** What a body asks of a model, and how the answer is to be written. */
public interface Call extends Question {
  /**
   * Writes the answer into the sink.
   *
   * @throws dev.soban.core.predict.PredictionException when it cannot be written as asked
   */
  Answer encode(InferenceResponse response, ByteSink sink);
}
