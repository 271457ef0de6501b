package dev.soban.repository;

import dev.soban.core.fallback.FallbackStep;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds models that would stand in for one another without an end. */
final class FallbackCycles {
  private final Map<String, Set<String>> standIns = new LinkedHashMap<>();

  FallbackCycles(List<ModelEntry> models) {
    for (ModelEntry model : models) {
      Set<String> names =
          standIns.computeIfAbsent(model.id().name(), name -> new LinkedHashSet<>());
      for (FallbackStep step : model.settings().guards().fallback()) {
        if (step instanceof FallbackStep.OtherModel(String name, String version)) {
          names.add(name);
        }
      }
    }
  }

  /** Why a model must not be served; empty when no way leads back to it. */
  Optional<String> refusal(String name) {
    List<String> way = new ArrayList<>(List.of(name));
    return leadsBack(name, way, new HashSet<>())
        ? Optional.of(
            "fallback: " + String.join(" -> ", way) + " (expected: no way back to " + name + ")")
        : Optional.empty();
  }

  private boolean leadsBack(String goal, List<String> way, Set<String> seen) {
    for (String next : standIns.getOrDefault(way.getLast(), Set.of())) {
      way.add(next);
      if (next.equals(goal) || (seen.add(next) && leadsBack(goal, way, seen))) {
        return true;
      }
      way.removeLast();
    }
    return false;
  }
}
