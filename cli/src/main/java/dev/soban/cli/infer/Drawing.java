package dev.soban.cli.infer;

import dev.soban.cli.CommandFailure;
import dev.soban.cli.infer.FoundObjects.FoundObject;
import dev.soban.core.predict.PredictionException;
import dev.soban.vision.PictureDecoders;
import dev.soban.vision.draw.AnnotatedPicture;
import dev.soban.vision.draw.Mark;
import dev.soban.vision.draw.PictureFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A picture that was sent, with the answer drawn on it. */
final class Drawing {
  private final Path target;

  /** Refuses what cannot be drawn before anything is asked. */
  Drawing(Path target, List<Path> files) {
    this.target = target;
    if (files.size() != 1) {
      throw CommandFailure.usage("--draw: " + files.size() + " files (expected: one picture)");
    }
    try {
      var _ = PictureFile.of(target);
      if (Files.exists(target) && Files.isSameFile(target, files.getFirst())) {
        throw CommandFailure.usage("--draw: " + target + " (expected: not the picture itself)");
      }
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage("--draw: " + e.getMessage());
    } catch (IOException e) {
      throw CommandFailure.usage("--draw: " + target + " (expected: a file that can be written)");
    }
  }

  /** Blocking. */
  void draw(Exchange exchange) {
    try (PictureDecoders decoders = PictureDecoders.find()) {
      AnnotatedPicture picture = AnnotatedPicture.of(Files.readAllBytes(exchange.file()), decoders);
      annotate(picture, exchange);
      picture.write(target);
    } catch (PredictionException unreadable) {
      throw CommandFailure.failed(exchange.file() + ": " + unreadable.getMessage());
    } catch (IOException e) {
      throw CommandFailure.failed(
          "--draw: " + target + ": " + e.getMessage() + " (expected: a file that can be written)");
    }
  }

  private static void annotate(AnnotatedPicture picture, Exchange exchange) {
    Optional<FoundObjects> found = FoundObjects.of(exchange.body());
    if (found.isPresent()) {
      List<Mark> marks = found.get().objects().stream().map(Drawing::mark).toList();
      picture.mark(marks, found.get().width(), found.get().height());
      return;
    }
    picture.caption(
        best(exchange.body())
            .orElseThrow(
                () ->
                    CommandFailure.failed(
                        "--draw: the answer tells neither what was found nor of which class the"
                            + " picture is (expected: output.type detection or classification in"
                            + " the model's model.yaml)")));
  }

  private static Mark mark(FoundObject object) {
    List<Double> box = object.box();
    return new Mark(
        box.get(0),
        box.get(1),
        box.get(2),
        box.get(3),
        object.name() + " " + FoundTable.score(object),
        object.kind(),
        object.keyPoints().stream()
            .map(point -> new Mark.Point(point.get(0), point.get(1)))
            .toList());
  }

  /** The best class of one picture. */
  private static Optional<String> best(String body) {
    if (JsonTree.parse(body).orElse(body) instanceof Map<?, ?> answer
        && answer.get("classes") instanceof List<?> classes
        && !classes.isEmpty()
        && classes.getFirst() instanceof Map<?, ?> best) {
      Object label = best.get("label");
      Object name = label == null ? best.get("index") : label;
      double probability = Double.parseDouble(String.valueOf(best.get("probability")));
      return Optional.of(String.format(Locale.ROOT, "%s %.2f", name, probability));
    }
    return Optional.empty();
  }
}
