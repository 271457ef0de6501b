package dev.soban.engine.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.soban.core.engine.EngineLoader;
import dev.soban.core.engine.LoadedEngine;
import dev.soban.core.engine.ModelLoadException;
import dev.soban.core.model.Signature;
import dev.soban.core.tensor.Tensor;
import dev.soban.engine.onnx.graph.OnnxFile;
import dev.soban.engine.onnx.graph.Rewriting;
import dev.soban.engine.onnx.graph.outline.MapOutput;
import dev.soban.engine.onnx.graph.outline.ModelOutline;
import dev.soban.engine.onnx.graph.outline.NamedValue;
import dev.soban.engine.onnx.graph.wire.OnnxFormatException;
import dev.soban.engine.onnx.tensor.OutputPort;
import dev.soban.engine.onnx.tensor.OutputPorts;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks one model file, opens it, and says what it takes and gives. */
final class OnnxLoader implements EngineLoader {
  private static final String PLATFORM = "onnxruntime_onnx";
  private static final long FREE_INITIALIZERS_IR_VERSION = 4;

  private final OnnxEngines engines;
  private final OnnxModelFiles files;
  private final OnnxSettings settings;
  private final List<String> notes = new ArrayList<>();

  OnnxLoader(OnnxEngines engines, OnnxModelFiles files, OnnxSettings settings) {
    this.engines = engines;
    this.files = files;
    this.settings = settings;
  }

  @Override
  public LoadedEngine load() throws ModelLoadException {
    try (OnnxFile file = OnnxFile.open(files.model())) {
      return load(file);
    } catch (OnnxFormatException e) {
      throw new ModelLoadException(files.model() + ": " + e.getMessage(), e);
    } catch (AccessDeniedException e) {
      throw new ModelLoadException(
          files.model() + ": may not be read; give the server's user the right to read it", e);
    } catch (IOException | InternalError e) {
      // InternalError: the mapped file shrank under the reader.
      throw new ModelLoadException(
          files.model() + ": cannot be read (" + e + "); see that nothing else writes it", e);
    }
  }

  private LoadedEngine load(OnnxFile file) throws ModelLoadException, IOException {
    Map<String, String> locations =
        new ExternalDataCheck(files).check(file.outline().externalTensors());
    SignatureReader reader = new SignatureReader(file.outline(), settings.overridable());
    Signature declared = reader.read();
    if (!reader.problems().isEmpty()) {
      throw new ModelLoadException(
          files.model() + ": cannot be served: " + String.join("; ", reader.problems()));
    }
    notes.addAll(reader.notes());
    Rewriting rewriting =
        new Rewriting(
            constants(file.outline()), settings.overridable(), reader.mapOutputs(), locations);
    return load(file, declared, rewriting);
  }

  private LoadedEngine load(OnnxFile file, Signature declared, Rewriting rewriting)
      throws ModelLoadException, IOException {
    OnnxRuntime runtime = engines.runtime();
    SessionFactory sessions = new SessionFactory(runtime.environment(), settings);
    OrtSession session = open(file, sessions, declared, rewriting);
    try {
      List<OutputPort> ports = OutputPorts.of(session, declared, file.outline());
      Signature signature =
          new Signature(declared.inputs(), ports.stream().map(OutputPort::spec).toList());
      Map<String, Tensor> defaults = file.initialValues(settings.overridable(), runtime.pool());
      notes.addAll(sessions.notes());
      return new LoadedEngine(
          new OnnxEngine(runtime, session, signature, ports, defaults),
          signature,
          PLATFORM,
          sessions.device().toString(),
          notes,
          labels(rewriting.mapOutputs()));
    } catch (OrtException e) {
      close(session, e);
      throw LoadFailure.of(files, file.outline(), e);
    } catch (IOException | RuntimeException | Error e) {
      close(session, e);
      throw e;
    }
  }

  private OrtSession open(
      OnnxFile file, SessionFactory sessions, Signature signature, Rewriting rewriting)
      throws ModelLoadException, IOException {
    try (Arena arena = Arena.ofConfined()) {
      ModelSource source = new ModelSource.File(files.model());
      if (file.sizeBytes() > Integer.MAX_VALUE - (1 << 20)) {
        refuseLarge(rewriting);
      } else if (!rewriting.nothing()) {
        source = new ModelSource.Rewritten(file.rewritten(rewriting, arena), dataFolder(rewriting));
      }
      return sessions.open(source, signature);
    } catch (OrtException e) {
      throw LoadFailure.of(files, file.outline(), e);
    }
  }

  /**
   * Inputs that are declared initializers: nobody can send them, and constants fold. Older files
   * have to declare every initializer so, and the runtime takes those for constants anyway.
   */
  private Set<String> constants(ModelOutline outline) {
    if (outline.irVersion() < FREE_INITIALIZERS_IR_VERSION) {
      return Set.of();
    }
    return outline.inputs().stream()
        .map(NamedValue::name)
        .filter(outline.initializers()::contains)
        .filter(name -> !settings.overridable().contains(name))
        .collect(Collectors.toSet());
  }

  private void refuseLarge(Rewriting rewriting) throws ModelLoadException {
    if (!rewriting.mapOutputs().isEmpty() || !rewriting.overridable().isEmpty()) {
      throw new ModelLoadException(
          files.model()
              + ": larger than 2 GiB with map outputs or overridable inputs; export the weights"
              + " as external data");
    }
    if (!rewriting.constants().isEmpty()) {
      notes.add(
          "larger than 2 GiB with initializers among the graph's inputs: loaded as it is, which"
              + " runs slower; export the weights as external data");
    }
  }

  /** Where external data are looked for: relocated ones are named from the root. */
  private Path dataFolder(Rewriting rewriting) throws IOException {
    return rewriting.locations().isEmpty() ? files.folder() : files.root().toRealPath();
  }

  private static void close(OrtSession session, Throwable cause) {
    try {
      session.close();
    } catch (OrtException e) {
      cause.addSuppressed(e);
    }
  }

  private static Map<String, String> labels(List<MapOutput> maps) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (MapOutput map : maps) {
      labels.put("labels." + map.name(), JsonLabels.of(map));
    }
    return labels;
  }
}
