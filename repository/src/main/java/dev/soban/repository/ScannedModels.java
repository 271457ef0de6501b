package dev.soban.repository;

import dev.soban.core.model.ModelVersion;
import java.util.List;

/**
 * What a scan found, the first two lists by name and version.
 *
 * @param passedOver versions that are there, but that their model's settings do not want served
 */
public record ScannedModels(
    List<ModelEntry> models, List<RejectedEntry> rejected, List<ModelVersion> passedOver) {
  public ScannedModels {
    models = List.copyOf(models);
    rejected = List.copyOf(rejected);
    passedOver = List.copyOf(passedOver);
  }
}
