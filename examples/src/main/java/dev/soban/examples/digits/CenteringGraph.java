package dev.soban.examples.digits;

import dev.soban.examples.onnx.Attribute;
import dev.soban.examples.onnx.OnnxGraph;
import java.util.List;

/** {@link Centering} as operators of a graph; it works on rows of any number. */
final class CenteringGraph {
  private static final Attribute OVER_PIXELS = Attribute.list("axes", 1, 2, 3);

  private final OnnxGraph graph;

  CenteringGraph(OnnxGraph graph) {
    this.graph = graph;
    graph.constant("pixel_axes", new long[] {1, 2, 3});
    graph.constant("tiny", Centering.TINY);
    graph.constant("noise", Centering.NOISE);
    graph.constant("wanted_spread", Centering.SPREAD);
    graph.constant("across", across(), 1, 1, 1, Centering.SIDE);
    graph.constant("down", across(), 1, 1, Centering.SIDE, 1);
    graph.constant("border", border(), 1, 1, Centering.SIDE, Centering.SIDE);
    graph.constant("places", places(), 1, Centering.SIDE, Centering.SIDE, 2);
  }

  String add(String picture) {
    String ink = ink(picture);
    String mass = graph.node("Add", "mass", List.of(sum("ink_sum", ink), "tiny"));
    String x = moment("middle_x", ink, "across", mass);
    String y = moment("middle_y", ink, "down", mass);
    String widest =
        graph.node(
            "Max",
            "widest",
            List.of(variance("x", ink, "across", x, mass), variance("y", ink, "down", y, mass)));
    String spread = graph.node("Sqrt", "spread", List.of(widest));
    return zoom(ink, x, y, graph.node("Div", "zoom", List.of(spread, "wanted_spread")));
  }

  private String ink(String picture) {
    String edge = graph.node("Mul", "edge", List.of(picture, "border"));
    String difference = graph.node("Sub", "difference", List.of(picture, sum("paper", edge)));
    String distance = graph.node("Abs", "distance", List.of(difference));
    String largest = graph.node("ReduceMax", "largest", List.of(distance), OVER_PIXELS);
    String strongest = graph.node("Max", "strongest", List.of(largest, "tiny"));
    String shade = graph.node("Div", "shade", List.of(distance, strongest));
    return graph.node("Relu", "ink", List.of(graph.node("Sub", "sure", List.of(shade, "noise"))));
  }

  private String variance(String axis, String ink, String places, String middle, String mass) {
    String offset = graph.node("Sub", axis + "_offset", List.of(places, middle));
    String square = graph.node("Mul", axis + "_square", List.of(offset, offset));
    return moment(axis + "_variance", ink, square, mass);
  }

  private String zoom(String ink, String x, String y, String factor) {
    String middle = graph.node("Concat", "middle", List.of(x, y), Attribute.of("axis", 3));
    String offsets = graph.node("Mul", "offsets", List.of("places", factor));
    String grid = graph.node("Add", "grid", List.of(offsets, middle));
    return graph.node(
        "GridSample",
        "centered",
        List.of(ink, grid),
        Attribute.of("align_corners", 1),
        Attribute.of("mode", "bilinear"),
        Attribute.of("padding_mode", "zeros"));
  }

  private String moment(String name, String ink, String places, String mass) {
    String weighted = graph.node("Mul", name + "_weighted", List.of(ink, places));
    return graph.node("Div", name, List.of(sum(name + "_sum", weighted), mass));
  }

  private String sum(String name, String value) {
    return graph.node("ReduceSum", name, List.of(value, "pixel_axes"));
  }

  private static float[] across() {
    var across = new float[Centering.SIDE];
    for (int i = 0; i < across.length; i++) {
      across[i] = Centering.coordinate(i);
    }
    return across;
  }

  /** One on the border and zero inside, shared out so that the sum is a mean. */
  private static float[] border() {
    var border = new float[Centering.SIDE * Centering.SIDE];
    for (int i = 0; i < border.length; i++) {
      border[i] = Centering.onBorder(i) ? 1f / (4 * (Centering.SIDE - 1)) : 0;
    }
    return border;
  }

  private static float[] places() {
    var places = new float[2 * Centering.SIDE * Centering.SIDE];
    for (int i = 0; i < places.length; i += 2) {
      places[i] = Centering.coordinate(i / 2 % Centering.SIDE);
      places[i + 1] = Centering.coordinate(i / 2 / Centering.SIDE);
    }
    return places;
  }
}
