package dev.soban.cli.infer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an answer says was found in one picture.
 *
 * @param width of the upright picture
 * @param height of the same
 */
record FoundObjects(int width, int height, List<FoundObject> objects) {
  private static final int BOX = 4;

  FoundObjects {
    objects = List.copyOf(objects);
  }

  /**
   * One thing.
   *
   * @param box left, top, right, bottom
   * @param name the label; the class where there is none
   * @param keyPoints x and y of each
   */
  record FoundObject(
      List<Double> box, double score, int kind, String name, List<List<Double>> keyPoints) {
    FoundObject {
      box = List.copyOf(box);
      keyPoints = List.copyOf(keyPoints);
    }
  }

  /** Empty when the answer tells of other things. */
  static Optional<FoundObjects> of(String body) {
    if (JsonTree.parse(body).orElse(body) instanceof Map<?, ?> answer
        && answer.get("detections") instanceof List<?> detections) {
      List<FoundObject> objects = new ArrayList<>();
      for (Object detection : detections) {
        if (detection instanceof Map<?, ?> fields) {
          objects.add(object(fields));
        }
      }
      return Optional.of(
          new FoundObjects(whole(answer, "width"), whole(answer, "height"), objects));
    }
    return Optional.empty();
  }

  private static FoundObject object(Map<?, ?> fields) {
    List<Double> box = numbers(fields.get("box"));
    if (box.size() != BOX) {
      throw new IllegalArgumentException("box: " + box + " (expected: four numbers)");
    }
    String kind = String.valueOf(fields.get("class"));
    Object label = fields.get("label");
    List<List<Double>> points = new ArrayList<>();
    if (fields.get("keypoints") instanceof List<?> listed) {
      listed.forEach(point -> points.add(numbers(point)));
    }
    return new FoundObject(
        box,
        Double.parseDouble(String.valueOf(fields.get("score"))),
        Integer.parseInt(kind),
        label == null ? kind : label.toString(),
        points);
  }

  private static List<Double> numbers(@Nullable Object list) {
    return list instanceof List<?> items
        ? items.stream().map(item -> Double.parseDouble(String.valueOf(item))).toList()
        : List.of();
  }

  private static int whole(Map<?, ?> fields, String key) {
    return Integer.parseInt(String.valueOf(fields.get(key)));
  }
}
