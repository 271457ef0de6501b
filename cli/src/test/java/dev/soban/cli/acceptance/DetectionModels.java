package dev.soban.cli.acceptance;

import dev.soban.cli.acceptance.data.ModelsFolder;
import dev.soban.cli.acceptance.data.TestData;

/** Detectors, each with the model.yaml that its makers' preprocessing needs. */
final class DetectionModels {
  private DetectionModels() {}

  static ModelsFolder yolox(ModelsFolder models) {
    return models
        .version("yolox", TestData.path("detect/yolox_nano_416.onnx"))
        .file("yolox/labels.txt", TestData.bytes("detect/coco80_names.txt"))
        .settings(
            "yolox",
            """
            image: {resize: letterbox_top_left, pad: 114, channels: bgr}
            output: {type: detection, head: yolox, labels: labels.txt}
            """);
  }

  static ModelsFolder yolov8(ModelsFolder models) {
    return models
        .version("yolov8", TestData.path("detect/yolov8n_int8.onnx"))
        .file("yolov8/labels.txt", TestData.bytes("detect/coco80_names.txt"))
        .settings(
            "yolov8",
            """
            image: {resize: letterbox, pad: 114, scale: 1/255}
            output: {type: detection, head: yolov8, labels: labels.txt}
            """);
  }

  static ModelsFolder ultraface(ModelsFolder models, String name, String file, String more) {
    return models
        .version(name, TestData.path("face_detect/" + file))
        .settings(
            name,
            """
            image: {mean: 127, std: 128}
            output: {type: detection, head: ultraface%s}
            """
                .formatted(more));
  }

  static ModelsFolder yunet(ModelsFolder models) {
    return models
        .version("yunet", TestData.path("face_detect/yunet_n_640_640.onnx"))
        .settings(
            "yunet",
            """
            image: {resize: letterbox_top_left, channels: bgr}
            output: {type: detection, head: yunet}
            """);
  }
}
