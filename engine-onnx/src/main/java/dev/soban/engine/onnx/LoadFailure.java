package dev.soban.engine.onnx;

import ai.onnxruntime.OrtException;
import dev.soban.core.engine.ModelLoadException;
import dev.soban.engine.onnx.graph.outline.ModelOutline;
import dev.soban.engine.onnx.graph.outline.Operator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in plain words why the runtime refused a model, and what to do. */
final class LoadFailure {
  private static final String ALTERNATIVES =
      "; export the model with other operators, or to a newer or older opset";

  private static final List<Known> KNOWN =
      List.of(
          new Known(
              "(?s)Opset (\\d+) is under development.*for domain (\\S+) is till opset (\\d+)",
              (found, outline) ->
                  "uses opset "
                      + found.group(1)
                      + " of "
                      + found.group(2)
                      + ", this runtime supports up to "
                      + found.group(3)
                      + "; export the model with opset "
                      + found.group(3)
                      + " or lower"),
          new Known(
              "Unsupported model IR version: (\\d+), max supported IR version: (\\d+)",
              (found, outline) ->
                  "has IR version "
                      + found.group(1)
                      + ", this runtime supports up to "
                      + found.group(2)
                      + "; export the model with an older ONNX version"),
          new Known(
              "No Op registered for (\\S+) with domain_version of (\\d+)",
              (found, outline) ->
                  missing(found.group(1), outline)
                      + " in version "
                      + found.group(2)
                      + ALTERNATIVES),
          new Known(
              "Fatal error: (\\S*):([^:(]+)\\(-?\\d+\\) is not a registered function/op",
              (found, outline) -> missing(found.group(2), outline) + ALTERNATIVES),
          new Known(
              "Could not find an implementation for (\\w+)\\((\\d+)\\)",
              (found, outline) ->
                  missing(found.group(1), outline)
                      + " in version "
                      + found.group(2)
                      + " for these types"
                      + ALTERNATIVES),
          new Known(
              "string_normalizer\\.cc.*[Ll]ocale",
              (found, outline) ->
                  "uses StringNormalizer, which needs a locale that this machine lacks;"
                      + " install it, as en_US.UTF-8"),
          new Known(
              "not acyclic", (found, outline) -> "its graph holds a cycle; export the model again"),
          new Known(
              "Duplicate definition of name \\((.*?)\\)",
              (found, outline) ->
                  "defines the name '" + found.group(1) + "' twice; export the model again"),
          new Known(
              "Node input '(.*?)' is not a graph input",
              (found, outline) ->
                  "reads the value '"
                      + found.group(1)
                      + "', which nothing produces;"
                      + " export the model again"),
          new Known(
              "Type Error: (.*)|Type \\((.*)",
              (found, outline) -> "has operators whose types do not fit; export the model again"),
          new Known(
              "ShapeInferenceError|ncompatible dimensions|hape mismatch",
              (found, outline) -> "has shapes that contradict one another; export the model again"),
          new Known(
              "Protobuf parsing failed",
              (found, outline) -> "is damaged; copy or export the file again"));

  private LoadFailure() {}

  private record Known(Pattern pattern, BiFunction<Matcher, ModelOutline, String> text) {
    Known(String pattern, BiFunction<Matcher, ModelOutline, String> text) {
      this(Pattern.compile(pattern), text);
    }
  }

  static ModelLoadException of(OnnxModelFiles files, ModelOutline outline, OrtException failure) {
    String original = failure.getMessage() == null ? "" : failure.getMessage();
    String reason = "was refused by ONNX Runtime; export the model again";
    for (Known known : KNOWN) {
      Matcher found = known.pattern().matcher(original);
      if (found.find()) {
        reason = known.text().apply(found, outline);
        break;
      }
    }
    return new ModelLoadException(
        files.model() + ": " + reason + " (" + RuntimeText.of(failure) + ")", failure);
  }

  private static String missing(String operator, ModelOutline outline) {
    String domain =
        outline.operators().stream()
            .filter(used -> used.name().equals(operator))
            .map(Operator::domainName)
            .findFirst()
            .orElse("ai.onnx");
    return "uses the operator "
        + operator
        + " of domain "
        + domain
        + ", which this runtime does not have";
  }
}
