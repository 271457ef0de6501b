package dev.soban.cli.runtime;

import dev.soban.core.lifecycle.ModelControl;
import dev.soban.core.lifecycle.VersionStatus;
import dev.soban.core.predict.PredictionException.Unsupported;
import java.util.List;

/** What is served stays as the start found it. */
public final class FixedModels implements ModelControl {
  @Override
  public VersionStatus load(String model, String version) {
    throw fixed();
  }

  @Override
  public void unload(String model, String version) {
    throw fixed();
  }

  @Override
  public String alias(String model, String alias, String version, String actor) {
    throw fixed();
  }

  @Override
  public String rollback(String model, String alias, String actor) {
    throw fixed();
  }

  @Override
  public void pin(String model, String version, boolean pinned) {
    throw fixed();
  }

  @Override
  public List<String> reload(String actor) {
    throw fixed();
  }

  private static Unsupported fixed() {
    return new Unsupported("models change with a restart only");
  }
}
