package dev.soban.cli.acceptance.conformance;

import dev.soban.cli.acceptance.data.IdentityModel;
import dev.soban.cli.acceptance.data.ModelsFolder;
import dev.soban.cli.acceptance.data.TestData;
import dev.soban.cli.serve.RunningServer;
import dev.soban.conformance.catalog.Catalog;
import dev.soban.conformance.check.Result;
import dev.soban.conformance.check.Suite;
import dev.soban.conformance.subject.Target;
import dev.soban.repository.yaml.Overlay;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A real server with models of every kind that the checks look for, and the suite on it. */
final class Tried {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Tried() {}

  /** The examples, a model of every datatype, one without the two that JSON has no form for. */
  static RunningServer server(Path root) {
    Set<String> inJson = new LinkedHashSet<>(IdentityModel.TYPES.keySet());
    inJson.removeAll(Set.of("FP16", "BF16"));
    ModelsFolder models = new ModelsFolder(root);
    models.file("all_types/1/model.onnx", IdentityModel.ofAllTypes());
    models.file("in_json/1/model.onnx", IdentityModel.of(inJson));
    models.file("texts/1/model.onnx", IdentityModel.of(Set.of("BYTES")));
    models.version("iris", TestData.ofRepository("examples/models/iris/1/model.onnx"));
    models.version("digits", TestData.ofRepository("examples/models/digits/1/model.onnx"));
    return RunningServer.of(root, new Overlay("http.repository_control", "true", "test"));
  }

  /** What the checks find whose ids start with one of these. */
  static List<Result> results(String url, Optional<String> grpc, List<String> ids) {
    Target.Where where = new Target.Where(URI.create(url + "/"), grpc, Optional.empty(), PATIENCE);
    try (Target target = Target.of(where, new Target.Choice(List.of(), Optional.empty()))) {
      return new Suite(target).run(Catalog.starting(ids), result -> {});
    }
  }
}
