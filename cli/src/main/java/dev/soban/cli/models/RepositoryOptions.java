package dev.soban.cli.models;

import dev.soban.cli.CommandFailure;
import dev.soban.cli.Surroundings;
import dev.soban.cli.log.LogFinder;
import dev.soban.cli.log.LogOutput;
import dev.soban.cli.runtime.ModelRuntime;
import dev.soban.cli.runtime.RepositoryLoad;
import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.model.ModelVersion;
import dev.soban.core.predict.PredictionException.Unavailable;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which repository a command looks at, and how it answers. */
final class RepositoryOptions {
  @Option(
      names = "--models",
      paramLabel = "DIR",
      description = "Folder of models (default: ./models, else the examples).")
  @Nullable Path models;

  @Option(names = "--json", description = "Answer in JSON.")
  boolean json;

  /** Loads what is wanted, hands it out while all is loaded, then frees it. */
  <T> T load(Surroundings surroundings, Predicate<ModelVersion> wanted, Report<T> report) {
    // What did not load is the answer itself; the log would say it once more.
    LogFinder.use(LogOutput.text(Level.ERROR, surroundings.err(), InstantSource.system()));
    Path root = surroundings.modelsFolder(models);
    LoadedModels loaded = new LoadedModels();
    try (ModelRuntime runtime = new ModelRuntime(ModelRuntime.Options.offline());
        RepositoryLoad load = new RepositoryLoad(runtime, root, loaded)) {
      load.load(load.discover(), wanted);
      return report.of(loaded);
    } catch (Unavailable e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
  }

  /** Makes something of the models. */
  interface Report<T> {
    T of(LoadedModels models);
  }
}
