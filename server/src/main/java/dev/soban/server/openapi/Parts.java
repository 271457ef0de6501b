package dev.soban.server.openapi;

/**
 * What the document grows by with each model.
 *
 * @param schemas that paths point to, by name
 */
record Parts(JsonObject paths, JsonObject schemas) {
  static Parts none() {
    return new Parts(JsonObject.empty(), JsonObject.empty());
  }

  /**
   * Adds the paths at which a variant is asked.
   *
   * @param path without a version
   * @param versionPath the same with {@code {version}} in it
   */
  void ask(Variant variant, Operation operation, String path, String versionPath) {
    if (variant.usual()) {
      paths.and(path, operation.post());
      paths.and(versionPath, operation.ofVersion(variant.names()).post());
      return;
    }
    // Two templates that differ in nothing else are one, so that others than the usual are named.
    for (String name : variant.names()) {
      paths.and(versionPath.replace("{version}", name), operation.named(name).post());
    }
  }

  /** Adds a schema and tells how to point to it. */
  JsonObject schema(String name, JsonObject schema) {
    schemas.and(name, schema);
    return JsonObject.ref("schemas/" + name);
  }
}
