package dev.soban.conformance.catalog.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.soban.conformance.check.Check;
import dev.soban.conformance.check.CheckList;
import dev.soban.conformance.check.Section;
import dev.soban.conformance.check.Trial;
import dev.soban.conformance.subject.Model;
import dev.soban.conformance.subject.Target;
import dev.soban.conformance.tensor.Datatype;
import dev.soban.conformance.tensor.TensorSpec;
import dev.soban.conformance.verdict.Unmet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The models' configuration, as load generators read it. */
final class ConfigurationChecks {
  static final String EXTENSION = "model_configuration";

  private ConfigurationChecks() {}

  static List<Check> all() {
    return new CheckList(Section.CONFIGURATION)
        .source("Triton, Model Configuration Extension")
        .extension(
            "REST-220", "A configuration has its fields", offered(ConfigurationChecks::fields))
        .extension(
            "REST-221",
            "Configuration and metadata name the same tensors of the same datatypes",
            offered(ConfigurationChecks::agree))
        .extension(
            "REST-222",
            "Dimensions are those of the metadata, without the rows when requests are merged",
            offered(ConfigurationChecks::dimensions))
        .extension(
            "REST-223",
            "The configuration of an unknown model is refused",
            offered(target -> target.rest().get(Model.unknownPath("/config")).expectRefused()))
        .extension(
            "REST-224",
            "A version in the path has a configuration",
            offered(ConfigurationChecks::version))
        .checks();
  }

  private static Trial offered(Trial trial) {
    return target -> {
      target.needs(EXTENSION);
      trial.on(target);
    };
  }

  private static JsonNode config(Target target, Model model) {
    return target.rest().get(model.path("config")).ok().json();
  }

  private static void fields(Target target) {
    for (Model model : target.models()) {
      JsonNode config = config(target, model);
      Unmet.unlessEqual("name", model.name(), config.path("name").asText());
      Unmet.unless(config.path("max_batch_size").isIntegralNumber(), "max_batch_size", config);
      for (String key : List.of("input", "output")) {
        for (JsonNode tensor : config.path(key)) {
          boolean typed = tensor.path("data_type").asText().startsWith("TYPE_");
          Unmet.unless(typed, "a data_type TYPE_…", tensor);
          Unmet.unless(tensor.path("dims").isArray(), "dims", tensor);
        }
      }
    }
  }

  private static void agree(Target target) {
    for (Model model : target.models()) {
      JsonNode config = config(target, model);
      Unmet.unlessEqual("inputs", types(model.inputs()), types(config.path("input")));
      Unmet.unlessEqual("outputs", types(model.outputs()), types(config.path("output")));
    }
  }

  private static Map<String, String> types(List<TensorSpec> specs) {
    Map<String, String> types = new LinkedHashMap<>();
    for (TensorSpec spec : specs) {
      boolean text = spec.datatype() == Datatype.BYTES;
      types.put(spec.name(), text ? "TYPE_STRING" : "TYPE_" + spec.datatype());
    }
    return types;
  }

  private static Map<String, String> types(JsonNode tensors) {
    Map<String, String> types = new LinkedHashMap<>();
    tensors.forEach(
        tensor -> types.put(tensor.path("name").asText(), tensor.path("data_type").asText()));
    return types;
  }

  private static void dimensions(Target target) {
    for (Model model : target.models()) {
      JsonNode config = config(target, model);
      boolean rows = config.path("max_batch_size").asLong() > 0;
      expectDimensions(model.inputs(), config.path("input"), rows);
      expectDimensions(model.outputs(), config.path("output"), rows);
    }
  }

  private static void expectDimensions(List<TensorSpec> specs, JsonNode tensors, boolean rows) {
    for (TensorSpec spec : specs) {
      for (JsonNode tensor : tensors) {
        if (tensor.path("name").asText().equals(spec.name())) {
          List<Long> dims = new ArrayList<>();
          if (rows) {
            dims.add(-1L);
          }
          tensor.path("dims").forEach(dim -> dims.add(dim.asLong()));
          Unmet.unlessEqual("dims of " + spec.name(), spec.shape(), dims);
        }
      }
    }
  }

  private static void version(Target target) {
    Model model = target.model();
    String path = model.versionPath(model.version()) + "/config";
    Unmet.unlessEqual(
        "name", model.name(), target.rest().get(path).ok().json().path("name").asText());
  }
}
