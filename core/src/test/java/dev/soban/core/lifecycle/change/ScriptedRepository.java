package dev.soban.core.lifecycle.change;

import dev.soban.core.engine.ModelLoadException;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.model.BatchingSettings;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.model.OutputMeaning;
import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.observe.ModelStatistics;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** A repository of which the test decides what is in it; counts what was loaded and closed. */
public final class ScriptedRepository implements Repository {
  public static final Signature SIGNATURE = signature(4);

  final Map<String, Candidate> candidates = new ConcurrentSkipListMap<>();
  final List<Rejected> rejected = new ArrayList<>();
  final List<ModelVersion> passedOver = new ArrayList<>();
  final Set<Served> open = ConcurrentHashMap.newKeySet();

  public static Signature signature(long columns) {
    return new Signature(
        List.of(new TensorSpec("x", DataType.FP32, Shape.of(-1, columns))), List.of());
  }

  @Override
  public Contents look() {
    return new Contents(List.copyOf(candidates.values()), rejected, passedOver);
  }

  /** A version with settings and files that the test names. */
  ScriptedRepository with(String model, String version, String settings, String files) {
    return with(model, version, settings, files, () -> served(model, version, SIGNATURE));
  }

  ScriptedRepository with(String model, String version) {
    return with(model, version, "settings", "files");
  }

  ScriptedRepository with(
      String model, String version, String settings, String files, Candidate.Loading loading) {
    ModelVersion id = new ModelVersion(model, version);
    return put(new Candidate(id, settings, files, Map.of(), false, 100, loading));
  }

  ScriptedRepository failing(String model, String version, String reason) {
    return with(
        model,
        version,
        "settings",
        "other files",
        () -> {
          throw new ModelLoadException(reason);
        });
  }

  ScriptedRepository aliased(String model, String version, Map<String, String> aliases) {
    Candidate plain = candidates.get(model + "/" + version);
    return put(
        new Candidate(
            plain.id(),
            plain.settings(),
            plain.files(),
            aliases,
            plain.pinned(),
            plain.memoryBytes(),
            plain.loading()));
  }

  private ScriptedRepository put(Candidate candidate) {
    candidates.put(candidate.id().toString(), candidate);
    return this;
  }

  void remove(String model, String version) {
    candidates.remove(model + "/" + version);
  }

  /** Something that serves and is open until it is closed. */
  public Served served(String model, String version, Signature signature) {
    Served[] made = new Served[1];
    made[0] =
        new Served(
            new Served.Description(
                new ModelVersion(model, version),
                "scripted",
                "cpu",
                signature,
                Map.of(),
                new OutputMeaning.PlainTensors(),
                Served.Declared.NOTHING,
                new Served.Batching(BatchingSettings.DEFAULT, false, 1),
                List.of(),
                List.of(),
                Map.of()),
            request -> {
              throw new AssertionError("never asked");
            },
            new ModelStatistics(() -> 0L),
            () -> 0,
            () -> open.remove(made[0]));
    open.add(made[0]);
    return made[0];
  }
}
