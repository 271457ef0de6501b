package dev.soban.core.lifecycle.change;

import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.VersionState;
import dev.soban.core.lifecycle.VersionStatus;
import dev.soban.core.lifecycle.change.Repository.Contents;
import dev.soban.core.lifecycle.change.Repository.Rejected;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.predict.PredictionException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a new look through the repository means for what is loaded, model by model: new versions and
 * new settings are loaded, what is gone is unloaded, and what is wrong changes nothing that serves.
 * One use.
 */
final class FolderChanges {
  private static final System.Logger LOG = System.getLogger(FolderChanges.class.getName());
  private static final String GONE = "gone from the models folder";
  private static final String PASSED_OVER = "no longer among the versions to be served";
  private static final String SERVES_ON = "; what was there before serves on";

  private final Switchboard switchboard;
  private final LoadedModels models;
  private final List<String> lines = new ArrayList<>();

  /** What is done about versions that are there. */
  interface Following {
    /** Takes over what a model says of its beginning; called for every version. */
    void begin(Candidate candidate);

    /** Whether it may be loaded at all, which it may not when somebody unloaded it. */
    boolean wanted(Candidate candidate);

    /**
     * @throws PredictionException when it cannot be loaded
     */
    void load(Candidate candidate);
  }

  FolderChanges(Switchboard switchboard, LoadedModels models) {
    this.switchboard = switchboard;
    this.models = models;
  }

  /** What changed and what is wrong. */
  List<String> lines() {
    return List.copyOf(lines);
  }

  /** Names of all models that are there or were. */
  SortedSet<String> concerned(Contents contents) {
    SortedSet<String> names = new TreeSet<>();
    contents.candidates().forEach(candidate -> names.add(candidate.id().name()));
    contents.rejected().forEach(rejected -> names.add(rejected.model()));
    models.all().forEach(status -> names.add(status.name()));
    return names;
  }

  void of(String model, Contents contents, Following following) {
    List<Rejected> rejected =
        contents.rejected().stream().filter(each -> each.model().equals(model)).toList();
    rejected.forEach(this::reject);
    if (rejected.stream().anyMatch(Rejected::wholeModel)) {
      return;
    }
    List<Candidate> candidates =
        contents.candidates().stream().filter(each -> each.id().name().equals(model)).toList();
    for (Candidate candidate : candidates) {
      following.begin(candidate);
      follow(candidate, following);
    }
    for (VersionStatus status : List.copyOf(models.statuses(model))) {
      boolean there =
          candidates.stream().anyMatch(each -> each.id().version().equals(status.version()))
              || rejected.stream().anyMatch(each -> each.version().equals(status.version()));
      if (there) {
        continue;
      }
      if (!contents.passesOver(model, status.version())) {
        leave(status, GONE);
      } else if (status.state() != VersionState.READY || anyReady(candidates)) {
        leave(status, PASSED_OVER);
      } else {
        lines.add(shown(status) + ": " + PASSED_OVER + ", but kept, as no other version is ready");
      }
    }
  }

  private boolean anyReady(List<Candidate> candidates) {
    return candidates.stream()
        .map(each -> models.status(each.id().name(), each.id().version()))
        .flatMap(Optional::stream)
        .anyMatch(each -> each.state() == VersionState.READY);
  }

  /** Notes what cannot be tried, unless something of it serves. */
  void reject(Rejected rejected) {
    boolean serves =
        models.statuses(rejected.model()).stream()
            .filter(each -> rejected.wholeModel() || each.version().equals(rejected.version()))
            .anyMatch(each -> each.state() == VersionState.READY);
    String text =
        "cannot load model="
            + rejected.model()
            + " version="
            + rejected.version()
            + ": "
            + rejected.reason();
    LOG.log(Level.WARNING, serves ? text + SERVES_ON : text);
    lines.add(
        rejected.model()
            + "/"
            + rejected.version()
            + ": "
            + rejected.reason()
            + (serves ? SERVES_ON : ""));
    if (!serves) {
      models.put(
          new VersionStatus(
              rejected.model(),
              rejected.version(),
              VersionState.FAILED,
              rejected.reason(),
              Optional.empty()));
    }
  }

  private void follow(Candidate candidate, Following following) {
    ModelVersion id = candidate.id();
    Optional<Candidate> loaded = switchboard.loaded(id);
    if (loaded.isPresent()) {
      followLoaded(loaded.get(), candidate, following);
    } else if (switchboard.evicted(id).isPresent()) {
      switchboard.comesBackAs(candidate);
    } else if (following.wanted(candidate)) {
      load(candidate, "loaded", following);
    }
  }

  private void followLoaded(Candidate loaded, Candidate candidate, Following following) {
    if (!loaded.files().equals(candidate.files())) {
      lines.add(
          candidate.id()
              + ": its files changed, but a loaded version never does (expected: a new version, or"
              + " loading this one by hand)");
    } else if (!loaded.settings().equals(candidate.settings())) {
      load(candidate, "loaded anew with changed settings", following);
    }
  }

  private void load(Candidate candidate, String done, Following following) {
    try {
      following.load(candidate);
      lines.add(candidate.id() + ": " + done);
    } catch (PredictionException e) {
      lines.add(String.valueOf(e.getMessage()));
    }
  }

  private void leave(VersionStatus status, String why) {
    String shown = shown(status);
    if (status.state() == VersionState.DRAINING) {
      return;
    }
    if (status.state() != VersionState.READY) {
      models.remove(status.name(), status.version());
      lines.add(shown + ": " + why);
      return;
    }
    List<String> aliases =
        models.aliases(status.name()).entrySet().stream()
            .filter(alias -> alias.getValue().equals(status.version()))
            .map(alias -> alias.getKey())
            .sorted()
            .toList();
    if (!aliases.isEmpty()) {
      lines.add(shown + ": " + why + ", but kept, as aliases name it: " + aliases);
      return;
    }
    ModelVersion id = new ModelVersion(status.name(), status.version());
    var _ = switchboard.unload(id, why).thenRun(() -> switchboard.forget(id, why));
    lines.add(shown + ": " + why + ", unloaded");
  }

  private static String shown(VersionStatus status) {
    return status.name() + "/" + status.version();
  }
}
