import org.jspecify.annotations.NullMarked;

/** ONNX models on ONNX Runtime. */
@NullMarked
module dev.soban.engine.onnx {
  requires static transitive org.jspecify;
  requires transitive dev.soban.core;
  requires com.microsoft.onnxruntime;

  exports dev.soban.engine.onnx;
}
