package dev.soban.server.call;

import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Parameters;
import dev.soban.core.tensor.Tensor;
import dev.soban.server.json.ByteSink;
import java.util.List;
import java.util.Map;

/** What a body asks of a model, and how the answer is to be written. */
public interface Call {
  /** By name, in the order sent. */
  Map<String, Tensor> inputs();

  /** Names of the wanted outputs; empty for all. */
  List<String> outputs();

  Parameters parameters();

  /**
   * Writes the answer into the sink.
   *
   * @throws dev.soban.core.predict.PredictionException when it cannot be written as asked
   */
  Answer encode(InferenceResponse response, ByteSink sink);
}
