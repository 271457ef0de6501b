package dev.soban.benchmarks.request;

import java.nio.file.Path;

/** Real models of the test data that the picture scenarios use, and how they are declared. */
public enum BenchModel {
  MOBILENET(
      "mobilenet",
      "classify/mobilenet_v2_1.0_224.onnx",
      """
      image:
        resize: short_side_crop
        short_side: 256
        mean: 128
        std: 128
      """),
  RFB_320(
      "rfb-320",
      "face_detect/version-RFB-320.onnx",
      """
      image:
        resize: stretch
        mean: 127
        std: 128
      """),
  EYES("eyes", "face_landmarks/mediapipe_iris.onnx", "");

  private final String label;
  private final String file;
  private final String yaml;

  BenchModel(String label, String file, String yaml) {
    this.label = label;
    this.file = file;
    this.yaml = yaml;
  }

  public String label() {
    return label;
  }

  public Path file(Path data) {
    return data.resolve(file);
  }

  public String yaml() {
    return yaml;
  }
}
