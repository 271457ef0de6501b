package dev.soban.engine.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import dev.soban.core.engine.EngineLoader;
import dev.soban.core.engine.ModelLoadException;
import dev.soban.core.tensor.TensorPool;
import dev.soban.engine.onnx.tensor.OrtStrings;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Loads ONNX models into ONNX Runtime, whose native library is loaded with the first of them.
 * Thread-safe; one in a process, as the runtime's environment is.
 */
public final class OnnxEngines {
  private final TensorPool pool;
  private @Nullable OnnxRuntime runtime;

  /**
   * @param pool where outputs come from
   */
  public OnnxEngines(TensorPool pool) {
    this.pool = pool;
  }

  public EngineLoader loader(OnnxModelFiles files, OnnxSettings settings) {
    return new OnnxLoader(this, files, settings);
  }

  synchronized OnnxRuntime runtime() throws ModelLoadException {
    OnnxRuntime present = runtime;
    if (present != null) {
      return present;
    }
    try {
      // Failures come as exceptions, so the runtime need not print them too.
      OrtEnvironment environment =
          OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "soban");
      environment.setTelemetry(false);
      OnnxRuntime created = new OnnxRuntime(environment, new OrtStrings(environment), pool);
      runtime = created;
      return created;
    } catch (OrtException | LinkageError | IllegalStateException | NoSuchElementException e) {
      throw new ModelLoadException(
          "ONNX Runtime's native library does not load on this machine (it needs Linux x64 or"
              + " arm64 with glibc, macOS arm64 or Windows x64): "
              + e.getMessage(),
          e);
    }
  }
}
