package dev.soban.cli.runtime;

import dev.soban.core.engine.ModelLoadException;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.lifecycle.change.Candidate;
import dev.soban.core.lifecycle.change.Repository;
import dev.soban.core.predict.PredictionException.Unavailable;
import dev.soban.repository.EntryStamps;
import dev.soban.repository.ModelEntry;
import dev.soban.repository.ModelRepository;
import dev.soban.repository.RejectedEntry;
import dev.soban.repository.ScannedModels;
import dev.soban.repository.yaml.ConfigException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The models folder as versions that can be loaded. */
final class FolderRepository implements Repository {
  private static final System.Logger LOG = System.getLogger(FolderRepository.class.getName());

  /** Weights are read from the file and kept once more as the engine rearranges them. */
  private static final int COPIES = 2;

  /** Graph, session and buffers of even the smallest model. */
  private static final long OVERHEAD_BYTES = 4L << 20;

  private final ModelRuntime runtime;
  private final Path root;
  private final Map<String, List<String>> toldIgnored = new ConcurrentHashMap<>();
  private volatile List<ModelEntry> lastSeen = List.of();

  FolderRepository(ModelRuntime runtime, Path root) {
    this.runtime = runtime;
    this.root = root;
  }

  @Override
  public Contents look() {
    ScannedModels scanned;
    try {
      scanned = ModelRepository.scan(root);
    } catch (ConfigException e) {
      throw new Unavailable(e.getMessage());
    }
    lastSeen = scanned.models();
    List<Rejected> rejected = new ArrayList<>();
    scanned.rejected().forEach(each -> rejected.add(rejected(each)));
    List<Candidate> candidates = new ArrayList<>();
    for (ModelEntry entry : scanned.models()) {
      try {
        candidates.add(candidate(entry));
      } catch (IOException e) {
        rejected.add(new Rejected(entry.id().name(), entry.id().version(), "cannot be read: " + e));
      }
    }
    return new Contents(candidates, rejected, scanned.passedOver());
  }

  /** What could be tried at the last look. */
  List<ModelEntry> lastSeen() {
    return lastSeen;
  }

  private static Rejected rejected(RejectedEntry entry) {
    String version = entry.version();
    return new Rejected(
        entry.name(), version == null ? Rejected.WHOLE_MODEL : version, entry.reason());
  }

  private Candidate candidate(ModelEntry entry) throws IOException {
    EntryStamps stamps = EntryStamps.of(entry, root);
    return new Candidate(
        entry.id(),
        stamps.settings(),
        stamps.files(),
        entry.settings().aliases(),
        entry.settings().upkeep().pinned(),
        memoryBytes(entry, stamps),
        () -> load(entry));
  }

  private static long memoryBytes(ModelEntry entry, EntryStamps stamps) {
    Long said = entry.settings().upkeep().memoryBytes();
    return said == null ? COPIES * stamps.sizeBytes() + OVERHEAD_BYTES : said;
  }

  private Served load(ModelEntry entry) throws ModelLoadException {
    Served served = runtime.load(entry, root);
    boolean good = false;
    try {
      new WarmupRuns(runtime).of(entry, served);
      Served checked = new GoldenCheck(runtime).of(entry, served);
      tellIgnored(checked);
      good = true;
      return checked;
    } finally {
      if (!good) {
        served.closing().run();
      }
    }
  }

  /** Once for a model, however many versions it has and however often they are loaded. */
  private void tellIgnored(Served served) {
    List<String> ignored = served.description().declared().configured().ignored();
    String model = served.id().name();
    if (!ignored.isEmpty() && !ignored.equals(toldIgnored.put(model, ignored))) {
      LOG.log(
          Level.INFO, "ignored in config.pbtxt: " + String.join(", ", ignored) + " model=" + model);
    }
  }
}
