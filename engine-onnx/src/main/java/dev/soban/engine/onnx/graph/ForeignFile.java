package dev.soban.engine.onnx.graph;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Recognises, by their first bytes, the files that people most often take for a model. */
final class ForeignFile {
  private static final int HEAD_BYTES = 64;

  private ForeignFile() {}

  /** What the file is and what to do about it; empty when it may be an ONNX model. */
  static Optional<String> recognise(MemorySegment file) {
    if (file.byteSize() == 0) {
      return Optional.of("an empty file; copy or export the model again");
    }
    int size = (int) Math.min(HEAD_BYTES, file.byteSize());
    byte[] head = file.asSlice(0, size).toArray(ValueLayout.JAVA_BYTE);
    return Optional.ofNullable(recognise(new String(head, StandardCharsets.ISO_8859_1)));
  }

  private static @Nullable String recognise(String head) {
    if (head.startsWith("version https://git-lfs")) {
      return "a Git LFS pointer, not the model itself; run 'git lfs pull'";
    }
    if (head.stripLeading().startsWith("<")) {
      return "an HTML or XML page, not a model; the download went to a web page,"
          + " fetch the file's direct address";
    }
    if (head.startsWith("\u00ff\u00d8\u00ff") || head.startsWith("\u0089PNG")) {
      return "a picture, not a model; put the ONNX file in its place";
    }
    if (head.startsWith("PK\u0003\u0004")) {
      return "a ZIP archive, as PyTorch writes; unpack it or export the model to ONNX";
    }
    if (head.startsWith("\u001f\u008b")) {
      return "gzip-compressed; unpack it";
    }
    if (head.startsWith("\u0080") && head.length() > 1 && head.charAt(1) <= 5) {
      return "a Python pickle, which may run code when read; export the model to ONNX";
    }
    if (head.startsWith("\u0089HDF")) {
      return "an HDF5 file, as Keras writes; export the model to ONNX";
    }
    if (head.startsWith("TFL3", 4)) {
      return "a TensorFlow Lite model; convert it to ONNX";
    }
    if (head.startsWith("ORTM", 4)) {
      return "in ONNX Runtime's own format; serve the ONNX file that it was made from";
    }
    return null;
  }
}
