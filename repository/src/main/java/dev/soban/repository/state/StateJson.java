package dev.soban.repository.state;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.soban.core.lifecycle.state.LifecycleState;
import dev.soban.core.lifecycle.state.LifecycleState.ModelState;
import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.repository.yaml.ConfigException;
import dev.soban.repository.yaml.Place;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The form of {@code state.json}. */
final class StateJson {
  /** Raised when an older program could no longer make sense of the file. */
  private static final long FORMAT = 1;

  private static final String WAY_OUT =
      "move the file away to begin anew, which forgets aliases, pins and what was unloaded by hand";

  private StateJson() {}

  static LifecycleState read(Path file) throws ConfigException {
    Map<String, Object> root;
    try {
      root = JsonTree.read(file).object();
    } catch (IOException | RuntimeException e) {
      throw unreadable(file, String.valueOf(e.getMessage()));
    }
    if (root.get("format") instanceof Long format && format > FORMAT) {
      throw new ConfigException(
          Place.of("data"),
          file
              + ": format "
              + format
              + " of a newer Soban (expected: "
              + FORMAT
              + "; serve with that version, or "
              + WAY_OUT
              + ")");
    }
    try {
      return state(new JsonTree(root));
    } catch (RuntimeException e) {
      throw unreadable(file, String.valueOf(e.getMessage()));
    }
  }

  private static ConfigException unreadable(Path file, String reason) {
    return new ConfigException(
        Place.of("data"),
        file + " cannot be read: " + reason + " (expected: as Soban wrote it; " + WAY_OUT + ")");
  }

  private static LifecycleState state(JsonTree root) {
    TreeMap<String, ModelState> models = new TreeMap<>();
    root.at("models").entries((name, model) -> models.put(name, model(model)));
    return new LifecycleState(models);
  }

  private static ModelState model(JsonTree model) {
    Map<String, String> aliases = new TreeMap<>();
    Map<String, String> previous = new TreeMap<>();
    Map<String, Boolean> pins = new TreeMap<>();
    Map<String, Signature> signatures = new TreeMap<>();
    model.at("aliases").entries((alias, version) -> aliases.put(alias, version.text()));
    model.at("previous").entries((alias, version) -> previous.put(alias, version.text()));
    model.at("pins").entries((version, pinned) -> pins.put(version, pinned.flag()));
    model.at("signatures").entries((version, of) -> signatures.put(version, signature(of)));
    List<String> unloaded = model.at("unloaded").items().stream().map(JsonTree::text).toList();
    return new ModelState(aliases, previous, pins, new HashSet<>(unloaded), signatures);
  }

  private static Signature signature(JsonTree signature) {
    return new Signature(specs(signature.at("inputs")), specs(signature.at("outputs")));
  }

  private static List<TensorSpec> specs(JsonTree list) {
    return list.items().stream().map(StateJson::spec).toList();
  }

  private static TensorSpec spec(JsonTree spec) {
    return new TensorSpec(
        spec.at("name").text(),
        DataType.valueOf(spec.at("datatype").text()),
        Shape.of(spec.at("shape").items().stream().map(JsonTree::number).toList()),
        spec.at("optional").flag());
  }

  static byte[] bytes(LifecycleState state) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeNumberField("format", FORMAT);
      json.writeObjectFieldStart("models");
      for (Map.Entry<String, ModelState> model : state.models().entrySet()) {
        json.writeObjectFieldStart(model.getKey());
        write(json, model.getValue());
        json.writeEndObject();
      }
      json.writeEndObject();
      json.writeEndObject();
      json.writeRaw('\n');
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator json, ModelState model) throws IOException {
    write(json, "aliases", model.aliases());
    write(json, "previous", model.previous());
    json.writeObjectFieldStart("pins");
    for (Map.Entry<String, Boolean> pin : new TreeMap<>(model.pins()).entrySet()) {
      json.writeBooleanField(pin.getKey(), pin.getValue());
    }
    json.writeEndObject();
    json.writeArrayFieldStart("unloaded");
    for (String version : new TreeSet<>(model.unloaded())) {
      json.writeString(version);
    }
    json.writeEndArray();
    json.writeObjectFieldStart("signatures");
    for (Map.Entry<String, Signature> each : new TreeMap<>(model.signatures()).entrySet()) {
      json.writeObjectFieldStart(each.getKey());
      write(json, "inputs", each.getValue().inputs());
      write(json, "outputs", each.getValue().outputs());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String key, Map<String, String> texts)
      throws IOException {
    json.writeObjectFieldStart(key);
    for (Map.Entry<String, String> each : new TreeMap<>(texts).entrySet()) {
      json.writeStringField(each.getKey(), each.getValue());
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String key, List<TensorSpec> specs)
      throws IOException {
    json.writeArrayFieldStart(key);
    for (TensorSpec spec : specs) {
      json.writeStartObject();
      json.writeStringField("name", spec.name());
      json.writeStringField("datatype", spec.dataType().name());
      json.writeFieldName("shape");
      json.writeArray(spec.shape().dims(), 0, spec.shape().rank());
      json.writeBooleanField("optional", spec.optional());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
