package dev.soban.conformance.grpc;

import dev.soban.conformance.tensor.Datatype;
import dev.soban.conformance.tensor.TensorValue;
import dev.soban.conformance.verdict.Unmet;
import dev.soban.protocol.inference.ModelInferResponse;
import dev.soban.protocol.inference.ModelInferResponse.InferOutputTensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * An infer response.
 *
 * @param outputs by name, in their order
 */
public record GrpcAnswer(ModelInferResponse message, Map<String, TensorValue> outputs) {
  /** Reads an answer strictly; whatever is not as the protocol says is unmet. */
  public static GrpcAnswer of(ModelInferResponse message) {
    boolean raw = message.getRawOutputContentsCount() > 0;
    Unmet.unless(
        !raw || message.getRawOutputContentsCount() == message.getOutputsCount(),
        "raw_output_contents for every output or for none",
        message.getRawOutputContentsCount() + " for " + message.getOutputsCount() + " outputs");
    Map<String, TensorValue> outputs = new LinkedHashMap<>();
    for (int i = 0; i < message.getOutputsCount(); i++) {
      InferOutputTensor output = message.getOutputs(i);
      Unmet.unless(!output.getName().isEmpty(), "a name for every output", "none");
      TensorValue value = raw ? raw(message, i) : typed(output);
      Unmet.unless(
          outputs.put(output.getName(), value) == null,
          "every output once",
          output.getName() + " twice");
    }
    return new GrpcAnswer(message, outputs);
  }

  private static TensorValue raw(ModelInferResponse message, int index) {
    InferOutputTensor output = message.getOutputs(index);
    Unmet.unless(
        !output.hasContents(), "either raw or typed contents", "both for " + output.getName());
    TensorValue value =
        TensorValue.of(
            datatype(output),
            output.getShapeList(),
            message.getRawOutputContents(index).toByteArray());
    Unmet.unless(
        value.complete(),
        "as many bytes as " + value + " takes",
        message.getRawOutputContents(index).size());
    return value;
  }

  private static TensorValue typed(InferOutputTensor output) {
    return Contents.read(datatype(output), output.getShapeList(), output.getContents());
  }

  private static Datatype datatype(InferOutputTensor output) {
    return Datatype.named(output.getDatatype())
        .orElseThrow(() -> new Unmet("a datatype of the protocol", output.getDatatype()));
  }

  /** One output, which must be there. */
  public TensorValue output(String name) {
    TensorValue value = outputs.get(name);
    if (value == null) {
      throw new Unmet("an output " + name, "outputs " + outputs.keySet());
    }
    return value;
  }

  /** Throws unless exactly these outputs came. */
  public void expectNames(Set<String> names) {
    Unmet.unlessEqual("outputs", Set.copyOf(names), Set.copyOf(outputs.keySet()));
  }

  /** Throws unless these tensors came, to the bit. */
  public void expectSame(Map<String, TensorValue> others, String meaning) {
    expectNames(others.keySet());
    others.forEach(
        (name, other) ->
            Unmet.unless(
                other.equals(output(name)),
                "output " + name + " the same " + meaning,
                "other values of " + output(name)));
  }
}
