package dev.soban.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.cli.acceptance.data.MirrorDetector;
import dev.soban.cli.acceptance.data.ModelsFolder;
import dev.soban.cli.acceptance.data.TestData;
import dev.soban.cli.serve.RunningServer;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was found, as a table and drawn on the picture. */
class InferDrawTest {
  private static final float[] CAT = {8, 8, 8, 8, 0.75f, 0};

  private static RunningServer server;

  @TempDir Path folder;

  @BeforeAll
  static void serve(@TempDir Path root) {
    ModelsFolder models =
        new ModelsFolder(root)
            .file("mirror/1/model.onnx", MirrorDetector.model())
            .settings("mirror", MirrorDetector.SETTINGS);
    for (String file :
        new String[] {"digits/1/model.onnx", "digits/model.yaml", "iris/1/model.onnx"}) {
      models.file(file, TestData.read(TestData.ofRepository("examples/models/" + file)));
    }
    server = RunningServer.of(models.root());
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @Test
  void what_is_found_is_listed_and_drawn() throws IOException {
    Path picture = write("cat.png", MirrorDetector.png(8, CAT));
    Path out = folder.resolve("found.png");

    CommandRun run = infer("mirror", picture, "--draw", out.toString());

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines().toList())
        .containsExactly(
            "FILE     FOUND   SCORE  LEFT TOP RIGHT BOTTOM", "cat.png  고양이  0.75   32 32 96 96");
    BufferedImage before = ImageIO.read(picture.toFile());
    BufferedImage after = ImageIO.read(out.toFile());
    assertThat(after.getWidth()).isEqualTo(128);
    assertThat(after.getRGB(96, 80)).isNotEqualTo(before.getRGB(96, 80));
    assertThat(after.getRGB(110, 110)).isEqualTo(before.getRGB(110, 110));
  }

  @Test
  void a_picture_with_nothing_says_so_and_is_written_as_it_was() throws IOException {
    Path picture = write("empty.png", MirrorDetector.png(2));
    Path out = folder.resolve("found.jpg");

    CommandRun run = infer("mirror", picture, "--draw", out.toString());

    assertThat(run.out()).contains("empty.png  nothing");
    assertThat(ImageIO.read(out.toFile()).getWidth()).isEqualTo(32);
  }

  @Test
  void a_classified_picture_gets_its_class_written_over_it() throws IOException {
    Path picture = TestData.ofRepository("examples/pictures/7.png");
    Path out = folder.resolve("seven.png");

    CommandRun run = infer("digits", picture, "--draw", out.toString());

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("PROBABILITY");
    assertThat(Files.size(out)).isPositive();
  }

  @Test
  void what_cannot_be_drawn_is_refused_before_anything_is_asked() throws IOException {
    Path picture = write("cat.png", MirrorDetector.png(1, CAT));

    assertThat(infer("mirror", picture, "--draw", "found.gif").err())
        .contains("--draw: found.gif (expected: a name in .png, .jpg or .jpeg)");
    assertThat(infer("mirror", picture, "--draw", picture.toString()).err())
        .contains("(expected: not the picture itself)");
    assertThat(infer("mirror", picture, picture.toString(), "--draw", "found.png").err())
        .contains("--draw: 2 files (expected: one picture)");
  }

  @Test
  void an_answer_that_nothing_can_be_drawn_of_says_what_is_missing() throws IOException {
    Path rows = write("rows.csv", "5.1,3.5,1.4,0.2\n".getBytes(StandardCharsets.UTF_8));
    Path picture = write("cat.png", MirrorDetector.png(1, CAT));
    Path nowhere = folder.resolve("none").resolve("found.png");

    CommandRun noPicture = infer("iris", rows, "--draw", folder.resolve("o.png").toString());
    CommandRun noFolder = infer("mirror", picture, "--draw", nowhere.toString());

    assertThat(noPicture.exitCode()).isEqualTo(1);
    assertThat(noPicture.err()).contains("rows.csv: ");
    assertThat(noFolder.exitCode()).isEqualTo(1);
    assertThat(noFolder.err())
        .contains("found.png")
        .contains("expected: a file that can be written");
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private static CommandRun infer(String model, Path file, String... more) {
    String[] arguments = new String[more.length + 5];
    arguments[0] = "infer";
    arguments[1] = model;
    arguments[2] = file.toString();
    arguments[3] = "--url";
    arguments[4] = server.url();
    System.arraycopy(more, 0, arguments, 5, more.length);
    return CommandRun.of(arguments);
  }
}
