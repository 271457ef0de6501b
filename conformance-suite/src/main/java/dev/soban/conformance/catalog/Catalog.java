package dev.soban.conformance.catalog;

import dev.soban.conformance.catalog.grpc.GrpcChecks;
import dev.soban.conformance.catalog.rest.RestChecks;
import dev.soban.conformance.check.Check;
import java.util.List;
import java.util.stream.Stream;

/** Every check there is, in the order in which they run. */
public final class Catalog {
  private Catalog() {}

  public static List<Check> all() {
    return Stream.concat(RestChecks.all().stream(), GrpcChecks.all().stream()).toList();
  }

  /** Those whose ids start with one of the prefixes; all without a prefix. */
  public static List<Check> starting(List<String> prefixes) {
    return all().stream()
        .filter(check -> prefixes.isEmpty() || prefixes.stream().anyMatch(check.id()::startsWith))
        .toList();
  }
}
