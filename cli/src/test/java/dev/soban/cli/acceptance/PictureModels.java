package dev.soban.cli.acceptance;

import dev.soban.cli.acceptance.data.ModelsFolder;
import dev.soban.cli.acceptance.data.TestData;

/** Models that take pictures, each with the model.yaml that its makers' preprocessing needs. */
final class PictureModels {
  private PictureModels() {}

  static ModelsFolder mobileNet(ModelsFolder models, String name, String file) {
    return models
        .version(name, TestData.path("classify/" + file))
        .file(name + "/labels.txt", TestData.bytes("classify/imagenet_labels_1001.txt"))
        .settings(
            name,
            """
            image:
              width: 224
              height: 224
              resize: short_side_crop
              short_side: 256
              channels: rgb
              mean: 128
              std: 128
            output:
              type: classification
              top_k: 5
              labels: labels.txt
            """);
  }

  static ModelsFolder squeezeNet(ModelsFolder models, String name, String file) {
    return models
        .version(name, TestData.path("classify/" + file))
        .file(name + "/labels.txt", TestData.bytes("classify/imagenet_labels_1000.txt"))
        .settings(
            name,
            """
            image:
              width: 224
              height: 224
              resize: short_side_crop
              short_side: 256
              channels: bgr
              mean: [104, 117, 123]
            output:
              type: classification
              labels: labels.txt
            """);
  }

  static ModelsFolder mnist(ModelsFolder models) {
    return models
        .version("mnist", TestData.path("mnist/mnist-8.onnx"))
        .settings(
            "mnist",
            """
            image:
              channels: gray
            output:
              type: classification
              softmax: true
            """);
  }
}
