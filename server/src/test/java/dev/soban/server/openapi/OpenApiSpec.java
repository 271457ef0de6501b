package dev.soban.server.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is wrong with a document as OpenAPI 3.1. */
final class OpenApiSpec {
  private static final String SCHEMA = "openapi-3.1.schema.json";
  private static final Pattern TEMPLATE = Pattern.compile("\\{([^}]+)}");

  private OpenApiSpec() {}

  /** Empty when it is as it should be. */
  static List<String> complaints(JsonNode document) {
    List<String> complaints = new ArrayList<>();
    try (InputStream in = OpenApiSpec.class.getResourceAsStream(SCHEMA)) {
      JsonNode schema = new ObjectMapper().readTree(Objects.requireNonNull(in));
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(schema)
          .validate(document)
          .forEach(message -> complaints.add(message.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    dangling(document, document, complaints);
    operations(document, complaints);
    return complaints;
  }

  private static void dangling(JsonNode document, JsonNode node, List<String> complaints) {
    JsonNode target = node.path("$ref");
    if (target.isTextual() && document.at(target.asText().substring(1)).isMissingNode()) {
      complaints.add(target.asText() + ": dangling");
    }
    node.forEach(child -> dangling(document, child, complaints));
  }

  /** What no schema can say: unique ids, known tags, parameters for all gaps of a path. */
  private static void operations(JsonNode document, List<String> complaints) {
    Set<String> ids = new HashSet<>();
    Set<String> tags = new HashSet<>();
    document.path("tags").forEach(tag -> tags.add(tag.path("name").asText()));
    Set<String> shapes = new HashSet<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path -> {
              if (!shapes.add(TEMPLATE.matcher(path.getKey()).replaceAll("{}"))) {
                complaints.add(path.getKey() + ": the same as another one");
              }
              for (JsonNode operation : path.getValue()) {
                String id = operation.path("operationId").asText();
                if (!ids.add(id)) {
                  complaints.add(id + ": used twice");
                }
                operation
                    .path("tags")
                    .forEach(
                        tag -> {
                          if (!tags.contains(tag.asText())) {
                            complaints.add(tag + ": no such tag");
                          }
                        });
                if (!gaps(path.getKey()).equals(pathParameters(operation))) {
                  complaints.add(path.getKey() + ": gaps without parameters, or the reverse");
                }
              }
            });
  }

  private static Set<String> gaps(String path) {
    Set<String> gaps = new HashSet<>();
    Matcher matcher = TEMPLATE.matcher(path);
    while (matcher.find()) {
      gaps.add(matcher.group(1));
    }
    return gaps;
  }

  private static Set<String> pathParameters(JsonNode operation) {
    Set<String> names = new HashSet<>();
    for (JsonNode parameter : operation.path("parameters")) {
      if (parameter.path("in").asText().equals("path")) {
        names.add(parameter.path("name").asText());
      }
    }
    return names;
  }
}
