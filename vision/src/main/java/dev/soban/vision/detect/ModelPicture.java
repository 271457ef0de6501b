package dev.soban.vision.detect;

import dev.soban.core.model.PictureInput;
import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.tensor.Shape;
import java.util.List;
import java.util.Optional;

/** The size of the picture that a model sees. */
record ModelPicture(int width, int height) {

  /**
   * As declared, else as the model's own input of four dimensions tells.
   *
   * @throws IllegalArgumentException when neither tells
   */
  static ModelPicture of(Optional<PictureInput> declared, Signature model) {
    return declared
        .map(input -> new ModelPicture(input.fit().width(), input.fit().height()))
        .or(() -> ofInput(model))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "head: the model does not tell how large its picture is (expected: width and"
                        + " height in image)"));
  }

  private static Optional<ModelPicture> ofInput(Signature model) {
    List<Shape> shapes =
        model.inputs().stream().map(TensorSpec::shape).filter(shape -> shape.rank() == 4).toList();
    return shapes.size() == 1 ? ofShape(shapes.getFirst()) : Optional.empty();
  }

  private static Optional<ModelPicture> ofShape(Shape shape) {
    int rows = holdsChannels(shape.dim(1)) || !holdsChannels(shape.dim(3)) ? 2 : 1;
    long height = shape.dim(rows);
    long width = shape.dim(rows + 1);
    boolean known = width > 0 && height > 0 && Math.max(width, height) < Integer.MAX_VALUE;
    return known ? Optional.of(new ModelPicture((int) width, (int) height)) : Optional.empty();
  }

  private static boolean holdsChannels(long dim) {
    return dim == 1 || dim == 3;
  }
}
