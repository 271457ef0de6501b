package dev.soban.core.lifecycle.change;

import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.VersionState;
import dev.soban.core.lifecycle.state.LifecycleState.ModelState;
import dev.soban.core.lifecycle.state.StateStore.AuditEntry;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.predict.PredictionException.Conflict;
import dev.soban.core.predict.PredictionException.InvalidInput;
import java.util.function.UnaryOperator;

/**
 * Moves aliases: from one request to the next, kept before it takes effect, and to nothing that
 * does not answer. Whoever calls has the model's turn.
 */
final class AliasMoves {
  private final LoadedModels models;
  private final VersionFinder finder;
  private final VersionLoad versionLoad;
  private final Book book;

  AliasMoves(LoadedModels models, VersionFinder finder, VersionLoad versionLoad, Book book) {
    this.models = models;
    this.finder = finder;
    this.versionLoad = versionLoad;
    this.book = book;
  }

  /**
   * @return what the alias named before; empty when it is new
   */
  String move(String model, String alias, String version, String actor) {
    if (!ModelVersion.validName(alias) || ModelVersion.validVersion(alias)) {
      throw new InvalidInput(
          "alias: "
              + alias
              + " (expected: a name of letters, digits, '.', '_' or '-' that is no version"
              + " itself)");
    }
    String before = book.model(model).aliases().getOrDefault(alias, "");
    AuditEntry entry =
        new AuditEntry(actor, "alias", model, alias, before, version, AuditEntry.DONE);
    book.audited(entry, () -> move(model, alias, version, entry));
    return before;
  }

  /**
   * @return what the alias names now
   */
  String moveBack(String model, String alias, String actor) {
    ModelState state = book.model(model);
    String before = state.aliases().getOrDefault(alias, "");
    String version = state.previous().get(alias);
    if (version == null) {
      throw new Conflict(
          "alias "
              + alias
              + " of model "
              + model
              + ": never named another version (expected: an alias that was moved)");
    }
    AuditEntry entry =
        new AuditEntry(actor, "rollback", model, alias, before, version, AuditEntry.DONE);
    book.audited(entry, () -> move(model, alias, version, entry));
    return version;
  }

  private void move(String model, String alias, String version, AuditEntry entry) {
    UnaryOperator<ModelState> moved =
        state ->
            (version.equals(state.aliases().get(alias)) ? state : state.withAlias(alias, version))
                .withUnloaded(version, false);
    if (finder.known(model, version).state() == VersionState.READY) {
      book.change(model, moved, entry);
    } else {
      versionLoad.run(
          finder.inRepository(model, version),
          (id, signature) ->
              book.change(
                  model, state -> moved.apply(state).withPromise(id.version(), signature), entry));
    }
    models.aliases(model, book.model(model).aliases());
  }
}
