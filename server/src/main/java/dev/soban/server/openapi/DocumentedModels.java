package dev.soban.server.openapi;

import dev.soban.core.lifecycle.LoadedModels;
import dev.soban.core.lifecycle.Served;
import dev.soban.core.lifecycle.VersionState;
import dev.soban.core.lifecycle.VersionStatus;
import dev.soban.core.predict.PredictionException.ModelNotFound;
import dev.soban.core.predict.PredictionException.ModelNotReady;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Finds what there is to describe: of each model that answers, its versions and aliases. */
final class DocumentedModels {
  private final LoadedModels models;

  DocumentedModels(LoadedModels models) {
    this.models = models;
  }

  /** By model, the variant that answers when no version is asked for in front of the others. */
  List<List<Variant>> all() {
    Map<String, List<Served>> ready =
        models.all().stream()
            .filter(status -> status.state() == VersionState.READY)
            .collect(
                Collectors.groupingBy(
                    VersionStatus::name,
                    TreeMap::new,
                    Collectors.flatMapping(
                        status -> status.served().stream(), Collectors.toList())));
    List<List<Variant>> all = new ArrayList<>();
    ready.forEach((name, versions) -> all.add(variants(name, versions)));
    return all;
  }

  private List<Variant> variants(String name, List<Served> versions) {
    Map<String, String> aliases = aliases(name);
    String usual = usual(name);
    Map<Variant.Interface, List<Served>> alike = new LinkedHashMap<>();
    for (Served served : versions) {
      alike
          .computeIfAbsent(Variant.Interface.of(served.description()), any -> new ArrayList<>())
          .add(served);
    }
    List<Variant> variants = new ArrayList<>();
    for (List<Served> group : alike.values()) {
      Variant variant = variant(group, aliases, usual);
      variants.add(variant.usual() ? 0 : variants.size(), variant);
    }
    return variants;
  }

  private static Variant variant(List<Served> group, Map<String, String> aliases, String usual) {
    List<String> versions = group.stream().map(served -> served.id().version()).toList();
    Served shown =
        group.stream()
            .filter(served -> served.id().version().equals(usual))
            .findFirst()
            .orElse(group.getLast());
    return new Variant(
        shown.description(),
        versions,
        new TreeMap<>(aliases)
            .entrySet().stream()
                .filter(alias -> versions.contains(alias.getValue()))
                .map(Map.Entry::getKey)
                .toList(),
        versions.contains(usual),
        group.stream().flatMap(served -> served.vitals().known().stream()).findFirst());
  }

  /** None when the model went away in this moment. */
  private Map<String, String> aliases(String name) {
    try {
      return models.aliases(name);
    } catch (ModelNotFound gone) {
      return Map.of();
    }
  }

  /** Empty when a champion is set that cannot answer. */
  private String usual(String name) {
    try {
      return models.resolve(name).id().version();
    } catch (ModelNotFound | ModelNotReady none) {
      return "";
    }
  }
}
