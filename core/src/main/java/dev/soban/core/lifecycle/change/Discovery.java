package dev.soban.core.lifecycle.change;

import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.VersionState;
import dev.soban.core.lifecycle.change.Repository.Contents;
import dev.soban.core.model.ModelVersion;
import java.lang.System.Logger.Level;
import java.util.Comparator;
import java.util.List;

/** What is done about versions that a look through the repository finds. */
final class Discovery implements FolderChanges.Following {
  static final String BY_HAND = "unloaded by hand; load it to have it back";

  private static final System.Logger LOG = System.getLogger(Discovery.class.getName());

  private final LoadedModels models;
  private final Switchboard switchboard;
  private final VersionLoad versionLoad;
  private final Book book;

  Discovery(LoadedModels models, Switchboard switchboard, VersionLoad versionLoad, Book book) {
    this.models = models;
    this.switchboard = switchboard;
    this.versionLoad = versionLoad;
    this.book = book;
  }

  /**
   * Notes what is there when nothing is in memory yet.
   *
   * @return what is to be loaded, what is needed most first
   */
  List<Candidate> firstLook(Contents contents) {
    FolderChanges changes = new FolderChanges(switchboard, models);
    contents.rejected().forEach(changes::reject);
    for (Candidate candidate : contents.candidates()) {
      switchboard.note(candidate.id(), VersionState.LOADING, "");
      begin(candidate);
    }
    models.brokenAliases().forEach(broken -> LOG.log(Level.WARNING, broken));
    return contents.candidates().stream()
        .filter(this::wanted)
        .sorted(Comparator.comparingInt(this::urgency))
        .filter(each -> switchboard.takeFreeRoom(each, versionLoad.pinned(each)))
        .toList();
  }

  /** Takes over the aliases with which a model that nobody knows yet begins. */
  @Override
  public void begin(Candidate candidate) {
    String name = candidate.id().name();
    book.changeUnsaved(name, state -> state.beginningWith(candidate.aliases()));
    models.aliases(name, book.model(name).aliases());
  }

  @Override
  public boolean wanted(Candidate candidate) {
    ModelVersion id = candidate.id();
    if (!book.model(id.name()).unloaded().contains(id.version())) {
      return true;
    }
    switchboard.note(id, VersionState.UNLOADED, BY_HAND);
    return false;
  }

  @Override
  public void load(Candidate candidate) {
    versionLoad.run(candidate);
  }

  /** Pinned versions first, then those that aliases name: they get the memory there is. */
  private int urgency(Candidate candidate) {
    if (versionLoad.pinned(candidate)) {
      return 0;
    }
    return models.aliases(candidate.id().name()).containsValue(candidate.id().version()) ? 1 : 2;
  }
}
