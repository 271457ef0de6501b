package dev.soban.core.interpret;

import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The outputs that clients see where a reader stands between them and the model: what is served
 * unless they name outputs, and what they may name. The model's own outputs keep their names unless
 * one of the reader's is the same; then {@code raw_} stands in front. Immutable.
 */
public final class OfferedOutputs {
  private static final String RAW = "raw_";

  private final RowReader reader;
  private final Signature model;
  private final Map<String, String> modelNames;

  public OfferedOutputs(RowReader reader, Signature model) {
    this.reader = reader;
    this.model = model;
    Set<String> taken = read().map(TensorSpec::name).collect(Collectors.toSet());
    this.modelNames = new TreeMap<>();
    for (TensorSpec output : model.outputs()) {
      modelNames.put(offeredAs(output.name(), taken), output.name());
    }
  }

  private static String offeredAs(String name, Set<String> taken) {
    String offered = name;
    while (taken.contains(offered)) {
      offered = RAW + offered;
    }
    return offered;
  }

  /** What clients get who name nothing. */
  public Signature served() {
    return new Signature(model.inputs(), reader.served());
  }

  /** Everything that clients may name. */
  public Signature known() {
    List<TensorSpec> all = new ArrayList<>(read().toList());
    all.addAll(raw());
    return new Signature(model.inputs(), all);
  }

  /** The model's own outputs, as clients name them. */
  public List<TensorSpec> raw() {
    return modelNames.entrySet().stream()
        .map(entry -> renamed(model.output(entry.getValue()).orElseThrow(), entry.getKey()))
        .toList();
  }

  private static TensorSpec renamed(TensorSpec spec, String name) {
    return new TensorSpec(name, spec.dataType(), spec.shape(), spec.optional());
  }

  /** The names that an answer has, in order. */
  List<String> wanted(List<String> named) {
    return named.isEmpty() ? reader.served().stream().map(TensorSpec::name).toList() : named;
  }

  /** The model's name of one of its own outputs; empty for what the reader makes. */
  Optional<String> modelName(String offered) {
    return Optional.ofNullable(modelNames.get(offered));
  }

  /** Which of the model's outputs are needed; empty for all, as most requests then ask alike. */
  List<String> needed(List<String> wanted) {
    Set<String> needed = new LinkedHashSet<>();
    for (String name : wanted) {
      modelName(name).ifPresentOrElse(needed::add, () -> needed.addAll(reader.reads()));
    }
    return needed.size() == model.outputs().size() ? List.of() : List.copyOf(needed);
  }

  private Stream<TensorSpec> read() {
    return Stream.concat(reader.served().stream(), reader.extras().stream());
  }
}
