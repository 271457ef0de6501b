package dev.soban.repository.state;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A small JSON file as a tree. Whatever is not what it is asked as is an {@link
 * IllegalArgumentException} that says so; a missing mapping or list is an empty one.
 *
 * @param value a map, a list, a text, a number, a flag or null
 */
record JsonTree(@Nullable Object value) {
  static JsonTree read(Path file) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(Files.readAllBytes(file))) {
      if (parser.nextToken() == null) {
        throw new IOException("it is empty");
      }
      Object value = value(parser);
      if (parser.nextToken() != null) {
        throw new IOException("something follows its end");
      }
      return new JsonTree(value);
    }
  }

  private static @Nullable Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> members(parser);
      case START_ARRAY -> elements(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw new IOException("unexpected " + parser.currentToken());
    };
  }

  private static Map<String, @Nullable Object> members(JsonParser parser) throws IOException {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      members.put(name, value(parser));
    }
    return members;
  }

  private static List<@Nullable Object> elements(JsonParser parser) throws IOException {
    List<@Nullable Object> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(value(parser));
    }
    return elements;
  }

  Map<String, Object> object() {
    Map<String, Object> members = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, member) -> members.put(String.valueOf(name), member));
    } else if (value != null) {
      throw wrong("a mapping");
    }
    return members;
  }

  JsonTree at(String name) {
    return new JsonTree(object().get(name));
  }

  void entries(BiConsumer<String, JsonTree> each) {
    object().forEach((name, member) -> each.accept(name, new JsonTree(member)));
  }

  List<JsonTree> items() {
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(JsonTree::new).toList();
    }
    throw wrong("a list");
  }

  String text() {
    if (value instanceof String text) {
      return text;
    }
    throw wrong("a text");
  }

  long number() {
    if (value instanceof Long number) {
      return number;
    }
    throw wrong("a whole number");
  }

  boolean flag() {
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw wrong("true or false");
  }

  private IllegalArgumentException wrong(String expected) {
    return new IllegalArgumentException(value + " (expected: " + expected + ")");
  }
}
