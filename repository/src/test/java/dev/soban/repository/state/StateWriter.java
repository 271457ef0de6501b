package dev.soban.repository.state;

import dev.soban.core.lifecycle.state.LifecycleState;
import dev.soban.core.lifecycle.state.LifecycleState.ModelState;
import dev.soban.core.lifecycle.state.StateStore.AuditEntry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A process that writes states until it is killed. */
final class StateWriter {
  private StateWriter() {}

  public static void main(String[] arguments) throws Exception {
    try (StateFiles files = StateFiles.open(Path.of(arguments[0]), InstantSource.system())) {
      for (int i = 0; ; i++) {
        files.commit(state(i), new AuditEntry("test", "alias", "m", "a", "", "" + i, "done"));
        System.out.print('.');
        System.out.flush();
      }
    }
  }

  /** Large enough that writing it takes a while. */
  static LifecycleState state(int number) {
    TreeMap<String, String> aliases = new TreeMap<>();
    for (int i = 0; i < 2_000; i++) {
      aliases.put("alias" + i, Integer.toString(number));
    }
    return new LifecycleState(
        new TreeMap<>(
            Map.of("m", new ModelState(aliases, Map.of(), Map.of(), Set.of(), Map.of()))));
  }
}
