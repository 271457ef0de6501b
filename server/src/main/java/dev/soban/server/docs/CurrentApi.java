package dev.soban.server.docs;

import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.server.json.JsonStreams;
import dev.soban.server.openapi.OpenApi;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The description of the API, kept until a model changes. Thread-safe. */
final class CurrentApi {
  private final LoadedModels models;
  private final OpenApi api;
  private final JsonStreams json = new JsonStreams();
  private volatile @Nullable Kept kept;

  private record Kept(long revision, Document document) {}

  CurrentApi(LoadedModels models, OpenApi api) {
    this.models = models;
    this.api = api;
  }

  /** The document as it is; empty when it must be made. */
  Optional<Document> document() {
    Kept last = kept;
    return last != null && last.revision() == models.revision()
        ? Optional.of(last.document())
        : Optional.empty();
  }

  /** The document, made anew unless somebody just did. Not for event loops. */
  synchronized Document make() {
    Optional<Document> made = document();
    if (made.isPresent()) {
      return made.get();
    }
    long revision = models.revision();
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    json.write(text, api::write);
    Document document = new Document("application/json", text.toByteArray());
    kept = new Kept(revision, document);
    return document;
  }
}
