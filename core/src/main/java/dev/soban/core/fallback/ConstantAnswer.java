package dev.soban.core.fallback;

import dev.soban.core.model.ModelVersion;
import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.predict.InferenceRequest;
import dev.soban.core.predict.InferenceResponse;
import dev.soban.core.predict.Parameters;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.core.tensor.Slab;
import dev.soban.core.tensor.Tensor;
import dev.soban.core.tensor.TensorPool;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An answer written down beforehand: one row, which is repeated for as many rows as are asked,
 * where the model's rows vary; the whole outputs where they do not.
 */
public record ConstantAnswer(List<Output> outputs) {
  public ConstantAnswer {
    outputs = List.copyOf(outputs);
  }

  /**
   * One output.
   *
   * @param data as a tensor holds it; never written
   */
  public record Output(String name, DataType dataType, Shape shape, MemorySegment data) {
    private boolean fits(TensorSpec spec) {
      boolean oneRow = !repeats(spec) || (shape.rank() > 0 && shape.dim(0) == 1);
      return dataType == spec.dataType() && spec.shape().accepts(shape) && oneRow;
    }
  }

  /** Why it is no answer of a model with this signature; empty when it is one. */
  public Optional<String> refusal(Signature signature) {
    for (Output output : outputs) {
      Optional<TensorSpec> spec = signature.output(output.name());
      if (spec.isEmpty() || !output.fits(spec.get())) {
        return Optional.of(
            "output "
                + output.name()
                + ": "
                + output.dataType()
                + output.shape()
                + " (expected: "
                + spec.map(ConstantAnswer::form).orElse("an output of the model")
                + ")");
      }
    }
    return signature.outputs().stream()
        .filter(spec -> outputs.stream().noneMatch(output -> output.name().equals(spec.name())))
        .findFirst()
        .map(spec -> "output " + spec.name() + ": missing (expected: " + form(spec) + ")");
  }

  private static String form(TensorSpec spec) {
    Shape shape = repeats(spec) ? spec.shape().withRows(1) : spec.shape();
    return spec.dataType() + shape.toString();
  }

  private static boolean repeats(TensorSpec spec) {
    return spec.shape().rank() > 0 && spec.shape().dim(0) == Shape.DYNAMIC;
  }

  /** The answer to a request that fits the signature; whoever receives it closes it. */
  InferenceResponse to(
      InferenceRequest request, ModelVersion model, Signature signature, TensorPool memory) {
    long rows = rows(request);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    try {
      for (Output output : wanted(request.outputs())) {
        boolean repeated =
            signature.output(output.name()).map(ConstantAnswer::repeats).orElse(false);
        tensors.put(output.name(), tensor(output, repeated ? rows : 1, repeated, memory));
      }
    } catch (RuntimeException exhausted) {
      tensors.values().forEach(Tensor::close);
      throw exhausted;
    }
    return new InferenceResponse(model, tensors, Parameters.NONE);
  }

  private List<Output> wanted(List<String> names) {
    return names.isEmpty()
        ? outputs
        : names.stream()
            .flatMap(name -> outputs.stream().filter(output -> output.name().equals(name)))
            .toList();
  }

  private static Tensor tensor(Output output, long times, boolean rows, TensorPool memory) {
    long size = output.data().byteSize();
    Slab slab = memory.allocate(times * size);
    for (long i = 0; i < times; i++) {
      MemorySegment.copy(output.data(), 0, slab.memory(), i * size, size);
    }
    Shape shape = rows ? output.shape().withRows(times) : output.shape();
    return Tensor.of(output.dataType(), shape, slab, times * size);
  }

  private static long rows(InferenceRequest request) {
    return request.inputs().values().stream()
        .map(Tensor::shape)
        .filter(shape -> shape.rank() > 0)
        .mapToLong(shape -> shape.dim(0))
        .findFirst()
        .orElse(1);
  }
}
