package dev.soban.cli.runtime;

import dev.soban.core.lifecycle.change.Lifecycle;
import dev.soban.core.predict.PredictionException;
import dev.soban.repository.FolderStamp;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** Follows what changes in the models folder, once it rests. One thread. */
final class FolderWatch {
  private static final System.Logger LOG = System.getLogger(FolderWatch.class.getName());

  private final Path root;
  private final Lifecycle lifecycle;
  private final SettledChanges changes;

  /** Takes the folder as it is for what is loaded. */
  FolderWatch(Path root, Lifecycle lifecycle) {
    this.root = root;
    this.lifecycle = lifecycle;
    this.changes = new SettledChanges(look(root));
  }

  private static Map<String, FolderStamp> look(Path root) {
    try {
      return FolderStamp.byModel(root);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "cannot watch {0}: {1}", root, e);
      return Map.of();
    }
  }

  void round() {
    Map<String, FolderStamp> now;
    try {
      now = FolderStamp.byModel(root);
    } catch (IOException e) {
      // A folder that cannot be seen is not an empty one: everything stays.
      LOG.log(Level.WARNING, "cannot watch {0}: {1}", root, e);
      return;
    }
    Set<String> settled = changes.settled(now);
    if (settled.isEmpty()) {
      return;
    }
    try {
      lifecycle
          .reload(settled::contains, "watch")
          .forEach(line -> LOG.log(Level.INFO, "the models folder changed: " + line));
    } catch (PredictionException e) {
      LOG.log(Level.WARNING, String.valueOf(e.getMessage()));
    }
  }
}
