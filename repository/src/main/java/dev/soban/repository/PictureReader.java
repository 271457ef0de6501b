package dev.soban.repository;

import dev.soban.core.model.PictureInput;
import dev.soban.repository.yaml.ScalarType;
import dev.soban.repository.yaml.YamlObject;
import java.util.List;
import java.util.Optional;

/** Reads {@code image} of model.yaml. */
final class PictureReader {
  private static final ScalarType<Integer> PIXELS =
      ScalarType.wholeNumber(1, PictureDeclaration.MAX_SIDE);

  private final YamlObject image;

  PictureReader(YamlObject image) {
    this.image = image;
  }

  PictureDeclaration read() {
    PictureDeclaration declaration =
        new PictureDeclaration(
            image.place(),
            target(),
            resizing(),
            samples(),
            image.value(
                "decoder", ScalarType.oneOf(PictureInput.Decoder.class), PictureInput.Decoder.AUTO),
            limits(image.object("limits")));
    image.done();
    return declaration;
  }

  private PictureDeclaration.Target target() {
    return new PictureDeclaration.Target(
        image.value("input", ScalarType.text()).orElse(null),
        image.value("width", PIXELS).orElse(null),
        image.value("height", PIXELS).orElse(null),
        image.value("channels", ScalarType.oneOf(PictureInput.Channels.class)).orElse(null),
        image.value("layout", ScalarType.oneOf(PictureInput.Layout.class)).orElse(null),
        image.value("datatype", ModelSettingsReader.DATA_TYPE).orElse(null));
  }

  private PictureDeclaration.Resizing resizing() {
    PictureInput.Resize resize =
        image.value(
            "resize", ScalarType.oneOf(PictureInput.Resize.class), PictureInput.Resize.STRETCH);
    Optional<Integer> shortSide = image.value("short_side", PIXELS);
    if (resize != PictureInput.Resize.SHORT_SIDE_CROP) {
      image.wrong("short_side", "only with resize: short_side_crop");
    }
    return new PictureDeclaration.Resizing(
        resize,
        shortSide.orElse(null),
        image.value(
            "filter", ScalarType.oneOf(PictureInput.Filter.class), PictureInput.Filter.ANTIALIAS),
        image.value("pad", ScalarType.wholeNumber(0, 255), 0));
  }

  private PictureDeclaration.Samples samples() {
    return new PictureDeclaration.Samples(
        image.value("scale", ScalarType.quotient(), 1.0),
        perChannel("mean", 0.0),
        perChannel("std", 1.0));
  }

  private List<Double> perChannel(String key, double otherwise) {
    List<Double> values = image.oneOrMore(key, ScalarType.number());
    return values.isEmpty() ? List.of(otherwise) : values;
  }

  private static PictureInput.Limits limits(YamlObject limits) {
    PictureInput.Limits otherwise = PictureInput.Limits.DEFAULT;
    PictureInput.Limits read =
        new PictureInput.Limits(
            limits.value("max_size", ScalarType.size(1, Long.MAX_VALUE), otherwise.maxBytes()),
            limits.value(
                "max_pixels", ScalarType.wholeNumber(1L, Long.MAX_VALUE), otherwise.maxPixels()),
            limits.value("max_side", PIXELS, otherwise.maxSide()),
            limits.value(
                "max_frames", ScalarType.wholeNumber(1, Integer.MAX_VALUE), otherwise.maxFrames()));
    limits.done();
    return read;
  }
}
