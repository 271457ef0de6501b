package dev.soban.server.cloudevents;

import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Parameters;
import dev.soban.core.tensor.Tensor;
import dev.soban.server.call.Answer;
import dev.soban.server.call.Call;
import dev.soban.server.call.JsonCall;
import dev.soban.server.json.ByteSink;
import java.util.List;
import java.util.Map;

/** A call that came as an event, and whose answer is one. */
record EventCall(JsonCall call, EventReply reply) implements Call {
  @Override
  public Map<String, Tensor> inputs() {
    return call.inputs();
  }

  @Override
  public List<String> outputs() {
    return call.outputs();
  }

  @Override
  public Parameters parameters() {
    return call.parameters();
  }

  @Override
  public Answer encode(InferenceResponse response, ByteSink sink) {
    call.json()
        .write(
            sink, out -> reply.writeResponse(out, inner -> call.answer().write(inner, response)));
    return new Answer(sink, List.of(), reply::markResponse);
  }
}
