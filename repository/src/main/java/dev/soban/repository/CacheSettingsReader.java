package dev.soban.repository;

import dev.soban.core.cache.CacheSettings;
import dev.soban.repository.yaml.ScalarType;
import dev.soban.repository.yaml.YamlObject;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Reads {@code cache} of model.yaml. */
final class CacheSettingsReader {
  private static final String IN_THE_FOLDER = "a file in the model's folder";

  private final YamlObject cache;
  private final ModelFiles files;
  private final CacheSettings otherwise;

  CacheSettingsReader(YamlObject cache, ModelFiles files, CacheSettings otherwise) {
    this.cache = cache;
    this.files = files;
    this.otherwise = otherwise;
  }

  CacheSettings read() {
    CacheSettings read =
        new CacheSettings(
            cache.value("enabled", ScalarType.flag(), otherwise.enabled()),
            cache.value("max_size", ScalarType.size(1, Long.MAX_VALUE), otherwise.maxBytes()),
            cache.value("ttl", ScalarType.duration(Duration.ZERO), otherwise.ttl()),
            cache.value("across_tenants", ScalarType.flag(), otherwise.acrossTenants()),
            cache.value("prewarm", ScalarType.text()).flatMap(this::file));
    cache.done();
    return read;
  }

  private Optional<Path> file(String name) {
    try {
      Optional<String> refusal = files.refusal(name);
      if (refusal.isEmpty()) {
        return Optional.of(files.path(name));
      }
      cache.wrong("prewarm", IN_THE_FOLDER + "; this is " + refusal.get());
    } catch (InvalidPathException e) {
      cache.wrong("prewarm", IN_THE_FOLDER);
    }
    return Optional.empty();
  }
}
