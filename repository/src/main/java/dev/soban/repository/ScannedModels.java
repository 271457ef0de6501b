package dev.soban.repository;

import java.util.List;

/** What a scan found, both lists by name and version. */
public record ScannedModels(List<ModelEntry> models, List<RejectedEntry> rejected) {
  public ScannedModels {
    models = List.copyOf(models);
    rejected = List.copyOf(rejected);
  }
}
