package dev.soban.examples;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A model file, most often a committed one, run by ONNX Runtime with one input and its first
 * output.
 */
final class OnnxModel implements AutoCloseable {
  static final Path EXAMPLES = Path.of(System.getProperty("soban.root", "."), "examples");

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  private OnnxModel(byte[] onnx) throws OrtException {
    this.session = environment.createSession(onnx);
  }

  static Path file(String name) {
    return EXAMPLES.resolve("models").resolve(name).resolve("1/model.onnx");
  }

  static OnnxModel open(String name) throws IOException, OrtException {
    return of(Files.readAllBytes(file(name)));
  }

  static OnnxModel of(byte[] onnx) throws OrtException {
    return new OnnxModel(onnx);
  }

  float[][] run(float[] rows, long... shape) throws OrtException {
    String input = session.getInputNames().iterator().next();
    try (var tensor = OnnxTensor.createTensor(environment, FloatBuffer.wrap(rows), shape);
        var result = session.run(Map.of(input, tensor))) {
      return (float[][]) result.get(0).getValue();
    }
  }

  static int best(float[] scores) {
    int best = 0;
    for (int c = 1; c < scores.length; c++) {
      best = scores[c] > scores[best] ? c : best;
    }
    return best;
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
