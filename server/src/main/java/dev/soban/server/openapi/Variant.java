package dev.soban.server.openapi;

import dev.soban.core.lifecycle.Served;
import dev.soban.core.lifecycle.readiness.KnownInputs;
import dev.soban.core.model.OutputMeaning;
import dev.soban.core.model.TensorSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Versions of a model that take and answer the same.
 *
 * @param versions ready ones, lowest first
 * @param aliases that stand for one of these versions
 * @param usual whether one of them answers when no version is asked for
 * @param known inputs that one of them answers
 */
record Variant(
    Served.Description description,
    List<String> versions,
    List<String> aliases,
    boolean usual,
    Optional<KnownInputs> known) {

  /** What clients see of a version; those that agree in it are one variant. */
  record Interface(List<TensorSpec> inputs, List<TensorSpec> outputs, OutputMeaning meaning) {
    static Interface of(Served.Description description) {
      return new Interface(
          description.clientInputs(), description.signature().outputs(), description.meaning());
    }
  }

  String model() {
    return description.id().name();
  }

  /** A name for something of it that no other variant and no other model has. */
  String own(String kind) {
    // The version at the end: in the middle, a model could be named like another one's version.
    return model() + "." + kind + (usual ? "" : "." + versions.getFirst());
  }

  /** Versions and aliases, as a path may name them. */
  List<String> names() {
    return Stream.concat(versions.stream(), aliases.stream()).toList();
  }

  List<TensorSpec> inputs() {
    return description.signature().inputs();
  }

  List<TensorSpec> outputs() {
    return description.signature().outputs();
  }

  /** Whether an input takes picture files. */
  boolean takesPictures(TensorSpec input) {
    return description.encodedInputs().containsKey(input.name());
  }

  /** Whether a picture file alone is a whole request. */
  boolean takesPicture() {
    return description.encodedInputs().size() == 1
        && inputs().stream().allMatch(input -> input.optional() || takesPictures(input));
  }

  List<String> requiredInputs() {
    return inputs().stream().filter(input -> !input.optional()).map(TensorSpec::name).toList();
  }
}
