package dev.soban.engine.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Opens a session on the configured device, or on the CPU with a note when it is not there. */
final class SessionFactory {
  private final OrtEnvironment environment;
  private final OnnxSettings settings;
  private final List<String> notes = new ArrayList<>();
  private Device device;

  SessionFactory(OrtEnvironment environment, OnnxSettings settings) {
    this.environment = environment;
    this.settings = settings;
    this.device = Device.of(settings.device());
  }

  /** Where the session runs; known once it is open. */
  Device device() {
    return device;
  }

  List<String> notes() {
    return notes;
  }

  OrtSession open(ModelSource source, Signature signature) throws OrtException {
    if (device instanceof Device.Cuda cuda) {
      boolean built = OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
      if (!built && cuda.ifThere()) {
        device = new Device.Cpu();
      } else if (!built) {
        fallBack(
            "this ONNX Runtime is built for the CPU; install the onnxruntime_gpu artifact in place"
                + " of onnxruntime");
      } else {
        try {
          return open(source, signature, cuda);
        } catch (OrtException e) {
          fallBack(
              "the CUDA device, its driver or the CUDA libraries are missing ("
                  + RuntimeText.of(e)
                  + ")");
        }
      }
    }
    return open(source, signature, new Device.Cpu());
  }

  private OrtSession open(ModelSource source, Signature signature, Device on) throws OrtException {
    try (SessionOptions options = options(signature)) {
      if (on instanceof Device.Cuda(int index, _)) {
        options.addCUDA(index);
      }
      return switch (source) {
        case ModelSource.File(Path path) -> environment.createSession(path.toString(), options);
        case ModelSource.Rewritten rewritten -> {
          options.addConfigEntry(
              "session.model_external_initializers_file_folder_path",
              rewritten.folder().toString());
          yield environment.createSession(rewritten.content().asByteBuffer(), options);
        }
      };
    }
  }

  private SessionOptions options(Signature signature) throws OrtException {
    SessionOptions options = new SessionOptions();
    try {
      // Failures come as exceptions, so the runtime need not print them too.
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
      options.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
      options.setIntraOpNumThreads(settings.intraOpThreads());
      options.setInterOpNumThreads(1);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      options.addConfigEntry("session.inter_op.allow_spinning", "0");
      // A memory pattern is kept for every combination of shapes: few when only rows vary.
      options.setMemoryPatternOptimization(
          signature.inputs().stream().noneMatch(SessionFactory::rowsOfManyShapes));
      return options;
    } catch (OrtException | RuntimeException | Error e) {
      options.close();
      throw e;
    }
  }

  private static boolean rowsOfManyShapes(TensorSpec input) {
    return input.shape().rank() > 1 && input.shape().withRows(1).dynamic();
  }

  private void fallBack(String reason) {
    notes.add(device + " is not available, running on the CPU: " + reason);
    device = new Device.Cpu();
  }
}
