package dev.soban.repository.triton;

import com.google.protobuf.TextFormat;
import com.google.protobuf.TextFormat.ParseException;
import com.google.protobuf.TextFormat.Parser.SingularOverwritePolicy;
import com.google.protobuf.TextFormatParseInfoTree;
import dev.soban.protocol.inference.ModelConfig;
import dev.soban.repository.yaml.ConfigException;
import dev.soban.repository.yaml.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a config.pbtxt as a message, with the places of its fields.
 *
 * @param unknown names of fields that nobody knows, each with its line
 */
record ConfigText(ModelConfig config, Places places, List<String> unknown) {
  private static final int MAX_DEPTH = 50;
  private static final Pattern POSITION = Pattern.compile("^-?\\d+:-?\\d+: ");
  private static final Pattern UNKNOWN = Pattern.compile("(?m)^(\\d+):\\d+:\\t(?:.*\\.)?([^.]+)$");

  ConfigText {
    unknown = List.copyOf(unknown);
  }

  /**
   * @throws ConfigException where the text is not of the form, at the first such place
   */
  static ConfigText parse(String text, String source) throws ConfigException {
    ModelConfig.Builder config = ModelConfig.newBuilder();
    TextFormatParseInfoTree.Builder places = TextFormatParseInfoTree.builder();
    List<String> unknown = List.of();
    try {
      TextFormat.Parser.newBuilder()
          .setSingularOverwritePolicy(SingularOverwritePolicy.FORBID_SINGULAR_OVERWRITES)
          .setRecursionLimit(MAX_DEPTH)
          .setParseInfoTreeBuilder(places)
          .build()
          .merge(text, config);
    } catch (ParseException e) {
      unknown = unknownFields(e);
      if (unknown.isEmpty()) {
        throw new ConfigException(
            new Place(source, e.getLine(), e.getColumn()), "not protobuf text: " + problem(e));
      }
    }
    return new ConfigText(config.build(), new Places(source, places.build()), unknown);
  }

  /**
   * Fields that nobody knows are told at the very end, when all others were read; empty when
   * something else is wrong.
   */
  private static List<String> unknownFields(ParseException e) {
    List<String> unknown = new ArrayList<>();
    if (problem(e).startsWith("Input contains unknown fields")) {
      Matcher fields = UNKNOWN.matcher(String.valueOf(e.getMessage()));
      while (fields.find()) {
        unknown.add(fields.group(2) + " (unknown, line " + fields.group(1) + ")");
      }
    }
    return unknown;
  }

  private static String problem(ParseException e) {
    return POSITION.matcher(String.valueOf(e.getMessage())).replaceFirst("");
  }
}
