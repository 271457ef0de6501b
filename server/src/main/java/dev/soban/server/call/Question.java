package dev.soban.server.call;

import dev.soban.core.predict.Parameters;
import dev.soban.core.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** What is asked of a model. */
public interface Question {
  /** By name, in the order sent. */
  Map<String, Tensor> inputs();

  /** Names of the wanted outputs; empty for all. */
  List<String> outputs();

  Parameters parameters();
}
