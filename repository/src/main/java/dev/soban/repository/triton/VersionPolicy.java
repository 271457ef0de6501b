package dev.soban.repository.triton;

import dev.soban.core.model.VersionOrder;
import java.util.List;
import java.util.Set;

/** Which of the versions that are there shall be served. */
public sealed interface VersionPolicy {

  /** Those of the given ones that shall be served. */
  List<String> chosen(List<String> versions);

  /** Those that shall be served and are not among the given ones. */
  List<String> missing(List<String> versions);

  /** The highest few. */
  record Latest(int count) implements VersionPolicy {
    @Override
    public List<String> chosen(List<String> versions) {
      return versions.stream()
          .sorted(VersionOrder.ASCENDING.reversed())
          .limit(count)
          .sorted(VersionOrder.ASCENDING)
          .toList();
    }

    @Override
    public List<String> missing(List<String> versions) {
      return List.of();
    }
  }

  /** Every one. */
  record All() implements VersionPolicy {
    @Override
    public List<String> chosen(List<String> versions) {
      return List.copyOf(versions);
    }

    @Override
    public List<String> missing(List<String> versions) {
      return List.of();
    }
  }

  /** These and no others. */
  record Specific(Set<String> wanted) implements VersionPolicy {
    public Specific {
      wanted = Set.copyOf(wanted);
    }

    @Override
    public List<String> chosen(List<String> versions) {
      return versions.stream().filter(wanted::contains).toList();
    }

    @Override
    public List<String> missing(List<String> versions) {
      return wanted.stream()
          .filter(each -> !versions.contains(each))
          .sorted(VersionOrder.ASCENDING)
          .toList();
    }
  }
}
