package dev.soban.repository;

import dev.soban.core.model.PictureInput;
import dev.soban.core.model.PictureInput.Channels;
import dev.soban.core.model.PictureInput.Layout;
import dev.soban.core.model.Signature;
import dev.soban.core.model.TensorSpec;
import dev.soban.core.tensor.DataType;
import dev.soban.core.tensor.Shape;
import dev.soban.repository.yaml.ConfigException;
import dev.soban.repository.yaml.Place;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What model.yaml says of the picture input; what it leaves open, the model's signature tells. */
public record PictureDeclaration(
    Place place,
    Target target,
    Resizing resizing,
    Samples samples,
    PictureInput.Decoder decoder,
    PictureInput.Limits limits) {
  static final int MAX_SIDE = 65_535;

  private static final Set<DataType> SAMPLE_TYPES =
      Set.of(DataType.FP32, DataType.FP16, DataType.UINT8);

  /** What the signature tells where this is null. */
  public record Target(
      @Nullable String input,
      @Nullable Integer width,
      @Nullable Integer height,
      @Nullable Channels channels,
      @Nullable Layout layout,
      @Nullable DataType dataType) {}

  /**
   * How a picture is brought to the size.
   *
   * @param shortSide null for the longer side of the target
   */
  public record Resizing(
      PictureInput.Resize resize,
      @Nullable Integer shortSide,
      PictureInput.Filter filter,
      int pad) {}

  /** How a sample becomes a number. */
  public record Samples(double scale, List<Double> mean, List<Double> std) {
    public Samples {
      mean = List.copyOf(mean);
      std = List.copyOf(std);
    }
  }

  /**
   * The picture input of a model with this signature.
   *
   * @throws ConfigException when the declaration does not fit the model, or leaves open what the
   *     model leaves open too
   */
  public PictureInput resolve(Signature signature) throws ConfigException {
    TensorSpec spec = input(signature);
    Shape shape = spec.shape();
    if (shape.rank() != 4) {
      throw wrong(spec.toString(), "an input of four dimensions for pictures");
    }
    Layout layout = layout(shape);
    int first = layout == Layout.NCHW ? 2 : 1;
    Channels channels = channels(shape.dim(layout == Layout.NCHW ? 1 : 3));
    int height = side("height", target.height(), shape.dim(first));
    int width = side("width", target.width(), shape.dim(first + 1));
    DataType dataType = dataType(spec);
    try {
      return new PictureInput(
          spec.name(),
          fit(width, height),
          channels,
          layout,
          samples.scale(),
          samples.mean(),
          samples.std(),
          dataType,
          decoder,
          limits);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(place, "image: " + e.getMessage());
    }
  }

  private PictureInput.Fit fit(int width, int height) {
    Integer said = resizing.shortSide();
    int shortSide = said == null ? Math.max(width, height) : said;
    return new PictureInput.Fit(
        width, height, resizing.resize(), shortSide, resizing.filter(), resizing.pad());
  }

  private TensorSpec input(Signature signature) throws ConfigException {
    String said = target.input();
    List<TensorSpec> candidates =
        signature.inputs().stream()
            .filter(spec -> said == null ? mayBePicture(spec, signature) : spec.name().equals(said))
            .toList();
    if (candidates.size() == 1) {
      return candidates.getFirst();
    }
    String names =
        signature.inputs().stream().map(TensorSpec::name).collect(Collectors.joining(", "));
    throw wrong("input: " + (said == null ? "missing" : said), "one of " + names);
  }

  private static boolean mayBePicture(TensorSpec spec, Signature signature) {
    return signature.inputs().size() == 1 || spec.shape().rank() == 4;
  }

  private Layout layout(Shape shape) throws ConfigException {
    Layout said = target.layout();
    if (said != null) {
      return said;
    }
    if (holdsChannels(shape.dim(1))) {
      return Layout.NCHW;
    }
    if (holdsChannels(shape.dim(3))) {
      return Layout.NHWC;
    }
    throw wrong("layout: missing", "nchw or nhwc, which " + shape + " does not tell");
  }

  private static boolean holdsChannels(long dim) {
    return dim == 1 || dim == 3;
  }

  private Channels channels(long dim) throws ConfigException {
    Channels said = target.channels();
    if (said == null && dim == Shape.DYNAMIC) {
      throw wrong("channels: missing", "rgb, bgr or gray, which the model does not tell");
    }
    Channels channels = said != null ? said : dim == 1 ? Channels.GRAY : Channels.RGB;
    if (dim != Shape.DYNAMIC && dim != channels.count()) {
      throw wrong("channels: " + channels.count(), dim + ", as in the model");
    }
    return channels;
  }

  private int side(String name, @Nullable Integer said, long dim) throws ConfigException {
    if (said == null && dim == Shape.DYNAMIC) {
      throw wrong(name + ": missing", "a number of pixels, which the model does not tell");
    }
    if (said != null && dim != Shape.DYNAMIC && said != dim) {
      throw wrong(name + ": " + said, dim + ", as in the model");
    }
    if (said == null && dim > MAX_SIDE) {
      throw wrong(name + ": " + dim + " of the model", "at most " + MAX_SIDE);
    }
    return said == null ? (int) dim : said;
  }

  private DataType dataType(TensorSpec spec) throws ConfigException {
    DataType said = target.dataType();
    if (said != null && said != spec.dataType()) {
      throw wrong("datatype: " + said, spec.dataType() + ", as in the model");
    }
    if (!SAMPLE_TYPES.contains(spec.dataType())) {
      throw wrong("datatype: " + spec.dataType() + " of the model", "FP32, FP16 or UINT8");
    }
    return spec.dataType();
  }

  private ConfigException wrong(String found, String expected) {
    return new ConfigException(place, "image: " + found + " (expected: " + expected + ")");
  }
}
