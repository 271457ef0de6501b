package dev.soban.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.soban.examples.iris.Flower;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainIrisTest {
  private static final Path CSV = OnnxModel.EXAMPLES.resolve("data/iris.csv");

  @Test
  void training_again_gives_the_committed_file() throws Exception {
    var silence = new PrintStream(OutputStream.nullOutputStream());

    byte[] onnx = TrainIris.train(Flower.read(CSV), silence).toOnnx();

    assertThat(onnx).isEqualTo(Files.readAllBytes(OnnxModel.file("iris")));
  }

  @Test
  void the_committed_model_knows_nearly_all_flowers_of_the_table() throws Exception {
    List<Flower> flowers = Flower.read(CSV);
    try (var model = OnnxModel.open("iris")) {
      float[][] probabilities = model.run(measures(flowers), flowers.size(), Flower.MEASURES);

      int right = 0;
      for (int i = 0; i < flowers.size(); i++) {
        right += OnnxModel.best(probabilities[i]) == flowers.get(i).species() ? 1 : 0;
      }
      assertThat(flowers).hasSize(150);
      assertThat(right).isGreaterThanOrEqualTo(144);
    }
  }

  @Test
  void a_row_gets_the_same_answer_alone_and_in_a_batch() throws Exception {
    List<Flower> flowers = Flower.read(CSV);
    try (var model = OnnxModel.open("iris")) {
      float[] alone = model.run(measures(flowers.subList(60, 61)), 1, Flower.MEASURES)[0];
      float[] together = model.run(measures(flowers), flowers.size(), Flower.MEASURES)[60];

      assertThat(together).containsExactly(alone, within(1e-6f));
      assertThat(alone[0] + alone[1] + alone[2]).isCloseTo(1, within(1e-6f));
    }
  }

  private static float[] measures(List<Flower> flowers) {
    var measures = new float[flowers.size() * Flower.MEASURES];
    for (int i = 0; i < measures.length; i++) {
      Flower flower = flowers.get(i / Flower.MEASURES);
      measures[i] = (float) flower.measures()[i % Flower.MEASURES];
    }
    return measures;
  }
}
