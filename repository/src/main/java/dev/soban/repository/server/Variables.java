package dev.soban.repository.server;

import dev.soban.repository.yaml.Overlay;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Settings as environment variables: {@code http.listen} is {@code SOBAN_HTTP_LISTEN}. */
public final class Variables {
  private static final String PREFIX = "SOBAN_";

  private Variables() {}

  public static String name(String key) {
    return PREFIX + key.replace('.', '_').toUpperCase(Locale.ROOT);
  }

  /**
   * The settings among the variables. Others are passed over, also with the prefix: Kubernetes sets
   * {@code SOBAN_PORT} and more for a service of that name.
   */
  public static List<Overlay> overlays(Map<String, String> environment) {
    List<Overlay> overlays = new ArrayList<>();
    for (String key : ServerSettings.keys()) {
      String text = environment.get(name(key));
      if (text != null && !text.isBlank()) {
        overlays.add(new Overlay(key, text, name(key)));
      }
    }
    return overlays;
  }
}
