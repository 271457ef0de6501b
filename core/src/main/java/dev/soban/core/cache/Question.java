package dev.soban.core.cache;

import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What a request asks, as far as its answer depends on it: who may have the answer, every input,
 * the parameters that decide, and the wanted outputs in their order. The order of the inputs does
 * not count. Model and version are the cache's own: each version has one.
 */
final class Question implements AutoCloseable {
  private final String tenant;
  private final List<String> outputs;
  private final Map<String, Object> parameters;
  private final Map<String, Tensor> inputs;
  private final Fingerprint content;

  private Question(
      String tenant,
      List<String> outputs,
      Map<String, Object> parameters,
      Map<String, Tensor> inputs,
      Fingerprint content) {
    this.tenant = tenant;
    this.outputs = outputs;
    this.parameters = parameters;
    this.inputs = inputs;
    this.content = content;
  }

  /** The question of a request, on the request's own tensors. */
  static Question of(InferenceRequest request, String tenant) {
    Map<String, Object> parameters = Wishes.decisive(request.parameters());
    return new Question(
        tenant,
        request.outputs(),
        parameters,
        request.inputs(),
        content(request.outputs(), parameters, request.inputs()));
  }

  /** The same, asked by somebody else. */
  Question askedBy(String other) {
    return new Question(other, outputs, parameters, inputs, content);
  }

  /** The same, on other holders of its tensors, which are the new question's to close. */
  Question holding(UnaryOperator<Tensor> holder) {
    return new Question(tenant, outputs, parameters, Tensors.each(inputs, holder), content);
  }

  Map<String, Tensor> inputs() {
    return inputs;
  }

  String tenant() {
    return tenant;
  }

  Fingerprint fingerprint() {
    return content.and(new Digest().add(tenant).end());
  }

  boolean asksTheSameAs(Question other) {
    return tenant.equals(other.tenant)
        && outputs.equals(other.outputs)
        && parameters.equals(other.parameters)
        && sameInputs(other);
  }

  private boolean sameInputs(Question other) {
    if (inputs.size() != other.inputs.size()) {
      return false;
    }
    for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
      Tensor counterpart = other.inputs.get(input.getKey());
      if (counterpart == null || !same(input.getValue(), counterpart)) {
        return false;
      }
    }
    return true;
  }

  private static boolean same(Tensor left, Tensor right) {
    return left.dataType() == right.dataType()
        && left.shape().equals(right.shape())
        && left.data().mismatch(right.data()) < 0;
  }

  private static Fingerprint content(
      List<String> outputs, Map<String, Object> parameters, Map<String, Tensor> inputs) {
    Digest digest = new Digest();
    digest.add(outputs.size());
    outputs.forEach(digest::add);
    parameters.forEach(
        (name, value) ->
            digest.add(name).add(value.getClass().getSimpleName()).add(value.toString()));
    Fingerprint content = digest.end();
    for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
      content = content.and(of(input.getKey(), input.getValue()));
    }
    return content;
  }

  private static Fingerprint of(String name, Tensor tensor) {
    Digest digest = new Digest();
    digest.add(name).add(tensor.dataType().ordinal()).add(tensor.shape().rank());
    for (int i = 0; i < tensor.shape().rank(); i++) {
      digest.add(tensor.shape().dim(i));
    }
    return digest.add(tensor.data()).end();
  }

  /** Lets go of the tensors; only where they were taken hold of. */
  @Override
  public void close() {
    Tensors.close(inputs);
  }
}
