package dev.soban.examples.digits;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;

/** One way to write a digit, in a box of 100 x 100. */
record Glyph(int digit, List<Stroke> strokes) {

  static Glyph parse(int digit, String text) {
    return new Glyph(digit, Arrays.stream(text.split("/")).map(Stroke::parse).toList());
  }

  Glyph moved(UnaryOperator<Point> move) {
    return new Glyph(digit, strokes.stream().map(stroke -> stroke.moved(move)).toList());
  }

  /** Moves every point a little; strokes that share a point go on sharing it. */
  Glyph shaken(Random random, double deviation) {
    Map<Point, Point> moved = new HashMap<>();
    return moved(
        point ->
            moved.computeIfAbsent(
                point,
                from ->
                    new Point(
                        from.x() + deviation * random.nextGaussian(),
                        from.y() + deviation * random.nextGaussian())));
  }
}
