package dev.soban.cli.acceptance.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model of which is known that it loads, runs, and what shapes it then answers.
 *
 * @param path within the test data
 * @param outputs the first ones, by name
 */
public record KnownModel(String path, Map<String, List<Long>> outputs) {
  private static final String LIST = "expected/load_all_ort1.29_java25.txt";
  private static final Pattern LINE = Pattern.compile("(\\S+) OK best \\S+ ms -> (.*)");
  private static final Pattern OUTPUT = Pattern.compile("(\\S+?)(?:\\[([0-9, ]*)]|Sequence\\S+) ");

  /** All of the list, in its order. */
  public static List<KnownModel> all() {
    List<KnownModel> models = new ArrayList<>();
    for (String line : TestData.lines(LIST)) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        models.add(new KnownModel(matcher.group(1), outputs(matcher.group(2))));
      }
    }
    return models;
  }

  public Path file() {
    return TestData.path(path);
  }

  /** As a model may be called. */
  public String name() {
    return path.replace(".onnx", "").replace('/', '.');
  }

  /** A sequence of maps stands there without a shape: one row of the three irises. */
  private static Map<String, List<Long>> outputs(String text) {
    Map<String, List<Long>> outputs = new LinkedHashMap<>();
    Matcher matcher = OUTPUT.matcher(text + " ");
    while (matcher.find()) {
      String dims = matcher.group(2);
      outputs.put(
          matcher.group(1),
          dims == null
              ? List.of(1L, 3L)
              : Arrays.stream(dims.split(", ")).map(Long::valueOf).toList());
    }
    return outputs;
  }
}
