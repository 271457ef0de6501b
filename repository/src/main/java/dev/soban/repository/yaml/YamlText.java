package dev.soban.repository.yaml;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads one YAML 1.2 document whose top is a mapping; an empty one is an empty mapping. */
public final class YamlText {
  private static final int MAX_BYTES = 1 << 20;

  private YamlText() {}

  /**
   * @param shownAs name of the file in errors
   */
  public static ConfigNode.Mapping read(Path file, String shownAs) throws ConfigException {
    return parse(TextFile.read(file, shownAs, MAX_BYTES), shownAs);
  }

  public static ConfigNode.Mapping parse(String text, String source) throws ConfigException {
    LoadSettings settings = LoadSettings.builder().setLabel(source).build();
    try {
      ConfigNode root =
          new NodeBuilder(new Parse(settings).parseString(text).iterator(), source).document();
      return top(root);
    } catch (MarkedYamlEngineException e) {
      throw new ConfigException(place(e, source), problem(e));
    } catch (ReaderException e) {
      int index = text.offsetByCodePoints(0, Math.min(e.getPosition(), text.length()));
      throw new ConfigException(
          TextFile.placeOf(index, text, source),
          String.format("character U+%04X (expected: printable text)", e.getCodePoint()));
    } catch (YamlEngineException e) {
      throw new ConfigException(Place.of(source), "not YAML: " + e.getMessage());
    }
  }

  private static ConfigNode.Mapping top(ConfigNode root) throws ConfigException {
    return switch (root) {
      case ConfigNode.Mapping mapping -> mapping;
      case ConfigNode.Scalar(Place place, String text, ScalarKind kind)
          when kind == ScalarKind.NOTHING ->
          new ConfigNode.Mapping(place, new LinkedHashMap<>());
      default ->
          throw new ConfigException(
              root.place(), root.shown() + " (expected: settings as key: value)");
    };
  }

  private static Place place(MarkedYamlEngineException e, String source) {
    return e.getProblemMark()
        .or(e::getContextMark)
        .map(mark -> new Place(source, mark.getLine() + 1, mark.getColumn() + 1))
        .orElse(Place.of(source));
  }

  private static String problem(MarkedYamlEngineException e) {
    String context = e.getContext();
    String problem = e.getProblem().replaceAll("\\s+", " ");
    return "not YAML: " + (context == null ? "" : context + ": ") + problem;
  }
}
