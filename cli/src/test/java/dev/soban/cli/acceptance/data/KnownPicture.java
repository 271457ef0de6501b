package dev.soban.cli.acceptance.data;

import dev.soban.cli.acceptance.client.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A photo with what may be seen on it and what models are known to say.
 *
 * @param truth ImageNet classes from 0; empty when none fits
 */
public record KnownPicture(String file, List<Integer> truth, Map<String, Verdict> verdicts) {
  /** A model's best class, from 0, and its probability. */
  public record Verdict(int id, double probability) {
    static Verdict of(Object entry) {
      List<Object> values = Json.list(entry);
      return new Verdict((int) Json.number(values.getFirst()), Json.number(values.getLast()));
    }
  }

  public static List<KnownPicture> all() {
    Map<String, Object> images =
        Json.object(Json.object(Json.read(TestData.text("expected/classify.json"))).get("images"));
    return images.entrySet().stream()
        .map(image -> of(image.getKey(), Json.object(image.getValue())))
        .toList();
  }

  public byte[] bytes() {
    return TestData.bytes("images/imagenet/" + file);
  }

  public String contentType() {
    return file.endsWith(".png") ? "image/png" : "image/jpeg";
  }

  /** Whether the model is known to be right. */
  public boolean rightWith(String model) {
    return verdicts.containsKey(model) && truth.contains(verdicts.get(model).id());
  }

  private static KnownPicture of(String file, Map<String, Object> entry) {
    Object truth = entry.get("truth_ids_0based");
    List<Integer> ids =
        truth == null
            ? List.of()
            : Json.list(truth).stream().map(id -> (int) Json.number(id)).toList();
    Map<String, Verdict> verdicts = new HashMap<>();
    entry.forEach(
        (model, verdict) -> {
          if (!model.equals("truth_ids_0based") && verdict instanceof List<?>) {
            verdicts.put(model, Verdict.of(verdict));
          }
        });
    return new KnownPicture(file, ids, verdicts);
  }
}
