package dev.soban.conformance.subject;

import com.fasterxml.jackson.databind.JsonNode;
import dev.soban.conformance.tensor.Datatype;
import dev.soban.conformance.tensor.TensorSpec;
import dev.soban.conformance.verdict.Inapplicable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A model as its metadata describes it. What is wrong in the metadata is left out here; checks look
 * at the metadata themselves.
 */
public record Model(
    String name, List<String> versions, List<TensorSpec> inputs, List<TensorSpec> outputs) {
  /** A name that no model has. */
  public static final String UNKNOWN = "no-such-model-7c1f";

  /** A version that no model has. */
  public static final String UNKNOWN_VERSION = "987654321";

  private static final String ALL = "v2/models/";

  static Model of(String name, JsonNode metadata) {
    List<String> versions = new ArrayList<>();
    metadata.path("versions").forEach(version -> versions.add(version.asText()));
    return new Model(
        name, versions, specs(metadata.path("inputs")), specs(metadata.path("outputs")));
  }

  private static List<TensorSpec> specs(JsonNode list) {
    List<TensorSpec> specs = new ArrayList<>();
    for (JsonNode entry : list) {
      Optional<Datatype> datatype = Datatype.named(entry.path("datatype").asText());
      List<Long> shape = new ArrayList<>();
      entry.path("shape").forEach(dim -> shape.add(dim.asLong()));
      datatype.ifPresent(
          type -> specs.add(new TensorSpec(entry.path("name").asText(), type, shape)));
    }
    return specs;
  }

  /** The path of the model. */
  public String path() {
    return ALL + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** A path below the model. */
  public String path(String what) {
    return path() + "/" + what;
  }

  /** The path of one version. */
  public String versionPath(String version) {
    return path("versions/" + URLEncoder.encode(version, StandardCharsets.UTF_8));
  }

  /** A path below a model that does not exist. */
  public static String unknownPath(String what) {
    return ALL + UNKNOWN + what;
  }

  /** A version that the model has; checks that need one do not apply without. */
  public String version() {
    if (versions.isEmpty()) {
      throw new Inapplicable("the model " + name + " tells no versions");
    }
    return versions.getLast();
  }

  /** Whether every input and output leaves its rows open. */
  public boolean takesRows() {
    return !inputs.isEmpty()
        && inputs.stream().allMatch(TensorSpec::takesRows)
        && outputs.stream().allMatch(TensorSpec::takesRows);
  }
}
