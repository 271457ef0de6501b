package dev.soban.repository;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** A shipped schema as an editor would use it. */
public final class SchemaCheck {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode json;
  private final JsonSchema schema;

  private SchemaCheck(JsonNode json) {
    this.json = json;
    this.schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(json);
  }

  public static SchemaCheck of(String resource) throws IOException {
    try (InputStream in = ModelRepository.class.getResourceAsStream(resource)) {
      return new SchemaCheck(JSON.readTree(Objects.requireNonNull(in, resource)));
    }
  }

  /** What the schema has against a file; empty when it is fine. */
  public List<String> complaints(String yaml) {
    Object tree =
        new Load(LoadSettings.builder().setSchema(new CoreSchema()).build()).loadFromString(yaml);
    JsonNode node = JSON.valueToTree(tree == null ? Map.of() : tree);
    return schema.validate(node).stream().map(Object::toString).toList();
  }

  /** Every key with dots; items of lists stand under the list's key. */
  public List<String> keys() {
    return List.copyOf(leaves().keySet());
  }

  /** What the schema says of each key. */
  public Map<String, JsonNode> leaves() {
    Map<String, JsonNode> leaves = new LinkedHashMap<>();
    collect("", json, leaves);
    return leaves;
  }

  private void collect(String prefix, JsonNode object, Map<String, JsonNode> leaves) {
    object
        .path("properties")
        .properties()
        .forEach(
            property -> {
              JsonNode value = resolved(property.getValue());
              JsonNode below = value.has("items") ? resolved(value.path("items")) : value;
              if (below.has("properties")) {
                collect(prefix + property.getKey() + ".", below, leaves);
              } else {
                leaves.put(prefix + property.getKey(), property.getValue());
              }
            });
  }

  private JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? json.at(node.path("$ref").asText().substring(1)) : node;
  }
}
