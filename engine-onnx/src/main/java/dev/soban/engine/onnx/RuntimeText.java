package dev.soban.engine.onnx;

import ai.onnxruntime.OrtException;

/** What the runtime says of a failure, without its build's paths and signatures. */
final class RuntimeText {
  private static final int MAX_LENGTH = 400;

  private RuntimeText() {}

  static String of(OrtException failure) {
    String text = failure.getMessage() == null ? "" : failure.getMessage();
    String plain =
        text.replaceFirst("^Error code - \\w+ - message: ", "")
            .replaceFirst("^Load model from .*? failed:", "")
            .replaceFirst("^Non-zero status code returned while running ", "in ")
            .replaceAll(
                "(?s)/onnxruntime_src/\\S+:\\d+ .*?\\)(?= [A-Z\\[])( \\[ONNX\\w+\\][^A-Z]*\\w+ :)?",
                "")
            .replaceAll("\\S+\\.(cc|h):\\d+ (\\w+ )?", "")
            .replaceAll("onnxruntime::[\\w:]+\\([^()]*\\)(::<lambda\\(\\)>)? ", "")
            .replace(" Name:''", "")
            .replace("Status Message: ", "")
            .replaceAll("\\s+", " ")
            .strip();
    return plain.length() <= MAX_LENGTH ? plain : plain.substring(0, MAX_LENGTH) + "…";
  }
}
