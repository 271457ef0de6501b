package dev.soban.repository.triton;

import dev.soban.core.engine.LoadedEngine;
import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.repository.yaml.ConfigException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Inputs and outputs as clients see them, where that is not as the model has them.
 *
 * @param inputs those declared; the others are as the model has them
 * @param outputs those served; all of the model's when there are none
 */
public record WireForm(List<WireTensor> inputs, List<WireTensor> outputs) {
  static final WireForm AS_THE_MODEL = new WireForm(List.of(), List.of());

  public WireForm {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /**
   * The engine in this form; it is the same one when that is the model's own.
   *
   * @throws ConfigException when what is declared contradicts the model
   */
  public LoadedEngine around(LoadedEngine loaded) throws ConfigException {
    Signature own = loaded.signature();
    Signature seen = new Signature(inputs(own), outputs(own));
    Map<String, Reshape> reshapes = new LinkedHashMap<>();
    inputs.forEach(each -> each.reshape().ifPresent(found -> reshapes.put(each.name(), found)));
    Map<String, Reshape> back = new LinkedHashMap<>();
    outputs.forEach(
        each -> each.reshape().ifPresent(found -> back.put(each.name(), found.reversed())));
    boolean same =
        reshapes.isEmpty() && back.isEmpty() && seen.outputs().size() == own.outputs().size();
    return new LoadedEngine(
        same
            ? loaded.engine()
            : new WireEngine(loaded.engine(), reshapes, back, names(seen.outputs())),
        seen,
        loaded.platform(),
        loaded.device(),
        loaded.notes(),
        loaded.properties());
  }

  private List<TensorSpec> inputs(Signature own) throws ConfigException {
    Map<String, TensorSpec> seen = new LinkedHashMap<>();
    own.inputs().forEach(spec -> seen.put(spec.name(), spec));
    for (WireTensor declared : inputs) {
      seen.put(declared.name(), declared.narrow(find(declared, own.inputs(), "inputs")));
    }
    return List.copyOf(seen.values());
  }

  private List<TensorSpec> outputs(Signature own) throws ConfigException {
    if (outputs.isEmpty()) {
      return own.outputs();
    }
    Map<String, TensorSpec> seen = new LinkedHashMap<>();
    for (WireTensor declared : outputs) {
      seen.put(declared.name(), declared.narrow(find(declared, own.outputs(), "outputs")));
    }
    return List.copyOf(seen.values());
  }

  private static TensorSpec find(WireTensor declared, List<TensorSpec> specs, String group)
      throws ConfigException {
    for (TensorSpec spec : specs) {
      if (spec.name().equals(declared.name())) {
        return spec;
      }
    }
    throw new ConfigException(
        declared.place(),
        "name: "
            + declared.name()
            + " (expected: one of the model's "
            + group
            + ": "
            + String.join(", ", names(specs))
            + ")");
  }

  private static List<String> names(List<TensorSpec> specs) {
    return specs.stream().map(TensorSpec::name).collect(Collectors.toList());
  }
}
