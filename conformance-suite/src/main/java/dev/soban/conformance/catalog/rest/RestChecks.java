package dev.soban.conformance.catalog.rest;

import dev.soban.conformance.check.Check;
import java.util.List;
import java.util.stream.Stream;

/** Everything that is tried over HTTP. */
public final class RestChecks {
  private RestChecks() {}

  public static List<Check> all() {
    return Stream.of(
            ServerChecks.all(),
            ModelChecks.all(),
            InferenceChecks.all(),
            DatatypeChecks.all(),
            ErrorChecks.all(),
            HttpChecks.all(),
            BinaryChecks.all(),
            ClassificationChecks.all(),
            ParameterChecks.all(),
            StatisticsChecks.all(),
            ConfigurationChecks.all(),
            RepositoryChecks.all())
        .flatMap(List::stream)
        .toList();
  }
}
