package dev.soban.grpc.message;

import dev.soban.core.predict.Parameters;
import dev.soban.core.tensor.Tensor;
import dev.soban.server.call.Question;
import dev.soban.server.oip.InferBody;
import java.util.List;
import java.util.Map;

/**
 * A request for inference as read; whoever receives it closes the tensors.
 *
 * @param version number or alias; empty for what answers by default
 * @param sizeBytes of the message
 */
public record InferMessage(String model, String version, InferBody body, long sizeBytes)
    implements Question {
  @Override
  public Map<String, Tensor> inputs() {
    return body.inputs();
  }

  @Override
  public List<String> outputs() {
    return body.outputNames();
  }

  @Override
  public Parameters parameters() {
    return body.parameters();
  }

  public void close() {
    body.inputs().values().forEach(Tensor::close);
  }
}
