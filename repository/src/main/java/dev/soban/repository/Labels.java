package dev.soban.repository;

import dev.soban.repository.yaml.ConfigException;
import dev.soban.repository.yaml.Place;
import dev.soban.repository.yaml.TextFile;
import java.nio.file.Path;
import java.util.List;

/** The names of the classes: in model.yaml itself, or in a file beside it with a name per line. */
public sealed interface Labels {
  Labels NONE = new Listed(List.of());

  /** Blocking: reads the file when there is one. */
  List<String> read() throws ConfigException;

  /** In model.yaml. */
  record Listed(List<String> names) implements Labels {
    public Listed {
      names = List.copyOf(names);
    }

    @Override
    public List<String> read() {
      return names;
    }
  }

  /**
   * In a file, read when the model is loaded, so that a scan of many models stays quick.
   *
   * @param path already known to lie in the models folder
   */
  record InFile(Path path) implements Labels {
    private static final int MAX_BYTES = 16 << 20;

    @Override
    public List<String> read() throws ConfigException {
      List<String> names = TextFile.read(path, path.toString(), MAX_BYTES).lines().toList();
      int end = names.size();
      while (end > 0 && names.get(end - 1).isBlank()) {
        end--;
      }
      names = names.subList(0, end).stream().map(String::strip).toList();
      int blank = names.indexOf("");
      if (blank >= 0 || end == 0) {
        throw new ConfigException(
            new Place(path.toString(), blank + 1, 1), "an empty line (expected: a label)");
      }
      return names;
    }
  }
}
