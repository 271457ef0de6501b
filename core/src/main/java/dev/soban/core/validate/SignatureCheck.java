package dev.soban.core.validate;

import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.PredictionException.InvalidInput;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Tensor;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether a request fits a model: the right inputs, types and shapes, wanted outputs that exist.
 *
 * <p>An input may be accepted in more than one form, as a picture input, which takes files or the
 * finished tensor.
 */
public final class SignatureCheck {
  private final Signature signature;
  private final Map<String, List<TensorSpec>> forms;
  private final boolean rowsAgree;

  /**
   * @param signature the model's own inputs and outputs
   * @param otherForms further forms of inputs, by input name
   * @param rowsAgree whether dimension 0 of every input must be the same
   */
  public SignatureCheck(
      Signature signature, Map<String, TensorSpec> otherForms, boolean rowsAgree) {
    this.signature = signature;
    this.rowsAgree = rowsAgree;
    this.forms =
        signature.inputs().stream()
            .collect(
                Collectors.toUnmodifiableMap(TensorSpec::name, spec -> formsOf(spec, otherForms)));
  }

  /**
   * @throws InvalidInput naming what does not fit
   */
  public void check(InferenceRequest request) {
    for (Map.Entry<String, Tensor> input : request.inputs().entrySet()) {
      checkInput(input.getKey(), input.getValue());
    }
    if (request.inputs().size() < signature.inputs().size()) {
      checkComplete(request);
    }
    if (!request.outputs().isEmpty()) {
      checkOutputs(request.outputs());
    }
    if (rowsAgree) {
      checkRows(request);
    }
  }

  private void checkInput(String name, Tensor tensor) {
    List<TensorSpec> accepted = forms.get(name);
    if (accepted == null) {
      throw new InvalidInput("input " + name + ": unknown (expected: " + names() + ")");
    }
    boolean typeFits = false;
    for (TensorSpec form : accepted) {
      if (form.dataType() == tensor.dataType()) {
        typeFits = true;
        if (form.shape().accepts(tensor.shape())) {
          return;
        }
      }
    }
    String expected =
        accepted.stream().map(SignatureCheck::form).collect(Collectors.joining(" or "));
    throw new InvalidInput(
        "input "
            + name
            + ": "
            + (typeFits ? "shape " + tensor.shape() : "datatype " + tensor.dataType())
            + " (expected: "
            + expected
            + ")");
  }

  private void checkComplete(InferenceRequest request) {
    for (TensorSpec spec : signature.inputs()) {
      if (!spec.optional() && !request.inputs().containsKey(spec.name())) {
        throw new InvalidInput("input " + spec.name() + ": missing (expected: " + form(spec) + ")");
      }
    }
  }

  private void checkOutputs(List<String> wanted) {
    Set<String> seen = new HashSet<>();
    for (String name : wanted) {
      if (signature.output(name).isEmpty()) {
        String known =
            signature.outputs().stream().map(TensorSpec::name).collect(Collectors.joining(", "));
        throw new InvalidInput("output " + name + ": unknown (expected: " + known + ")");
      }
      if (!seen.add(name)) {
        throw new InvalidInput("output " + name + ": asked for twice (expected: once)");
      }
    }
  }

  private static void checkRows(InferenceRequest request) {
    long rows = -1;
    for (Map.Entry<String, Tensor> input : request.inputs().entrySet()) {
      Shape shape = input.getValue().shape();
      if (shape.rank() == 0) {
        continue;
      }
      if (rows >= 0 && shape.dim(0) != rows) {
        throw new InvalidInput(
            "input "
                + input.getKey()
                + ": "
                + shape.dim(0)
                + " rows (expected: "
                + rows
                + ", as in the first input)");
      }
      rows = shape.dim(0);
    }
    if (rows == 0) {
      throw new InvalidInput("inputs: 0 rows (expected: at least 1)");
    }
  }

  private String names() {
    return signature.inputs().stream().map(TensorSpec::name).collect(Collectors.joining(", "));
  }

  private static String form(TensorSpec spec) {
    return spec.dataType() + spec.shape().toString();
  }

  private static List<TensorSpec> formsOf(TensorSpec spec, Map<String, TensorSpec> otherForms) {
    TensorSpec other = otherForms.get(spec.name());
    return other == null ? List.of(spec) : List.of(other, spec);
  }
}
