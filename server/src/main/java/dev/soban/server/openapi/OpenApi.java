package dev.soban.server.openapi;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.soban.core.lifecycle.LoadedModels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The document itself. Thread-safe. */
public final class OpenApi {
  private static final String VERSION = "3.1.0";

  private final DocumentedModels models;
  private final Settings settings;
  private final List<Family> families;

  /**
   * What is described beside the models.
   *
   * @param version of the program
   * @param keys whether there are any
   * @param open whether predictions need no key, from wherever they are asked
   * @param page whether the page to try models out is served
   */
  public record Settings(String version, boolean keys, boolean open, boolean page) {}

  public OpenApi(LoadedModels models, Settings settings) {
    this.models = new DocumentedModels(models);
    this.settings = settings;
    this.families =
        List.of(new InferenceProtocol(), new Predictions(settings.page()), new RowsAndColumns());
  }

  /**
   * Writes the document of the models as they are at this moment. Takes a while when there are
   * many, and tensor memory for each in turn.
   */
  public void write(JsonGenerator out) throws IOException {
    document(models.all()).write(out);
  }

  private JsonObject document(List<List<Variant>> all) {
    List<String> names = all.stream().map(variants -> variants.getFirst().model()).toList();
    Parts parts = Parts.none();
    parts.schemas().and("Error", CommonParts.error()).and("Float", Schemas.floatingPoint());
    InferenceProtocol.addShared(parts.schemas());
    for (List<Variant> variants : all) {
      variants.forEach(variant -> describe(variant, parts));
    }
    ServerPaths.add(names, parts);
    JsonObject document =
        JsonObject.of("openapi", VERSION)
            .and("info", info())
            .and("tags", tags(all))
            .and("paths", parts.paths())
            .and("components", CommonParts.components(parts.schemas(), settings.keys()));
    if (settings.keys()) {
      document.and("security", CommonParts.security(settings.open()));
    }
    return document.and("x-soban-models", all.stream().map(ModelSummary::of).toList());
  }

  private void describe(Variant variant, Parts parts) {
    Examples examples = Examples.of(variant);
    families.forEach(family -> family.describe(variant, examples, parts));
  }

  private JsonObject info() {
    return JsonObject.of("title", "Soban")
        .and("version", settings.version())
        .and(
            "description",
            "The models that this server answers for at this moment, as their files describe them.");
  }

  private static List<JsonObject> tags(List<List<Variant>> all) {
    List<JsonObject> tags = new ArrayList<>();
    for (List<Variant> variants : all) {
      Variant first = variants.getFirst();
      JsonObject tag = JsonObject.of("name", first.model());
      String description = first.description().declared().description();
      tags.add(description.isEmpty() ? tag : tag.and("description", description));
    }
    tags.add(JsonObject.of("name", ServerPaths.TAG));
    return tags;
  }
}
