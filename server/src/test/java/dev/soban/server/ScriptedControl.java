package dev.soban.server;

import dev.soban.core.lifecycle.ModelControl;
import dev.soban.core.lifecycle.VersionState;
import dev.soban.core.lifecycle.VersionStatus;
import dev.soban.core.predict.PredictionException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes down what is asked of it, and does what the test says. */
public final class ScriptedControl implements ModelControl {
  public final List<String> calls = new CopyOnWriteArrayList<>();
  private volatile @Nullable PredictionException failure;
  private volatile Consumer<String> before = call -> {};

  public void failWith(PredictionException next) {
    failure = next;
  }

  /** Is run for each call, on its thread, before it is answered. */
  public void before(Consumer<String> action) {
    before = action;
  }

  @Override
  public VersionStatus load(String model, String version, String actor) {
    called("load " + model + " " + version);
    return new VersionStatus(model, version, VersionState.READY, "", Optional.empty());
  }

  @Override
  public void unload(String model, String version, String actor) {
    called("unload " + model + " " + version);
  }

  @Override
  public String alias(String model, String alias, String version, String actor) {
    called("alias " + model + " " + alias + " " + version + " by " + actor);
    return "1";
  }

  @Override
  public String rollback(String model, String alias, String actor) {
    called("rollback " + model + " " + alias + " by " + actor);
    return "1";
  }

  @Override
  public void pin(String model, String version, boolean pinned, String actor) {
    called("pin " + model + " " + version + " " + pinned);
  }

  @Override
  public List<String> reload(String actor) {
    called("reload by " + actor);
    return List.of("iris/2: loaded");
  }

  private void called(String call) {
    calls.add(call);
    before.accept(call);
    if (failure != null) {
      throw failure;
    }
  }
}
